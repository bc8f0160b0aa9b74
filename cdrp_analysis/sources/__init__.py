"""Readers of every publisher's layout: raw files in, contract frames out."""

from collections.abc import Iterator
from pathlib import Path

from cdrp_analysis.settings import Feed
from cdrp_analysis.sources.counts import read_counts
from cdrp_analysis.sources.policeuk import read_outcomes, read_stop_and_search, read_street
from cdrp_analysis.sources.reading import FileReading

_READERS = {
    "policeuk-street": read_street,
    "policeuk-outcomes": read_outcomes,
    "policeuk-stop-and-search": read_stop_and_search,
    "counts-wide": read_counts,
    "counts-long": read_counts,
}


def read(feed: Feed, root: Path | str) -> Iterator[FileReading]:
    """
    Read the raw files of a feed, one at a time, so that memory follows the largest file.

    Parameters
    ----------
    feed : Feed
        Its layout decides the reader.
    root : path
        Data folder; nothing outside it is opened.

    Raises
    ------
    InputError
        If a file is unsafe, damaged, or not of the layout; see the reader.
    """
    return _READERS[feed.layout](feed, Path(root))


__all__ = ["FileReading", "read"]
