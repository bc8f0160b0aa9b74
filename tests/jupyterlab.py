"""A JupyterLab for tests: on a free loopback port, with a token, and nobody's own settings."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# JupyterLab asks the network for news, and the person whether it may.
_QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


@contextmanager
def running(notebooks: Path, scratch: Path, **environment: str) -> Iterator[str]:
    """
    A running JupyterLab on a folder of notebooks, stopped at the end.

    Yields its address with ``{}`` in the place of a notebook's name.
    """
    folders = {
        name: str(scratch / part)
        for name, part in (
            ("HOME", "home"), ("JUPYTER_CONFIG_DIR", "config"), ("JUPYTER_DATA_DIR", "data"),
            ("JUPYTER_RUNTIME_DIR", "runtime"), ("IPYTHONDIR", "ipython"),
        )
    }  # fmt: skip
    for folder in folders.values():
        Path(folder).mkdir(parents=True, mode=0o700)
    quiet = Path(folders["JUPYTER_CONFIG_DIR"]) / "labconfig" / "page_config.json"
    quiet.parent.mkdir()
    quiet.write_text(json.dumps(_QUIET), encoding="utf-8")
    token, port = secrets.token_hex(16), _free_port()
    log = scratch / "jupyterlab.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
             "--expose-app-in-browser", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
             "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
             f"--ServerApp.root_dir={notebooks}"],
            env={**os.environ, **folders, **environment},
            stdout=file,
            stderr=file,
        )  # fmt: skip
    try:
        _answers(process, f"http://127.0.0.1:{port}/api/status?token={token}", log)
        yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={token}"
    finally:
        process.terminate()  # which ends its kernels too
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _answers(process: subprocess.Popen, address: str, log: Path, *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start: {log.read_text()[-2000:]}")
