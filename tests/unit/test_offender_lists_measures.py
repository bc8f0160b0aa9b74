"""Lists linked and cut to their places, and people chosen for a bad year."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import linkage, selection, short_list
from tests.drawn import frame

KEYS = ("key_forename", "key_surname", "key_birth", "key_home")


@pytest.fixture(scope="module")
def drawn() -> tuple[pd.DataFrame, np.ndarray]:
    """Two lists of people, 60 on both, spelled wrong and left blank as in real lists."""
    rng = np.random.default_rng(20100930)
    own = {
        "key_forename": (300 * rng.random(900) ** 2).astype(int),
        "key_surname": (1200 * rng.random(900) ** 1.6).astype(int),
        "key_birth": rng.integers(0, 430, 900), "key_home": rng.integers(0, 2600, 900),
    }  # fmt: skip
    errors = {"key_forename": (0.05, 0.02), "key_surname": (0.06, 0.02),
              "key_birth": (0.03, 0.02), "key_home": (0.22, 0.08)}  # fmt: skip
    parts, who = [], []
    for name, people in (("one", np.arange(400)), ("two", np.arange(340, 700))):
        table = pd.DataFrame({"list": name, "person": [f"{name}-{p}" for p in people]})
        for key, (wrong, blank) in errors.items():
            value = np.where(rng.random(len(people)) < wrong, rng.choice(own[key], len(people)),
                             own[key][people])  # fmt: skip
            text = pd.Series([f"k{v}" for v in value])
            table[key] = text.mask(rng.random(len(people)) < blank)
        parts.append(table)
        who.append(people)
    return pd.concat(parts, ignore_index=True), np.concatenate(who)


def test_the_planted_pairs_are_found_and_few_others(drawn):
    """The same errors as the sample's: precision 0.95 and recall 0.75 at the least."""
    rows, who = drawn
    linked = linkage.link(rows, keys=KEYS)
    pairs = linked.attrs["pairs"]
    right = who[pairs["first"]] == who[pairs["second"]]
    assert right.mean() >= 0.95
    assert right.sum() / 60 >= 0.75
    assert linked["entity"].nunique() == len(rows) - len(pairs)
    assert linked.attrs["m"]["key_home"] < linked.attrs["m"]["key_birth"]


def test_nobody_is_linked_twice_to_one_list_nor_within_it(drawn):
    pairs = linkage.link(drawn[0], keys=KEYS).attrs["pairs"]
    assert not pairs["first"].duplicated().any() and not pairs["second"].duplicated().any()


def test_the_order_of_the_rows_changes_nobody(drawn):
    rows, _ = drawn
    mixed = rows.sample(frac=1, random_state=3).reset_index(drop=True)

    def people(linked):
        return {frozenset(group) for group in linked.groupby("entity")["person"].agg(list)}

    assert people(linkage.link(rows, keys=KEYS)) == people(linkage.link(mixed, keys=KEYS))


def test_one_list_alone_cannot_be_linked(drawn):
    with pytest.raises(InputError, match="fewer than two lists"):
        linkage.link(drawn[0].head(20), keys=KEYS)


def test_overlaps_count_a_person_once():
    linked = frame("""
        list | entity
        a    | 0
        a    | 1
        b    | 1
        b    | 2
        c    | 1
    """)
    table = linkage.overlaps(linked).set_index(["first", "second"])["people"]
    assert table["a", "a"] == 2 and table["a", "b"] == 1 and table["b", "c"] == 1
    assert len(table) == 3 + len(list(combinations("abc", 2)))


def test_a_longer_list_holds_no_less_and_each_place_less_than_the_one_before():
    people = pd.DataFrame({"score": [9, 7, 5, 3, 1], "harm": [50.0, 20, 15, 10, 5]})
    table = short_list.curve(people, scores=["score"], harm="harm", lengths=[1, 2, 5])
    assert table["caught_share"].tolist() == pytest.approx([0.5, 0.7, 1.0])
    assert table["per_place_share"].tolist() == pytest.approx([0.5, 0.2, 0.1])


