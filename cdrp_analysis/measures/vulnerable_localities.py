"""The Vulnerable Localities Index, a composite of wards, and which areas would be chosen."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

PRIORITY = 200.0  # an index over this marks a priority locality (Jill Dando Institute)
MEAN = 100.0
_Z = 1.96  # of Wilson's interval of 95%


def indexed(rates: pd.DataFrame) -> pd.DataFrame:
    """
    Each column as an index of which the mean area has 100.

    A missing value stays missing; a column of which every known value is 0 says 100 of each.

    Returns
    -------
    DataFrame, same rows and columns
    """
    values = rates.astype("Float64").astype(float)
    mean = values.mean()
    return (MEAN * values / mean.where(mean > 0)).where(mean.gt(0) | values.isna(), MEAN)


def vulnerable_localities(rates: pd.DataFrame, variables: Sequence[str]) -> pd.DataFrame:
    """
    The Vulnerable Localities Index of every area: the mean of its variables' indices.

    Parameters
    ----------
    rates : DataFrame, one row per area
        ``area`` and the ``variables`` (each a rate or a percentage; higher is worse).
    variables : sequence of str
        Of the six of the method: dwelling burglaries and damage to dwellings per household,
        income and employment deprivation, residents aged 15 to 24, low attainment.

    Returns
    -------
    DataFrame, highest index first
        ``area``, ``index_<variable>`` (100 the mean area), ``vli`` (their mean, of those known),
        ``mean_rank`` (mean over the variables of the area's rank, 1 the highest: it cannot be
        driven by one extreme rate) and ``priority`` (index over 200).

    Raises
    ------
    InputError
        For a missing column, an area given twice, or no variables.

    References
    ----------
    Jill Dando Institute of Crime Science (2009). Vulnerable Localities Index. University College
    London. Chainey, S. (2008). Identifying priority neighbourhoods using the Vulnerable
    Localities Index. Policing 2, 196-209.
    """
    absent = [name for name in ("area", *variables) if name not in rates]
    twice = int(rates["area"].duplicated().sum()) if "area" in rates else 0
    if absent or twice or not variables:
        raise InputError(
            f"the rates lack {', '.join(absent)}." if absent
            else f"{twice} areas have two rows." if twice else "there is no variable.",
            where="measures.vulnerable_localities",
            do="give one row per area with every variable",
        )  # fmt: skip
    values = rates[list(variables)]
    index = indexed(values)
    table = index.add_prefix("index_").assign(vli=index.mean(axis=1))
    table.insert(0, "area", rates["area"].to_numpy())
    table["mean_rank"] = values.rank(ascending=False, method="average").mean(axis=1)
    table["priority"] = table["vli"] > PRIORITY
    return table.sort_values(["vli", "area"], ascending=[False, True], ignore_index=True)


def composite(
    rates: pd.DataFrame,
    variables: Sequence[str],
    *,
    spreads: pd.DataFrame,
    choose: int,
    seed: int,
    draws: int = 4000,
    confidence: float = 0.9,
) -> pd.DataFrame:
    """
    Areas ranked by the mean of their indices, and how surely each is among the first.

    Draws move every value by its own standard error (normal, not below 0) and the weights of the
    variables (Dirichlet, all alike on average): an area chosen in nearly all of them is chosen
    whatever one thinks of the weights.

    Parameters
    ----------
    rates : DataFrame, one row per area
        ``area`` and the ``variables``; a missing value is left out of the area's mean, an area
        of which nothing is known comes last.
    spreads : DataFrame, same rows
        Standard error of each variable; a variable without a column is taken as it is.
    choose : int
        How many areas are to be chosen.

    Returns
    -------
    DataFrame, best rank first
        ``area``, ``index_<variable>``, ``composite``, ``rank``, ``rank_lower``, ``rank_upper``
        (interval of the draws) and ``p_chosen`` (share of draws among the first ``choose``).
    """
    _choosable(choose, len(rates), "composite")
    names = list(variables)
    base = indexed(rates[names])
    score = base.mean(axis=1).to_numpy()
    drawn = _drawn(rates, names, spreads, seed=seed, draws=draws)
    rank, tail = _ranks(score[None])[0], (1 - confidence) / 2
    low = np.minimum(np.quantile(drawn, tail, axis=0, method="lower"), rank)
    high = np.maximum(np.quantile(drawn, 1 - tail, axis=0, method="higher"), rank)
    table = base.add_prefix("index_").assign(
        composite=score,
        rank=rank,
        rank_lower=low.astype(int),
        rank_upper=high.astype(int),
        p_chosen=(drawn <= choose).mean(axis=0),
    )
    table.insert(0, "area", rates["area"].to_numpy())
    return table.sort_values(["rank", "area"], ignore_index=True)


def selection_chances(
    rates: pd.DataFrame,
    variables: Sequence[str],
    *,
    spreads: pd.DataFrame,
    up_to: int,
    seed: int,
    draws: int = 4000,
) -> pd.DataFrame:
    """
    How surely each area is chosen if one may be, or two, and so on.

    The draws are those of :func:`composite`: its ``p_chosen`` is the one of that number here.

    Parameters
    ----------
    rates, variables, spreads, seed, draws
        As for :func:`composite`.
    up_to : int
        The highest number of areas.

    Returns
    -------
    DataFrame, areas in their given order within each number
        ``number`` (areas that may be chosen), ``area`` and ``p_chosen`` (share of draws, which
        sum to the number or, where areas tie, to more).

    Raises
    ------
    InputError
        If ``up_to`` is less than 1 or more than there are areas.
    """
    _choosable(up_to, len(rates), "selection_chances")
    drawn = _drawn(rates, list(variables), spreads, seed=seed, draws=draws)
    parts = [
        pd.DataFrame(
            {
                "number": number,
                "area": rates["area"].to_numpy(),
                "p_chosen": (drawn <= number).mean(axis=0),
            }
        )
        for number in range(1, up_to + 1)
    ]
    return pd.concat(parts, ignore_index=True)


def rate_error(counts: pd.Series, per: pd.Series, *, year_log_sd: float) -> pd.Series:
    """Standard error of a rate: Poisson, and what a year adds beyond it (log scale)."""
    counts = counts.astype(float)
    return np.sqrt(counts + (year_log_sd * counts) ** 2) / per.astype(float)


def share_error(share: pd.Series, of: pd.Series) -> pd.Series:
    """Standard error of a share about the midpoint of Wilson's interval; never 0."""
    of = of.astype(float)
    centre = (share.astype(float) + _Z**2 / (2 * of)) / (1 + _Z**2 / of)
    return np.sqrt(centre * (1 - centre) / (of + _Z**2))


