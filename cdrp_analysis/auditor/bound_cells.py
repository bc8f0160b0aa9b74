"""Binds the columns of a page's tables to columns of published tables, and finds cells that differ.

A column of a page shows one column of a published table. Which one is not written on the page, but
its figures say so: the published column that accounts for them in their own rows. A cell that this
column does not account for is wrong, even where another column happens to hold its number.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from cdrp_analysis.auditor.figures import Column
from cdrp_analysis.auditor.printed import Numeral
from cdrp_analysis.auditor.shown import Shown

_MOST = 0.6  # of a column's cells: one published column must account for as many to bind it
_LEAST = 3  # cells of a column that can be bound
_SHARPER = 2.0  # times as sharp: a column that misses one cell is meant rather than a vague one
Explain = Callable[[Shown, Numeral, bool], frozenset[Column]]
Sharpness = Callable[[Shown, Iterable[Column]], Mapping[Column, float]]
Weigh = Callable[[set[Column]], Mapping[Column, float]]


@dataclass(frozen=True)
class Bound:
    """
    What was found of one table of a page.

    ``wrong`` are numerals that the column of their cell does not account for; ``settled`` those
    that it does; all others are for the caller to look up. ``tables`` are the published tables
    behind the page's, ``columns`` their columns that it shows.
    """

    wrong: frozenset[tuple[int, int]]
    settled: frozenset[tuple[int, int]]
    columns: frozenset[Column]

    @property
    def tables(self) -> frozenset[str]:
        """Names of the published tables."""
        return frozenset(column.table for column in self.columns)


def page_tables(page: Iterable[Shown]) -> list[list[int]]:
    """Positions of the cells of each table of a page, in order."""
    found: list[list[int]] = []
    last = None
    for at, shown in enumerate(page):
        if shown.piece.kind != "cell":
            continue
        caption = shown.piece.context.split(" | ")[0]
        here = (shown.piece.figure, caption, shown.section)
        if here != last:
            found.append([])
        found[-1].append(at)
        last = here
    return found


def bind(
    cells: Sequence[Shown],
    numerals: Sequence[Sequence[Numeral]],
    explain: Explain,
    sharpness: Sharpness,
) -> Bound:
    """
    Bind the columns of one table.

    Parameters
    ----------
    cells : sequence of Shown
        All its cells.
    numerals : sequence of sequences
        The numerals of each.
    explain : callable
        The published columns that account for a numeral in its own row, with or without heeding
        what its heading says. "Times the borough's rate" is no figure of the borough, and another
        table may call a column of its own what this one has as a heading: where hardly a cell
        agrees with the heading, it is not heeded.
    sharpness : callable
        For each column one over the number of figures that it has for that row. A column with many
        accounts for nearly anything, and so proves little.

    Returns
    -------
    Bound
        Places are (cell, numeral), counted from 0.
    """
    groups: dict[tuple, list[tuple[int, int]]] = defaultdict(list)
    for at, (cell, found) in enumerate(zip(cells, numerals, strict=True)):
        shape = _shape(cell.piece.text, found)
        for slot in range(len(found)):
            groups[cell.piece.name, shape, slot].append((at, slot))
    told = {
        (at, slot): explain(cells[at], numerals[at][slot], True)
        for places in groups.values()
        for at, slot in places
    }
    behind = Counter(table for found in told.values() for table in {c.table for c in found})
    wrong, settled, columns = set(), set(), set()

    def weigh(places: Sequence[tuple[int, int]], columns: set[Column]) -> Counter:
        weights = Counter()
        for place in places:
            weights.update(sharpness(cells[place[0]], told[place] & columns))
        return weights

    def meant(places: Sequence[tuple[int, int]]) -> tuple[set[Column], float]:
        votes = Counter(column for place in places for column in told[place])
        best, share = _best(votes, partial(weigh, places), len(places), behind)
        # Rows may each show another column of one table: then what these vague columns miss is
        # told more sharply by a likelier table than all that they account for is by them.
        least = max((behind[column.table] for column in best), default=0)
        for place in places if share < 1 else ():
            if not told[place] & best:
                likelier = {column for column in told[place] if behind[column.table] > least}
                sharper = max(weigh([place], likelier).values(), default=0.0)
                if sharper > max(weigh(places, best).values(), default=0.0):
                    return set(), 0.0
        return best, share

    for places in groups.values():
        if len(places) < _LEAST:
            continue
        best, share = meant(places)
        if share < _MOST:
            heeded = {place: told[place] for place in places}
            told |= {(at, n): explain(cells[at], numerals[at][n], False) for at, n in places}
            best, share = meant(places)
            if share < _MOST:
                told |= heeded
                continue
        columns |= best
        for place in places:
            (settled if told[place] & best else wrong).add(place)
    small = [place for places in groups.values() for place in places]
    small = [place for place in small if place not in wrong | settled]
    tables = _best_tables({place: told[place] for place in small}, {c.table for c in columns})
    for place in small:
        if any(column.table in tables for column in told[place]):
            settled.add(place)
            columns |= {column for column in told[place] if column.table in tables}
        elif told[place] and tables and len(small) >= _LEAST:
            wrong.add(place)
    return Bound(frozenset(wrong), frozenset(settled), frozenset(columns))


def _shape(text: str, numerals: Sequence[Numeral]) -> str:
    """A cell's text with marks for its numerals: cells of one column that read alike."""
    for numeral in reversed(numerals):
        text = f"{text[: numeral.start]}#{numeral.unit and '~'}{text[numeral.end :]}"
    return re.sub(r"[▲▼]|, not\s+clear|\babout\b", "", text).strip()


def _best(
    votes: Mapping[Column, int], weigh: Weigh, cells: int, behind: Mapping
) -> tuple[set[Column], float]:
    """The columns that account for most, of the likeliest table, and for what share."""
    if not votes:
        return set(), 0.0
    most = max(votes.values())
    best = {column for column, number in votes.items() if number == most}
    if cells > _LEAST:
        least = max(behind[column.table] for column in best) - 1
        nearly = {
            column
            for column, number in votes.items()
            if number == most - 1 and behind[column.table] >= least
        }
        weights = weigh(nearly | best) if nearly else {}
        sharpest = max((weights[column] for column in nearly), default=0.0)
        if nearly and sharpest >= _SHARPER * max(weights[column] for column in best):
            most, best = most - 1, {c for c in nearly if weights[c] > sharpest - 1e-9}
    likely = max(behind[column.table] for column in best)
    return {column for column in best if behind[column.table] == likely}, most / cells


def _best_tables(told: Mapping[tuple, frozenset[Column]], bound: set[str]) -> set[str]:
    """The tables behind what could not be bound by columns: those bound, else the likeliest."""
    votes = Counter(table for columns in told.values() for table in {c.table for c in columns})
    if not votes:
        return set()
    most = max(votes.values())
    likely = {table for table, number in votes.items() if number == most}
    return likely | (bound if any(votes[table] for table in bound) else set())
