"""What an event added: a counterfactual from other areas, with intervals from placebos."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import nnls

from cdrp_analysis.errors import InputError

METHODS = ("synthetic control", "difference in differences")
_RIDGES = (0.001, 0.01, 0.1, 1.0)  # tried; the one that foretells the last year before is kept
_STEP = 6  # months between placebo dates
_LEAST_BEFORE = 24  # months before a placebo date


@dataclass(frozen=True)
class Interruption:
    """
    What was recorded beside what other areas would have led to expect.

    ``monthly``: month, observed, counterfactual, before (bool).
    ``effect``: one row; per_year, lower, upper, share (of the counterfactual), p, placebos,
    coverage, before_per_year, counterfactual_per_year, observed_per_year, trend_per_year,
    smallest_seen (an excess a year that would be told from nothing whatever the placebos'
    error, in as many cases as ``coverage`` says), method.
    ``weights``: area, weight (offences here per offence there).
    """

    monthly: pd.DataFrame
    effect: pd.DataFrame
    weights: pd.DataFrame


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
        per_year, where trend is the counterfactual's own change.

    Raises
    ------
    InputError
        If the area has a missing month, fewer than 12 months lie on either side, or there are too
        few placebos for the coverage asked for.

    References
    ----------
    Abadie, A., Diamond, A., Hainmueller, J. (2010). Synthetic control methods for comparative case
    studies. J. Amer. Statist. Assoc. 105, 493-505 (placebo inference).
    Doudchenko, N., Imbens, G. (2016). Balancing, regression, difference-in-differences and
    synthetic control methods. NBER Working Paper 22791 (regularised weights).
    """
    if method not in METHODS:
        raise InputError(
            f"there is no method {method!r}.",
            where="measures.interruption",
            do=f"one of {', '.join(METHODS)}",
        )
    wide = _wide(panel, area, opened, months_before, months_after)
    own, start = wide.index.get_loc(area), wide.columns.get_loc(opened)
    counts = wide.to_numpy(float)
    others = np.delete(np.arange(len(counts)), own)
    ridge = _ridge(counts[others], start) if method == METHODS[0] else None
    weights = _weights(counts[own, :start], counts[others, :start], ridge)
    counterfactual = weights @ counts[others]
    placebos = _placebos(counts, own, start, counts.shape[1] - start, ridge)
    years = (counts.shape[1] - start) / 12
    seen, expected = counts[own, start:].sum(), counterfactual[start:].sum()
    reach, p = _judged(seen, expected, placebos, coverage)
    low, high = np.maximum(np.sqrt(expected) - reach, 0) ** 2, (np.sqrt(expected) + reach) ** 2
    before = counts[own, max(0, start - 12) : start].sum() * 12 / min(12, start)
    effect = {
        "per_year": (seen - expected) / years,
        "lower": (seen - high) / years,
        "upper": (seen - low) / years,
        "share": seen / expected - 1,
        "p": p,
        "placebos": len(placebos),
        "coverage": coverage,
        "before_per_year": before,
        "counterfactual_per_year": expected / years,
        "observed_per_year": seen / years,
        "trend_per_year": expected / years - before,
        "smallest_seen": 2 * (high - expected) / years,
        "method": method,
    }
    return Interruption(
        monthly=pd.DataFrame(
            {
                "month": wide.columns,
                "observed": counts[own],
                "counterfactual": counterfactual,
                "before": np.arange(counts.shape[1]) < start,
            }
        ),
        effect=pd.DataFrame([effect]),
        weights=pd.DataFrame({"area": wide.index[others], "weight": weights}),
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


def _wide(
    panel: pd.DataFrame, area: str, opened: str, months_before: int, months_after: int
) -> pd.DataFrame:
    """Areas by months of the window; only areas whose every month is known."""
    first, last = panel["month"].min(), panel["month"].max()
    start = pd.Period(opened, "M")
    window = pd.period_range(
        max(start - months_before, pd.Period(first, "M")),
        min(start + months_after - 1, pd.Period(last, "M")),
        freq="M",
    ).astype(str)
    rows = panel[panel["month"].isin(window)]
    # pivot refuses a month that occurs twice, where pivot_table would take the mean of both.
    wide = rows.pivot(index="area", columns="month", values="offences")  # noqa: PD010
    wide = wide.reindex(columns=window).astype("Float64").astype(float)
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
    return whole[(whole.loc[:, window < opened].sum(axis=1) > 0) | (whole.index == area)]


def _weights(own: np.ndarray, others: np.ndarray, ridge: float | None) -> np.ndarray:
    """What each of the others counts for; without a ridge, all move the level alike."""
    if ridge is None:
        return np.full(len(others), own.sum() / others.sum())
    scale, level = others.mean(axis=1), max(own.mean(), 1e-9)
    # Each area as a multiple of its own mean; a ridge towards the same share of every one of them
    # rather than towards nothing keeps the level.
    design, even = (others / scale[:, None]).T, np.full(len(others), 1 / len(others))
    shrink = np.sqrt(ridge * len(own)) * np.eye(len(others))
    found, _ = nnls(
        np.vstack([design, shrink]),
        np.concatenate([own / level, np.sqrt(ridge * len(own)) * even]),
    )
    return found * level / scale


def _ridge(others: np.ndarray, start: int) -> float:
    """The ridge that foretells the last year before the event best, over the other areas."""
    cut = start - 12 if start >= 24 else start // 2
    errors = {}
    for ridge in _RIDGES:
        missed = [
            _missed(others, one, np.delete(np.arange(len(others)), one), 0, cut, start, ridge)
            for one in range(len(others))
        ]
        errors[ridge] = sum((np.sqrt(seen) - np.sqrt(told)) ** 2 for seen, told in missed)
    return min(errors, key=errors.get)


def _missed(
    counts: np.ndarray,
    one: int,
    others: np.ndarray,
    first: int,
    start: int,
    end: int,
    ridge: float | None,
) -> tuple[float, float]:
    """What was counted and what was foretold for one area from ``start`` to ``end``."""
    weights = _weights(counts[one, first:start], counts[others, first:start], ridge)
    return counts[one, start:end].sum(), float((weights @ counts[others, start:end]).sum())


def _placebos(
    counts: np.ndarray, own: int, start: int, length: int, ridge: float | None
) -> np.ndarray:
    """(counted, foretold) of every other area now, and of every area at earlier dates."""
    found = []
    everyone = np.arange(len(counts))
    others = np.delete(everyone, own)
    for one in others:
        among = others[others != one]
        found.append(_missed(counts, one, among, 0, start, start + length, ridge))
    for when in range(start - _STEP, _LEAST_BEFORE - 1, -_STEP):
        end = min(when + length, start)  # nothing of what came after the event
        if end - when < min(12, length):
            continue
        for one in everyone:
            among = others[others != one]
            seen, told = _missed(counts, one, among, 0, when, end, ridge)
            scale = length / (end - when)
            found.append((seen * scale, told * scale))
    return np.array(found)


def _judged(
    seen: float, expected: float, placebos: np.ndarray, coverage: float
) -> tuple[float, float]:
    """Half width of the interval on the square-root scale, and the placebo p-value."""
    needed = int(np.ceil((len(placebos) + 1) * coverage))
    if needed > len(placebos):
        raise InputError(
            f"{len(placebos)} placebos cannot give an interval of {coverage:.0%}.",
            where="measures.interruption",
            do="add areas to compare with, or ask for a lower coverage",
        )
    errors = np.sqrt(placebos[:, 0]) - np.sqrt(placebos[:, 1])
    # Chance alone gives the square root a variance of a quarter; what is beyond it grows with size.
    excess = max(0.0, float(np.mean(errors**2)) - 0.25) / float(np.mean(placebos[:, 1]))
    scale = np.sqrt(0.25 + excess * placebos[:, 1])
    standard = np.sort(np.abs(errors) / scale)
    own_scale = np.sqrt(0.25 + excess * expected)
    mine = abs(np.sqrt(seen) - np.sqrt(expected)) / own_scale
    p = (1 + int((standard >= mine - 1e-12).sum())) / (len(standard) + 1)
    return float(standard[needed - 1] * own_scale), p
