"""Rounded figures that add up, as near as any, and what a reader can still tell."""

import itertools

import numpy as np
import pytest

from cdrp_analysis.disclosure.controlled_rounding import (
    controlled_rounding,
    possible_counts_controlled,
)
from cdrp_analysis.disclosure.relations import Cell, System
from cdrp_analysis.disclosure.rounding_attack import unsafe
from cdrp_analysis.errors import DisclosureError, InputError, SettingsError


def system_of(values, relations, order=None):
    """Cells named by their place, listed in another order if one is given."""
    order = list(range(len(values))) if order is None else list(order)
    place = {cell: i for i, cell in enumerate(order)}
    cells = tuple(Cell("s", f"c{cell:03d}", "all", "y") for cell in order)
    moved = tuple((place[t], tuple(place[p] for p in parts)) for t, parts in relations)
    counts = np.array(values, dtype=float)[order]
    return System(
        cells, counts, ("table",) * len(cells), moved, {cell: i for i, cell in enumerate(cells)}
    )


def table(inner):
    """Counts of a table of any dimensions with all its margins, and the relations among them."""
    full = np.asarray(inner)
    for axis in range(full.ndim):
        full = np.concatenate([full, full.sum(axis, keepdims=True)], axis)
    number = np.arange(full.size).reshape(full.shape)
    lines = [
        line
        for axis in range(full.ndim)
        for line in np.moveaxis(number, axis, -1).reshape(-1, full.shape[axis]).tolist()
    ]
    return full.ravel(), [(line[-1], tuple(line[:-1])) for line in lines]


def adds_up(system, shown):
    return all(shown[total] == shown[list(parts)].sum() for total, parts in system.relations)


def drawn(seed, shape):
    return table(np.random.default_rng(seed).negative_binomial(1, 0.2, size=shape))


@pytest.mark.parametrize("shape", [(7,), (6, 5), (12, 9)])
@pytest.mark.parametrize("unbiased", [True, False])
def test_one_and_two_way_tables_always_have_a_rounding(shape, unbiased):
    """Cox and Ernst (1982): every cell an adjacent multiple, every sum exact."""
    for seed in range(5):
        system = system_of(*drawn(seed, shape))
        rounded = controlled_rounding(system, seed=seed, unbiased=unbiased)
        assert adds_up(system, rounded.values)
        assert (rounded.values % 5 == 0).all()
        assert (np.abs(rounded.values - system.values) < 5).all()
        assert (
            rounded.values[system.values % 5 == 0] == system.values[system.values % 5 == 0]
        ).all()
        assert not rounded.beyond.any()
        assert rounded.bound == pytest.approx(rounded.cost)


@pytest.mark.parametrize("seed", range(6))
def test_the_distance_is_the_least_of_all_roundings(seed):
    values, relations = drawn(seed, (3, 3))
    system = system_of(values, relations)
    adjacent = [sorted({5 * (v // 5), -5 * (-v // 5)}) for v in values]
    inner = [i for i in range(16) if i % 4 < 3 and i < 12]
    least = np.inf
    for choice in itertools.product(*(adjacent[i] for i in inner)):
        shown, _ = table(np.array(choice).reshape(3, 3))
        if all(shown[i] in adjacent[i] for i in range(16)):
            least = min(least, np.abs(shown - values).sum())
    assert controlled_rounding(system, seed=seed, unbiased=False).distance == least


def test_a_three_way_table_without_a_rounding_takes_as_few_next_multiples_as_possible():
    """
    Counts of 1 at four corners of a cube, no two of them neighbours, and base 2.

    Any two of the four share a plane that counts 2, which must stay: one is 2, the other 0.
    Four cells cannot all differ (the example of Causey, Cox and Ernst 1985).
    """
    corners = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]]])
    values, relations = table(corners)
    system = system_of(values, relations)
    rounded = controlled_rounding(system, base=2, seed=1)
    fewest = np.inf
    for choice in itertools.product((0, 2, 4), repeat=8):
        shown, _ = table(np.array(choice).reshape(2, 2, 2))
        if (np.abs(shown - values) < 4).all():
            fewest = min(fewest, (np.abs(shown - values) >= 1 + values % 2).sum())
    assert 0 < rounded.beyond.sum() == fewest
    assert adds_up(system, rounded.values)
    assert (np.abs(rounded.values - values)[~rounded.beyond] < 2).all()
    assert (np.abs(rounded.values - values)[rounded.beyond] < 4).all()


def test_three_way_tables_that_need_the_integer_programme_add_up():
    system = system_of(*drawn(3, (5, 4, 4)))
    rounded = controlled_rounding(system, seed=3)
    assert adds_up(system, rounded.values)
    assert (np.abs(rounded.values - system.values) < 5).all() and not rounded.beyond.any()
    assert 0.97 * rounded.cost <= rounded.bound <= rounded.cost + 1e-6


