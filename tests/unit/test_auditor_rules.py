"""The auditor holds every figure to the rules that its table declares."""

import json

import pytest

from cdrp_analysis.auditor.bundle import Bundle, open_bundle
from cdrp_analysis.auditor.release import audit_numbers
from cdrp_analysis.auditor.rules import AGAINST, against_rules

BOROUGH = "E09000001"
WORDS = """
    table, column, role
    t, area, key
    t, period, key
    t, group, key
    t, people, count
    t, asked, denominator
    t, share, derived
"""


def released(folder, text: str, limits: dict, **said) -> Bundle:
    """One table with its limits."""
    (folder / "data").mkdir(parents=True)
    cells = {"source": "s", "area": "area", "offence": "group", "period": "period"}
    declared = {"keys": ["area", "period", "group"], "suppress_below": 5, "round_to": 1}
    declared |= {"cells": cells | {"count": "people"}, "limits": limits, **said}
    structure = {"format": 1, "edition": "public", "period": "2010/11", "sums": {}}
    structure |= {"rules": {"suppress_below": 5}, "tables": {"t": declared}}
    (folder / "data/structure.json").write_text(json.dumps(structure))
    for name, drawing in (("t", text), ("dictionary", WORDS)):
        lines = [",".join(part.strip() for part in line.split(",")) for line in drawing.split("\n")]
        (folder / f"data/{name}.csv").write_text("\n".join(filter(None, lines)) + "\n")
    return open_bundle(folder)


def found(*arguments, **options) -> list[tuple[str, str]]:
    findings = list(against_rules(released(*arguments, **options)))
    assert {kind for _, _, kind, _ in findings} <= {AGAINST}
    return [(place, what) for _, place, _, what in findings]


HEAD = "area, period, group, people, asked, share\n"


@pytest.mark.parametrize(("count", "odd"), [("10", False), ("15", False), ("12", True)])
def test_a_count_that_is_not_rounded(tmp_path, count, odd):
    text = f"{HEAD} W1, 2010/11, a, {count}, 90, 0.1\n W1, 2010/11, b, [c], 90, [c]"
    wrong = [("row 2, people", "is not rounded as the table's rule says")]
    assert found(tmp_path / "a", text, {}, round_to=5) == (wrong if odd else [])
    altered = {"method": "controlled rounding", "by_at_most": 4}
    assert found(tmp_path / "b", text, {}, round_to=5, altered=altered) == []


def test_a_sensitive_row_has_a_base_of_its_own(tmp_path):
    text = """
        area, period, group, people, asked, sensitive
        W1, 2010/11, a, 12, 90, False
        W1, 2010/11, b, 12, 90, True
    """
    strict = {"suppress_below": 5, "round_to": 5}
    assert found(tmp_path / "a", text, {}, sensitive=strict) == [
        ("row 3, people", "is not rounded as the table's rule says")
    ]


@pytest.mark.parametrize(("asked", "small"), [("29", True), ("30", False), ("[x]", True)])
def test_a_percentage_on_a_base_below_the_smallest(tmp_path, asked, small):
    text = f"{HEAD} W1, 2010/11, a, 12, {asked}, 0.4\n W1, 2010/11, b, 12, {asked}, [z]"
    limits = {"minimum_base": 30, "bases": {"asked": False}}
    wrong = [("row 2, share", "rests on a base below the smallest")]
    assert found(tmp_path / "a", text, limits) == (wrong if small else [])


@pytest.mark.parametrize(("people", "small"), [("30", True), ("35", False), ("[c]", True)])
def test_a_base_that_is_rounded_counts_as_the_least_it_can_be(tmp_path, people, small):
    text = f"{HEAD} W1, 2010/11, a, {people}, 90, 0.4"
    limits = {"minimum_base": 30, "bases": {"people": True}}
    wrong = [("row 2, share", "rests on a base below the smallest")]
    assert found(tmp_path / "a", text, limits, round_to=5) == (wrong if small else [])


def test_one_small_base_stops_all_percentages_of_its_breakdown(tmp_path):
    text = f"""{HEAD}
        W1, 2010/11, a, 12, 9, [z]
        W1, 2010/11, b, 12, 90, 0.1
        W2, 2010/11, a, 12, 90, 0.1
    """
    limits = {"minimum_base": 10, "bases": {"asked": False}}
    assert found(tmp_path / "a", text, limits) == []
    limits |= {"each_of": ["area", "period"]}
    assert found(tmp_path / "b", text, limits) == [
        ("row 3, share", "rests on a base below the smallest")
    ]
    limits |= {"each_of": []}
    places = [place for place, _ in found(tmp_path / "c", text, limits)]
    assert places == ["row 3, share", "row 4, share"]


def test_counts_zeros_wards_and_months_where_there_may_be_none(tmp_path):
    text = f"""{HEAD}
        {BOROUGH}, 2010/11, a, 0, 90, 0.1
        {BOROUGH}, 2010-04, a, 12, 90, 0.1
        W1, 2010/11, a, 12, 90, 0.1
    """
    cases = {
        "counts": (False, [("people", "counts stand where only percentages may")]),
        "zeros": ("hidden", [("row 2, people", "is a zero where zeros are hidden")]),
        "areas": (
            {"column": "area", "only": [BOROUGH]},
            [("row 4, area", "is an area within the partnership")],
        ),
        "months": ({"column": "period"}, [("row 3, period", "is a single month")]),
    }
    for name, (limit, wrong) in cases.items():
        assert found(tmp_path / name, text, {name: limit}) == wrong
    assert found(tmp_path / "none", text, {}) == []


def test_the_audit_of_numbers_reports_them(tmp_path):
    text = f"{HEAD} W1, 2010/11, a, 12, 90, 0.1333"
    share = {"share": "people / asked"}
    bundle = released(tmp_path / "a", text, {"counts": False}, derived=share)
    findings = audit_numbers(bundle)
    assert findings[["place", "kind"]].to_numpy().tolist() == [["people", AGAINST]]
