"""Denominators: the nearest year is said, totals are not areas, and two values are no value."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Denominator, Deprivation
from cdrp_analysis.sources.denominators import read_denominator, read_deprivation
from tests.rawfiles import text, write

WIDE = ("Code,Mid-2016: Population,Mid-2018: Population", 'E01001874,"1,500",1600')


def residents(root, *lines, year=2018, **more):
    write(root, "p.csv", text(*lines))
    given = {"measure": "residents", "area_type": "lsoa", "edition": "2011", "file": "p.csv",
             "code": "Code", "value": "Mid-{year}: Population"} | more  # fmt: skip
    return read_denominator(Denominator(**given), root, year)


@pytest.mark.parametrize(
    "wanted, found, number, note",
    [
        (2016, 2016, 1500, "commas read as thousands"),
        (2018, 2018, 1600, ""),
        (2025, 2018, 1600, "2025 is absent: 2018 is used"),
        (2017, 2016, 1500, "2017 is absent: 2016 is used; commas read as thousands"),
    ],
)
def test_the_nearest_year_is_used_and_said(tmp_path, wanted, found, number, note):
    frame = residents(tmp_path, *WIDE, year=wanted)
    assert frame.to_numpy().tolist() == [["E01001874", number]]
    assert (frame.attrs["year"], frame.attrs["note"]) == (found, note)


def test_a_long_table_gives_the_rows_of_its_year(tmp_path):
    write(tmp_path, "p.csv", text("Code,Year,People", "E01001874,2017,5", "E01001874,2018,6"))
    setting = Denominator(measure="residents", area_type="lsoa", edition="2011", file="p.csv",
                          code="Code", value="People", year="Year")  # fmt: skip
    frame = read_denominator(setting, tmp_path, 2018)
    assert frame["residents"].tolist() == [6]
    assert frame.attrs["year"] == 2018


def test_totals_among_the_areas_are_left_out_and_said(tmp_path):
    frame = residents(tmp_path, *WIDE, "E92000001,55000000,56000000", "LONDON,8,9")
    assert frame["area"].tolist() == ["E01001874"]
    assert "2 rows that are no lsoa left out" in frame.attrs["note"]


def test_a_total_repeated_beside_its_parts_is_one_value(tmp_path):
    """Tenure tables repeat the households of the area on every row."""
    lines = ("Code,Total,Tenure,n", "E01001874,837,Owned,327", "E01001874,837,Rented,510")
    frame = residents(tmp_path, *lines, value="Total", measure="households")
    assert frame.to_numpy().tolist() == [["E01001874", 837]]
    with pytest.raises(InputError, match="1 areas have more than one value"):
        residents(tmp_path, *lines, value="n", measure="households")


def test_missing_is_missing_and_decimals_are_rounded_and_said(tmp_path):
    frame = residents(tmp_path, "Code,n", "E01001874,[x]", "E01001875,10.6", value="n")
    assert frame["residents"].isna().tolist() == [True, False]
    assert frame["residents"][1] == 11
    assert "decimals rounded" in frame.attrs["note"]


@pytest.mark.parametrize(
    "cell, message", [("many", "1 cells are not numbers"), ("-5", "negative residents")]
)
def test_what_cannot_be_a_denominator_is_refused(tmp_path, cell, message):
    with pytest.raises(InputError, match=message):
        residents(tmp_path, "Code,n", f"E01001874,{cell}", value="n")


def test_no_heading_of_the_kind_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(InputError, match="no heading is like"):
        residents(tmp_path, "Code,Population 2018", "E01001874,5")


def test_a_table_of_another_kind_of_area_is_refused(tmp_path):
    with pytest.raises(InputError, match="no row is about an area of this kind"):
        residents(tmp_path, *WIDE, area_type="ward")


def deprivation(root, rows, **more):
    pd.DataFrame(rows, columns=["code", "score", "rank", "decile"]).to_parquet(root / "d.parquet")
    given = {"file": "d.parquet", "edition": "2011", "code": "code", "score": "score",
             "rank": "rank", "decile": "decile", "source": "MHCLG"} | more  # fmt: skip
    return read_deprivation(Deprivation(**given), root)


ROWS = [("E01001875", 12.5, 20000, 7), ("E01001874", 42.1, 3000, 1)]


def test_deprivation_by_lsoa(tmp_path):
    frame = deprivation(tmp_path, ROWS)
    assert frame["lsoa"].tolist() == ["E01001874", "E01001875"]
    assert frame["decile"].tolist() == [1, 7]
    assert frame.attrs["source"] == "MHCLG"


def test_score_and_rank_may_be_absent(tmp_path):
    assert deprivation(tmp_path, ROWS, score="", rank="")["rank"].isna().all()


def test_deciles_that_run_against_the_ranks_are_refused(tmp_path):
    turned = [(code, score, rank, 11 - decile) for code, score, rank, decile in ROWS]
    with pytest.raises(InputError, match="1 must be the most deprived in both"):
        deprivation(tmp_path, turned)


@pytest.mark.parametrize("decile", [0, 11])
def test_a_decile_is_one_to_ten(tmp_path, decile):
    with pytest.raises(InputError, match="decile is not between 1 and 10"):
        deprivation(tmp_path, [("E01001874", 1.0, 5, decile)])
