"""Weighted displacement difference: its authors' examples, rings, weights, costs."""

import math

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.displacement import (
    cost_per_offence_avoided,
    weighted_displacement_difference,
)
from tests.drawn import frame

PLAIN = frame("""
    place   | before | after
    treated | 20     | 10
    control | 20     | 20
""")


def test_the_worked_example():
    """Tests of the R package ptools: -10. By hand: SE √70 = 8.37, 90% limits -23.8 to 3.8."""
    found = weighted_displacement_difference(PLAIN)
    assert found["wdd"] == -10 and found["se"] == pytest.approx(math.sqrt(70))
    assert (found["lower"], found["upper"]) == pytest.approx((-23.76, 3.76), abs=0.005)


PAPER = frame("""
    place                | before | after
    treated              | 207    | 110
    control              | 308    | 318
    displacement         | 178    | 157
    displacement_control | 150    | 140
""")


def test_the_papers_example_with_displacement_areas():
    """Wheeler and Ratcliffe (2018), as the tests of the R package ptools quote it."""
    found = weighted_displacement_difference(PAPER, confidence=0.95)
    assert found["wdd"] == -118 and found["se"] == pytest.approx(math.sqrt(1568))
    assert round(found["z"], 2) == -2.98
    assert (round(found["lower"]), round(found["upper"])) == (-196, -40)


def test_areas_of_different_size_weigh_as_the_r_package_weighs_them():
    """ptools, tests, "Area Weights": counts over 1.2, 0.9, 1.5 and 1.6."""
    sizes = {"treated": 1.2, "control": 0.9, "displacement": 1.5, "displacement_control": 1.6}
    found = weighted_displacement_difference(
        PAPER.assign(category=PAPER["place"]),
        weights={place: 1 / size for place, size in sizes.items()},
        confidence=0.95,
    )
    expected = (-99.69444444, 35.4280755, -2.813995483, -169.1321965, -30.25669241)
    names = ("wdd", "se", "z", "lower", "upper")
    assert [found[name] for name in names] == pytest.approx(expected, rel=1e-8)


def test_what_moved_next_door_counts_against_the_gain():
    """Ten fewer, six more in the ring whose own control stood still: -10 + 6."""
    ring = pd.concat([PLAIN, frame("""
        place                | before | after
        displacement         | 30     | 36
        displacement_control | 30     | 30
    """)])  # fmt: skip
    found = weighted_displacement_difference(ring)
    assert found["wdd"] == -4 and found["displacement"] == 6
    assert found["se"] == pytest.approx(math.sqrt(70 + 126))


def test_weights_enter_the_variance_squared():
    harm = frame("""
        place   | category | before | after
        treated | robbery  | 4      | 2
        treated | theft    | 10     | 10
        control | robbery  | 4      | 4
        control | theft    | 10     | 10
    """)
    found = weighted_displacement_difference(harm, weights={"robbery": 365.0, "theft": 2.0})
    assert found["wdd"] == -730
    assert found["se"] == pytest.approx(math.sqrt(365**2 * 14 + 2**2 * 40))


def test_a_category_without_a_weight_is_named():
    with pytest.raises(InputError, match="1 categories have no weight: theft"):
        weighted_displacement_difference(PLAIN.assign(category="theft"), weights={})


@pytest.mark.parametrize("places", [["treated"], ["treated", "elsewhere"]])
def test_without_a_control_there_is_no_difference(places):
    counts = pd.DataFrame({"place": places, "before": 1, "after": 1})
    with pytest.raises(InputError, match="treated and a control"):
        weighted_displacement_difference(counts)


def test_a_ring_needs_a_control_of_its_own():
    ring = pd.concat([PLAIN, pd.DataFrame({"place": ["displacement"], "before": 1, "after": 1})])
    with pytest.raises(InputError, match="control of their own"):
        weighted_displacement_difference(ring)


@pytest.mark.parametrize(
    ("lower", "upper", "reading", "most"),
    [
        (-80, -20, "offences were avoided", 50.0),
        (-80, 20, "cannot be told from no effect", math.inf),
        (10, 90, "more offences than elsewhere", math.inf),
    ],
)
def test_a_cost_says_how_sure_it_is(lower, upper, reading, most):
    found = {"wdd": (lower + upper) / 2, "lower": lower, "upper": upper}
    cost = cost_per_offence_avoided(1000, found)
    assert cost["reading"] == reading and cost["cost_each_most"] == most
    assert math.isnan(cost["cost_each"]) == (found["wdd"] >= 0)
