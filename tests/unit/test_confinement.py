"""A confined process opens the protected tables and nothing else, by whatever way it tries."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import geopandas as gpd
import nbformat
import pandas as pd
import pytest
from ipykernel.kernelapp import IPKernelApp
from shapely.geometry import Point

from cdrp_analysis.assessment import confinement, public_kernel
from cdrp_analysis.assessment.execute import execute, prepare_worker
from cdrp_analysis.assessment.plan import Parameters
from cdrp_analysis.errors import NotebookError

SECRET = "planted-secret"
# Run in a process of its own: what is locked there stays locked.
PROGRAM = """
import ctypes, io, json, os, shutil, subprocess, sys
from pathlib import Path
import duckdb, pandas as pd, pyarrow.csv, pyarrow.parquet, pyogrio
from cdrp_analysis.assessment import confinement

barrier, root, attempts = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
tables, scratch, hidden = root / "public", root / "scratch", root / "restricted"
if barrier == "interpreter":
    confinement._landlock = lambda *folders: False
if barrier == "kernel":
    confinement._hook = lambda *folders: None
stands = confinement.confine([*confinement.runtime_folders(), tables], [scratch])
found = {"stands": stands}
for name, code in attempts.items():
    os.chdir(scratch)
    try:
        got = eval(code)
        found[name] = "opened: " + (got if isinstance(got, str) else repr(got))
    except Exception as error:
        found[name] = type(error).__name__
