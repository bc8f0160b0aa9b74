"""Which count a figure is: what was counted, where, of what, and in which run of months."""

import re
from calendar import month_name
from functools import cache
from typing import NamedTuple

from cdrp_analysis.errors import SettingsError
from cdrp_analysis.periods import Period

_MONTHS = [name.lower() for name in month_name[1:]]
_NAME = "|".join(_MONTHS)
_ISO = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_NAMED = re.compile(
    rf"(?:(?P<month>{_NAME})(?: (?P<year>\d{{4}}))? to )?(?P<last>{_NAME}) (?P<end>\d{{4}})", re.I
)
_FROM_A_DAY = re.compile(r"(\d{1,2}) (\D.*)", re.ASCII)
_YEAR_TO = re.compile(rf"(?:the )?(?:year|12 months) to ({_NAME}) (\d{{4}})", re.I)


class Address(NamedTuple):
    """A count's place. The period is written as months where it can be read as months."""

    source: str
    area: str
    offence: str
    period: str

    def named(self) -> str:
        """The cell in words, for messages."""
        return f"area {self.area}, {self.offence}, {self.period} ({self.source})"


@cache
def months(label: str) -> tuple[int, int] | None:
    """
    First month of a period and the month after its last, counted from year 0; None if unknown.

    Examples
    --------
    >>> months("2010/11") == months("April 2010 to March 2011") == months("year to March 2011")
    True
    >>> months("2010-04")
    (24123, 24124)
    >>> months("the summer") is None
    True
    """
    text = " ".join(label.split())
    if (found := _ISO.fullmatch(text)) and 1 <= int(found[2]) <= 12:
        first = 12 * int(found[1]) + int(found[2]) - 1
        return first, first + 1
    if found := _YEAR_TO.fullmatch(text):
        end = 12 * int(found[2]) + _MONTHS.index(found[1].lower()) + 1
        return end - 12, end
    if found := _NAMED.fullmatch(text):
        end = 12 * int(found["end"]) + _MONTHS.index(found["last"].lower()) + 1
        if not found["month"]:
            return end - 1, end
        year = int(found["year"] or found["end"])
        first = 12 * year + _MONTHS.index(found["month"].lower())
        return (first, end) if first < end else None
    try:
        period = Period.parse(text)
    except SettingsError:
        return None
    start, last = (12 * int(m[:4]) + int(m[5:]) - 1 for m in (period.first, period.last))
    return start, last + 1


def span(first: int, end: int) -> str:
    """
    The one label of a run of months.

    Examples
    --------
    >>> span(*months("April to June 2010"))
    '2010-04..2010-06'
    """
    ends = [f"{month // 12}-{month % 12 + 1:02d}" for month in (first, end - 1)]
    return ends[0] if end == first + 1 else "..".join(ends)


@cache
def timed(label: str) -> tuple[str, int, int] | None:
    """
    What a label says beside its months, and those months; None where it ends in no period.

    Examples
    --------
    >>> timed("nights out, April to June 2010")
    ('nights out', 24123, 24126)
    >>> timed("26 January 2009 to March 2009")[0], timed("2010-04")[0]
    ('from day 26', '')
    >>> timed("the summer") is None
    True
    """
    what, _, written = label.rpartition(", ")
    if found := _FROM_A_DAY.fullmatch(written):
        what, written = ", ".join(filter(None, (what, f"from day {found[1]}"))), found[2]
    found = months(written)
    return (what, *found) if found else None


def of_months(what: str, first: int, end: int) -> str:
    """
    The one label of something in a run of months.

    Examples
    --------
    >>> of_months("nights out", 24123, 24126), of_months("", 24123, 24126)
    ('nights out, 2010-04..2010-06', '2010-04..2010-06')
    """
    return f"{what}, {span(first, end)}" if what else span(first, end)


@cache
def period_key(label: str) -> str:
    """The same label for the same months, however a table writes them."""
    found = timed(label)
    return of_months(*found) if found else label


def address(source: str, area: str, offence: str, period: str) -> Address:
    """The address of a count, its period in one spelling."""
    return Address(source, area, offence, period_key(period))
