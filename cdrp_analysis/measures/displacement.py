"""Before and after in a treated and a comparison area, with what may have moved next door."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError

_PLACES = ("treated", "control", "displacement", "displacement_control")


def weighted_displacement_difference(
    counts: pd.DataFrame, *, weights: Mapping[str, float] | None = None, confidence: float = 0.9
) -> dict[str, float]:
    """
    What an action changed, less the change elsewhere, with what moved into its surroundings.

    WDD = (treated after - before) - (control after - before) + the same for the displacement
    area and its control. As a sum of independent Poisson counts its variance is their sum (with
    weights, the sum of count x weight²).

    Parameters
    ----------
    counts : DataFrame, one row per place and, with weights, per category
        ``place`` ("treated", "control" and, where there is a ring, "displacement" and
        "displacement_control"), ``before``, ``after`` (offences in equally long times) and
        ``category`` where ``weights`` are given.
    weights : mapping, optional
        Weight of each category: days of harm, or pounds.
    confidence : float
        Coverage of the limits.

    Returns
    -------
    dict
        ``wdd``, ``se``, ``lower``, ``upper``, ``z``, ``p`` (two-sided) and ``displacement``, the
        part of the surroundings (0 where there are none).

    Raises
    ------
    InputError
        If treated or control is absent, a place has no control, or a weight is.

    References
    ----------
    Wheeler, A., Ratcliffe, J. (2018). A simple weighted displacement difference test to evaluate
    place based crime interventions. Crime Science 7:11.

    Examples
    --------
    >>> counts = pd.DataFrame({"place": ["treated", "control"], "before": [20, 20],
    ...                        "after": [10, 20]})
    >>> found = weighted_displacement_difference(counts)
    >>> [round(found[name], 2) for name in ("wdd", "se", "lower", "upper")]
    [-10.0, 8.37, -23.76, 3.76]
    """
    present = set(counts["place"])
    unknown = sorted(present - set(_PLACES))
    if unknown or not {"treated", "control"} <= present:
        raise InputError(
            "a displacement difference needs a treated and a control area, before and after.",
            where="measures.displacement",
            do=f"places are {', '.join(_PLACES)}" + (f"; not {unknown[0]}" if unknown else ""),
        )
    if ("displacement" in present) != ("displacement_control" in present):
        raise InputError(
            "the surroundings need a control of their own.",
            where="measures.displacement",
            do="give displacement and displacement_control, or neither",
        )
    size = np.ones(len(counts))
    if weights is not None:
        absent = sorted(set(counts["category"]) - set(weights))
        if absent:
            raise InputError(
                f"{len(absent)} categories have no weight: {', '.join(absent[:5])}.",
                where="measures.displacement",
                do="add their weights, or leave them out and say so",
            )
        size = counts["category"].map(weights).to_numpy(float)
    before, after = (counts[name].to_numpy(float) for name in ("before", "after"))
    sign = np.where(counts["place"].isin(["treated", "displacement"]), 1.0, -1.0)
    change = sign * size * (after - before)
    ring = counts["place"].isin(["displacement", "displacement_control"]).to_numpy()
    wdd = float(change.sum())
    se = float(np.sqrt((size**2 * (before + after)).sum()))
    reach = float(stats.norm.ppf((1 + confidence) / 2)) * se
    z = wdd / se if se > 0 else 0.0
    return {
        "wdd": wdd,
        "se": se,
        "lower": wdd - reach,
        "upper": wdd + reach,
        "z": z,
        "p": float(2 * stats.norm.sf(abs(z))),
        "displacement": float(change[ring].sum()),
    }


def cost_per_offence_avoided(cost: float, found: Mapping[str, float]) -> dict[str, float | str]:
    """
    Pounds per offence (or day of harm) avoided, with limits from those of the difference.

    Parameters
    ----------
    cost : float
        Pounds spent over the time counted.
    found : mapping
        From :func:`weighted_displacement_difference`.

    Returns
    -------
    dict
        ``cost_each`` (NaN where nothing was avoided), ``cost_each_least`` (at the best limit),
        ``cost_each_most`` (infinite where the limits hold no effect at all), ``reading``.

    Examples
    --------
    >>> cost_per_offence_avoided(1000, {"wdd": -50, "lower": -80, "upper": -20})["cost_each"]
    20.0
    """
    avoided, best, worst = (-found[name] for name in ("wdd", "lower", "upper"))
    reading = (
        "offences were avoided"
        if worst > 0
        else "more offences than elsewhere"
        if best < 0
        else "cannot be told from no effect"
    )
    return {
        "cost_each": cost / avoided if avoided > 0 else float("nan"),
        "cost_each_least": cost / best if best > 0 else float("nan"),
        "cost_each_most": cost / worst if worst > 0 else float("inf"),
        "reading": reading,
    }
