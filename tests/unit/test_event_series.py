"""Counts at a site that may be published, and zones followed by their own months."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.assessment import event_series
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.protect import protect

MONTHS = pd.period_range("2006-04", "2010-09", freq="M").astype(str).tolist()
EAST, NORTH = 530_000, 180_000
SITE = "POLYGON ((530000 180000, 530100 180000, 530100 180100, 530000 180100, 530000 180000))"
THEMES = pd.DataFrame(
    {"theme": ["shops", "noise"], "label": ["Shop theft", "Noise"], "kind": "offence",
     "sensitive": False}
)  # fmt: skip


def offences(*rows: tuple[int, str, float], month: str, kind: str = "offence") -> pd.DataFrame:
    """So many of a theme in a month, each on a spot of its own from an easting on."""
    parts = [
        pd.DataFrame(
            {"theme": theme, "month": month, "kind": kind, "ward": "E05000001",
             "easting": EAST + easting + np.arange(count) % 40, "northing": NORTH + 50.0}
        )
        for count, theme, easting in rows
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def rows(*, elsewhere: int = 30) -> pd.DataFrame:
    """Each month: shop theft at the site once it is open, around it and far away."""
    return pd.concat(
        [
            offences((10 if month >= "2009-04" else 1, "shops", 10.0), (4, "shops", 150.0),
                     (elsewhere, "shops", 5000.0), (9, "noise", 6000.0), month=month)
            for month in MONTHS
        ],
        ignore_index=True,
    )  # fmt: skip


def evidence(points: pd.DataFrame, *, months=MONTHS, events: pd.DataFrame | None = None):
    register = events if events is not None else register_of()
    return SimpleNamespace(
        has_feed=lambda name: len(register) > 0,
        feed=lambda name: register,
        points=lambda: points[points["kind"] == "offence"],
        offences=lambda: points,
        usable_months=set(months),
        themes=THEMES,
        labels=dict(zip(THEMES["theme"], THEMES["label"], strict=True)),
        thresholds=SimpleNamespace(suppress_below=5, round_to=5),
    )


def register_of(kind: str = "opening", ends_on: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {"intervention": ["centre"], "label": ["Centre"], "kind": [kind], "outline": [SITE],
         "starts_on": pd.to_datetime(["2009-04-01"]), "ends_on": pd.to_datetime([ends_on]),
         "cost": [np.nan]}
    )  # fmt: skip


def test_a_site_is_counted_in_the_year_before_it_opened_and_the_latest_year():
    found = event_series.site_places(evidence(rows())).set_index(["place", "period"])
    assert found["offences"].to_dict() == {
        ("Centre: at the site", "2008/09"): 12,
        ("Centre: at the site", "October 2009 to September 2010"): 120,
        ("Centre: around it", "2008/09"): 48,
        ("Centre: around it", "October 2009 to September 2010"): 48,
    }
    assert found["difference"].tolist()[1] == 108 and pd.isna(found["difference"].tolist()[0])
    assert found["contributors"].tolist() == [1, 10, 4, 4]  # spots, not offences


def test_a_count_of_fewer_than_three_spots_leaves_no_edition():
    made = protect(
        {"site_places": event_series.site_places(evidence(rows()))}, SPECS,
        editions=["committee", "public"],
    )  # fmt: skip
    for edition in ("committee", "public"):
        shown = made[edition].tables["site_places"]
        first = shown.iloc[0]
        assert pd.isna(first["offences"]) and first["offences_symbol"] == "[c]"
        assert pd.isna(shown.iloc[1]["difference"])  # it would give the hidden count away
        assert "contributors" not in shown and "largest" not in shown


def test_a_site_that_is_nearly_all_of_its_ward_is_left_out():
    """The ward's own count, less the site's, would tell of the few offences elsewhere in it."""
    few = rows(elsewhere=0)
    few = few[~few["easting"].between(EAST + 140, EAST + 300)]
    assert event_series.site_places(evidence(few)).empty


@pytest.mark.parametrize("months", [MONTHS[-20:], [m for m in MONTHS if m != "2008-09"]])
def test_without_a_whole_year_on_both_sides_there_are_no_counts(months):
    assert event_series.site_places(evidence(rows(), months=months)).empty


def test_without_a_register_there_is_nothing():
    nobody = evidence(rows(), events=register_of().head(0))
    assert event_series.site_places(nobody).empty
    effects, months = event_series.zones(nobody)
    assert effects.empty and months.empty
    assert list(months.columns)[:3] == ["intervention", "event", "kind"]


def test_a_zone_is_followed_beside_the_rest_of_the_area():
    zone = register_of("dispersal area", "2009-09-30")
    effects, months = event_series.zones(evidence(rows(), events=zone))
    during = effects[effects["stage"] == "during"].iloc[0]
    assert during["label"] == "All offences" and during["lower"] > 1  # 10 a month after 1
    assert months["here"].tolist()[:36] == [1] * 36
    assert effects["months"].tolist() == [6, 6] and during["months_before"] == 36


def test_a_zone_that_was_not_made_public_is_in_no_public_table():
    zone = register_of("targeted patrol", "2009-09-30")
    effects, months = event_series.zones(evidence(rows(), events=zone))
    assert effects.empty and len(months) == 48


def test_a_zone_that_cannot_be_followed_says_why():
    zone = register_of("dispersal area", "2009-09-30")
    effects, _ = event_series.zones(evidence(rows(), months=MONTHS[30:], events=zone))
    assert "6 months are known before the action" in effects["refused"].iloc[0]
