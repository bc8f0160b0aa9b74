"""What a published figure says: a range for one count, or a sum that ties several together."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from cdrp_analysis.auditor.addresses import Address

INFINITY = float("inf")


class Fact(NamedTuple):
    """
    What one published figure says of one count: it is at least ``lower``, at most ``upper``.

    ``hidden`` says that the figure is a mark which hides the count; counts from 1 to ``below``
    less one are hidden for their own value there. ``shown`` is the number printed, or NaN;
    ``earlier`` names the earlier release that printed it, if one did; ``beside`` says that
    another edition of the same release did.
    """

    cell: Address
    lower: float
    upper: float
    file: str
    place: str
    shown: float = float("nan")
    hidden: bool = False
    below: int = 0
    sensitive: bool = False
    earlier: str = ""
    beside: bool = False


class Tie(NamedTuple):
    """A published figure made of several counts: lower <= sum of weight × count <= upper."""

    terms: tuple[tuple[Address, float], ...]
    lower: float
    upper: float
    file: str
    place: str
    earlier: str = ""


@dataclass
class Facts:
    """All that one bundle says: facts, ties, and figures that cannot be reconciled."""

    facts: list[Fact] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    findings: list[tuple[str, str, str, str]] = field(default_factory=list)

    def by_cell(self) -> dict[Address, list[Fact]]:
        """Facts by the count they are of."""
        found: dict[Address, list[Fact]] = {}
        for fact in self.facts:
            found.setdefault(fact.cell, []).append(fact)
        return found


def possible_counts(
    shown: np.ndarray, base: np.ndarray, below: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """
    Least and greatest count behind figures rounded to a base, halves upwards.

    A reader knows that counts from 1 to ``below`` less one are never shown, and that a count
    which rounds to zero without being zero carries a mark.

    Examples
    --------
    >>> possible_counts(np.array([0, 5, 10, 7]), np.array([5, 5, 5, 1]), np.array([5, 5, 0, 0]))
    (array([0., 5., 8., 7.]), array([ 0.,  7., 12.,  7.]))
    """
    shown, base, below = (np.asarray(a, dtype=float) for a in (shown, base, below))
    lower = np.ceil(shown - base / 2)
    upper = np.ceil(shown + base / 2) - 1
    rounded = (base > 1) & (shown > 0)
    lower = np.where(rounded, np.maximum(lower, np.where(upper >= below, below, 1)), shown)
    return np.where(rounded, np.maximum(lower, 1), shown), np.where(rounded, upper, shown)
