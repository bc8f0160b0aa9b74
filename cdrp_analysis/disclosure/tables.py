"""What a table of the assessment declares about itself, so that nothing has to be guessed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from cdrp_analysis.errors import InputError

_WIDER = ("restricted", "committee", "public")
Role = Literal["key", "count", "denominator", "derived", "rank", "band", "open"]


@dataclass(frozen=True)
class Column:
    """
    One column: its role decides how it is protected.

    ``key`` identifies the row; ``count`` is a number of offences, incidents or people and is
    protected; ``denominator`` is published elsewhere; ``derived`` is recomputed from protected
    counts or left out; ``rank`` and ``band`` are ordinal; ``open`` holds no information about
    individual events. ``audience`` is the widest edition that shows the column.
    """

    name: str
    role: Role
    doc: str
    unit: str = ""
    audience: Literal["restricted", "committee", "public"] = "public"

    def shown_in(self, edition: str) -> bool:
        """Whether an edition has the column."""
        return _WIDER.index(edition) <= _WIDER.index(self.audience)


@dataclass(frozen=True)
class CellAddress:
    """
    Which cells of the joint system a table's counts are.

    ``source`` names the population counted: two tables of one source share cells, so their
    relations are solved together. Each of area, offence and period is a column of the table,
    or a fixed value written ``=value``.
    """

    source: str
    count: str
    area: str
    offence: str
    period: str


@dataclass(frozen=True)
class TableSpec:
    """
    A named, documented table.

    Parameters
    ----------
    name, title : str
        File name and heading.
    content : str
        Content type of the release rules: decides what each edition may show.
    columns : tuple of Column
        All columns, in order.
    notebook : str
        Notebook that makes it.
    cells : CellAddress, optional
        Where its counts sit in the joint system; needed for protected content.
    rederive : callable, optional
        Recomputes the derived columns from protected counts, so that no published rate
        is sharper than the published count.
    """

    name: str
    title: str
    content: str
    columns: tuple[Column, ...]
    notebook: str
    cells: CellAddress | None = None
    rederive: Callable[[pd.DataFrame], pd.DataFrame] | None = field(default=None, compare=False)

    @property
    def keys(self) -> list[str]:
        """Names of the key columns."""
        return [column.name for column in self.columns if column.role == "key"]

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with exactly the declared columns, in order, keys unique; else InputError."""
        wanted = [column.name for column in self.columns]
        absent = [name for name in wanted if name not in frame.columns]
        if absent:
            raise InputError(
                f"the table {self.name} lacks {', '.join(absent)}.",
                where=f"{self.notebook}: {self.name}",
                do="add the column, or change the table's declaration in disclosure.catalogue",
            )
        repeats = int(frame.duplicated(self.keys).sum()) if self.keys else 0
        if repeats:
            raise InputError(
                f"the table {self.name} has {repeats} rows whose key is already taken.",
                where=f"{self.notebook}: {self.name}",
                do=f"the key is {', '.join(self.keys)}",
            )
        checked = frame[wanted].reset_index(drop=True)
        checked.attrs = dict(frame.attrs)
        return checked
