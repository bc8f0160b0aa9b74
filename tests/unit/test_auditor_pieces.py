"""Systems taken apart: the same least and greatest values as by trying every whole table."""

from itertools import combinations, product

import numpy as np
import pytest
import scipy.sparse

from cdrp_analysis.auditor import pieces as module
from cdrp_analysis.auditor.pieces import Pieces

# Three counts that sum to odd numbers two by two: the corner of the linear programme is 1.5 each.
ODD = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=float)


def pieces(matrix, sums, counts) -> Pieces:
    limits = tuple(np.asarray(limit, dtype=float) for limit in (*sums, *counts))
    return Pieces(scipy.sparse.csr_array(np.asarray(matrix, float)), limits[:2], limits[2:])


def tried(matrix, sums, counts) -> np.ndarray:
    """Every whole table that agrees with everything."""
    tables = np.array(
        list(product(*(range(int(a), int(b) + 1) for a, b in zip(*counts, strict=True))))
    )
    values = tables @ np.asarray(matrix).T
    return tables[((values >= sums[0]) & (values <= sums[1])).all(axis=1)]


@pytest.mark.parametrize("seed", range(40))
def test_values_are_those_of_all_tables_that_agree(seed):
    draw = np.random.default_rng(seed)
    size, rows = 6, int(draw.integers(2, 6))
    matrix = draw.integers(-1, 2, (rows, size)) * (draw.random((rows, size)) < 0.6)
    truth = draw.integers(0, 5, size)
    slack = draw.integers(0, 2, rows)
    sums = (matrix @ truth - slack, matrix @ truth + slack)
    told = draw.random(size) < 0.2
    counts = (np.where(told, truth, 0), np.where(told, truth, 5))
    agreed = tried(matrix, sums, counts)
    made = pieces(matrix, sums, counts)
    for count in range(size):
        for up in (False, True):
            value, cells, table = made.extreme(count, up=up, whole=True)
            assert value == (agreed[:, count].max() if up else agreed[:, count].min())
            assert table[list(cells).index(count)] == value
            assert (agreed[:, cells] == table).all(axis=1).any()


def test_a_fraction_elsewhere_is_nobodys_concern(monkeypatch):
    """Two counts of sum 7 beside three that cannot be whole at the corner: never searched."""
    matrix = np.block([[ODD, np.zeros((3, 2))], [np.zeros((1, 3)), np.ones((1, 2))]])
    limits = np.array([3, 3, 3, 7])
    made = pieces(matrix, (limits - [1, 1, 1, 0], limits), (np.zeros(5), np.full(5, 9)))
    monkeypatch.setattr(module._Piece, "_whole_extreme", None)  # would fail if it were called
    value, cells, table = made.extreme(4, up=True, whole=True)
    assert (value, cells.tolist(), table.tolist()) == (7, [3, 4], [0, 7])


def test_what_only_whole_numbers_rule_out_is_found():
    """Sums of at most 3 two by two: 1.5 each by fractions, and 4 = 1 + 1 + 2 whole, not 4.5."""
    matrix = np.hstack([np.vstack([ODD, np.ones((1, 3))]), np.array([[0], [0], [0], [-1]])])
    made = pieces(matrix, ([0, 0, 0, 0], [3, 3, 3, 0]), (np.zeros(4), np.full(4, 9)))
    assert made.extreme(3, up=True, whole=True).value == 4
    bound, cells, table = made.extreme(3, up=True, whole=False)
    assert bound == 4 and not len(cells) and not len(table)  # rounded: sound, and not reached


def test_a_told_count_is_itself_and_an_unlimited_one_has_no_table():
    made = pieces([[1, -1, 0]], ([0], [np.inf]), ([3, 0, 0], [3, np.inf, np.inf]))
    assert made.extreme(0, up=True, whole=True).value == 3
    assert made.extreme(1, up=True, whole=True).value == 3
    value, cells, _ = made.extreme(2, up=True, whole=True)
    assert value == np.inf and not len(cells)


def test_where_no_whole_table_reaches_the_linear_limit_the_search_decides():
    """Four counts of which no two may be 1: fractions allow a total of 2, whole numbers 1."""
    pairs = np.zeros((6, 5))
    for row, two in enumerate(combinations(range(4), 2)):
        pairs[row, list(two)] = 1
    matrix = np.vstack([pairs, [1, 1, 1, 1, -1]])
    made = pieces(matrix, (np.zeros(7), [1] * 6 + [0]), (np.zeros(5), np.full(5, 9)))
    assert made.extreme(4, up=True, whole=False).value == 2
    assert made.extreme(4, up=True, whole=True).value == 1
