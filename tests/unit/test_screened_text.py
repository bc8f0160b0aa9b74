"""Text that analysts and partners wrote is screened before an edition is built."""

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cdrp_analysis.assessment.layout import notebooks
from cdrp_analysis.assessment.screened_text import require_clean
from cdrp_analysis.auditor.folder import Secrets, audit_folder
from cdrp_analysis.errors import DisclosureError

CLEAN = pd.DataFrame({"action": ["Lock bicycles on King Street", None], "due": [2010, 2011]})


def tables(text: str, edition: str = "public") -> dict:
    return {edition: {"actions": CLEAN.assign(action=["Plain", text])}}


def test_the_notebooks_of_this_checkout_are_clean():
    require_clean(
        {edition: {"actions": CLEAN} for edition in ("committee", "public")}, notebooks(), ()
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring 07700 900123", "phone number (1)"),
        ("Visit W6 9JT and SW1A 1AA", "postcode (2)"),
        ("The car AB51 CDE", "vehicle mark (1)"),
    ],
)
def test_a_tables_wording_is_refused_with_its_place_and_never_itself(tmp_path, text, kind):
    with pytest.raises(DisclosureError) as refused:
        require_clean(tables(text), tmp_path, ())
    said = str(refused.value)
    assert f"public, table actions, column action: {kind}" in said
    assert not set(text.split()[1:]) & set(said.split())


def test_categories_are_read_as_text(tmp_path):
    made = tables("Ring 07700 900123")
    made["public"]["actions"] = made["public"]["actions"].astype({"action": "category"})
    with pytest.raises(DisclosureError, match="phone number"):
        require_clean(made, tmp_path, ())


def test_what_everybody_may_know_can_be_allowed_word_for_word(tmp_path):
    require_clean(tables("Ring 07700 900123"), tmp_path, ["07700 900123"])
    with pytest.raises(DisclosureError, match=r"phone number \(1\)"):
        require_clean(tables("Ring 07700 900123 or 07700 900456"), tmp_path, ["07700 900123"])


def test_the_audit_heeds_what_the_release_says_everybody_may_know(tmp_path):
    """Else what is listed would pass here and be refused a few minutes later."""
    (tmp_path / "page.html").write_text("<p>Ring 020 7946 0123 or 020 7946 0999</p>")
    known = Secrets(may_stand=frozenset({"020 7946 0123"}))

    def kinds(secrets: Secrets) -> list[str]:
        return audit_folder(tmp_path, secrets=secrets, published={})["kind"].tolist()

    assert kinds(Secrets()) == kinds(known) == ["pattern"]
    (tmp_path / "page.html").write_text("<p>Ring 020 7946 0123</p>")
    assert kinds(known) == []
    assert kinds(Secrets()) == ["pattern"]


def test_of_notebooks_only_text_that_the_edition_shows_is_read(tmp_path):
    def write(*tags: str) -> None:
        cell = new_markdown_cell("Ask at 12 King Street", metadata={"tags": list(tags)})
        code = new_code_cell("'12 King Street'", metadata={"tags": ["public"]})
        nbformat.write(new_notebook(cells=[code, cell]), tmp_path / "places.ipynb")

    write()
    require_clean({"committee": {}, "public": {}}, tmp_path, ())
    write("committee")
    require_clean({"public": {}}, tmp_path, ())
    with pytest.raises(DisclosureError, match=r"committee, places.ipynb, cell 2: address \(1\)"):
        require_clean({"committee": {}, "public": {}}, tmp_path, ())
    write("public")
    with pytest.raises(DisclosureError, match=r"public, places.ipynb, cell 2"):
        require_clean({"public": {}}, tmp_path, ())
