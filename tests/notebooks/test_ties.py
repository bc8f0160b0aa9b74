"""No count of one source is, row for row, a count or a sum of another: such a tie is declared."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

import pandas as pd

from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.tables import TableSpec

LEAST = 5  # smaller counts are equal by chance
ROWS = 3  # fewer equal rows are chance too
MOST = 10  # rows of one label: of more, some two add up to any number
BY_CHANCE = 0.001


def labelled(spec: TableSpec, frame: pd.DataFrame) -> pd.DataFrame:
    """The table's counts beside the texts that say what they are of."""
    names = [c.name for c in spec.columns if c.role in ("key", "open") and c.name in frame]
    texts = [n for n in names if not pd.api.types.is_numeric_dtype(frame[n])]
    texts = [n for n in texts if 1 < frame[n].nunique() <= 60 and n not in ("label", "area_name")]
    counts = pd.to_numeric(frame[spec.cells.count], errors="coerce").rename("count")
    return frame[texts].astype(str).join(counts).dropna()


def within(table: pd.DataFrame) -> Iterator[tuple[str, tuple, pd.DataFrame]]:
    """Every column of texts with the rows that two or fewer of the others leave."""
    texts = [name for name in table if name != "count"]
    for column in texts:
        others = [name for name in texts if name != column]
        for size in range(min(len(others), 2) + 1):
            for fixed in combinations(others, size):
                groups = table.groupby(list(fixed)) if fixed else [((), table)]
                for key, rows in groups:
                    yield column, tuple(zip(fixed, key, strict=True)), rows


def sums(values: list[float]) -> set[float]:
    """What a label's rows say: each, all, and any two where there are few."""
    pairs = combinations(values, 2) if len(values) <= MOST else ()
    return {*values, sum(values), *map(sum, pairs)}


def ties(tables: Mapping[str, pd.DataFrame], specs: Mapping[str, TableSpec]) -> set[frozenset]:
    """Pairs of tables of two sources of which one's rows are all rows or sums of the other's."""
    told = defaultdict(set)  # label and number: who says so
    chance: dict[tuple, dict[str, float]] = {}
    known = {name: labelled(specs[name], frame) for name, frame in tables.items()}
    for name, table in known.items():
        for column, key, rows in within(table):
            of = {label: sums(v.tolist()) for label, v in rows.groupby(column)["count"]}
            where = (name, column, key)
            chance[where] = {label: min(1, len(v) / (1 + max(v) - min(v))) if len(v) > 1
                             else 1 / (1 + max(v)) for label, v in of.items()}  # fmt: skip
            for label, values in of.items():
                for value in values:
                    told[label, value].add(where)
    found = set()
    for name, table in known.items():
        for column, _, rows in within(table):
            own = rows.groupby(column)["count"].sum()
            own = own[own >= LEAST]
            hits = Counter(where for at in own.items() for where in told[at])
            for where, count in hits.items():
                common = chance[where].keys() & set(own.index)
                other = specs[where[0]].cells.source
                if other == specs[name].cells.source or not ROWS <= count == len(common):
                    continue
                odds = 1.0
                for label in common:
                    odds *= chance[where][label]
                if odds < BY_CHANCE:
                    found.add(frozenset((name, where[0])))
    return found


def counted(run) -> dict[str, pd.DataFrame]:
    """The restricted tables whose counts have an address."""
    have = [name for name, spec in SPECS.items() if spec.cells and run.evidence.has(name)]
    tables = {name: run.evidence.table(name) for name in have}
    return {name: frame for name, frame in tables.items() if SPECS[name].cells.count in frame}


def test_no_two_sources_are_tied_without_saying_so(run):
    assert ties(counted(run), SPECS) == set()


def test_the_search_finds_nights_that_are_slots_of_the_week(run):
    apart = {"later_closing": replace(SPECS["later_closing"], cells=replace(
        SPECS["later_closing"].cells, source="closing"
    ))}  # fmt: skip
    pair = ("later_closing", "week_parts")
    tables = {name: frame for name, frame in counted(run).items() if name in pair}
    assert ties(tables, SPECS | apart) == {frozenset(pair)}
