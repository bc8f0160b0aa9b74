"""Markers of risk of victims seen once and again, and who is seen again: groups, on drawn rows."""

import pandas as pd
import pytest

from cdrp_analysis.measures import repeat_markers
from cdrp_analysis.measures.ratios import share_ratio
from tests.drawn import frame


def incidents(victims: int, times: int, alcohol: int, start: int = 0) -> pd.DataFrame:
    """So many victims seen so often, the first ``alcohol`` incidents of each with the marker."""
    rows = [
        (f"V-{start + n}", pd.Timestamp("2010-01-01") + pd.Timedelta(days=30 * t), t < alcohol)
        for n in range(victims) for t in range(times)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["victim", "reported_at", "alcohol"])
    return table.assign(
        month=table["reported_at"].dt.strftime("%Y-%m"), alcohol=table["alcohol"].astype("boolean")
    )


def test_incidents_of_those_seen_again_stand_beside_those_of_others():
    rows = pd.concat([incidents(30, 1, 0), incidents(10, 1, 1, 100), incidents(20, 2, 1, 200)])
    table = repeat_markers.marked(rows).set_index("seen")
    assert table["marker"].unique().tolist() == ["alcohol"]  # nothing else was received
    assert table[["incidents", "marked"]].to_numpy().tolist() == [[40, 10], [40, 20]]
    assert table["share"].tolist() == [0.25, 0.5]
    ends = ["ratio", "ratio_lower", "ratio_upper"]
    assert table.loc["twice or more", ends].tolist() == pytest.approx(share_ratio(20, 40, 10, 40))
    assert table.loc["once", ends].isna().all()


def test_an_incident_of_which_nobody_said_is_in_no_base_and_one_without_a_victim_in_none():
    rows = incidents(25, 1, 0).assign(alcohol=pd.array([None] * 5 + [True] * 20, dtype="boolean"))
    rows.loc[rows.index[-1], "victim"] = None
    table = repeat_markers.marked(rows)
    assert table["incidents"].tolist() == [19, 0]
    assert table["share"].isna().all()  # fewer than 20


def test_everybody_is_followed_as_long_from_the_first_incident_of_entry():
    table = frame("""
        victim | reported_at      | alcohol | separation
        V-1    | 2009-05-01 10:00 | yes     | yes
        V-1    | 2009-10-31 10:00 | no      | no
        V-2    | 2009-05-01 10:00 | yes     | yes
        V-2    | 2009-10-31 10:01 | no      | no
        V-3    | 2009-05-01 10:00 | no      |
        V-3    | 2009-05-01 10:00 | no      |
        V-4    | 2009-03-31 10:00 | yes     | no
        V-4    | 2009-04-02 10:00 | no      | no
        V-4    | 2009-04-03 10:00 | no      | no
    """)
    flags = {"yes": True, "no": False}
    table = table.assign(
        reported_at=pd.to_datetime(table["reported_at"]),
        alcohol=table["alcohol"].map(flags).astype("boolean"),
        separation=table["separation"].map(flags).astype("boolean"),
    )
    table = table.assign(month=table["reported_at"].dt.strftime("%Y-%m"))
    entry = [str(month) for month in pd.period_range("2009-04", "2010-03", freq="M")]
    found = repeat_markers.seen_again(table, entry=entry).set_index("markers")
    # V-2 came a minute too late; V-3's two reports are one call; V-4 had no marker in April.
    assert found["victims"].to_dict() == {
        "no marker": 2, "one marker": 0, "two markers": 2, "three markers or more": 0,
    }  # fmt: skip
    assert found["again"].to_dict() == {
        "no marker": 1, "one marker": 0, "two markers": 1, "three markers or more": 0,
    }  # fmt: skip
    assert found["share"].isna().all()


def test_shares_of_enough_victims_have_limits():
    rows = pd.concat([incidents(40, 1, 0), incidents(10, 2, 1, 100), incidents(10, 1, 1, 200)])
    found = repeat_markers.seen_again(rows, entry=["2010-01"]).set_index("markers")
    assert found.loc["no marker", "share"] == 0.0
    assert found.loc["one marker", "share"] == 0.5
    low, high = found.loc["one marker", ["share_lower", "share_upper"]]
    assert low < 0.5 < high
