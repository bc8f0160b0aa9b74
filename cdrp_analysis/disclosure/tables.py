"""What a table of the assessment declares about itself, so that nothing has to be guessed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from cdrp_analysis.errors import InputError

_WIDER = ("restricted", "committee", "public")
Role = Literal["key", "count", "denominator", "derived", "rank", "band", "open", "companion"]
Dimension = Literal["area", "offence", "period"]


@dataclass(frozen=True)
class Column:
    """
    One column: its role decides how it is protected.

    ``key`` identifies the row; ``count`` is a number of offences, incidents or people and is
    protected; ``denominator`` is published elsewhere; ``derived`` is recomputed from protected
    counts or left out; ``rank`` and ``band`` are ordinal; ``open`` holds no information about
    individual events; ``companion`` says what stands behind a count and never leaves the
    restricted edition. ``audience`` is the widest edition that shows the column.
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
class Contributors:
    """
    Companion columns of a table whose value is a sum over contributors.

    They hold, of every row, what :func:`~cdrp_analysis.disclosure.concentration.concentration`
    gives: the ``number`` of contributors with more than nothing, the ``largest`` and ``second``
    contribution, and ``top``, the sum of the two largest.
    """

    number: str = "contributors"
    largest: str = "largest"
    second: str = "second"
    top: str = "top"

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns to declare."""
        documented = (
            (self.number, "Contributors with more than nothing"),
            (self.largest, "Largest contribution"),
            (self.second, "Second largest contribution"),
            (self.top, "Sum of the two largest contributions"),
        )
        return tuple(
            Column(name, "companion", doc, audience="restricted") for name, doc in documented
        )


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
    contributors : Contributors, optional
        That the count is a sum over contributors (thefts by premises, money by contract): the
        content's rules on few and dominant contributors apply to it.
    attribute : {"area", "offence", "period"}, optional
        Dimension along which the table says what people are, or have done or had done to them:
        a group that is all of one kind is told of, and rows of other categories count as one
        breakdown.
    structural : str
        Column that says which counts can only be zero, whatever happened: these are published.
    base : str
        Column on whose number derived figures rest, where it is no denominator published
        elsewhere but a count of the table itself.
    """

    name: str
    title: str
    content: str
    columns: tuple[Column, ...]
    notebook: str
    cells: CellAddress | None = None
    rederive: Callable[[pd.DataFrame], pd.DataFrame] | None = field(default=None, compare=False)
    contributors: Contributors | None = None
    attribute: Dimension | None = None
    structural: str = ""
    base: str = ""

    def __post_init__(self):
        names = {column.name: column for column in self.columns}
        wrong = ""
        if self.contributors is not None:
            absent = [c.name for c in self.contributors.columns if c.name not in names]
            wrong = f"lacks the companion columns {', '.join(absent)}" if absent else ""
        if [c for c in self.columns if c.role == "companion" and c.audience != "restricted"]:
            wrong = "lets a companion column out of the restricted edition"
        needs = self.contributors is not None or self.attribute or self.structural
        if needs and self.cells is None:
            wrong = "says what stands behind counts that have no cell address"
        if self.attribute and self.cells and self.attribute_column is None:
            wrong = f"has one {self.attribute} only, which is no breakdown"
        if absent := [name for name in (self.structural, self.base) if name and name not in names]:
            wrong = f"lacks {', '.join(absent)}"
        if wrong:
            raise InputError(
                f"the declaration of {self.name} {wrong}.",
                where="disclosure.catalogue",
                do="declare the columns, and TableSpec.cells, that the rules of its content need",
            )

    @property
    def attribute_column(self) -> str | None:
        """The key column that holds the attribute."""
        if self.attribute is None or self.cells is None:
            return None
        name = getattr(self.cells, self.attribute)
        return None if name.startswith("=") else name

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
