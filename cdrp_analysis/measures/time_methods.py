"""What the older ways to place an offence in time would have said."""

import pandas as pd

from cdrp_analysis.measures.times import LONGEST_HOURS, METHODS, names_of, time_weights


def method_comparison(
    events: pd.DataFrame, *, longest_hours: float = LONGEST_HOURS, no_end: str = "at start"
) -> pd.DataFrame:
    """
    The busiest hour of the day of each theme by every way to place an event in time.

    Parameters
    ----------
    events : DataFrame
        ``theme``, ``start``, ``end``; options as for
        :func:`~cdrp_analysis.measures.times.time_status`.

    Returns
    -------
    DataFrame, one row per theme and method
        ``theme``, ``method``, ``busiest`` (hour), ``share`` of the theme in that hour,
        ``aoristic_share`` (what aoristic weights put there) and ``moved``: share of the theme
        that stands in another hour of the day than by aoristic weights (total variation).
    """
    rows = []
    by_method = {}
    for method in METHODS:
        weights = time_weights(events, method=method, longest_hours=longest_hours, no_end=no_end)
        theme = names_of(events["theme"])[weights["event"].to_numpy()]
        table = weights.assign(theme=theme).pivot_table(
            index="theme", columns="hour", values="weight", aggfunc="sum", fill_value=0.0
        )
        table = table.reindex(columns=range(24), fill_value=0.0)
        by_method[method] = table.div(table.sum(axis=1), axis=0)
    for theme, own in by_method[METHODS[0]].iterrows():
        for method in METHODS:
            profile = by_method[method].loc[theme]
            busiest = int(profile.round(6).idxmax())  # of hours alike the first
            moved = float((profile - own).abs().sum() / 2)
            rows.append((theme, method, busiest, profile[busiest], own[busiest], moved))
    columns = ["theme", "method", "busiest", "share", "aoristic_share", "moved"]
    return pd.DataFrame(rows, columns=columns)
