"""The page of published values: every row has a test, a source, and numbers that stand there."""

import ast
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "published-values.md"
LEAST, LEAST_HELD = 81, 21  # rows when last added to: a lost row is a lost test
UNDATED = "(web page, no date)"
TOPICS = (
    "Rates and limits", "Places", "Times", "Trends and projections", "Change and peers",
    "Evaluation", "People", "Voice", "Priorities", "Disclosure", "Other",
    "Held against another program at test time",
)  # fmt: skip
NUMBER = r"\d[\d_]*(?:\.\d+)?(?:e-?\d+)?"


class Row(NamedTuple):
    measure: str
    value: str
    source: str
    tolerance: str
    test: str


class Held(NamedTuple):
    measure: str
    program: str
    test: str


def table_rows(text: str) -> list[list[str]]:
    """The cells of every line of every table, without headings."""
    lines = re.findall(r"(?m)^\| (.+) \|$", text)
    cells = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    return [row for row in cells if row[0] != "measure"]


def read(text: str) -> tuple[list[Row], list[Held]]:
    published, _, held = text.partition(f"\n## {TOPICS[-1]}\n")
    return [Row(*row) for row in table_rows(published)], [Held(*row) for row in table_rows(held)]


TEXT = PAGE.read_text(encoding="utf-8")
ROWS, HELD = read(TEXT)


def place_of(test: str) -> tuple[Path, str]:
    found = re.fullmatch(r"`(tests/\w+/test_\w+\.py)::(test_\w+)`", test)
    assert found, f"no test: {test}"
    return ROOT / found[1], found[2]


def there(test: str) -> bool:
    file, name = place_of(test)
    if not file.exists():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in ast.walk(tree))


def has_source(source: str) -> bool:
    """A year, a package or release by its name, or a page of the web that bears no date."""
    year, named = re.search(r"\b(1[89]|20)\d\d\b", source), re.search(r"`[\w.]+`", source)
    return bool(year or named or source.endswith(UNDATED))


def numbers(text: str) -> set[float]:
    return {float(n.replace("_", "")) for n in re.findall(NUMBER, text)}


def seen_by(test: str) -> set[float]:
    """Numbers of the test's file and of the reference values that it imports."""
    text = place_of(test)[0].read_text(encoding="utf-8")
    names = re.findall(r"from tests\.reference\.(\w+) import", text)
    names += re.findall(r"from tests\.reference import (\w+)", text)
    more = [ROOT / "tests" / "reference" / f"{name}.py" for name in names]
    return numbers(" ".join([text, *(path.read_text(encoding="utf-8") for path in more)]))


def unseen(row: Row) -> set[float]:
    quoted = re.findall(r"`([^`]+)`", row.value)
    return set().union(*map(numbers, quoted)) - seen_by(row.test)


def test_every_topic_has_its_heading():
    assert re.findall(r"(?m)^## (.+)$", TEXT) == list(TOPICS)


def test_no_row_is_lost():
    assert len(ROWS) >= LEAST
    assert len(HELD) >= LEAST_HELD


def test_every_row_names_a_test_that_exists():
    assert [row.test for row in ROWS + HELD if not there(row.test)] == []


def test_no_test_is_listed_twice_for_a_measure():
    times = Counter((row.measure, row.test) for row in ROWS + HELD)
    assert [pair for pair, number in times.items() if number > 1] == []


def test_every_row_has_a_source_and_a_tolerance():
    assert [row.measure for row in ROWS if not has_source(row.source)] == []
    assert [row.measure for row in ROWS if not row.tolerance] == []
    assert [row.measure for row in HELD if not re.search(r"`\w+`", row.program)] == []
    assert sum(row.source.endswith(UNDATED) for row in ROWS) <= 2


def test_every_number_quoted_stands_in_its_test():
    assert {row.measure: unseen(row) for row in ROWS if unseen(row)} == {}


LINE = next(line for line in TEXT.splitlines() if "test_rates.py::test_limits" in line)


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("test_rates.py", "test_rate.py", lambda row: not there(row.test)),
        ("test_limits_match", "test_limits_meet", lambda row: not there(row.test)),
        ("Garwood (1936)", "Garwood", lambda row: not has_source(row.source)),
        ("3.69", "3.96", lambda row: unseen(row) == {3.96}),
    ],
)
def test_a_broken_row_is_found(was, now, fault):
    (sound,), (broken,) = read(LINE)[0], read(LINE.replace(was, now))[0]
    assert was in LINE and not fault(sound) and fault(broken)
