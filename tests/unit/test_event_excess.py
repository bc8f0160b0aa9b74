"""What an event added, and how often it would be imagined."""

import numpy as np
import pandas as pd
import pytest
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.event_excess import (
    BEFORE_AND_AFTER,
    REST,
    RING,
    SITE,
    affected_themes,
    around_site,
    excess,
    first_whole_month,
    imagined,
)
from cdrp_analysis.measures.interruption import METHODS
from tests.drawn import frame
from tests.unit.test_interruption import OPENED, panel

SQUARE = shapely.box(530_000, 180_000, 530_200, 180_200)
SITE_AT, NEAR_AT, FAR_AT = (530_100, 180_100), (530_300, 180_100), (533_000, 183_000)


def points(*groups: tuple[int, str, str, tuple[int, int]]) -> pd.DataFrame:
    """So many offences of a theme in a month at a place."""
    return pd.DataFrame(
        [
            {"theme": theme, "month": month, "easting": float(x), "northing": float(y)}
            for number, theme, month, (x, y) in groups
            for _ in range(number)
        ]
    )


def themed(**parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([rows.assign(theme=theme) for theme, rows in parts.items()])


@pytest.mark.parametrize(
    ("day", "month"),
    [("2008-10-30", "2008-11"), ("2009-04-01", "2009-04"), ("2009-12-02", "2010-01")],
)
def test_the_month_in_which_an_event_began_is_neither_before_nor_after(day, month):
    assert first_whole_month(pd.Timestamp(day)) == month


class TestAffectedThemes:
    def test_by_where_offences_happened_since_the_opening(self):
        """Shops: 1 of 20 at the site, which is a twentieth; cars 1 of 21, which is less."""
        rows = points(
            (1, "shops", "2009-04", SITE_AT), (19, "shops", "2009-05", FAR_AT),
            (1, "cars", "2009-04", SITE_AT), (20, "cars", "2009-05", FAR_AT),
            (9, "bags", "2009-04", SITE_AT), (1, "bags", "2009-05", FAR_AT),
        )  # fmt: skip
        assert affected_themes(rows, SQUARE, opened=OPENED) == ["bags", "shops"]

    def test_what_was_there_before_says_nothing(self):
        rows = points((50, "cars", "2009-03", SITE_AT), (20, "cars", "2009-05", FAR_AT))
        assert affected_themes(rows, SQUARE, opened=OPENED) == []

    def test_a_rise_elsewhere_makes_no_theme_affected(self):
        rows = points((1, "cars", "2009-03", FAR_AT), (400, "cars", "2009-05", FAR_AT))
        assert affected_themes(rows, SQUARE, opened=OPENED) == []


class TestExcess:
    def test_net_change_is_trend_and_excess_by_every_method(self):
        found, _ = excess(themed(shops=panel(planted=1250)), ["shops"], area="A00", opened=OPENED)
        assert found["method"].tolist() == list(METHODS)
        sums = (found["trend_per_year"] + found["per_year"]).tolist()
        assert found["net_per_year"].tolist() == pytest.approx(sums)
        assert found["lower"].between(0, 1250).all() and found["upper"].gt(1250).all()

    def test_months_have_limits_since_the_event_only(self):
        _, months = excess(themed(shops=panel(planted=6000)), ["shops"], area="A00", opened=OPENED)
        before, after = months[months["before"]], months[~months["before"]]
        assert before["lower"].isna().all()
        assert (after["lower"] < after["counterfactual"]).all()
        assert (after["observed"] > after["upper"]).mean() > 0.9  # 500 more a month
        assert after["month"].min() == OPENED

    def test_months_where_nothing_happened_lie_inside_about_as_often_as_said(self):
        held = []
        for seed in range(12):
            _, months = excess(themed(shops=panel(seed=seed)), ["shops"], area="A00",
                               opened=OPENED)  # fmt: skip
            after = months[~months["before"]]
            held.append(after["observed"].between(after["lower"], after["upper"]).mean())
        assert 0.8 < np.mean(held) < 0.98

    def test_a_theme_that_cannot_be_told_says_why_and_stops_no_other(self):
        lost = panel().astype({"offences": "Int64"})
        lost.loc[(lost["area"] == "A00") & (lost["month"] == "2009-06"), "offences"] = pd.NA
        found, months = excess(
            themed(cars=lost, shops=panel()), ["cars", "shops"], area="A00", opened=OPENED,
            methods=METHODS[:1],
        )  # fmt: skip
        cars, shops = found.iloc[0], found.iloc[1]
        assert "months without a count" in cars["refused"] and np.isnan(cars["per_year"])
        assert shops["refused"] == "" and set(months["theme"]) == {"shops"}

    def test_a_neighbour_that_lost_its_months_is_left_out_by_name(self):
        lost = panel().astype({"offences": "Int64"})
        lost.loc[(lost["area"] == "A05") & (lost["month"] > "2010-11"), "offences"] = pd.NA
        found, _ = excess(themed(shops=lost), ["shops"], area="A00", opened=OPENED)
        assert found["left_out"].eq("A05").all() and found["areas"].eq(18).all()


class TestImagined:
    def test_methods_seldom_find_what_is_not_there_and_counting_alone_often_does(self):
        """All areas fall by a twentieth in two years: a change, but no effect of anything."""
        found = imagined(panel(areas=16), area="A00", opened=OPENED).set_index(["method", "where"])
        for method in METHODS:
            assert found.loc[(method, "other areas, same date"), "share"] <= 0.25
        alone = found.loc[(BEFORE_AND_AFTER, "other areas, same date")]
        assert alone["tried"] == 15 and alone["share"] > 0.5

    def test_the_event_itself_is_never_seen(self):
        options = {"area": "A00", "opened": OPENED}
        plain, planted = (
            imagined(panel(areas=10), **options),
            imagined(panel(areas=10, planted=6000), **options),
        )
        pd.testing.assert_frame_equal(plain, planted)

    def test_where_nothing_can_be_tried_there_is_no_share(self):
        found = imagined(panel(areas=2), area="A00", opened=OPENED)
        assert found["tried"].eq(0).all() and found["share"].isna().all()


class TestAroundSite:
    MONTHS = ("2008-04", "2008-05", "2009-04", "2009-05")

    def test_the_site_the_ring_and_the_rest_hold_every_point_once(self):
        rows = points(
            (6, "shops", "2008-04", SITE_AT), (30, "shops", "2009-04", SITE_AT),
            (4, "shops", "2008-05", NEAR_AT), (2, "shops", "2009-05", NEAR_AT),
            (100, "shops", "2008-04", FAR_AT), (50, "shops", "2009-05", FAR_AT),
        )  # fmt: skip
        found = around_site(rows, SQUARE, opened=OPENED, months=self.MONTHS, ring_m=300)
        found = found.set_index("place")
        assert found["before_per_year"].to_dict() == {SITE: 36, RING: 24, REST: 600}
        assert found["after_per_year"].to_dict() == {SITE: 180, RING: 12, REST: 300}
        # The rest fell by half: 18 a year were to be expected at the site, 12 around it.
        assert found.loc[SITE, "beyond_rest"] == pytest.approx(180 - 18)
        assert found.loc[RING, "beyond_rest"] == pytest.approx(0)
        assert np.isnan(found.loc[REST, "beyond_rest"])

    def test_a_month_that_is_not_complete_is_missing_not_quiet(self):
        rows = points(
            (6, "shops", "2008-04", SITE_AT), (30, "shops", "2009-04", SITE_AT),
            (100, "shops", "2008-04", FAR_AT), (50, "shops", "2009-04", FAR_AT),
        )  # fmt: skip
        found = around_site(rows, SQUARE, opened=OPENED, months=["2008-04", "2009-04"], ring_m=300)
        assert found.set_index("place").loc[SITE, "before_per_year"] == 72

    def test_one_side_alone_is_refused(self):
        rows = points((6, "shops", "2008-04", SITE_AT))
        with pytest.raises(InputError, match="no month is known from 2009-04"):
            around_site(rows, SQUARE, opened=OPENED, months=["2008-04"], ring_m=300)


def test_a_frame_is_left_as_it_was():
    drawn = frame("theme | month | easting | northing\nshops | 2009-05 | 530100 | 180100")
    before = drawn.copy()
    affected_themes(drawn, SQUARE, opened=OPENED)
    pd.testing.assert_frame_equal(drawn, before)
