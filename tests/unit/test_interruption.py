"""What an event added: recovered when planted, not found where nothing happened."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.counterfactual import placebos
from cdrp_analysis.measures.interruption import METHODS, by_theme, interruption

OPENED = "2009-04"


def panel(*, areas: int = 20, seed: int = 1, planted: float = 0.0) -> pd.DataFrame:
    """Areas with a shared season and trend, levels and drifts of their own, Poisson noise."""
    random = np.random.default_rng(seed)
    months = pd.period_range("2005-04", "2011-03", freq="M").astype(str)
    time = np.arange(len(months))
    shared = 1 + 0.15 * np.sin(2 * np.pi * time / 12) - 0.002 * time
    level = random.uniform(200, 800, areas)[:, None]
    drift = np.exp(0.01 * np.cumsum(random.standard_normal((areas, len(time))), axis=1))
    mean = level * shared * drift
    mean[0] += planted / 12 * (months >= OPENED)
    drawn = random.poisson(mean)
    names = [f"A{i:02d}" for i in range(areas)]
    wide = pd.DataFrame(drawn, index=names, columns=months)
    return wide.rename_axis(index="area").reset_index().melt("area", None, "month", "offences")


@pytest.mark.parametrize("method", METHODS)
def test_a_planted_excess_lies_in_the_interval_and_is_told_from_nothing(method):
    found = interruption(panel(planted=1250), area="A00", opened=OPENED, method=method)
    effect = found.effect.iloc[0]
    assert effect["lower"] < 1250 < effect["upper"]
    assert effect["lower"] > 0 and effect["p"] < 0.1
    assert effect["per_year"] == pytest.approx(1250, rel=0.3)


def test_where_nothing_happened_intervals_hold_zero_about_as_often_as_they_say():
    held = 0
    for seed in range(30):
        effect = interruption(panel(seed=seed), area="A00", opened=OPENED).effect.iloc[0]
        held += effect["lower"] <= 0 <= effect["upper"]
    assert 24 <= held <= 30  # 27 expected of 30


def test_the_net_change_is_the_trend_and_the_excess():
    effect = interruption(panel(planted=1250), area="A00", opened=OPENED).effect.iloc[0]
    net = effect["observed_per_year"] - effect["before_per_year"]
    assert net == pytest.approx(effect["trend_per_year"] + effect["per_year"])


@pytest.mark.parametrize("method", METHODS)
def test_a_season_alone_is_no_net_change_when_half_a_year_more_is_known(method):
    """Summers twice as high as winters everywhere; eighteen months hold two of the summers."""
    months = pd.period_range("2005-04", "2010-09", freq="M")
    season = np.where(months.month.isin(range(4, 10)), 200, 100)
    wide = pd.DataFrame([level * season for level in range(1, 13)], columns=months.astype(str))
    wide.index = pd.Index([f"A{i:02d}" for i in range(12)], name="area")
    long = wide.reset_index().melt("area", None, "month", "offences")
    effect = interruption(long, area="A05", opened=OPENED, method=method).effect.iloc[0]
    assert effect["before_per_year"] == effect["observed_per_year"]
    assert effect["trend_per_year"] == pytest.approx(-effect["per_year"])
    assert effect["trend_per_year"] == pytest.approx(0, abs=1)


def test_nothing_after_the_event_touches_the_weights():
    plain = interruption(panel(), area="A00", opened=OPENED)
    planted = interruption(panel(planted=5000), area="A00", opened=OPENED)
    pd.testing.assert_frame_equal(plain.weights, planted.weights)


def test_the_area_itself_is_nobodys_comparison():
    """Whatever happened there, the placebos stay what they were: the interval is as wide."""
    plain = interruption(panel(), area="A00", opened=OPENED).effect.iloc[0]
    planted = interruption(panel(planted=5000), area="A00", opened=OPENED).effect.iloc[0]
    assert planted["upper"] - planted["lower"] == pytest.approx(plain["upper"] - plain["lower"])


def test_an_area_with_a_missing_month_is_left_out_not_read_as_quiet():
    gap = panel(planted=1250).astype({"offences": "Int64"})
    gap.loc[(gap["area"] == "A05") & (gap["month"] == "2009-06"), "offences"] = pd.NA
    found = interruption(gap, area="A00", opened=OPENED)
    assert "A05" not in set(found.weights["area"]) and len(found.weights) == 18


def test_a_missing_month_of_its_own_is_refused():
    gap = panel().astype({"offences": "Int64"})
    gap.loc[(gap["area"] == "A00") & (gap["month"] == "2009-06"), "offences"] = pd.NA
    with pytest.raises(InputError, match="months without a count"):
        interruption(gap, area="A00", opened=OPENED)


def test_too_few_areas_give_no_interval():
    with pytest.raises(InputError, match="placebos cannot give an interval of 99%"):
        interruption(panel(areas=4), area="A00", opened=OPENED, months_before=24, coverage=0.99)


def test_one_other_area_alone_is_no_comparison():
    with pytest.raises(InputError, match="1 other areas have every month"):
        interruption(panel(areas=2), area="A00", opened=OPENED)


def test_a_short_side_is_refused():
    with pytest.raises(InputError, match="at least twelve months"):
        interruption(panel(), area="A00", opened="2010-10")


def test_each_theme_has_a_counterfactual_of_its_own():
    shops, other = panel(planted=1250), panel(seed=2)
    both = pd.concat([shops.assign(theme="shops"), other.assign(theme="other")])
    found = by_theme(both, ["shops", "other"], area="A00", opened=OPENED).set_index("theme")
    assert found.loc["shops", "lower"] > 0
    assert found.loc["other", "lower"] < 0 < found.loc["other", "upper"]


def test_errors_of_fewer_months_are_stretched_to_those_of_all():
    """Areas that drift like random walks miss by twice as much in four times as many months."""
    random = np.random.default_rng(6)
    walk = np.cumsum(0.6 * random.standard_normal((40, 108)), axis=1)
    counts = (60 + walk) ** 2  # on the root scale no chance beside the drift
    tried = placebos(counts, own=0, start=36, ridge=None)
    off = np.sqrt(tried.seen) - np.sqrt(tried.told)
    at_the_date, earlier = off[:39], off[39:]  # 72 months after the event; 12 before it
    assert earlier.std() == pytest.approx(at_the_date.std(), rel=0.35)
    assert len(earlier) == 40


def test_where_all_dates_have_as_many_months_nothing_is_stretched():
    random = np.random.default_rng(7)
    counts = random.poisson(400, (8, 72)).astype(float)
    tried = placebos(counts, own=0, start=60, ridge=None)
    told = [counts[1, 60:].sum(), counts[0, 48:60].sum()]
    assert tried.seen[0] == pytest.approx(told[0])
    assert told[1] == pytest.approx(tried.seen[7])  # first earlier date, first area
