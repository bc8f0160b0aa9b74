"""Forked kernels do what ordinary ones do, end when they should, and share nothing."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager

from cdrp_analysis.assessment import fork_client, kernels, public_kernel, warm
from cdrp_analysis.assessment.execute import execute, prepare_worker
from cdrp_analysis.assessment.layout import notebooks
from cdrp_analysis.assessment.plan import Parameters
from cdrp_analysis.errors import NotebookError
from tests.processes import SECONDS, gone

KINDS = (kernels.RESTRICTED, kernels.PUBLIC)
PARAMETERS = 'assessment = ""\nperiod = ""\nedition = ""\ntables = ""\nward = ""\n'

pytestmark = pytest.mark.skipif(not warm.possible(), reason="kernels are not forked here")


@pytest.fixture(scope="module", autouse=True)
def worker(tmp_path_factory) -> Iterator[None]:
    """This process set up as those that run notebooks, and put back."""
    tmp_path_factory.getbasetemp()  # else the tests' folders would lie in the kernels' own
    before, temporary = dict(os.environ), tempfile.tempdir
    prepare_worker()
    yield
    os.environ.clear()
    os.environ.update(before)
    tempfile.tempdir = temporary


@pytest.fixture(scope="module")
def servers(worker) -> Iterator[warm.Servers]:
    with warm.Servers() as servers:
        yield servers


@pytest.fixture
def folders(tmp_path) -> Path:
    """``tables`` for public kernels to read, ``scratch`` to write, ``restricted`` for neither."""
    for name in ("tables", "scratch", "restricted"):
        (tmp_path / name).mkdir()
    (tmp_path / "restricted/secret.csv").write_text("a\n1\n", encoding="utf-8")
    return tmp_path.resolve()


@contextmanager
def started(rights: dict[str, str], kind: str, folders: Path, **environment):
    """A kernel as Jupyter starts it, and a client that it has answered."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        place = file.name  # the sockets lie beside it
    manager = KernelManager(kernel_name=kernels.WARM[kind], transport="ipc", connection_file=place)
    own = {
        public_kernel.TABLES: str(folders / "tables"),
        public_kernel.SCRATCH: str(folders / "scratch"),
        "TMPDIR": str(folders / "scratch"),
        "IPYTHONDIR": str(folders / "scratch/ipython"),
        "MPLCONFIGDIR": str(folders / "scratch/matplotlib"),
    }
    manager.start_kernel(env=os.environ | own | rights | environment, cwd=str(folders / "scratch"))
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=SECONDS)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def said(client, code: str) -> str:
    """What a cell prints; an error in it fails the test."""
    text = []

    def hear(message):
        if message["msg_type"] == "stream":
            text.append(message["content"]["text"])

    reply = client.execute_interactive(code, timeout=SECONDS, output_hook=hear)["content"]
    assert reply["status"] == "ok", reply
    return "".join(text).strip()


def told(client, code: str):
    """The value of an expression, by way of JSON."""
    return json.loads(said(client, f"import json\nprint(json.dumps({code}))"))


PPID = "__import__('os').getppid()"
PID = "__import__('os').getpid()"


# What a kernel has -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_kernel_starts_with_everything_imported(servers, folders, kind):
    with started(servers.admit(kind), kind, folders) as (_, client):
        there = set(told(client, "list(__import__('sys').modules)"))
    wanted = set()
    for path in notebooks().glob("*.ipynb"):
        node = nbformat.read(path, as_version=4)
        for cell in (cell for cell in node.cells if cell.cell_type == "code"):
            for line in ast.walk(ast.parse(cell.source)):
                if isinstance(line, ast.Import):
                    wanted |= {alias.name for alias in line.names}
                elif isinstance(line, ast.ImportFrom):
                    wanted |= {line.module, *(f"{line.module}.{a.name}" for a in line.names)}
    modules = {name for name in wanted if _is_module(name)}
    assert "cdrp_analysis.assessment.evidence" in modules
    assert modules - there == set()


def _is_module(name: str) -> bool:
    path = Path(*name.split("."))
    root = notebooks().parent
    return (root / path).is_dir() or (root / path.with_suffix(".py")).exists()


