"""Numbers in the drawings of a page: labels of axes, classes of maps, figures of their table."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.axes import axis_labels
from cdrp_analysis.auditor.figures import Column
from cdrp_analysis.auditor.legends import Class, legends, wrong_classes, wrong_limits
from cdrp_analysis.auditor.printed import Numeral
from cdrp_analysis.auditor.shown import Shown

_ALONE = re.compile(r"[-−+]?[\d,]+(?:\.\d+)?\s?%?")
_HIDDEN = re.compile(r"\[\w+\]")
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
        A label of an axis must be a round number in step with the others. Classes of a map must
        meet and have limits of a fixed ladder. Where areas are drawn with the number of their
        class, as many must have each number as there are areas in that class.
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
    for legend in legends(texts):
        told |= wrong_limits(legend)
        first = page[legend[0].at]
        if first.drawn and legend[0].number:
            behind = figures.get(first.piece.figure, Behind())
            told |= _maps(page, legend, list(_columns(behind.columns, published)))
    return told


def _maps(
    page: Sequence[Shown], legend: Sequence[Class], shaded: Sequence[np.ndarray]
) -> dict[int, list[str]]:
    """Numbers of classes drawn before their legend, map by map; a map's title ends it."""
    told: dict[int, list[str]] = {}
    areas: list[tuple[int, str]] = []
    figure, at = page[legend[0].at].piece.figure, legend[0].at - 1
    while at >= 0 and page[at].drawn and page[at].piece.figure == figure:
        text = page[at].piece.text.strip()
        if text.isdigit():
            areas.append((at, text))
        elif areas and not _HIDDEN.fullmatch(text):
            told |= wrong_classes(areas, legend, shaded)
            areas = []
        at -= 1
    return told | (wrong_classes(areas, legend, shaded) if areas else {})


def _columns(
    columns: Iterable[Column], published: Mapping[str, pd.DataFrame]
) -> Iterator[np.ndarray]:
    """The figures of each column for the areas of one map, by theme; a borough is on none."""
    for table, name in sorted({(column.table, column.name) for column in columns}):
        frame = published.get(table)
        if frame is None or name not in frame or "area" not in frame:
            continue
        areas = frame[~frame["area"].astype(str).str.match(_BOROUGH)]
        maps = [column for column in ("theme", "period") if column in frame]
        for _, rows in areas.groupby(maps, dropna=False) if maps else [((), areas)]:
            yield rows[name].dropna().to_numpy(float)
