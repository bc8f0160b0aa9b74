"""One-day count of anti-social behaviour: reports, what they cost, and what a year would."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import garwood
from cdrp_analysis.measures.trends import ratio_limits

WORKING_DAYS, ALL_DAYS = 250, 365  # days a year: the published factor, and every day
DAY, KIND, AGENCY = "day", "category", "agency"  # what a row of the day's parts is
ALL_KINDS, ALL_AGENCIES = "all kinds", "all agencies"


def day_count(
    counts: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    days: Sequence[int] = (WORKING_DAYS, ALL_DAYS),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Reports and cost of one day, scaled to a year, with the limits of chance.

    The limits say how far another such day might differ by chance alone. They do not say that
    the day was like the others: a weekday in term is not a Sunday in August, which is why two
    numbers of days a year are shown.

    Parameters
    ----------
    counts : DataFrame, one row per agency and kind of behaviour
        ``reports`` (on the day, >= 0) and ``unit_cost`` (£ a report; missing: not known). A
        column ``counted_on`` may hold one day only.
    by : sequence of str
        Keys kept, e.g. agency; by default one row for everything.
    days : sequence of int
        Days a year that the day stands for.
    confidence : float
        Coverage of the limits.

    Returns
    -------
    DataFrame, one row per key, in sorted order
        The keys, ``reports`` with ``_lower`` and ``_upper`` (Poisson, exact), ``unpriced``
        (reports whose cost is not known), ``cost`` (£ on the day) and ``cost_<days>`` (£ a year)
        with ``_lower`` and ``_upper``: limits of a weighted sum of Poisson counts. Costs are
        missing where some report has no price; their limits where there is no report.

    Raises
    ------
    InputError
        For a missing column, a count that is missing or negative, or more than one day.

    References
    ----------
    Home Office (2003). The one day count of anti-social behaviour (66,107 reports, £13.5m).
    Dobson, A. and others (1991). Statistics in Medicine 10, 457-462 (weighted sums).

    Examples
    --------
    >>> day = pd.DataFrame({"reports": [8, 2], "unit_cost": [100.0, 50.0]})
    >>> day_count(day)[["reports", "cost", "cost_250", "cost_365"]].to_string(index=False)
    ' reports  cost  cost_250  cost_365\\n      10 900.0  225000.0  328500.0'
    """
    _check(counts, by)
    reports = counts["reports"].astype("int64")
    price = counts["unit_cost"].astype("float64")
    rows = counts[list(by)].assign(
        reports=reports,
        unpriced=reports.where(price.isna(), 0),
        cost=(reports * price).fillna(0.0),
        variance=(reports * price**2).fillna(0.0),
    )
    if by:
        table = rows.groupby(list(by), observed=True).sum().reset_index()
    else:
        table = rows.sum().to_frame().T
    table = table.astype({"reports": "int64", "unpriced": "int64"})
    cost = table["cost"].where(table["unpriced"] == 0)
    costs = _costs(table["reports"], cost, table["variance"], days, confidence)
    return table[[*by, "reports", "unpriced"]].assign(**costs)


def _costs(
    reports: pd.Series, cost: pd.Series, variance: pd.Series, days: Sequence[int], confidence: float
) -> dict[str, np.ndarray]:
    """Limits of reports, and costs of a day and of years of such days with theirs."""
    number, cost = reports.to_numpy(float), cost.to_numpy(float)
    lower, upper = (np.full(len(number), np.nan) for _ in range(2))
    known = ~np.isnan(number)
    lower[known], upper[known] = garwood(number[known], confidence=confidence)
    # Dobson: the limits of the count, on the scale of a report's root mean square cost.
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(variance.to_numpy(float) / number)
    limits = {
        "cost": cost,
        "cost_lower": cost + scale * (lower - number),
        "cost_upper": cost + scale * (upper - number),
    }
    made = {"reports_lower": lower, "reports_upper": upper}
    for factor, ending in ((1, ""), *((d, f"_{d}") for d in days)):
        for name, values in limits.items():
            made[name.replace("cost", f"cost{ending}", 1)] = factor * values
    return made


