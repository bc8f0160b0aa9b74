"""The whole audit of a release, from its bytes alone: numbers, numerals and everything else."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from cdrp_analysis.auditor.addresses import Address
from cdrp_analysis.auditor.bundle import Bundle, open_bundle
from cdrp_analysis.auditor.checks import Secrets
from cdrp_analysis.auditor.decoders import Decoder
from cdrp_analysis.auditor.folder import audit_folder
from cdrp_analysis.auditor.numerals import numerals
from cdrp_analysis.auditor.printouts import audit_printouts
from cdrp_analysis.auditor.release import audit_numbers
from cdrp_analysis.auditor.shown import visible
from cdrp_analysis.auditor.workbooks import audit_workbooks
from cdrp_analysis.vocabulary import SYMBOL_MEANINGS

COLUMNS = ["file", "place", "kind", "what"]


def audit_release(
    path: Path,
    *,
    secrets: Secrets,
    register: Sequence[Path] = (),
    also: Sequence[Path] = (),
    known: Mapping[Address, int] | None = None,
    stated: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """
    Attack a release as its readers could.

    Parameters
    ----------
    path : path
        A folder, draft or signed, or a sealed zip.
    secrets : Secrets
        What is known to be restricted; without any, patterns and places still are looked for.
    register : sequence of path
        Earlier releases of the partnership: folders or sealed zips.
    also : sequence of path
        Other editions of the same release.
    known : mapping of address to count, optional
        Restricted counts, so that small ones are held to their whole range.
    stated : mapping of name to DataFrame, optional
        Figures that pages state about the tables themselves, such as shares of cells shown.

    Returns
    -------
    DataFrame, one row per finding
        ``file, place, kind, what``; empty for a release that holds. ``attrs`` are those of
        :func:`~cdrp_analysis.auditor.release.audit_numbers`.

    Raises
    ------
    InputError
        If there is no release to read.
    DisclosureError
        If its tables are not declared, or contradict each other.
    """
    bundle = open_bundle(path)
    numbers = audit_numbers(
        bundle,
        register=[open_bundle(other) for other in register],
        also=[open_bundle(other) for other in also],
        known=known,
    )
    published, allowed = published_figures(bundle)
    told = frozenset(bundle.structure.get("may_stand") or ())
    secrets = replace(secrets, may_stand=secrets.may_stand | told)
    with tempfile.TemporaryDirectory() as scratch:
        folder = path if path.is_dir() else _laid_out(bundle, Path(scratch))
        once = Decoder()
        read = audit_folder(folder, secrets=secrets, published=published, decoder=once)
        unresolved = numerals(
            folder, {**published, **(stated or {})}, allowed=allowed, decoder=once
        )
        printed = audit_printouts(folder, decoder=once)
        pages = [
            visible(once(name, content))
            for name, content in bundle.files.items()
            if name.endswith(".html")
        ]
        books = audit_workbooks(bundle, pages=pages)
    found = [numbers, read, unresolved, printed, books]
    every = pd.concat(found, ignore_index=True)[COLUMNS]
    every.attrs = dict(numbers.attrs)
    return every


def published_figures(bundle: Bundle) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """A release's tables with numbers as numbers, and the texts whose numerals are names."""
    return {name: _typed(frame) for name, frame in bundle.tables.items()}, _printed_texts(bundle)


def _laid_out(bundle: Bundle, folder: Path) -> Path:
    """The files of a zip in a folder of their own; the seal's own records stay outside."""
    for name, content in bundle.files.items():
        target = (folder / name).resolve()
        if target.is_relative_to(folder.resolve()):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for record in ("manifest.json", "approvals.json"):
        (folder / record).unlink(missing_ok=True)
    return folder


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns of numbers as numbers, whatever marks stand among them; of no rows, as texts."""
    if frame.empty:
        return frame.astype(object)
    out = {}
    for name in frame:
        known = frame[name].mask(frame[name].isin(SYMBOL_MEANINGS))
        numbers = pd.to_numeric(known, errors="coerce")
        out[name] = numbers if numbers.notna().sum() == known.notna().sum() else known
    return pd.DataFrame(out)


def _printed_texts(bundle: Bundle) -> list[str]:
    """Titles, sources and notes that the data dictionary publishes, and the period."""
    words = bundle.tables.get("dictionary")
    texts = [] if words is None else words["description"].tolist()
    period = bundle.structure.get("period", "")
    return [text for text in (*texts, period) if text]
