"""Whether a finished run is what the same command would make again."""

import json
from collections.abc import Sequence
from pathlib import Path

from cdrp_analysis import __version__
from cdrp_analysis.assessment import prepare, remembered
from cdrp_analysis.assessment.layout import Layout, notebooks
from cdrp_analysis.assessment.manifest import MANIFEST, sha256


def identity(places: Layout, file: Path, editions: Sequence[str], policy: Path | None) -> str:
    """
    Hash of all that decides what a run makes.

    Code, packages, notebooks, the assessment file, the raw files (as the prepared rows' mark
    tells), what the register holds, the partnership's own policy and the editions asked for.
    """
    return remembered.basis(
        __version__,
        remembered.of_folder(notebooks()),
        file.read_bytes(),
        places.assessment.model_dump_json(),
        (places.prepared / prepare.MARK).read_text(encoding="utf-8"),
        remembered.of_folder(places.register) if places.register.exists() else "",
        policy.read_bytes() if policy is not None and policy.exists() else b"",
        sorted(editions),
        places.only,
    )


def standing(places: Layout, run: str) -> tuple[str, ...] | None:
    """
    What the finished run had to say, if it was made of the same things and stands unharmed.

    Every file that its manifest names is held against its hash: a page that somebody changed or
    removed is a reason to make the run again.
    """
    try:
        kept = json.loads(_mark(places).read_text(encoding="utf-8"))
        manifest = places.finished / MANIFEST
        if kept["run"] != run or kept["manifest"] != sha256(manifest):
            return None
        outputs = json.loads(manifest.read_text(encoding="utf-8"))["outputs"]
        if any(sha256(places.finished / name) != made for name, made in outputs.items()):
            return None
    except (OSError, ValueError, KeyError):
        return None
    return tuple(kept["said"])


def note(places: Layout, run: str, said: Sequence[str]) -> None:
    """Keep what a run was made of, once it stands finished."""
    mark = _mark(places)
    mark.parent.mkdir(parents=True, exist_ok=True)
    partial = mark.with_suffix(".new")
    kept = {"run": run, "manifest": sha256(places.finished / MANIFEST), "said": list(said)}
    partial.write_text(json.dumps(kept), encoding="utf-8")
    partial.replace(mark)


def _mark(places: Layout) -> Path:
    return places.remembered / f"{places.finished.name}.json"
