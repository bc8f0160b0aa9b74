"""What was done at a site: entries of its log, counted."""

import pandas as pd


def delivered(log: pd.DataFrame) -> pd.DataFrame:
    """
    Outputs by kind of action: what was delivered, not what it changed.

    Parameters
    ----------
    log : DataFrame, one row per entry
        ``action``, ``number`` (how many), ``done_on`` (day).

    Returns
    -------
    DataFrame, one row per kind, sorted
        ``action``, ``entries`` (rows of the log), ``number`` (in all), ``first``, ``last``
        (ISO days).

    Examples
    --------
    >>> log = pd.DataFrame({"action": ["ban", "ban"], "number": [2, 3],
    ...                     "done_on": pd.to_datetime(["2010-05-01", "2010-04-01"])})
    >>> delivered(log).to_dict("records")
    [{'action': 'ban', 'entries': 2, 'number': 5, 'first': '2010-04-01', 'last': '2010-05-01'}]
    """
    days = log.assign(done_on=pd.to_datetime(log["done_on"]))
    table = days.groupby("action", sort=True).agg(
        entries=("number", "size"),
        number=("number", "sum"),
        first=("done_on", "min"),
        last=("done_on", "max"),
    )
    ends = {name: table[name].dt.strftime("%Y-%m-%d") for name in ("first", "last")}
    return table.assign(**ends).reset_index().astype({"entries": "Int64", "number": "Int64"})
