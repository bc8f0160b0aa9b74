"""The release register: everything a partnership has released, kept so that none can be undone."""

import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cdrp_analysis.assessment.bundle import Sealed, json_bytes, sha256, verify_seal
from cdrp_analysis.assessment.whole import alone, writing
from cdrp_analysis.errors import DisclosureError, InputError, SettingsError

# What a later release must be protected against: the cells as they were, and what was shown.
CELL_KEYS = ("source", "area", "offence", "period")
CELL_COLUMNS = (*CELL_KEYS, "value", "lower", "upper", "hidden", "primary")
_ENTRY, _BUNDLE, _CELLS, _CERTIFICATE, _LEDGER = (
    "entry.json",
    "bundle.zip",
    "cells.parquet",
    "certificate.npz",
    "ledger.csv",
)
_STORED = (_BUNDLE, _CELLS, _CERTIFICATE, _LEDGER)


@dataclass(frozen=True)
class Release:
    """
    One release of the register. Its tables are restricted; each is checked as it is read.

    Parameters
    ----------
    folder : path
        Where it is kept.
    order : int
        Its place in the register, from 1.
    period, edition : str
        Slug of the period; ``committee`` or ``public``.
    number : int
        Which release of that period and edition it is, from 1.
    date : str
        ISO date of the later approval.
    hash : str
        Bundle hash.
    approvers : tuple of dict
        ``role``, ``name`` and ``date`` of each.
    files : dict
        SHA-256 of every file kept, by name.
    previous : str
        SHA-256 of the entry before it, blank for the first: an entry cannot be changed or taken
        out without breaking the next.
    """

    folder: Path
    order: int
    period: str
    edition: str
    number: int
    date: str
    hash: str
    approvers: tuple[dict[str, str], ...]
    files: dict[str, str]
    previous: str

    @property
    def bundle(self) -> Path:
        """The sealed bundle."""
        return self.folder / _BUNDLE

    @property
    def cells(self) -> pd.DataFrame:
        """``source, area, offence, period, value, lower, upper, hidden, primary`` of each cell."""
        return pd.read_parquet(io.BytesIO(self._checked(_CELLS)))

    @property
    def certificate(self) -> dict[str, np.ndarray]:
        """The arrays that prove the hidden cells safe."""
        with np.load(io.BytesIO(self._checked(_CERTIFICATE)), allow_pickle=False) as arrays:
            return dict(arrays)

    @property
    def ledger(self) -> pd.DataFrame:
        """Every redaction: what, where, why; all columns as text."""
        return pd.read_csv(io.BytesIO(self._checked(_LEDGER)), dtype=str, keep_default_na=False)

    def _checked(self, name: str) -> bytes:
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            raise _changed(f"{name} is missing or cannot be read", self.folder.name) from None
        if sha256(data) != self.files.get(name):
            raise _changed(f"{name} was changed", self.folder.name)
        return data