def priced(parts: pd.DataFrame) -> pd.DataFrame:
    """
    What a day and its kinds of behaviour cost, from its reports as they are shown.

    Reports of kinds that are not shown are priced at the mean of those kinds: the day's exact
    cost would give them away, since every kind's price is known. What an agency's reports cost
    cannot be told without their kinds.

    Parameters
    ----------
    parts : DataFrame
        ``by`` (the day, a kind or an agency), ``reports`` (missing where hidden), ``unit_cost``
        (£ a report, of kinds; missing: not known) and, of the day, ``weekday_factor``.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds limits of ``reports``, ``reports_share``, ``mean_cost`` (£ a report), ``cost`` and
        its years as :func:`day_count` has them, and ``cost_any_day``; whole pounds.
    """
    reports = pd.to_numeric(parts["reports"]).astype("Float64").astype(float)
    price = pd.to_numeric(parts["unit_cost"]).astype(float)
    kind, day = parts["by"].eq(KIND), parts["by"].eq(DAY)
    whole = float(reports[day].iloc[0]) if day.any() else np.nan
    hidden = kind & reports.isna()
    left = max(whole - reports[kind].sum(), 0) / hidden.sum() if hidden.any() else 0.0
    weights = reports.mask(hidden, left)[kind]
    with np.errstate(invalid="ignore"):  # a day without reports has no mean
        mean, square = (
            (weights * price[kind] ** power).sum(skipna=False) / weights.sum() for power in (1, 2)
        )
    each = price.where(kind).mask(day, mean)
    made = _costs(
        reports, reports * each, reports * (price**2).where(kind).mask(day, square),
        (WORKING_DAYS, ALL_DAYS), 0.95,
    )  # fmt: skip
    found = parts.assign(**made, mean_cost=each.mask(reports.isna()), reports_share=reports / whole)
    return whole_pounds(found.assign(cost_any_day=made["cost_365"] * found["weekday_factor"]))


def whole_pounds(table: pd.DataFrame) -> pd.DataFrame:
    """Money without pence: two limits of it with decimals would read as a place on a map."""
    money = [name for name in table if name.startswith("cost")]
    return table.assign(**table[money].astype(float).round())


def weekday_factor(days: pd.Series, counted_on: pd.Timestamp) -> dict[str, float]:
    """
    How a day of the week compares with the mean day.

    Parameters
    ----------
    days : Series of Timestamp
        The day of every report of a time that holds whole weeks or nearly.
    counted_on : Timestamp
        The day of the count; its weekday is meant.

    Returns
    -------
    dict
        ``factor``: reports of the mean day over those of the mean such weekday, by which the
        count of that day is multiplied to stand for any day, with ``lower`` and ``upper`` (95%,
        exact for two Poisson counts); NaN where there is no report.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323 (ratio of two counts).

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2010-09-13", "2010-09-14", "2010-09-15", "2010-09-15"]))
    >>> round(weekday_factor(days, pd.Timestamp("2010-09-15"))["factor"], 3)
    0.286
    """
    known = days.dropna()
    number = len(known)
    same = int((known.dt.day_of_week == counted_on.day_of_week).sum())
    if not same or number == same:
        return {"factor": np.nan, "lower": np.nan, "upper": np.nan}
    # All days over one: 1 + others over same; the others are six times as many days.
    lower, upper = (float(np.asarray(end)) for end in ratio_limits(same, number - same))
    return {
        "factor": number / (7 * same), "lower": (1 + lower) / 7, "upper": (1 + upper) / 7,
    }  # fmt: skip


def _check(counts: pd.DataFrame, by: Sequence[str]) -> None:
    where = "measures.day_count"
    absent = [name for name in (*by, "reports", "unit_cost") if name not in counts.columns]
    if absent:
        raise InputError(
            f"the day count lacks {', '.join(absent)}.",
            where=where,
            do="give reports, unit_cost and the keys asked for",
        )
    wrong = int((counts["reports"].isna() | (counts["reports"] < 0).fillna(False)).sum())
    if wrong:
        raise InputError(
            f"{wrong} of {len(counts)} rows have no number of reports, or a negative one.",
            where=where,
            do="an agency without a report that day gives 0; one that did not count gives no row",
        )
    days = counts["counted_on"].dropna().unique() if "counted_on" in counts.columns else ()
    if len(days) > 1:
        raise InputError(
            f"a one-day count holds {len(days)} days.",
            where=where,
            do="choose one day, or give each day by itself",
        )
