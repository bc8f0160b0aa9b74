"""What a year will come to: known months count as they are, months to come with limits."""

import numpy as np
import pandas as pd
import pytest

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
