"""data.police.uk's own layout: ``YYYY-MM/YYYY-MM-force-kind.csv``, as a folder or from its zip."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyproj

from cdrp_analysis.contracts import CONTRACTS, Rule, check_rows, conform
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Feed
from cdrp_analysis.sources.archive import find_files, sha256
from cdrp_analysis.sources.downloads import Download, plan_downloads
from cdrp_analysis.sources.reading import FileReading, quarantine
from cdrp_analysis.sources.revisions import revisions
from cdrp_analysis.sources.tabular import Table, joined, key, read_csv
from cdrp_analysis.vocabulary import (
    EARLIER_STREET_CATEGORIES,
    NATIONAL_GRID,
    STREET_CATEGORIES,
    WGS84,
)

# Our name = the headings the site has used for it. The first is today's; without the ones in
# _REQUIRED a file is not of this kind.
_PLACE = {
    "longitude": ("Longitude",),
    "latitude": ("Latitude",),
    "easting": ("Easting",),  # until 2012 the site gave the National Grid
    "northing": ("Northing",),
    "location": ("Location",),
    "lsoa": ("LSOA code",),
    "lsoa_name": ("LSOA name",),
}
_CRIME = {
    "crime_id": ("Crime ID",),  # absent until 2011
    "month": ("Month",),
    "reported_by": ("Reported by",),
    "falls_within": ("Falls within",),
    **_PLACE,
}
_HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "street": {
        **_CRIME,
        "category": ("Crime type",),
        "outcome": ("Last outcome category",),
        "context": ("Context",),
    },
    "outcomes": {**_CRIME, "outcome": ("Outcome type",)},
    "stop-and-search": {
        "searched_at": ("Date",),
        "type": ("Type",),
        "operation": ("Part of a policing operation",),
        "longitude": ("Longitude",),
        "latitude": ("Latitude",),
        "gender": ("Gender",),
        "age_range": ("Age range",),
        "ethnicity_self": ("Self-defined ethnicity", "Self defined ethnicity"),
        "ethnicity_officer": ("Officer-defined ethnicity", "Officer defined ethnicity"),
        "legislation": ("Legislation",),
        "object_of_search": ("Object of search",),
        "outcome": ("Outcome",),
        "outcome_linked": ("Outcome linked to object of search",),
        "clothing_removed": (
            "Removal of more than just outer clothing",
            "Removal of more than outer clothing",
        ),
    },
}
_REQUIRED = {
    "street": ("Month", "Reported by", "Falls within", "Location", "Crime type"),
    "outcomes": ("Crime ID", "Month", "Reported by", "Outcome type"),
    "stop-and-search": ("Type", "Date", "Latitude", "Longitude", "Legislation"),
}
_CONTRACT = {"street": "street", "outcomes": "outcomes", "stop-and-search": "stop_search"}
_CATEGORY = {name.casefold(): name for name in (*STREET_CATEGORIES, *EARLIER_STREET_CATEGORIES)}


def read_street(feed: Feed, root: Path | str) -> Iterator[FileReading]:
    """
    Street files of a feed: one reading per file, oldest month first.

    Identical rows of one file are all kept: incidents carry no Crime ID and a snapped point,
    so two in one street and month look alike.

    Raises
    ------
    InputError
        If a file is empty, has no such header, or contradicts another download.
    """
    return _read(feed, root, "street")


def read_outcomes(feed: Feed, root: Path | str) -> Iterator[FileReading]:
    """Outcome files of a feed; see ``read_street``."""
    return _read(feed, root, "outcomes")


def read_stop_and_search(feed: Feed, root: Path | str) -> Iterator[FileReading]:
    """
    Stop-and-search files of a feed; see ``read_street``.

    The month of a search follows London time. The site cuts its files by another clock, so a
    search up to a day outside the file's month is kept.
    """
    return _read(feed, root, "stop-and-search")


def _read(feed: Feed, root: Path | str, kind: str) -> Iterator[FileReading]:
    files = find_files(root, feed.files, where=f"feed {feed.key}")
    downloads = [d for d in plan_downloads(files, feed.vintage) if d.kind == kind]
    if not downloads:
        raise InputError(
            f"none of {len(files)} files is a {kind} file.",
            where=f"feed {feed.key}",
            do=f"the files are named YYYY-MM-force-{kind}.csv: correct the glob or the layout",
        )
    return (read_download(download, feed.key) for download in downloads)


def read_download(download: Download, feed: str) -> FileReading:
    """One file: every row accepted, quarantined with a reason, or counted as repeated."""
    content = download.file.read()
    name, kind, vintage = download.file.name, download.kind, download.vintage.isoformat()
    table = read_csv(content, _REQUIRED[kind], where=name)
    common = {
        "feed": feed,
        "contract": _CONTRACT[kind],
        "file": name,
        "sha256": sha256(content),
        "vintage": vintage,
        "month": download.month,
        "publisher": download.force,
        "rows_in": table.rows,
    }
    contract = CONTRACTS[_CONTRACT[kind]]
    if download.status != "current":
        why = "the same file as" if download.status == "repeat" else "superseded by"
        return FileReading(
            **common,
            accepted=contract.empty(),
            quarantined=quarantine(feed, name, *_nothing()),
            repeated=table.rows,
            note=joined(table.note, f"{why} {download.of}"),
        )
    cells, note = _named(table, kind, name)
    cells["source_file"], cells["vintage"] = name, vintage
    cells["source_row"] = cells.index
    typed, unread = conform(cells, contract)
    accepted, refused = check_rows(typed, contract, more=(_month_rule(download),))
    reasons = unread.fillna(refused)
    accepted = accepted[reasons.loc[accepted.index].isna()]
    refused_rows = pd.concat([table.refused, reasons.dropna()])
    return FileReading(
        **common,
        accepted=accepted.reset_index(drop=True),
        quarantined=quarantine(feed, name, refused_rows.index.to_series(), refused_rows),
        note=joined(table.note, note, "" if table.rows else "header only: no rows published"),
    )


def _nothing() -> tuple[pd.Series, pd.Series]:
    return pd.Series(dtype="int64"), pd.Series(dtype="str")


def _named(table: Table, kind: str, where: str) -> tuple[pd.DataFrame, str]:
    """The table under our names, old coordinates and spellings brought to today's."""
    have = {key(heading): heading for heading in table.frame.columns}
    chosen = {
        have[key(heading)]: ours
        for ours, headings in _HEADINGS[kind].items()
        for heading in headings
        if key(heading) in have
    }
    cells, note = table.frame[list(chosen)].rename(columns=chosen), ""
    if "longitude" not in cells and {"easting", "northing"} <= set(cells):
        cells["longitude"], cells["latitude"] = _degrees(cells["easting"], cells["northing"])
        note = "eastings and northings converted to degrees"
    if not {"longitude", "latitude"} <= set(cells):
        raise InputError(
            "the file has neither longitude and latitude nor easting and northing.",
            where=where,
            do="download the month again from data.police.uk",
        )
    if kind == "street":
        # Some fourteen spellings stand in a million cells: each is looked at once.
        spelt = {cell: " ".join(cell.split()) for cell in cells["category"].unique()}
        meant = {cell: _CATEGORY.get(words.casefold(), words) for cell, words in spelt.items()}
        cells["category"] = cells["category"].map(meant).astype("str")
    if kind == "stop-and-search":
        # A time without a zone is UTC, as the site's later files say.
        times = pd.to_datetime(cells["searched_at"], errors="coerce", utc=True, format="ISO8601")
        cells["month"] = times.dt.tz_convert("Europe/London").dt.strftime("%Y-%m")
    return cells, note


