"""
Stand in for a kernel that a fork server makes.

Jupyter starts this program as the kernel and sees one process: signals go through it to the
kernel, the kernel's end is its end. It imports next to nothing, so that it starts at once; without
a server that answers it becomes an ordinary kernel.
"""

import contextlib
import json
import os
import signal
import socket
import struct
import sys

# Environment variables that lead here to the server, and the right to one kernel of it.
SOCKET = "CDRP_FORK_SERVER"
TICKET = "CDRP_FORK_TICKET"
NUMBER = struct.Struct("!i")
_FORWARDED = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
    if hasattr(signal, name)
]
_SERVER_DIED = 70  # EX_SOFTWARE of sysexits.h


def main() -> None:
    """Be the kernel with the arguments ``MODULE -f CONNECTION_FILE …``."""
    module, *arguments = sys.argv[1:]
    where, ticket = os.environ.pop(SOCKET, ""), os.environ.pop(TICKET, "")
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(where)
        _ask(connection, ticket, arguments)
        for number in _FORWARDED:
            signal.signal(number, lambda number, _: connection.send(bytes([number])))
        kernel = read_number(connection)
    except OSError:
        kernel = None
    if kernel is None:
        print("no fork server answers: this kernel starts by itself", file=sys.stderr, flush=True)
        os.execv(sys.executable, [sys.executable, "-m", module, *arguments])
    _end_like(kernel, connection)


def read_number(connection: socket.socket) -> int | None:
    """One number from the other end; none where it hung up."""
    received = b""
    while len(received) < NUMBER.size:
        more = connection.recv(NUMBER.size - len(received))
        if not more:
            return None
        received += more
    return NUMBER.unpack(received)[0]


def _ask(connection: socket.socket, ticket: str, arguments: list[str]) -> None:
    """Send what makes this process what it is: its arguments, environment, folder and streams."""
    request = {
        "ticket": ticket,
        "arguments": arguments,
        "environment": dict(os.environ),
        "folder": os.getcwd(),
    }
    message = json.dumps(request).encode("ascii")
    socket.send_fds(connection, [NUMBER.pack(len(message))], [0, 1, 2])
    connection.sendall(message)


def _end_like(kernel: int, connection: socket.socket) -> None:
    """Wait for the kernel, then exit with its status or die of the signal that it died of."""
    try:
        status = read_number(connection)
    except OSError:
        status = None
    if status is None:
        # Linux ends the kernel with its server; elsewhere nobody else is left to do it.
        with contextlib.suppress(OSError):
            os.killpg(kernel, signal.SIGKILL)
        print("the fork server of this kernel died", file=sys.stderr, flush=True)
        os._exit(_SERVER_DIED)
    if status < 0:
        # SIGKILL has no handler to put back.
        if -status in _FORWARDED:
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status & 0xFF)


if __name__ == "__main__":
    main()
