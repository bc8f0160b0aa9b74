"""A cluster of real worker processes: the same tasks, and none of them lost."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment import safely
from cdrp_analysis.assessment.apart import make_apart
from cdrp_analysis.assessment.asked import Answer, Asked
from cdrp_analysis.assessment.cluster import assess_on
from cdrp_analysis.assessment.layout import Layout
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.errors import InputError, NotebookError, SettingsError

distributed = pytest.importorskip("distributed")

PARENT = """
import sys
from cdrp_analysis.assessment.apart import Asked, make_apart
print("started", flush=True)
make_apart(Asked(sys.argv[1], None, sys.argv[2], patience=600.0))
"""


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None
    ) as one:
        yield one


@pytest.fixture
def files(tmp_path):
    made = []
    for name in ("Ashford", "Barton", "Corby", "Dover"):
        path = tmp_path / f"{name.lower()}.toml"
        path.write_text(first_file().replace("Exampleborough", name), encoding="utf-8")
        made.append(path)
    return made


def cheap(asked: Asked, after: object = None) -> Answer:
    """A run that costs nothing: it says when it worked, and where."""
    out = Path(asked.out)
    name = f"{Path(asked.file).stem}-{(asked.period or '').replace('/', '-')}"
    began = time.time()
    if name.startswith("barton") and not (out / "killed").exists():
        (out / "killed").write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)  # in the middle of the run, the whole worker
    if name.startswith("corby"):
        return Answer(exit_code=11, error=("no month is complete.", "", "add the months", ()))
    if name.startswith("dover"):
        raise MemoryError
    time.sleep(0.2)
    with (out / f"{name}.txt").open("a") as file:
        file.write(f"{began} {time.time()} {os.getpid()}\n")
    return Answer(str(out / name), (("restricted", str(out / name / "index.html")),), 1.0, 100.0)


def test_a_killed_worker_loses_no_run_and_a_failure_stops_no_other(cluster, files, tmp_path):
    sent = []
    outcomes = assess_on(
        cluster.scheduler_address, files, ["2016/17", "2017/18"],
        lambda file, period: Asked(str(file), period, str(tmp_path)),
        began=sent.append, make=cheap,
    )  # fmt: skip
    assert [o.name for o in outcomes] == sent
    kinds = [type(o.error) if o.error else o.run.folder.name for o in outcomes]
    assert kinds == [
        "ashford-2016-17", "ashford-2017-18", "barton-2016-17", "barton-2017-18",
        InputError, InputError, NotebookError, NotebookError,
    ]  # fmt: skip
    assert "MemoryError" in outcomes[-1].error.what
    spans = {path.stem: path.read_text().split() for path in tmp_path.glob("*.txt")}
    assert set(spans) == {k for k in kinds if isinstance(k, str)}
    assert all(len(span) == 3 for span in spans.values())  # each was finished once
    assert (tmp_path / "killed").read_text() not in {span[2] for span in spans.values()}
    for name in ("ashford", "barton"):  # the periods of one partnership share its store
        assert float(spans[f"{name}-2016-17"][1]) <= float(spans[f"{name}-2017-18"][0])


def test_a_file_that_cannot_be_read_is_named_and_not_sent(cluster, files, tmp_path):
    sent = []
    (outcome,) = assess_on(
        cluster.scheduler_address, [tmp_path / "none.toml"], [], None, began=sent.append, make=cheap
    )
    assert isinstance(outcome.error, SettingsError) and sent == []


def test_no_scheduler_is_an_error_that_says_how_to_start_one(files):
    with pytest.raises(SettingsError, match="no scheduler answers") as caught:
        assess_on("tcp://127.0.0.1:9", files, [], None, began=print)
    assert "dask worker" in caught.value.do


def test_a_run_apart_brings_its_failure_back_whole(files, tmp_path):
    told = make_apart(Asked(str(files[0]), None, str(tmp_path / "out")).everywhere())
    assert isinstance(told.failure, InputError) and told.exit_code == 11
    assert told.failure.do and told.failure.where


def test_a_worker_with_another_version_refuses(files, tmp_path):
    with pytest.raises(SettingsError, match="another version"):
        Asked(str(files[0]), None, str(tmp_path / "out"), code="other").made()
    assert not (tmp_path / "out").exists()


def test_a_run_apart_ends_with_whoever_started_it(files, tmp_path):
    """It waits for the partnership here, so that it is surely under way when its parent dies."""
    places = Layout(tmp_path / "out", settings.load(files[0]))
    command = [sys.executable, "-c", PARENT, str(files[0]), str(tmp_path / "out")]
    with safely.alone(places):
        parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert parent.stdout.readline() == "started\n"
            assert eventually(lambda: children(parent.pid))
            (child,) = children(parent.pid)
        finally:
            parent.kill()
            parent.communicate()
        assert eventually(lambda: not alive(child))


def eventually(true) -> bool:
    for _ in range(600):
        if true():
            return True
        time.sleep(0.05)
    return False


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in listed]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
