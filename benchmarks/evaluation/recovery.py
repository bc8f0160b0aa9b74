"""A planted excess in real boroughs: how near each method comes, and what it finds without one.

python -m benchmarks.evaluation.recovery          # 120 placements
python -m benchmarks.evaluation.recovery --quick  # 20
"""

import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from benchmarks.forecast import table
from cdrp_analysis.measures.interruption import METHODS, interruption
from cdrp_analysis.measures.rates import garwood
from cdrp_analysis.measures.wider_panel import together

A_YEAR = 1250
BEFORE, AFTER = 36, 24  # months
# Each window ends by February 2020: what came then was no shopping centre's doing.
FIRST_OPENING, LAST_OPENING = "2013-04", "2018-03"
PLACEMENTS, SEED, COVERAGE = 120, 20180331, 0.90
_LAGS = 12  # of the variance of a segmented regression, months
AFFECTED = ("SHOPLIFTING", "THEFT FROM THE PERSON", "OTHER THEFT")
Limits = tuple[float, float, float]  # excess a year, lower, upper


def main(quick: bool) -> None:
    if why := table.why_absent():
        print(f"skipped: {why}")
        return
    counts = table.boroughs().rename(columns={"offence": "theme", "count": "offences"})
    counts["offences"] = counts["offences"].astype("Int64")
    series = {
        "shoplifting and theft from the person": together(counts, AFFECTED[:2], "two"),
        "the same and other theft": together(counts, AFFECTED, "three"),
        "all offences": together(counts, sorted(counts["theme"].unique()), "all"),
    }
    placements = 20 if quick else PLACEMENTS
    print(f"{placements} placements of {A_YEAR:,} offences a year, {BEFORE} months before and "
          f"{AFTER} after, {COVERAGE:.0%} intervals")  # fmt: skip
    started = time.process_time()
    for name, panel in series.items():
        _print(name, scores(panel, placements))
    print(f"CPU seconds: {time.process_time() - started:.0f}")


def scores(panel: pd.DataFrame, placements: int) -> pd.DataFrame:
    """One row per method and placement: ``error, covered, told`` and ``imagined``."""
    rows = []
    for area, opened, months in _placements(panel, placements):
        window = panel[panel["month"].isin(months)]
        own = window["area"] == area
        later = (window["month"] >= opened) & own
        random = np.random.default_rng([SEED, len(rows)])
        extra = np.zeros(len(window), dtype=int)
        extra[later.to_numpy()] = random.poisson(A_YEAR / 12, int(later.sum()))
        planted = window.assign(offences=window["offences"] + extra)
        truth = extra.sum() * 12 / AFTER
        for method, estimate in _METHODS.items():
            made, low, high = estimate(planted, area, opened)
            _, none_low, none_high = estimate(window, area, opened)
            rows.append(
                {
                    "method": method,
                    "error": abs(made - truth),
                    "covered": low <= truth <= high,
                    "told": low > 0,
                    "imagined": not none_low <= 0 <= none_high,
                    "width": high - low,
                }
            )
    return pd.DataFrame(rows)


def _placements(panel: pd.DataFrame, count: int) -> Iterator[tuple[str, str, list[str]]]:
    """Boroughs in turn at openings drawn at random, each with the months around it."""
    random = np.random.default_rng(SEED)
    areas = random.permutation(sorted(panel["area"].unique()))
    openings = pd.period_range(FIRST_OPENING, LAST_OPENING, freq="M")
    for one in range(count):
        opened = openings[random.integers(len(openings))]
        months = pd.period_range(opened - BEFORE, opened + AFTER - 1, freq="M").astype(str)
        yield areas[one % len(areas)], str(opened), months.tolist()


def _by_other_areas(method: str) -> Callable[[pd.DataFrame, str, str], Limits]:
    def estimate(panel: pd.DataFrame, area: str, opened: str) -> Limits:
        effect = interruption(
            panel, area=area, opened=opened, method=method, coverage=COVERAGE,
            months_before=BEFORE, months_after=AFTER,
        ).effect.iloc[0]  # fmt: skip
        return effect["per_year"], effect["lower"], effect["upper"]

    return estimate


def _own(panel: pd.DataFrame, area: str, opened: str) -> tuple[np.ndarray, np.ndarray]:
    """The area's own months in order, and which lie after the opening."""
    rows = panel[panel["area"] == area].sort_values("month")
    return rows["offences"].to_numpy(float), (rows["month"] >= opened).to_numpy()


def _before_and_after(panel: pd.DataFrame, area: str, opened: str) -> Limits:
    """Difference of two Poisson means; limits by MOVER from the exact limits of each."""
    counts, after = _own(panel, area, opened)
    sums, months = [counts[~after].sum(), counts[after].sum()], [BEFORE, AFTER]
    lower, upper = garwood(sums, confidence=COVERAGE)
    (was, now), (was_low, now_low), (was_high, now_high) = (
        [12 * value / length for value, length in zip(values, months, strict=True)]
        for values in (sums, lower, upper)
    )
    below = np.hypot(now - now_low, was_high - was)
    above = np.hypot(now_high - now, was - was_low)
    return now - was, now - was - below, now - was + above


def _segmented(panel: pd.DataFrame, area: str, opened: str) -> Limits:
    """Trend, season (two waves) and a step at the opening; Newey-West variance."""
    counts, after = _own(panel, area, opened)
    time_ = np.arange(len(counts))
    waves = [f(2 * np.pi * k * time_ / 12) for k in (1, 2) for f in (np.sin, np.cos)]
    design = np.column_stack([np.ones(len(counts)), time_, *waves, after.astype(float)])
    found = OLS(counts, design).fit(cov_type="HAC", cov_kwds={"maxlags": _LAGS}, use_t=True)
    low, high = found.conf_int(alpha=1 - COVERAGE)[-1]
    return 12 * found.params[-1], 12 * low, 12 * high


_METHODS = {
    **{method: _by_other_areas(method) for method in METHODS},
    "segmented regression": _segmented,
    "before and after alone": _before_and_after,
}


def _print(name: str, found: pd.DataFrame) -> None:
    print(f"\n{name}")
    print(f"{'':28}{'error':>7}{'width':>8}{'covered':>9}{'power':>8}{'false':>8}")
    for method in _METHODS:
        rows = found[found["method"] == method]
        print(f"{method:28}{rows['error'].median():7.0f}{rows['width'].median():8.0f}"
              f"{rows['covered'].mean():9.0%}{rows['told'].mean():8.0%}"
              f"{rows['imagined'].mean():8.0%}")  # fmt: skip


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