print(json.dumps(found))
"""
READING = {
    "open": "open(hidden / 's.csv').read()",
    "os.open": "os.read(os.open(hidden / 's.csv', os.O_RDONLY), 99)",
    "bytes": "open(os.fsencode(hidden / 's.csv')).read()",
    "io.FileIO": "io.FileIO(str(hidden / 's.csv')).read()",
    "pathlib": "(hidden / 's.csv').read_text()",
    "copy": "shutil.copy(hidden / 's.csv', scratch / 'copy').read_text()",
    "pandas": "pd.read_csv(hidden / 's.csv')",
    "..": "open(f'{tables}/../restricted/s.csv').read()",
    "relative": "open('../restricted/s.csv').read()",
    "/proc/self/root": "open(f'/proc/self/root{hidden}/s.csv').read()",
    "/proc/self/cwd": "open('/proc/self/cwd/../restricted/s.csv').read()",
    "/proc/self/fd": "open(f'/proc/self/fd/../cwd/../restricted/s.csv').read()",
    "symlink made": "(os.symlink(hidden / 's.csv', 'l'), open('l').read())",
    "symlink to folder": "(os.symlink(hidden, 'ld'), open('ld/s.csv').read())",
    "symlink planted": "(scratch / 'planted').read_text()",
    "link": "(os.link(hidden / 's.csv', 'h'), open('h').read())",
    "rename": "(os.rename(hidden / 's.csv', 'r'), open('r').read())",
    "replace": "(os.replace(hidden / 's.csv', 'r'), open('r').read())",
    "listdir": "os.listdir(hidden)",
    "scandir": "[e.name for e in os.scandir(hidden)]",
    "glob": "[p.name for p in hidden.iterdir()]",
    "prefix": "open(str(tables) + '-draft/s.csv').read()",
}
STARTING = {
    "subprocess": "subprocess.run(['cat', hidden / 's.csv'], capture_output=True).stdout",
    "system": "os.system('true')",
    "popen": "os.popen('true').read()",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "exec": "os.execv('/bin/true', ['true'])",
    "fork": "os.fork()",
}
CHANGING = {
    "write": "open(tables / 't.csv', 'w')",
    "append": "open(tables / 't.csv', 'a')",
    "update": "open(tables / 't.csv', 'r+')",
    "create": "os.open(tables / 'new', os.O_CREAT)",
    "truncate on opening": "os.open(tables / 't.csv', os.O_RDONLY | os.O_TRUNC)",
    "truncate": "os.truncate(hidden / 's.csv', 0)",
    "delete": "os.remove(hidden / 's.csv')",
    "mkdir": "os.mkdir(hidden / 'new')",
    "smuggle out": "(Path('z').write_text('x'), os.rename('z', hidden / 'z'))",
    "link out": "os.symlink(tables, hidden / 'zl')",
}
# Libraries that open files themselves: only the kernel sees them.
LIBRARIES = {
    "arrow csv": "pyarrow.csv.read_csv(str(hidden / 's.csv'))",
    "arrow parquet": "pyarrow.parquet.read_table(str(hidden / 's.parquet'))",
    "duckdb": "duckdb.connect().execute(f\"SELECT * FROM read_csv('{hidden}/s.csv')\").df()",
    "duckdb parquet": "duckdb.connect().execute(f\"SELECT * FROM '{hidden}/s.parquet'\").df()",
    "pyogrio": "pyogrio.read_dataframe(hidden / 's.geojson')",
    "libc": "os.read(ctypes.CDLL(None).open(os.fsencode(hidden / 's.csv'), 0), 99)",
}
ALLOWED = {
    "table": "pd.read_csv(tables / 't.csv')['a'].tolist()",
    "arrow": "pyarrow.csv.read_csv(str(tables / 't.csv')).num_rows",
    "duckdb": "duckdb.connect().execute(f\"SELECT a FROM read_csv('{tables}/t.csv')\").fetchone()",
    "list": "os.listdir(tables)",
    "here": "os.listdir()",
    "scratch": "(Path('mine').write_text('x'), Path('mine').read_text())",
    "import": "__import__('xml.dom.minidom').__name__",
    "null": "open('/dev/null', 'w').write('x')",
}


@pytest.fixture
def folders(tmp_path):
    """``public`` to be read, ``scratch`` to be written, ``restricted`` to be neither."""
    root = tmp_path.resolve()
    for name in ("public", "public-draft", "scratch", "restricted"):
        (root / name).mkdir()
    (root / "public/t.csv").write_text("a\n1\n", encoding="utf-8")
    secret = pd.DataFrame({"a": [SECRET]})
    for name in ("restricted", "public-draft"):
        secret.to_csv(root / name / "s.csv", index=False)
    secret.to_parquet(root / "restricted/s.parquet")
    shape = gpd.GeoDataFrame(secret, geometry=[Point(0, 0)], crs=4326)
    shape.to_file(root / "restricted/s.geojson")
    (root / "scratch/planted").symlink_to(root / "restricted/s.csv")
    return root


def outcomes(root: Path, barrier: str, attempts: dict[str, str]) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, barrier, str(root), json.dumps(attempts)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def untouched(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for name in ("public", "restricted")
        for path in (root / name).iterdir()
    }


@pytest.mark.parametrize("barrier", ["both", "interpreter"])
def test_nothing_else_is_opened_changed_or_started(folders, barrier):
    attempts = READING | CHANGING | STARTING
    before = untouched(folders)
    found = outcomes(folders, barrier, attempts)
    assert found.pop("stands") in ("interpreter", "kernel and interpreter")
    assert {name: got for name, got in found.items() if got != "PermissionError"} == {}
    assert untouched(folders) == before


def kernel_holds(folders) -> bool:
    return outcomes(folders, "both", {})["stands"] == "kernel and interpreter"


def test_the_kernel_stops_libraries_that_open_files_themselves(folders):
    if not kernel_holds(folders):
        pytest.skip("this kernel has no Landlock: only the interpreter's barrier stands")
    found = outcomes(folders, "both", LIBRARIES)
    assert found.pop("stands") == "kernel and interpreter"
    # Each library has its own name for a file that it may not open.
    assert set(found.values()) <= {"PermissionError", "IOException", "DataSourceError", "OSError"}


def test_the_kernel_alone_holds_whatever_the_interpreter_lets_through(folders):
    if not kernel_holds(folders):
        pytest.skip("this kernel has no Landlock: only the interpreter's barrier stands")
    before = untouched(folders)
    found = outcomes(folders, "kernel", READING | LIBRARIES | CHANGING)
    opened = {name: got for name, got in found.items() if got.startswith("opened")}
    assert opened == {}
    assert untouched(folders) == before


@pytest.mark.parametrize("barrier", ["both", "interpreter"])
def test_protected_tables_are_read_and_scratch_is_written(folders, barrier):
    found = outcomes(folders, barrier, ALLOWED)
    found.pop("stands")
    assert found.pop("here").startswith("opened: ['planted'")
    assert found == {
        "table": "opened: [1]",
        "arrow": "opened: 1",
        "duckdb": "opened: (1,)",
        "list": "opened: ['t.csv']",
        "scratch": "opened: (1, 'x')",
        "import": "opened: xml",
        "null": "opened: 1",
    }


def test_without_confinement_the_same_attempts_succeed(folders):
    """Else the tests above would pass on a program that cannot open anything."""
    program = PROGRAM.replace("confinement.confine(", "(lambda *folders: 'none')(")
    reading = {name: READING[name] for name in ("open", "..", "symlink planted", "listdir")}
    done = subprocess.run(
        [sys.executable, "-c", program, "none", str(folders), json.dumps(reading | LIBRARIES)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    found = json.loads(done.stdout)
    assert all(got.startswith("opened") for name, got in found.items() if name != "stands")


# In the kernel that runs public notebooks --------------------------------------------------

PARAMETERS = 'assessment = ""\nperiod = ""\nedition = ""\ntables = ""\nward = ""\n'


def run_public(folders, *cells):
    node = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
            *(nbformat.v4.new_code_cell(source, metadata={"tags": tags}) for tags, source in cells),
        ],
        metadata={"language_info": {"name": "python"}},
    )
    nbformat.write(node, folders / "x.ipynb")
    before, temporary = dict(os.environ), tempfile.tempdir
    try:
        prepare_worker()
        return execute(
            folders / "x.ipynb",
            Parameters(edition="public", tables=str(folders / "public")),
            scratch=folders / "scratch",
            environment={},
        )
    finally:
        os.environ.clear()
        os.environ.update(before)
        tempfile.tempdir = temporary


def test_a_public_notebook_runs_its_public_cells_on_protected_tables_alone(folders):
    node = run_public(
        folders,
        ([], "raise RuntimeError('a restricted cell ran')"),
        (["public"], "from pathlib import Path\nprint(open(Path(tables) / 't.csv').read())"),
    )
    assert [output.text for cell in node.cells for output in cell.outputs] == ["a\n1\n\n"]


def test_a_public_notebook_that_reaches_for_restricted_rows_stops(folders):
    with pytest.raises(NotebookError) as caught:
        run_public(folders, (["public"], f"open({str(folders / 'restricted/s.csv')!r}).read()"))
    assert caught.value.exit_code == 13
    assert "a public notebook may open nothing but the protected tables" in caught.value.what
    assert SECRET not in str(caught.value)


# What the kernel does about it -----------------------------------------------------------


@pytest.fixture
def starting(tmp_path, monkeypatch):
    """A public kernel about to start: which barriers stand, and whether it was started."""
    for name in list(os.environ):
        if name.startswith("CDRP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv(public_kernel.TABLES, str(tmp_path))
    monkeypatch.setenv(public_kernel.SCRATCH, str(tmp_path))
    monkeypatch.setenv("CDRP_PREPARED", "/restricted/prepared")
    tmp_path.chmod(0o700)
    monkeypatch.setattr(sys, "argv", ["kernel", "-f", str(tmp_path / "connection.json")])
    started = []
    monkeypatch.setattr(IPKernelApp, "launch_instance", lambda: started.append(dict(os.environ)))

    def start(stands):
        monkeypatch.setattr(public_kernel, "confine", lambda *folders: stands)
        public_kernel.main()
        return started

    return start


def test_no_public_kernel_starts_behind_the_interpreters_barrier_alone(starting, monkeypatch):
    with pytest.raises(SystemExit, match="no Landlock"):
        starting("interpreter")
    monkeypatch.setenv(public_kernel.ACCEPT, "no")
    with pytest.raises(SystemExit, match="CDRP_ACCEPT_INTERPRETER_BARRIER=yes"):
        starting("interpreter")
    monkeypatch.setenv(public_kernel.ACCEPT, "yes")
    assert len(starting("interpreter")) == 1


def test_a_public_kernel_knows_no_folder_of_the_restricted_run(starting):
    (environment,) = starting(confinement.BOTH)
    ours = {name for name in environment if name.startswith("CDRP_")}
    assert ours == {public_kernel.TABLES, public_kernel.SCRATCH}


FAILING = """
import sys
from pathlib import Path
from cdrp_analysis.assessment import confinement

root, failing = Path(sys.argv[1]), sys.argv[2]
allow = confinement._allow
def unlucky(libc, ruleset, path, rights):
    return allow(libc, -1 if path == root / failing else ruleset, path, rights)
confinement._allow = unlucky
print(confinement.confine([*confinement.runtime_folders(), root / "public"], [root / "scratch"]))
"""


@pytest.mark.parametrize("failing", ["public", "scratch"])
def test_a_folder_without_its_rule_means_that_nothing_is_locked(folders, failing):
    if not kernel_holds(folders):
        pytest.skip("this kernel has no Landlock: only the interpreter's barrier stands")
    done = subprocess.run(
        [sys.executable, "-c", FAILING, str(folders), failing],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == "interpreter"
