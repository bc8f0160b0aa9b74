"""The first assessment file loads and explains every key; the reference pages match the code."""

import re
from pathlib import Path

import pandas as pd
import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment import layout, reference_pages, scaffold
from cdrp_analysis.disclosure.catalogue import TABLES
from cdrp_analysis.errors import EXIT_CODES, OutputError
from cdrp_analysis.settings import Section, load

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = [c for c in Section.__subclasses__() if c is not settings.Assessment]


def test_the_first_file_loads_as_it_stands(tmp_path):
    path = tmp_path / "mine.toml"
    scaffold.new_file(path)
    loaded = load(path)
    assert loaded.period.period.label == "2017/18"
    assert {theme.kind for theme in loaded.themes} == {"offence", "incident"}


def test_the_weights_it_names_are_those_shipped(tmp_path):
    path = tmp_path / "mine.toml"
    scaffold.new_file(path)
    for weights in load(path).weights:
        shipped = pd.read_csv(layout.reference() / weights.file.removeprefix("reference:"))
        assert (weights.scheme, weights.edition) in set(
            zip(shipped["scheme"], shipped["edition"], strict=True)
        )


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.__name__)
def test_every_key_is_explained_where_it_is_written(section):
    text = scaffold.first_file()
    for name, field in section.model_fields.items():
        assert field.description, f"{section.__name__}.{name} has no description"
        if section is settings.Theme:
            assert f"#   {name}: {field.description}" in text
        else:
            # The line above a key, given or behind '#', or above a section is its explanation.
            above = rf"# {re.escape(field.description)}\n"
            assert re.search(rf"{above}((# )?{name} =|\[\w+\.{name}\])", text), name


def test_a_default_shown_is_the_default_used():
    """Uncommenting every line that has a value changes nothing."""
    text = scaffold.first_file()
    shown = re.sub(r"(?m)^# ([a-z_]+ = .+)$", r"\1", text)
    before = settings.Assessment.model_validate(settings.tomllib.loads(text))
    after = settings.Assessment.model_validate(settings.tomllib.loads(shown))
    assert shown != text
    assert after == before


def test_a_file_that_exists_is_never_overwritten(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("somebody's work", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        scaffold.new_file(path)
    assert caught.value.what == "mine.toml exists already."
    assert caught.value.do == "choose another name"
    assert path.read_text(encoding="utf-8") == "somebody's work"


def test_a_folder_that_does_not_exist_is_said(tmp_path):
    with pytest.raises(OutputError, match=r"mine\.toml cannot be written: No such file"):
        scaffold.new_file(tmp_path / "absent" / "mine.toml")


@pytest.mark.parametrize("name", sorted(reference_pages.pages()))
def test_reference_pages_are_those_the_code_generates(name):
    committed = (ROOT / "docs/reference" / name).read_text(encoding="utf-8")
    assert committed == reference_pages.pages()[name], "run: cdrp docs docs/reference"


def test_no_reference_page_is_left_from_an_earlier_version():
    folder = ROOT / "docs/reference"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
    by_hand = {
        "rap.md",
        "published-values.md",
        "attacks.md",
    }  # of what tests show, which no code can judge
    assert there - by_hand == set(reference_pages.pages())


def test_the_pages_name_every_key_table_and_code(tmp_path):
    written = reference_pages.write(tmp_path / "r")
    pages = {
        path.relative_to(tmp_path / "r").as_posix(): path.read_text("utf-8") for path in written
    }
    assert pages == reference_pages.pages()
    for section in SECTIONS:
        for name in section.model_fields:
            assert f"| `{name}` |" in pages["assessment-file.md"], f"{section.__name__}.{name}"
    for spec in TABLES:
        assert f"\n## {spec.name}\n" in pages["tables.md"]
    for code in EXIT_CODES:
        assert f"| {code} |" in pages["exit-codes.md"]
