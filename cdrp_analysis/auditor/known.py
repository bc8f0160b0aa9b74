"""What a restricted store says may not be in a release, made from the store alone."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from cdrp_analysis.auditor.checks import Secrets
from cdrp_analysis.contracts import CONTRACTS, Contract
from cdrp_analysis.errors import InputError
from cdrp_analysis.store import Store

_DEGREES = ("longitude", "latitude")
_METRES = ("easting", "northing")
_DECIMALS = 4  # of a degree, as outlines are published
_BY_CHANCE = 0.05  # of a file's vertices may lie within the last decimal of an event's place
_WIDTH = 0.001  # degrees, about 100 m
# Columns whose name says what they are in feeds that no template describes.
_IDENTIFIERS = ("crime_id", "victim")


def secrets_from_store(folder: Path, *, boundaries: Iterable[str], threshold: int = 5) -> Secrets:
    """
    Identifiers, secret texts, places, file names and hashes of every accepted feed of a store.

    An auditor may trust nothing that the release says of itself, yet outlines are public and a
    store does not hold them all. Vertices of the release's boundary files are therefore taken as
    outlines only where they are of a polygon at least about 100 m wide, are no event's place to
    six decimals, and, if more vertices of a file than chance explains (one in twenty) lie within
    the fourth decimal (about 10 m) of events, are none of those. What is left to trust: a few
    events' places, rounded to 10 m and worked into the outline of a real area, would pass for
    vertices. Hidden counts are not in a store and not known here: the arithmetic checks of the
    audit look for them.

    Parameters
    ----------
    folder : path
        A restricted store (``feeds/`` below it).
    boundaries : iterable of str
        Texts of the release's boundary files (GeoJSON, degrees).
    threshold : int
        Counts from 1 to this less one are small.

    Returns
    -------
    Secrets

    Raises
    ------
    InputError
        If the folder is no store or holds no feed.
    """
    folder = Path(folder)
    if not (folder / "feeds").is_dir():  # opening a store would make one
        raise InputError(
            "there is no restricted store here.",
            where=folder.name,
            do="name the folder that holds feeds/, as a run leaves it",
        )
    store = Store(folder)
    identifiers: set[str] = set()
    texts: set[str] = set()
    points: set[tuple[float, float]] = set()
    grid: set[tuple[int, int]] = set()
    names: set[str] = set()
    feeds = stored_feeds(folder)
    if not feeds:
        raise InputError(
            "the store holds no feed.", where=folder.name, do="run cdrp assess before the audit"
        )
    for feed in feeds:
        columns = _columns(folder, feed)
        contract = contract_of(feed, columns)
        telling = {c.name for c in contract.columns if c.secret or c.type == "pseudonym"
                   } if contract else set()  # fmt: skip
        telling |= {*_IDENTIFIERS, *_DEGREES, *_METRES}
        names |= set(provenance_names(store, [feed]))
        if not telling.intersection(columns):
            continue
        rows = store.read(feed, columns=[name for name in columns if name in telling])
        for kind, values in known_values(rows, contract):
            (identifiers if kind == "pseudonym" else texts).update(values)
        points |= set(pairs_of(rows, _DEGREES))
        grid |= {(round(x), round(y)) for x, y in pairs_of(rows, _METRES)}
    return Secrets(
        identifiers=frozenset(identifiers),
        texts=frozenset(texts),
        names=frozenset(names),
        points=frozenset(points),
        grid_points=frozenset(grid),
        allowed_coordinates=public_vertices(boundaries, points),
        threshold=threshold,
    )


def stored_feeds(folder: Path) -> list[str]:
    """Names of the feeds of a store that are whole."""
    kept = (place for place in (folder / "feeds").iterdir() if place.is_dir())
    return sorted(place.name for place in kept if not place.name.startswith("."))


def contract_of(feed: str, columns: Iterable[str]) -> Contract | None:
    """The contract of a feed by its name, else the fullest one whose columns it has."""
    if feed in CONTRACTS:
        return CONTRACTS[feed]
    fitting = (c for c in CONTRACTS.values() if set(c.names) <= set(columns))
    return max(fitting, key=lambda contract: len(contract.names), default=None)


def _columns(folder: Path, feed: str) -> list[str]:
    parts = sorted((folder / "feeds" / feed).glob("month=*/*.parquet"))
    return list(dict.fromkeys(name for part in parts for name in pq.read_schema(part).names))


def known_values(
    rows: pd.DataFrame, contract: Contract | None
) -> Iterator[tuple[str, frozenset[str]]]:
    """
    Pseudonyms and secret texts of a feed, column by column.

    Yields
    ------
    tuple of kind ("pseudonym" or "text") and values
        Identifiers of crimes and victims count as pseudonyms in every feed.
    """
    declared = {c.name: c for c in contract.columns} if contract else {}
    for name in rows.columns:
        column = declared.get(name)
        if name in _IDENTIFIERS or (column and column.type == "pseudonym"):
            yield "pseudonym", frozenset(rows[name].dropna().astype(str))
        elif column and column.secret and column.type in ("text", "label", "code"):
            yield "text", frozenset(rows[name].dropna().astype(str))


def pairs_of(rows: pd.DataFrame, columns: tuple[str, str]) -> Iterator[tuple[float, float]]:
    """Every different pair of coordinates of a frame that has them."""
    if set(columns) <= set(rows):
        known = rows[list(columns)].dropna().astype(float).drop_duplicates()
        yield from known.itertuples(index=False, name=None)


def provenance_names(store: Store, feeds: Iterable[str]) -> Iterator[str]:
    """File names and hashes of raw files: by its hash a guessed input could be confirmed."""
    for feed in feeds:
        about = store.provenance(feed)
        for column in {"file", "sha256"} & set(about):
            yield from about[column].dropna().astype(str)


def public_vertices(
    boundaries: Iterable[str], points: Iterable[tuple[float, float]]
) -> frozenset[tuple[float, float]]:
    """
    Vertices of boundary files, degrees, that may be taken for outlines of areas.

    Parameters
    ----------
    boundaries : iterable of str
        GeoJSON; what cannot be read as such gives no vertex.
    points : iterable of (longitude, latitude)
        Places of events, degrees.
    """
    exact = {(round(x, 6), round(y, 6)) for x, y in points}
    near = {(round(x, _DECIMALS), round(y, _DECIMALS)) for x, y in exact}
    found: set[tuple[float, float]] = set()
    for text in boundaries:
        vertices = {vertex for ring in _rings(text) if _is_area(ring) for vertex in ring}
        struck = {v for v in vertices if (round(v[0], _DECIMALS), round(v[1], _DECIMALS)) in near}
        if len(struck) <= _BY_CHANCE * len(vertices):
            struck = {v for v in struck if (round(v[0], 6), round(v[1], 6)) in exact}
        found |= vertices - struck
    return frozenset(found)


def _rings(text: str) -> Iterator[list[tuple[float, float]]]:
    """Rings of the polygons of a GeoJSON; nothing of its points and lines."""
    try:
        content = json.loads(text)
    except ValueError:
        return
    for feature in content.get("features", ()) if isinstance(content, dict) else ():
        geometry = feature.get("geometry") or {}
        parts = geometry.get("coordinates", ())
        polygons = {"Polygon": [parts], "MultiPolygon": parts}.get(geometry.get("type"), ())
        for ring in (ring for polygon in polygons for ring in polygon):
            yield [(float(x), float(y)) for x, y, *_ in ring]


def _is_area(ring: list[tuple[float, float]]) -> bool:
    """Whether a ring is as wide as an area and not drawn around a place."""
    return any(max(side) - min(side) >= _WIDTH for side in zip(*ring, strict=True))
