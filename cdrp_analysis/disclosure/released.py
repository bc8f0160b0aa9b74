"""A release: its editions, the system of cells behind them, and what can be laid beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.alternatives import SUPPRESSION
from cdrp_analysis.disclosure.earlier import ADDRESS, Earlier
from cdrp_analysis.disclosure.primary import Primaries
from cdrp_analysis.disclosure.relations import Cell, System


@dataclass(frozen=True)
class Surroundings:
    """
    What a reader can lay beside the tables of a release.

    Parameters
    ----------
    fragments : mapping of Cell to count
        Where layers of areas overlap, or the months by which two periods differ.
    bands : mapping of Cell to (least, most)
        What a map in bands tells of the counts of its areas.
    earlier : sequence of Earlier
        Releases of this partnership that readers hold, oldest first.
    now : mapping of Cell to count
        Today's counts of cells of earlier releases.
    keys : callable, optional
        Key of every cell, made of its records' (:mod:`cdrp_analysis.disclosure.cell_key`).
    period : str
        Which assessment it is, as the earlier releases say theirs.
    """

    fragments: Mapping[Cell, int]
    bands: Mapping[Cell, tuple[float, float]]
    earlier: Sequence[Earlier] = ()
    now: Mapping[Cell, int] | None = None
    keys: Callable[[Sequence[Cell]], np.ndarray] | None = None
    period: str = ""


@dataclass(frozen=True)
class Protected:
    """
    The tables of one edition and the record of what was withheld from it.

    ``tables`` may be published. ``ledger`` (every redaction: table, row, column, rule, action,
    reason, code) and ``attack`` (range of every hidden cell) are restricted. ``told`` is the
    least and greatest count that its own tables leave each cell, ``known`` what its reader
    knows from all that can be laid beside them.
    """

    edition: str
    tables: dict[str, pd.DataFrame]
    ledger: pd.DataFrame
    attack: pd.DataFrame
    told: tuple[np.ndarray, np.ndarray]
    known: tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Release:
    """
    The editions of a release over one system of cells with one pattern of hidden cells.

    ``primaries`` says why cells are hidden for their own value and what each must be able to be.
    ``release["public"]`` is an edition; ``explain`` in ``disclosure.explain`` says why a cell
    is hidden.
    """

    editions: dict[str, Protected]
    system: System
    primaries: Primaries
    hidden: np.ndarray
    exposed: np.ndarray
    revised: int = 0
    method: str = SUPPRESSION

    def __getitem__(self, edition: str) -> Protected:
        return self.editions[edition]

    @property
    def primary(self) -> np.ndarray:
        """Which cells are hidden for their own value; none where a method shows all counts."""
        return self.primaries.hidden & (self.method == SUPPRESSION)

    @property
    def ledger(self) -> pd.DataFrame:
        """Every redaction of every edition."""
        return pd.concat([e.ledger for e in self.editions.values()], ignore_index=True)

    @property
    def attack(self) -> pd.DataFrame:
        """The range of every hidden cell for the readers of every edition."""
        parts = [e.attack.assign(edition=name) for name, e in self.editions.items()]
        return pd.concat(parts, ignore_index=True)

    def attacked_cells(self, edition: str) -> np.ndarray:
        """Which cells the attack on an edition held to be hidden, but for those given away."""
        found = self.editions[edition].attack
        here = [self.system.index[Cell(*row)] for row in found[ADDRESS].to_numpy().tolist()]
        attacked = np.zeros(len(self.system.cells), dtype=bool)
        attacked[here] = True
        return attacked & ~self.exposed

    def cells(self, edition: str) -> pd.DataFrame:
        """What the register keeps of an edition: every cell, its count and what was told of it."""
        system, (lower, upper) = self.system, self.editions[edition].told
        frame = pd.DataFrame(system.cells, columns=ADDRESS)
        told = (lower > 0) | np.isfinite(upper)
        return frame.assign(
            value=system.values.astype("int64"),
            lower=lower,
            upper=upper,
            hidden=self.hidden & ~told,
            primary=self.primary,
        )
