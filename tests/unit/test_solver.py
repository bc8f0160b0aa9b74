"""What is handed to the solver step by step gives the answer of a programme made anew."""

import numpy as np
import pytest
import scipy.sparse

from cdrp_analysis.solver import INFINITY, Columns, add_rows, new_solver, solve

SIZE = 6
DRAWS = np.random.default_rng(3)
TABLE = scipy.sparse.csr_array(DRAWS.integers(-1, 2, (3, SIZE)).astype(float))


def least(cost, lower, upper, rows=()) -> float:
    """The optimum of a programme made from scratch, its rows added one by one."""
    highs = new_solver(
        TABLE, cost=cost, column_bounds=(lower, upper), row_bounds=(np.zeros(3), np.zeros(3))
    )
    for columns, coefficients, side in rows:
        highs.addRow(side, INFINITY, len(columns), columns.astype(np.int32), coefficients)
    solve(highs)
    return highs.getInfo().objective_function_value


@pytest.fixture
def columns() -> Columns:
    none = np.zeros(SIZE)
    highs = new_solver(
        TABLE, cost=none, column_bounds=(none, none), row_bounds=(np.zeros(3), np.zeros(3))
    )
    return Columns(highs, SIZE)


def test_questions_that_follow_one_another_have_the_answers_of_new_programmes(columns):
    answers = set()
    for _ in range(20):
        cost, upper = DRAWS.integers(-3, 4, SIZE).astype(float), DRAWS.integers(0, 9, SIZE) + 0.0
        lower = -DRAWS.integers(0, 9, SIZE) - 0.0
        columns.price(cost)
        columns.limit(lower, upper)
        solve(columns.highs)
        found = columns.highs.getInfo().objective_function_value
        assert found == pytest.approx(least(cost, lower, upper))
        answers.add(round(found, 6))
    assert len(answers) > 10


def test_rows_added_at_once_are_those_added_one_by_one(columns):
    cost, lower, upper = np.ones(SIZE), np.full(SIZE, -9.0), np.full(SIZE, 9.0)
    rows = [
        (np.array([0, 4]), np.array([1.0, 2.0]), -3.0),
        (np.array([1]), np.array([1.0]), -2.0),
        (np.array([2, 3, 5]), np.array([1.0, 0.5, 1.0]), -1.0),
    ]
    columns.price(cost)
    columns.limit(lower, upper)
    add_rows(columns.highs, rows)
    add_rows(columns.highs, [])
    solve(columns.highs)
    found = columns.highs.getInfo().objective_function_value
    assert columns.highs.getNumRow() == 6
    assert found == pytest.approx(least(cost, lower, upper, rows))
    assert found > least(cost, lower, upper)
