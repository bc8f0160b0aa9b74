"""The audit of a release that somebody hands over: a folder or zip, and what to hold it against."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cdrp_analysis.assessment.bundle import unpack, verify_seal
from cdrp_analysis.assessment.method_page import coverage
from cdrp_analysis.assessment.register import Register
from cdrp_analysis.auditor.audit import audit_release
from cdrp_analysis.auditor.bundle import open_bundle
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
        The restricted store.

    Raises
    ------
    InputError
        If there is nothing to read.
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
    if against is not None:
        secrets = secrets_from_store(against, boundaries=outlines, threshold=threshold)
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
            stated={"what is shown": coverage(folder / "data")},
        )
    beside = f"{len(others)} earlier releases beside it" if others else "read by itself"
    return found, f"{len(bundle.tables) - 1} tables, {len(bundle.pages)} pages, {beside}"