def test_arguments_environment_folder_and_streams_are_the_clients(servers, folders):
    rights = servers.admit(kernels.RESTRICTED)
    with started(rights, kernels.RESTRICTED, folders, CDRP_OWN="yes ü") as (manager, client):
        mine = told(client, "dict(__import__('os').environ)")
        assert mine["CDRP_OWN"] == "yes ü"
        assert not {fork_client.SOCKET, fork_client.TICKET} & mine.keys()
        assert mine["PYTHONHASHSEED"] == "0"
        assert told(client, "__import__('os').getcwd()") == str(folders / "scratch")
        assert told(client, "__import__('tempfile').gettempdir()") == str(folders / "scratch")
        assert manager.connection_file in told(client, "__import__('sys').argv")
        streams = "[__import__('os').readlink(f'/proc/self/fd/{n}') for n in (0,)]"
        client_pid = manager.provisioner.pid
        assert told(client, streams) == [os.readlink(f"/proc/{client_pid}/fd/0")]


def test_every_kernel_draws_its_own_random_numbers(servers, folders):
    drawn = (
        "[__import__('numpy').random.random(), __import__('random').random(), "
        "str(__import__('uuid').uuid4()), next(__import__('tempfile')._get_candidate_names())]"
    )
    seeded = "__import__('numpy').random.default_rng(1).random()"
    both = []
    for _ in range(2):
        rights = servers.admit(kernels.RESTRICTED)
        with started(rights, kernels.RESTRICTED, folders) as (_, client):
            both.append((told(client, drawn), told(client, seeded)))
    (first, same), (second, again) = both
    assert all(ours != theirs for ours, theirs in zip(first, second, strict=True))
    assert same == again


def test_restricted_and_public_kernels_come_from_processes_that_hold_nothing(servers, folders):
    parents, held = {}, {}
    for kind in KINDS:
        with started(servers.admit(kind), kind, folders) as (_, client):
            parents[kind] = told(client, PPID)
            pid = told(client, PID)
            inherited = _sockets(pid) & _sockets(parents[kind])
            held[kind] = inherited
            assert len(list(Path(f"/proc/{parents[kind]}/task").iterdir())) == 1
            assert str(folders) not in Path(f"/proc/{parents[kind]}/environ").read_text()
    assert len(set(parents.values())) == 2
    assert held == {kernels.RESTRICTED: set(), kernels.PUBLIC: set()}
    # None of them was started by the other.
    for pid in parents.values():
        assert _parent(pid) == os.getpid()


def _sockets(pid: int) -> set[str]:
    links = []
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(os.readlink(handle))
        except OSError:
            continue
    return {link for link in links if link.startswith(("socket:", "pipe:"))} - {
        os.readlink(f"/proc/{pid}/fd/{stream}") for stream in (0, 1, 2)
    }


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


# How it ends -------------------------------------------------------------------------------


def test_an_interrupt_reaches_the_cell_and_the_kernel_goes_on(servers, folders):
    rights = servers.admit(kernels.RESTRICTED)
    with started(rights, kernels.RESTRICTED, folders) as (manager, client):
        waits = "import time; print('begun', flush=True); time.sleep(600)"
        # After an error a kernel drops what comes at once, where that is not asked otherwise.
        asked = client.execute(waits, stop_on_error=False)
        while client.get_iopub_msg(timeout=SECONDS)["msg_type"] != "stream":
            pass
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=SECONDS)
        assert reply["parent_header"]["msg_id"] == asked
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert told(client, "1 + 1") == 2


def test_a_client_that_is_killed_takes_its_kernel_with_it(servers, folders):
    rights = servers.admit(kernels.RESTRICTED)
    with started(rights, kernels.RESTRICTED, folders) as (manager, client):
        kernel = told(client, PID)
        assert kernel != manager.provisioner.pid
        client.execute("while True: pass")
        os.kill(manager.provisioner.pid, signal.SIGKILL)
        assert gone(kernel)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ("os._exit(7)", 7),
        ("os.kill(os.getpid(), signal.SIGSEGV)", -signal.SIGSEGV),
        ("os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
    ],
)
def test_the_client_ends_as_its_kernel_ended(servers, folders, end, status):
    rights = servers.admit(kernels.RESTRICTED)
    with started(rights, kernels.RESTRICTED, folders) as (manager, client):
        process = manager.provisioner.process
        client.execute(f"import os, signal; {end}")
        assert process.wait(timeout=SECONDS) == status


