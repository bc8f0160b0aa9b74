"""Projection: exact where nothing is uncertain, honest where months are missing."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.forecast import WIDENING, half_width
from cdrp_analysis.measures.projection import project, year_end
from cdrp_analysis.measures.smoothing import smooth, steady_gain
from cdrp_analysis.periods import Period
from cdrp_analysis.vocabulary import DISTURBED_MONTHS

SHAPE = np.array([8, 8, 9, 10, 10, 11, 12, 12, 11, 10, 10, 9]) / 10  # January first, mean 1
YEAR_2024 = Period.parse("2024")


def panel(levels, *, years=6, noise=None, offence="burglary", shape=SHAPE):
    """Areas of constant level times a seasonal shape, 2019 on; Poisson where noise is a seed."""
    months = [str(m) for m in pd.period_range("2019-01", periods=12 * years, freq="M")]
    mean = np.outer(levels, np.tile(shape, years))
    counts = mean if noise is None else np.random.default_rng(noise).poisson(mean)
    area = np.repeat([f"A{i:02d}" for i in range(len(levels))], len(months))
    return pd.DataFrame(
        {"area": area, "offence": offence, "month": months * len(levels), "count": counts.ravel()}
    )


def test_a_series_that_repeats_itself_is_continued_exactly():
    forecast = project(panel([100, 40]))
    point = forecast.monthly.pivot_table(index="area", columns="month", values="point")
    assert list(point.columns) == [f"2025-{m:02d}" for m in range(1, 13)]
    np.testing.assert_allclose(point, np.outer([100, 40], SHAPE), rtol=1e-12)
    np.testing.assert_allclose(forecast.monthly["lower_95"], forecast.monthly["point"], rtol=1e-9)


def test_the_year_end_is_the_known_part_plus_the_rest():
    total = year_end(panel([100]), YEAR_2024, "2024-08").iloc[0]
    assert (total["known_months"], total["first_month"], total["last_month"]) == (
        8,
        "2024-01",
        "2024-12",
    )
    assert total["known"] == pytest.approx(100 * SHAPE[:8].sum())
    assert total["point"] == pytest.approx(1200)


def test_months_after_the_known_ones_are_not_looked_at():
    counts = panel([100] * 6, noise=1)
    changed = counts.copy()
    changed.loc[changed["month"] > "2024-08", "count"] = 9999
    pd.testing.assert_frame_equal(
        year_end(counts, YEAR_2024, "2024-08"), year_end(changed, YEAR_2024, "2024-08")
    )


def test_a_whole_known_year_is_its_count_without_doubt():
    counts = panel([100] * 6, noise=1)
    total = project(counts).total(YEAR_2024.months())
    known = counts[counts["month"] >= "2024-01"].groupby("area")["count"].sum()
    for column in ("known", "point", "lower_80", "upper_95"):
        assert total[column].tolist() == known.tolist()


@pytest.mark.parametrize("how", ["absent", "missing"])
def test_a_missing_month_is_estimated_in_the_year_end_and_never_zero(how):
    counts = panel([100] * 6)
    gap = (counts["area"] == "A00") & (counts["month"] == "2024-03")
    if how == "absent":
        counts = counts[~gap]
    else:
        counts["count"] = counts["count"].astype("Float64").mask(gap)
    total = year_end(counts, YEAR_2024, "2024-08").set_index("area")
    assert total["known_months"].tolist() == [7, 8, 8, 8, 8, 8]
    assert total.loc["A00", "known"] == pytest.approx(100 * SHAPE[:8].sum() - 100 * SHAPE[2])
    np.testing.assert_allclose(total["point"], 1200, rtol=1e-12)


def test_a_year_with_a_gap_is_less_certain_than_one_without():
    counts = panel([100] * 30, noise=3)
    whole = year_end(counts, YEAR_2024, "2024-08").set_index("area")
    gap = (counts["area"] == "A00") & (counts["month"] == "2024-03")
    holed = year_end(counts[~gap], YEAR_2024, "2024-08").set_index("area")
    width = [(t["upper_95"] - t["lower_95"])["A00"] for t in (whole, holed)]
    assert width[1] > 1.05 * width[0]


def test_a_year_whose_last_months_are_missing_counts_on_from_the_last_known():
    counts = panel([100] * 6)
    late = counts["month"].isin(["2024-07", "2024-08"])
    counts["count"] = counts["count"].astype("Float64").mask(late)
    total = year_end(counts, YEAR_2024, "2024-08")
    assert total["known_months"].eq(6).all()
    np.testing.assert_allclose(total["point"], 1200, rtol=1e-12)


def test_a_series_of_almost_nothing_stays_at_or_above_zero():
    counts = panel([0.05] * 8, noise=5)
    monthly = project(counts).monthly
    assert (monthly[["point", "lower_80", "lower_95"]] >= 0).all().all()
    assert monthly["point"].max() < 1


def test_a_rare_type_borrows_no_season_from_noise():
    counts = panel([0.3] * 8, noise=5, shape=np.ones(12))
    point = project(counts).monthly.query("area == 'A00'")["point"]
    assert point.std() < 0.25 * point.mean()


def test_intervals_nest_and_widen_with_the_horizon():
    monthly = project(panel([200] * 12, noise=2)).monthly
    assert (monthly["lower_95"] <= monthly["lower_80"]).all()
    assert (monthly["upper_95"] >= monthly["upper_80"]).all()
    random = np.random.default_rng(0)
    walk = panel([300] * 12)
    walk["count"] *= np.exp(
        0.08 * random.standard_normal(len(walk)).reshape(12, -1).cumsum(axis=1)
    ).ravel()
    wide = project(walk).monthly.assign(width=lambda m: m["upper_80"] - m["lower_80"])
    by_month = wide.groupby("month")["width"].mean()
    assert by_month.iloc[-1] > 1.5 * by_month.iloc[0]


def test_intervals_cover_what_they_promise_on_counts_that_keep_their_level():
    # A year is kept back from every one of 40 areas that truly follow the model.
    counts = panel([60] * 40, years=7, noise=8)
    future = counts[counts["month"] > "2024-12"].rename(columns={"count": "real"})
    monthly = project(counts[counts["month"] <= "2024-12"]).monthly.merge(future)
    for level, low, high in ((80, 0.78, 0.92), (95, 0.93, 0.995)):
        inside = monthly["real"].between(monthly[f"lower_{level}"], monthly[f"upper_{level}"])
        assert low < inside.mean() < high


@pytest.mark.parametrize("level", [0.1, 0.4, 1.5])
def test_rare_offences_get_intervals_that_hold_them(level):
    """60 wards where months of nothing are usual; the year after is kept back."""
    counts = panel([level] * 60, years=7, noise=11, shape=np.ones(12))
    future = counts[counts["month"] > "2024-12"].rename(columns={"count": "real"})
    forecast = project(counts[counts["month"] <= "2024-12"], disturbed=())
    months = forecast.monthly.merge(future)
    year = forecast.total(sorted(future["month"].unique()))
    year["real"] = future.groupby("area")["real"].sum().reindex(year["area"]).to_numpy()
    for frame in (months, year):
        for nominal, least in ((80, 0.78), (95, 0.93)):
            inside = frame["real"].between(frame[f"lower_{nominal}"], frame[f"upper_{nominal}"])
            assert inside.mean() > least
    assert (year["upper_95"] - year["lower_95"] > 1).all()


@pytest.mark.parametrize("known", range(13))
def test_a_year_end_can_be_projected_from_any_number_of_known_months(known):
    known_to = str(pd.Period("2023-12", "M") + known)
    total = year_end(panel([100] * 6), YEAR_2024, known_to)
    assert total["known_months"].eq(known).all()
    np.testing.assert_allclose(total["point"], 1200, rtol=1e-12)


def test_an_area_that_is_missing_follows_the_others():
    """All areas halve while one is not known: its share is kept, its level is not."""
    counts = panel([100] * 8, shape=np.ones(12))
    counts.loc[counts["month"] >= "2023-01", "count"] = 50
    lost = (counts["area"] == "A00") & (counts["month"] >= "2022-12")
    monthly = project(counts[~lost]).monthly.groupby("area")["point"].mean()
    assert monthly["A01"] == pytest.approx(50, rel=0.02)
    assert monthly["A00"] == pytest.approx(50, rel=0.05)


def test_no_season_is_learnt_from_a_disturbance():
    counts = panel([100] * 6)
    hit = counts["month"].isin(DISTURBED_MONTHS)
    counts.loc[hit, "count"] *= np.tile(np.linspace(0.2, 1.4, hit.sum() // 6), 6)
    shape = project(counts).monthly.query("area == 'A00'")["point"]
    np.testing.assert_allclose(shape / shape.mean(), SHAPE, rtol=0.01)
    taken_in = project(counts, disturbed=()).monthly.query("area == 'A00'")["point"]
    assert np.abs(taken_in / taken_in.mean() - SHAPE).max() > 0.03


def test_a_season_of_a_disturbed_year_is_better_than_none():
    """From 2019 to August 2022 no calendar month but July and August has another whole year."""
    counts = panel([100] * 6)
    point = project(counts[counts["month"] <= "2022-08"]).monthly.query("area == 'A00'")["point"]
    np.testing.assert_allclose(point, 100 * np.roll(SHAPE, -8), rtol=1e-9)


def test_while_a_disturbance_lasts_the_level_goes_half_way():
    """100 a month, then 40 for twelve months: a level that had all but arrived at 40 says 70."""
    counts = panel([100] * 6, years=3, shape=np.ones(12))
    counts.loc[counts["month"] >= "2021-01", "count"] = 40
    followed = project(counts, disturbed=()).monthly["point"].mean()
    months = pd.period_range("2021-01", "2021-12", freq="M").astype(str)
    held = project(counts, disturbed=months).monthly["point"].mean()
    slow = smooth(counts, season_years=8, disturbed=months)
    after = slow.level[0, -1]
    assert followed < 60
    assert held == pytest.approx(after)
    assert 70 <= after < 85


def test_errors_of_a_disturbance_that_is_over_do_not_widen_later_limits():
    counts = panel([100] * 12, years=7, noise=6)
    wild = np.random.default_rng(1).uniform(0.3, 1.7, len(DISTURBED_MONTHS))
    factor = counts["month"].map(dict(zip(DISTURBED_MONTHS, wild, strict=True))).fillna(1.0)
    counts["count"] = (counts["count"] * factor).round()

    def width(**options):
        monthly = project(counts, **options).monthly
        return (monthly["upper_95"] - monthly["lower_95"]).mean()

    steady = panel([100] * 12, years=7, noise=6)
    usual = project(steady).monthly
    usual = (usual["upper_95"] - usual["lower_95"]).mean()
    assert width() < 1.1 * usual
    assert width(disturbed=()) > 1.5 * usual


def test_two_vintages_are_refused_unless_joined_on_purpose():
    counts = panel([100] * 6)
    later = counts["month"] > "2023-12"
    counts["vintage"] = np.where(later, "2025-03-01", "2024-02-01")
    said = r"joins 2 vintages \(2024-02-01: 2019-01 to 2023-12; 2025-03-01: 2024-01 to 2024-12\)"
    with pytest.raises(InputError, match=said):
        project(counts)
    with pytest.raises(InputError, match="joins 2 vintages"):
        year_end(counts, YEAR_2024, "2024-08")
    assert "joins 2 vintages" in project(counts, join_vintages=True).method
    assert "vintage" not in project(counts[~later]).method


def test_every_row_says_what_it_was_made_of():
    row = project(panel([100] * 6)).monthly.iloc[0]
    assert (row["trained_from"], row["trained_to"]) == ("2019-01", "2024-12")
    assert "lower_50" in row.index


@pytest.mark.parametrize("drift", [0.02, 0.08])
def test_the_gain_is_the_steady_state_of_the_kalman_filter(drift):
    """Independent: the filter's variance recursion, run until it stands still."""
    variance = 1.0
    for _ in range(2000):
        ahead = variance + drift
        gain = ahead / (ahead + 1)
        variance = (1 - gain) * ahead
    assert steady_gain(drift) == pytest.approx(gain, rel=1e-9)


