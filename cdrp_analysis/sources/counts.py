"""Tables of offence counts, wide (one column per month) or long, brought to one long form."""

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from cdrp_analysis.contracts import CONTRACTS, check_rows
from cdrp_analysis.contracts.areas import LONDON_BOROUGHS, canonical_area
from cdrp_analysis.contracts.counts import current_offence_name
from cdrp_analysis.contracts.rows import first_reason
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.settings import Feed
from cdrp_analysis.sources.archive import RawFile, find_files, sha256
from cdrp_analysis.sources.count_layout import (
    OURS,
    headings_of,
    melted,
    month_columns,
    require_additive,
    require_one_count_each,
)
from cdrp_analysis.sources.reading import FileReading, quarantine
from cdrp_analysis.sources.tables import read_table
from cdrp_analysis.sources.tabular import joined
from cdrp_analysis.vocabulary import AREA_CODE_PATTERNS

# A month below this share of the median month was never filled in. In the deepest fall on
# record, April 2020, London's recorded offences fell by 35% on the year before.
STUB_SHARE = 0.05
STUB_MEDIAN = 20  # below this many offences a month, an empty month can be chance
STUB_REASON = f"stub column: the month has under {STUB_SHARE:.0%} of the median month's offences"

_LOOKS_LIKE_A_CODE = re.compile(r"[A-Z]\d{2}[A-Z0-9]*", re.IGNORECASE)


def read_counts(
    feed: Feed, root: Path | str, *, codes: Mapping[str, str] | None = None
) -> Iterator[FileReading]:
    """
    Count tables of a feed: one reading per file.

    Rows in are cells: table rows times month columns for a wide table, rows for a long one.
    A blank cell, a stub month and a negative correction are set aside; none becomes a zero.

    Parameters
    ----------
    feed : Feed
        ``area_type`` says what rows are about; ``columns`` gives headings (area, area_name,
        group, offence, month, count) where they are not the usual ones.
    root : path
        Data folder.
    codes : mapping of area name to ONS code, optional
        For tables that name their areas; London's boroughs are known.

    Raises
    ------
    InputError
        If a heading is missing, a table mixes measures or stacked worksheets, holds a month
        twice, or gives two counts for one area, offence and month.
    SettingsError
        If ``feed.columns`` names a column this reader does not know.
    """
    for name in feed.columns:
        if name not in OURS:
            near = difflib.get_close_matches(name, OURS, n=1)
            raise SettingsError(
                f"columns.{name} is not a column of a count table.",
                where=f"feed {feed.key}",
                do=f"did you mean {near[0]!r}?" if near else f"known: {', '.join(OURS)}",
            )
    known = {canonical_area(name): code for name, code in LONDON_BOROUGHS.items()}
    known |= {canonical_area(name): code for name, code in (codes or {}).items()}
    files = find_files(root, feed.files, where=f"feed {feed.key}")
    return (_read(feed, file, known) for file in files)


def _read(feed: Feed, file: RawFile, known: Mapping[str, str]) -> FileReading:
    table = read_table(file, tuple(feed.columns.values()))
    headings = headings_of(feed, table, file.name)
    require_additive(table.frame, headings, file.name)
    wide = feed.layout == "counts-wide"
    months = month_columns(table.frame, file.name) if wide else {}
    require_one_count_each(table.frame, headings, months, file.name)
    cells, unreadable, note = melted(table.frame, headings, months, file.name)
    frame, late_note = _typed(cells, feed, file.name, known)
    contract = CONTRACTS["counts"]
    reasons = first_reason(
        frame,
        [
            ("count is not a number", unreadable),
            ("no count given: missing is not zero", cells["offences"].isna()),
            ("count is not a whole number", _fractional(cells["offences"])),
            (STUB_REASON, frame["month"].isin(stub_months(frame))),
        ],
    )
    accepted, refused = check_rows(frame, contract)
    reasons = reasons.fillna(refused)
    accepted = accepted[reasons.loc[accepted.index].isna()]
    reasons = reasons.dropna()
    # A refused table row stands for all its months.
    lost = table.refused.repeat(len(months) or 1)
    return FileReading(
        feed=feed.key,
        contract="counts",
        file=file.name,
        sha256=sha256(file.read()),
        vintage=feed.vintage.isoformat(),
        month=None,
        publisher=re.sub(r"[^a-z0-9]+", "-", file.name.lower()).strip("-"),
        rows_in=len(cells) + len(lost),
        accepted=accepted.reset_index(drop=True),
        quarantined=quarantine(
            feed.key,
            file.name,
            pd.concat([lost.index.to_series(), frame.loc[reasons.index, "source_row"]]),
            pd.concat([lost, reasons]),
        ),
        note=joined(table.note, note, late_note),
    )


def _typed(
    cells: pd.DataFrame, feed: Feed, where: str, known: Mapping[str, str]
) -> tuple[pd.DataFrame, str]:
    """The contract's columns and types; labels are handled once per distinct spelling."""
    index, notes = cells.index, []
    pattern = re.compile(AREA_CODE_PATTERNS[feed.area_type])

    def constant(value: str) -> pd.Categorical:
        return pd.Categorical.from_codes(np.zeros(len(index), dtype="int8"), [value])

    def relabelled(name: str, change) -> pd.Categorical | pd.Series:
        if name not in cells:
            return pd.Series(pd.NA, index=index, dtype="str").astype("category")
        return cells[name].map(change).astype("category")

    def code(spelling: str) -> str | float:
        spelling = str(spelling)
        if pattern.fullmatch(spelling.upper()):
            return spelling.upper()
        # What looks like a code but is none is refused by the contract, not taken for a name.
        if _LOOKS_LIKE_A_CODE.fullmatch(spelling):
            return spelling
        return known.get(canonical_area(spelling), np.nan)

    renamed = set()

    def offence(name: str) -> str:
        now = current_offence_name(str(name))
        if now != name:
            renamed.add(f"{name} is now called {now}")
        return now

    named = "area_name" if "area_name" in cells else "area"
    frame = pd.DataFrame(
        {
            "area_type": constant(feed.area_type),
            "area": relabelled("area", code),
            "area_name": relabelled(named, str),
            "group": relabelled("group", str),
            "offence": relabelled("offence", offence),
            "month": cells["month"],
            "offences": cells["offences"].where(~_fractional(cells["offences"])).astype("Int64"),
            "source_file": constant(where),
            "source_row": cells["source_row"].astype("Int64"),
            "vintage": constant(feed.vintage.isoformat()),
        },
        index=index,
    )
    notes += sorted(renamed)
    unplaced = frame.loc[frame["area"].isna(), "area_name"].nunique()
    if unplaced:
        notes.append(f"{unplaced} area name{'s' * (unplaced > 1)} without a code, kept as named")
    return frame, joined(*notes)


def _fractional(numbers: pd.Series) -> pd.Series:
    return numbers.notna() & (numbers != numbers.round())


def stub_months(counts: pd.DataFrame) -> list[str]:
    """
    Months whose total is under 5% of the median month: columns that were never filled in.

    Parameters
    ----------
    counts : DataFrame
        Needs ``month`` and ``offences`` (number of offences).

    Returns
    -------
    list of str
        None where there are fewer than three months, or the median is under 20 offences.
    """
    totals = counts.groupby("month", observed=True)["offences"].sum()
    median = totals.median() if len(totals) >= 3 else 0
    if median < STUB_MEDIAN:
        return []
    return [str(month) for month in totals.index[totals < STUB_SHARE * median]]
