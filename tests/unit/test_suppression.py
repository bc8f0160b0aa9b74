"""The optimum is the optimum, what is fixed stays fixed, and the path for large blocks protects."""

import itertools

import numpy as np
import pandas as pd
import pytest
import scipy.optimize
import scipy.sparse

from benchmarks.disclosure.bundles import known, protectable, write
from benchmarks.disclosure.mutation import mutations
from benchmarks.disclosure.systems import drawn, generated, unpublished
from cdrp_analysis.auditor.release import audit_numbers
from cdrp_analysis.disclosure import suppression_search
from cdrp_analysis.disclosure.adversary import Adversary
from cdrp_analysis.disclosure.attack import attack
from cdrp_analysis.disclosure.joint_system import build
from cdrp_analysis.disclosure.relations import Hierarchy, relation_matrix
from cdrp_analysis.disclosure.suppression import information, suppress
from cdrp_analysis.disclosure.suppression_attempt import Tables
from cdrp_analysis.disclosure.suppression_choice import Choice
from cdrp_analysis.disclosure.suppression_cuts import Separation
from cdrp_analysis.disclosure.suppression_diving import dive
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec

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


def cell(system, ward, theme):
    return next(i for i, c in enumerate(system.cells) if (c.area, c.offence) == (ward, theme))


def small(system):
    return (system.values >= 1) & (system.values < 5)


def safe(system, hidden):
    lower = np.where(hidden, 0, system.values)
    upper = np.where(hidden, np.inf, system.values)
    found = attack(system, lower, upper, primary=small(system), threshold=5)
    found = found[found["primary"]]
    return bool(found["safe"].all() and (found["lower_known_ones"] <= 0).all())


def solved(system, **options):
    nothing = np.zeros(len(system.cells), dtype=bool)
    return suppress(
        system,
        primary=small(system),
        unpublished=unpublished(system),
        spared=nothing,
        threshold=5,
        **options,
    )


@pytest.mark.parametrize("seed", range(4))
def test_no_cheaper_pattern_protects(seed):
    """Every other set of hidden cells of a 2 x 3 table is tried, judged by the attack."""
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


def least_cost(system):
    """
    The optimum in one integer programme, written without cuts and by another solver's interface.

    For every primary and direction there is a table of rises and falls, each of them at most
    the threshold where the cell is hidden (enough in two dimensions, where tables are sums of
    cycles). Systems without a count of 1 have no contributors to withstand.
    """
    size, relations = len(system.cells), system.relations
    sums = np.zeros((len(relations), size))
    for row, (total, parts) in enumerate(relations):
        sums[row, total], sums[row, list(parts)] = 1, -1
    wanted = [(c, up) for c in np.flatnonzero(small(system)) for up in (True, False)]
    width = size + 2 * size * len(wanted)
    rows, lower, upper = [], [], []
    least, most = np.zeros(width), np.concatenate([np.ones(size), np.full(width - size, 5.0)])
    least[:size] = small(system) | unpublished(system)
    for number, (primary, up) in enumerate(wanted):
        rise = size + 2 * size * number
        fall = rise + size
        change = np.zeros((len(relations), width))
        change[:, rise:fall], change[:, fall : fall + size] = sums, -sums
        rows.append(change)
        lower += [0.0] * len(relations)
        upper += [0.0] * len(relations)
        limits = np.zeros((2 * size, width))
        limits[:size, :size] = -5 * np.eye(size)
        limits[:size, rise:fall] = np.eye(size)
        limits[size:, :size] = -np.diag(np.minimum(system.values, 5))
        limits[size:, fall : fall + size] = np.eye(size)
        rows.append(limits)
        lower += [-np.inf] * 2 * size
        upper += [0.0] * 2 * size
        amount = 5 - system.values[primary] if up else system.values[primary]
        least[(rise if up else fall) + primary] = amount
        most[(fall if up else rise) + primary] = 0
    weight = np.where(small(system) | unpublished(system), 0, information(system.values))
    done = scipy.optimize.milp(
        np.concatenate([weight, np.zeros(width - size)]),
        constraints=scipy.optimize.LinearConstraint(
            scipy.sparse.csr_array(np.vstack(rows)), lower, upper
        ),
        integrality=np.arange(width) < size,
        bounds=scipy.optimize.Bounds(least, most),
    )
    assert done.status == 0
    return done.fun


@pytest.mark.parametrize("seed", range(3))
def test_the_cost_is_that_of_an_independent_integer_programme(seed):
    rng = np.random.default_rng(seed)
    system = system_of(rng.choice([0, 0, 2, 3, 4, 9, 17, 30, 44], size=(5, 4)))
    found = solved(system)
    assert found.cost == pytest.approx(least_cost(system), abs=1e-3)
    assert found.cost == pytest.approx(found.bound, abs=1e-3)


@pytest.mark.parametrize("number", [0, 3, 8, 11])
def test_large_blocks_are_protected_at_little_more_than_the_bound(number, monkeypatch):
    system = generated(number, seed=1)
    best = solved(system)
    monkeypatch.setattr(suppression_search, "EXACT_UP_TO", 0)
    monkeypatch.setattr(suppression_search, "COMPACT", 0)
    found = solved(system)
    assert safe(system, found.hidden)
    assert found.bound <= best.cost + 1e-6 <= found.cost + 2e-6 <= 1.25 * best.cost + 1e-5