def test_where_not_even_next_multiples_add_up_nothing_is_rounded():
    """Five equal counts of 1 and their sum: 0 is 5 away from it and 2 makes it 10."""
    equal = [(0, (i,)) for i in range(1, 5)]
    system = system_of([1, 1, 1, 1, 1, 5], [*equal, (5, (0, 1, 2, 3, 4))])
    with pytest.raises(DisclosureError, match="no rounding to 2 that adds up"):
        controlled_rounding(system, base=2, seed=1)


def test_the_order_of_cells_and_relations_has_no_influence():
    values, relations = drawn(5, (4, 4, 3))
    first = controlled_rounding(system_of(values, relations), seed=9)
    order = np.random.default_rng(0).permutation(len(values))
    second = controlled_rounding(system_of(values, relations[::-1], order), seed=9)
    assert (second.values == first.values[order]).all()


def test_the_seed_decides_and_another_seed_decides_otherwise():
    system = system_of(*drawn(5, (8, 6)))
    shown = [controlled_rounding(system, seed=seed).values for seed in (1, 1, 2)]
    assert (shown[0] == shown[1]).all() and (shown[0] != shown[2]).any()


def test_a_lone_count_goes_up_with_the_chance_of_its_remainder():
    """So every count of the open interval stays possible, also for who knows the method."""
    counts = [1, 2, 3, 4, 13]
    system = system_of(counts, [])
    ups = np.mean(
        [controlled_rounding(system, seed=seed).values > counts for seed in range(600)], axis=0
    )
    np.testing.assert_allclose(ups, [0.2, 0.4, 0.6, 0.8, 0.6], atol=0.07)


def test_the_nearest_multiple_gives_a_lone_count_away_to_who_knows_the_rule():
    system = system_of([1, 2, 3, 4], [])
    shown = {tuple(controlled_rounding(system, seed=s, unbiased=False).values) for s in range(50)}
    assert shown == {(0, 0, 5, 5)}


def test_the_interval_behind_a_figure_holds_every_count_that_can_be_shown_so():
    for shown in (0, 5, 10):
        least, most = possible_counts_controlled(shown, 5)
        behind = [n for n in range(30) if shown in (5 * (n // 5), -5 * (-n // 5))]
        assert (least, most) == (min(behind), max(behind))


@pytest.mark.parametrize("seed", range(3))
def test_what_the_reader_can_tell_is_what_all_agreeing_tables_say(seed):
    inner = np.random.default_rng(seed).integers(0, 5, size=(2, 2))
    system = system_of(*table(inner))
    rounded = controlled_rounding(system, base=3, seed=seed)
    agreeing = []
    spans = [range(max(0, rounded.values[i] - 2), rounded.values[i] + 3) for i in (0, 1, 3, 4)]
    for choice in itertools.product(*spans):
        full, _ = table(np.array(choice).reshape(2, 2))
        if (np.abs(full - rounded.values) < 3).all():
            agreeing.append(full)
    low, high = np.min(agreeing, axis=0), np.max(agreeing, axis=0)
    found = unsafe(system, rounded, 20)  # no range is that wide, so every small cell is listed
    cells = [int(area[1:]) for area in found["area"]]
    assert cells == np.flatnonzero((system.values >= 1) & (system.values < 20)).tolist()
    assert found["lower"].tolist() == low[cells].tolist()
    assert found["upper"].tolist() == high[cells].tolist()


def test_a_base_below_the_threshold_leaves_small_counts_too_narrow():
    system = system_of(*drawn(2, (5, 4)))
    small = (system.values >= 1) & (system.values < 5)
    assert len(unsafe(system, controlled_rounding(system, base=2, seed=4), 5)) == small.sum() > 0
    assert unsafe(system, controlled_rounding(system, base=5, seed=4), 5).empty


def test_figures_of_another_system_are_not_examined():
    system = system_of([1, 2, 3], [(2, (0, 1))])
    other = controlled_rounding(system_of([11, 12, 23], [(2, (0, 1))]), seed=1)
    with pytest.raises(DisclosureError, match="further from the counts"):
        unsafe(system, other, 5)


def test_settings_and_counts_that_cannot_be_rounded_are_refused():
    system = system_of([1, 2, 3], [(2, (0, 1))])
    for wrong in ({"base": 1, "seed": 1}, {"seed": -1}, {"seed": 2**128}):
        with pytest.raises(SettingsError, match="base of at least 2"):
            controlled_rounding(system, **wrong)
    for counts in ([1, 2, 4], [-1, 2, 1], [0.5, 0.5, 1]):
        with pytest.raises(InputError, match="do not add up"):
            controlled_rounding(system_of(counts, [(2, (0, 1))]), seed=1)
