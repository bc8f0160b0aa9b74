"""Other ways to a year end, alone and mixed with ours: chosen on origins before 2020, if at all.

python -m benchmarks.forecast.combinations
"""

import numpy as np
import pandas as pd

from benchmarks.forecast import table
from benchmarks.forecast.accuracy import GROUPS, MONTHS_KNOWN
from cdrp_analysis.measures.panels import YEAR, as_matrix, ordinal
from cdrp_analysis.measures.smoothing import smooth
from cdrp_analysis.vocabulary import DISTURBED_MONTHS

WEIGHTS = (0.1, 0.15, 0.2, 0.3)
TO_GO = YEAR - MONTHS_KNOWN


def main() -> None:
    if why := table.why_absent():
        print(f"skipped: {why}")
        return
    panel = table.boroughs()
    groups = {
        name: pd.period_range(*ends, freq="M").astype(str).tolist() for name, ends in GROUPS.items()
    }
    tried = errors(panel, sorted({month for months in groups.values() for month in months}))
    means = pd.DataFrame(
        {name: tried[tried.index.isin(months)].mean() for name, months in groups.items()}
    )
    order = means.sort_values("before 2020").index
    print(f"{'year end, mean error':44}" + "".join(f"{name:>20}" for name in groups))
    for name in ["ours", *order.drop("ours")]:
        print(f"{name:44}" + "".join(f"{value:20.2%}" for value in means.loc[name]))


def errors(panel: pd.DataFrame, origins: list[str]) -> pd.DataFrame:
    """Mean error of the year end over all series, by origin and way."""
    _, first, _, counts = as_matrix(panel)
    rows = {}
    for origin in origins:
        now = (pd.Period(origin, "M") - first).n + 1
        known = counts[:, now - MONTHS_KNOWN : now].sum(axis=1)
        actual = known + counts[:, now : now + TO_GO].sum(axis=1)
        made = _ways(panel[panel["month"] <= origin], counts[:, :now])
        ours = np.sqrt(made["ours"])
        mixed = {
            f"{name}, {weight:.0%} of it": ((1 - weight) * ours + weight * np.sqrt(way)) ** 2
            for name, way in made.items()
            for weight in WEIGHTS
            if name != "ours"
        }
        rows[origin] = {
            name: np.abs(known + way - actual)[actual > 0] @ (1 / actual[actual > 0])
            / (actual > 0).sum()
            for name, way in {**made, **mixed}.items()
        }  # fmt: skip
    return pd.DataFrame(rows).T


def _ways(past: pd.DataFrame, counts: np.ndarray) -> dict[str, np.ndarray]:
    """The months to go, by each way, one sum per series."""
    model = smooth(past, season_years=8, disturbed=DISTURBED_MONTHS)
    steps = np.arange(1, TO_GO + 1)
    of_type = np.eye(model.types.max() + 1)[model.types]

    def season(since: int, until: int) -> np.ndarray:
        months = ordinal(model.last) + np.arange(since, until)
        return model.season[:, months % YEAR].sum(axis=1)

    def ratio(sums: np.ndarray, before: np.ndarray) -> np.ndarray:
        return sums / np.maximum(before, 1)

    to_come = season(1, TO_GO + 1)
    then = counts[:, -YEAR : -YEAR + TO_GO].sum(axis=1)
    ways = {"ours": model.ahead(steps).sum(axis=1), "last year's months": then}
    for months in (3, 6, YEAR):
        now = counts[:, -months:].sum(axis=1)
        before = counts[:, -YEAR - months : -YEAR].sum(axis=1)
        pooled = of_type @ ratio(of_type.T @ now, of_type.T @ before)
        ways[f"last year's x type's change over {months}"] = then * pooled
        ways[f"last year's x own change over {months}"] = then * ratio(now, before)
        ways[f"mean level of {months} months"] = now / season(1 - months, 1) * to_come
    change = np.log(np.maximum(model.level[:, -1], 0.5) / np.maximum(model.level[:, -13], 0.5))
    ways["damped trend of the level"] = ways["ours"] * np.exp(change * 0.25)
    ways["level drawn to its year's mean"] = model.level[:, -YEAR:].mean(axis=1) * to_come
    return ways


if __name__ == "__main__":
    main()
