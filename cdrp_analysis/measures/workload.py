"""How much of officers' time events take: numbers times the minutes that one takes."""

import pandas as pd

from cdrp_analysis.errors import InputError


def demand(events: pd.DataFrame, times: pd.DataFrame) -> pd.DataFrame:
    """
    Events of themes in two periods with the time that one of them takes.

    A category as finely coded as its class (92E/4) takes the time of the class where it has none.
    Events whose category has no time take the mean of their theme's others.

    Parameters
    ----------
    events : DataFrame, one row per theme and category
        ``theme``, ``category``, ``before``, ``number`` (events of the earlier and of the later
        period).
    times : DataFrame, one row per category
        ``category``, ``minutes`` (officers' time that one event takes).

    Returns
    -------
    DataFrame, one row per theme of which some category has a time
        ``theme``, ``before``, ``number``, ``timed_share`` (of the number), ``minutes_before``,
        ``minutes`` (mean of one event; the later mean where the earlier period has none) and what
        :func:`with_hours` adds.

    Raises
    ------
    InputError
        If a column is missing or a category has two times.
    """
    for frame, needed in (
        (events, ("theme", "category", "before", "number")),
        (times, ("category", "minutes")),
    ):
        if absent := [name for name in needed if name not in frame]:
            raise InputError(
                f"the workload needs {', '.join(absent)}.",
                where="measures.workload.demand",
                do=f"the table has {', '.join(map(str, frame.columns[:12]))}",
            )
    if twice := int(times["category"].duplicated().sum()):
        raise InputError(
            f"{twice} categories have more than one time.",
            where="measures.workload.demand",
            do="give each category one row",
        )
    minutes = times.set_index("category")["minutes"].astype(float)
    category = events["category"].astype(str)
    own, main = (
        names.map(minutes).astype(float) for names in (category, category.str.split("/").str[0])
    )
    each = own.fillna(main)
    known = each.notna()
    events = events.astype(dict.fromkeys(("before", "number"), "int64"))
    rows = events.assign(
        timed=events["number"].where(known, 0),
        timed_before=events["before"].where(known, 0),
        spent=(events["number"] * each).fillna(0.0),
        spent_before=(events["before"] * each).fillna(0.0),
    )
    counted = ["before", "number", "timed", "timed_before", "spent", "spent_before"]
    table = rows.groupby("theme", sort=False, observed=True)[counted].sum().reset_index()
    table = table[table["timed"] > 0].reset_index(drop=True)
    mean = table["spent"] / table["timed"]
    earlier = table["spent_before"] / table["timed_before"].where(table["timed_before"] > 0)
    table = table.assign(
        timed_share=table["timed"] / table["number"],
        minutes=mean,
        minutes_before=earlier.fillna(mean),
    )
    return with_hours(
        table[["theme", "before", "number", "timed_share", "minutes_before", "minutes"]]
    )


def with_hours(table: pd.DataFrame) -> pd.DataFrame:
    """
    Adds ``hours_before``, ``hours``, ``share`` (of the hours of all rows) and ``change_share``.

    The change is that of the hours, missing where there were none before.
    """
    before, hours = (
        table[count].astype(float) * table[minutes].astype(float) / 60
        for count, minutes in (("before", "minutes_before"), ("number", "minutes"))
    )
    return table.assign(
        hours_before=before,
        hours=hours,
        share=hours / hours.sum(),
        change_share=hours / before.where(before > 0) - 1,
    )
