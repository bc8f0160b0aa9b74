"""Halved sums of cuts hold for every choice of whole cells, and cut halves off."""

import itertools

import numpy as np
import pytest

from cdrp_analysis.disclosure.suppression_halves import halves
from cdrp_analysis.solver import INFINITY, new_solver, solve


def relaxed(matrix, lower, upper, cost):
    """A programme over shares, solved."""
    size = matrix.shape[1]
    highs = new_solver(
        matrix,
        cost=cost,
        column_bounds=(np.zeros(size), np.ones(size)),
        row_bounds=(lower, upper),
    )
    solve(highs)
    return highs, np.array(highs.getSolution().col_value)


def test_three_cells_of_which_every_two_need_one_take_two():
    pairs = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=float)
    highs, shares = relaxed(pairs, np.ones(3), np.full(3, INFINITY), np.ones(3))
    assert shares == pytest.approx([0.5] * 3)
    ((columns, coefficients, side),) = halves(highs, shares, most=9)
    assert (columns.tolist(), coefficients.tolist(), side) == ([0, 1, 2], [1, 1, 1], 2)


@pytest.mark.parametrize("seed", range(20))
def test_no_choice_of_whole_cells_is_lost(seed):
    """All choices of eight cells are tried; rows have both signs, limits and fractions."""
    rng = np.random.default_rng(seed)
    matrix = rng.choice([0, 0, 0, 1, 1, 2, -1], size=(14, 8)).astype(float)
    matrix[::4] *= rng.choice([0.5, 1 / 3, 0.4])  # coefficients as cuts have them
    inside = rng.integers(0, 2, size=8)
    lower, upper = np.floor(matrix @ inside - rng.integers(0, 2, 14)), np.full(14, INFINITY)
    upper[::5] = np.ceil(matrix[::5] @ inside)
    highs, shares = relaxed(matrix, lower, upper, rng.integers(1, 9, size=8).astype(float))
    found = list(halves(highs, shares, most=50))
    for choice in itertools.product((0, 1), repeat=8):
        chosen = np.array(choice)
        if ((matrix @ chosen < lower - 1e-9) | (matrix @ chosen > upper + 1e-9)).any():
            continue
        assert all(co @ chosen[columns] >= side - 1e-9 for columns, co, side in found)
    for columns, coefficients, side in found:
        assert coefficients @ shares[columns] < side - 0.01, "a cut that cuts nothing off"


def test_some_relaxations_of_random_rows_are_cut():
    """So that the test above has something to look at."""
    cut = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        matrix = rng.choice([0, 0, 1], size=(14, 8)).astype(float)
        matrix = matrix[matrix.sum(axis=1) > 1]
        rows = len(matrix)
        highs, shares = relaxed(matrix, np.ones(rows), np.full(rows, INFINITY), np.ones(8))
        cut += any(True for _ in halves(highs, shares, most=9))
    assert cut > 5
