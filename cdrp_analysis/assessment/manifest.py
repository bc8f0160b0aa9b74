"""The record of a run: what went in, with which settings and versions, and what came out."""

import hashlib
import json
import platform
import resource
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from cdrp_analysis import __version__
from cdrp_analysis.settings import Assessment

MANIFEST = "manifest.json"  # in the folder of a finished run
_PACKAGES = (
    "pandas",
    "geopandas",
    "numpy",
    "scipy",
    "matplotlib",
    "seaborn",
    "folium",
    "papermill",
    "nbconvert",
    "duckdb",
    "highspy",
    "splink",
)


def write(
    path: Path,
    *,
    assessment: Assessment,
    provenance: pd.DataFrame,
    accounting: pd.DataFrame,
    durations: dict[str, float],
    outputs: Path,
) -> None:
    """
    Write ``manifest.json``.

    Everything that may differ between two runs of the same input is under ``run_record``;
    the rest is identical to the byte.
    """
    files = sorted(p for p in outputs.rglob("*") if p.is_file() and p != path)
    record = {
        "workbench": __version__,
        "settings": json.loads(assessment.model_dump_json()),
        "inputs": provenance.astype(object).where(provenance.notna(), None).to_dict("records"),
        "row_accounting": accounting.astype(object)
        .where(accounting.notna(), None)
        .to_dict("records"),
        "outputs": {p.relative_to(outputs).as_posix(): sha256(p) for p in files},
        "versions": {name: version(name) for name in _PACKAGES},
        "run_record": {
            "seconds": {name: round(seconds, 2) for name, seconds in durations.items()},
            "peak_memory_mb": round(peak_memory_mb()),
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
        },
    }
    path.write_text(json.dumps(record, indent=1, default=str) + "\n", encoding="utf-8")


def peak_memory_mb() -> float:
    """Largest memory of this process or any that it waited for, in MB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(own, children) / 1024


def sha256(path: Path) -> str:
    """64 hexadecimal digits of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
