"""Lists linked and cut to their places, and people chosen for a bad year."""

import os
import subprocess
import sys
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures import linkage, selection, short_list
from tests.drawn import frame

KEYS = ("key_forename", "key_surname", "key_birth", "key_home")


ERRORS = {"key_forename": (0.05, 0.02), "key_surname": (0.06, 0.02),
          "key_birth": (0.03, 0.02), "key_home": (0.22, 0.08)}  # fmt: skip


def two_lists(one: int, two: int, both: int, *, errors: float = 1.0, seed: int = 20100930):
    """Lists with some people on both, spelled wrong and left blank as in real lists; who is who."""
    rng = np.random.default_rng(seed)
    size = one + two
    own = {
        "key_forename": (300 * rng.random(size) ** 2).astype(int),
        "key_surname": (1200 * rng.random(size) ** 1.6).astype(int),
        "key_birth": rng.integers(0, 430, size), "key_home": rng.integers(0, 2600, size),
    }  # fmt: skip
    parts, who = [], []
    for name, people in (("one", np.arange(one)), ("two", one - both + np.arange(two))):
        table = pd.DataFrame({"list": name, "person": [f"{name}-{p}" for p in people]})
        for key, (wrong, blank) in ERRORS.items():
            value = np.where(rng.random(len(people)) < wrong * errors,
                             rng.choice(own[key], len(people)), own[key][people])  # fmt: skip
            text = pd.Series([f"k{v}" for v in value])
            table[key] = text.mask(rng.random(len(people)) < blank * errors)
        parts.append(table)
        who.append(people)
    return pd.concat(parts, ignore_index=True), np.concatenate(who)


@pytest.fixture(scope="module")
def drawn() -> tuple[pd.DataFrame, np.ndarray]:
    return two_lists(400, 360, 60)


@pytest.mark.parametrize(
    "sizes, errors, precision, recall",
    [
        ((400, 360, 60), 0.0, 1.0, 1.0),
        ((400, 360, 60), 1.0, 0.95, 0.75),  # the errors of the sample
        ((400, 360, 60), 2.0, 0.95, 0.5),
        ((200, 150, 20), 1.0, 0.95, 0.75),
        ((1500, 1200, 300), 1.0, 0.99, 0.8),
    ],
)
def test_the_planted_pairs_are_found_and_few_others(sizes, errors, precision, recall):
    rows, who = two_lists(*sizes, errors=errors)
    linked = linkage.link(rows, keys=KEYS)
    pairs = linked.attrs["pairs"]
    right = who[pairs["first"]] == who[pairs["second"]]
    assert right.mean() >= precision
    assert right.sum() / sizes[2] >= recall
    assert linked.attrs["recall"] == pytest.approx(right.sum() / sizes[2], abs=0.12)
    assert linked["entity"].nunique() == len(rows) - len(pairs)


def test_the_key_with_the_most_errors_agrees_the_least(drawn):
    m = linkage.link(drawn[0], keys=KEYS).attrs["m"]
    assert min(m, key=m.get) == "key_home"


def test_where_nobody_is_on_both_lists_nobody_is_linked():
    rows, _ = two_lists(400, 360, 0)
    linked = linkage.link(rows, keys=KEYS)
    assert linked["entity"].nunique() == len(rows) and linked.attrs["pairs"].empty


@pytest.mark.parametrize("values", ["abac", "abcd", "aaaa", [None] * 4])
def test_keys_that_always_or_never_agree_or_are_blank_stop_nothing(values):
    rows = pd.DataFrame({"list": ["one", "one", "it's", "it's"], "k": list(values)})
    linked = linkage.link(rows.assign(other=["1", "2", "1", "3"]), keys=["k", "other"])
    assert not linked.duplicated(["list", "entity"]).any()


def test_where_too_little_is_alike_to_learn_from_no_recall_is_made_up():
    rows = pd.DataFrame({"list": ["one", "one", "two", "two"], "k": list("abac")})
    linked = linkage.link(rows.assign(other=["1", "2", "1", "3"]), keys=["k", "other"])
    assert np.isnan(
        [linked.attrs["recall"], linked.attrs["share"], *linked.attrs["m"].values()]
    ).all()


def test_a_person_on_three_lists_is_one_and_a_list_holds_nobody_twice():
    first, _ = two_lists(300, 250, 80)
    third = first[first["list"] == "two"].assign(list="three")
    linked = linkage.link(pd.concat([first, third], ignore_index=True), keys=KEYS)
    assert not linked.duplicated(["list", "entity"]).any()
    assert (linked.groupby("entity")["list"].nunique() == 3).sum() >= 50


_FRESH = """
import os, socket, sys
def refused(*_, **__): raise OSError("no network")
socket.socket.connect = socket.getaddrinfo = refused
from cdrp_analysis.measures import linkage
assert "splink" not in sys.modules  # only those who link wait for it
import pandas as pd
found = linkage.link(pd.read_pickle(sys.argv[1]), keys=sys.argv[2].split(","))
print(found["entity"].tolist(), {**found.attrs, "pairs": found.attrs["pairs"].to_dict("list")})
assert os.listdir() == []
"""


def test_fresh_processes_find_the_same_and_say_and_leave_nothing_else(drawn, tmp_path):
    drawn[0].to_pickle(tmp_path / "rows.pkl")
    (tmp_path / "empty").mkdir()
    made = [
        subprocess.run(
            [sys.executable, "-c", _FRESH, str(tmp_path / "rows.pkl"), ",".join(KEYS)],
            cwd=tmp_path / "empty", env={**os.environ, "PYTHONHASHSEED": seed, "TMPDIR": "."},
            capture_output=True, text=True, check=True,
        )
        for seed in ("1", "2")
    ]  # fmt: skip
    here = linkage.link(drawn[0], keys=KEYS)
    attrs = {**here.attrs, "pairs": here.attrs["pairs"].to_dict("list")}
    assert {run.stdout for run in made} == {f"{here['entity'].tolist()} {attrs}\n"}
    assert {run.stderr for run in made} == {""}
    assert not any(f"'{key}'" in made[0].stdout for key in drawn[0]["key_home"].dropna())


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
