"""A certificate holds tables that agree with what is shown and keep what is hidden open."""

from itertools import pairwise

import numpy as np
import pytest

from cdrp_analysis.disclosure.certificate import certify
from cdrp_analysis.disclosure.relations import Cell, System
from cdrp_analysis.errors import DisclosureError

# Wards by themes with their totals (last row and column); the first small count takes the
# three others of a rectangle with it.
TABLE = np.array([[3, 20, 30, 53], [40, 50, 60, 150], [70, 80, 90, 240], [113, 150, 180, 443]])
RECTANGLE = [(0, 0), (0, 1), (1, 0), (1, 1)]


def system_of(values, relations):
    cells = tuple(Cell("s", "a", str(number), "y") for number in range(len(values)))
    index = {cell: number for number, cell in enumerate(cells)}
    return System(cells, np.array(values, float), ("table",) * len(cells), relations, index)


def table_system(table):
    number = np.arange(table.size).reshape(table.shape)
    across = [(int(row[-1]), tuple(row[:-1].tolist())) for row in number]
    down = [(int(column[-1]), tuple(column[:-1].tolist())) for column in number.T]
    return system_of(table.ravel(), (*across, *down))


def flags(size, *chosen):
    found = np.zeros(size, dtype=bool)
    found[list(chosen)] = True
    return found


def exactly(system, hidden):
    """What readers know when all other counts are shown as they are."""
    return np.where(hidden, 0, system.values), np.where(hidden, np.inf, system.values)


def holds(system, tables, lower, upper):
    sums = all(
        (tables[:, total] == tables[:, list(parts)].sum(axis=1)).all()
        for total, parts in system.relations
    )
    return sums and ((tables >= lower) & (tables <= upper)).all()


def test_a_small_count_in_a_rectangle_of_hidden_ones_is_certified():
    """The tables are those of the rectangle: n, 23 - n, 43 - n, 47 + n for n from 0 to 23."""
    system = table_system(TABLE)
    hidden = flags(16, *(4 * row + column for row, column in RECTANGLE))
    lower, upper = exactly(system, hidden)
    made = certify(system, lower, upper, primary=flags(16, 0), hidden=hidden, threshold=5)
    assert len(made.uncovered) == 0
    assert holds(system, made.alternatives, lower, upper)
    n = made.alternatives[:, 0]
    assert n.min() == 0 and n.max() >= 5
    np.testing.assert_array_equal(
        made.alternatives[:, [0, 1, 4, 5]], np.column_stack([n, 23 - n, 43 - n, 47 + n])
    )


@pytest.mark.parametrize("rounded", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_every_hidden_count_of_a_drawn_table_is_certified(seed, rounded):
    rng = np.random.default_rng(seed)
    inner = rng.poisson(rng.gamma(1.0, 12.0, size=(9, 7)))
    system = table_system(
        np.block([[inner, inner.sum(axis=1)[:, None]], [inner.sum(axis=0), inner.sum()]])
    )
    small = (system.values >= 1) & (system.values < 5)
    hidden = np.pad(np.ones((9, 7), dtype=bool), ((0, 1), (0, 1))).ravel()
    lower, upper = exactly(system, hidden)
    if rounded:
        lower, upper = np.maximum(lower - 2, 0), upper + 2
    made = certify(system, lower, upper, primary=small, hidden=hidden, threshold=5)
    again = certify(system, lower, upper, primary=small, hidden=hidden, threshold=5)
    assert len(made.uncovered) == 0
    assert holds(system, made.alternatives, lower, upper)
    least, most = made.alternatives.min(axis=0), made.alternatives.max(axis=0)
    assert (least[small] == 0).all() and (most[small] >= 5).all()
    assert (least[hidden] < most[hidden]).all()
    assert len(made.alternatives) < small.sum() / 2
    np.testing.assert_array_equal(made.alternatives, again.alternatives)


def test_a_count_hidden_alone_or_not_at_all_is_left_uncovered():
    """Alone in its row it is 53 - 20 - 30; one that is shown has no alternative either."""
    system = table_system(TABLE)
    lower, upper = exactly(system, flags(16, 0))
    made = certify(system, lower, upper, primary=flags(16, 0), hidden=flags(16, 9), threshold=5)
    assert made.uncovered.tolist() == [0, 9]


def test_a_range_that_whole_numbers_do_not_fill_is_left_uncovered():
    """
    x + y = 4, x + z = 5, w = y + z, k + w = 8: then w = 9 - 2x is odd, and so is k.

    Linear programming lets k be 0 (x = 1/2); no whole-number table does.
    """
    x, y, z, w, k, first, second, third = range(8)
    system = system_of(
        [2, 2, 3, 5, 3, 4, 5, 8],
        ((first, (x, y)), (second, (x, z)), (w, (y, z)), (third, (k, w))),
    )
    hidden = flags(8, x, y, z, w, k)
    lower, upper = exactly(system, hidden)
    made = certify(system, lower, upper, primary=flags(8, k), hidden=hidden, threshold=5)
    assert made.uncovered.tolist() == [k]
    assert holds(system, made.alternatives, lower, upper)
    assert set(made.alternatives[:, k].tolist()) <= {1, 3, 5, 7}


def test_a_count_tied_to_nothing_needs_two_tables():
    system = system_of([3, 40], ())
    lower, upper = exactly(system, flags(2, 0))
    made = certify(system, lower, upper, primary=flags(2, 0), hidden=flags(2), threshold=5)
    assert made.alternatives[:, 0].tolist() in ([0, 5], [5, 0])
    assert (made.alternatives[:, 1] == 40).all()


def test_figures_that_contradict_the_restricted_ones_are_refused():
    system = table_system(TABLE)
    lower, upper = exactly(system, flags(16, 0, 1))
    lower[4] = upper[4] = 41
    with pytest.raises(DisclosureError, match="contradict"):
        certify(system, lower, upper, primary=flags(16, 0), hidden=flags(16, 0, 1), threshold=5)


def test_arrays_are_as_described():
    system = table_system(TABLE)
    hidden = flags(16, *(4 * row + column for row, column in RECTANGLE))
    lower, upper = exactly(system, hidden)
    made = certify(system, lower, upper, primary=flags(16, 0), hidden=hidden, threshold=5)
    arrays = made.as_arrays()
    kinds = {name: array.dtype.kind for name, array in arrays.items()}
    whole = ("format", "threshold", "lower", "upper", "totals", "parts", "starts", "alternatives")
    assert {kinds[name] for name in whole} == {"i"}
    assert {kinds[name] for name in ("source", "area", "offence", "period")} == {"U"}
    assert kinds["primary"] == kinds["hidden"] == "b"
    assert (arrays["upper"] == -1).tolist() == hidden.tolist()
    starts, parts = arrays["starts"], arrays["parts"]
    runs = [tuple(parts[start:stop].tolist()) for start, stop in pairwise(starts)]
    assert list(zip(arrays["totals"].tolist(), runs, strict=True)) == list(system.relations)
