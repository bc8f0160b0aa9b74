"""A planted excess in real boroughs: how near each method comes, and what it finds without one.

python -m benchmarks.evaluation.recovery          # 120 placements, then every borough at ten dates
python -m benchmarks.evaluation.recovery --quick  # 20, and no more
"""

import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from benchmarks.forecast import table
from cdrp_analysis.measures.interruption import METHODS, interruption
from cdrp_analysis.measures.rates import garwood
from cdrp_analysis.measures.segmented import step_and_ramp
from cdrp_analysis.measures.wider_panel import together

A_YEAR = 1250
BEFORE, AFTER = 36, 24  # months
# Each window ends by February 2020: what came then was no shopping centre's doing.
FIRST_OPENING, LAST_OPENING = "2013-04", "2018-03"
PLACEMENTS, SEED, COVERAGE = 120, 20180331, 0.90
DATES, STEP, FEW = 10, 6, 15  # every borough at so many openings, half a year apart
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
    if not quick:
        _print_everywhere(series)
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


def imagined_everywhere(panel: pd.DataFrame, *, boroughs: int = 0) -> pd.Series:
    """
    Share of boroughs, each at ten dates, with an effect where nothing was planted, by method.

    With ``boroughs`` only so many are there at each date, drawn anew: a county's districts.
    """
    random = np.random.default_rng(SEED)
    everyone = np.array(sorted(panel["area"].unique()))
    rows = []
    for back in range(DATES):
        opened = pd.Period(FIRST_OPENING, "M") + STEP * back
        months = pd.period_range(opened - BEFORE, opened + AFTER - 1, freq="M").astype(str)
        there = random.permutation(everyone)[:boroughs] if boroughs else everyone
        window = panel[panel["month"].isin(months) & panel["area"].isin(there)]
        for area in there:
            told = {
                name: estimate(window, area, str(opened)) for name, estimate in _METHODS.items()
            }
            rows.append({name: not low <= 0 <= high for name, (_, low, high) in told.items()})
    return pd.DataFrame(rows).mean()


def _print_everywhere(series: dict[str, pd.DataFrame]) -> None:
    print(f"\nfalse effects, every borough at {DATES} dates, and {FEW} drawn boroughs alone")
    for name, panel in series.items():
        every, few = imagined_everywhere(panel), imagined_everywhere(panel, boroughs=FEW)
        print(name)
        for method in _METHODS:
            print(f"  {method:28}{every[method]:7.1%}{few[method]:8.1%}")


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
    """Trend, season, a step and a ramp at the opening, by the area's own months."""
    found = step_and_ramp(
        panel[panel["area"] == area], opened=opened, coverage=COVERAGE,
        months_before=BEFORE, months_after=AFTER,
    )  # fmt: skip
    return found["per_year"], found["per_year_lower"], found["per_year_upper"]


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
