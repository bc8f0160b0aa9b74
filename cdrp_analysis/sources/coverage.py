"""Which months are there, which are missing, and which only look like a fall in crime."""

import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.periods import Period

COMPLETE, ABSENT, HEADER_ONLY, COLLAPSED = "complete", "absent", "header only", "collapsed"
MINIMUM_MEDIAN = 20  # offences a month; below, one quiet month is no sign of lost rows


def month_coverage(
    months_found: pd.DataFrame, *, first: str, last: str, collapse_share: float
) -> pd.DataFrame:
    """
    Status of every month that each feed should have.

    Parameters
    ----------
    months_found : DataFrame
        ``feed``, ``month`` (YYYY-MM), ``rows`` (0 for a header alone); several rows of one
        month, such as two forces, are added.
    first, last : str
        First and last month expected.
    collapse_share : float
        A month with less than this share of the feed's own median month has collapsed.

    Returns
    -------
    DataFrame, one row per feed and month
        ``feed``, ``month``, ``rows`` (missing where absent), ``status``: complete, absent (no
        file: unknown), header only (a file without rows: none published) or collapsed.

    Raises
    ------
    InputError
        If the last month comes before the first.
    """
    if last < first:
        raise InputError(
            f"the last month expected, {last}, comes before the first, {first}.",
            where="sources.coverage",
            do="write the feed's `expected` as FIRST..LAST",
        )
    expected = Period(first, last, "").months()
    tables = []
    for feed, found in months_found.groupby("feed", sort=True):
        rows = found.groupby("month")["rows"].sum()
        usual = rows[rows > 0].median() if (rows > 0).any() else 0
        status = pd.DataFrame({"feed": feed, "month": expected})
        status["rows"] = status["month"].map(rows).astype("Int64")
        status["status"] = COMPLETE
        status.loc[(status["rows"] < collapse_share * usual).fillna(False), "status"] = COLLAPSED
        status.loc[(status["rows"] == 0).fillna(False), "status"] = HEADER_ONLY
        status.loc[status["rows"].isna(), "status"] = ABSENT
        tables.append(status)
    if not tables:
        return pd.DataFrame(columns=["feed", "month", "rows", "status"])
    return pd.concat(tables, ignore_index=True)


def collapsed_areas(
    counts: pd.DataFrame, *, collapse_share: float, minimum_median: float = MINIMUM_MEDIAN
) -> pd.DataFrame:
    """
    Area-months that fell so far below the area's own history that rows must be missing.

    An area without any row in a month the table covers counts as nought there, because
    tables without zeros and tables with lost areas look the same. A month no area has is
    absent, not collapsed, and is left to ``month_coverage``.

    Parameters
    ----------
    counts : DataFrame
        ``area``, ``month``, ``offences`` (number); several rows of one pair are added.
    collapse_share : float
        Share of the area's own median month below which a month has collapsed.
    minimum_median : float
        Areas with a lower median are not judged (offences a month).

    Returns
    -------
    DataFrame, sorted by area and month
        ``area``, ``month``, ``offences``, ``median`` (the area's own).
    """
    counts = counts[["area", "month", "offences"]].astype({"area": "str", "month": "str"})
    grid = counts.pivot_table(index="area", columns="month", values="offences", aggfunc="sum")
    grid = grid.astype("float64").fillna(0.0)
    medians = grid.median(axis=1)
    low = (
        grid.lt(collapse_share * medians, axis=0) & (medians >= minimum_median).to_numpy()[:, None]
    )
    found = grid.stack()[low.stack()].rename("offences").reset_index()
    found["offences"] = found["offences"].round().astype("Int64")
    found["median"] = found["area"].map(medians)
    return found.sort_values(["area", "month"], ignore_index=True)


def thinned_months(counts: pd.DataFrame, *, least_share: float = 0.8) -> pd.DataFrame:
    """
    Months in which whole areas are lost, as incomplete downloads lose them.

    Small areas are too quiet to be judged one by one, but how many of them have any row at
    all hardly moves from month to month: in a complete series of Hammersmith and Fulham it
    stays within 3% of the highest month, in the incomplete months it falls below 55%.

    Parameters
    ----------
    counts : DataFrame
        ``area``, ``month``, ``offences``; zeros absent or not.
    least_share : float
        A month with fewer areas than this share of the fullest month is thinned.

    Returns
    -------
    DataFrame, sorted by month
        ``month``, ``areas``, ``areas_expected`` (areas with any offence; the fullest month's).
    """
    active = counts[counts["offences"] > 0].astype({"area": "str", "month": "str"})
    areas = active.groupby("month")["area"].nunique()
    expected = int(areas.max()) if len(areas) else 0
    found = areas[areas < least_share * expected].rename("areas").reset_index()
    return found.assign(areas_expected=expected)
