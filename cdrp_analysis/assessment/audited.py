"""The audit of a release that somebody hands over: a folder or zip, and what to hold it against."""

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.assessment.bundle import unpack, verify_seal
from cdrp_analysis.assessment.layout import kept_settings, period_asked
from cdrp_analysis.assessment.method_page import coverage
from cdrp_analysis.assessment.register import CELL_KEYS, Register
from cdrp_analysis.auditor.audit import audit_release
from cdrp_analysis.auditor.bundle import Bundle, open_bundle
from cdrp_analysis.auditor.checks import Secrets
from cdrp_analysis.auditor.known import public_vertices, secrets_from_store
from cdrp_analysis.errors import InputError


def audit_bundle(
    path: Path,
    *,
    also: Sequence[Path] = (),
    register: Path | None = None,
    against: Path | None = None,
) -> tuple[pd.DataFrame, str]:
    """
    Every finding, and what was attacked in words.

    Parameters
    ----------
    path : path
        A folder or a sealed zip, whose seal is verified first.
    also : sequence of path
        Other editions of the same release.
    register : path, optional
        The partnership's release register; releases of the same bytes are left out.
    against : path, optional
        The finished run that made it, whose true counts hold every small one to its whole range;
        or a restricted store, which knows identifiers, texts and places, and of the run only what
        stands beside a draft.

    Returns
    -------
    DataFrame, one row per finding; str
        ``attrs["short"]`` of the findings names hidden counts that cannot reach the threshold:
        right for a count of nothing, too narrow for a small one, and no truth says which it is.

    Raises
    ------
    InputError
        If there is nothing to read, or the run is of another period.
    DisclosureError
        If a seal is broken or the register was changed.
    """
    for place in (path, *also):
        if not place.exists():
            raise InputError(
                f"there is no release {place.name}.",
                where="cdrp audit",
                do="name a draft, a signed edition or a sealed zip",
            )
    if path.is_file():
        verify_seal(path)
    earlier = Register(register).releases() if register is not None else []
    own = path.read_bytes() if path.is_file() else b""
    others = [entry.bundle for entry in earlier if entry.bundle.read_bytes() != own]
    bundle = open_bundle(path)
    outlines = [
        content.decode("utf-8")
        for name, content in bundle.files.items()
        if name.endswith(".geojson")
    ]
    threshold = int(bundle.structure["rules"]["suppress_below"])
    known = {}
    if against is not None:
        run = against if (against / "restricted").is_dir() else path.parent
        known = _true_counts(run, bundle)
        store = against.resolve().parent / "store" if run is against else against
        secrets = secrets_from_store(store, boundaries=outlines, threshold=threshold)
    else:
        vertices = public_vertices(outlines, ())
        secrets = Secrets(allowed_coordinates=vertices, threshold=threshold)
    with tempfile.TemporaryDirectory() as scratch:
        folder = path if path.is_dir() else unpack(path, Path(scratch) / "release")
        found = audit_release(
            folder,
            secrets=secrets,
            register=others,
            also=also,
            known=known,
            stated={"what is shown": coverage(folder / "data")},
        )
    beside = f"{len(others)} earlier releases beside it" if others else "read by itself"
    if known:
        beside += f", against {len(known)} true counts"
    return found, f"{len(bundle.tables) - 1} tables, {len(bundle.pages)} pages, {beside}"


def _true_counts(run: Path, bundle: Bundle) -> dict[tuple[str, ...], int]:
    """What a run keeps of the counts that it released; nothing where the folder is no run."""
    kept = run / "restricted" / "disclosure" / f"cells-{bundle.structure['edition']}.parquet"
    if not kept.is_file():
        return {}
    own = settings.load(kept_settings(run), period=period_asked(run)).period.label
    if own != bundle.structure["period"]:
        raise InputError(
            f"the run is of {own}, the release of {bundle.structure['period']}.",
            where=run.name,
            do="name the run that made the release, or the store",
        )
    cells = pd.read_parquet(io.BytesIO(kept.read_bytes()), columns=[*CELL_KEYS, "value"])
    return {tuple(cell): int(value) for *cell, value in cells.itertuples(index=False, name=None)}
