"""One area's themes watched over a running year: their alarms in order, and familiar charts."""

import numpy as np
import pandas as pd

from cdrp_analysis.measures.alarms import (
    ABOVE,
    BELOW,
    INSIDE,
    NOT_KNOWN,
    cumulative_alarms,
    first_alarms,
)
from cdrp_analysis.measures.control_charts import deseasonalised_xmr
from cdrp_analysis.measures.lending import together
from cdrp_analysis.periods import Period

_YEAR = ["theme", "month", "count", "known", "expected", "lower", "upper", "signal", "method"]
_FIRST = ["theme", "signal", "now", "first_alarm", "months_to_alarm", "known_to", "known",
          "expected", "lower", "upper", "share_of_way"]  # fmt: skip
_XMR = ["theme", "month", "in_year", "count", "value", "mean", "lower", "upper", "outside_limits",
        "run_of_seven", "trend_of_seven", "two_of_three", "special_cause", "side"]  # fmt: skip
_ORDER = {ABOVE: 0, BELOW: 1, INSIDE: 2, NOT_KNOWN: 3}


def as_panel(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts by area, theme and month as the panel that projections and alarms take."""
    renamed = counts.rename(columns={"theme": "offence", "offences": "count"})
    return renamed[["area", "offence", "month", "count"]]


def watched_year(
    counts: pd.DataFrame, area: str, period: Period, *, known_to: str, false_alarms: float = 0.05
) -> pd.DataFrame:
    """
    Each theme's cumulative count of a year beside the forecast frozen when it began.

    Parameters
    ----------
    counts : DataFrame, one row per area, theme and month
        ``area, theme, month, offences`` (``<NA>`` = missing); other areas lend their seasons and
        their errors.
    area : str
        The area reported on.
    period : Period
        The year watched.
    known_to : str
        Last month that counts, ``YYYY-MM``.
    false_alarms : float
        As for :func:`cdrp_analysis.measures.alarms.cumulative_alarms`.

    Returns
    -------
    DataFrame, one row per theme and month of the period
        ``theme, month, count, known, expected, lower, upper, signal, method``. Themes of which
        the area has no two years of months before the period are left out.
    """
    before = str(pd.Period(period.first, "M") - 1)
    panel = as_panel(counts)
    parts = [
        cumulative_alarms(part, period, known_to=known_to, false_alarms=false_alarms)
        for part in together(panel[panel["month"] <= period.last], area, until=before)
    ]
    return _own(parts, area, _YEAR)


def in_order_of_alarm(watched: pd.DataFrame) -> pd.DataFrame:
    """
    One row per theme of a watched year, those that left their limits first.

    Parameters
    ----------
    watched : DataFrame
        From :func:`watched_year`.

    Returns
    -------
    DataFrame
        ``theme, signal, now`` (the signal in the last month known), ``first_alarm,
        months_to_alarm, known_to``; ``known, expected, lower, upper`` in the last month known;
        ``share_of_way``: how far the root of the count lies from that of what was expected, over
        the way to the limit on its side (1 is the limit, below 0 is
        fewer than expected). Above comes before below, these before inside; within each the
        farther from expectation, the earlier.
    """
    first = first_alarms(watched.rename(columns={"theme": "offence"}).assign(area=""))
    first = first.rename(columns={"offence": "theme"}).drop(columns=["area", "expected", "known"])
    latest = watched[watched["known"].notna()].drop_duplicates("theme", keep="last")
    latest = latest.rename(columns={"signal": "now"})
    table = first.merge(
        latest[["theme", "now", "known", "expected", "lower", "upper"]], on="theme", how="left"
    )
    table["now"] = table["now"].fillna(NOT_KNOWN)
    root = {n: np.sqrt(table[n].astype("Float64").to_numpy(float, na_value=np.nan))
            for n in ("known", "expected", "lower", "upper")}  # fmt: skip
    off = root["known"] - root["expected"]
    way = np.where(off < 0, root["expected"] - root["lower"], root["upper"] - root["expected"])
    table["share_of_way"] = np.divide(off, way, out=np.full(len(off), np.nan), where=way > 0)
    order = table.assign(
        _signal=table["signal"].map(_ORDER),
        _far=-table["share_of_way"].where(table["signal"] != BELOW, -table["share_of_way"]),
    ).sort_values(["_signal", "_far", "theme"], kind="stable", ignore_index=True)
    return order[_FIRST]


def familiar_charts(
    counts: pd.DataFrame, area: str, period: Period, *, known_to: str
) -> pd.DataFrame:
    """
    XmR charts of every theme's last three years, the season taken out, the first two as baseline.

    Parameters
    ----------
    counts, area, period, known_to
        As for :func:`watched_year`.

    Returns
    -------
    DataFrame, one row per theme and month charted
        ``theme, month, in_year`` (whether it lies in the period), ``count`` and the columns of
        :func:`cdrp_analysis.measures.control_charts.xmr`.
    """
    panel = as_panel(counts)
    panel = panel[panel["month"] <= known_to]
    parts = [deseasonalised_xmr(part, area=area) for part in together(panel, area)]
    inside = set(period.months())
    parts = [part.assign(in_year=part["month"].isin(inside)) for part in parts]
    return _own(parts, area, _XMR)


def _own(parts: list[pd.DataFrame], area: str, columns: list[str]) -> pd.DataFrame:
    """The area's own rows, in the order of its themes."""
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)
    table = table[table["area"] == area].rename(columns={"offence": "theme"})
    return table.sort_values(["theme", "month"], kind="stable", ignore_index=True)[columns]
