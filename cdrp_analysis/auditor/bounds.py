"""The least and greatest value of every hidden count, and the published facts that imply it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse

from cdrp_analysis.auditor.addresses import Address
from cdrp_analysis.auditor.evidence import INFINITY, Fact, Tie
from cdrp_analysis.auditor.pieces import NEAR, PRIMAL, Extreme, Pieces
from cdrp_analysis.auditor.sums import Sums
from cdrp_analysis.solver import INFEASIBLE, UNBOUNDED, new_solver, solve


@dataclass(frozen=True)
class Range:
    """The least and greatest value of a count that agree with everything published."""

    lower: float
    upper: float


@dataclass(frozen=True)
class Row:
    """One relation of the model: lower <= sum of weight × cell <= upper; ``fact`` if published."""

    cells: np.ndarray
    weights: np.ndarray
    lower: float
    upper: float
    fact: Tie | None = None


class Model:
    """
    All published facts and all sums as one linear programme, asked about many counts.

    Parameters
    ----------
    sums : Sums
        Cells and relations.
    facts : dict of Address to sequence of Fact
        What is published of each cell.
    ties : sequence of Tie
        Figures made of several counts.
    """

    def __init__(
        self, sums: Sums, facts: Mapping[Address, Sequence[Fact]], ties: Sequence[Tie] = ()
    ):
        tied = [cell for tie in ties for cell, _ in tie.terms]
        self.cells = list(dict.fromkeys([*sums.cells, *tied]))
        self.index = {cell: number for number, cell in enumerate(self.cells)}
        size = len(self.cells)
        self.lower, self.upper = np.zeros(size), np.full(size, INFINITY)
        self.lower_fact: dict[int, Fact] = {}
        self.upper_fact: dict[int, Fact] = {}
        for cell, said in facts.items():
            for fact in said:
                self._take(self.index[cell], fact)
        self.rows = [self._sum(total, parts) for total, parts in sums.relations]
        self.rows += [self._tie(tie) for tie in ties]
        self.linear = self.programme()
        self.linear.setOptionValue("simplex_strategy", PRIMAL)
        self.pieces: Pieces | None = None

    def _take(self, here: int, fact: Fact) -> None:
        if fact.lower > self.lower[here]:
            self.lower[here], self.lower_fact[here] = fact.lower, fact
        if fact.upper < self.upper[here]:
            self.upper[here], self.upper_fact[here] = fact.upper, fact

    def _sum(self, total: Address, parts: Sequence[Address]) -> Row:
        cells = np.array([self.index[cell] for cell in (total, *parts)])
        weights = np.full(len(cells), -1.0)
        weights[0] = 1.0
        return Row(cells, weights, 0.0, 0.0)

    def _tie(self, tie: Tie) -> Row:
        cells = np.array([self.index[cell] for cell, _ in tie.terms], dtype=int)
        weights = np.array([weight for _, weight in tie.terms])
        return Row(cells, weights, tie.lower, tie.upper, tie)

    def programme(self) -> highspy.Highs:
        """A linear programme of its own over all cells with all that is published."""
        return self._solver(self.rows, self.lower, self.upper)

    def _matrix(
        self, rows: Sequence[Row]
    ) -> tuple[scipy.sparse.csr_array, tuple[np.ndarray, np.ndarray]]:
        """Weights of some of the rows over all cells, and their limits."""
        numbers = np.repeat(np.arange(len(rows)), [len(row.cells) for row in rows])
        columns = np.concatenate([row.cells for row in rows]) if rows else np.zeros(0, dtype=int)
        weights = np.concatenate([row.weights for row in rows]) if rows else np.zeros(0)
        shape = (len(rows), len(self.cells))
        limits = (np.array([row.lower for row in rows]), np.array([row.upper for row in rows]))
        return scipy.sparse.csr_array((weights, (numbers, columns)), shape=shape), limits

    def _solver(self, rows: Sequence[Row], lower: np.ndarray, upper: np.ndarray) -> highspy.Highs:
        """A programme over all cells with some of the rows; it minimises nothing yet."""
        matrix, limits = self._matrix(rows)
        cost = np.zeros(len(self.cells))
        return new_solver(matrix, cost=cost, column_bounds=(lower, upper), row_bounds=limits)

    def consistent(self) -> bool:
        """Whether any counts at all agree with everything published."""
        if (self.lower > self.upper).any():
            return False
        if not self.cells:
            return True  # a release without a count contradicts nothing
        return solve(self.linear, allow=INFEASIBLE) == "optimal"

    def range_of(self, cell: Address) -> Range:
        """The least and greatest whole value of a cell."""
        return Range(self.extreme(cell, up=False).value, self.extreme(cell, up=True).value)

    def extreme(self, cell: Address, *, up: bool, whole: bool = True) -> Extreme:
        """The greatest or least whole value of a cell, and whole counts that reach it."""
        if self.pieces is None:
            matrix, sums = self._matrix(self.rows)
            self.pieces = Pieces(matrix, sums, (self.lower, self.upper))
        return self.pieces.extreme(self.index[cell], up=up, whole=whole)

    def because(self, cell: Address, *, up: bool, bound: float) -> list[Fact | Tie]:
        """
        A shortest list of published facts that already keep a cell from passing a bound.

        Facts that the multipliers of the linear programme name, less each that can be spared
        (an irreducible set): ``up`` asks why the cell is at most ``bound``, otherwise why it
        is at least ``bound``. Empty where only whole numbers explain it.
        """
        here, sign = self.index[cell], -1.0 if up else 1.0
        self.linear.changeColCost(here, sign)
        solve(self.linear, allow=UNBOUNDED)
        solution = self.linear.getSolution()
        duals, reduced = np.array(solution.row_dual), np.array(solution.col_dual)
        self.linear.changeColCost(here, 0.0)
        used = [row for row, dual in zip(self.rows, duals, strict=True) if abs(dual) > NEAR]
        given: list[tuple[str, int]] = []
        for number in np.flatnonzero(np.abs(reduced) > NEAR).tolist():
            given += [("lower", number)] if number in self.lower_fact else []
            given += [("upper", number)] if number in self.upper_fact else []
        # The cell's own range as published, and every tie used, may be what gives it away.
        given += [("tie", place) for place, row in enumerate(used) if row.fact is not None]
        target = sign * bound

        def implied(kept: list[tuple[str, int]]) -> bool:
            return self._small_extreme(used, kept, here, sign) > target - 1 + NEAR

        if not implied(given):
            return []
        for one in list(given):
            fewer = [other for other in given if other != one]
            if implied(fewer):
                given = fewer
        facts: dict[Fact | Tie, None] = {}
        for kind, number in given:
            found = {"lower": self.lower_fact, "upper": self.upper_fact}.get(kind)
            facts[used[number].fact if found is None else found[number]] = None
        return list(facts)

    def _small_extreme(
        self, used: Sequence[Row], kept: Sequence[tuple[str, int]], here: int, sign: float
    ) -> float:
        """The extreme of a cell when only some of the facts are known."""
        cells = np.unique(np.concatenate([*(row.cells for row in used), [here]])).astype(int)
        place = {cell: number for number, cell in enumerate(cells.tolist())}
        lower, upper = np.zeros(len(cells)), np.full(len(cells), INFINITY)
        ties = {number for kind, number in kept if kind == "tie"}
        for kind, number in kept:
            if kind != "tie" and number in place:
                which = lower if kind == "lower" else upper
                which[place[number]] = (self.lower if kind == "lower" else self.upper)[number]
        rows = [row for n, row in enumerate(used) if row.fact is None or n in ties]
        numbers = np.repeat(np.arange(len(rows)), [len(row.cells) for row in rows])
        columns = [place[cell] for row in rows for cell in row.cells.tolist()]
        weights = [weight for row in rows for weight in row.weights.tolist()]
        cost = np.zeros(len(cells))
        cost[place[here]] = sign
        highs = new_solver(
            scipy.sparse.csr_array((weights, (numbers, columns)), shape=(len(rows), len(cells))),
            cost=cost,
            column_bounds=(lower, upper),
            row_bounds=(
                np.array([row.lower for row in rows]),
                np.array([row.upper for row in rows]),
            ),
        )
        if solve(highs, allow=UNBOUNDED) != "optimal":
            return -INFINITY
        return float(highs.getInfo().objective_function_value)

    def irreconcilable(self, cost_of: Callable[[Fact | Tie], float]) -> list[Fact | Tie]:
        """
        The cheapest facts to set aside so that the rest can all be true.

        Parameters
        ----------
        cost_of : callable
            What doubting a fact or tie costs.
        """
        rows, slack = list(self.rows), []
        bounds = [*self.lower_fact.items(), *self.upper_fact.items()]
        facts: list[Fact | Tie] = []
        for number, fact in {
            (number, id(fact)): (number, fact) for number, fact in bounds
        }.values():
            upper = self.upper_fact.get(number) is fact and self.upper[number] == fact.upper
            lower = self.lower_fact.get(number) is fact and self.lower[number] == fact.lower
            one = Row(
                np.array([number]), np.ones(1),
                fact.lower if lower else -INFINITY, fact.upper if upper else INFINITY,
            )  # fmt: skip
            slack.append((len(rows), fact))
            rows.append(one)
        slack += [(n, row.fact) for n, row in enumerate(self.rows) if row.fact is not None]
        size = len(self.cells)
        free = self._solver(rows, np.zeros(size), np.full(size, INFINITY))
        for number, fact in slack:
            for weight in (1.0, -1.0):
                free.addCol(
                    cost_of(fact), 0.0, INFINITY,
                    1, np.array([number], dtype=np.int32), np.array([weight]),
                )  # fmt: skip
        solve(free)
        moved = np.array(free.getSolution().col_value)[size:].reshape(-1, 2).sum(axis=1)
        for (_, fact), by in zip(slack, moved, strict=True):
            if by > NEAR and fact not in facts:
                facts.append(fact)
        return facts
