"""Kernels of the two editions: an ordinary one, and one that is confined to protected tables."""

import json
import sys
from pathlib import Path

RESTRICTED, PUBLIC = "cdrp-restricted", "cdrp-public"
_MODULES = {RESTRICTED: "ipykernel_launcher", PUBLIC: "cdrp_analysis.assessment.public_kernel"}
_NAMES = {RESTRICTED: "CDRP assessment", PUBLIC: "CDRP assessment (protected tables only)"}


def install(folder: Path) -> Path:
    """Write both kernel specifications below ``folder``; point ``JUPYTER_PATH`` at it."""
    for name, module in _MODULES.items():
        place = folder / "kernels" / name
        place.mkdir(parents=True, exist_ok=True)
        spec = {
            "argv": [
                sys.executable,
                "-m",
                module,
                "-f",
                "{connection_file}",
                # Without this a kernel started elsewhere than a terminal loses its figures.
                "--matplotlib=inline",
                "--log-level=50",
            ],
            "display_name": _NAMES[name],
            "language": "python",
        }
        (place / "kernel.json").write_text(json.dumps(spec, indent=1), encoding="utf-8")
    return folder
