"""Actions: which months are compared, where a control lies, and what the difference is."""

import numpy as np
import pandas as pd
import pytest
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.action_evaluation import (
    AFTER,
    DURING,
    HARM,
    SO_FAR,
    evaluate,
    like_places,
    months_of,
    so_far,
    stages,
)

BOUNDARY = shapely.box(530_000, 180_000, 536_000, 184_000)
ZONE = shapely.box(530_800, 181_800, 531_200, 182_200)
TWIN_AT = (534_500, 182_000)
MONTHS = pd.period_range("2007-01", "2010-06", freq="M").astype(str).tolist()


def stage(starts="2009-01-01", ends="2009-03-31"):
    return stages(pd.Timestamp(starts), pd.Timestamp(ends))[0]


def at(x, y, number, months, *, theme="shops", kind="offence", seed=0):
    """So many events within 100 m of a place in every one of some months."""
    random = np.random.default_rng(seed)
    size = number * len(months)
    return pd.DataFrame(
        {
            "kind": kind, "theme": theme, "month": np.repeat(months, number),
            "easting": x + random.uniform(-100, 100, size),
            "northing": y + random.uniform(-100, 100, size),
        }
    )  # fmt: skip


def town(*, avoided: int = 0, moved: int = 0) -> pd.DataFrame:
    """Two places of 20 a month; while it lasts the zone has fewer, and some are next to it."""
    during = list(stage().after)
    rest = [m for m in MONTHS if m not in during]
    parts = [
        at(531_000, 182_000, 20, rest), at(*TWIN_AT, 20, MONTHS, seed=1),
        at(531_000, 182_000, 20 - avoided, during, seed=2),
    ]  # fmt: skip
    if moved:
        parts.append(at(531_350, 182_000, moved, during, seed=3))
    return pd.concat(parts, ignore_index=True)


def tried(rows, **options):
    made = {"months": MONTHS, "ring_m": 300} | options
    return evaluate(rows, ZONE, BOUNDARY, stage(), **made).set_index("measure")


class TestStages:
    def test_the_same_months_of_the_year_before(self):
        during, after = stages(pd.Timestamp("2009-10-01"), pd.Timestamp("2010-03-31"))
        assert (during.name, after.name) == (DURING, AFTER)
        assert during.after == ("2009-10", "2009-11", "2009-12", "2010-01", "2010-02", "2010-03")
        assert during.before[0] == "2008-10" and during.before[-1] == "2009-03"
        assert after.after[0] == "2010-04" and after.after[-1] == "2010-09"
        assert after.before[0] == "2009-04"

    def test_months_compared_with_end_before_the_action_began(self):
        """Fifteen months from January 2009: a year back the action was on."""
        during, after = stages(pd.Timestamp("2009-01-01"), pd.Timestamp("2010-03-31"))
        assert during.before == tuple(
            str(m) for m in pd.period_range("2007-01", "2008-03", freq="M")
        )
        assert after.before[-1] < "2009-01"
        assert [m[5:] for m in after.before] == [m[5:] for m in after.after]

    def test_what_goes_on_is_held_against_the_year_before_it_began(self):
        found = so_far(pd.Timestamp("2009-10-01"), "2010-06")
        assert found.name == SO_FAR
        assert (found.after[0], found.after[-1]) == ("2009-10", "2010-06")
        assert (found.before[0], found.before[-1]) == ("2008-10", "2009-06")
        longer = so_far(pd.Timestamp("2008-10-01"), "2010-06")
        assert len(longer.after) == 21 and longer.before[-1] < "2008-10"
        assert [m[5:] for m in longer.before] == [m[5:] for m in longer.after]

    @pytest.mark.parametrize("starts, known", [("2010-02-01", 5), ("2010-06-10", 0),
                                               ("2010-07-01", 0), ("2011-01-01", 0)])  # fmt: skip
    def test_posts_of_too_few_known_months_are_not_judged(self, starts, known):
        with pytest.raises(InputError, match=f"{known} months are known since it began"):
            so_far(pd.Timestamp(starts), "2010-06")

    def test_a_month_belongs_to_an_action_that_has_most_of_its_days(self):
        """27 of July's 31 days; of August 15 of 31, which is less than half."""
        found = stage("2010-07-05", "2010-08-15")
        assert found.after == ("2010-07",)
        assert months_of(found) == "July 2010 against July 2009"

    def test_without_an_end_or_a_month_there_is_nothing_to_compare(self):
        with pytest.raises(InputError, match="no after"):
            stage("2009-01-01", None)
        with pytest.raises(InputError, match="no month mostly to itself"):
            stage("2009-01-25", "2009-02-05")


