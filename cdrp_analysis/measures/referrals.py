"""Referrals to a service: from where they come, how many begin, how long that takes."""

import numpy as np
import pandas as pd

from cdrp_analysis.measures.proportions import require

ALL, BEGUN = "all contact points", "help has begun"
# People: no median of fewer. It is of 20, whichever figure 20 is rounded to or from: that a median
# is there says no more than the number beside it.
LEAST = 23


def waiting_days(rows: pd.DataFrame) -> pd.Series:
    """Days from referral to first contact; missing for those who have not begun."""
    require(rows, "referred_on", "started_on", where="referrals.waiting_days")
    return (rows["started_on"] - rows["referred_on"]).dt.days


def referrals(rows: pd.DataFrame) -> pd.DataFrame:
    """
    People referred by contact point, those whose help has begun, and the time to it.

    Parameters
    ----------
    rows : DataFrame, one row per referral
        ``person``, ``contact_point``, ``referred_on``, ``started_on`` (missing: not begun).

    Returns
    -------
    DataFrame
        ``measure`` (all contact points, each of them in the order of their names, those begun),
        ``of``, ``people`` (Int64, each person once), ``median_days``, ``upper_days`` (upper
        quartile): of those begun, in whole days, since parts of a day tell how many they are;
        missing where they are fewer than 23.

    Examples
    --------
    >>> rows = pd.DataFrame({"person": ["a", "b"], "contact_point": ["school", "school"],
    ...     "referred_on": pd.to_datetime(["2010-01-01"] * 2),
    ...     "started_on": pd.to_datetime(["2010-01-08", None])})
    >>> referrals(rows)[["measure", "people"]].values.tolist()
    [['all contact points', 2], ['school', 2], ['help has begun', 1]]
    """
    parts = [(ALL, "", rows)]
    parts += [(point, ALL, of_point) for point, of_point in rows.groupby("contact_point")]
    parts.append((BEGUN, ALL, rows[rows["started_on"].notna()]))
    found = []
    for measure, of, here in parts:
        days = waiting_days(here).dropna()
        enough = len(days) >= LEAST
        ends = (days.median(), days.quantile(0.75)) if enough else (float("nan"), float("nan"))
        ends = np.floor(np.add(ends, 0.5))
        found.append((measure, of, here["person"].nunique(), *map(float, ends)))
    columns = ["measure", "of", "people", "median_days", "upper_days"]
    return pd.DataFrame(found, columns=columns).astype({"people": "Int64"})
