"""Stops and searches beside offences, hour by hour and per resident."""

import numpy as np
import pandas as pd

from cdrp_analysis.measures.rate_ratios import exact_rate_ratio
from cdrp_analysis.measures.rates import PER, garwood
from cdrp_analysis.measures.times import time_weights


def searches_by_hour(
    searches: pd.DataFrame,
    offences: pd.DataFrame,
    *,
    residents: float,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Searches and offences in each hour of the day, per 1,000 residents and against each other.

    Residents are not the people who could be searched: a street at night is full of visitors
    or empty. Nor do offences say how many searches there should be: both follow where officers
    are sent. The table shows whether the two keep the same hours, no more.

    Parameters
    ----------
    searches, offences : DataFrame
        ``month``, ``start``, ``end``. Only months in which there are both are counted: a month
        without any search is a file that never came.
    residents : float
        People living in the area.

    Returns
    -------
    DataFrame, one row per hour of the day, then the whole day
        ``hour`` (missing for the whole day), ``searches``, ``offences``; ``rate`` (searches per
        1,000 residents over the period) with exact ``rate_lower``, ``rate_upper``;
        ``per_100_offences``; ``ratio`` of that to the rest of the day's with
        ``ratio_lower``, ``ratio_upper`` (missing for the whole day), exact for the searches and
        taking the offences as given.
    """
    months = set(searches["month"]) & set(offences["month"])
    columns = {}
    for name, events in (("searches", searches), ("offences", offences)):
        weights = time_weights(events[events["month"].isin(months)])
        sums = weights.groupby("hour")["weight"].sum().reindex(range(24), fill_value=0.0)
        columns[name] = [*sums, sums.sum()]
    table = pd.DataFrame({"hour": pd.array([*range(24), pd.NA], dtype="Int64"), **columns})
    whole = table.iloc[-1]
    lower, upper = garwood(table["searches"].round(), confidence=confidence)
    table = table.assign(
        rate=PER * table["searches"] / residents,
        rate_lower=PER * lower / residents,
        rate_upper=PER * upper / residents,
        per_100_offences=100 * table["searches"] / table["offences"].where(table["offences"] > 0),
    )
    ratios = [
        exact_rate_ratio(
            [row.searches],
            [row.offences],
            [whole["searches"] - row.searches],
            [whole["offences"] - row.offences],
            confidence=confidence,
        )[:3]
        for row in table.iloc[:-1].itertuples()
    ]
    found = np.array([*ratios, (np.nan,) * 3])
    return table.assign(ratio=found[:, 0], ratio_lower=found[:, 1], ratio_upper=found[:, 2])
