"""Inequalities that every protecting choice of cells satisfies and a given one does not."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from cdrp_analysis.disclosure.adversary import Adversary, Shared, alike
from cdrp_analysis.disclosure.suppression_attempt import TOLERANCE, Attempt, Cut, Need

_GLIMPSE = 1e-3


class Separation:
    """
    Cuts for choices that follow one another.

    Needs that failed last time are tried first: most of the others hold, and finding that out
    costs a linear programme each.

    Parameters
    ----------
    adversary : Adversary
        Relations and values of the block.
    needs : iterable of Need
        What a choice must meet.
    always : array of bool
        Cells hidden in every choice.
    """

    def __init__(self, adversary: Adversary, needs: Iterable[Need], always: np.ndarray):
        self.adversary, self.always = adversary, always
        self.needs = sorted(needs, key=alike)
        self.failed = set(self.needs)
        tables = adversary.tables
        sizes = tables.incidence @ adversary.everywhere
        self._inner = [  # relations that lie wholly inside: fewer limits, so cuts from them hold
            replace(tables, matrix=tables.matrix[tables.incidence @ inside == sizes])
            for inside in adversary.districts
        ]

    def cuts(
        self,
        chosen: np.ndarray,
        eligible: np.ndarray | None = None,
        *,
        everyone: bool = False,
        quick: bool = False,
    ) -> list[Cut]:
        """
        Violated cuts. For a choice of whole cells, none only if every need is met.

        Parameters
        ----------
        chosen : array
            Share of each cell that is hidden.
        eligible : array of bool, optional
            Of the many cuts equally violated those are wanted in which few of these cells take
            part: they count as hidden to a tiny share.
        everyone : bool
            Whether all needs are tried even if some of those that failed last time give cuts.
        quick : bool
            Whether those that failed last time are enough, if there are shares of cells.
        """
        chosen = chosen.astype(float)
        whole = not ((chosen > TOLERANCE) & (chosen < 1 - TOLERANCE)).any()
        first = self.needs if everyone else [need for need in self.needs if need in self.failed]
        found = self._among(first, chosen, eligible)
        if not found and len(first) < len(self.needs) and (whole or not quick):
            found = self._among([n for n in self.needs if n not in self.failed], chosen, eligible)
        if not found and eligible is not None and whole:
            # A need may seem met only by the tiny shares.
            found = self._among(self.needs, chosen, None)
        self.failed = {need for need, _ in found} or self.failed
        return [cut for _, cut in found]

    def _among(
        self, needs: list[Need], chosen: np.ndarray, eligible: np.ndarray | None
    ) -> list[tuple[Need, Cut]]:
        """
        Needs not met, with their cuts.

        Where the relations inside districts alone give cuts, those on everything are left for
        another time.
        """
        glimpsed = chosen
        if eligible is not None:
            glimpsed = np.where(eligible, np.maximum(chosen, _GLIMPSE), chosen)
        tables, districts = self.adversary.tables, self.adversary.districts
        found = []
        for inside, inner in zip(districts, self._inner, strict=True):
            if here := [need for need in needs if inside[need.cell]]:
                attempt = Attempt(inner, np.where(inside, glimpsed, 0.0))
                found += self._violated(attempt, here, np.where(inside, chosen, 0.0))
        if found:
            return found
        for inside in districts:
            here = [need for need in needs if inside[need.cell]]
            met = self.adversary.met(here, np.where(inside, chosen, 0.0))
            needs = [need for need in needs if need not in met]
        return self._violated(Attempt(tables, glimpsed), needs, chosen) if needs else []

    def _violated(
        self, attempt: Attempt, needs: list[Need], chosen: np.ndarray
    ) -> list[tuple[Need, Cut]]:
        """Cuts from the relations and shares of one attempt that ``chosen`` violates."""
        shared = Shared()
        found = []
        for need in needs:
            if shared.serving(need) is not None:
                continue
            witness = attempt.reach(need)
            shared.add(witness)
            if not witness.serves(need):
                cut = attempt.cut(need, witness, chosen, self.always)
                found += [] if cut is None else [(need, cut)]
        return found
