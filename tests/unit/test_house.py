"""The house itself: imports point down, the lock and environment.yml name the same packages."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cdrp_analysis"
FLOORS = {
    "errors": 0.0, "vocabulary": 0.1, "periods": 0.2, "settings": 0.3, "solver": 0.4,
    "side_by_side": 0.4,
    "contracts": 1,
    "sources": 2, "fetching": 2,
    "store": 3, "geography": 3,
    "measures": 4,
    "disclosure": 5, "auditor": 5,
    "exhibits": 6,
    "assessment": 7,
    "cli": 8, "explore": 8,
    "sample": 1.5,
}  # fmt: skip
PURE = ("measures", "disclosure", "exhibits")
MODULES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_module_has_a_floor():
    assert {room(path) for path in MODULES} - {"__init__"} == set(FLOORS)


def test_a_module_imports_only_from_its_own_room_or_floors_below():
    upward = []
    for path in MODULES:
        here = room(path)
        for name in imported(path):
            parts = name.split(".")
            if here == "__init__" or parts[0] != "cdrp_analysis" or len(parts) == 1:
                continue
            there = parts[1]
            if there in FLOORS and there != here and FLOORS[there] >= FLOORS[here]:
                upward.append(f"{path.relative_to(ROOT)} imports {name}")
    assert upward == []


def test_nothing_but_the_command_line_imports_the_sample():
    users = {room(p) for p in MODULES if any(".sample" in name for name in imported(p))}
    assert users <= {"cli", "sample"}


@pytest.mark.parametrize("floor", PURE)
def test_pure_floors_touch_no_disk(floor):
    """Floors 4 to 6 read packaged rules at most; they never open, read or write a file."""
    calls = re.compile(
        r"\b(open|read_csv|read_parquet|read_file|to_csv|to_parquet|to_file|write_text|read_text|"
        r"write_bytes)\("
    )
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((PACKAGE / floor).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if calls.search(line) and "files(" not in line and "io." not in line
        and not line.strip().startswith(("#", '"', ">>>"))
    ]  # fmt: skip
    assert found == []


def packages(lines: list[str]) -> dict[str, str]:
    parsed = [re.fullmatch(r"([A-Za-z0-9_.-]+)(.*)", line.strip()) for line in lines]
    return {m[1].lower().replace("_", "-"): m[2] for m in parsed if m}


def test_environment_yml_names_the_same_packages_as_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = packages(project["dependencies"] + project["optional-dependencies"]["dev"])
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    listed = [line.strip()[2:] for line in text.splitlines() if line.strip().startswith("- ")]
    skip = ("conda-forge", "python", "pip", "pip:", "-e .")
    conda = packages([x for x in listed if not x.startswith("python>") and x not in skip])
    assert conda == ours


def test_the_lock_holds_every_package_with_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = packages(project["dependencies"] + project["optional-dependencies"]["dev"])
    locked = packages([line.split("==")[0] for line in lock.splitlines() if "==" in line])
    assert set(ours) <= set(locked)
    assert lock.count("--hash=sha256:") >= len(locked)
    assert "://" not in lock and "--index-url" not in lock


def test_every_dependency_has_its_reason():
    reasons = (ROOT / "docs/decisions/dependencies.md").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = packages(project["dependencies"] + project["optional-dependencies"]["dev"])
    assert [name for name in ours if f"| {name} |" not in reasons] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").rglob("*.ipynb")), ids=lambda p: p.stem
)
def test_notebooks_are_committed_without_outputs_logic_or_stray_cells(path):
    node = json.loads(path.read_text(encoding="utf-8"))
    tags = [cell["metadata"].get("tags", []) for cell in node["cells"]]
    assert sum("parameters" in t for t in tags) == 1
    for cell in node["cells"]:
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == [] and cell["execution_count"] is None
        kinds = {type(n) for n in ast.walk(ast.parse("".join(cell["source"])))}
        logic = {ast.FunctionDef, ast.For, ast.While, ast.Lambda, ast.ClassDef, ast.Try}
        assert not kinds & logic, "".join(cell["source"])
