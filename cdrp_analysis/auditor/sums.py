"""The sums a reader knows: which counts of all the releases add up to which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from cdrp_analysis.auditor.addresses import Address, of_months, period_key, timed

_AREA, _OFFENCE, _PERIOD = "area", "offence", "period"
_NUMBERED = ("rest of ", "overlap ")  # labels with a number that means something in one system


@dataclass(frozen=True)
class Split:
    """
    A total and its parts along one dimension; incomplete parts leave a remainder.

    ``offences`` are those of which it is told; of all where none is named.
    """

    dimension: str
    total: str
    parts: tuple[str, ...]
    complete: bool
    offences: tuple[str, ...] = ()


@dataclass
class Sums:
    """
    Cells, and relations total = sum of parts among them.

    ``relations`` name a total and its parts; ``implied`` the cells that no table shows but a
    reader can form: totals, remainders, differences of periods, fragments of map areas.
    ``left_out`` says of the offence label of a remainder which parts are in it.
    """

    cells: list[Address] = field(default_factory=list)
    relations: list[tuple[Address, tuple[Address, ...]]] = field(default_factory=list)
    implied: set[Address] = field(default_factory=set)
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)


def splits(structures: Iterable[Mapping]) -> list[Split]:
    """The sums that the structure files state, each once."""
    found: dict[Split, None] = {}
    for structure in structures:
        for dimension, stated in (structure.get("sums") or {}).items():
            for one in stated:
                label = period_key if dimension == _PERIOD else str
                parts = tuple(label(part) for part in one["parts"])
                complete = bool(one.get("complete", True))
                # Runs of months are tied by the calendar, which knows all of their overlaps.
                known = [timed(text) for text in (one["total"], *one["parts"])]
                alike = None not in known and len({what for what, *_ in known}) == 1
                if dimension != _PERIOD or not alike:
                    told = tuple(one.get("offences") or ())
                    found[Split(dimension, label(one["total"]), parts, complete, told)] = None
    return list(found)


def top_areas(stated: Iterable[Split]) -> set[str]:
    """Areas that are divided and part of no other: the partnership itself."""
    areas = [split for split in stated if split.dimension == _AREA]
    return {split.total for split in areas} - {part for split in areas for part in split.parts}


def completed(known: Mapping[Address, int], sums: Sums) -> dict[Address, int]:
    """
    True counts, with those of remainders and other sums that no table shows worked out.

    What others call a remainder says nothing here: its number means another one.
    """
    found = {
        cell: value
        for cell, value in known.items()
        if not any(label.startswith(_NUMBERED) for label in cell)
    }
    waiting = sums.relations
    while True:
        left = []
        for total, parts in waiting:
            unknown = [cell for cell in (total, *parts) if cell not in found]
            if len(unknown) > 1:
                left.append((total, parts))
            elif unknown:
                others = sum(found[part] for part in parts if part in found)
                value = others if unknown[0] == total else found[total] - others
                if value >= 0:  # less than nothing: an earlier release counted otherwise
                    found[unknown[0]] = value
        if len(left) == len(waiting):
            return found
        waiting = left


def sums_over(
    shown: Iterable[Address],
    stated: Iterable[Split],
    fragments: Iterable[tuple[Address, tuple[Address, ...], bool]] = (),
) -> Sums:
    """
    All relations that tie the given cells together.

    Parameters
    ----------
    shown : iterable of Address
        Cells that some table or page speaks of.
    stated : iterable of Split
        From :func:`splits`.
    fragments : iterable of (cell, its fragments, whether they are all of it)
        From overlapping map areas.

    Returns
    -------
    Sums
        Overlapping periods are broken at every month where one begins or ends. A total that
        no table shows is formed where some of its parts are known; parts that no table shows
        are together one remainder.
    """
    stated, shown = list(stated), list(dict.fromkeys(shown))
    net = _Net(shown, stated)
    net.close()
    net.add_remainders()
    net.close()
    net.add_remainders()
    relations = list(net.relations())
    for cell, parts, complete in fragments:
        if not complete:
            parts = (*parts, cell._replace(area=f"elsewhere in {cell.area}"))
        relations.append((cell, tuple(parts)))
    relations = _useful(relations, set(shown))
    cells = dict.fromkeys(shown)
    for total, parts in relations:
        cells.update(dict.fromkeys((total, *parts)))
    return Sums(list(cells), relations, set(cells) - set(shown), net.left_out())


class _Net:
    """Cells in their contexts, grown until no sum is left unformed."""

    def __init__(self, shown: list[Address], stated: list[Split]):
        self.stated = [split for split in stated if split.parts]
        self.cells = dict.fromkeys(shown)
        self.rests: dict[tuple[Split, frozenset[str]], str] = {}

    def close(self) -> None:
        """Form every total of known parts, and the pieces of overlapping periods."""
        while True:
            before = len(self.cells)
            for _, total, parts in self._stated():
                if parts:
                    self.cells.setdefault(total)
            for total, parts in self._calendar():
                self.cells.update(dict.fromkeys((total, *parts)))
            if len(self.cells) == before:
                return

    def add_remainders(self) -> None:
        for split, total, parts in list(self._stated()):
            if parts and total in self.cells:
                self.cells.update(dict.fromkeys(self._with_rest(split, total, parts)))

    def relations(self) -> Iterator[tuple[Address, tuple[Address, ...]]]:
        for split, total, parts in list(self._stated()):
            if parts and total in self.cells:
                yield total, tuple(self._with_rest(split, total, parts))
        for total, parts in self._calendar():
            if parts != [total]:
                yield total, tuple(parts)

    def left_out(self) -> dict[str, frozenset[str]]:
        """Of every remainder along the offences the parts that are in it."""
        return {
            name: frozenset(split.parts) - here
            for (split, here), name in self.rests.items()
            if split.dimension == _OFFENCE
        }

    def _stated(self) -> Iterator[tuple[Split, Address, list[Address]]]:
        """Every stated sum in every context, with the parts that are cells."""
        for dimension in (_AREA, _OFFENCE, _PERIOD):
            along: dict[Address, set[str]] = defaultdict(set)
            for cell in self.cells:
                along[cell._replace(**{dimension: ""})].add(getattr(cell, dimension))
            for split in self.stated:
                if split.dimension != dimension:
                    continue
                labels = {split.total, *split.parts}
                for context, held in along.items():
                    if labels.isdisjoint(held):
                        continue
                    if split.offences and context.offence not in split.offences:
                        continue
                    parts = [
                        context._replace(**{dimension: part})
                        for part in split.parts
                        if part in held
                    ]
                    yield split, context._replace(**{dimension: split.total}), parts

    def _with_rest(self, split: Split, total: Address, parts: list[Address]) -> list[Address]:
        """The parts, and what they leave of the total."""
        if split.complete and len(parts) == len(split.parts):
            return parts
        # Named by the parts that are there: only remainders of the same thing add up.
        here = frozenset(getattr(part, split.dimension) for part in parts)
        name = f"rest of {split.total} ({len(self.rests) + 1})"
        rest = self.rests.setdefault((split, here), name)
        return [*parts, total._replace(**{split.dimension: rest})]

    def _calendar(self) -> Iterator[tuple[Address, list[Address]]]:
        """Every period as the sum of the pieces into which its context's periods fall."""
        contexts: dict[Address, set[tuple[int, int]]] = defaultdict(set)
        pool: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
        for cell in self.cells:
            if known := timed(cell.period):
                what, *run = known
                contexts[cell._replace(period=what)].add(tuple(run))
                pool[cell.source, what].add(tuple(run))
        for context, runs in contexts.items():
            ends = sorted({end for run in runs for end in run})
            pieces = [
                piece
                for piece in pairwise(ends)
                if any(first <= piece[0] and piece[1] <= end for first, end in runs)
            ]
            everywhere = pool[context.source, context.period]
            only_pieces = len(pieces) == len(runs) and runs == set(pieces)
            for first, end in sorted(everywhere - runs if only_pieces else everywhere | runs):
                inside = [p for p in pieces if first <= p[0] and p[1] <= end]
                if sum(p[1] - p[0] for p in inside) == end - first and inside != [(first, end)]:
                    total, *parts = (
                        context._replace(period=of_months(context.period, *run))
                        for run in ((first, end), *inside)
                    )
                    yield total, parts


def _useful(
    relations: list[tuple[Address, tuple[Address, ...]]], shown: set[Address]
) -> list[tuple[Address, tuple[Address, ...]]]:
    """Without sums of a total that nothing else speaks of: they say nothing of their parts."""
    relations = list(dict.fromkeys(relations))
    while True:
        uses: dict[Address, int] = defaultdict(int)
        for total, parts in relations:
            for cell in (total, *parts):
                uses[cell] += 1
        kept = [one for one in relations if one[0] in shown or uses[one[0]] > 1]
        if len(kept) == len(relations):
            return kept
        relations = kept
