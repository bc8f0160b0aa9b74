"""Hiding by cheapest alternative tables: for blocks too large for the proven optimum."""

import numpy as np
import scipy.sparse

from cdrp_analysis.disclosure.adversary import Adversary, Need
from cdrp_analysis.solver import INFINITY, new_solver, set_bounds, solve


def hide_by_perturbation(
    adversary: Adversary, needs: list[Need], weight: np.ndarray, hidden: np.ndarray
) -> np.ndarray:
    """
    ``hidden`` and whatever else the needs not yet met require.

    For each of these, in order, the alternative table with the least weight of cells that move
    for the first time; the cells that move in it are hidden.

    Parameters
    ----------
    adversary : Adversary
        Relations and values of the block.
    needs : list of Need
        What every primary needs.
    weight : array
        What hiding each cell costs.
    hidden : array of bool
        Cells hidden already.
    """
    hidden = hidden.copy()
    size = len(weight)
    highs = None
    for need in needs:
        if adversary.met(need, hidden.astype(float)):
            continue
        if highs is None:
            both = scipy.sparse.hstack([adversary.matrix, -adversary.matrix], format="csr")
            zeros = np.zeros(adversary.matrix.shape[0])
            highs = new_solver(
                both,
                cost=np.zeros(2 * size),
                column_bounds=(np.zeros(2 * size), np.full(2 * size, INFINITY)),
                row_bounds=(zeros, zeros),
            )
        cost = np.where(hidden, 0.0, weight)
        rise, fall = np.full(size, INFINITY), adversary.values.copy()
        rise[need.fixed] = fall[need.fixed] = 0.0
        least = np.zeros(2 * size)
        moved, still = (rise, fall) if need.up else (fall, rise)
        least[need.cell + (0 if need.up else size)] = need.amount
        moved[need.cell], still[need.cell] = need.amount, 0.0
        columns = np.arange(2 * size, dtype=np.int32)
        highs.changeColsCost(2 * size, columns, np.concatenate([cost, cost]))
        set_bounds(highs, columns, least, np.concatenate([rise, fall]))
        solve(highs)
        change = np.array(highs.getSolution().col_value)
        hidden |= np.abs(change[:size] - change[size:]) > 1e-6
    return hidden


def prune(
    adversary: Adversary,
    needs: list[Need],
    weight: np.ndarray,
    always: np.ndarray,
    hidden: np.ndarray,
) -> np.ndarray:
    """
    ``hidden`` without the cells that protect nothing, dearest first.

    A witness is an alternative table that meets a need; showing a cell again concerns only the
    needs whose witness moves it.
    """
    hidden = hidden.copy()
    witnesses = []
    for need in needs:
        adversary.met(need, hidden.astype(float))
        witnesses.append(adversary.witness)
    candidates = np.flatnonzero(hidden & ~always)
    for cell in candidates[np.argsort(-weight[candidates], kind="stable")]:
        hidden[cell] = False
        fresh = {}
        for number, need in enumerate(needs):
            if abs(witnesses[number][cell]) < 1e-9:
                continue
            if not adversary.met(need, hidden.astype(float)):
                hidden[cell] = True
                break
            fresh[number] = adversary.witness
        else:
            for number, witness in fresh.items():
                witnesses[number] = witness
    return hidden
