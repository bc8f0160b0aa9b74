"""Rounding all counts of a release to a base so that every sum still adds up exactly."""

import hashlib
from dataclasses import dataclass

import numpy as np
import scipy.sparse

from cdrp_analysis.disclosure.relations import System, relation_matrix
from cdrp_analysis.disclosure.rounding_problem import Problem, solved
from cdrp_analysis.errors import InputError, SettingsError


@dataclass(frozen=True)
class Rounded:
    """
    Counts of a system as multiples of ``base`` that add up.

    ``values[i]`` is shown for cell i. ``beyond[i]`` says that it is not one of the two multiples
    beside the count (or the count itself, where that is one), but the next. ``cost`` is the
    summed weighted distance, ``bound`` a lower bound on it with the same number beyond;
    ``distance`` the summed distance without weights.
    """

    values: np.ndarray
    beyond: np.ndarray
    base: int
    cost: float
    bound: float
    distance: float


def controlled_rounding(
    system: System, *, base: int = 5, seed: int, unbiased: bool = True
) -> Rounded:
    """
    An adjacent multiple of ``base`` for every cell, such that all relations hold exactly.

    Multiples of the base stay (zero-restricted). Among all such roundings the one with the
    least summed weighted distance to the counts. One- and two-way tables (of whose dimensions
    one may be nested) always have one, and the linear programme finds it. Linked and three-way
    tables need not; then as few cells as possible take the next multiple (less than twice the
    base away).

    Round all tables of a release as one system, and once: other tables may force another
    multiple on the same cell, and a 0 in one edition with a 5 in the next says 1 to 4.

    Parameters
    ----------
    system : System
        All cells of the release and their relations.
    base : int
        At least 2.
    seed : int
        From 0 to 2**128 - 1; a secret of the partnership when ``unbiased``. What is drawn depends
        on it and on the cell's address alone, so the order of rows and tables has no influence.
    unbiased : bool
        Upward distances weigh u and downward ones 1 - u, with u uniform for each cell. A cell
        in no relation then goes up with the chance remainder / base, so that every count within
        the base of its figure remains possible. If False both weigh one half, ties apart: the
        figures are nearer, but who knows this rule can tell that a lone 0 was never 3 or 4
        (:func:`possible_counts_controlled` and
        :func:`~cdrp_analysis.disclosure.rounding_attack.unsafe` then promise too much).

    Returns
    -------
    Rounded
        Proven least in one- and two-way blocks. In others the search stops within 2% or after a
        fixed effort; ``bound`` says how near that is. With thousands of three-way cells, equal
        weights (not ``unbiased``) are the harder problem and can end further from the counts.

    Raises
    ------
    SettingsError
        If the base or seed cannot be used.
    InputError
        If the counts are not whole, are negative, or do not add up.
    DisclosureError
        If no rounding exists even with next multiples.

    References
    ----------
    Cox, L. H., Ernst, L. R. (1982). Controlled rounding. INFOR 20, 423-432.
    Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. Journal of the
    American Statistical Association 82, 520-524.
    Salazar-González, J. J. (2006). Controlled rounding and cell perturbation: statistical
    disclosure limitation methods for tabular data. Mathematical Programming 105, 583-603.
    """
    if base < 2 or not 0 <= seed < 2**128:
        raise SettingsError(
            "controlled rounding needs a base of at least 2 and a seed from 0 to 2**128 - 1.",
            where="disclosure.controlled_rounding",
            do="set the base to 5 (or 3) and draw the seed once with secrets.randbits(128)",
        )
    matrix = relation_matrix(system)
    order = np.array(sorted(range(len(system.cells)), key=system.cells.__getitem__), dtype=int)
    matrix, values = _ordered(matrix[:, order]), system.values[order]
    if (values < 0).any() or (values != np.floor(values)).any() or (matrix @ values).any():
        raise InputError(
            "the counts to be rounded are negative, not whole, or do not add up.",
            where="disclosure.controlled_rounding",
            do="build the system with disclosure.relations.build, which checks every sum",
        )
    upward = _draws([system.cells[i] for i in order], seed)
    if not unbiased:  # so little that it decides between equal distances only
        upward = 0.5 + (upward - 0.5) / (4 * base * len(values))
    problem = Problem(matrix, values, base, upward)
    steps, least = solved(problem)
    shown = np.zeros(len(values), dtype=np.int64)
    shown[order] = problem.shown(steps)
    beyond = np.zeros(len(values), dtype=bool)
    beyond[order] = problem.beyond(steps)
    distance = float(np.abs(shown - system.values).sum())
    return Rounded(shown, beyond, base, float(problem.costs(steps).sum()), least, distance)


def possible_counts_controlled(shown: float, base: int) -> tuple[int, int]:
    """
    The least and greatest count behind a figure, for a reader who knows the rule but no sums.

    Examples
    --------
    >>> possible_counts_controlled(0, 5)
    (0, 4)
    >>> possible_counts_controlled(5, 5)
    (1, 9)
    """
    return max(0, int(shown) - base + 1), int(shown) + base - 1


def _ordered(matrix: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
    """The relations in an order that depends on their cells alone."""
    matrix = scipy.sparse.csr_array(matrix)
    matrix.sort_indices()
    bounds = zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)
    rows = [
        (matrix.indices[start:end].tolist(), matrix.data[start:end].tolist())
        for start, end in bounds
    ]
    return matrix[sorted(range(len(rows)), key=rows.__getitem__)]


def _draws(cells: list, seed: int) -> np.ndarray:
    """A number between 0 and 1 for every cell, from the seed and its address alone."""
    key = seed.to_bytes(16, "big")
    digests = [
        hashlib.blake2b("\x1f".join(cell).encode(), key=key, digest_size=8).digest()
        for cell in cells
    ]
    return (np.frombuffer(b"".join(digests), dtype=">u8") >> np.uint64(11)) / 2.0**53
