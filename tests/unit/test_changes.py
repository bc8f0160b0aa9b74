"""Changes between two years, held against how years differ anyway."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.changes import real_changes
from cdrp_analysis.measures.trends import year_on_year


def changes(before, after):
    themes = [f"t{i}" for i in range(len(before))]
    years = pd.DataFrame(
        {"theme": themes * 2, "period": ["2016/17"] * len(themes) + ["2017/18"] * len(themes),
         "offences": pd.array([*before, *after], dtype="Int64")}
    )  # fmt: skip
    return year_on_year(years), themes


def test_without_spread_it_agrees_with_the_binomial_test():
    """Independent: the later count given the sum is binomial; twice the tail, mid-p, as a normal
    approximation has no steps."""
    before, after = [100, 400, 900, 50], [130, 430, 800, 71]
    table, themes = changes(before, after)
    found = real_changes(table, year_log_sd=dict.fromkeys(themes, 0.0))
    for p, a, b in zip(found["p"], before, after, strict=True):
        law = stats.binom(a + b, 0.5)
        most = max(a, b)
        assert p == pytest.approx(2 * (law.sf(most) + law.pmf(most) / 2), abs=0.002)


def test_the_chance_is_right_where_years_differ_as_they_are_said_to():
    """10,000 pairs of years of no lasting change, each year's level drawn with its own spread."""
    rng = np.random.default_rng(5)
    level = 400 * np.exp(rng.normal(0, 0.12 / np.sqrt(2), (2, 10_000)))
    table, themes = changes(*rng.poisson(level))
    right = real_changes(table, year_log_sd=dict.fromkeys(themes, 0.12))
    poisson = real_changes(table, year_log_sd=dict.fromkeys(themes, 0.0))
    assert (right["p"] < 0.05).mean() == pytest.approx(0.05, abs=0.007)
    assert (poisson["p"] < 0.05).mean() > 0.25


def test_many_themes_are_judged_together():
    table, themes = changes([400] * 20, [484] + [400] * 19)
    found = real_changes(table, year_log_sd=dict.fromkeys(themes, 0.0))
    assert found["q"].iloc[0] == pytest.approx(20 * found["p"].iloc[0])


def test_a_year_that_is_missing_and_a_theme_without_spread_are_not_judged():
    table, _ = changes([100, None], [130, 130])
    found = real_changes(table, year_log_sd={"t1": 0.1})
    assert found[["z", "p", "q"]].isna().all().all()


def test_a_negative_spread_is_refused():
    table, _ = changes([100], [130])
    with pytest.raises(InputError, match="the spread of t0 is negative"):
        real_changes(table, year_log_sd={"t0": -0.1})
