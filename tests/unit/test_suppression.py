"""The optimum is the optimum, and the path for large blocks protects as well."""

import itertools

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.adversary import Adversary
from cdrp_analysis.disclosure.attack import attack
from cdrp_analysis.disclosure.perturbation import hide_by_perturbation, prune
from cdrp_analysis.disclosure.relations import Hierarchy, build
from cdrp_analysis.disclosure.suppression import _blocks, information, suppress
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.errors import DisclosureError

SPEC = TableSpec(
    "t",
    "",
    "small_area_counts",
    (Column("ward", "key", ""), Column("theme", "key", ""), Column("offences", "count", "")),
    "places",
    CellAddress("street", "offences", "ward", "theme", "=y"),
)


def system_of(inner):
    """A table of wards by themes with its margins."""
    wards, themes = [f"w{i}" for i in range(len(inner))], [f"t{i}" for i in range(len(inner[0]))]
    full = np.pad(inner, ((0, 1), (0, 1)))
    full[-1, :-1], full[:-1, -1], full[-1, -1] = (
        inner.sum(axis=0), inner.sum(axis=1), inner.sum(),
    )  # fmt: skip
    rows = [
        (ward, theme, full[w, t])
        for w, ward in enumerate([*wards, "B"])
        for t, theme in enumerate([*themes, "all"])
    ]
    table = pd.DataFrame(rows, columns=["ward", "theme", "offences"])
    return build({"t": table}, {"t": SPEC}, Hierarchy({"B": wards}, {"all": themes}))


def small(system):
    return (system.values >= 1) & (system.values < 5)


def safe(system, hidden):
    lower = np.where(hidden, 0, system.values)
    upper = np.where(hidden, np.inf, system.values)
    found = attack(system, lower, upper, primary=small(system), threshold=5)
    found = found[found["primary"]]
    return bool(found["safe"].all() and (found["lower_known_ones"] <= 0).all())


def solved(system):
    nothing = np.zeros(len(system.cells), dtype=bool)
    return suppress(system, primary=small(system), unpublished=nothing, spared=nothing, threshold=5)


@pytest.mark.parametrize("seed", range(6))
def test_no_cheaper_pattern_protects(seed):
    """Every other set of hidden cells of a 3 x 3 table is tried, judged by the attack."""
    inner = np.random.default_rng(seed).choice([0, 2, 3, 8, 9, 15, 22], size=(2, 3))
    system = system_of(inner)
    found = solved(system)
    assert safe(system, found.hidden)
    assert found.cost == pytest.approx(found.bound, abs=1e-3)
    weight = information(system.values)
    free = np.flatnonzero(~small(system))
    for size in range(len(free) + 1):
        for more in itertools.combinations(free, size):
            if weight[list(more)].sum() >= found.cost - 1e-6:
                continue
            hidden = small(system)
            hidden[list(more)] = True
            assert not safe(system, hidden), "a cheaper pattern protects too"


@pytest.mark.parametrize("seed", range(3))
def test_the_path_for_large_blocks_protects_and_costs_little_more(seed):
    rng = np.random.default_rng(seed)
    system = system_of(rng.poisson(rng.gamma(1.0, 12.0, size=(12, 8))))
    best = solved(system)
    hidden, weight = small(system), information(system.values)
    ((_, relations),) = _blocks(system)
    adversary = Adversary(relations, system.values, threshold=5)
    needs = adversary.needs(np.flatnonzero(hidden))
    found = prune(
        adversary, needs, weight, hidden, hide_by_perturbation(adversary, needs, weight, hidden)
    )
    assert safe(system, found)
    cost = weight[found & ~hidden].sum()
    assert best.bound - 1e-6 <= cost <= 1.5 * best.cost + 1e-6


def test_hiding_small_cells_alone_fails_the_attack():
    inner = np.array([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    system = system_of(inner)
    assert not safe(system, small(system))
    assert safe(system, solved(system).hidden)


def test_figures_that_contradict_the_restricted_ones_are_refused():
    system = system_of(np.array([[30, 20], [40, 50]]))
    shown = system.values + (np.arange(len(system.values)) == 0)
    with pytest.raises(DisclosureError, match="contradict"):
        attack(system, shown, shown, primary=small(system), threshold=5)
