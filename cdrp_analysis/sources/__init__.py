"""Readers of every publisher's layout: raw files in, contract frames out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Feed
from cdrp_analysis.sources.archive import find_files
from cdrp_analysis.sources.counts import read_counts
from cdrp_analysis.sources.downloads import Download, plan_downloads
from cdrp_analysis.sources.policeuk import read_download
from cdrp_analysis.sources.reading import FileReading
from cdrp_analysis.sources.revisions import revisions
from cdrp_analysis.sources.templates import kin_of, read_template, template_revisions

_KINDS = {
    "policeuk-street": "street",
    "policeuk-outcomes": "outcomes",
    "policeuk-stop-and-search": "stop-and-search",
}


def read(feed: Feed, root: Path | str, *, among: Sequence[Feed] = ()) -> Iterator[FileReading]:
    """
    Read the raw files of a feed, one at a time, so that memory follows the largest file.

    Parameters
    ----------
    feed : Feed
        Its layout decides the reader.
    root : path
        Data folder; nothing outside it is opened.
    among : sequence of Feed
        All feeds of the assessment: where another feed of the layout (of a template: of the
        contract) holds a newer download of the same month, that one counts and this one's rows
        are repeats.

    Raises
    ------
    InputError
        If a file is unsafe, damaged, or not of the layout; see the reader.
    """
    if feed.layout == "template":
        return read_template(feed, root, among)
    if feed.layout not in _KINDS:
        return read_counts(feed, Path(root))
    downloads = [d for key, d in _planned(feed, root, among) if key == feed.key]
    if not downloads:
        raise InputError(
            f"no file of the feed is a {_KINDS[feed.layout]} file.",
            where=f"feed {feed.key}",
            do=f"the files are named YYYY-MM-force-{_KINDS[feed.layout]}.csv: correct the glob "
            "or the layout",
        )
    return (read_download(download, feed.key) for download in downloads)


def revised_months(
    feed: Feed, root: Path | str, *, among: Sequence[Feed] = ()
) -> list[dict[str, object]]:
    """
    How much each of the feed's superseded downloads differs from the one that replaced it.

    Returns
    -------
    list of dict
        ``feed, month, publisher, vintage_before, vintage_after, rows_before, rows_after,
        rows_added, rows_removed, rows_changed``.
    """
    if feed.layout == "template":
        return template_revisions(feed, root, among)
    if feed.layout not in _KINDS:
        return []
    planned = _planned(feed, root, among)
    current = {d.file.name: d for _, d in planned if d.status == "current"}
    found = []
    for key, download in planned:
        if key != feed.key or download.status != "superseded":
            continue
        newer = current[download.of]
        before = read_download(replace(download, status="current"), key).accepted
        found.append(
            {
                "feed": key,
                "month": download.month,
                "publisher": download.force,
                "vintage_before": str(download.vintage),
                "vintage_after": str(newer.vintage),
                **revisions(before, read_download(newer, key).accepted),
            }
        )
    return found


def kin(feed: Feed, among: Sequence[Feed]) -> list[Feed]:
    """Feeds that may hold other downloads of the same rows: of its layout, or its contract."""
    if feed.layout == "template":
        return kin_of(feed, among)
    return [one for one in among if one.layout == feed.layout]


def _planned(feed: Feed, root: Path | str, among: Sequence[Feed]) -> list[tuple[str, Download]]:
    """Downloads of all feeds of the layout with the feed each belongs to."""
    feeds = {f.key: f for f in (*among, feed) if f.layout == feed.layout}
    owner: dict[str, str] = {}
    files = []
    for key, one in feeds.items():
        for file in find_files(root, one.files, where=f"feed {key}"):
            if owner.setdefault(file.name, key) != key:
                raise InputError(
                    f"the feeds {owner[file.name]} and {key} both take the same file.",
                    where=file.name,
                    do="narrow one of the globs: a row may be counted once only",
                )
            files.append(file)
    vintages = {file.name: feeds[owner[file.name]].vintage for file in files}
    kind = _KINDS[feed.layout]
    downloads = [d for d in plan_downloads(files, vintages) if d.kind == kind]
    return [(owner[d.file.name], d) for d in downloads]


__all__ = ["FileReading", "kin", "read", "revised_months", "revisions"]
