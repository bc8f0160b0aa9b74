"""Hidden populations by multiplication of stated ranges: a range out, never a single figure."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.proportions import require

SHAPES = ("triangular", "uniform")


def sum_of_products(
    ranges: pd.DataFrame,
    chains: Sequence[Sequence[str]],
    *,
    seed: int,
    draws: int = 20_000,
    shape: str = "triangular",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Products of ranges, and their sum, by Monte Carlo.

    Each quantity is drawn once a draw, apart from the others: users times children per user,
    plus drinkers times children per drinker. A quantity in two chains is the same in both.

    Parameters
    ----------
    ranges : DataFrame, one row per quantity
        ``quantity``, ``low``, ``central``, ``high`` (in order).
    chains : sequence of sequences of str
        Quantities to be multiplied; the products are added.
    seed, draws : int
        Seed and number of the draws.
    shape : str
        ``triangular``: the central figure is the likeliest; ``uniform``: any figure between
        low and high is as likely as another, and the central one serves only ``central``.
    confidence : float
        Share of the draws between ``lower`` and ``upper``.

    Returns
    -------
    DataFrame, one row per chain, the sum last
        ``product`` (the quantities, or "sum"), ``central`` (of the central figures),
        ``median``, ``lower``, ``upper`` (of the draws), ``all_low``, ``all_high`` (every range
        at its end at once: what can be, not what is likely).

    Raises
    ------
    InputError
        If a column or quantity is missing, named twice, or a range is not in order.

    References
    ----------
    Hickman, M. et al. (2002). Bulletin on Narcotics 54, 15-32 (multiplier methods).
    Advisory Council on the Misuse of Drugs (2003). Hidden Harm, ch. 2 (children of users).

    Examples
    --------
    >>> day = pd.DataFrame({"quantity": ["cost of a day", "days"], "low": [13.5, 250.0],
    ...                     "central": [13.5, 250.0], "high": [13.5, 365.0]})
    >>> sum_of_products(day, [["cost of a day", "days"]], seed=1)[["central", "all_high"]].iloc[-1]
    central     3375.0
    all_high    4927.5
    Name: 1, dtype: float64
    """
    table = _checked(ranges, chains, shape)
    random = np.random.default_rng(seed)
    # Drawn in the order of the names, so that shuffled rows give the same result.
    drawn = {
        name: _drawn(table.loc[name], random.random(draws), shape)
        for name in sorted({name for chain in chains for name in chain})
    }
    products = [np.prod([drawn[name] for name in chain], axis=0) for chain in chains]
    tail = (1 - confidence) / 2
    names = [*(" × ".join(chain) for chain in chains), "sum"]
    result = pd.DataFrame({"product": names})
    ends = {}
    for end in ("low", "central", "high"):
        each = [float(np.prod([table.loc[name, end] for name in chain])) for chain in chains]
        ends[end] = [*each, sum(each)]
    result["central"] = ends["central"]
    every = [*products, np.sum(products, axis=0)]
    for name, at in (("median", 0.5), ("lower", tail), ("upper", 1 - tail)):
        result[name] = [float(np.quantile(values, at)) for values in every]
    return result.assign(all_low=ends["low"], all_high=ends["high"])


def _drawn(limits: pd.Series, uniform: np.ndarray, shape: str) -> np.ndarray:
    low, mode, high = (float(limits[end]) for end in ("low", "central", "high"))
    if high == low:
        return np.full(len(uniform), low)
    if shape == "uniform":
        return low + uniform * (high - low)
    # Inverse of the triangular distribution function, on either side of the mode.
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < (mode - low) / (high - low), rising, falling)


def _checked(ranges: pd.DataFrame, chains, shape: str) -> pd.DataFrame:
    require(ranges, "quantity", "low", "central", "high", where="multipliers.sum_of_products")
    table = ranges.set_index("quantity")[["low", "central", "high"]].astype(float)
    wanted = {name for chain in chains for name in chain}
    what = ""
    if shape not in SHAPES:
        what = f"{shape!r} is not a shape of a range; there are {', '.join(SHAPES)}"
    elif not wanted:
        what = "no quantities are named to be multiplied"
    elif absent := sorted(wanted - set(table.index)):
        what = f"there is no range of {', '.join(absent)}"
    elif table.index.duplicated().any():
        what = "a quantity has two ranges"
    elif not ((table["low"] <= table["central"]) & (table["central"] <= table["high"])).all():
        what = "a range is not in order: low, central, high"
    if what:
        raise InputError(
            f"{what}.",
            where="measures.multipliers.sum_of_products",
            do="give one range per quantity, from low to high, and name it as the chains do",
        )
    return table
