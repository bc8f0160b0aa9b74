"""What a reader can lay beside the tables: overlapping layers, map bands, earlier releases."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.assessment import licensed
from cdrp_analysis.assessment.period_parts import SOURCE, parts_of_periods
from cdrp_analysis.assessment.record_keys import keys_of_cells
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.table_sums import has_rows, sums_of_tables
from cdrp_analysis.disclosure.alternatives import CELL_KEY
from cdrp_analysis.disclosure.earlier import Earlier
from cdrp_analysis.disclosure.relations import Cell, Hierarchy, Partition
from cdrp_analysis.disclosure.released import Surroundings
from cdrp_analysis.measures.premises import VIOLENCE
from cdrp_analysis.measures.tabulation import ALL, OTHER
from cdrp_analysis.measures.week_parts import sums_of_parts
from cdrp_analysis.periods import Period

_NOWHERE = "-"
_SLIVER = 1.0  # m²; outlines drawn by different hands overlap by less


def beside(evidence: Evidence, earlier: Sequence[Earlier] = ()) -> tuple[Hierarchy, Surroundings]:
    """
    The sums a reader can make, and what else is known of the cells.

    Parameters
    ----------
    evidence : Evidence
        The restricted run, its tables made.
    earlier : sequence of Earlier
        Releases of the register.

    Returns
    -------
    Hierarchy
        Wards make up the partnership, themes all offences, months and parts of years the
        periods; every area of every published layer falls into its overlaps with the others.
    Surroundings
        The counts of those overlaps and parts, what the map's bands tell, and the earlier
        releases with today's counts of their cells.
    """
    periods = parts_of_periods(evidence, earlier)
    layers, overlaps = _overlaps(evidence, [evidence.current, *periods.inside])
    themes = tuple(t.key for t in evidence.assessment.themes if t.kind == "offence")
    area = [Partition(evidence.borough, tuple(evidence.areas("ward")["code"]))]
    rings, ring_pieces = _rings(evidence)
    more = sums_of_tables(evidence)
    hierarchy = Hierarchy(
        area=(*area, *layers, *more["area"], *rings),
        offence=(Partition(ALL, (*themes, OTHER)), *more["offence"]),
        period=(*periods.partitions, *_parts_of_the_week(evidence), *more["period"]),
    )
    rules = evidence.assessment.disclosure
    keyed = rules.method == CELL_KEY
    known = Surroundings(
        fragments={**overlaps, **ring_pieces, **periods.fragments},
        bands=_bands(evidence),
        earlier=tuple(earlier),
        now=periods.now,
        keys=keys_of_cells(evidence, salt=rules.salt.encode("utf-8")) if keyed else None,
        period=evidence.period.slug,
    )
    return hierarchy, known


def _parts_of_the_week(evidence: Evidence) -> list[Partition]:
    """Days and hours of the week, which add up in several ways."""
    if not evidence.has("week_parts"):
        return []
    periods = evidence.table("week_parts")["period"].unique()
    return [Partition(total, tuple(parts)) for total, parts in sums_of_parts(periods)]


def _rings(evidence: Evidence) -> tuple[list[Partition], dict[Cell, int]]:
    """The pieces of ground in which rings around licensed premises overlap with wards."""
    if not has_rows(evidence, "premises_rings"):
        return [], {}
    pieces, counts = licensed.pieces(evidence)
    label = {piece: f"overlap ring {number:03d}" for number, piece in enumerate(pieces)}
    cells = {
        Cell(SOURCE, label[ward, ring], VIOLENCE, period): count
        for (ward, ring, period), count in counts.items()
    }
    partitions = []
    for level in range(2):
        members: dict[str, list[str]] = {}
        for piece in pieces:
            members.setdefault(piece[level], []).append(label[piece])
        partitions += [Partition(area, tuple(own)) for area, own in members.items()]
    return partitions, cells


def _overlaps(
    evidence: Evidence, periods: Sequence[Period]
) -> tuple[list[Partition], dict[Cell, int]]:
    """Pieces of ground in one ward, one LSOA and one group of hexagons, with their offences."""
    groups = _groups(evidence)
    counted = {p.label: _placed(evidence.points(p), groups).value_counts() for p in periods}
    names = sorted(_pieces(evidence).union(*(placed.index for placed in counted.values())))
    label = {place: f"overlap {number:04d}" for number, place in enumerate(names)}
    cells = {
        Cell(SOURCE, label[place], ALL, period): int(placed.get(place, 0))
        for period, placed in counted.items()
        for place in names
    }
    partitions = []
    for level in range(3):
        members: dict[str, list[str]] = {}
        for place in names:
            if place[level] != _NOWHERE:
                members.setdefault(place[level], []).append(label[place])
        # An area that lies in one piece is that piece: nothing can be subtracted from it.
        partitions += [Partition(area, tuple(own)) for area, own in members.items()]
    return partitions, cells


def _placed(rows: pd.DataFrame, groups: gpd.GeoDataFrame) -> pd.DataFrame:
    """The ward, LSOA and group of hexagons of every row."""
    return pd.DataFrame(
        {
            "ward": rows["ward"].fillna(_NOWHERE).astype(str),
            "lsoa": rows["lsoa"].fillna(_NOWHERE).astype(str),
            "hexes": _group_of(rows, groups),
        }
    )


def _groups(evidence: Evidence) -> gpd.GeoDataFrame:
    """Groups of hexagons, named by those in them: their number says nothing of the ground."""
    if not evidence.has("band_groups"):
        return gpd.GeoDataFrame({"code": [], "name": []}, geometry=[], crs="EPSG:27700")
    cells = evidence.table("band_groups").set_index("area")["cells"]
    groups = evidence.areas("hexes")
    return groups.assign(name=groups["code"].map(cells))


def _pieces(evidence: Evidence) -> set[tuple[str, str, str]]:
    """Ward, LSOA and group of every piece of ground, whether or not anything happened there."""
    layers = [
        (frame["code"] if key == "code" else frame["name"], frame.geometry)
        for frame, key in (
            (evidence.areas("ward"), "code"),
            (evidence.areas("lsoa"), "code"),
            (_groups(evidence), "name"),
        )
    ]
    shapes = np.array([evidence.boundary], dtype=object)
    held: list[tuple[str, ...]] = [()]
    for names, outlines in layers:
        names, outlines = names.to_numpy(), outlines.to_numpy()
        if not len(outlines):
            held = [(*place, _NOWHERE) for place in held]
            continue
        mine, other = shapely.STRtree(outlines).query(shapes, predicate="intersects")
        shared = shapely.intersection(shapes[mine], outlines[other])
        wide = shapely.area(shared) > _SLIVER
        held = [(*held[m], str(names[o])) for m, o in zip(mine[wide], other[wide], strict=True)]
        shapes = shared[wide]
    return set(held)


def _group_of(rows: pd.DataFrame, groups: gpd.GeoDataFrame) -> np.ndarray:
    """Group of hexagons of every row; the nearest for a point just outside the partnership."""
    if groups.empty:
        return np.full(len(rows), _NOWHERE, dtype=object)
    points = shapely.points(rows["easting"].to_numpy(float), rows["northing"].to_numpy(float))
    points = np.where(rows["easting"].isna(), shapely.Point(), points)
    found = np.full(len(rows), _NOWHERE, dtype=object)
    known = ~shapely.is_empty(points)
    mine, nearest = shapely.STRtree(groups.geometry.to_numpy()).query_nearest(
        points[known], all_matches=False
    )
    found[np.flatnonzero(known)[mine]] = groups["name"].to_numpy()[nearest]
    return found


def _bands(evidence: Evidence) -> dict[Cell, tuple[float, float]]:
    """Least and greatest count that each band of the map leaves open."""
    if not evidence.has("band_groups"):
        return {}
    groups = evidence.table("band_groups").merge(evidence.table("hotspot_bands"), on="area")
    ends = {
        "low": lambda g: (0, g.medium_from - 1),
        "medium": lambda g: (g.medium_from, g.high_from - 1),
        "high": lambda g: (g.high_from, np.inf),
    }
    return {
        Cell(SOURCE, g.cells, ALL, evidence.current.label): ends[g.band](g)
        for g in groups.itertuples()
    }
