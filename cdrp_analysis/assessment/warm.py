"""Fork servers of a run: one for each kind of kernel, started when first needed."""

import hashlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

from cdrp_analysis.assessment import kernels
from cdrp_analysis.assessment.fork_client import SOCKET, TICKET

COLD = "CDRP_COLD_KERNELS"
_SECONDS_TO_END = 10
# Arrow's allocator has a thread that gives memory back, which no fork would survive.
_NO_THREADS = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}


def possible() -> bool:
    """
    Whether kernels are forked here.

    Not on Windows, which cannot; not on macOS, whose frameworks may not be used after a fork; and
    not where ``CDRP_COLD_KERNELS=yes`` says so.
    """
    able = hasattr(os, "fork") and hasattr(socket, "AF_UNIX") and sys.platform != "darwin"
    return able and os.environ.get(COLD) != "yes"


class Servers:
    """
    The fork servers of one run; use it in a ``with`` statement, for they end with it.

    Restricted and confined kernels come from servers of their own, so that neither kind is ever a
    copy of a process of the other.
    """

    def __init__(self) -> None:
        self._servers: dict[str, _ForkServer] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def admit(self, kind: str) -> dict[str, str]:
        """
        The right to one warm kernel, as environment variables for the notebook that uses it.

        Parameters
        ----------
        kind : str
            :data:`cdrp_analysis.assessment.kernels.RESTRICTED` or ``PUBLIC``.

        Returns
        -------
        dict
            Empty where only ordinary kernels can be had.
        """
        if not possible():
            return {}
        if kind not in self._servers:
            self._servers[kind] = _ForkServer(kind)
        return self._servers[kind].admit()

    def pids(self) -> list[int]:
        """Processes of the servers that run."""
        return [server.pid for server in self._servers.values() if server.pid is not None]

    def close(self) -> None:
        """End the servers and every kernel that is left; another may be started afterwards."""
        while self._servers:
            self._servers.popitem()[1].close()


class _ForkServer:
    """A server process and its folder, which nobody else may enter."""

    def __init__(self, kind: str):
        self._folder = tempfile.TemporaryDirectory(prefix="cdrp-", ignore_cleanup_errors=True)
        self._socket = Path(self._folder.name) / "fork"
        (Path(self._folder.name) / "matplotlib").mkdir()
        own = {name: value for name, value in os.environ.items() if not name.startswith("JPY_")}
        own = {name: value for name, value in own.items() if not name.startswith("CDRP_")}
        own |= kernels.SETTINGS | _NO_THREADS
        own["MPLCONFIGDIR"] = str(Path(self._folder.name) / "matplotlib")
        with socket.socket(socket.AF_UNIX) as listener:
            try:
                listener.bind(str(self._socket))
            except OSError:  # the path of the temporary folder is too long for a socket
                self._process = None
                return
            # Clients may ask while the server imports: it answers when it is ready.
            listener.listen(socket.SOMAXCONN)
            descriptor = listener.fileno()
            module = kernels.MODULES[kind]
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "cdrp_analysis.assessment.fork_server", module,
                 str(descriptor)],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=own,
                pass_fds=(descriptor,),
                start_new_session=True,  # Ctrl-C is for the run, which then ends the server
            )  # fmt: skip

    @property
    def pid(self) -> int | None:
        """Its process; none if it could not be started or has ended."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running else None

    def admit(self) -> dict[str, str]:
        if self.pid is None:
            return {}
        ticket = secrets.token_hex(16)
        try:
            self._process.stdin.write(hashlib.sha256(ticket.encode()).hexdigest().encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return {}
        return {SOCKET: str(self._socket), TICKET: ticket}

    def close(self) -> None:
        if self._process is not None:
            try:
                self._process.communicate(timeout=_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._folder.cleanup()
