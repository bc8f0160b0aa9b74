"""Days, financial years, and the stretches of time that the partners' files are counted over."""

from collections.abc import Mapping

import numpy as np

TO_SEPTEMBER = ("2009-10-01", "2010-09-30")  # the twelve months known last
LAST_DAY = np.datetime64(TO_SEPTEMBER[1])
YEAR = "2009/10"  # the last full financial year
_DAYS_A_MONTH = 30.4375


def iso(days) -> np.ndarray:
    """Days as YYYY-MM-DD, blank where there is none."""
    days = np.asarray(days).astype("datetime64[D]")
    return np.where(np.isnat(days), "", np.datetime_as_string(days)).astype(object)


def days_in(rng: np.random.Generator, first: str, last: str, count: int) -> np.ndarray:
    """Days drawn evenly from the first to the last, both included."""
    start, end = np.datetime64(first), np.datetime64(last)
    return start + rng.integers(0, (end - start).astype(int) + 1, count)


def financial_year(days) -> np.ndarray:
    """2009 for a day of 2009/10."""
    months = np.asarray(days).astype("datetime64[M]").astype(int)
    return 1970 + (months - 3) // 12


def year_label(year: int) -> str:
    """2009 as the partnership writes it: 2009/10."""
    return f"{year}/{(year + 1) % 100:02d}"


def year_labels(days) -> np.ndarray:
    """The financial year of each day, as the partnership writes it."""
    return np.array([year_label(year) for year in financial_year(days)])


def labelled(by_year: Mapping[int, object]) -> dict[str, object]:
    """Keys 2009 as 2009/10."""
    return {year_label(int(year)): value for year, value in by_year.items()}


def count_by_year(days: np.ndarray) -> dict[str, int]:
    """Number of days in each financial year that has any."""
    years, counts = np.unique(financial_year(days), return_counts=True)
    return labelled(dict(zip(years, counts, strict=True)))


def year_end(year: int) -> str:
    """Last known day of a financial year."""
    return min(f"{year + 1}-03-31", TO_SEPTEMBER[1])


def months_followed(starts: np.ndarray) -> np.ndarray:
    """Months from each start to September 2010, 12 at most, to one decimal."""
    days = (LAST_DAY - starts).astype(int)
    return np.minimum(12.0, np.round(days / _DAYS_A_MONTH, 1))
