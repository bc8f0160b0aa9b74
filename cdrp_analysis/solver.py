"""The one place where HiGHS is set up: one threads setting, and no answer without its status."""

from collections.abc import Sequence

import highspy
import numpy as np
import scipy.sparse

from cdrp_analysis.errors import DisclosureError

# Two HiGHS objects with different thread counts in one process fail silently (status not
# set, zeros for an answer), so every solver here is made by new_solver().
_THREADS = 1
INFINITY = highspy.kHighsInf

_Status = highspy.HighsModelStatus


def new_solver(
    matrix: scipy.sparse.csr_array,
    *,
    cost: np.ndarray,
    column_bounds: tuple[np.ndarray, np.ndarray],
    row_bounds: tuple[np.ndarray, np.ndarray],
) -> highspy.Highs:
    """A solver holding min cost·x subject to bounds on x and on matrix·x."""
    highs = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", _THREADS),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-4),
    ):
        highs.setOptionValue(option, value)
    model = highspy.HighsLp()
    rows, columns = matrix.shape
    matrix = scipy.sparse.csr_array(matrix)
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = np.asarray(cost, dtype=float)
    model.col_lower_, model.col_upper_ = (np.asarray(b, dtype=float) for b in column_bounds)
    model.row_lower_, model.row_upper_ = (np.asarray(b, dtype=float) for b in row_bounds)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data.astype(float)
    if highs.passModel(model) == highspy.HighsStatus.kError:
        raise DisclosureError(
            "the solver refused the table system.",
            where="solver",
            do="report it with the table declarations: this is a fault of the workbench",
        )
    return highs


def set_bounds(
    highs: highspy.Highs, columns: Sequence[int], lower: np.ndarray, upper: np.ndarray
) -> None:
    """Change the bounds of some columns."""
    columns = np.asarray(columns, dtype=np.int32)
    if len(columns) == 0:
        return
    highs.changeColsBounds(
        len(columns), columns, np.asarray(lower, float), np.asarray(upper, float)
    )


class Columns:
    """
    The columns of a solver whose costs and bounds are all zero at first.

    From one question to the next few of them change, and only these are handed over: in a
    programme of thousands of columns that takes longer than a short solution.
    """

    def __init__(self, highs: highspy.Highs, size: int):
        self.highs = highs
        self._cost, self._lower, self._upper = (np.zeros(size) for _ in range(3))

    def price(self, cost: np.ndarray) -> None:
        """From now on the columns cost this."""
        changed = np.flatnonzero(cost != self._cost).astype(np.int32)
        if len(changed):
            self.highs.changeColsCost(len(changed), changed, cost[changed])
        self._cost = cost

    def limit(self, lower: np.ndarray, upper: np.ndarray) -> None:
        """From now on these are the columns' bounds."""
        changed = np.flatnonzero((lower != self._lower) | (upper != self._upper))
        set_bounds(self.highs, changed, lower[changed], upper[changed])
        self._lower, self._upper = lower, upper


def add_rows(highs: highspy.Highs, rows: Sequence[tuple[np.ndarray, np.ndarray, float]]) -> None:
    """Add rows (columns, coefficients, least value) at once: one by one each copies the matrix."""
    if not rows:
        return
    columns, coefficients, least = zip(*rows, strict=True)
    starts = np.cumsum([0, *map(len, columns[:-1])]).astype(np.int32)
    columns, coefficients = np.concatenate(columns), np.concatenate(coefficients)
    highs.addRows(
        len(rows), np.array(least, float), np.full(len(rows), INFINITY), len(columns), starts,
        columns.astype(np.int32), coefficients.astype(float),
    )  # fmt: skip


def solve(highs: highspy.Highs, *, allow: Sequence[highspy.HighsModelStatus] = ()) -> str:
    """
    Run, and return "optimal", "unbounded", "infeasible" or "limit" when allowed.

    Raises
    ------
    DisclosureError
        For every other outcome: a protected table without a proof is not published.
    """
    highs.run()
    status = highs.getModelStatus()
    if status == _Status.kUnknown:
        # The last basis led it astray; from scratch it finds the answer, or there is none.
        highs.clearSolver()
        highs.run()
        status = highs.getModelStatus()
    names = {
        _Status.kOptimal: "optimal",
        _Status.kUnbounded: "unbounded",
        _Status.kInfeasible: "infeasible",
        _Status.kUnboundedOrInfeasible: "infeasible",
        _Status.kSolutionLimit: "limit",
    }
    if status != _Status.kOptimal and status not in allow:
        raise DisclosureError(
            f"the solver stopped without an answer ({highs.modelStatusToString(status)}).",
            where="solver",
            do="run again with fewer tables; nothing has been published",
        )
    return names[status]


UNBOUNDED = (_Status.kUnbounded, _Status.kUnboundedOrInfeasible)
INFEASIBLE = (_Status.kInfeasible, _Status.kUnboundedOrInfeasible)
LIMIT = (_Status.kSolutionLimit,)
