"""Days of the calendar: weekdays, bank holidays, school days, and offences a day on each kind."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.proportions import require
from cdrp_analysis.measures.rate_ratios import exact_rate_ratio
from cdrp_analysis.measures.rates import garwood
from cdrp_analysis.measures.times import names_of, time_weights
from cdrp_analysis.measures.trends import benjamini_hochberg
from cdrp_analysis.measures.week_windows import WEEKDAYS, Window, place_in_week

SCHOOL_DAY, SCHOOL_HOLIDAY = "school day", "school holiday (weekday)"
BANK_HOLIDAY, ORDINARY = "bank holiday", "same weekdays, no holiday"
AFTER_SCHOOL = Window((1, 2, 3, 4, 5), 15, 3)  # children on their way home


def bank_holidays(first: str, last: str) -> pd.DataFrame:
    """
    Bank holidays in England between two days, both included: ``day`` and ``name``.

    Days that were proclaimed once (royal weddings, jubilees) and days in lieu are among them.

    Examples
    --------
    >>> bank_holidays("2010-08-01", "2010-12-31")["day"].dt.strftime("%d %B").tolist()
    ['30 August', '25 December', '26 December', '27 December', '28 December']
    """
    import holidays  # here, so that measures without a calendar do not wait for it

    years = range(int(first[:4]), int(last[:4]) + 1)
    named = holidays.country_holidays("GB", subdiv="ENG", years=years)
    days = pd.DataFrame({"day": pd.to_datetime(sorted(named))})
    days["name"] = [named[day.date()] for day in days["day"]]
    inside = days["day"].between(pd.Timestamp(first), pd.Timestamp(last))
    return days[inside].reset_index(drop=True)


def calendar_days(first: str, last: str, *, terms: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Every day between two days, with what it was.

    Parameters
    ----------
    first, last : str
        Days, ``YYYY-MM-DD``, both included.
    terms : DataFrame, optional
        ``first_day`` and ``last_day`` of every run of school days (half terms apart). Without
        it, and outside the time from its first day to its last, nobody knows whether schools
        were open.

    Returns
    -------
    DataFrame, one row per day
        ``day``, ``weekday`` (1 is Monday), ``bank_holiday`` (name; missing on other days) and
        ``school``: ``school day``, ``school holiday (weekday)``, or missing at weekends and
        where it is not known. A bank holiday is no school day.

    Raises
    ------
    InputError
        If a run of school days ends before it begins.
    """
    days = pd.DataFrame({"day": pd.date_range(first, last)})
    days["weekday"] = days["day"].dt.day_of_week + 1
    named = bank_holidays(first, last).set_index("day")["name"]
    days["bank_holiday"] = days["day"].map(named)
    days["school"] = pd.Series(pd.NA, index=days.index, dtype="str")
    if terms is None or terms.empty:
        return days
    require(terms, "first_day", "last_day", where="calendar_days")
    if (terms["last_day"] < terms["first_day"]).any():
        raise InputError(
            f"{int((terms['last_day'] < terms['first_day']).sum())} terms end before they begin.",
            where="measures.calendar_days",
            do="correct the table of school terms",
        )
    runs = pd.IntervalIndex.from_arrays(terms["first_day"], terms["last_day"], closed="both")
    open_ = np.array([runs.contains(day).any() for day in days["day"]])
    known = days["day"].between(terms["first_day"].min(), terms["last_day"].max())
    working = (days["weekday"] <= 5) & known
    lessons = open_ & days["bank_holiday"].isna()
    days.loc[working & lessons, "school"] = SCHOOL_DAY
    days.loc[working & ~lessons, "school"] = SCHOOL_HOLIDAY
    return days


def daily(weights: pd.DataFrame, themes: Sequence[str], days: pd.DataFrame) -> pd.DataFrame:
    """
    Offences of each theme on each day, days without any included.

    Parameters
    ----------
    weights : DataFrame
        From :func:`~cdrp_analysis.measures.times.time_weights`. What falls outside the days is
        left out: an offence recorded in the period may have happened before it.
    themes : sequence of str, one per event
    days : DataFrame
        From :func:`calendar_days`.

    Returns
    -------
    DataFrame, one row per theme and day
        ``theme``, ``offences`` (sum of weights) and the columns of ``days``.
    """
    theme_of = names_of(themes)[weights["event"].to_numpy()]
    sums = weights["weight"].groupby([theme_of, weights["day"]]).sum()
    names = sums.index.get_level_values(0).unique()
    full = pd.MultiIndex.from_product([names, days["day"]], names=["theme", "day"])
    counted = sums.rename_axis(full.names).reindex(full, fill_value=0.0).rename("offences")
    return counted.reset_index().merge(days, on="day", how="left")


