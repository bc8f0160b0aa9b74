"""Kinds of check-up that many truths share: rows counted, shares, yearly change, secret words."""

import math
import re
from collections.abc import Callable

import pandas as pd

from cdrp_analysis.assessment.check_up import Check, Found
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.measures.area_trends import change_a_year
from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.periods import Period

YEARS = tuple(f"{year}/{(year + 1) % 100:02d}" for year in range(2004, 2011))
_CANARY = re.compile(r"\bzq[a-z]{10}\b", re.IGNORECASE)

Rows = Callable[[pd.DataFrame], pd.Series]


def of_period(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Rows whose month lies in a period, written as ``Period.parse`` reads it."""
    return rows[rows["month"].isin(Period.parse(period).months())]


def share_of(found: pd.Series, measure: str) -> Found:
    """Share of True among those that are not missing, with Wilson's limits."""
    known = found.dropna().astype(bool)
    lower, upper = wilson(known.sum(), len(known))
    share = known.mean() if len(known) else math.nan
    return Found(float(share), lower.item(), upper.item(), f"{measure}; Wilson limits")


def secret_words(feed: str) -> Check:
    """The made-up words in the columns of a feed that never leave the restricted edition."""
    columns = [column.name for column in PARTNER_FEEDS[feed].columns
               if column.secret and column.type == "text"]  # fmt: skip

    def check(evidence: Evidence) -> Found:
        cells = evidence.feed(feed)[columns].astype("object").stack().dropna()
        words = {word for cell in cells for word in _CANARY.findall(str(cell))}
        return Found(sorted(words), measure=f"words of {', '.join(columns)}")

    return check


def counted(feed: str, where: Rows | None = None, *, period: str = "") -> Check:
    """Number of accepted rows, of all months or of one period, for which something is so."""

    def check(evidence: Evidence) -> Found:
        rows = evidence.feed(feed)
        rows = of_period(rows, period) if period else rows
        rows = rows[where(rows).fillna(False).astype(bool)] if where else rows
        return Found(len(rows), measure="rows counted")

    return check


def rows_by_year(feed: str, where: Rows | None = None) -> Check:
    """Number of accepted rows in every financial year of the sample, the last one half."""

    def check(evidence: Evidence) -> Found:
        counts = [counted(feed, where, period=year)(evidence).value for year in YEARS]
        return Found(counts, measure="rows counted by financial year")

    return check


def two_years_against_two(rows: pd.DataFrame) -> Found:
    """Change a year, %, from the first two financial years to the last two that are whole."""
    before, after = (sum(len(of_period(rows, year)) for year in years)
                     for years in (YEARS[:2], YEARS[4:6]))  # fmt: skip
    # The middles of the two runs lie four years apart; whole years have no season.
    value, lower, upper = (100 * change for change in change_a_year(before, after, years=4))
    measure = "2008/09 and 2009/10 against 2004/05 and 2005/06, a year; exact limits of the ratio"
    return Found(value, lower, upper, measure)
