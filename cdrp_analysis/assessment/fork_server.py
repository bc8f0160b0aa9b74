"""
Fork kernels from a process that has imported all that notebooks import.

It runs one kind of kernel only, has one thread and opens no data. A kernel that it forks is a
process of its own, with the arguments, environment, folder and streams of the client that asked
(:mod:`cdrp_analysis.assessment.fork_client`), and confines itself like any other.
"""

import atexit
import contextlib
import ctypes
import gc
import hashlib
import importlib
import json
import os
import pkgutil
import platform
import selectors
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import NoReturn

from cdrp_analysis.assessment import public_kernel
from cdrp_analysis.assessment.fork_client import NUMBER

# What a kernel imports as it starts, then what notebooks import.
PRELOADED = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.extensions.storemagic",
    "faulthandler",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
    "matplotlib_inline.backend_inline",
    "cdrp_analysis.assessment.adults",
    "cdrp_analysis.assessment.aims",
    "cdrp_analysis.assessment.alcohol_flags",
    "cdrp_analysis.assessment.annexes",
    "cdrp_analysis.assessment.broken",
    "cdrp_analysis.assessment.checks",
    "cdrp_analysis.assessment.delivered",
    "cdrp_analysis.assessment.heard",
    "cdrp_analysis.assessment.document",
    "cdrp_analysis.assessment.event_series",
    "cdrp_analysis.assessment.disorder_evidence",
    "cdrp_analysis.assessment.draft_comments",
    "cdrp_analysis.assessment.drug_evidence",
    "cdrp_analysis.assessment.events",
    "cdrp_analysis.assessment.evidence",
    "cdrp_analysis.assessment.flags",
    "cdrp_analysis.assessment.night_hours",
    "cdrp_analysis.assessment.localities",
    "cdrp_analysis.assessment.peer_sets",
    "cdrp_analysis.assessment.licensed",
    "cdrp_analysis.assessment.published",
    "cdrp_analysis.assessment.restricted",
    "cdrp_analysis.assessment.place_kinds",
    "cdrp_analysis.assessment.priority_order",
    "cdrp_analysis.assessment.proportionality",
    "cdrp_analysis.assessment.sites",
    "cdrp_analysis.assessment.sizes",
    "cdrp_analysis.assessment.surfaces",
    "cdrp_analysis.assessment.town",
    "cdrp_analysis.assessment.treatment_evidence",
    "cdrp_analysis.assessment.ward_ahead",
    "cdrp_analysis.assessment.ward_standing",
    "cdrp_analysis.assessment.watching",
    "cdrp_analysis.assessment.wordings",
    "cdrp_analysis.assessment.youth",
    "cdrp_analysis.disclosure.maps",
    "cdrp_analysis.exhibits",
    "cdrp_analysis.geography",
    # What these import when they are first used.
    "encodings.utf_8_sig",
    "matplotlib.backends.backend_svg",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "pyogrio",
    "xstatic.pkg.leaflet",
)
_PATIENCE = 10.0  # seconds for a client to say what it wants
_SECONDS_TO_SAY = 1.0  # for the last words of a kernel
_LONGEST = 1 << 22  # bytes of a request: twice what Linux allows for an environment
_PR_SET_PDEATHSIG = 1
_TASKS = Path("/proc/self/task")


def main() -> None:
    """Serve with the arguments ``MODULE DESCRIPTOR``: kernel to run, socket to listen on."""
    module, descriptor = sys.argv[1:]
    measures = importlib.import_module("cdrp_analysis.measures")
    each = (
        found.name for found in pkgutil.iter_modules(measures.__path__, "cdrp_analysis.measures.")
    )
    for name in (*PRELOADED, *each):
        importlib.import_module(name)
    # Asked once, the answers are kept: the first by another program, the second of every package.
    platform.processor()
    importlib.import_module("matplotlib.backends").backend_registry.list_all()
    _draw_once()
    if _TASKS.exists() and len(list(_TASKS.iterdir())) > 1:
        # A thread does not survive a fork, and what it had locked stays locked in the child.
        sys.exit("kernels are not forked here: a library started threads when it was imported")
    gc.collect()
    gc.freeze()  # else the collector would write to every page that children share
    _Server(module, socket.socket(fileno=int(descriptor))).serve()
    os._exit(0)  # what was frozen cannot be taken apart any more


