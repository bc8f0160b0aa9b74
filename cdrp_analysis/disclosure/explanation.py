"""What an analyst reads of a cell: shown, rounded, hidden or left out, why, and what tells it."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cdrp_analysis.disclosure.primary import DOMINANCE, EARLIER, FEW, GROUP, ONE, SENSITIVE, ZERO

_SHOWN_WHOLE = 8  # protected cells named before the rest are counted

# Why a count that is not small is hidden for its own value, in words.
REASONS = {
    ZERO: "that there is none would be told of somebody",
    GROUP: "all of a group, or all but one, would be known to be of one kind",
    ONE: "all of it belongs to one contributor",
    FEW: "it belongs to so few contributors that each knows the others'",
    DOMINANCE: "one or two contributors are nearly all of it",
    EARLIER: "an earlier release hid it for its own value",
    SENSITIVE: "it is what a total leaves for the sensitive themes that are left out",
}

Status = Literal["shown", "rounded", "perturbed", "hidden", "left out", "not known"]
How = Literal["exactly", "too narrowly", "to one contributor"]


@dataclass(frozen=True)
class Reveal:
    """
    Hidden cells, in words, whose publication would give another away.

    ``how`` says how much: "exactly"; "too narrowly" (0 or the threshold could be ruled out); or
    "to one contributor" (somebody who is the one person behind another count could rule out 0).
    """

    cells: tuple[str, ...]
    how: How


@dataclass(frozen=True)
class Explanation:
    """
    Why a cell is shown, rounded, hidden or left out. For the restricted edition only.

    Parameters
    ----------
    cell, table, edition : str
        The cell in words, the table's title, and the edition.
    status : {"shown", "rounded", "perturbed", "hidden", "left out", "not known"}
        What the edition does with it.
    rule : str
        The release rule of its row, where it is rounded, left out or hidden for its own value.
    own : bool
        Whether it is hidden for its own value.
    reason : str
        Why, where it is: a key of :data:`REASONS`; anything else is a small count.
    exposed : bool
        Whether an earlier release has given it away already.
    protects : tuple of str
        Where it is hidden for the sake of others: the small counts that would be worked out, or
        left too narrow, were it shown.
    by_exact : bool
        That they are protected from readers of exact figures only: one pattern of hidden cells
        serves all editions, and this one's rounding alone would do.
    least, greatest : float
        What a reader of the edition can work out; NaN where the cell is in no joint system.
    reveals : tuple of Reveal
        Shortest sets of other hidden cells that would give it away, single cells first.
    value : int, optional
        The count itself, only where it was asked for.
    """

    cell: str
    table: str
    edition: str
    status: Status
    rule: str = ""
    own: bool = False
    reason: str = ""
    exposed: bool = False
    protects: tuple[str, ...] = ()
    by_exact: bool = False
    least: float = np.nan
    greatest: float = np.nan
    reveals: tuple[Reveal, ...] = ()
    value: int | None = None

    def __str__(self) -> str:
        return "\n".join(f"  - {text}" if item else text for item, text in self._lines())

    def _repr_html_(self) -> str:
        (_, head), *rest = self._lines()
        parts, inside = [f"<p><strong>{html.escape(head)}</strong></p>"], False
        for item, text in rest:
            if item != inside:
                parts.append("<ul>" if item else "</ul>")
                inside = item
            parts.append(f"<{'li' if item else 'p'}>{html.escape(text)}</{'li' if item else 'p'}>")
        return "\n".join([*parts, "</ul>"] if inside else parts)

    def _lines(self) -> Iterator[tuple[bool, str]]:
        """Sentences, and whether each is an item of a list."""
        yield False, f"{self.cell} ({self.table}; {self.edition} edition)"
        if self.value is not None:
            yield False, f"Restricted: the count is {self.value:,}."
        yield from self._why()
        if self.exposed:
            yield False, "An earlier release has given it away; hiding it now does not undo that."
        if not np.isnan(self.least):
            yield False, f"What a reader of this edition can work out: {self._range()}."
        if self.reveals:
            yield False, "It would be given away if the edition also showed the exact count of:"
            ends = {
                "exactly": "then it could be worked out",
                "too narrowly": "then too little would be left open",
                "to one contributor": (
                    "then the one person behind another count could tell that it is not 0"
                ),
            }
            for reveal in self.reveals:
                yield True, f"{' together with '.join(reveal.cells)}: {ends[reveal.how]}"
        elif self.status == "hidden" and not (self.exposed or np.isnan(self.least)):
            yield False, "No one or two of the other hidden cells would give it away."

    def _why(self) -> Iterator[tuple[bool, str]]:
        if self.status == "shown":
            yield False, "It is shown as it is."
        elif self.status in ("rounded", "perturbed"):
            yield (
                False,
                f"It is shown {self.status}." + (f" Rule: {self.rule}." if self.rule else ""),
            )
        elif self.status == "not known":
            yield False, "The count is not known, so there is nothing to show."
        elif self.status == "left out":
            yield False, f"It is left out of this edition. Rule: {self.rule}."
        elif self.own:
            why = REASONS.get(self.reason, "a small count")
            yield False, f"It is hidden for its own value: {why}. Rule: {self.rule}."
        elif not self.protects:
            yield False, "It is hidden to protect others: several cells together need it."
        else:
            before = "It is hidden to protect others."
            if self.by_exact:
                before += (
                    " This edition's rounding alone would do, but one pattern of hidden cells"
                    " serves all editions, so that none can be subtracted from another."
                )
            yield False, f"{before} Were it shown, too much could be worked out of:"
            for name in self.protects[:_SHOWN_WHOLE]:
                yield True, name
            if len(self.protects) > _SHOWN_WHOLE:
                yield True, f"and {len(self.protects) - _SHOWN_WHOLE} more"

    def _range(self) -> str:
        if self.least == self.greatest:
            return f"it is {self.least:,.0f}"
        if np.isinf(self.greatest):
            return f"it is {self.least:,.0f} or more"
        return f"it lies between {self.least:,.0f} and {self.greatest:,.0f}"
