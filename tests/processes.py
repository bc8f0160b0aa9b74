"""Whether a process has ended."""

import os
import time
from pathlib import Path

SECONDS = 120  # for anything: machines that test are busy


def gone(pid: int) -> bool:
    """Whether a process ends within the time that anything may take."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False