def test_the_method_says_whether_a_wider_area_was_there():
    assert "pooled by type over 6 areas" in project(panel([50] * 6)).method
    alone = pd.concat([panel([50], offence=o) for o in ("burglary", "robbery", "drugs")])
    assert "pooled over the area's own 3 series" in project(alone).method
    assert "of this series alone" in project(panel([50])).method
    wards = pd.concat([panel([50] * 6), panel([50], offence="drugs")])
    assert "by type over 6 areas, 1 types of fewer than 5 areas" in project(wards).method


def test_other_areas_are_what_an_areas_season_leans_on():
    # One short-handed area with no season of its own years: the pool's season carries it.
    many = panel([400] * 10, noise=4)
    few = panel([3], noise=6).assign(area="Z")
    point = project(pd.concat([many, few])).monthly.query("area == 'Z'")["point"].to_numpy()
    assert np.corrcoef(point, SHAPE)[0, 1] > 0.9


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda p: p.drop(columns="count"), "the panel lacks count"),
        (lambda p: pd.concat([p, p.head(3)]), "3 rows repeat"),
        (lambda p: p.assign(count=-1), "counts are negative"),
        (lambda p: p[p["month"] >= "2024-01"], r"fewer than 24 known months[\s\S]*areas: A00"),
        (lambda p: p.assign(count=pd.NA), "no count is known"),
    ],
)
def test_what_cannot_be_projected_is_refused(spoil, message):
    with pytest.raises(InputError, match=message):
        project(spoil(panel([100])))


def test_a_total_beyond_the_horizon_is_refused():
    with pytest.raises(InputError, match="covers 2019-01 to 2025-03"):
        project(panel([100]), horizon=3).total(["2025-04"])


@pytest.mark.parametrize(("level", "needed"), [(0.8, 4), (0.95, 19)])
def test_an_interval_needs_enough_errors_for_its_level(level, needed):
    """The largest of n errors is exceeded once in n + 1 times: 80% takes four, 95% nineteen."""

    class Model:
        def __init__(self, number):
            self.number = number

        def errors(self, steps):
            return np.arange(1.0, self.number + 1)[None]

    def width(number):
        return half_width(Model(number), np.zeros(1, int), np.ones(1), np.array([1]), level)[0]

    assert np.isnan(width(needed - 1))
    assert width(needed) == pytest.approx(WIDENING * needed)