def weekday_rates(by_day: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """
    Offences a day on each weekday, against the other six, whatever number of each there was.

    Parameters
    ----------
    by_day : DataFrame
        From :func:`daily`.

    Returns
    -------
    DataFrame, one row per theme and weekday
        ``theme``, ``kind`` (name of the day) and what :func:`compared` gives.
    """
    rows = []
    for theme, days in by_day.groupby("theme", sort=False):
        for number, name in enumerate(WEEKDAYS, 1):
            mine = days["weekday"] == number
            rows.append({"theme": theme, "kind": name,
                         **compared(days, mine, ~mine, confidence=confidence)})  # fmt: skip
    return pd.DataFrame(rows)


def holiday_rates(by_day: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """
    Offences a day on bank holidays, and in school holidays, against like days.

    A bank holiday is held against the same weekdays without one, a weekday of the school
    holidays (bank holidays apart) against the same weekday in term.

    Returns
    -------
    DataFrame, one row per theme and kind of day that there was
        ``theme``, ``kind`` and what :func:`compared` gives.
    """
    rows = []
    for theme, days in by_day.groupby("theme", sort=False):
        free = days["bank_holiday"].notna()
        term, holiday = days["school"].eq(SCHOOL_DAY), days["school"].eq(SCHOOL_HOLIDAY)
        for kind, mine, others in (
            (BANK_HOLIDAY, free, ~free),
            (SCHOOL_HOLIDAY, holiday & ~free, term & ~free),
        ):
            if mine.any() and others.any():
                found = compared(days, mine, others, confidence=confidence)
                rows.append({"theme": theme, "kind": kind, **found})
    columns = ["theme", "kind", "days", "offences", "per_day", "per_day_lower", "per_day_upper",
               "ratio", "ratio_lower", "ratio_upper", "p", "dispersion"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def day_rates(events: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """
    Every theme by weekday, on bank holidays, in school holidays, and after school.

    Parameters
    ----------
    events : DataFrame
        ``theme``, ``start``, ``end``.
    days : DataFrame
        From :func:`calendar_days`.

    Returns
    -------
    DataFrame, one row per theme and kind of day
        What :func:`weekday_rates` and :func:`holiday_rates` give, rows for the hours after
        school in term against the same hours of the holidays, and ``q``: p adjusted for the
        false discovery rate over the whole table.
    """
    weights = time_weights(events)
    by_day = daily(weights, events["theme"], days)
    inside = AFTER_SCHOOL.mask()[place_in_week(weights["weekday"], weights["hour"])]
    home_time = daily(weights[inside], events["theme"], days)
    rows = [weekday_rates(by_day), holiday_rates(by_day)]
    named = f"school day {AFTER_SCHOOL.text.removeprefix(AFTER_SCHOOL.day_names).strip()}"
    after = [
        {"theme": theme, "kind": named, **compared(part, term, holiday)}
        for theme, part in home_time.groupby("theme", sort=False)
        for term, holiday in [(part["school"].eq(SCHOOL_DAY), part["school"].eq(SCHOOL_HOLIDAY)
                               & part["bank_holiday"].isna())]
        if term.any() and holiday.any()
    ]  # fmt: skip
    rows += [pd.DataFrame(after)] if after else []
    table = pd.concat([part for part in rows if len(part)], ignore_index=True)
    return table.assign(q=benjamini_hochberg(table["p"]))


def compared(
    days: pd.DataFrame, mine: pd.Series, others: pd.Series, *, confidence: float = 0.95
) -> dict[str, float]:
    """
    Offences a day on some days against others, weekday by weekday where both have it.

    Parameters
    ----------
    days : DataFrame
        ``weekday`` and ``offences``, one row per day.
    mine, others : Series of bool
        The days looked at and those they are compared with.

    Returns
    -------
    dict
        ``days``, ``offences``, ``per_day`` with exact Poisson ``per_day_lower`` and
        ``per_day_upper``; ``ratio`` of the two rates with exact ``ratio_lower`` and
        ``ratio_upper`` and ``p`` (:func:`~cdrp_analysis.measures.rate_ratios.exact_rate_ratio`,
        on whole offences); ``dispersion``, variance over mean of the days within each weekday:
        well above 1, offences come in clusters, and the limits are too narrow.
    """
    tables = [days[chosen].groupby("weekday")["offences"].agg(["sum", "size"])
              for chosen in (mine, others)]  # fmt: skip
    strata = tables[0].index.union(tables[1].index)
    # Where the two share no weekday (Saturdays against the rest) the weekdays are no strata.
    apart = tables[0].index.intersection(tables[1].index).empty
    (counts, number), (other_counts, other_number) = (
        (table.sum().to_numpy()[:, None] if apart else table.reindex(strata, fill_value=0)
         .to_numpy().T) for table in tables
    )  # fmt: skip
    ratio, lower, upper, p = exact_rate_ratio(
        counts, number, other_counts, other_number, confidence=confidence
    )
    total, length = float(counts.sum()), int(number.sum())
    least, most = garwood(round(total), confidence=confidence)
    groups = days[mine | others].groupby([mine[mine | others], "weekday"])["offences"]
    usual = groups.transform("mean")
    spread = (days["offences"] - usual) ** 2
    free = int((mine | others).sum()) - groups.ngroups
    mean = float(usual.mean())
    return {
        "days": length,
        "offences": total,
        "per_day": total / length,
        "per_day_lower": least.item() / length,
        "per_day_upper": most.item() / length,
        "ratio": ratio,
        "ratio_lower": lower,
        "ratio_upper": upper,
        "p": p,
        "dispersion": float(spread.sum()) / free / mean if free > 0 and mean > 0 else np.nan,
    }
