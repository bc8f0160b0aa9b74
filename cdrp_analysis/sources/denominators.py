"""Residents, households and deprivation: what offences are divided by and compared with."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from cdrp_analysis.contracts import CONTRACTS, check_rows, conform
from cdrp_analysis.contracts.base import Contract
from cdrp_analysis.contracts.denominators import denominator
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Denominator, Deprivation
from cdrp_analysis.sources.archive import find_file
from cdrp_analysis.sources.numbers import parse_number
from cdrp_analysis.sources.tables import read_table
from cdrp_analysis.sources.tabular import Table, joined, key
from cdrp_analysis.vocabulary import AREA_CODE_PATTERNS

# Scores of every index of multiple deprivation are transformed to run up to 100 (DCLG 2011).
_MOST = {"score": 100.0, "decile": 10.0}


def read_denominator(setting: Denominator, root: Path | str, year: int) -> pd.DataFrame:
    """
    How many residents (households, …) each area has.

    Parameters
    ----------
    setting : Denominator
        ``{year}`` in ``value`` stands for the year; ``year`` names the year column of a long
        table. Where the year is absent the nearest one is taken, of two the earlier.
    root : path
        Data folder.
    year : int
        Year wanted.

    Returns
    -------
    DataFrame, one row per area, sorted
        ``area`` and a column named after ``setting.measure`` (whole number, missing where the
        table gives none). ``attrs``: measure, year (None where the table has none), edition,
        area_type, source, note.

    Raises
    ------
    InputError
        If a heading or every year is missing, an area has two different values, a code is
        malformed or a value negative.
    """
    where = f"denominator {setting.measure} {setting.area_type} {setting.edition}"
    file = find_file(root, setting.file, where=where)
    fixed = [setting.code, *([setting.year] if setting.year else [])]
    if "{year}" not in setting.value:
        fixed.append(setting.value)
    table = read_table(file, fixed)
    heading, rows, found, note = _of_year(table, setting, year, file.name)
    values, unreadable, how = parse_number(rows[heading], where=f"{file.name}, {heading}")
    _require_numbers(unreadable, f"{file.name}, {heading}")
    rounded = values.round()
    if (values.notna() & (values != rounded)).any():
        how = joined(how, "decimals rounded to whole numbers")
    cells = pd.DataFrame({"area": _column(rows, setting.code), setting.measure: rounded})
    pattern = AREA_CODE_PATTERNS[setting.area_type]
    total = ~cells["area"].astype("str").str.strip().str.fullmatch(pattern).astype(bool)
    if total.any():
        # National and regional totals stand among the areas in many published tables.
        note = joined(note, f"{int(total.sum())} rows that are no {setting.area_type} left out")
    frame = _checked(cells[~total], denominator(setting.measure), table, file.name)
    frame = _one_per_area(frame, "area", file.name)
    frame.attrs = {
        "measure": setting.measure,
        "year": found,
        "edition": setting.edition,
        "area_type": setting.area_type,
        "source": setting.source,
        "note": joined(note, how),
    }
    return frame


def read_deprivation(setting: Deprivation, root: Path | str) -> pd.DataFrame:
    """
    Index of Multiple Deprivation by LSOA.

    Returns
    -------
    DataFrame, one row per LSOA, sorted
        ``lsoa``, ``score``, ``rank``, ``decile`` (1 the most deprived); score and rank are
        missing where the table has none. ``attrs``: edition, source, note.

    Raises
    ------
    InputError
        If a heading is missing, an LSOA occurs with two values, a decile is not 1 to 10, or
        deciles run against the ranks (1 must be the most deprived in both).
    """
    file = find_file(root, setting.file, where=f"deprivation {setting.edition}")
    wanted = {"lsoa": setting.code, "decile": setting.decile}
    wanted |= {n: h for n, h in (("score", setting.score), ("rank", setting.rank)) if h}
    table = read_table(file, tuple(wanted.values()))
    cells, notes = {"lsoa": _column(table.frame, setting.code)}, [table.note]
    for name in ("score", "rank", "decile"):
        if name in wanted:
            where = f"{file.name}, {wanted[name]}"
            cells[name], unreadable, how = parse_number(
                _column(table.frame, wanted[name]), where=where, at_most=_MOST.get(name, np.inf)
            )
            _require_numbers(unreadable, where)
            notes.append(how)
    frame = _checked(pd.DataFrame(cells), CONTRACTS["deprivation"], table, file.name)
    frame = _one_per_area(frame, "lsoa", file.name)
    known = frame.dropna(subset=["rank", "decile"])
    ranks = known.groupby("decile")["rank"].median().astype("float64")
    if not ranks.is_monotonic_increasing:
        raise InputError(
            "the deciles do not follow the ranks: 1 must be the most deprived in both.",
            where=f"{file.name}, {setting.decile} and {setting.rank}",
            do="check the columns; some publications number deciles the other way",
        )
    frame.attrs = {
        "edition": setting.edition,
        "source": setting.source,
        "note": joined(*notes),
    }
    return frame


def _of_year(
    table: Table, setting: Denominator, year: int, where: str
) -> tuple[str, pd.DataFrame, int | None, str]:
    """Heading of the value, rows of the year, the year found, and what to say about it."""
    frame = table.frame
    if "{year}" in setting.value:
        before, _, after = key(setting.value).partition("{year}")
        pattern = re.compile(re.escape(before) + r"(\d{4})" + re.escape(after))
        years = {
            int(found[1]): name for name in frame.columns if (found := pattern.fullmatch(key(name)))
        }
        if not years:
            raise InputError(
                f"no heading is like {setting.value!r}.",
                where=where,
                do=f"headings are {', '.join(str(name) for name in frame.columns[:8])[:200]} …",
            )
        nearest = _nearest(years, year)
        return years[nearest], frame, nearest, _said(nearest, year, table.note)
    heading = next(name for name in frame.columns if key(name) == key(setting.value))
    if not setting.year:
        return heading, frame, None, table.note
    years, unreadable, _ = parse_number(_column(frame, setting.year), where=where)
    _require_numbers(unreadable | years.isna(), f"{where}, {setting.year}")
    nearest = _nearest(set(years.astype(int)), year)
    return heading, frame[years == nearest], nearest, _said(nearest, year, table.note)


def _nearest(years, wanted: int) -> int:
    return min(years, key=lambda year: (abs(year - wanted), year))


def _said(found: int, wanted: int, note: str) -> str:
    absent = f"{wanted} is absent: {found} is used"
    return joined(note, f"figures of {found}" if found == wanted else absent)


def _column(frame: pd.DataFrame, heading: str) -> pd.Series:
    return frame[next(name for name in frame.columns if key(name) == key(heading))]


def _require_numbers(unreadable: pd.Series, where: str) -> None:
    if unreadable.any():
        raise InputError(
            f"{int(unreadable.sum())} cells are not numbers.",
            where=where,
            do="check that it is the right column; a symbol for missing is [x]",
        )


def _checked(cells: pd.DataFrame, contract: Contract, table: Table, where: str) -> pd.DataFrame:
    typed, unread = conform(cells, contract)
    accepted, refused = check_rows(typed, contract)
    reasons = pd.concat([table.refused, unread.fillna(refused).dropna()])
    if len(reasons):
        raise InputError(
            f"{len(reasons)} rows are refused: {reasons.iloc[0]} (line {reasons.index[0]}).",
            where=where,
            do="mend the file: an area left out would have no rate, or a wrong one",
        )
    if accepted.empty:
        raise InputError(
            "no row is about an area of this kind.", where=where, do="check the code column"
        )
    return accepted


def _one_per_area(frame: pd.DataFrame, area: str, where: str) -> pd.DataFrame:
    # A total that repeats beside each part of a breakdown is one value; two values are not.
    frame = frame.drop_duplicates()
    twice = frame.loc[frame.duplicated(area), area]
    if len(twice):
        raise InputError(
            f"{twice.nunique()} areas have more than one value.",
            where=where,
            areas=sorted(twice.unique()),
            do="the table is broken down further (by age, tenure, …): name the column of totals",
        )
    return frame.sort_values(area, ignore_index=True)