@pytest.mark.parametrize("kind", KINDS)
def test_a_kernel_that_is_asked_to_end_waits_for_nobody(servers, folders, kind, capfd):
    """A thread of it that waits in vain for another says so ten seconds later, if it lives."""
    for _ in range(6):
        with started(servers.admit(kind), kind, folders) as (manager, client):
            client.execute_interactive("1", timeout=SECONDS)
            client.shutdown()
            assert manager.provisioner.process.wait(timeout=SECONDS) == 0
    assert "timed out" not in capfd.readouterr().err


def test_a_signal_to_the_client_ends_the_kernel(servers, folders):
    rights = servers.admit(kernels.RESTRICTED)
    with started(rights, kernels.RESTRICTED, folders) as (manager, client):
        kernel, process = told(client, PID), manager.provisioner.process
        process.terminate()
        assert process.wait(timeout=SECONDS) == -signal.SIGTERM
        assert gone(kernel)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells a child")
def test_a_kernel_ends_with_its_server_where_no_client_sees_to_it(folders):
    with warm.Servers() as mine:
        rights = mine.admit(kernels.RESTRICTED)
        with started(rights, kernels.RESTRICTED, folders) as (manager, client):
            kernel = told(client, PID)
            os.kill(manager.provisioner.pid, signal.SIGSTOP)
            os.kill(mine.pids()[0], signal.SIGKILL)
            assert gone(kernel)
            os.kill(manager.provisioner.pid, signal.SIGCONT)


def test_kernels_and_servers_end_with_the_run(folders):
    with warm.Servers() as mine:
        rights = mine.admit(kernels.RESTRICTED)
        place = Path(rights[fork_client.SOCKET]).parent
        assert place.stat().st_mode & 0o077 == 0
        with started(rights, kernels.RESTRICTED, folders) as (manager, client):
            kernel, server = told(client, PID), told(client, PPID)
            process = manager.provisioner.process
            mine.close()
            assert process.wait(timeout=SECONDS) == -signal.SIGKILL
            assert gone(kernel) and gone(server)
    assert not place.exists()


