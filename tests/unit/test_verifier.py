"""The verifier accepts a certificate that holds and notices every tampering with one."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cdrp_analysis.auditor import verifier
from cdrp_analysis.auditor.verifier import failures, verify
from cdrp_analysis.disclosure.rounding import possible_counts, round_to_base

WARDS, THEMES = ("W1", "W2", "W3"), ("burglary", "robbery", "drugs")
FREE = -1
# The rectangle of the two first wards and themes is hidden; its small count is 3.
TABLE = np.array([[3, 20, 30, 53], [40, 50, 60, 150], [70, 80, 90, 240], [113, 150, 180, 443]])
HIDDEN = np.zeros((4, 4), dtype=bool)
HIDDEN[:2, :2] = True


@pytest.fixture
def arrays():
    """Written by hand, table by table, so that nothing of the protector is needed."""
    number = np.arange(16).reshape(4, 4)
    runs = [*number, *number.T]
    alternatives = []
    for moved in (-3, 4):
        table = TABLE.copy()
        table[:2, :2] += np.array([[moved, -moved], [-moved, moved]])
        alternatives.append(table.ravel())
    return {
        "format": np.array(1),
        "threshold": np.array(5),
        "source": np.full(16, "street"),
        "area": np.repeat([*WARDS, "B"], 4),
        "offence": np.tile([*THEMES, "all"], 4),
        "period": np.full(16, "2010/11"),
        "primary": number.ravel() == 0,
        "hidden": HIDDEN.ravel(),
        "lower": np.where(HIDDEN, 0, TABLE).ravel(),
        "upper": np.where(HIDDEN, FREE, TABLE).ravel(),
        "totals": np.array([run[-1] for run in runs]),
        "parts": np.concatenate([run[:-1] for run in runs]),
        "starts": np.arange(9) * 3,
        "alternatives": np.array(alternatives),
    }


STRUCTURE = {
    "format": 1,
    "rules": {"suppress_below": 5, "round_to": 1, "minimum_denominator": 20},
    "tables": {
        "wards": {
            "cells": {"source": "street", "count": "offences", "area": "area", "offence": "theme",
                      "period": "=2010/11"},
            "suppress_below": 5, "round_to": 1, "sensitive": None,
        },
        "prose": {"suppress_below": 0, "round_to": 1},
    },
    "sums": {
        "area": [{"total": "B", "parts": list(WARDS), "complete": True}],
        "offence": [{"total": "all", "parts": list(THEMES), "complete": True}],
    },
}  # fmt: skip


@pytest.fixture
def release(tmp_path):
    """A published edition: the table with its rectangle hidden."""
    data = tmp_path / "public" / "data"
    data.mkdir(parents=True)
    (data / "structure.json").write_text(json.dumps(STRUCTURE), encoding="utf-8")
    lines = ["area,theme,offences"]
    for row, ward in enumerate([*WARDS, "B"]):
        for column, theme in enumerate([*THEMES, "all"]):
            shown = "[c]" if HIDDEN[row, column] else TABLE[row, column]
            lines.append(f"{ward},{theme},{shown}")
    (data / "wards.csv").write_text("\n".join(lines), encoding="utf-8")
    return data.parent


def test_a_certificate_that_holds_leaves_nothing_to_say(arrays, release):
    assert failures(arrays) == []
    assert failures(arrays, release) == []


def changed(arrays, name, here, value):
    arrays[name] = arrays[name].copy()
    arrays[name][here] = value


TAMPERED = {
    "a number of an alternative": ("alternatives", (0, 0), 1, "breaks a sum: street, W1, all"),
    "a shown number": ("alternatives", (1, 10), 91, "contradicts what is known: street, W3, drugs"),
    "a negative number": ("alternatives", (0, 0), -3, "contradicts what is known: street, W1"),
    "an upper bound": ("upper", 5, 50, "contradicts what is known: street, W2, robbery"),
    "a lower bound": ("lower", 0, 1, "contradicts what is known: street, W1, burglary"),
    "a part of a relation": ("parts", 0, 1, "breaks a sum: street, W1, all"),
    "a total": ("totals", 0, 7, "breaks a sum: street, W2, all"),
    "a cell said to be hidden": ("hidden", 15, True, "no two tables differ: street, B, all"),
    "a cell said to be small": ("primary", 4, True, "0 is not shown to be possible: street, W2"),
    "the threshold": ("threshold", (), 8, "the threshold is not shown to be possible: street, W1"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_one_number_tampered_with_is_noticed(arrays, what):
    name, here, value, message = TAMPERED[what]
    changed(arrays, name, here, value)
    assert any(message in line for line in failures(arrays))


@pytest.mark.parametrize("kept, message", [(0, "threshold is not"), (1, "0 is not shown")])
def test_a_dropped_alternative_is_noticed(arrays, kept, message):
    arrays["alternatives"] = arrays["alternatives"][[kept]]
    assert any(message in line for line in failures(arrays))


def test_no_alternative_at_all_proves_nothing(arrays):
    arrays["alternatives"] = arrays["alternatives"][:0]
    assert failures(arrays) == ["no table holds"]


def test_a_table_that_breaks_a_sum_proves_nothing_about_any_cell(arrays):
    changed(arrays, "alternatives", (0, 5), 48)
    assert any("0 is not shown to be possible" in line for line in failures(arrays))


def test_sums_too_large_for_the_machine_do_not_pass(arrays):
    """2 ** 63 + 2 ** 63 is 0 in 64 bits."""
    for here in (4, 5):
        changed(arrays, "alternatives", (0, here), np.iinfo(np.int64).max)
    assert any("contradicts what is known" in line for line in failures(arrays))


def test_no_count_is_named(arrays):
    changed(arrays, "alternatives", (0, 0), 987_654)
    assert not any("987" in line for line in failures(arrays))


def test_a_falsified_bound_is_noticed_with_the_release_beside(arrays, release):
    """The certificate calls the shown 90 free and moves it: consistent in itself, but untrue."""
    for bound, value in (("lower", 0), ("upper", FREE)):
        for here in (0, 2, 8, 10):
            changed(arrays, bound, here, value)
    change = np.zeros((4, 4), dtype=int)
    change[np.ix_([0, 2], [0, 2])] = [[-3, 3], [3, -3]]
    arrays["alternatives"] = np.vstack([arrays["alternatives"], (TABLE + change).ravel()])
    assert failures(arrays) == []
    found = failures(arrays, release)
    assert "table 2 contradicts what is known: street, W3, drugs, 2010/11" in found


def test_relations_left_out_are_noticed_with_the_release_beside(arrays, release):
    """Without the sums of the first two wards an offence may move from one to the other."""
    arrays["totals"], arrays["parts"] = arrays["totals"][2:], arrays["parts"][6:]
    arrays["starts"] = arrays["starts"][:-2]
    arrays["alternatives"][0, [1, 5]] += [1, -1]
    assert failures(arrays) == []
    found = failures(arrays, release)
    assert [f"table 0 breaks a sum: street, {ward}, all, 2010/11" for ward in ("W1", "W2")] == [
        line for line in found if "breaks" in line
    ]


def test_hidden_cells_of_the_release_need_proof_whatever_the_certificate_says(arrays, release):
    arrays["alternatives"] = np.repeat(TABLE.reshape(1, 16), 2, axis=0)
    arrays["hidden"] = arrays["primary"] = np.zeros(16, dtype=bool)
    assert failures(arrays) == []
    assert sum("no two tables differ" in line for line in failures(arrays, release)) == 4


def test_a_published_count_outside_the_certificate_is_noticed(arrays, release):
    with (release / "data" / "wards.csv").open("a", encoding="utf-8") as file:
        file.write("\nW4,drugs,12\n")
    found = failures(arrays, release)
    assert found == ["published in wards, not certified: street, W4, drugs, 2010/11"]


def test_a_lower_threshold_than_the_release_is_noticed(arrays, release):
    changed(arrays, "threshold", (), 3)
    assert any("below that of the release" in line for line in failures(arrays, release))


def test_parts_that_leave_a_remainder_may_not_exceed_the_total(arrays, release):
    path = release / "data" / "structure.json"
    structure = json.loads(path.read_text(encoding="utf-8"))
    structure["sums"]["area"][0]["complete"] = False
    path.write_text(json.dumps(structure), encoding="utf-8")
    assert failures(arrays, release) == []
    structure["sums"]["offence"][0] = {"total": "all", "parts": [*THEMES, "B"], "complete": True}
    structure["sums"]["area"][0]["total"] = "W1"
    path.write_text(json.dumps(structure), encoding="utf-8")
    assert any("breaks a sum: street, W1, drugs" in line for line in failures(arrays, release))


def test_rows_not_classed_follow_the_rule_of_sensitive_ones(arrays, release):
    """Shown 90 may be 88 to 92 where it is rounded to 5, and only 90 where it is not."""
    structure = json.loads(json.dumps(STRUCTURE))
    structure["tables"]["wards"]["sensitive"] = {"suppress_below": 5, "round_to": 5}
    path = release / "data" / "wards.csv"
    plain = path.read_text(encoding="utf-8").splitlines()
    (release / "data" / "structure.json").write_text(json.dumps(structure), encoding="utf-8")
    for known, shifted in (("False", False), ("True", True), ("[x]", True)):
        lines = [plain[0] + ",sensitive", *(f"{line},{known}" for line in plain[1:])]
        path.write_text("\n".join(lines), encoding="utf-8")
        ((least, most),) = [
            found[2:]
            for found in verifier._published_counts(structure["tables"], release)
            if found[1][1:3] == ("W3", "drugs")
        ]
        assert (least, most) == ((88, 92) if shifted else (90, 90))


@pytest.mark.parametrize("base, below", [(1, 5), (5, 5), (5, 0), (5, 3), (4, 2), (10, 3), (3, 5)])
def test_the_verifiers_own_reading_of_rounded_figures(base, below):
    """Every count lies within what is read from its figure, and nothing less will do."""
    rule = {"round_to": base, "suppress_below": below}
    counts = [n for n in range(80) if not 1 <= n < below]
    shown = [
        "[low]" if n and not round_to_base(n, base) else f"{round_to_base(n, base):.0f}"
        for n in counts
    ]
    for figure in set(shown[:60]):
        behind = [n for n, text in zip(counts, shown, strict=True) if text == figure]
        assert verifier._possible(figure, rule) == (min(behind), max(behind))
        if figure != "[low]" and base > 1:
            both = possible_counts(float(figure), base=base, suppress_below=below)
            assert verifier._possible(figure, rule) == both


@pytest.mark.parametrize(
    "name, value",
    [
        ("alternatives", np.zeros((2, 16))),
        ("alternatives", np.zeros((2, 15), dtype=int)),
        ("lower", np.zeros(1, dtype=int)),
        ("parts", np.full(24, -1)),
        ("starts", np.array([0, 0, 6, 9, 12, 15, 18, 21, 24])),
        ("area", np.full(16, "B")),
    ],
)
def test_arrays_that_are_not_as_described_do_not_pass(arrays, tmp_path, name, value):
    arrays[name] = value
    np.savez_compressed(tmp_path / "c.npz", **arrays)
    assert verify(tmp_path / "c.npz") == [
        "the certificate or the release cannot be read: ValueError"
    ]


def test_the_command_line_says_0_or_12(arrays, release, tmp_path):
    np.savez_compressed(tmp_path / "good.npz", **arrays)
    arrays["alternatives"] = arrays["alternatives"][:1]
    np.savez_compressed(tmp_path / "bad.npz", **arrays)

    def status(*given):
        command = [sys.executable, verifier.__file__, *map(str, given)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    assert status(tmp_path / "good.npz", release) == 0
    assert status(tmp_path / "bad.npz") == 12
    assert verifier.main([str(tmp_path / "good.npz")]) == 0
    assert verifier.main([str(tmp_path / "absent.npz")]) == 12
    assert verifier.main([str(tmp_path / "good.npz"), str(tmp_path / "absent")]) == 12
    assert verifier.main([]) == 12


def test_it_is_short_and_needs_numpy_and_the_standard_library_only():
    text = Path(verifier.__file__).read_text(encoding="utf-8")
    tree = ast.parse(text)
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or "."] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert imported - set(sys.stdlib_module_names) == {"numpy"}
    assert len(text.splitlines()) < 150
