"""The same offences per resident, household, square kilometre or person there by day."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import garwood


@dataclass(frozen=True)
class Denominator:
    """
    What offences are held against.

    Parameters
    ----------
    sizes : Series indexed by area
        Size of each area; missing where it is not known.
    per : float
        Units to a rate: 1,000 people, 1 km².
    unit : str
        As printed after "offences per", e.g. "1,000 residents".
    source : str
        Where the sizes come from, with their year.
    """

    sizes: pd.Series
    per: float
    unit: str
    source: str = ""


def rates_by_denominator(
    areas: pd.DataFrame,
    denominators: Mapping[str, Denominator],
    *,
    count: str = "offences",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Rate and rank of every area under each denominator, and how far the rank moves.

    A town centre is first by resident and may be far down by person there: no denominator is
    right for every offence, so they are shown together.

    Parameters
    ----------
    areas : DataFrame, one row per area
        ``area``, ``area_name`` and ``count`` (>= 0; missing where not known).
    denominators : mapping of key to Denominator
        The first is the one that ranks are compared with.
    confidence : float
        Coverage of the limits (exact Poisson; the denominator is taken as known).

    Returns
    -------
    DataFrame, one row per area and denominator
        ``area, area_name, denominator, unit, per, offences, size, rate, rate_lower, rate_upper,
        rank``
        (1 the highest, ties share the better), ``rank_first`` (under the first denominator) and
        ``rank_change`` (places gained towards the top, negative: lost). Rates and ranks are
        missing where the count or the size is; an area of size 0 has no rate. ``of_areas``:
        areas ranked.

    Raises
    ------
    InputError
        If no denominator is given, a size is negative, or an area repeats.
    """
    if not denominators or areas["area"].duplicated().any():
        raise InputError(
            f"{len(denominators)} denominators for {len(areas)} rows, of which "
            f"{int(areas['area'].duplicated().sum())} repeat an area.",
            where="measures.denominators",
            do="give one row per area and one denominator or more",
        )
    counts = pd.to_numeric(areas[count]).astype("Float64").to_numpy(float, na_value=np.nan)
    lower, upper = garwood(counts, confidence=confidence)
    parts, first = [], None
    for key, denominator in denominators.items():
        size = areas["area"].map(denominator.sizes)
        size = pd.to_numeric(size).astype("Float64").to_numpy(float, na_value=np.nan)
        if (size < 0).any():
            raise InputError(
                f"{int((size < 0).sum())} areas have a negative {key}.",
                where="measures.denominators",
                do="correct the sizes; a missing size is <NA>",
                areas=tuple(areas.loc[size < 0, "area"].astype(str)),
            )
        usable = np.where(size > 0, size, np.nan) / denominator.per
        rate = counts / usable
        rank = pd.Series(rate).rank(ascending=False, method="min").astype("Int64")
        first = rank if first is None else first
        parts.append(
            pd.DataFrame(
                {
                    "area": areas["area"].to_numpy(),
                    "area_name": areas["area_name"].to_numpy(),
                    "denominator": key,
                    "unit": denominator.unit,
                    "per": denominator.per,
                    "offences": areas[count].array,
                    "size": size,
                    "rate": rate,
                    "rate_lower": lower / usable,
                    "rate_upper": upper / usable,
                    "rank": rank,
                    "rank_first": first,
                    "rank_change": first - rank,
                    "of_areas": int(rank.notna().sum()),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