def test_near_the_cut_a_score_decides_nothing():
    people = pd.DataFrame({"score": range(20, 0, -1)})
    bands = short_list.banded(people, score="score", places=10)["band"].value_counts()
    assert bands.to_dict() == {"listed": 8, "borderline": 4, "not listed": 8}


def choice(seed: int, effect: float) -> pd.DataFrame:
    """The worst 31 of 400 and the 60 next in line, by last year's count."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(1.0, 2.3, 400)
    before = rng.poisson(rate)
    order = np.lexsort((rng.random(400), -before))[:91]
    chosen = np.arange(91) < 31
    after = rng.poisson(rate[order] * np.where(chosen, effect, 1.0))
    return pd.DataFrame({
        "offences_before": before[order], "months_before": 12.0, "offences_after": after,
        "months_after": 12.0, "in_scheme": chosen,
    })  # fmt: skip


@pytest.mark.parametrize("effect", [1.0, 0.5])
def test_choosing_the_worst_is_not_taken_for_an_effect(effect):
    """With nothing done the raw count falls by about 23%; the corrected ratio stays near one."""
    found = [selection.regression_to_mean(choice(seed, effect), chosen="in_scheme")
             for seed in range(8)]  # fmt: skip
    assert np.mean([one["ratio"] for one in found]) == pytest.approx(effect, rel=0.12)
    assert 0.68 < np.mean([one["regression"] for one in found]) < 0.86
    inside = [one["ratio_lower"] <= effect <= one["ratio_upper"] for one in found]
    assert sum(inside) >= 6


def test_without_those_next_in_line_nothing_is_corrected():
    few = choice(1, 1.0).head(12)
    with pytest.raises(InputError, match="too few people"):
        selection.regression_to_mean(few.assign(in_scheme=True), chosen="in_scheme")


def test_the_model_says_how_many_pairs_it_finds(drawn):
    rows, who = drawn
    linked = linkage.link(rows, keys=KEYS)
    pairs = linked.attrs["pairs"]
    right = (who[pairs["first"]] == who[pairs["second"]]).sum()
    assert linked.attrs["recall"] == pytest.approx(right / 60, abs=0.12)


def test_of_people_linked_there_are_as_many_and_some_that_were_not():
    low, high = linkage.people_limits(40, 0.8)
    assert low >= 40 and low < 50 < high
    assert linkage.people_limits(40, 1.0) == (40, 40)
    assert linkage.people_limits(0, 0.8)[0] == 0
    wider = linkage.people_limits(40, 0.8, confidence=0.99)
    assert wider[0] <= low and wider[1] > high


def test_limits_of_people_hold_as_often_as_they_say():
    rng = np.random.default_rng(3)
    inside = []
    for found in rng.binomial(50, 0.8, 500):
        low, high = linkage.people_limits(int(found), 0.8)
        inside.append(low <= 50 <= high)
    assert np.mean(inside) >= 0.93


def test_limits_of_the_regression_hold_what_the_rates_say():
    """What is hidden in real life is known here: the rates of the 31 before anything was done."""
    inside = []
    for seed in range(8):
        people = choice(seed, 0.5)
        rng = np.random.default_rng(seed)
        rate = rng.gamma(1.0, 2.3, 400)
        before = rng.poisson(rate)
        worst = np.lexsort((rng.random(400), -before))[:31]
        low, high = selection.regression_limits(people, chosen="in_scheme", seed=1)
        found = selection.regression_to_mean(people, chosen="in_scheme")["regression"]
        assert low < found < high < 1.1
        inside.append(low <= rate[worst].sum() / before[worst].sum() <= high)
    assert sum(inside) >= 7


def test_limits_of_the_regression_are_drawn_alike_from_one_seed():
    people = choice(2, 1.0)
    once = selection.regression_limits(people, chosen="in_scheme", seed=5)
    assert once == selection.regression_limits(people, chosen="in_scheme", seed=5)
    with pytest.raises(InputError, match="too few people"):
        selection.regression_limits(people.head(12), chosen="in_scheme", seed=5)
