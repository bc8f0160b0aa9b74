"""Which download of a force's month is the one to use, when there are several."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources.archive import RawFile, sha256

_NAME = re.compile(
    r"(?P<month>\d{4}-\d{2})-(?P<force>[a-z][a-z0-9-]*?)-(?P<kind>street|outcomes|stop-and-search)"
)

Status = Literal["current", "superseded", "repeat"]


@dataclass(frozen=True)
class Download:
    """
    One download of one force's month, and whether it is the one to use.

    ``status`` is ``current``, ``superseded`` (a newer download of the month exists) or
    ``repeat`` (the same bytes again); ``of`` names the current file where this is not it.
    """

    file: RawFile
    month: str
    force: str
    kind: str
    vintage: date
    status: Status = "current"
    of: str = ""


def plan_downloads(files: Sequence[RawFile], vintages: date | Mapping[str, date]) -> list[Download]:
    """
    Decide which download of each force, month and kind is current.

    The newest vintage is. At equal vintage the same bytes are a repeat; different bytes are a
    contradiction nobody can settle from the files alone.

    Parameters
    ----------
    files : sequence of RawFile
        Named by the site's pattern; other CSV files are refused, other files ignored.
    vintages : date, or mapping of file name to date
        Day of the download.

    Returns
    -------
    list of Download, sorted by month, force, kind and file name

    Raises
    ------
    InputError
        For a CSV file not named by the pattern, or two different files of one month and
        equal vintage (both are named).
    """
    downloads = []
    for file in files:
        if file.suffix != ".csv":
            continue
        found = _NAME.fullmatch(file.stem.lower())
        if not found or not "01" <= found["month"][5:] <= "12":
            raise InputError(
                "the file is not named as data.police.uk names its files.",
                where=file.name,
                do="rename it to YYYY-MM-force-kind.csv (kind: street, outcomes or "
                "stop-and-search), or narrow the glob",
            )
        vintage = vintages if isinstance(vintages, date) else vintages[file.name]
        downloads.append(Download(file, found["month"], found["force"], found["kind"], vintage))
    groups: dict[tuple[str, str, str], list[Download]] = {}
    for download in downloads:
        groups.setdefault((download.month, download.force, download.kind), []).append(download)
    return [planned for _, group in sorted(groups.items()) for planned in _settled(group)]


def _settled(group: list[Download]) -> list[Download]:
    if len(group) == 1:
        return group
    group = sorted(group, key=lambda download: download.file.name)
    newest = max(download.vintage for download in group)
    latest = [download for download in group if download.vintage == newest]
    current, *others = latest
    settled = [current]
    content = sha256(current.file.read()) if others else ""
    for other in others:
        if sha256(other.file.read()) != content:
            raise InputError(
                f"two different files hold {current.force} {current.kind} {current.month} "
                f"of the same vintage, {newest}.",
                where=f"{current.file.name} and {other.file.name}",
                do="give the feed of the older download its own, earlier vintage, or remove it",
            )
        settled.append(_not_used(other, "repeat", current))
    settled += [
        _not_used(download, "superseded", current)
        for download in group
        if download.vintage < newest
    ]
    return settled


def _not_used(download: Download, status: Status, current: Download) -> Download:
    return Download(
        download.file, download.month, download.force, download.kind, download.vintage,
        status, current.file.name,
    )  # fmt: skip
