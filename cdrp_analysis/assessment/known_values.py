"""Everything known that may not leave the partnership, made from the restricted inputs."""

import getpass
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from cdrp_analysis.assessment.layout import Layout, notebooks
from cdrp_analysis.assessment.release import RELEASED_AREAS, outline_text
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.auditor.folder import Secrets
from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.released import Protected, Release
from cdrp_analysis.store import Store
from cdrp_analysis.vocabulary import SUPPRESSED

SHORT_NAME = 5


def secrets(
    evidence: Evidence, store: Store, release: Release, places: Layout
) -> dict[str, Secrets]:
    """Everything known that may not be in an edition, by edition, from the restricted inputs."""
    offences = evidence.offences()
    points = offences[["longitude", "latitude"]].dropna().drop_duplicates()
    partners = list(_partner_values(evidence))
    files = {name for f in evidence.assessment.feeds for name in store.provenance(f.key)["file"]}
    own = {f"{places.out.resolve()}", f"{Path.home()}/", f"{notebooks()}", getpass.getuser()}
    # A short account name is a word that any page may hold.
    kept = {name for name in own if len(name) > SHORT_NAME}
    common = Secrets(
        identifiers=frozenset(offences["crime_id"].dropna()).union(
            *(values for kind, values in partners if kind == "pseudonym")
        ),
        texts=frozenset().union(*(values for kind, values in partners if kind == "text")),
        names=frozenset(files | kept | set(provenance_hashes(evidence, store))),
        points=frozenset(points.itertuples(index=False, name=None)),
        grid_points=frozenset(_grid_points(evidence)),
        threshold=evidence.thresholds.suppress_below,
    )
    return {
        edition: replace(
            common,
            cells=tuple(_hidden_cells(evidence, protected)),
            allowed_coordinates=frozenset(_vertices(evidence, edition)),
        )
        for edition, protected in release.editions.items()
    }


def _partner_values(evidence: Evidence) -> Iterator[tuple[str, frozenset[str]]]:
    """Pseudonyms and secret texts of every partner's feed, column by column."""
    for name, contract in PARTNER_FEEDS.items():
        if not evidence.has_feed(name):
            continue
        rows = evidence.feed(name)
        for column in contract.columns:
            kind = "text" if column.secret and column.type == "text" else column.type
            if kind == "pseudonym" or (column.secret and kind == "text"):
                yield kind, frozenset(rows[column.name].dropna().astype(str))
    offences = evidence.offences()
    if "victim" in offences:
        yield "pseudonym", frozenset(offences["victim"].dropna())


def _grid_points(evidence: Evidence) -> Iterator[tuple[int, int]]:
    """Whole metres of every event's place, and of every secret place."""
    frames = [evidence.offences()]
    frames += [evidence.feed(name) for name in PARTNER_FEEDS if evidence.has_feed(name)]
    for frame in frames:
        if {"easting", "northing"} <= set(frame):
            known = frame[["easting", "northing"]].dropna().round().astype("int64")
            yield from known.drop_duplicates().itertuples(index=False, name=None)


def _vertices(evidence: Evidence, edition: str) -> Iterator[tuple[float, float]]:
    """Every vertex of the outlines as published, degrees; made again, not read from the release."""
    for kind in filter(evidence.has_areas, RELEASED_AREAS[edition]):
        outlines = gpd.read_file(outline_text(evidence.areas(kind))).geometry.to_numpy()
        yield from map(tuple, shapely.get_coordinates(outlines).tolist())


def provenance_hashes(evidence: Evidence, store: Store) -> list[str]:
    """Hashes of the raw files: a guessed input could be confirmed by its hash."""
    return [h for f in evidence.assessment.feeds for h in store.provenance(f.key)["sha256"]]


def _hidden_cells(evidence: Evidence, protected: Protected) -> Iterator[tuple[str, str, int]]:
    """Area, theme and value of every count that an edition hides."""
    counted = {name: table for name in protected.tables if (table := _counted(protected, name))}
    # A number that the same area and theme publish for another period is no leak.
    shown: dict[tuple[str, str], set[float]] = {}
    for frame, count, hidden in counted.values():
        for place, numbers in frame[~hidden].groupby(["area_name", "label"])[count]:
            shown.setdefault(place, set()).update(numbers)
    for name, (frame, count, hidden) in counted.items():
        keys = SPECS[name].keys
        exact = evidence.table(name).astype(dict.fromkeys(keys, str)).set_index(keys)[count]
        for row in frame[hidden].itertuples():
            key = tuple(str(getattr(row, k)) for k in keys)
            key = key if len(keys) > 1 else key[0]
            if key not in exact.index:  # categories that were merged, and hidden even so
                continue
            value = int(exact.loc[key])
            if value not in shown.get((row.area_name, row.label), ()):
                yield str(row.area_name), str(row.label), value


def _counted(protected: Protected, name: str) -> tuple[pd.DataFrame, str, pd.Series] | None:
    """A table of areas and themes with its count and which are hidden; None for any other."""
    frame, at = protected.tables[name], SPECS[name].cells
    count = "offences" if at is None else at.count
    if not {"area_name", "label", f"{count}_symbol"} <= set(frame):
        return None
    return frame, count, frame[f"{count}_symbol"] == SUPPRESSED
