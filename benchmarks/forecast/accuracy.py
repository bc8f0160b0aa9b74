"""How near projections come, and whether their intervals hold: ours, two habits and AutoETS.

python -m benchmarks.forecast.accuracy          # all origins; AutoETS at six of them
python -m benchmarks.forecast.accuracy --quick  # every sixth origin, without AutoETS
"""

import sys
import time

import numpy as np
import pandas as pd

from benchmarks.forecast import exponential_smoothing, table
from cdrp_analysis.measures.backtest import origin_scores
from cdrp_analysis.measures.projection import project

MONTHS_KNOWN = 8
# Twelve months after the last of the first group is December 2019; the last of the second is
# the table's last but twelve. Restrictions ended in July 2021.
GROUPS = {
    "before 2020": ("2014-03", "2018-12"),
    "after 2020": ("2021-01", "2023-02"),
    "after restrictions": ("2021-08", "2023-02"),
}
BESIDE_ETS = {
    "before 2020": ("2014-11", "2016-07", "2018-03"),
    "after 2020": ("2021-03", "2022-01", "2022-11"),
}


def main(quick: bool) -> None:
    if why := table.why_absent():
        print(f"skipped: {why}")
        return
    panel = table.boroughs()
    step = 6 if quick else 1
    wanted = {name: _months(*ends)[::step] for name, ends in GROUPS.items()}
    origins = sorted({month for months in wanted.values() for month in months})
    scores = origin_scores(panel, origins, months_known=MONTHS_KNOWN)
    for name, months in wanted.items():
        _print(f"{name}, {len(months)} origins {months[0]} to {months[-1]}", scores, months)
    print(f"CPU seconds for 1,000 series with intervals: {_seconds(panel):.2f}")
    if quick:
        return
    if not exponential_smoothing.interpreter():
        print(f"AutoETS skipped: {exponential_smoothing.INTERPRETER} names no interpreter")
        return
    seconds = []
    for name, months in BESIDE_ETS.items():
        ets = []
        for origin in months:
            made, took = _ets_scores(panel, origin)
            ets.append(made)
            seconds.append(took)
        here = scores[scores["origin"].isin(months)]
        print(f"\n{name}, beside AutoETS at {', '.join(months)}")
        print(f"{'':24}{'MASE':>7}{'year end':>10}{'in 80%':>8}{'in 95%':>8}")
        for label, frame in (("ours", here), ("AutoETS", pd.concat(ets))):
            mean = frame[["mase", "error_share", "monthly_coverage_80", "monthly_coverage_95"]]
            print(f"{label:24}" + _row(mean.mean().to_list()))
    print(f"AutoETS, CPU seconds for 1,000 series: {np.mean(seconds):.1f}")


def _months(first: str, last: str) -> list[str]:
    return pd.period_range(first, last, freq="M").astype(str).tolist()


def _print(heading: str, scores: pd.DataFrame, origins: list[str]) -> None:
    mean = scores[scores["origin"].isin(origins)].mean(numeric_only=True)
    print(f"\n{heading}")
    print(f"{'':24}{'MASE':>7}{'year end':>10}{'in 80%':>8}{'in 95%':>8}")
    ours = ("mase", "error_share", "coverage_80", "coverage_95")
    print(f"{'ours (year end)':24}" + _row([mean[key] for key in ours]))
    months = ("monthly_coverage_80", "monthly_coverage_95")
    print(f"{'  its months':24}" + " " * 17 + _row([mean[key] for key in months], shares=True))
    print(f"{'last year again':24}" + _row([mean["mase_naive"], mean["error_share_naive"]]))
    print(f"{'ratio of last year':24}{'':7}{mean['error_share_habit']:10.1%}")


def _row(values: list[float], *, shares: bool = False) -> str:
    if shares:
        return "".join(f"{value:8.1%}" for value in values)
    return f"{values[0]:7.3f}{values[1]:10.1%}" + _row(values[2:], shares=True)


def _seconds(panel: pd.DataFrame) -> float:
    project(panel)
    started = time.process_time()
    for _ in range(5):
        project(panel)
    series = len(panel[["area", "offence"]].drop_duplicates())
    return (time.process_time() - started) / 5 / series * 1000


def _ets_scores(panel: pd.DataFrame, origin: str) -> tuple[pd.DataFrame, float]:
    """The same scores of AutoETS at one origin, and its seconds for 1,000 series."""
    counts = panel.pivot_table(index=["area", "offence"], columns="month", values="count")
    now = counts.columns.get_loc(origin) + 1
    values = counts.to_numpy(float)
    past, real = values[:, :now], values[:, now : now + 12]
    made, seconds = exponential_smoothing.auto_ets(past)
    scale = np.abs(past[:, 12:] - past[:, :-12]).mean(axis=1)
    to_go = 12 - MONTHS_KNOWN
    actual = values[:, now - MONTHS_KNOWN : now + to_go].sum(axis=1)
    missed = np.abs(made[:, 0, :to_go].sum(axis=1) - real[:, :to_go].sum(axis=1))
    return pd.DataFrame(
        {
            "mase": np.abs(made[:, 0] - real).mean(axis=1) / scale,
            "error_share": missed / actual,
            "monthly_coverage_80": ((made[:, 1] <= real) & (real <= made[:, 2])).mean(axis=1),
            "monthly_coverage_95": ((made[:, 3] <= real) & (real <= made[:, 4])).mean(axis=1),
        }
    ), seconds / len(past) * 1000


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
