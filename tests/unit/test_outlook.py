"""What a year will come to: known months count as they are, months to come with limits."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.measures.backtest import backtest
from cdrp_analysis.measures.outlook import outlook
from cdrp_analysis.periods import Period

MONTHS = [str(m) for m in pd.period_range("2012-04", "2018-03", freq="M")]
PERIOD = Period.parse("2017/18")


@pytest.fixture(scope="module")
def counts():
    chance = np.random.default_rng(3)
    return pd.DataFrame(
        [(area, theme, month, chance.poisson(level))
         for area in ("A", "B", "C") for theme, level in (("burglary", 60), ("robbery", 20))
         for month in MONTHS] + [("A", "asb", month, chance.poisson(100)) for month in MONTHS],
        columns=["area", "theme", "month", "offences"],
    ).astype({"offences": "Int64"})  # fmt: skip


@pytest.fixture(scope="module")
def found(counts):
    return outlook(counts, "A", PERIOD, known_to="2017-11")


def test_the_year_end_is_what_is_known_and_what_is_expected(counts, found):
    total = found.totals[found.totals["target"] == "year end 2017/18"].set_index("theme")
    own = counts[(counts["area"] == "A") & counts["month"].between("2017-04", "2017-11")]
    assert total["known"].to_dict() == own.groupby("theme")["offences"].sum().to_dict()
    assert total["known_months"].eq(8).all()
    assert (total["lower_95"] <= total["lower_80"]).all()
    assert (total["lower_80"] <= total["point"]).all()
    assert (total["point"] <= total["upper_80"]).all()
    assert (total["known"] <= total["lower_95"]).all()
    assert total.loc["burglary", "point"] == pytest.approx(12 * 60, rel=0.1)


def test_the_next_twelve_months_follow_the_last_known(found):
    assert sorted(found.months["month"].unique())[0] == "2017-12"
    assert "12 months to November 2018" in set(found.totals["target"])


def test_a_theme_that_only_this_area_has_is_projected_too(found):
    assert set(found.totals["theme"]) == {"burglary", "robbery", "asb"}
    assert "area" not in found.totals


def test_months_after_the_last_known_are_not_looked_at(counts, found):
    later = counts["month"] > "2017-11"
    wild = counts.assign(offences=counts["offences"].mask(later, 9999))
    again = outlook(wild, "A", PERIOD, known_to="2017-11")
    pd.testing.assert_frame_equal(again.totals, found.totals)


def test_a_period_that_is_over_is_not_projected(counts):
    over = outlook(counts, "A", PERIOD, known_to="2018-03")
    assert set(over.totals["target"]) == {"12 months to March 2019"}


LIMITS = ["point", "lower_80", "upper_80", "lower_95", "upper_95"]


def with_log(counts, months, *, gaps=()):
    """Anti-social behaviour known for so many months up to November 2017."""
    known = [m for m in MONTHS if m <= "2017-11"][-months:]
    asb = counts["theme"] == "asb"
    kept = counts[~asb | counts["month"].isin(known)].copy()
    missing = (kept["theme"] == "asb") & kept["month"].isin([known[gap] for gap in gaps])
    kept["offences"] = kept["offences"].mask(missing)
    return kept


@pytest.mark.parametrize(
    ("months", "gaps", "enough"),
    [(6, (), False), (12, (), False), (23, (), False), (24, (), True), (30, (), True),
     (24, (10,), False), (25, (10,), True), (30, (-1,), True), (30, (-1, -2, -3), True)],
)  # fmt: skip
def test_a_short_theme_never_stops_the_others(counts, found, months, gaps, enough):
    ahead = outlook(with_log(counts, months, gaps=gaps), "A", PERIOD, known_to="2017-11")
    totals = ahead.totals.set_index(["theme", "target"])
    asb = totals.loc["asb"]
    assert len(asb) == 2
    assert asb["point"].notna().all() == enough
    assert asb["known_months"].to_dict() == {
        "year end 2017/18": min(months, 8) - sum(gap < 0 or gap >= months - 8 for gap in gaps),
        "12 months to November 2018": 0,
    }
    if not enough:
        assert asb[LIMITS].isna().all(axis=None)
        assert set(asb["method"]) == {"not projected: fewer than 24 months known"}
    months_ahead = ahead.months[ahead.months["theme"] == "asb"]["month"].tolist()
    assert months_ahead == found.months[found.months["theme"] == "asb"]["month"].tolist()
    assert "asb" not in set(ahead.accuracy["theme"])
    # The others are what they were: a short log does not cut their history.
    for name in ("totals", "months", "accuracy"):
        others, before = (
            frame[frame["theme"] != "asb"].reset_index(drop=True)
            for frame in (getattr(ahead, name), getattr(found, name))
        )
        pd.testing.assert_frame_equal(
            others.sort_values(list(others)).reset_index(drop=True),
            before.sort_values(list(before)).reset_index(drop=True),
            check_dtype=False,
        )


def test_where_nothing_can_be_projected_every_row_says_so(counts):
    recent = counts[counts["month"] >= "2016-06"]
    ahead = outlook(recent, "A", PERIOD, known_to="2017-11")
    assert len(ahead.totals) == 6
    assert ahead.totals["point"].isna().all()
    assert ahead.totals["method"].eq("not projected: fewer than 24 months known").all()
    year = ahead.totals[ahead.totals["target"].str.startswith("year end")]
    assert year["known_months"].eq(8).all()
    assert len(ahead.months) == 36
    assert ahead.accuracy.empty
    assert {"theme", "origins", "error_share", "coverage_95"} <= set(ahead.accuracy)


def test_a_total_that_begins_before_the_panel_is_not_projected(counts):
    long = Period.parse("2012-01..2018-12")
    ahead = outlook(counts, "A", long, known_to="2017-11")
    rows = ahead.totals.set_index(["target", "theme"])
    early = rows.loc["year end January 2012 to December 2018"]
    assert early[LIMITS].isna().all(axis=None)
    assert set(early["method"]) == {"not projected: it begins before the first month known"}
    assert early["known_months"].eq(68).all()
    assert rows.loc["12 months to November 2018", "point"].notna().all()


def test_another_areas_short_series_lends_nothing_and_stops_nothing(counts):
    short = (counts["area"] == "B") & (counts["month"] < "2016-06")
    ahead = outlook(counts[~short], "A", PERIOD, known_to="2017-11")
    assert ahead.totals["point"].notna().all()
    assert set(ahead.accuracy["theme"]) == {"burglary", "robbery", "asb"}


# A year that is half known ----------------------------------------------------------------

HALF = Period.parse("2017/18")
YEAR_END, AHEAD = "year end 2017/18", "12 months to September 2018"


@pytest.fixture(scope="module")
def half_known(counts):
    return outlook(counts, "A", HALF, known_to="2017-09")


def test_a_year_half_known_has_two_totals(counts, half_known):
    """The year itself, its known half as it is; and the twelve months after the last known."""
    totals = half_known.totals.set_index(["target", "theme"])
    assert totals.index.get_level_values("target").unique().tolist() == [YEAR_END, AHEAD]
    spans = half_known.totals.drop_duplicates("target").set_index("target")
    assert spans[["first_month", "last_month", "known_months"]].to_numpy().tolist() == [
        ["2017-04", "2018-03", 6], ["2017-10", "2018-09", 0],
    ]  # fmt: skip
    own = counts[(counts["area"] == "A") & counts["month"].between("2017-04", "2017-09")]
    known = own.groupby("theme")["offences"].sum()
    assert totals.loc[YEAR_END, "known"].to_dict() == known.to_dict()
    assert (totals.loc[AHEAD, "known"] == 0).all()
    for target in (YEAR_END, AHEAD):
        assert totals.loc[(target, "burglary"), "point"] == pytest.approx(720, rel=0.1)


def test_what_is_known_makes_the_year_end_the_surer_of_the_two(half_known):
    width = half_known.totals.assign(width=lambda t: t["upper_95"] - t["lower_95"])
    width = width.set_index(["target", "theme"])["width"]
    assert (width[YEAR_END] < width[AHEAD]).all()
    assert (width > 0).all()


def test_the_months_to_come_of_the_year_add_up_to_its_end(half_known):
    to_come = half_known.months[half_known.months["month"] <= "2018-03"]
    expected = to_come.groupby("theme")["point"].sum()
    year = half_known.totals.set_index(["target", "theme"]).loc[YEAR_END]
    assert (year["known"] + expected).to_dict() == pytest.approx(year["point"].to_dict())
    assert to_come.groupby("theme").size().eq(6).all()


def test_accuracy_is_of_years_known_for_as_long(counts, half_known):
    """Half a year known: past years are judged as they stood in September."""
    scores = half_known.accuracy.set_index("theme")
    panel = counts.rename(columns={"theme": "offence", "offences": "count"})
    panel = panel[panel["month"] <= "2017-09"]
    lent = panel[panel["offence"] != "asb"]
    origins = ["2014-09", "2015-09", "2016-09"]
    expected = backtest(lent, origins, months_known=6, areas=["A"]).set_index("offence")
    columns = ["origins", "error_share", "error_share_habit", "coverage_80", "coverage_95"]
    pd.testing.assert_frame_equal(
        scores.loc[["burglary", "robbery"], columns], expected[columns], check_names=False
    )
    other = backtest(lent, origins, months_known=8, areas=["A"]).set_index("offence")
    assert not np.allclose(other["error_share"], expected["error_share"])
    assert set(scores["origins"]) == {3}


def test_fewer_known_months_leave_more_in_doubt(counts, found, half_known):
    width = [
        frame.totals[frame.totals["target"] == YEAR_END]
        .set_index("theme")
        .eval("upper_95 - lower_95")
        for frame in (half_known, found)
    ]
    assert (width[0] > width[1]).all()


def test_a_year_of_which_nothing_is_known_is_judged_by_the_usual_number(counts):
    """Known to March: the whole of the coming year is projected, none of it is known."""
    ahead = outlook(counts, "A", HALF, known_to="2017-03")
    year = ahead.totals[ahead.totals["target"] == YEAR_END].set_index("theme")
    assert year["known_months"].eq(0).all()
    months = ahead.totals[ahead.totals["target"] == "12 months to March 2018"].set_index("theme")
    assert months["first_month"].eq("2017-04").all(), "both are the same twelve months"
    assert year["point"].notna().all()
    assert year["point"].equals(months["point"])
    assert set(ahead.accuracy["origins"]) == {2}
