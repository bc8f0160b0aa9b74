"""The restricted store: accepted rows as Parquet, with quarantine, provenance and revisions."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

import duckdb
import pandas as pd

from cdrp_analysis.errors import InputError, OutputError
from cdrp_analysis.sources.reading import FileReading

_PROVENANCE = (
    "file",
    "sha256",
    "vintage",
    "month",
    "publisher",
    "rows_in",
    "accepted",
    "quarantined",
    "repeated",
    "note",
)
_REVISION = ("feed", "month", "publisher", "vintage_before", "vintage_after")
_SCAN = "read_parquet(?, hive_partitioning = false, union_by_name = true)"
Revise = Callable[[pd.DataFrame, pd.DataFrame], dict[str, int]]


class Store:
    """
    Accepted rows of every feed below one folder.

    Below ``feeds/<feed>``, ``month=YYYY-MM/<publisher>.parquet`` holds rows (``month=all`` where
    one file holds many months), ``quarantine.parquet`` what was set aside and why,
    ``provenance.parquet`` one row per raw file, and ``revisions.parquet`` how much each replaced
    month changed. A feed is swapped in whole, so an interrupted ingest leaves the former state.

    Parameters
    ----------
    folder : path
        Made when absent.
    """

    def __init__(self, folder: Path | str):
        self.folder = Path(folder)
        self._engine: duckdb.DuckDBPyConnection | None = None
        try:
            (self.folder / "feeds").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"the store cannot be made: {error.strerror}.",
                where=self.folder.name,
                do="choose a folder you may write to",
            ) from None

    def ingest(
        self,
        feed: str,
        readings: Iterable[FileReading],
        *,
        fingerprint: str,
        revise: Revise | None = None,
        revised: Callable[[], list[dict]] = list,
    ) -> bool:
        """
        Take in a feed; return whether anything changed.

        Parameters
        ----------
        feed : str
            Name of the feed.
        readings : iterable of FileReading
            One per raw file; consumed one at a time, so memory follows the largest file.
        fingerprint : str
            Identity of the raw files and their settings; the same again changes nothing.
        revise : callable, optional
            Compares a stored month with the download that replaces it.
        revised : callable, optional
            Revisions between downloads that are both among the raw files.

        Raises
        ------
        InputError
            If rows in are not accepted + quarantined + repeated for every file.
        """
        if self.holds(feed, fingerprint):
            return False
        place, former = self._place(feed), self._place(f".{feed}.former")
        fresh = place.with_name(f".{feed}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            files, quarantined, revisions = self._write(feed, readings, fresh, revise)
            provenance = pd.DataFrame(files, columns=list(_PROVENANCE))
            _require_balance(feed, provenance)
            _write_parquet(provenance, fresh / "provenance.parquet")
            _write_parquet(_stacked(quarantined), fresh / "quarantine.parquet")
            earlier = self._frame(feed, "revisions")
            known = [f for f in (earlier, pd.DataFrame(revisions + revised())) if len(f)]
            log = pd.concat(known, ignore_index=True) if known else pd.DataFrame()
            if len(log):  # raw files mended in place are compared anew
                same = [name for name in _REVISION if name in log]
                log = log.drop_duplicates(same, keep="last", ignore_index=True)
            _write_parquet(log, fresh / "revisions.parquet")
            (fresh / "fingerprint.json").write_text(json.dumps(fingerprint), encoding="utf-8")
        except OSError as error:
            shutil.rmtree(fresh, ignore_errors=True)
            raise OutputError(
                f"the feed {feed} could not be stored: {error.strerror or error}.",
                where=f"store, {feed}",
                do="free some space or choose another folder; the former state is kept",
            ) from None
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        shutil.rmtree(former, ignore_errors=True)
        if place.exists():
            place.rename(former)
        fresh.rename(place)
        shutil.rmtree(former, ignore_errors=True)
        return True

    def holds(self, feed: str, fingerprint: str) -> bool:
        """Whether the feed was taken in from just these raw files and settings."""
        place, former = self._place(feed), self._place(f".{feed}.former")
        if former.exists() and not place.exists():
            former.rename(place)  # a run was killed between the two renames of an ingest
        return self.taken_of(feed) == fingerprint

    def _write(
        self,
        feed: str,
        readings: Iterable[FileReading],
        fresh: Path,
        revise: Revise | None,
    ) -> tuple[list[dict], list[pd.DataFrame], list[dict]]:
        files, quarantined, revisions = [], [], []
        seen: dict[tuple[str, str], str] = {}
        for reading in readings:
            files.append(
                {
                    "file": reading.file,
                    "sha256": reading.sha256,
                    "vintage": reading.vintage,
                    "month": reading.month,
                    "publisher": reading.publisher,
                    "rows_in": reading.rows_in,
                    "accepted": len(reading.accepted),
                    "quarantined": len(reading.quarantined),
                    "repeated": reading.repeated,
                    "note": reading.note,
                }
            )
            quarantined.append(reading.quarantined)
            if reading.repeated and not len(reading.accepted):
                continue
            month, publisher = reading.month or "all", reading.publisher or "all"
            key = (month, publisher)
            if key in seen:
                raise InputError(
                    f"two files of the feed {feed} hold {publisher} {month}.",
                    where=f"{seen[key]} and {reading.file}",
                    do="give the older one its own, earlier vintage",
                )
            seen[key] = reading.file
            part = fresh / f"month={month}" / f"{publisher}.parquet"
            part.parent.mkdir(parents=True, exist_ok=True)
            former = self._place(feed) / f"month={month}" / f"{publisher}.parquet"
            if revise is not None and former.exists():
                before = pd.read_parquet(former)
                if len(before) and str(before["vintage"].iloc[0]) != reading.vintage:
                    revisions.append(
                        {
                            "feed": feed,
                            "month": month,
                            "publisher": publisher,
                            "vintage_before": str(before["vintage"].iloc[0]),
                            "vintage_after": reading.vintage,
                            **revise(before, reading.accepted),
                        }
                    )
            _write_parquet(reading.accepted, part)
        return files, quarantined, revisions

    def read(
        self,
        feed: str,
        *,
        months: Iterable[str] | None = None,
        columns: Iterable[str] = (),
        only: Mapping[str, Collection[str]] | None = None,
    ) -> pd.DataFrame:
        """
        Accepted rows of a feed, in file and row order, optionally of some months and columns.

        Parameters
        ----------
        months : iterable of str, optional
            Default: all.
        columns : iterable of str
            Default: all.
        only : mapping of column to values, optional
            Rows kept: chosen while scanning, so that the rest never takes memory.

        Raises
        ------
        InputError
            If the feed has not been ingested.
        """
        months = None if months is None else set(months)
        parts = self._parts(feed, months)
        if not parts:
            return pd.DataFrame(columns=list(columns))
        chosen = ", ".join(f'"{name}"' for name in columns) or "*"
        kept = dict(only or {}) | ({} if months is None else {"month": months})
        tests = [f'"{name}" IN (SELECT unnest(?::VARCHAR[]))' for name in kept]
        where = f"WHERE {' AND '.join(tests)} " if tests else ""
        values = [sorted(given) for given in kept.values()]
        query = f"SELECT {chosen} FROM {_SCAN} {where}ORDER BY source_file, source_row"
        return self._query(query, [parts, *values])

    def months(self, feed: str) -> pd.DataFrame:
        """``month`` and ``rows``: accepted rows of each month that has any."""
        parts = self._parts(feed, None)
        query = f"SELECT month, count(*) AS rows FROM {_SCAN} GROUP BY month ORDER BY month"
        return self._query(query, [parts]) if parts else pd.DataFrame(columns=["month", "rows"])

    def blanks(self, feed: str) -> pd.DataFrame:
        """``field, rows, missing`` of every field of the feed."""
        parts = self._parts(feed, None)
        if not parts:
            return pd.DataFrame(columns=["field", "rows", "missing"])
        names = self._query(f"DESCRIBE SELECT * FROM {_SCAN}", [parts])["column_name"].tolist()
        known = ", ".join(f'count("{name}")' for name in names)
        rows, *filled = (
            self._query(f"SELECT count(*), {known} FROM {_SCAN}", [parts]).iloc[0].tolist()
        )
        table = pd.DataFrame({"field": names, "rows": rows})
        return table.assign(missing=[rows - count for count in filled])

    def _parts(self, feed: str, months: Iterable[str] | None) -> list[str]:
        place = self._place(feed)
        if not place.exists():
            raise InputError(
                f"the store holds no feed {feed}.",
                where="store",
                do="run cdrp assess, or ingest it",
            )
        wanted = {"all", *months} if months is not None else None
        return [
            str(part)
            for part in sorted(place.glob("month=*/*.parquet"))
            if wanted is None or part.parent.name.removeprefix("month=") in wanted
        ]

    def _query(self, query: str, values: list) -> pd.DataFrame:
        # Opened once: most feeds are small, and an opening takes longer than reading one.
        if self._engine is None:
            self._engine = duckdb.connect(config={"enable_external_file_cache": False})
        return self._engine.execute(query, values).df()

    def provenance(self, feed: str) -> pd.DataFrame:
        """One row per raw file: name, sha256, vintage, month, row accounting, note."""
        return self._frame(feed, "provenance")

    def taken_of(self, feed: str) -> str | None:
        """Fingerprint of the raw files and settings that a feed was taken in from."""
        path = self._place(feed) / "fingerprint.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def quarantine(self, feed: str) -> pd.DataFrame:
        """Rows set aside: feed, file, row number and reason, never the row itself."""
        return self._frame(feed, "quarantine")

    def revisions(self, feed: str) -> pd.DataFrame:
        """How much each month changed when a newer download replaced an older one."""
        return self._frame(feed, "revisions")

    def _frame(self, feed: str, what: str) -> pd.DataFrame:
        path = self._place(feed) / f"{what}.parquet"
        return pd.read_parquet(path) if path.exists() else pd.DataFrame()

    def _place(self, feed: str) -> Path:
        return self.folder / "feeds" / feed


def fingerprint(*parts: object) -> str:
    """One hash of everything that decides what an ingest would store."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(part).encode("utf-8"))
        digest.update(b"\x00")
    return digest.hexdigest()


def _require_balance(feed: str, provenance: pd.DataFrame) -> None:
    accounted = provenance[["accepted", "quarantined", "repeated"]].sum(axis=1)
    wrong = provenance.loc[provenance["rows_in"] != accounted, "file"]
    if len(wrong):
        raise InputError(
            f"{len(wrong)} files of {feed} lost rows on the way in.",
            where=f"store, {wrong.iloc[0]}",
            do="report this: rows in must be accepted + quarantined + repeated",
        )


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    full = [frame for frame in frames if len(frame)]
    if not full:
        return pd.DataFrame(columns=["feed", "file", "row", "reason"])
    return pd.concat(full, ignore_index=True)


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    partial = path.with_suffix(".partial")
    frame.to_parquet(partial, index=False, compression="zstd")
    partial.rename(path)
