"""Breaks of series within the years shown: those everybody has, and those partners register."""

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures.trends import series_breaks_within

_COLUMNS = ["series", "from_month", "theme", "why", "source"]


def series_breaks(evidence: Evidence) -> pd.DataFrame:
    """
    Months from which a series is not comparable with what came before, in the years shown.

    Returns
    -------
    DataFrame, one row per series and month
        ``series, from_month``, ``theme`` (the theme whose chart it is marked in, ``all`` for
        every one, ``""`` for a series of another page), ``why, source``. Where the fixed list and
        the partnership's register name the same one, the register's words are taken.
    """
    months = [month for year in evidence.years for month in year.months()]
    known = [
        (b.affects, b.month, b.why, b.source) for b in series_breaks_within(months)
    ]  # fmt: skip
    if evidence.has_feed("series_breaks"):
        rows = evidence.feed("series_breaks")
        month = rows["from_day"].dt.strftime("%Y-%m")
        inside = (month > min(months)) & (month <= max(months))
        own = zip(rows["series"], month, rows["why"], rows["source"].fillna(""), strict=True)
        known = [row for row, here in zip(own, inside, strict=True) if here] + known
    table = pd.DataFrame(known, columns=["series", "from_month", "why", "source"])
    table = table.drop_duplicates(["series", "from_month"]).reset_index(drop=True)
    table["series"] = table["series"].str.replace("_", " ")
    table["theme"] = [_theme(name, evidence.themes) for name in table["series"]]
    return table.sort_values(["from_month", "series"], ignore_index=True)[_COLUMNS]


def _theme(series: str, themes: pd.DataFrame) -> str:
    """The theme that a series is called after, by its key or its name."""
    name = series.lower()
    if name == "all offences":
        return "all"
    for key, label in zip(themes["theme"], themes["label"], strict=True):
        if name in (key.replace("_", " "), label.lower()):
            return key
    return ""
