"""The boxes in which protection is looked for first: each once, small ones before large ones."""

import itertools

import numpy as np

from cdrp_analysis.disclosure.suppression_blocks import neighbourhoods


def sets(*words):
    return [np.array([letter == "x" for letter in word]) for word in words]


def test_boxes_come_smallest_first_and_each_once_however_many_totals_hold_it():
    areas = sets("xxxxxx", "xxx...", "xxx...", "......")  # an area twice, and one elsewhere
    offences = sets("xxxxxx", "x..x..")
    cells = np.arange(6)
    found = neighbourhoods([areas, offences, []], cells)
    spelt = ["".join(".x"[inside] for inside in box.astype(int)) for box in found]
    assert spelt == ["x.....", "x..x..", "xxx..."]


def test_every_box_that_is_neither_empty_nor_everything_is_there():
    rng = np.random.default_rng(4)
    nests = [[rng.random(9) < 0.5 for _ in range(4)] for _ in range(3)]
    cells = np.array([0, 2, 3, 5, 8])
    boxes = {
        (a & o & p)[cells].tobytes() for a, o, p in itertools.product(*nests)
    } - {np.zeros(5, dtype=bool).tobytes(), np.ones(5, dtype=bool).tobytes()}  # fmt: skip
    assert [box.tobytes() for box in neighbourhoods(nests, cells)] != []
    assert {box.tobytes() for box in neighbourhoods(nests, cells)} == boxes


def test_a_block_that_lies_in_no_total_of_a_dimension_has_no_box():
    assert neighbourhoods([sets("...xxx"), [], []], np.arange(3)) == []
