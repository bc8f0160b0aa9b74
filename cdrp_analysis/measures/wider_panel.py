"""Counts of the wider area: themes added up, and whole years of every area, gaps admitted."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.trends import annual
from cdrp_analysis.periods import Period

ORDINARY = "ordinary"  # every theme but the sensitive ones and the incidents
AFFECTED = "affected"  # the themes that an event touches, together


def together(counts: pd.DataFrame, themes: Sequence[str], name: str) -> pd.DataFrame:
    """
    Several themes added up, month by month and area by area.

    Parameters
    ----------
    counts : DataFrame, one row per area, theme and month
        ``area``, ``theme``, ``month``, ``offences`` (``<NA>`` = missing).
    themes : sequence of str
        Themes to add; each has its own rows.
    name : str
        Theme of the sum.

    Returns
    -------
    DataFrame
        ``area, theme, month, offences`` (Int64): missing wherever one of the themes is.

    Raises
    ------
    InputError
        If no theme is named, or one has no row.

    Examples
    --------
    >>> counts = pd.DataFrame({"area": "A", "theme": ["x", "y"], "month": "2009-04",
    ...                        "offences": [3, 4]})
    >>> together(counts, ["x", "y"], "both")["offences"].tolist()
    [7]
    """
    absent = sorted(set(themes) - set(counts["theme"]))
    if absent or not len(themes):
        raise InputError(
            f"{len(absent)} themes have no counts." if absent else "no theme is named.",
            where="measures.wider_panel.together",
            do=f"the counts have {', '.join(sorted(counts['theme'].dropna().unique())[:8])}",
        )
    rows = counts[counts["theme"].isin(themes)]
    summed = rows.groupby(["area", "month"], observed=True)["offences"].agg(["sum", "count"])
    known = summed["sum"].where(summed["count"] == len(set(themes))).astype("Int64")
    return (
        known.rename("offences")
        .reset_index()
        .assign(theme=name)[["area", "theme", "month", "offences"]]
    )


def with_ordinary(counts: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """
    The counts of the total and of every offence theme, with their sum less the sensitive ones.

    The total less the themes that are shown gives the sensitive ones away; this sum may be shown
    month by month, for its parts are.

    Parameters
    ----------
    counts : DataFrame
        As for :func:`together`; ``all`` is every offence.
    themes : DataFrame
        ``theme``, ``kind``, ``sensitive``.

    Returns
    -------
    DataFrame
        ``area, theme, month, offences``: ``all``, :data:`ORDINARY` and the themes, in that order.
    """
    offences = themes[(themes["kind"] == "offence") & themes["theme"].isin(counts["theme"])]
    ordinary = offences.loc[~offences["sensitive"].astype(bool), "theme"].tolist()
    kept = ["all", *offences["theme"]]
    columns = ["area", "theme", "month", "offences"]
    parts = [counts.loc[counts["theme"].isin(kept), columns]]
    if ordinary:
        parts.append(together(counts, ordinary, ORDINARY))
    order = {name: place for place, name in enumerate(["all", ORDINARY, *offences["theme"]])}
    panel = pd.concat(parts, ignore_index=True)
    return panel.sort_values(
        ["theme", "area", "month"],
        key=lambda column: column.map(order) if column.name == "theme" else column,
        ignore_index=True,
    )


def yearly(panel: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """
    Whole periods of every area and theme.

    Returns
    -------
    DataFrame, one row per area, theme and period
        ``area, theme, period`` (label), ``offences`` (Int64): missing where a month is.
    """
    counted = annual(panel, periods, by=("area", "theme"))
    return counted[["area", "theme", "period", "offences"]]