class _Server:
    """
    Watches the owner's pipe, the socket and every client; does one thing at a time.

    The owner writes down its standard input a digest for every kernel that may be asked for. Only
    digests are here, so that a notebook, whose process is a copy of this one, cannot use what it
    finds in its memory to get itself another kernel, confined less.
    """

    def __init__(self, module: str, listener: socket.socket):
        self._module, self._listener = module, listener
        self._admitted: set[str] = set()
        self._unfinished = ""
        self._kernels: dict[socket.socket, int] = {}
        self._pid = os.getpid()
        self._owned = True
        self._wakened, self._wakes = os.pipe()
        for end in (0, self._wakened, self._wakes):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakes, warn_on_full_buffer=False)
        self._selector = selectors.DefaultSelector()
        for source, react in (
            (0, self._orders),
            (self._wakened, self._reap),
            (listener, self._accept),
        ):
            self._selector.register(source, selectors.EVENT_READ, react)

    def serve(self) -> None:
        """Until the owner hangs up; no kernel outlives that."""
        while self._owned:
            for key, _ in self._selector.select():
                key.data(key.fileobj)
        # An owner that was killed cannot remove the folder itself.
        shutil.rmtree(Path(self._listener.getsockname()).parent, ignore_errors=True)
        for kernel in self._kernels.values():
            _kill(kernel, signal.SIGKILL)
        while self._kernels:
            self._reap(self._wakened)
            time.sleep(0.01)

    def _orders(self, orders: int) -> None:
        with contextlib.suppress(BlockingIOError):
            while received := os.read(orders, 1 << 16):
                *lines, self._unfinished = (self._unfinished + received.decode()).split("\n")
                self._admitted.update(lines)
            self._owned = False

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        connection.settimeout(_PATIENCE)
        files: list[int] = []
        try:
            request = _request(connection, files)
            self._orders(0)  # the owner wrote before the client was started
            self._admitted.remove(hashlib.sha256(request["ticket"].encode()).hexdigest())
            kernel = os.fork()
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            connection.close()
            return
        else:
            if kernel == 0:
                self._become_kernel(connection, request, files)
        finally:
            for file in files:
                os.close(file)
        self._kernels[connection] = kernel
        connection.setblocking(False)
        self._selector.register(connection, selectors.EVENT_READ, self._hear)
        with contextlib.suppress(OSError):
            connection.send(NUMBER.pack(kernel))

    def _hear(self, connection: socket.socket) -> None:
        """Pass a client's signals on; a client that is gone takes its kernel with it."""
        kernel = self._kernels.get(connection)
        if kernel is None:
            return  # it ended a moment ago
        try:
            signals = connection.recv(64)
        except BlockingIOError:
            return
        except OSError:
            signals = b""
        if not signals:
            self._selector.unregister(connection)
        for number in signals or [signal.SIGKILL]:
            _kill(kernel, number)

    def _reap(self, wakened: int) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(wakened, 64):
                pass
        for connection, kernel in list(self._kernels.items()):
            ended, status = os.waitpid(kernel, os.WNOHANG)
            if not ended:
                continue
            del self._kernels[connection]
            with contextlib.suppress(KeyError):
                self._selector.unregister(connection)
            with contextlib.suppress(OSError):
                connection.send(NUMBER.pack(os.waitstatus_to_exitcode(status)))
            connection.close()

    def _become_kernel(
        self, connection: socket.socket, request: dict, files: list[int]
    ) -> NoReturn:
        """In the child: be what the client would have been, had it imported everything."""
        status = 1
        try:
            self._let_go(connection)
            for standard, file in enumerate(files):
                os.dup2(file, standard)
                os.close(file)
            os.chdir(request["folder"])
            os.environ.clear()
            os.environ.update(request["environment"])
            time.tzset()
            tempfile.tempdir = None
            _draw_anew()
            sys.argv = [self._module, *request["arguments"]]
            _run(self._module)
            status = 0
        except SystemExit as stop:
            status = _status(stop)
        except BaseException:
            traceback.print_exc()
        finally:
            # The end of an interpreter less its tidying up of memory, which the system does.
            with contextlib.suppress(BaseException):
                threading._shutdown()
                atexit._run_exitfuncs()
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)

    def _let_go(self, connection: socket.socket) -> None:
        """Leave the server's session, files and signals; die with it."""
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._selector.close()
        for other in (connection, self._listener, *self._kernels):
            other.close()
        os.close(self._wakened)
        os.close(self._wakes)
        self._admitted.clear()
        if sys.platform.startswith("linux"):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != self._pid:
            os._exit(1)  # it died before this one could ask to be told


def _request(connection: socket.socket, files: list[int]) -> dict:
    """What a client wants; its three streams are appended to ``files``."""
    begun, streams, *_ = socket.recv_fds(connection, NUMBER.size, 3)
    files += streams
    if len(begun) != NUMBER.size or len(files) != 3:
        raise ValueError("not a request for a kernel")
    (length,) = NUMBER.unpack(begun)
    if not 0 < length <= _LONGEST:
        raise ValueError("a request of no likely length")
    received = bytearray()
    while len(received) < length:
        more = connection.recv(length - len(received))
        if not more:
            raise ValueError("an unfinished request")
        received += more
    return json.loads(received)


def _kill(kernel: int, number: int) -> None:
    """Signal a kernel and what it started, as Jupyter does."""
    with contextlib.suppress(ProcessLookupError):
        try:
            os.killpg(kernel, number)
        except ProcessLookupError:  # forked, but not yet the head of its group
            os.kill(kernel, number)


def _draw_once() -> None:
    """A figure of nothing: where fonts are and how text is set is then known to every kernel."""
    theme = importlib.import_module("cdrp_analysis.exhibits.theme")
    figure, axes = theme.new_axes(1)
    axes.set_title("a", fontweight="bold")
    theme.figure_svg(figure)


def _draw_anew() -> None:
    """A seed of its own for numpy's global generator; Python's sees to itself after a fork."""
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()


def _run(module: str) -> None:
    app = importlib.import_module("ipykernel.kernelapp")
    if module == public_kernel.__name__:
        public_kernel.main()
    else:
        app.launch_new_instance()
    # The thread that was told to shut down still says so; where its channel closes first it
    # waits for nobody, and whoever asked waits for seconds until the kernel is killed.
    if control := app.IPKernelApp.instance().control_thread:
        control.join(_SECONDS_TO_SAY)


def _status(stop: SystemExit) -> int:
    if stop.code is None or isinstance(stop.code, int):
        return (stop.code or 0) & 0xFF
    print(stop.code, file=sys.stderr)
    return 1


if __name__ == "__main__":
    main()