class TestLikePlaces:
    def test_the_place_with_about_as_many_is_found_clear_of_the_ring(self):
        rows = at(531_000, 182_000, 20, MONTHS[:24])
        twin = at(*TWIN_AT, 20, MONTHS[:24], seed=1)
        few = at(533_000, 183_200, 2, MONTHS[:24], seed=2)
        found = like_places(pd.concat([rows, twin, few]), ZONE, BOUNDARY, ring_m=300)
        assert found[0].centroid.distance(shapely.Point(TWIN_AT)) < 300
        assert all(one.area == pytest.approx(ZONE.area) for one in found)
        wide = [one.buffer(300) for one in found]
        assert not any(one.intersects(ZONE.buffer(300)) for one in wide)
        assert all(BOUNDARY.contains(one) for one in wide)
        assert not any(a.intersects(b) for a in wide for b in wide if a is not b)

    def test_where_something_else_was_done_no_control_lies(self):
        rows = pd.concat([at(531_000, 182_000, 20, MONTHS[:24]), at(*TWIN_AT, 20, MONTHS[:24])])
        other = shapely.Point(TWIN_AT).buffer(300)
        found = like_places(rows, ZONE, BOUNDARY, ring_m=300, avoid=[other])
        assert found and not any(one.intersects(other) for one in found)

    def test_an_area_too_small_has_none(self):
        assert (
            like_places(at(531_000, 182_000, 3, MONTHS), ZONE, ZONE.buffer(300), ring_m=300) == []
        )


class TestEvaluate:
    def test_a_fall_in_the_zone_alone_is_the_difference(self):
        """8 fewer in each of three months, and in no other place."""
        found = tried(town(avoided=8)).loc["all"]
        assert found["wdd"] == -24
        assert (found["treated_before"], found["treated_after"]) == (60, 36)
        assert (found["control_before"], found["control_after"]) == (60, 60)
        # Independent Poisson counts: the variance is the sum of all of them.
        reach = 1.6449 * np.sqrt(60 + 36 + 60 + 60)
        assert found["upper"] == pytest.approx(-24 + reach, abs=0.01)

    def test_what_moved_next_door_is_no_gain(self):
        found = tried(town(avoided=8, moved=8)).loc["all"]
        assert found["wdd"] == 0 and found["displacement"] == 24

    def test_where_nothing_changed_limits_hold_nothing(self):
        found = tried(town()).loc["all"]
        assert found["lower"] < 0 < found["upper"] and found["wdd"] == 0
        assert found["wdd_least"] <= found["wdd"] <= found["wdd_most"]

    def test_harm_counts_days_and_leaves_out_what_has_no_weight(self):
        more = at(531_000, 182_000, 2, list(stage().after), theme="violence", seed=5)
        rows = pd.concat([town(avoided=8), more])
        found = tried(rows, harm_days={"shops": 1.0, "violence": 100.0})
        assert found.loc["all", "wdd"] == -24 + 6
        assert found.loc[HARM, "wdd"] == -24 + 600
        assert tried(rows, harm_days={"violence": 100.0}).loc[HARM, "wdd"] == 600
        assert HARM not in tried(rows).index

    def test_incidents_are_never_added_to_offences(self):
        noise = at(531_000, 182_000, 5, list(stage().after), theme="noise", kind="incident")
        found = tried(pd.concat([town(), noise]))
        assert found.loc["all", "wdd"] == 0 and found.loc["incidents", "wdd"] == 15

    def test_a_month_that_is_not_complete_is_refused(self):
        with pytest.raises(InputError, match="1 of the months compared are not complete"):
            tried(town(), months=[m for m in MONTHS if m != "2009-02"])

    def test_a_control_needs_months_before_those_compared(self):
        with pytest.raises(InputError, match="6 months are known before"):
            tried(town(), months=[m for m in MONTHS if m >= "2007-07"])

    def test_controls_are_not_chosen_by_the_months_compared(self):
        """The twin's own fall in the months compared must not make another place likelier."""
        gone = town()
        quiet = gone["month"].isin(stage().before) & (gone["easting"] > 534_000)
        found = tried(gone[~quiet]).loc["all"]
        assert found["control_before"] == 0 and found["control_after"] == 60
