"""Segmented regressions against an independent implementation, and against what was planted."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import GLM, OLS, families
from statsmodels.datasets.macrodata import load_pandas

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.segmented import (
    beside_the_rest,
    newey_west,
    quasi_poisson,
    step_and_ramp,
)

MONTHS = pd.period_range("2004-04", "2010-09", freq="M").astype(str).tolist()
OPENED = "2009-04"


def series(*, step: float = 0.0, ramp: float = 0.0, noise: float = 0.0, seed: int = 1):
    since = np.array([(pd.Period(m, "M") - pd.Period(OPENED, "M")).n for m in MONTHS])
    season = 40 * np.sin(2 * np.pi * since / 12)
    level = 500 - 0.8 * since + season + np.where(since >= 0, step + ramp * since, 0)
    level = level + noise * np.random.default_rng(seed).standard_normal(len(since))
    return pd.DataFrame({"month": MONTHS, "offences": level})


def test_a_step_and_a_ramp_are_found_where_there_is_nothing_else():
    found = step_and_ramp(series(step=100, ramp=2), opened=OPENED)
    assert found["step"] == pytest.approx(1200)
    assert found["slope"] == pytest.approx(2 * 144)
    # 18 months since: the ramp adds 0 to 34 a month, 17 on average.
    assert found["per_year"] == pytest.approx(12 * (100 + 2 * 8.5))
    assert (found["months_before"], found["months_after"]) == (60, 18)


def test_limits_are_those_of_an_independent_newey_west():
    rng = np.random.default_rng(4)
    design = np.column_stack([np.ones(70), np.arange(70), np.arange(70) > 40]).astype(float)
    values = design @ [50, 0.2, 9] + np.convolve(rng.standard_normal(81), np.ones(12), "valid")
    coefficients, variance = newey_west(design, values, lags=12)
    other = OLS(values, design).fit(
        cov_type="HAC", cov_kwds={"maxlags": 12, "use_correction": True}
    )
    np.testing.assert_allclose(coefficients, other.params)
    np.testing.assert_allclose(variance, other.cov_params(), rtol=1e-8)


def test_newey_west_is_that_of_stata():
    """Stata, newey g_realinv g_realgdp L.realint, lag(4), as kept in the tests of statsmodels."""
    data = load_pandas().data
    growth = {name: 400 * np.diff(np.log(data[name])) for name in ("realinv", "realgdp")}
    rows = len(growth["realgdp"])
    design = np.column_stack([growth["realgdp"], data["realint"][:-1], np.ones(rows)])
    found, variance = newey_west(design, growth["realinv"], lags=4)
    assert found.tolist() == pytest.approx(
        [4.3742216647032, -0.61399696947899, -9.4816727746549], rel=1e-9
    )
    assert np.sqrt(np.diag(variance)).tolist() == pytest.approx(
        [0.33125644884286, 0.29582347593197, 1.1859338087713], rel=1e-9
    )
    assert variance[0].tolist() == pytest.approx(
        [0.10973083489998, 0.0003953117603, -0.31803287070833], rel=1e-9
    )


def test_quasi_poisson_has_the_deviances_of_dobsons_trial():
    """Examples of R, glm, after Dobson (1990), p. 93: 10.5814 and, with both factors, 5.1291."""
    counts = np.array([18.0, 17, 15, 20, 10, 20, 25, 13, 12])
    outcome, treatment = np.tile([1, 2, 3], 3), np.repeat([1, 2, 3], 3)
    factors = [outcome == 2, outcome == 3, treatment == 2, treatment == 3]
    for columns, published in (([], 10.5814), (factors, 5.1291)):
        design = np.column_stack([np.ones(9), *columns]).astype(float)
        fitted, _, _ = quasi_poisson(design, counts, np.ones(9))
        deviance = 2 * (counts * (np.log(counts) - design @ fitted)).sum()
        assert round(deviance, 4) == published


def test_quasi_poisson_is_that_of_an_independent_implementation():
    rng = np.random.default_rng(5)
    base = rng.integers(800, 1200, 60).astype(float)
    design = np.column_stack([np.ones(60), np.arange(60) / 12, np.arange(60) >= 48]).astype(float)
    counts = rng.negative_binomial(10, 10 / (10 + 0.1 * base)).astype(float)
    coefficients, variance, dispersion = quasi_poisson(design, counts, base)
    other = GLM(counts, design, family=families.Poisson(), offset=np.log(base)).fit(scale="X2")
    np.testing.assert_allclose(coefficients, other.params, rtol=1e-7)
    np.testing.assert_allclose(dispersion * variance, other.cov_params(), rtol=1e-6)
    assert dispersion == pytest.approx(other.scale) and dispersion > 1


def test_months_out_of_the_window_and_missing_ones_take_no_part():
    rows = series(step=100)
    far = pd.DataFrame({"month": ["1990-01"], "offences": [9e6]})
    lost = rows.assign(offences=rows["offences"].mask(rows["month"].eq("2006-06")))
    found = step_and_ramp(pd.concat([far, lost]), opened=OPENED)
    assert found["step"] == pytest.approx(1200) and found["months_before"] == 59


def test_limits_grow_with_coverage_and_hold_the_estimate():
    rows = series(step=60, noise=25)
    narrow, wide = (step_and_ramp(rows, opened=OPENED, coverage=c) for c in (0.5, 0.99))
    for name in ("step", "slope", "per_year"):
        assert wide[f"{name}_lower"] < narrow[f"{name}_lower"] < narrow[name]
        assert narrow[name] < narrow[f"{name}_upper"] < wide[f"{name}_upper"]


def test_too_few_months_on_a_side_are_refused():
    with pytest.raises(InputError, match="60 months are known before 2009-04 and 6 from it on"):
        step_and_ramp(series().head(66), opened=OPENED)


def beside(*, factor: float = 1.0, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rest = 2000 + 300 * np.sin(2 * np.pi * np.arange(len(MONTHS)) / 12)
    during = np.array([m >= OPENED for m in MONTHS])
    here = 0.07 * rest * np.where(during, factor, 1.0)
    return pd.DataFrame({"month": MONTHS, "here": rng.poisson(here), "rest": rng.poisson(rest)})


STAGES = {"during": MONTHS[60:66], "after": MONTHS[66:72]}


def test_a_fall_while_an_action_lasted_is_told_beside_the_rest():
    counts = beside()
    fell = counts["month"].isin(STAGES["during"])
    counts.loc[fell, "here"] = (0.6 * counts.loc[fell, "here"]).round().astype(int)
    effects, months = beside_the_rest(counts, STAGES)
    during, after = effects.iloc[0], effects.iloc[1]
    assert during["stage"] == "during" and during["upper"] < 0.75 < 0.6 / 0.7
    assert after["lower"] < 1 < after["upper"]
    assert during["per_month"] == pytest.approx(-0.4 * 0.07 * 2000, rel=0.4)
    assert months["month"].tolist() == MONTHS[:72]  # months of no stage are not looked at
    assert months["stage"].tolist() == [""] * 60 + ["during"] * 6 + ["after"] * 6


def test_what_moves_the_whole_area_is_no_effect():
    counts = beside()
    later = counts["month"] >= OPENED
    counts.loc[later, ["here", "rest"]] = (counts.loc[later, ["here", "rest"]] * 2).astype(int)
    effects, _ = beside_the_rest(counts, STAGES)
    assert (effects["lower"] < 1).all() and (effects["upper"] > 1).all()


def test_limits_hold_nothing_about_as_often_as_said():
    inside = []
    for seed in range(80):
        effects, _ = beside_the_rest(beside(seed=seed), STAGES)
        inside += ((effects["lower"] < 1) & (effects["upper"] > 1)).tolist()
    assert 0.84 < np.mean(inside) < 0.96


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        (beside().tail(22), "4 months are known before the action and 12 since"),
        (beside().assign(here=0), "no offence before"),
    ],
)
def test_a_place_that_cannot_be_followed_says_why(counts, why):
    with pytest.raises(InputError, match=why):
        beside_the_rest(counts, STAGES)
