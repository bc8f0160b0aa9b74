"""Numbers in the drawings of a page: labels of axes, classes of maps, figures of their table."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
        figure = page[legend[0][0]].piece.figure
        told |= _legend(page, legend, figures.get(figure))
        if figure in figures and page[legend[0][0]].drawn:
            told |= _class_numbers(page, legend, figures[figure], published)
    return told


def _legend(page: Sequence[Shown], legend: list, behind: Behind | None) -> dict[int, list[str]]:
    limits = {at: list(in_plain(_NUMBERED.sub("", page[at].piece.text))) for at, _ in legend}
    values = [numeral.value for found in limits.values() for numeral in found]
    spread = max(values) - min(values) or 1.0
    step = 10.0 ** (math.floor(math.log10(spread)) - 1)  # two figures of what the map spans
    told: dict[int, list[str]] = {}
    for at, meets in legend:
        told[at] = [
            numeral.text
            for numeral, joined in zip(limits[at], meets, strict=True)
            if not joined or (behind and not _limit(numeral.value, step, behind))
        ]
    return told


def _limit(value: float, step: float, behind: Behind) -> bool:
    """Whether a limit is a number that the figure's own table prints, rounded outwards."""
    printed = [text.rstrip("% stndrh").replace(",", "") for text in behind.printed]
    rooms = [(float(text), 0.5 * 10.0 ** -len(text.partition(".")[2])) for text in printed]
    return any(abs(number - value) < step + half for number, half in rooms)


def _class_numbers(
    page: Sequence[Shown], legend: list, behind: Behind, published: Mapping[str, pd.DataFrame]
) -> dict[int, list[str]]:
    """Numbers of classes drawn on a map, held to how many areas each class has."""
    first = legend[0][0]
    if not _NUMBERED.match(page[first].piece.text):
        return {}
    ends = [list(in_plain(_NUMBERED.sub("", page[at].piece.text))) for at, _ in legend]
    inner = [numerals[1].value for numerals in ends[:-1]]
    at = first - 1  # areas are drawn before their legend
    numbers: dict[int, str] = {}
    while at >= 0 and page[at].drawn and page[at].piece.figure == page[first].piece.figure:
        if page[at].piece.text.strip().isdigit():
            numbers[at] = page[at].piece.text.strip()
        at -= 1
    shown = Counter(numbers.values())
    expected = [
        Counter(str(one + 1) for one in np.digitize(values, inner).tolist())
        for values in _columns(behind.columns, published)
    ]
    if not expected or shown in expected:
        return {at: [] for at in numbers}
    nearest = min(expected, key=lambda one: (shown - one).total() + (one - shown).total())
    odd = {number for number in shown | nearest if shown[number] != nearest[number]}
    return {at: [number] if number in odd else [] for at, number in numbers.items()}


def _columns(
    columns: Iterable[Column], published: Mapping[str, pd.DataFrame]
) -> Iterable[np.ndarray]:
    """The figures of each column for the areas on a map; a borough is on none."""
    for table, name in sorted({(column.table, column.name) for column in columns}):
        frame = published.get(table)
        if frame is None or name not in frame or "area" not in frame:
            continue
        areas = frame[~frame["area"].astype(str).str.match(_BOROUGH)]
        yield areas[name].dropna().to_numpy(float)
