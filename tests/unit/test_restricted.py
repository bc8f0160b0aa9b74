"""What a restricted notebook compares: like with like, and only what is known."""

from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from cdrp_analysis import settings
from cdrp_analysis.assessment import aims, place_kinds, surfaces
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.errors import InputError
from cdrp_analysis.periods import Period


def evidence(tmp_path, *, absent=(), known_to=None):
    path = tmp_path / "a.toml"
    text = first_file()
    if known_to:
        text = text.replace("# known_to =", f'known_to = "{known_to}"')
    path.write_text(text, encoding="utf-8")
    loaded = settings.load(path)
    months = [*Period.parse("2016/17").months(), *Period.parse("2017/18").months()]
    coverage = pd.DataFrame({"feed": "street", "month": months})
    coverage["status"] = ["absent" if m in absent else "complete" for m in months]
    coverage.to_parquet(tmp_path / "coverage.parquet")
    pd.DataFrame(
        {"month": months, "kind": "offence", "theme": "burglary", "category": "Burglary"}
    ).to_parquet(tmp_path / "offences.parquet")
    pd.DataFrame({"classification": ["policeuk"]}).to_parquet(tmp_path / "weights.parquet")
    counts = pd.DataFrame({"month": months, "area": "E09000013", "theme": "all", "offences": 1})
    counts.to_parquet(tmp_path / "counts_borough.parquet")
    return Evidence(loaded, tmp_path, tmp_path / "tables")


def test_squares_and_bandwidth_left_out_suit_the_boundary_and_are_said(tmp_path):
    found = evidence(tmp_path)
    assert found.thresholds.cell_size_m is None  # no outline to choose by
    town = gpd.GeoDataFrame(
        {"code": ["E09000013"], "name": ["Town"]}, geometry=[box(0, 0, 30_000, 30_000)],
        crs="EPSG:27700",
    )  # fmt: skip
    town.to_parquet(tmp_path / "areas_borough.parquet")
    found = evidence(tmp_path)
    # 900 km² in 20,000 squares at most: 250 m, and one and a half of them.
    assert (found.thresholds.cell_size_m, found.thresholds.bandwidth_m) == (250, 375)
    assert "cell size set to 250 m: at most 20,000" in found.hotspot_note
    assert "bandwidth set to 375 m: one and a half squares" in found.hotspot_note
    stated = found.assessment.model_copy(
        update={"thresholds": settings.Thresholds(cell_size_m=150, bandwidth_m=500)}
    )
    mine = Evidence(stated, tmp_path, tmp_path / "tables")
    assert (mine.thresholds.cell_size_m, mine.thresholds.bandwidth_m) == (150, 500)
    assert "set to" not in mine.hotspot_note and "150 m squares" in mine.hotspot_note


def test_harm_of_rows_is_their_themes_and_missing_without_weights(tmp_path):
    found = evidence(tmp_path)
    rows = found.points(found.compared[-1])
    weights = {
        "scheme": "cchi", "edition": "CCHI", "classification": "policeuk", "category": "Burglary",
        "weight": 20.0, "unit": "days", "status": "", "source": "Invented",
    }  # fmt: skip
    pd.DataFrame([weights]).to_parquet(tmp_path / "weights.parquet")
    assert surfaces.days_of_harm(found, rows, found.compared[-1]).tolist() == [20.0] * 12
    (tmp_path / "weights.parquet").unlink()
    assert surfaces.days_of_harm(found, rows, found.compared[-1]).isna().all()


def test_premises_are_a_kind_of_place_only_with_a_register_and_exact_places(tmp_path):
    rows = pd.DataFrame(
        {"location": ["On or near Mill Lane", "On or near Supermarket"], "easting": [0.0, 900.0],
         "northing": [0.0, 0.0], "longitude": [0.1, 0.2], "latitude": [51.5, 51.6],
         "lsoa": ["E01000001"] * 2, "ward": ["E05000001"] * 2}
    )  # fmt: skip
    codes = pd.DataFrame({"code": ["E01000001", "E01000002"]})
    register = pd.DataFrame({"premises": ["L1", "L2"], "easting": [10.0, 500.0], "northing": 0.0})
    found = SimpleNamespace(
        has_times=True, has_feed=lambda name: name == "licensed_premises",
        feed=lambda name: register, areas=lambda kind: codes,
    )  # fmt: skip
    placed = place_kinds.with_places(found, rows)
    assert placed["street"].tolist()[0] == "Mill Lane" and placed["street"].isna()[1]
    assert placed["premises"].tolist()[0] == "L1" and placed["premises"].isna()[1]
    units = place_kinds.kinds_of_place(found, placed)
    assert list(units) == ["map point", "street", "licensed premises", "LSOA", "ward"]
    assert units["licensed premises"][1].tolist() == ["L1", "L2"]  # L2 is a place without any
    found.has_times = False
    assert "licensed premises" not in place_kinds.kinds_of_place(
        found, place_kinds.with_places(found, rows)
    )