def test_a_run_that_is_killed_leaves_no_server_and_no_folder():
    program = (
        "import time\nfrom cdrp_analysis.assessment import fork_client, kernels, warm\n"
        "servers = warm.Servers()\nrights = servers.admit(kernels.RESTRICTED)\n"
        "print(servers.pids()[0], rights[fork_client.SOCKET], flush=True)\ntime.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as owner:
        pid, place = owner.stdout.readline().decode().split()
        assert Path(place).exists()
        owner.kill()
    assert gone(int(pid))
    assert not Path(place).parent.exists()


# Who gets one ------------------------------------------------------------------------------


def test_a_right_is_good_for_one_kernel(servers, folders, capfd):
    """Else a confined notebook could use its own again, to get a kernel that is confined less."""
    rights = servers.admit(kernels.RESTRICTED)
    with started(rights, kernels.RESTRICTED, folders) as (_, client):
        server = told(client, PPID)
    for used in (rights, rights | {fork_client.TICKET: "0" * 32}):
        with started(used, kernels.RESTRICTED, folders) as (_, client):
            assert told(client, PPID) != server
    assert capfd.readouterr().err.count("no fork server answers") == 2
    with started(servers.admit(kernels.RESTRICTED), kernels.RESTRICTED, folders) as (_, client):
        assert told(client, PPID) == server


def test_a_kernel_finds_no_right_of_another_in_its_memory(servers, folders):
    """Its process is a copy of the server, which was told of a kernel yet to come."""
    rights, later = servers.admit(kernels.PUBLIC), servers.admit(kernels.PUBLIC)
    own, other = rights[fork_client.TICKET], later[fork_client.TICKET]
    search = """
import re
found = set()
with open("/proc/self/mem", "rb", 0) as memory:
    for line in open("/proc/self/maps"):
        span, access = line.split()[:2]
        first, last = (int(end, 16) for end in span.split("-"))
        if access.startswith("rw"):
            try:
                memory.seek(first)
                content = memory.read(last - first)
            except OSError:
                continue
            for word in WANTED:
                if word[::-1].encode() in content:
                    found.add(word)
print(len(found), end=" ")
"""

    # Spelt backwards: the cell itself is in memory as well.
    def held(client, word: str) -> bool:
        return said(client, search.replace("WANTED", repr([word[::-1]]))) == "1"

    with started(rights, kernels.PUBLIC, folders) as (_, client):
        assert held(client, own)  # else the search finds nothing at all
        assert not held(client, other)


def test_malformed_requests_harm_nobody(servers, folders):
    rights = servers.admit(kernels.RESTRICTED)
    for message in (b"", b"\0", b"\xff" * 64, b"\0\0\0\x02{}", b"\0\0\0\x02[]"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(rights[fork_client.SOCKET])
            connection.sendall(message)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(SECONDS)
            with suppress(ConnectionResetError):
                assert connection.recv(4) == b""
    with started(rights, kernels.RESTRICTED, folders) as (_, client):
        assert told(client, "1 + 1") == 2


# Confinement -------------------------------------------------------------------------------


def test_a_public_kernel_is_confined_before_its_first_cell(servers, folders):
    rights = servers.admit(kernels.PUBLIC)
    secret = folders / "restricted/secret.csv"
    with started(rights, kernels.PUBLIC, folders, CDRP_PREPARED="/restricted") as (_, client):
        for attempt in (
            f"open({str(secret)!r})",
            "__import__('subprocess').run(['true'])",
            f"open({str(folders / 'tables/new')!r}, 'w')",
        ):
            asked = client.execute(attempt)
            reply = client.get_shell_msg(timeout=SECONDS)
            assert reply["parent_header"]["msg_id"] == asked
            assert reply["content"]["ename"] == "PermissionError", attempt
        # Arrow opens files without asking the interpreter.
        client.execute(f"import pyarrow.csv\npyarrow.csv.read_csv({str(secret)!r})")
        assert client.get_shell_msg(timeout=SECONDS)["content"]["ename"] == "PermissionError"
        ours = told(client, "[n for n in __import__('os').environ if n.startswith('CDRP_')]")
        assert set(ours) == {public_kernel.TABLES, public_kernel.SCRATCH}
    with started(servers.admit(kernels.RESTRICTED), kernels.RESTRICTED, folders) as (_, client):
        assert told(client, f"len(open({str(secret)!r}).read())") == 4  # it is there to be read


# Through papermill -------------------------------------------------------------------------


def notebook(folders: Path, *cells: str) -> Path:
    node = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
            *(nbformat.v4.new_code_cell(c, metadata={"tags": ["public"]}) for c in cells),
        ],
        metadata={"language_info": {"name": "python"}},
    )
    nbformat.write(node, folders / "x.ipynb")
    return folders / "x.ipynb"


def run(folders: Path, path: Path, edition: str, rights: dict[str, str]) -> nbformat.NotebookNode:
    values = Parameters(edition=edition, tables=str(folders / "tables"))
    return execute(path, values, scratch=folders / "scratch", environment=rights)


# A figure by the stack's own settings, one by seaborn's, a table, seeded draws, hash order, a map.
VARIED = (
    "import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd\n"
    "rng = np.random.default_rng(7)\n"
    "frame = pd.DataFrame({'ward': list('abcd') * 25, 'rate': rng.normal(size=100)})\nframe",
    "fig, ax = plt.subplots()\nax.plot(frame['rate'].cumsum())\nax.set_title('Rates, 1,000')",
    "import seaborn\nseaborn.boxplot(frame, x='ward', y='rate')\nplt.show()",
    "print({'burglary', 'robbery', 'theft', 'arson'}, plt.rcParams['backend'])\n"
    "print(np.linalg.inv(rng.normal(size=(200, 200))).sum().hex())",
    "import sys\nsys.stderr.write('said\\n')\nimport os; os.write(1, b'by the system\\n');",
    "from cdrp_analysis import exhibits\n"
    "[plt.rcParams[k] for k in ('font.family', 'figure.dpi', 'savefig.dpi', 'figure.figsize')]",
)


