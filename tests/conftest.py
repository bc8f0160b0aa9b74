"""What every kind of test may share: the invented partnership, made once a session."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from cdrp_analysis.assessment.prepare import make_ready
from cdrp_analysis.sample import make_sample

_ORDER = (  # each process takes the next file; what lies in none of these comes last
    "tests/notebooks/test_browser_run.py",
    "tests/real/",
    "tests/properties/",
    "tests/spec/",
    "tests/notebooks/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    One process makes the whole run while another tests what needs none; then whole runs are tested.

    Tests of whole runs take the longest, so the many short ones come last: no process is left
    alone with a long file at the end.
    """
    items.sort(key=lambda item: [not item.nodeid.startswith(place) for place in _ORDER])


@pytest.fixture(scope="session")
def made_once(tmp_path_factory, worker_id) -> Callable[[str, Callable[[Path], None]], Path]:
    """
    Makes a folder that all processes of this session read.

    The first process that asks makes it, the others wait; a folder that could not be made is
    made anew by the next that asks.
    """
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":  # each process has a folder of its own in that of the session
        shared = shared.parent

    def once(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with FileLock(shared / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                make(folder)
                done.touch()
        return folder

    return once


@pytest.fixture(scope="session")
def sample(made_once) -> Path:
    """The sample that is shipped, with its default seed. Nobody changes it."""
    return made_once("sample", make_sample)


@pytest.fixture(scope="session")
def explored(sample, made_once) -> Path:
    """The sample's offences and counts alone, ready for work by hand: file, data and outputs."""

    def make(folder: Path) -> None:
        shutil.copytree(sample, folder / "data")
        file = folder / "data" / "assessment.toml"
        blocks = re.split(r"(?m)^(?=\[\[?[a-z])", file.read_text(encoding="utf-8"))
        kept = [
            block
            for block in blocks
            if not block.startswith("[[feeds]]")
            or re.search(r'key = "(\w+)"', block)[1] in ("offences", "borough_counts")
        ]
        text = "".join(kept).replace('truth = "truth.json"\n', "")
        file.write_text(text, encoding="utf-8")
        make_ready(file, folder / "data", folder / "outputs")

    return made_once("explored", make)
