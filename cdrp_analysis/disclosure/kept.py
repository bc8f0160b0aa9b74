"""A table as an edition keeps it, each row with its rule, and what the redaction ledger says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.merging import Merge
from cdrp_analysis.disclosure.rules import Rule
from cdrp_analysis.disclosure.tables import TableSpec

LEDGER = (
    "edition", "table", "key", "column", "rule", "action", "reason", "code", "approved_by",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """
    A table whose rows an edition may publish, with the rule of each row.

    ``totals`` names, by row number, the totals that hold rows shown less than exactly, with
    those rows; None where nobody has said which rows a total holds. ``merges`` are rows that
    stand for several categories. ``counts`` says whether counts are shown, of a table without a
    row too. ``sensitive`` are the offence labels of sensitive rows, shown or left out.
    """

    spec: TableSpec
    edition: str
    frame: pd.DataFrame
    rules: list[Rule]
    totals: Mapping[int, tuple[int, ...] | None] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()
    counts: bool = True
    sensitive: frozenset[str] = frozenset()

    @property
    def below(self) -> np.ndarray:
        return np.array([rule.suppress_below for rule in self.rules], dtype=int)

    @property
    def most_hidden(self) -> int:
        """The highest threshold of its rows; 0 where none hides anything."""
        return int(self.below.max(initial=0))

    @property
    def base(self) -> np.ndarray:
        return np.array([rule.round_to for rule in self.rules], dtype=int)


def row_keys(spec: TableSpec, frame: pd.DataFrame) -> list[str]:
    if not spec.keys:
        return [str(row) for row in range(len(frame))]
    columns = [frame[key] for key in spec.keys]
    return [" · ".join(map(str, row)) for row in zip(*columns, strict=True)]


def entry(
    spec: TableSpec, key: str, column: str, rule: Rule, action: str, reason: str
) -> dict[str, str]:
    code = "; ".join(rule.exemption)
    said = (rule.edition, spec.name, key, column, rule.rule, action, reason, code, rule.decided_by)
    return dict(zip(LEDGER, said, strict=True))
