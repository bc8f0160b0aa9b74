"""Whether offences stay as concentrated from period to period, and at the same places."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.measures.concentration import gini_adjusted, places_needed
from cdrp_analysis.periods import Period

HALF = 0.5


def concentration_by_period(
    points: pd.DataFrame,
    periods: Sequence[Period],
    *,
    columns: Sequence[str] = ("longitude", "latitude"),
    unit: str = "map point",
) -> pd.DataFrame:
    """
    Concentration of every period over the same places, and what stays where it was.

    Parameters
    ----------
    points : DataFrame, one row per offence
        ``month`` and the columns that tell places apart.
    periods : sequence of Period
        Oldest first; those without an offence are left out.
    columns : sequence of str
        What tells places apart. Every place of any period counts in all of them.
    unit : str
        What a place is, for print.

    Returns
    -------
    DataFrame, one row per period
        ``period, unit, places, share_for_25, share_for_50`` (share of places that hold a quarter
        and half), ``gini_adjusted`` (Bernasco and Steenbeek), ``share_kept`` (of the period's
        offences, those at the places that held half of the period before) and
        ``share_by_chance`` (of all places, those). The last two are missing in the first period.

    Notes
    -----
    Places that tie for the last of the half are taken in part, all alike, so that exactly half
    is held. Even where each place's risk stays as it was, ``share_kept`` lies below a half:
    places busy by luck in one year are not in the next.

    References
    ----------
    Weisburd, D. et al. (2004). Criminology 42, 283-322 (stability of places over years).
    """
    names = list(columns)
    placed = points.dropna(subset=names)
    place = placed.groupby(names, observed=True).ngroup().to_numpy()
    places = int(place.max()) + 1 if len(place) else 0
    rows, held = [], None
    for period in periods:
        own = place[placed["month"].isin(period.months()).to_numpy()]
        if not len(own):
            continue
        counts = np.bincount(own, minlength=places)
        quarter, half = places_needed(counts)
        rows.append(
            {
                "period": period.label,
                "unit": unit,
                "places": places,
                "share_for_25": quarter,
                "share_for_50": half,
                "gini_adjusted": gini_adjusted(counts),
                "share_kept": np.nan if held is None else held @ counts / counts.sum(),
                "share_by_chance": np.nan if held is None else held.mean(),
            }
        )
        held = _holding_half(counts)
    columns_made = ["period", "unit", "places", "share_for_25", "share_for_50", "gini_adjusted",
                    "share_kept", "share_by_chance"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns_made)


def _holding_half(counts: np.ndarray) -> np.ndarray:
    """The share of each place that is taken, busiest first and ties alike, to hold half."""
    _, tier = np.unique(-counts, return_inverse=True)
    mass = np.bincount(tier, weights=counts)
    before = np.cumsum(mass) - mass
    with np.errstate(invalid="ignore", divide="ignore"):
        part = (HALF * counts.sum() - before) / mass
    return np.clip(np.nan_to_num(part, nan=0.0, neginf=0.0), 0.0, 1.0)[tier]