def labels(found):
    return [(p.label, p.first, p.last) for p in found.compared]


def test_a_whole_year_is_held_against_the_year_before(tmp_path):
    assert labels(evidence(tmp_path)) == [
        ("2016/17", "2016-04", "2017-03"),
        ("2017/18", "2017-04", "2018-03"),
    ]


def test_a_year_that_is_not_over_is_held_against_the_same_months(tmp_path):
    found = evidence(tmp_path, known_to="2017-11")
    assert labels(found) == [
        ("April to November 2016", "2016-04", "2016-11"),
        ("April to November 2017", "2017-04", "2017-11"),
    ]
    assert found.offences()["month"].max() == "2017-11"
    assert found.counts("borough")["month"].max() == "2017-11"
    assert [p.label for p in found.counted] == ["April to November 2016", "April to November 2017"]


def test_a_year_with_a_month_missing_says_so_and_is_compared_with_nothing(tmp_path):
    found = evidence(tmp_path, absent=["2017-08"])
    assert [p.label for p in found.compared] == ["2017/18 (11 of 12 months)"]
    assert found.points_before.empty
    assert "2017-08" not in set(found.offences()["month"])
    weighed = found.weighed_offences(found.compared[-1])
    assert weighed["offences"].isna().all()


def test_a_year_before_with_a_month_missing_is_not_compared(tmp_path):
    found = evidence(tmp_path, absent=["2016-08"])
    assert [p.label for p in found.compared] == ["2017/18"]
    assert found.comparison(found.compared) == "2017/18"


@pytest.mark.parametrize("known_to", [None, "2017-11"])
def test_weighed_offences_count_the_period_compared(tmp_path, known_to):
    found = evidence(tmp_path, known_to=known_to)
    weighed = found.weighed_offences(found.compared[-1])
    assert weighed["offences"].tolist() == [8 if known_to else 12]


def test_a_table_of_no_rows_may_leave_columns_out(tmp_path):
    found = evidence(tmp_path)
    found.save("flagged_offences", pd.DataFrame(), {})
    kept = found.table("flagged_offences")
    assert kept.empty and {"flag", "dispersion_p", "upper_95"} <= set(kept)
    with pytest.raises(InputError, match="lacks"):
        found.save("flagged_offences", pd.DataFrame({"flag": ["knife"]}), {})


def test_a_partnership_without_a_register_of_targets_has_none(tmp_path):
    register = aims.register(evidence(tmp_path))
    assert list(register[register["own"]]) == list(register)  # flags choose rows, not columns


def test_rows_are_read_once_and_no_page_writes_into_anothers(tmp_path):
    mine = evidence(tmp_path)
    lent = mine.points()
    lent["theme"] = "written over"
    (tmp_path / "offences.parquet").unlink()
    assert set(mine.points()["theme"]) == set(mine.offences()["theme"]) == {"burglary"}
    assert len(mine.points(Period.parse("2016/17"))) == 12


def test_an_exhibit_of_several_frames_names_every_source_once(tmp_path):
    """A frame may be made of several files, and a partner's feed is named by who sent it."""
    found = evidence(tmp_path)
    pd.DataFrame(
        [
            ("counts_borough", "Table, downloaded 1 May 2018", "2018"),
            ("counts_borough", "Log, downloaded 2 May 2018, those with a place", ""),
            ("offences", "Table, downloaded 1 May 2018", "2011"),
        ],
        columns=["frame", "source", "geography"],
    ).to_parquet(tmp_path / "sources.parquet")
    both = "Table, downloaded 1 May 2018; Log, downloaded 2 May 2018, those with a place"
    told = found.about("counts_borough", "offences", period="2017/18")
    assert told == {"source": both, "period": "2017/18", "geography": "2018"}
    assert "source" not in found.about("feed_survey", period="2017/18")