def _degrees(easting: pd.Series, northing: pd.Series) -> tuple[pd.Series, pd.Series]:
    to_degrees = pyproj.Transformer.from_crs(NATIONAL_GRID, WGS84, always_xy=True)
    metres = [pd.to_numeric(cells, errors="coerce") for cells in (easting, northing)]
    longitude, latitude = to_degrees.transform(*(series.to_numpy("float64") for series in metres))
    # Text that is no number stays text, so that the contract can refuse it.
    return tuple(
        pd.Series(degrees, index=easting.index)
        .where(series.notna())
        .astype("object")
        .where(series.notna() | (cells.str.strip() == ""), "?")
        for degrees, series, cells in zip(
            (longitude, latitude), metres, (easting, northing), strict=True
        )
    )


def _month_rule(download: Download) -> Rule:
    if download.kind != "stop-and-search":
        return Rule(
            "month is not the month of the file", lambda frame: frame["month"] != download.month
        )
    first = pd.Timestamp(f"{download.month}-01", tz="Europe/London")
    last = first + pd.offsets.MonthBegin(1)
    day = pd.Timedelta(days=1)
    return Rule(
        "date is more than a day outside the month of the file",
        lambda frame: ~frame["searched_at"].between(first - day, last + day, inclusive="left"),
    )


__all__ = [
    "plan_downloads",
    "read_download",
    "read_outcomes",
    "read_stop_and_search",
    "read_street",
    "revisions",
]
