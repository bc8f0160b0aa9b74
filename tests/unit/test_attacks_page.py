"""The page of attacks: every one has a test, and a test is lost from it only on purpose."""

import re
from pathlib import Path

import pytest

from tests.unit.test_published_values import place_of, table_rows, there

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "attacks.md"
ROWS = [row for row in table_rows(PAGE.read_text(encoding="utf-8")) if row[0] != "attack"]
LEAST = 61  # attacks when last added to


@pytest.mark.parametrize(("attack", "test"), ROWS, ids=[row[0] for row in ROWS])
def test_an_attack_has_its_test(attack, test):
    assert there(test), f"no such test: {test}"
    file, name = place_of(test)
    body = file.read_text(encoding="utf-8").partition(f"def {name}(")[2].partition("\ndef ")[0]
    assert re.search(r"\bassert\b|pytest\.raises", body), "a test that cannot fail"


def test_none_is_lost_and_none_is_listed_twice():
    assert len(ROWS) >= LEAST
    assert len({attack for attack, _ in ROWS}) == len({test for _, test in ROWS}) == len(ROWS)
