"""What a public page is made from: each table read once, each edition's own, nobody's to change."""

import pandas as pd
import pytest

from cdrp_analysis.assessment.published import PublishedEvidence
from cdrp_analysis.errors import InputError

DICTIONARY = """table,column,unit,description
annual_offences,,source,{source}
annual_offences,theme,,Theme
projection,,source,somewhere else
"""


@pytest.fixture
def edition(tmp_path):
    def made(name: str, offences: str) -> PublishedEvidence:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "annual_offences.csv").write_text(f"theme,offences\nall,{offences}\n")
        (folder / "dictionary.csv").write_text(DICTIONARY.format(source=f"of the {name}"))
        return PublishedEvidence(folder, name)

    return made


def test_an_edition_never_sees_what_another_read(edition):
    committee, public = edition("committee", "12"), edition("public", "[c]")
    for _ in range(2):
        assert committee.table("annual_offences")["offences"].tolist() == [12.0]
        assert public.table("annual_offences")["offences"].isna().all()
        assert public.table("annual_offences")["offences_symbol"].tolist() == ["[c]"]
    assert committee.table("annual_offences").attrs["about"] == {"source": "of the committee"}
    assert public.table("annual_offences").attrs["about"] == {"source": "of the public"}


def test_what_an_exhibit_does_to_its_table_stays_with_it(edition):
    public = edition("public", "12")
    table = public.table("annual_offences")
    table["offences"] = 99
    table.attrs["about"]["source"] = "invented"
    again = public.table("annual_offences")
    assert again["offences"].tolist() == [12.0]
    assert again.attrs["about"] == {"source": "of the public"}


def test_a_table_is_read_once(edition):
    public = edition("public", "12")
    first = public.table("annual_offences")
    (public.folder / "annual_offences.csv").write_text("theme,offences\nall,13\n")
    pd.testing.assert_frame_equal(public.table("annual_offences"), first)


def test_a_table_that_is_not_published_is_named(edition):
    with pytest.raises(InputError, match="no protected table projection"):
        edition("public", "12").table("projection")
