"""Which series of a panel are modelled together, so that none cuts the others' history short."""

from collections.abc import Iterator

import pandas as pd

from cdrp_analysis.measures.panels import BURN_IN

_KEYS = ["area", "offence"]


def long_enough(panel: pd.DataFrame, area: str, *, until: str = "9999-12") -> list[str]:
    """Offences of an area that are known for two years of months, up to some month."""
    known = panel[(panel["area"] == area) & panel["count"].notna() & (panel["month"] <= until)]
    months = known.groupby("offence")["month"].size()
    return months.index[months >= BURN_IN].tolist()


def with_history(panel: pd.DataFrame, *, until: str = "9999-12") -> pd.DataFrame:
    """The series with enough known months, up to some month, for a model to be fitted."""
    known = panel["count"].notna() & (panel["month"] <= until)
    return panel[known.groupby([panel[key] for key in _KEYS]).transform("sum") >= BURN_IN]


def together(panel: pd.DataFrame, area: str, *, until: str = "9999-12") -> Iterator[pd.DataFrame]:
    """
    Parts of a panel to be modelled one by one.

    A theme that only this area supplies (its own incident log) has nobody to lend it seasons, and
    one that began later would cut the others' history short.

    Parameters
    ----------
    panel : DataFrame, one row per area, offence and month
        ``area, offence, month, count``.
    area : str
        The area reported on. Offences of which it has no two years of months are left out.
    until : str
        Last month that counts towards those two years, ``YYYY-MM``.

    Yields
    ------
    DataFrame
        Rows of some of the area's offences, from the first month known of them on, with those of
        the other areas that have two years of months as well.
    """
    offences = long_enough(panel, area, until=until)
    panel = panel[panel["offence"].isin(offences)]
    own = panel[(panel["area"] == area) & panel["count"].notna()]
    first = own.groupby("offence")["month"].min()
    lent = panel.groupby("offence")["area"].nunique().reindex(first.index) > 1
    for (_, begins), group in first.groupby([lent, first]):
        part = panel[panel["offence"].isin(group.index) & (panel["month"] >= begins)]
        yield with_history(part, until=until)