@pytest.mark.parametrize("edition", ["restricted", "public"])
def test_outputs_are_byte_for_byte_those_of_an_ordinary_kernel(servers, folders, edition):
    kind = kernels.RESTRICTED if edition == "restricted" else kernels.PUBLIC
    path = notebook(folders, *VARIED)
    ordinary = run(folders, path, edition, {})
    forked = run(folders, path, edition, servers.admit(kind))
    kinds = [set(o.get("data", {})) for cell in ordinary.cells for o in cell.outputs]
    assert sum("image/png" in kind for kind in kinds) == 2
    assert sum("text/html" in kind for kind in kinds) == 1
    assert nbformat.writes(forked) == nbformat.writes(ordinary)


@pytest.mark.parametrize("edition", ["restricted", "public"])
def test_without_a_server_kernels_start_by_themselves(folders, edition, monkeypatch):
    kind = kernels.RESTRICTED if edition == "restricted" else kernels.PUBLIC
    path = notebook(folders, f"print({PPID})")
    with warm.Servers() as mine:
        monkeypatch.setenv(warm.COLD, "yes")
        assert mine.admit(kind) == {}
        monkeypatch.delenv(warm.COLD)
        rights = mine.admit(kind)
        server = mine._servers[kind]._process
        server.kill()
        server.wait()
        node = run(folders, path, edition, rights)
        assert int(node.cells[-1].outputs[0].text) == os.getpid()
        assert mine.admit(kind) == {}


def test_a_socket_whose_path_is_too_long_means_ordinary_kernels(tmp_path, monkeypatch):
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with warm.Servers() as mine:
        assert mine.admit(kernels.RESTRICTED) == {}
    assert list(deep.iterdir()) == []


def test_a_server_with_threads_refuses_to_fork(tmp_path):
    """A lock that a thread holds at the fork is never released in the child."""
    program = (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "import sys\nsys.argv = ['server', 'ipykernel_launcher', '0']\n"
        "from cdrp_analysis.assessment import fork_server\nfork_server.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env=os.environ | kernels.SETTINGS, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "kernels are not forked here" in done.stderr


def test_the_death_of_a_server_is_an_error_of_the_notebook(folders):
    path = notebook(
        folders,
        "import os, pathlib, signal, time\n"
        "pathlib.Path('../tables/pid').write_text(str(os.getpid()))\n"
        "os.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(600)",
    )
    with warm.Servers() as mine:
        with pytest.raises(NotebookError, match="its kernel could not be used: Kernel died") as at:
            run(folders, path, "restricted", mine.admit(kernels.RESTRICTED))
        assert at.value.exit_code == 13
        assert gone(int((folders / "tables/pid").read_text()))
        # What comes after it is made all the same, only more slowly.
        assert mine.admit(kernels.RESTRICTED) == {}


# Start-up ----------------------------------------------------------------------------------


def test_the_client_imports_the_standard_library_alone():
    tree = ast.parse(Path(fork_client.__file__).read_text(encoding="utf-8"))
    names = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    names += [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    assert names and set(names) <= sys.stdlib_module_names


def test_workers_import_nothing_that_only_kernels_need():
    program = (
        "import sys\nfrom cdrp_analysis.assessment import execute\n"
        "print([n for n in ('pandas', 'geopandas', 'matplotlib', 'pydantic', 'IPython')"
        " if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=SECONDS
    )
    assert done.stdout == "[]\n"


def test_no_grammars_of_addresses_are_compiled_and_notebooks_are_still_checked():
    program = (
        "import sys\nfrom cdrp_analysis.assessment import run\nimport nbformat\n"
        "assert 'lark' not in sys.modules\n"
        "try:\n    nbformat.validate({'cells': [], 'metadata': 3, 'nbformat': 4,"
        " 'nbformat_minor': 5})\n"
        "except nbformat.ValidationError:\n    print('refused')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=SECONDS
    )
    assert done.stdout == "refused\n"
