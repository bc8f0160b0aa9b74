"""Showing again what protects nothing, or what something cheaper protects as well."""

from collections.abc import Iterable, Mapping

import numpy as np

from cdrp_analysis.disclosure.adversary import Adversary
from cdrp_analysis.disclosure.perturbation import Alternatives
from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE, Need, Witness

_STAY = 0.01  # price of moving what is hidden anyway, so that tables move as little as can be


class _Upkeep:
    """One alternative table for every need, and which needs each cell serves."""

    def __init__(
        self,
        adversary: Adversary,
        needs: Iterable[Need],
        hidden: np.ndarray,
        among: np.ndarray,
        tables: Mapping[Need, Witness] | None = None,
    ):
        needs = list(needs)
        asked = [need.cell for need in needs]
        stages = [
            Alternatives(adversary.tables, among & inside)
            for inside in (*adversary.districts, adversary.everywhere)
            if inside[asked].any()
        ]
        self.stages = {
            need: [stage for stage in stages if stage.attempt.component[need.cell] >= 0]
            for need in needs
        }
        self.serves: list[set[Need]] = [set() for _ in hidden]
        self.tables: dict[Need, Witness] = {}
        price = np.full(len(hidden), _STAY)
        self.put(tables or {need: self.table(need, price, ~hidden) for need in needs})

    def table(self, need: Need, price: np.ndarray, shut: np.ndarray) -> Witness | None:
        """The cheapest table that meets a need, in its district if there is one."""
        for stage in self.stages[need]:
            found = stage.find(need, price, shut=shut)
            if found is not None:
                return found
        return None

    def put(self, fresh: Mapping[Need, Witness]) -> None:
        """Use these tables from now on."""
        for need, witness in fresh.items():
            if need in self.tables:
                for cell in self.tables[need].cells.tolist():
                    self.serves[cell].discard(need)
            for cell in witness.cells.tolist():
                self.serves[cell].add(need)
            self.tables[need] = witness

    def served_by(self, cell: int) -> list[Need]:
        """The needs whose table moves a cell."""
        return sorted(self.serves[cell], key=lambda need: need.alike)

    def used_by_no_other(self, needs: list[Need]) -> np.ndarray:
        """Whether a cell moves in no table but those of these needs."""
        those = set(needs)
        cells = {cell for need in needs for cell in self.tables[need].cells.tolist()}
        free = np.zeros(len(self.serves), dtype=bool)
        free[[cell for cell in sorted(cells) if self.serves[cell] <= those]] = True
        return free


def prune(
    adversary: Adversary,
    needs: Iterable[Need],
    weight: np.ndarray,
    always: np.ndarray,
    hidden: np.ndarray,
    tables: Mapping[Need, Witness] | None = None,
) -> np.ndarray:
    """
    ``hidden`` without the cells that protect nothing, dearest first.

    Every need keeps an alternative table (at first those of ``tables``, if given); showing a cell
    again concerns only the needs whose table moves it.
    """
    hidden = hidden.copy()
    upkeep = _Upkeep(adversary, needs, hidden, hidden, tables)
    price = np.full(len(hidden), _STAY)
    for cell in _dearest_first(hidden & ~always, weight):
        hidden[cell] = False
        fresh: dict[Need, Witness] = {}
        for need in upkeep.served_by(cell):
            found = _serving(fresh, need) or upkeep.table(need, price, ~hidden)
            if found is None:
                hidden[cell] = True
                break
            fresh[need] = found
        else:
            upkeep.put(fresh)
    return hidden


def exchange(
    adversary: Adversary,
    needs: Iterable[Need],
    weight: np.ndarray,
    always: np.ndarray,
    hidden: np.ndarray,
) -> tuple[np.ndarray, Mapping[Need, Witness]]:
    """
    ``hidden`` with cells exchanged for others that together cost less, dearest first.

    Each secondary in turn is shown again. The needs that it served, and no others, look for new
    tables at the least additional weight; cells that moved only in their old ones are free to go.
    The tables that meet the needs in the end come with it.
    """
    hidden = hidden.copy()
    upkeep = _Upkeep(adversary, needs, hidden, adversary.everywhere)
    least = float(weight.min())
    for cell in _dearest_first(hidden & ~always, weight):
        if not hidden[cell]:
            continue
        concerned = upkeep.served_by(cell)
        loose = upkeep.used_by_no_other(concerned) & hidden & ~always
        loose[cell] = True
        left = float(weight[loose].sum()) - TOLERANCE
        if left <= least:  # nothing is cheaper; whether it is needed at all, prune tells
            continue
        trial = hidden & ~loose
        fresh: dict[Need, Witness] = {}
        for need in concerned:
            found = _serving(fresh, need)
            if found is not None:
                fresh[need] = found
                continue
            shut = ~trial & (weight >= left)
            shut[cell] = True
            found = upkeep.table(need, np.where(trial, _STAY, weight), shut)
            if found is None:
                break
            new = found.cells[~trial[found.cells]]
            left -= float(weight[new].sum())
            if left <= 0:
                break
            trial[new] = True
            fresh[need] = found
        else:
            hidden = trial
            upkeep.put(fresh)
    return hidden, upkeep.tables


def _serving(fresh: Mapping[Need, Witness], need: Need) -> Witness | None:
    """A table just found for another need that meets this one as well."""
    return next((table for table in fresh.values() if table.serves(need)), None)


def _dearest_first(chosen: np.ndarray, weight: np.ndarray) -> list[int]:
    cells = np.flatnonzero(chosen)
    return cells[np.argsort(-weight[cells], kind="stable")].tolist()
