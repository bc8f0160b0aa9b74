"""Forecasts of a whole and of its parts made to add up: wards and their borough."""

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.forecast import limits

_WHERE = "measures.reconcile"


def reconcile(whole: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """
    Points of a whole and its parts that add up, each moved as far as it is uncertain.

    Weighted least squares with a weight for each forecast of one over its variance, taken from
    the width of its interval. For one whole and its parts the solution is closed: the gap
    between the whole and the sum is shared out in proportion to the variances. No part falls
    below what is already known of it, nor below zero; one that would is held there, and the rest
    is solved again. Limits keep their width on the root scale about the new point.

    Parameters
    ----------
    whole : DataFrame, one row per offence (and month)
        ``area, offence, point``, ``lower_80`` and ``upper_80``, any other limits, and
        ``month`` for months or ``known`` for totals: the rows of one area of
        ``Forecast.monthly`` or ``Forecast.total``.
    parts : DataFrame
        The same columns for the areas that together make up the whole. What belongs to no ward
        (offences without a place) is a part too.

    Returns
    -------
    DataFrame
        Rows of ``whole``, then of ``parts``, in their order, with new points and limits.

    Raises
    ------
    InputError
        If a whole has no part or a part no whole, or if two counts that are both certain do not
        add up.

    References
    ----------
    Hyndman, R., Lee, A. and Wang, E. (2016). Comput. Statist. Data Anal. 97, 16-32.
    Wickramasuriya, S., Turlach, B. and Hyndman, R. (2020). Stat. Comput. 30, 1167-1182
    (forecasts that may not be negative).
    """
    by = [name for name in ("offence", "month") if name in whole.columns]
    both = pd.concat([whole, parts], ignore_index=True)
    top = np.arange(len(both)) < len(whole)
    group, names = pd.factorize(pd.MultiIndex.from_frame(both[by]))
    counts = np.stack([np.bincount(group[top == up], minlength=len(names)) for up in (True, False)])
    alone = int(((counts[0] != 1) | (counts[1] == 0)).sum())
    if alone:
        raise InputError(
            f"{alone} of {len(names)} sums do not have one whole and at least one part.",
            where=_WHERE,
            do="give the same offences and months for the whole and for its parts",
        )
    known = both["known"].to_numpy(float) if "known" in both else np.zeros(len(both))
    point = both["point"].to_numpy(float)
    variance = _variance(both)
    new = point.copy()
    for number in range(len(names)):
        here = group == number
        above, below = np.flatnonzero(here & top)[0], np.flatnonzero(here & ~top)
        new[below] = _shared(
            point[above], point[below], variance[above], variance[below], known[below]
        )
        new[above] = new[below].sum()
    off = np.abs(new[top] - point[top])
    wrong = int((np.nan_to_num(off) > 0.5)[variance[top] == 0].sum())
    if wrong:
        raise InputError(
            f"{wrong} wholes are known for certain and are not the sum of their parts.",
            where=_WHERE,
            do="add a part for what has no ward, or compare the two tables' sources",
        )
    both["point"] = new
    for level in sorted(name[6:] for name in both if str(name).startswith("upper_")):
        half = np.sqrt(both[f"upper_{level}"] - known) - np.sqrt(np.maximum(point - known, 0))
        lower, upper = limits(np.maximum(new - known, 0), half)
        both[f"lower_{level}"], both[f"upper_{level}"] = known + lower, known + upper
    if "method" in both:
        both["method"] = both["method"] + "; whole and parts reconciled by weighted least squares"
    return both


def with_remainder(whole: pd.DataFrame, parts: pd.DataFrame, *, name: str) -> pd.DataFrame:
    """
    The parts of a panel and, where the whole has more, one part more for what they lack.

    Parameters
    ----------
    whole, parts : DataFrame
        Tidy panels: ``area, offence, month, count``; ``whole`` of one area.
    name : str
        Area of the added part.

    Returns
    -------
    DataFrame
        ``parts`` and the rows of ``name``: missing where the whole or any part is.

    Raises
    ------
    InputError
        If the parts have more than the whole in some month: they are not its parts.
    """
    keys = ["offence", "month"]
    sums = parts.assign(count=parts["count"].astype("Float64"))
    wanted = parts.groupby("offence")["area"].nunique()
    grouped = sums.dropna(subset=["count"]).groupby(keys)["count"].agg(["sum", "size"])
    rest = whole.set_index(keys)["count"].astype("Float64").to_frame().join(grouped)
    complete = rest["size"].to_numpy() == rest.index.get_level_values(0).map(wanted).to_numpy()
    left = (rest["count"] - rest["sum"]).where(complete)
    over = int((left < 0).sum())
    if over:
        raise InputError(
            f"in {over} months of an offence the parts have more than the whole.",
            where=_WHERE,
            do="compare geography, offences and release of the two tables",
        )
    extra = left.rename("count").reset_index().assign(area=name)
    extra = extra[extra.groupby("offence")["count"].transform("max").fillna(0) > 0]
    return pd.concat([sums, extra[["area", *keys, "count"]]], ignore_index=True)


def _variance(frame: pd.DataFrame) -> np.ndarray:
    """Of each forecast, from its 80% interval; of a count (Poisson) where it has none."""
    width = (frame["upper_80"] - frame["lower_80"]).to_numpy(float)
    spread = width / 2 / stats.norm.ppf(0.9)
    return np.where(np.isnan(width), frame["point"].to_numpy(float), spread**2)


def _shared(
    top: float, parts: np.ndarray, top_variance: float, variances: np.ndarray, floor: np.ndarray
) -> np.ndarray:
    """The parts after the gap to the whole was shared out, none below its floor."""
    free = np.ones(len(parts), bool)
    new = parts.copy()
    while free.any():
        gap = top - parts[free].sum() - new[~free].sum()
        total = top_variance + variances[free].sum()
        new[free] = parts[free] + (variances[free] * gap / total if total > 0 else 0.0)
        # The gap of every round is at least as far below zero as the one before, so a part
        # once held stays held.
        low = free & (new < floor)
        if not low.any():
            break
        new[low], free[low] = floor[low], False
    return new
