"""How publishers lay count tables out: headings, months in columns or rows, parts not to add."""

import re

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Feed
from cdrp_analysis.sources.numbers import parse_number
from cdrp_analysis.sources.tabular import Table, joined, key

_MONTH_HEADING = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])")
_LONG_MONTH = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])(?:-?\d{2}(?:[T ].*)?)?")

OURS = ("area", "area_name", "group", "offence", "month", "count")
# Headings publishers use, tried where the feed names none.
_USUAL = {
    "area": {
        "borough": ("borough_code", "lad_code", "boroughname", "borough", "lookup_boroughname"),
        "ward": ("wardcode", "ward_code", "wardname", "ward"),
        "lsoa": ("lsoa_code", "lsoa21cd", "lsoa11cd", "lsoa code", "lsoa"),
    },
    "area_name": {
        "borough": ("borough_name", "lad_name"),
        "ward": ("wardname", "ward_name"),
        "lsoa": ("lsoa_name", "lsoa21nm", "lsoa11nm", "lsoa name"),
    },
    "group": ("majortext", "major_category", "major category", "group"),
    "offence": ("minortext", "minor_category", "minor category", "offence", "category"),
    "month": ("month", "month_year", "date"),
    "count": ("count", "crime_count", "offences", "value"),
}
# Columns that split a table into parts which count the same offences, or different things.
_NOT_ADDITIVE = ("sheet", "worksheet", "measure", "statistic", "metric", "scheme", "unit")


def headings_of(feed: Feed, table: Table, where: str) -> dict[str, str]:
    """Our name = the table's own heading."""
    have = {key(name): name for name in table.frame.columns}
    found = {ours: have[key(theirs)] for ours, theirs in feed.columns.items()}
    wanted = OURS if feed.layout == "counts-long" else OURS[:4]
    for ours in wanted:
        usual = _USUAL[ours]
        tried = usual[feed.area_type] if isinstance(usual, dict) else usual
        for heading in tried:
            if ours not in found and heading in have and have[heading] not in found.values():
                found[ours] = have[heading]
    needed = {"area", "month", "count"} if feed.layout == "counts-long" else {"area"}
    if absent := sorted(needed - set(found)):
        raise InputError(
            f"no column for {', '.join(absent)} was recognised.",
            where=f"{where}, feed {feed.key}",
            do=f'name it: columns = {{ {absent[0]} = "heading" }}; headings are '
            f"{', '.join(str(name) for name in table.frame.columns[:8])[:200]} …",
        )
    return found


def month_columns(frame: pd.DataFrame, where: str) -> dict[str, str]:
    """Heading of each month column = the month."""
    months = {
        name: f"{found[1]}-{found[2]}"
        for name in frame.columns
        if (found := _MONTH_HEADING.fullmatch(name))
    }
    if not months:
        raise InputError(
            "no column is headed by a month.",
            where=where,
            do="months are columns named YYYYMM or YYYY-MM; for a long table set the layout to "
            "counts-long",
        )
    if len(set(months.values())) < len(months):
        raise InputError(
            "a month has two columns.", where=where, do="keep one: adding them would count twice"
        )
    return months


def require_additive(frame: pd.DataFrame, headings: dict[str, str], where: str) -> None:
    """Refuse stacked worksheets and mixed measures: their counts must not be added."""
    for name in frame.columns:
        if key(name) in _NOT_ADDITIVE and name not in headings.values():
            parts = frame[name].nunique()
            if parts > 1:
                raise InputError(
                    f"the column {name} splits the table into {parts} parts that must not be "
                    "added: stacked worksheets or different measures.",
                    where=where,
                    do="keep the rows of one part in a file of its own",
                )


def require_one_count_each(
    frame: pd.DataFrame, headings: dict[str, str], months: dict[str, str], where: str
) -> None:
    """Refuse rows that differ in nothing but their count: nobody can say which is right."""
    labels = [n for n in frame.columns if n not in months and n != headings.get("count")]
    twice = int(frame.duplicated(labels).sum())
    if twice:
        raise InputError(
            f"{twice} rows give a second count for an area, offence and month that already has "
            "one.",
            where=where,
            do="remove the repeats: in a table of counts every row stands once, and which of "
            "two counts is right cannot be known",
        )


def melted(
    frame: pd.DataFrame, headings: dict[str, str], months: dict[str, str], where: str
) -> tuple[pd.DataFrame, pd.Series, str]:
    """One row per cell: labels, month and count; month after month as in the table."""
    rows = frame.index.to_numpy()
    labels = {ours: headings[ours] for ours in OURS[:4] if ours in headings}
    if months:
        parsed = [parse_number(frame[name], where=f"{where}, {name}") for name in months]
        numbers = np.concatenate([values.to_numpy() for values, _, _ in parsed])
        unreadable = np.concatenate([bad.to_numpy() for _, bad, _ in parsed])
        times = len(months)
        month = pd.Categorical.from_codes(
            np.repeat(np.arange(times, dtype="int16"), len(frame)), list(months.values())
        )
        notes = {note for _, _, note in parsed if note}
    else:
        values, bad, note = parse_number(frame[headings["count"]], where=where)
        numbers, unreadable, times, notes = values.to_numpy(), bad.to_numpy(), 1, {note}
        month = pd.Categorical(_months(frame[headings["month"]]))
    cells = {
        ours: _tiled(pd.Categorical(frame[theirs].astype("str").str.strip()), times)
        for ours, theirs in labels.items()
    }
    long = pd.DataFrame(
        {**cells, "month": month, "offences": numbers, "source_row": np.tile(rows, times)}
    )
    return long, pd.Series(unreadable, index=long.index), joined(*sorted(notes))


def _tiled(labels: pd.Categorical, times: int) -> pd.Categorical:
    return pd.Categorical.from_codes(np.tile(labels.codes, times), dtype=labels.dtype)


def _months(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(cells):
        return cells.dt.strftime("%Y-%m")
    spelt = cells.astype("str").str.strip()
    read = {
        word: f"{found[1]}-{found[2]}"
        for word in spelt.dropna().unique()
        if (found := _LONG_MONTH.fullmatch(word))
    }
    return spelt.map(read).fillna(spelt)