def test_cuts_for_whole_cells_lift_the_relaxation_and_stay_below_the_optimum():
    system = generated(16, seed=2)
    primary = small(system)
    nothing = np.zeros(len(primary), dtype=bool)
    tables = Tables(relation_matrix(system), system.values, nothing, system.values == 1)
    adversary = Adversary(tables, threshold=5)
    needs, _ = adversary.needs(np.flatnonzero(primary), primary)
    separation = Separation(adversary, needs, primary)
    choice = Choice(tables.matrix, information(system.values), primary, nothing)
    _, relaxed = suppression_search._relaxed(separation, choice, slow=0.0)
    assert choice.strengthen() > 0
    shares, stronger = suppression_search._relaxed(separation, choice, slow=0.0)
    best = solved(system)
    assert relaxed + 0.3 < stronger <= best.cost + 1e-6
    assert choice.halve() > 0
    shares, halved = suppression_search._relaxed(separation, choice, slow=0.0)
    assert stronger < halved <= best.cost + 1e-6
    # Hiding what the relaxation favours, step by step, meets every need.
    assert safe(system, dive(choice, separation, shares))


def test_a_search_cut_short_says_how_far_from_the_optimum_it_can_be():
    system = generated(16, seed=2)
    best = solved(system)
    found = solved(system, nodes=1)
    assert safe(system, found.hidden)
    assert found.bound <= best.cost + 1e-6 <= found.cost + 2e-6
    assert found.bound < found.cost


def test_contributors_who_can_exclude_none_whatever_is_hidden_still_do_not_know_the_count():
    system = generated(54, seed=1)  # it has counts whose every offence is another's only one
    hidden = solved(system, nodes=0).hidden  # what holds of every pattern
    found = attack(
        system,
        np.where(hidden, 0, system.values),
        np.where(hidden, np.inf, system.values),
        primary=small(system),
        threshold=5,
    ).query("primary")
    assert (found["lower_known_ones"] > 0).any()
    assert found["safe"].all()


def test_every_secondary_is_needed_and_attack_and_auditor_notice_its_publication():
    """The auditor reads each release from its files, one hidden count printed in it."""
    found = [mutations(drawn(number, seed=3)) for number in (0, 3, 8)]
    assert sum(each.tried for each in found) > 5
    assert all(each.tried == each.caught == each.found_by_auditor for each in found)
    assert all(each.before == 0 for each in found)


def test_insiders_who_know_sums_that_nobody_published_are_not_made_up(tmp_path):
    """In this system a reader can form sums of remainders, one of which is 1."""
    given = drawn(24, seed=1)
    system, primary = given.system, protectable(given.system, given)
    hidden = suppress(
        system,
        primary=primary,
        unpublished=unpublished(system),
        spared=np.zeros(len(primary), dtype=bool),
        threshold=5,
        nodes=0,
    ).hidden
    assert audit_numbers(write(tmp_path, given, hidden), known=known(system)).empty


def test_a_programme_that_the_last_basis_leads_astray_is_solved_from_scratch():
    system = generated(129, seed=2010)  # HiGHS answers "unknown" to one of its programmes
    assert safe(system, solved(system, nodes=0).hidden)


def test_the_pattern_is_the_same_again():
    first, second = (solved(generated(11, seed=1)).hidden for _ in range(2))
    assert (first == second).all()


def test_hiding_small_cells_alone_fails_the_attack():
    inner = np.array([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    system = system_of(inner)
    assert not safe(system, small(system))
    assert safe(system, solved(system).hidden)


def test_fixed_cells_stay_shown_and_others_are_hidden_in_their_place():
    system = system_of(np.array([[3, 20, 30], [40, 50, 60], [70, 80, 90]]))
    free = solved(system)
    fixed = free.hidden & ~small(system)
    found = solved(system, fixed=fixed)
    assert not (found.hidden & fixed).any()
    assert not found.exposed.any()
    assert found.cost > free.cost
    assert safe(system, found.hidden)


def test_a_primary_that_earlier_releases_give_away_is_named_and_the_rest_protected():
    system = system_of(np.array([[3, 20, 30], [40, 4, 60], [70, 80, 90]]))
    fixed = np.zeros(len(system.cells), dtype=bool)
    known = [cell(system, "w0", theme) for theme in ("t1", "t2", "all")]
    fixed[known] = True  # so the 3 can be worked out, whatever is hidden now
    found = solved(system, fixed=fixed)
    assert np.flatnonzero(found.exposed).tolist() == [cell(system, "w0", "t0")]
    assert not found.hidden[known].any()
    other = cell(system, "w1", "t1")
    lower = np.where(found.hidden, 0, system.values)
    upper = np.where(found.hidden, np.inf, system.values)
    # The reader knows the exposed cell too.
    given = cell(system, "w0", "t0")
    lower[given] = upper[given] = system.values[given]
    ranges = attack(
        system, lower, upper, primary=np.arange(len(system.cells)) == other, threshold=5
    ).query("primary")
    assert ranges["safe"].all()


def test_a_primary_published_before_is_exposed_and_not_hidden_again():
    system = system_of(np.array([[3, 20, 30], [40, 50, 60], [70, 80, 90]]))
    found = solved(system, fixed=small(system))
    assert (found.exposed == small(system)).all()
    assert not found.hidden.any()
    assert found.cost == 0
