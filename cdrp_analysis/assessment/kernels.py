"""Kernels of the two editions: an ordinary one, and one that is confined to protected tables."""

import json
import sys
from pathlib import Path

from cdrp_analysis.assessment import fork_client

RESTRICTED, PUBLIC = "cdrp-restricted", "cdrp-public"
WARM = {RESTRICTED: "cdrp-restricted-warm", PUBLIC: "cdrp-public-warm"}
MODULES = {RESTRICTED: "ipykernel_launcher", PUBLIC: "cdrp_analysis.assessment.public_kernel"}
# Environment of every kernel of a run, whether it starts by itself or is forked.
SETTINGS = {
    "PYTHONHASHSEED": "0",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    # One notebook per core already; and sums do not depend on the number of cores.
    "OPENBLAS_NUM_THREADS": "1",
}
_NAMES = {RESTRICTED: "CDRP assessment", PUBLIC: "CDRP assessment (protected tables only)"}


def install(folder: Path, *, warm: bool = False) -> Path:
    """
    Write the kernel specifications below ``folder``; point ``JUPYTER_PATH`` at it.

    ``warm`` adds those whose kernels a fork server makes; what they need is in the environment of
    the notebook (:meth:`cdrp_analysis.assessment.warm.Servers.admit`).
    """
    # No site packages: the client needs none, and finding them takes longer than all it does.
    client = [sys.executable, "-I", "-S", fork_client.__file__]
    for kind, module in MODULES.items():
        _write(folder, kind, kind, [sys.executable, "-m", module])
        if warm:
            _write(folder, WARM[kind], kind, [*client, module])
    return folder


def _write(folder: Path, name: str, kind: str, command: list[str]) -> None:
    place = folder / "kernels" / name
    place.mkdir(parents=True, exist_ok=True)
    spec = {
        "argv": [
            *command,
            "-f",
            "{connection_file}",
            # Without this a kernel started elsewhere than a terminal loses its figures.
            "--matplotlib=inline",
            "--HistoryManager.enabled=False",
            "--log-level=50",
        ],
        "display_name": _NAMES[kind],
        "language": "python",
    }
    (place / "kernel.json").write_text(json.dumps(spec, indent=1), encoding="utf-8")
