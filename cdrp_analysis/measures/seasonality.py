"""The season: how far each month or week of the year lies above or below the level around it."""

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.measures.proportions import require

_YEAR_DAYS = 365
_FEWEST_YEARS = 3  # for limits: two years say nothing about how years differ
_DECIMALS = 3  # more would be noise, and could pass for a longitude
_SPARSE = 5.0  # offences a month below which an index would be noise


def month_index(monthly: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """
    Offences a day in each month of the year, over the level of the twelve months around it.

    Each month's count a day is divided by the mean of the twelve months centred on it (the two
    at the ends count half), so that a trend is no season. The index is the mean of these ratios
    over the years; its limits come from how the years differ (Student's t), not from counts.

    Parameters
    ----------
    monthly : DataFrame, one row per theme and month
        ``theme``, ``month`` (``YYYY-MM``), ``offences`` (``<NA>`` = missing).

    Returns
    -------
    DataFrame, one row per theme and month of the year
        ``theme``, ``month_of_year`` (1 to 12), ``years`` (ratios behind it), ``seasonal_ratio``
        (1 = as the level around it), ``ratio_lower`` and ``ratio_upper``; missing where fewer
        than three years give a ratio. Themes of fewer than five offences a month are left out.
    """
    require(monthly, "theme", "month", "offences", where="seasonality.month_index")
    parts = []
    for theme, rows in monthly.groupby("theme", sort=False):
        months = pd.period_range(rows["month"].min(), rows["month"].max(), freq="M")
        counts = rows.set_index("month")["offences"].astype("Float64").astype(float)
        counts = counts.reindex(months.astype(str)).to_numpy()
        if np.isnan(counts).all() or np.nanmean(counts) < _SPARSE:
            continue
        a_day = counts / months.days_in_month.to_numpy()
        level = _centred(a_day)
        table = pd.DataFrame({"month_of_year": months.month, "ratio": a_day / level})
        parts.append(_index(table, "month_of_year", confidence).assign(theme=theme))
    return _joined(parts, "month_of_year")


def week_index(by_day: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """
    The same for ISO weeks of the year, from offences by day.

    Parameters
    ----------
    by_day : DataFrame
        ``theme``, ``day`` and ``offences``, every day of some whole run of years, as from
        :func:`~cdrp_analysis.measures.calendar_days.daily`.

    Returns
    -------
    DataFrame, one row per theme and week of the year
        As :func:`month_index`, with ``week_of_year`` (1 to 53). A week's level is the mean of
        the 365 days around it.
    """
    require(by_day, "theme", "day", "offences", where="seasonality.week_index")
    parts = []
    for theme, rows in by_day.groupby("theme", sort=False):
        days = rows.set_index("day")["offences"].sort_index().asfreq("D")
        level = days.rolling(_YEAR_DAYS, center=True).mean()
        ratio = days.rolling(7).mean() / level.shift(3)
        sundays = ratio[ratio.index.day_of_week == 6].dropna()
        week = sundays.index.isocalendar().week.to_numpy()
        table = pd.DataFrame({"week_of_year": week, "ratio": sundays.to_numpy()})
        parts.append(_index(table, "week_of_year", confidence).assign(theme=theme))
    return _joined(parts, "week_of_year")


def _centred(values: np.ndarray) -> np.ndarray:
    """Mean of the twelve months around each, NaN where one of them is missing."""
    weights = np.array([0.5, *[1.0] * 11, 0.5]) / 12
    level = np.full(len(values), np.nan)
    if len(values) >= len(weights):
        level[6:-6] = np.convolve(values, weights, mode="valid")
    return level


def _index(table: pd.DataFrame, key: str, confidence: float) -> pd.DataFrame:
    known = table.dropna().groupby(key)["ratio"].agg(["mean", "std", "count"])
    enough = known["count"] >= _FEWEST_YEARS
    with np.errstate(invalid="ignore"):
        reach = stats.t.ppf((1 + confidence) / 2, known["count"] - 1) * (
            known["std"] / np.sqrt(known["count"])
        )
    return pd.DataFrame(
        {
            key: known.index,
            "years": known["count"].to_numpy(),
            "seasonal_ratio": known["mean"].where(enough).round(_DECIMALS).to_numpy(),
            "ratio_lower": (known["mean"] - reach)
            .clip(lower=0)
            .where(enough)
            .round(_DECIMALS)
            .to_numpy(),
            "ratio_upper": (known["mean"] + reach).where(enough).round(_DECIMALS).to_numpy(),
        }
    )


def _joined(parts: list[pd.DataFrame], key: str) -> pd.DataFrame:
    columns = ["theme", key, "years", "seasonal_ratio", "ratio_lower", "ratio_upper"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
