"""School terms of the invented borough, laid out as English local authorities lay theirs out."""

import holidays
import pandas as pd

from cdrp_analysis.sample.plan import Calendar

_NAMES = ("autumn", "autumn, second half", "spring", "spring, second half", "summer",
          "summer, second half")  # fmt: skip


def school_terms(calendar: Calendar) -> pd.DataFrame:
    """
    ``term``, ``first_day``, ``last_day`` of every half term that touches the months drawn.

    Half terms are the weeks of 27 October, 17 February and the spring bank holiday; at Easter
    schools are closed from Good Friday for a little over two weeks.
    """
    first, last = (pd.Period(month, "M") for month in calendar.drawn)
    rows = []
    for year in range(first.year - 1, last.year + 1):
        rows += [
            (f"{year}/{(year + 1) % 100:02d} {name}", *days)
            for name, days in zip(_NAMES, _half_terms(year), strict=True)
        ]
    terms = pd.DataFrame(rows, columns=["term", "first_day", "last_day"])
    inside = (terms["last_day"] >= first.start_time) & (terms["first_day"] <= last.end_time)
    dates = {name: terms[name].dt.strftime("%d/%m/%Y") for name in ("first_day", "last_day")}
    return terms.assign(**dates)[inside]


def _half_terms(year: int) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    october = _monday(f"{year}-10-27")
    february = _monday(f"{year + 1}-02-17")
    named = holidays.country_holidays("GB", subdiv="ENG", years=year + 1)
    sunday = pd.Timestamp(named.get_named("Good Friday")[0]) + pd.Timedelta(days=2)
    summer = sunday + pd.Timedelta(days=15)
    summer += pd.Timedelta(days=int(summer in named))  # the bank holiday of early May
    may = _monday(f"{year + 1}-05-31")
    week, weekend = pd.Timedelta(weeks=1), pd.Timedelta(days=3)
    return [
        (_working(f"{year}-09-03"), october - weekend),
        (october + week, _monday(f"{year}-12-22") - weekend),
        (_working(f"{year + 1}-01-04"), february - weekend),
        (february + week, sunday - weekend),
        (summer, may - weekend),
        (may + week, _monday(f"{year + 1}-07-23") + pd.Timedelta(days=2)),
    ]


def _monday(day: str) -> pd.Timestamp:
    """Monday of the week of a day."""
    date = pd.Timestamp(day)
    return date - pd.Timedelta(days=date.day_of_week)


def _working(day: str) -> pd.Timestamp:
    """The day, or the Monday after where it falls on a weekend."""
    date = pd.Timestamp(day)
    return date + pd.Timedelta(days=(7 - date.day_of_week) % 7 if date.day_of_week > 4 else 0)