class Register:
    """
    The releases of one partnership, in order; restricted.

    One folder per release, ``<period>-<edition>-<number>``, with the sealed bundle, its cells,
    certificate and ledger, and ``entry.json``, which holds the hash of each and of the entry
    before it. That shows a changed, missing or exchanged release, but for the removal of the
    newest ones; somebody who may write here and makes every later entry anew is not found out.

    Parameters
    ----------
    folder : path
        Made with the first release.
    """

    def __init__(self, folder: Path | str):
        self.folder = Path(folder)

    def add(
        self,
        bundle: Path,
        *,
        period: str,
        cells: pd.DataFrame,
        certificate: bytes | Mapping[str, np.ndarray],
        ledger: pd.DataFrame,
    ) -> Release:
        """
        Take in a sealed release, whole or not at all.

        Parameters
        ----------
        bundle : path
            The sealed zip; edition, hash and approvers are read from it.
        period : str
            Slug of the period.
        cells : DataFrame, one row per cell of the joint system
            ``source``, ``area``, ``offence``, ``period`` (together unique), ``value`` (the true
            count), ``lower`` and ``upper`` (what a reader of the release can tell), ``hidden``
            and ``primary`` (bool). Other columns are left out.
        certificate : bytes or mapping of name to array
            An ``.npz`` file, or what to put into one; no Python objects.
        ledger : DataFrame
            Every redaction.

        Raises
        ------
        InputError
            If this bundle is registered already, or the cells or certificate are not as above.
        DisclosureError
            If the bundle is not as it was sealed, or the register was changed.
        SettingsError
            If the period is no slug.
        OutputError
            If the disk is full or may not be written.
        """
        if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", period):
            raise SettingsError(
                f"{period[:40]!r} is not the slug of a period.", where="period", do="write 2017-18"
            )
        kept = {
            _CELLS: _parquet(cells),
            _CERTIFICATE: _npz(certificate),
            _LEDGER: ledger.to_csv(index=False, lineterminator="\n").encode("utf-8"),
        }
        sealed = verify_seal(bundle)
        with alone(self.folder), writing(f"register, {period}"):
            return self._add(period, sealed, {_BUNDLE: bundle.read_bytes(), **kept})

    def _add(self, period: str, sealed: Sealed, kept: Mapping[str, bytes]) -> Release:
        earlier = self.releases()
        for release in earlier:
            if release.hash == sealed.hash:
                raise InputError(
                    f"this bundle is registered already, as {release.folder.name}.",
                    where="register",
                    do="nothing; it was released on the date in its entry",
                )
        number = 1 + sum((r.period, r.edition) == (period, sealed.edition) for r in earlier)
        entry = {
            "order": len(earlier) + 1,
            "period": period,
            "edition": sealed.edition,
            "number": number,
            "date": max(approval.date for approval in sealed.approvals),
            "hash": sealed.hash,
            "approvers": [
                {part: asdict(approval)[part] for part in ("role", "name", "date")}
                for approval in sealed.approvals
            ],
            "files": {name: sha256(data) for name, data in kept.items()},
            "previous": sha256((earlier[-1].folder / _ENTRY).read_bytes()) if earlier else "",
        }
        place = self.folder / f"{period}-{sealed.edition}-{number}"
        partial = self.folder / ".adding"
        try:
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            for name, data in {**kept, _ENTRY: json_bytes(entry)}.items():
                with (partial / name).open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            if verify_seal(partial / _BUNDLE) != sealed:
                raise InputError(
                    "the bundle was changed while it was registered.",
                    where="register",
                    do="register it again",
                )
            os.replace(partial, place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return _release(place)

    def releases(self, before: str | None = None) -> list[Release]:
        """
        All releases in the order they were made, each file held against its hash.

        Parameters
        ----------
        before : str, optional
            Folder name of a release; only those before it.

        Raises
        ------
        DisclosureError
            If anything in the register was changed, added or taken away.
        InputError
            If the release named is not in the register.
        """
        found = sorted(map(_release, self._folders()), key=lambda release: release.order)
        previous = ""
        for order, release in enumerate(found, start=1):
            _require_whole(release, order, previous)
            previous = sha256((release.folder / _ENTRY).read_bytes())
        if before is None:
            return found
        names = [release.folder.name for release in found]
        if before not in names:
            raise InputError(
                f"there is no release {before}.",
                where="register",
                do=f"releases: {', '.join(names) or 'none'}",
            )
        return found[: names.index(before)]

    def _folders(self) -> list[Path]:
        """Every release folder; what begins with a dot is a lock or was never finished."""
        if not self.folder.exists():
            return []
        return [p for p in self.folder.iterdir() if not p.name.startswith(".")]


def _release(folder: Path) -> Release:
    try:
        entry = json.loads((folder / _ENTRY).read_bytes())
        release = Release(folder, **{**entry, "approvers": tuple(entry["approvers"])})
        if isinstance(release.order, int) and isinstance(release.files, dict):
            return release
    except (OSError, KeyError, TypeError, ValueError):
        pass
    raise _changed("its entry is missing or damaged", folder.name)


def _require_whole(release: Release, order: int, previous: str) -> None:
    """The release is the next in the chain, and holds its own files, unchanged, and no others."""
    name = release.folder.name
    if name != f"{release.period}-{release.edition}-{release.number}":
        raise _changed("it was renamed", name)
    if release.order != order or release.previous != previous:
        raise _changed("a release before it was changed or taken out", name)
    if set(release.files) != set(_STORED) or {p.name for p in release.folder.iterdir()} != {
        *_STORED,
        _ENTRY,
    }:
        raise _changed("it has files it should not have, or lacks some", name)
    for stored in _STORED:
        release._checked(stored)
    if verify_seal(release.bundle).hash != release.hash:
        raise _changed("its bundle is another one", name)


def _parquet(cells: pd.DataFrame) -> bytes:
    absent = [name for name in CELL_COLUMNS if name not in cells]
    if absent:
        raise InputError(
            f"the cells lack {', '.join(absent)}.",
            where="register",
            do=f"the columns are {', '.join(CELL_COLUMNS)}",
        )
    repeated = int(cells.duplicated(list(CELL_KEYS)).sum())
    if repeated:
        raise InputError(
            f"{repeated} cells are there twice.",
            where="register",
            do=f"one row per {', '.join(CELL_KEYS)}",
        )
    packed = io.BytesIO()
    cells[list(CELL_COLUMNS)].to_parquet(packed, index=False, compression="zstd")
    return packed.getvalue()


def _npz(certificate: bytes | Mapping[str, np.ndarray]) -> bytes:
    """The certificate as a file that numpy reads without running anything."""
    try:
        if isinstance(certificate, bytes):
            with np.load(io.BytesIO(certificate), allow_pickle=False) as arrays:
                dict(arrays)
            return certificate
        packed = io.BytesIO()
        np.savez_compressed(packed, allow_pickle=False, **certificate)
        return packed.getvalue()
    except (ValueError, EOFError, OSError, TypeError, AttributeError, zipfile.BadZipFile):
        raise InputError(
            "the certificate is no set of arrays of numbers.",
            where="register",
            do="give named arrays, or the bytes of an .npz file",
        ) from None


def _changed(what: str, where: str) -> DisclosureError:
    return DisclosureError(
        f"the release register was changed: {what}.",
        where=f"register, {where}",
        do="restore it from a backup; later releases are protected against what it holds",
    )