def _choosable(number: int, areas: int, where: str) -> None:
    if not 1 <= number <= areas:
        raise InputError(
            f"{number} of {areas} areas cannot be chosen.",
            where=f"measures.vulnerable_localities.{where}",
            do="choose at least 1 and no more than there are",
        )


def _drawn(
    rates: pd.DataFrame, names: list[str], spreads: pd.DataFrame, *, seed: int, draws: int
) -> np.ndarray:
    """Place of every area in every draw of weights and data: draws by areas."""
    values = rates[names].astype("Float64").to_numpy(float, na_value=np.nan)
    errors = spreads.reindex(columns=names).astype(float).fillna(0.0).to_numpy()
    random = np.random.default_rng(seed)
    order = np.argsort(rates["area"].astype(str).to_numpy())  # shuffled rows, same draws
    shock = np.empty((draws, *values.shape))
    shock[:, order] = random.standard_normal(shock.shape)
    moved = np.maximum(values + errors * shock, 0)
    weights = random.dirichlet(np.full(len(names), 4.0), size=draws)
    mean = np.nanmean(moved, axis=1, keepdims=True)
    index = np.divide(MEAN * moved, mean, out=np.full_like(moved, MEAN), where=mean > 0)
    return _ranks(_means(np.where(np.isnan(moved), np.nan, index), weights))


def _means(index: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted means over known variables: draws by areas."""
    known = ~np.isnan(index)
    weighed = np.where(known, index, 0) * weights[:, None, :]
    total = (known * weights[:, None, :]).sum(axis=2)
    return np.divide(weighed.sum(axis=2), total, out=np.full_like(total, np.nan), where=total > 0)


def _ranks(scores: np.ndarray) -> np.ndarray:
    """1 = highest; an area of which nothing is known comes last."""
    scores = np.nan_to_num(scores, nan=-1.0)
    return (scores[:, None, :] > scores[:, :, None] + 1e-12).sum(axis=2) + 1
