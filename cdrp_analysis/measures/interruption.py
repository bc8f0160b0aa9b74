"""What an event added: a counterfactual from other areas, with intervals from placebos."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.counterfactual import (
    Placebos,
    best_ridge,
    placebos,
    reach,
    standard_errors,
    weights_of,
)

METHODS = ("synthetic control", "difference in differences")


@dataclass(frozen=True)
class Interruption:
    """
    What was recorded beside what other areas would have led to expect.

    ``monthly``: month, observed, counterfactual, lower, upper (of single months since the event
    that placebos' months lie within as often as ``coverage`` says), before (bool).
    ``effect``: one row; per_year, lower, upper, share (of the counterfactual), p, placebos,
    coverage, before_per_year, counterfactual_per_year, observed_per_year, trend_per_year,
    smallest_seen (an excess a year that would be told from nothing whatever the placebos'
    error, in as many cases as ``coverage`` says), method.
    ``weights``: area, weight (offences here per offence there).
    ``left_out``: areas that have a month missing in the window, or next to nothing before.
    """

    monthly: pd.DataFrame
    effect: pd.DataFrame
    weights: pd.DataFrame
    left_out: tuple[str, ...] = ()


def interruption(
    panel: pd.DataFrame,
    *,
    area: str,
    opened: str,
    method: str = "synthetic control",
    months_before: int = 60,
    months_after: int = 36,
    coverage: float = 0.9,
) -> Interruption:
    """
    Excess since an event, against what the other areas' months foretell for this one.

    The counterfactual is a sum of other areas with weights that are not negative and are held
    small (ridge), fitted to the months before; or, by difference in differences, the area's own
    level moved as all others moved together. The same is then done for every other area, and for
    earlier dates, where nothing happened: the interval is as wide as these placebos miss.

    Parameters
    ----------
    panel : DataFrame, one row per area and month
        ``area``, ``month`` (``YYYY-MM``), ``offences``. Areas with a missing month inside the
        window are left out, the area itself may not be.
    area : str
        The area in which something happened; it serves as nobody's comparison.
    opened : str
        First month after the event.
    method : str
        One of :data:`METHODS`.
    months_before, months_after : int
        Longest window on either side; shorter where the panel ends.
    coverage : float
        Of the interval of the excess.

    Returns
    -------
    Interruption
        ``net change = trend + excess``: observed_per_year - before_per_year = trend_per_year +
        per_year, where trend is the counterfactual's own change. ``before_per_year`` is of the
        twelve months before, each counted as often as its calendar month occurs since.

    Raises
    ------
    InputError
        If the area has a missing month, fewer than 12 months lie on either side, fewer than two
        areas are there to compare with, or too few placebos for the coverage asked for.

    References
    ----------
    Abadie, A., Diamond, A., Hainmueller, J. (2010). Synthetic control methods for comparative case
    studies. J. Amer. Statist. Assoc. 105, 493-505 (placebo inference).
    Doudchenko, N., Imbens, G. (2016). Balancing, regression, difference-in-differences and
    synthetic control methods. NBER Working Paper 22791 (regularised weights).
    """
    return interrupted(
        by_month(panel), area=area, opened=opened, method=method, months_before=months_before,
        months_after=months_after, coverage=coverage,
    )  # fmt: skip


def by_month(panel: pd.DataFrame) -> pd.DataFrame:
    """Areas by months of a panel (see :func:`interruption`): made once for many questions."""
    # pivot refuses a month that occurs twice, where pivot_table would take the mean of both.
    wide = panel.pivot(index="area", columns="month", values="offences")  # noqa: PD010
    return wide.astype("Float64").astype(float)


def interrupted(
    wide: pd.DataFrame,
    *,
    area: str,
    opened: str,
    method: str = METHODS[0],
    months_before: int = 60,
    months_after: int = 36,
    coverage: float = 0.9,
) -> Interruption:
    """:func:`interruption` of a panel that :func:`by_month` has turned."""
    if method not in METHODS:
        raise InputError(
            f"there is no method {method!r}.",
            where="measures.interruption",
            do=f"one of {', '.join(METHODS)}",
        )
    everyone = wide.index.dropna()
    wide = _window(wide, area, opened, months_before, months_after)
    own, start = wide.index.get_loc(area), wide.columns.get_loc(opened)
    counts = wide.to_numpy(float)
    others = np.delete(np.arange(len(counts)), own)
    ridge = best_ridge(counts[others], start) if method == METHODS[0] else None
    weights = weights_of(counts[own, :start], counts[others, :start], ridge)
    counterfactual = weights @ counts[others]
    tried = placebos(counts, own, start, ridge)
    _require_enough(tried, coverage)
    errors, excess = standard_errors(tried.seen, tried.told)
    years = (counts.shape[1] - start) / 12
    seen, expected = counts[own, start:].sum(), counterfactual[start:].sum()
    half = float(reach(errors, excess, expected, coverage))
    mine = abs(np.sqrt(seen) - np.sqrt(expected)) / np.sqrt(0.25 + excess * expected)
    p = (1 + int((errors >= mine - 1e-12).sum())) / (len(errors) + 1)
    low, high = np.maximum(np.sqrt(expected) - half, 0) ** 2, (np.sqrt(expected) + half) ** 2
    # Each month against the same month of the year before: half a year more has its own season.
    alike = start - 12 + np.arange(counts.shape[1] - start) % 12
    before = counts[own, alike].sum() / years
    effect = {
        "per_year": (seen - expected) / years,
        "lower": (seen - high) / years,
        "upper": (seen - low) / years,
        "share": seen / expected - 1,
        "p": p,
        "placebos": len(tried),
        "coverage": coverage,
        "before_per_year": before,
        "counterfactual_per_year": expected / years,
        "observed_per_year": seen / years,
        "trend_per_year": expected / years - before,
        "smallest_seen": 2 * (high - expected) / years,
        "method": method,
    }
    told = np.arange(counts.shape[1]) < start
    lower, upper = _monthly_band(tried, np.where(told, np.nan, counterfactual), coverage)
    return Interruption(
        monthly=pd.DataFrame(
            {
                "month": wide.columns,
                "observed": counts[own],
                "counterfactual": counterfactual,
                "lower": lower,
                "upper": upper,
                "before": told,
            }
        ),
        effect=pd.DataFrame([effect]),
        weights=pd.DataFrame({"area": wide.index[others], "weight": weights}),
        left_out=tuple(sorted(set(everyone) - set(wide.index))),
    )


def by_theme(
    panel: pd.DataFrame, themes: Sequence[str], *, area: str, opened: str, **options
) -> pd.DataFrame:
    """
    The excess of each theme, each against the same theme elsewhere.

    Parameters
    ----------
    panel : DataFrame
        As for :func:`interruption`, with ``theme``.
    themes : sequence of str
        In the order wanted.

    Returns
    -------
    DataFrame, one row per theme
        ``theme`` and the columns of :class:`Interruption`'s effect. The sum of the themes is not
        the excess of all offences: each has a counterfactual of its own.
    """
    rows = []
    for theme in themes:
        found = interruption(panel[panel["theme"] == theme], area=area, opened=opened, **options)
        rows.append(found.effect.assign(theme=theme))
    table = pd.concat(rows, ignore_index=True)
    return table[["theme", *(name for name in table if name != "theme")]]


def _window(
    wide: pd.DataFrame, area: str, opened: str, months_before: int, months_after: int
) -> pd.DataFrame:
    """Areas by months of the window; only areas whose every month is known."""
    first, last = wide.columns.min(), wide.columns.max()
    start = pd.Period(opened, "M")
    window = pd.period_range(
        max(start - months_before, pd.Period(first, "M")),
        min(start + months_after - 1, pd.Period(last, "M")),
        freq="M",
    ).astype(str)
    wide = wide.reindex(columns=window)
    before = int((window < opened).sum())
    if min(before, len(window) - before) < 12:
        raise InputError(
            f"{before} months lie before {opened} and {len(window) - before} from it on.",
            where="measures.interruption",
            do="give at least twelve months on either side",
        )
    whole = wide[wide.notna().all(axis=1)]
    if area not in whole.index:
        raise InputError(
            "the area has months without a count in the window.",
            where="measures.interruption",
            areas=(area,),
            do="shorten the window so that all its months are known",
        )
    # An area that recorded next to nothing before cannot be scaled to anything.
    kept = whole[(whole.loc[:, window < opened].sum(axis=1) > 0) | (whole.index == area)]
    if len(kept) < 3:  # each of the others needs one to be held against
        raise InputError(
            f"{len(kept) - 1} other areas have every month of the window.",
            where="measures.interruption",
            do="give at least two areas to compare with",
        )
    return kept


def _require_enough(tried: Placebos, coverage: float) -> None:
    if int(np.ceil((len(tried) + 1) * coverage)) > len(tried):
        raise InputError(
            f"{len(tried)} placebos cannot give an interval of {coverage:.0%}.",
            where="measures.interruption",
            do="add areas to compare with, or ask for a lower coverage",
        )


def _monthly_band(
    tried: Placebos, expected: np.ndarray, coverage: float
) -> tuple[np.ndarray, np.ndarray]:
    """Limits of single months, as wide as the placebos' months miss."""
    errors, excess = standard_errors(tried.months_seen, tried.months_told)
    half = reach(errors, excess, expected, coverage)
    return np.maximum(np.sqrt(expected) - half, 0) ** 2, (np.sqrt(expected) + half) ** 2
