"""How often the alarms of a year would have been false in earlier years, and how often missed."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.alarms import NOT_KNOWN, cumulative_alarms
from cdrp_analysis.measures.lending import together
from cdrp_analysis.periods import Period

RISE = 1.4
LATE = 3  # months of the year before a late rise
HISTORY = 36  # months before a year without which too few earlier errors give it limits


def earlier_years(panel: pd.DataFrame, period: Period, *, at_most: int = 5) -> list[Period]:
    """Years before a period, oldest first, with enough months before them and all months known."""
    known = panel.loc[panel["count"].notna(), "month"]
    if known.empty:
        return []
    first, last = pd.Period(known.min(), "M"), known.max()
    years = [
        Period.between(pd.Period(period.first, "M") - 12 * n, pd.Period(period.last, "M") - 12 * n)
        for n in range(at_most, 0, -1)
    ]
    return [
        year for year in years
        if (pd.Period(year.first, "M") - first).n >= HISTORY and year.last <= last
    ]  # fmt: skip


def alarm_rates(
    panel: pd.DataFrame,
    area: str,
    years: Sequence[Period],
    *,
    false_alarms: float = 0.05,
    rise: float = RISE,
    late: int = LATE,
) -> pd.DataFrame:
    """
    Shares of series called above in years that are over, as they were and with rises planted.

    Series as they were hold real rises too, so their share is an upper bound of false alarms.
    A planted rise multiplies every count from the first month of the year, or from a later one;
    limits, which see nothing of the year, stay as they are.

    Parameters
    ----------
    panel : DataFrame
        ``area, offence, month, count`` of the area and of others that lend it their errors. All
        are judged.
    area : str
        The area reported on, as for :func:`cdrp_analysis.measures.lending.together`.
    years : sequence of Period
        As from :func:`earlier_years`.
    false_alarms : float
        As for :func:`cdrp_analysis.measures.alarms.cumulative_alarms`.
    rise : float
        Factor of a planted rise.
    late : int
        Months before the later one.

    Returns
    -------
    DataFrame, one row (none if no series of any year has limits)
        ``years`` (labels), ``areas``, ``series`` (series and years judged), ``nominal_share``,
        ``rise_share`` (added), ``called_share`` (of series as they were), ``caught_share``,
        ``months_to_alarm`` (median, of those caught) and ``caught_late_share``.

    Raises
    ------
    InputError
        If a rise is none.
    """
    if rise <= 1:
        raise InputError(
            f"a factor of {rise} is no rise.", where="measures.alarm_rates", do="above 1"
        )
    called = [
        _called(part, year, false_alarms, rise, late).assign(year=year.label)
        for year in years
        for part in together(panel[panel["month"] <= year.last], area, until=_before(year))
    ]
    judged = pd.concat(called, ignore_index=True) if called else pd.DataFrame()
    columns = ["years", "areas", "series", "nominal_share", "rise_share", "called_share",
               "caught_share", "months_to_alarm", "caught_late_share"]  # fmt: skip
    if judged.empty:
        return pd.DataFrame(columns=columns)
    made = {
        "years": ", ".join(judged["year"].unique()),
        "areas": judged["area"].nunique(),
        "series": len(judged),
        "nominal_share": false_alarms,
        "rise_share": rise - 1,
        "called_share": judged["as_it_was"].notna().mean(),
        "caught_share": judged["early"].notna().mean(),
        "months_to_alarm": judged["early"].median(),
        "caught_late_share": judged["late"].notna().mean(),
    }
    return pd.DataFrame([made], columns=columns)


def _called(
    panel: pd.DataFrame, year: Period, false_alarms: float, rise: float, late: int
) -> pd.DataFrame:
    """Month of the first alarm of every series with limits, missing where there is none."""
    alarms = cumulative_alarms(panel, year, known_to=year.last, false_alarms=false_alarms)
    months = len(year.months())
    shape = (-1, months)
    keys = alarms.iloc[::months][["area", "offence"]].reset_index(drop=True)
    upper = alarms["upper"].to_numpy(float).reshape(shape)
    count = alarms["count"].to_numpy(float, na_value=np.nan).reshape(shape)
    judged = (alarms["signal"] != NOT_KNOWN).to_numpy().reshape(shape)
    later = np.arange(months) >= late
    for name, factor in (("as_it_was", 1.0), ("early", rise), ("late", np.where(later, rise, 1))):
        planted = np.where(np.isnan(count), 0.0, np.round(count * factor)).cumsum(axis=1)
        above = judged & (planted > upper)
        keys[name] = np.where(above.any(axis=1), above.argmax(axis=1) + 1.0, np.nan)
    return keys[judged.any(axis=1)]


def _before(year: Period) -> str:
    return str(pd.Period(year.first, "M") - 1)
