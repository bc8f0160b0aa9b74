"""Numbers in the drawings of a page: labels of axes, classes of maps, figures of their table."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.axes import axis_labels, classes
from cdrp_analysis.auditor.figures import Column
from cdrp_analysis.auditor.printed import Numeral, in_plain
from cdrp_analysis.auditor.shown import Shown

_ALONE = re.compile(r"[-−+]?[\d,]+(?:\.\d+)?\s?%?")
_NUMBERED = re.compile(r"(\d+):\s")
_BOROUGH = r"[EW]0[6-9]\d"
_LOOSE = 0.05  # of a single value, which a legend prints as it is


@dataclass
class Behind:
    """What stands behind a figure or a section: published columns, and the numbers printed."""

    columns: set[Column] = field(default_factory=set)
    printed: set[str] = field(default_factory=set)

    @property
    def tables(self) -> set[str]:
        """Names of the published tables."""
        return {column.table for column in self.columns}

    def prints(self, numeral: Numeral) -> bool:
        """Whether a table of the page prints that number, with whatever sign."""
        return plain_number(numeral) in self.printed


def plain_number(numeral: Numeral) -> str:
    """A numeral without its sign."""
    return numeral.text.lstrip("+−-").replace(" ", "")


def alone(text: str) -> bool:
    """Whether a text is a number and nothing else."""
    return bool(_ALONE.fullmatch(text.strip()))


def drawn(
    page: Sequence[Shown], figures: Mapping[int, Behind], published: Mapping[str, pd.DataFrame]
) -> dict[int, list[str]]:
    """
    Texts of drawings that need no other source, and which of their numerals are wrong.

    Parameters
    ----------
    page : sequence of Shown
    figures : mapping of figure to Behind
        What the tables of each figure show.
    published : mapping of name to DataFrame
        Protected tables.

    Returns
    -------
    dict of position to list of str
        A label of an axis must be a round number in step with the others. A class of a map must
        begin where the last one ends, at a figure of the map's table as rounded for a legend. Where
        areas are drawn with the number of their class, as many must have each number as there are
        areas in that class.
    """
    told: dict[int, list[str]] = {}
    places = [at for at, shown in enumerate(page) if shown.drawn]
    for position, what in axis_labels([page[at].piece.text for at in places]).items():
        at = places[position]
        told[at] = [] if what == "tick" else [page[at].piece.text]
    texts = [
        (at, one.piece.text, f"{one.piece.figure} {one.piece.tag}")
        for at, one in enumerate(page)
        if one.piece.kind == "text"
    ]
    for legend in classes(texts):
        first = page[legend[0][0]]
        behind = figures.get(first.piece.figure)
        shaded = list(_columns(behind.columns, published)) if behind else []
        told |= _legend(page, legend, shaded)
        if first.drawn and shaded:
            told |= _class_numbers(page, legend, shaded)
    return told


def _limits(shown: Shown) -> list[Numeral]:
    """The limits of a class, without the number of the class."""
    return list(in_plain(_NUMBERED.sub("", shown.piece.text)))


def _legend(
    page: Sequence[Shown], legend: list, shaded: Sequence[np.ndarray]
) -> dict[int, list[str]]:
    """Limits of classes that do not meet, or that no column behind the map can have."""
    limits = {at: _limits(page[at]) for at, _ in legend}
    edges = [found[0].value for found in limits.values()] + [limits[legend[-1][0]][1].value]
    right = max(
        (_rounded(edges, values) for values in shaded), key=sum, default=[True] * len(edges)
    )
    told: dict[int, list[str]] = {}
    for number, (at, meets) in enumerate(legend):
        held = zip(limits[at], meets, right[number : number + 2], strict=True)
        told[at] = [one.text for one, joined, true in held if not (joined and true)]
    return told


def _rounded(edges: Sequence[float], values: np.ndarray) -> list[bool]:
    """Which limits are values, rounded outwards to two figures of what they span."""
    if not len(values) or values.min() == values.max():
        return [any(abs(values - edge) < _LOOSE) for edge in edges]
    scale = 10.0 ** (1 - math.floor(math.log10(values.max() - values.min())))
    low, high = math.floor(values.min() * scale) / scale, math.ceil(values.max() * scale) / scale
    inner = np.ceil(values * scale) / scale
    decimals = 1  # a legend prints no more
    return [
        abs(edges[0] - round(low, decimals)) < 1e-9,
        *(bool((np.abs(np.round(inner, decimals) - edge) < 1e-9).any()) for edge in edges[1:-1]),
        abs(edges[-1] - round(high, decimals)) < 1e-9,
    ]


def _class_numbers(
    page: Sequence[Shown], legend: list, shaded: Sequence[np.ndarray]
) -> dict[int, list[str]]:
    """Numbers of classes drawn on a map, held to how many areas each class has."""
    first = legend[0][0]
    if not _NUMBERED.match(page[first].piece.text):
        return {}
    inner = [_limits(page[at])[1].value for at, _ in legend[:-1]]
    at = first - 1  # areas are drawn before their legend
    numbers: dict[int, str] = {}
    while at >= 0 and page[at].drawn and page[at].piece.figure == page[first].piece.figure:
        if page[at].piece.text.strip().isdigit():
            numbers[at] = page[at].piece.text.strip()
        at -= 1
    shown = Counter(numbers.values())
    if not np.all(np.diff(inner) >= 0):
        return {at: [] for at in numbers}  # the legend itself is wrong, and said to be
    expected = [
        Counter(str(one + 1) for one in np.digitize(values, inner).tolist()) for values in shaded
    ]
    if shown in expected:
        return {at: [] for at in numbers}
    nearest = min(expected, key=lambda one: (shown - one).total() + (one - shown).total())
    odd = {number for number in shown | nearest if shown[number] != nearest[number]}
    return {at: [number] if number in odd else [] for at, number in numbers.items()}


def _columns(
    columns: Iterable[Column], published: Mapping[str, pd.DataFrame]
) -> Iterator[np.ndarray]:
    """The figures of each column for the areas on a map; a borough is on none."""
    for table, name in sorted({(column.table, column.name) for column in columns}):
        frame = published.get(table)
        if frame is None or name not in frame or "area" not in frame:
            continue
        areas = frame[~frame["area"].astype(str).str.match(_BOROUGH)]
        yield areas[name].dropna().to_numpy(float)
