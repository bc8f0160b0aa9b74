"""Lookups between editions: a split area has several rows, and no pair is dropped in silence."""

import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Lookup
from cdrp_analysis.sources.areas import read_lookup
from tests.rawfiles import text, write


def lookup(root, *lines, to_type="lsoa", change="CHGIND"):
    write(root, "l.csv", text(*lines))
    setting = Lookup(
        file="l.csv", from_type="lsoa", from_edition="2011", from_code="LSOA11CD",
        to_type=to_type, to_edition="2021", to_code="LSOA21CD", change=change,
    )  # fmt: skip
    return read_lookup(setting, root)


def test_a_split_area_keeps_both_of_its_parts(tmp_path):
    frame = lookup(
        tmp_path,
        "LSOA11CD;LSOA21CD;CHGIND",
        "E01001874;E01035485;S",
        "E01001874;E01035484;S",
        "E01001851;E01001851;U",
        "E01001851;E01001851;U",
    )
    assert frame.to_numpy().tolist() == [
        ["E01001851", "E01001851", "U"],
        ["E01001874", "E01035484", "S"],
        ["E01001874", "E01035485", "S"],
    ]
    assert frame.attrs["from"] == "lsoa 2011"


def test_codes_of_another_kind_are_refused(tmp_path):
    with pytest.raises(InputError, match="not codes of a ward"):
        lookup(tmp_path, "LSOA11CD,LSOA21CD,CHGIND", "E01001874,E01035485,S", to_type="ward")


def test_a_row_without_a_code_is_refused_because_its_offences_would_vanish(tmp_path):
    with pytest.raises(InputError, match="to code is blank"):
        lookup(tmp_path, "LSOA11CD,LSOA21CD,CHGIND", "E01001874,E01035485,S", "E01001874,,S")


def test_the_kind_of_change_may_be_absent(tmp_path):
    frame = lookup(tmp_path, "LSOA11CD,LSOA21CD", "E01001874,E01035485", change="")
    assert frame["change"].isna().all()
