"""Assessment periods: financial and calendar years, halves, and any run of whole months."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from cdrp_analysis.errors import SettingsError

_FINANCIAL = re.compile(r"((?:19|20)\d\d)/(\d\d)(?: (H[12]))?", re.ASCII)
_CALENDAR = re.compile(r"((?:19|20)\d\d)(?: (H[12]))?", re.ASCII)
_NAMES = "|".join(calendar.month_name[1:])
_NAMED = re.compile(
    rf"(?:({_NAMES})(?: ((?:19|20)\d\d))? to )?({_NAMES}) ((?:19|20)\d\d)", re.ASCII
)
_MONTHS = re.compile(r"((?:19|20)\d\d-\d\d)\.\.((?:19|20)\d\d-\d\d)", re.ASCII)

_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])", re.ASCII)
_FROM_A_DAY = re.compile(r"(\d{1,2}) (\D.*)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)

_MONTH_NUMBER = {name: number for number, name in enumerate(calendar.month_name) if name}


@dataclass(frozen=True)
class Period:
    """
    A run of whole months, first and last included.

    Examples
    --------
    >>> Period.parse("2017/18")
    Period(first='2017-04', last='2018-03', label='2017/18')
    >>> Period.parse("2017/18 H2").months()[0]
    '2017-10'
    >>> Period.parse("2016-07..2017-06").previous().label
    'July 2015 to June 2016'
    >>> Period.parse("April to September 2010").months()[-1]
    '2010-09'
    """

    first: str
    last: str
    label: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read ``2017/18``, ``2017``, ``2017/18 H1``, ``2016-07..2017-06`` or a printed label."""
        text = text.strip()
        if found := _FINANCIAL.fullmatch(text):
            year, ending, half = int(found[1]), found[2], found[3]
            if (year + 1) % 100 != int(ending):
                raise _unreadable(text, f"{year} is followed by {(year + 1) % 100:02d}")
            return cls._halved(pd.Period(f"{year}-04", "M"), half, text)
        if found := _CALENDAR.fullmatch(text):
            return cls._halved(pd.Period(f"{found[1]}-01", "M"), found[2], text)
        if found := _MONTHS.fullmatch(text):
            try:
                first, last = pd.Period(found[1], "M"), pd.Period(found[2], "M")
            except ValueError:
                raise _unreadable(text, "a month runs from 01 to 12") from None
            if last < first:
                raise _unreadable(text, "the last month comes before the first")
            return cls.between(first, last)
        if found := _NAMED.fullmatch(text):
            begin, year, end, last_year = found.groups()
            last = pd.Period(f"{last_year}-{_MONTH_NUMBER[end]:02d}", "M")
            begin, year = begin or end, year or last_year
            first = pd.Period(f"{year}-{_MONTH_NUMBER[begin]:02d}", "M")
            if last < first:
                raise _unreadable(text, "the last month comes before the first")
            return cls.between(first, last)
        raise _unreadable(text)

    @classmethod
    def between(cls, first: pd.Period, last: pd.Period) -> "Period":
        """The period from one month to another, with the label a reader expects."""
        length = (last - first).n + 1
        if length == 12 and first.month == 4:
            label = f"{first.year}/{last.year % 100:02d}"
        elif length == 12 and first.month == 1:
            label = str(first.year)
        elif length == 1:
            label = first.strftime("%B %Y")
        else:
            begin = first.strftime("%B" if first.year == last.year else "%B %Y")
            label = f"{begin} to {last.strftime('%B %Y')}"
        return cls(str(first), str(last), label)

    @classmethod
    def _halved(cls, first: pd.Period, half: str | None, label: str) -> "Period":
        if half == "H1":
            return cls(str(first), str(first + 5), label)
        if half == "H2":
            return cls(str(first + 6), str(first + 11), label)
        return cls(str(first), str(first + 11), label)

    def months(self) -> list[str]:
        """Every month as ``YYYY-MM``."""
        return [str(month) for month in pd.period_range(self.first, self.last, freq="M")]

    def previous(self, years: int = 1) -> "Period":
        """The same months ``years`` earlier (negative: later)."""
        shift = 12 * years
        first, last = pd.Period(self.first, "M") - shift, pd.Period(self.last, "M") - shift
        if self.label.endswith((" H1", " H2")):
            half = self.label[-3:]
            year = int(self.label[:4]) - years
            stem = f"{year}/{(year + 1) % 100:02d}" if "/" in self.label else str(year)
            return Period(str(first), str(last), stem + half)
        return Period.between(first, last)

    def run_of_years(self, count: int) -> list["Period"]:
        """The last ``count`` such periods, oldest first, ending with this one."""
        return [self.previous(back) if back else self for back in range(count - 1, -1, -1)]

    @property
    def last_day(self) -> date:
        """The last day of the last month."""
        return pd.Period(self.last, "M").end_time.date()

    @property
    def slug(self) -> str:
        """The label as a folder name: ``2017-18``, ``2017-18-H1``."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.label)


@cache
def timed(label: str) -> tuple[str, Period] | None:
    """
    What a label says beside its months, and its months; None where it does not end in a period.

    Examples
    --------
    >>> timed("nights out, April to August 2010")
    ('nights out', Period(first='2010-04', last='2010-08', label='April to August 2010'))
    >>> timed("26 January 2009 to August 2010")[0], timed("2010-04")[1].months()
    ('from day 26', ['2010-04'])
    >>> timed("Everyone") is None
    True
    """
    what, _, months = label.rpartition(", ")
    if _MONTH.fullmatch(months):
        return what, Period(months, months, months)
    if found := _FROM_A_DAY.fullmatch(months):
        what, months = ", ".join(filter(None, (what, f"from day {found[1]}"))), found[2]
    try:
        return what, Period.parse(months)
    except SettingsError:
        return None


def names_a_year(label: str) -> bool:
    """
    Whether a label says when: without a year it means another time in every year's release.

    Examples
    --------
    >>> names_a_year("quarter from 2010-04"), names_a_year("survey")
    (True, False)
    """
    return _YEAR.search(label) is not None


def _unreadable(text: str, why: str = "") -> SettingsError:
    reason = f": {why}" if why else ""
    return SettingsError(
        f"{text[:40]!r} is not a period{reason}.",
        where="period",
        do="write 2017/18, 2017, 2017/18 H1, 2017 H2 or 2016-07..2017-06",
    )
