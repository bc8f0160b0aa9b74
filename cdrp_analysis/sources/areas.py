"""Boundaries: read, checked against the map of Great Britain, brought to metres."""

import io
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.contracts import CONTRACTS, check_rows, conform
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import BoundarySet
from cdrp_analysis.sources.archive import RawFile, find_file
from cdrp_analysis.sources.lookups import read_lookup
from cdrp_analysis.sources.tabular import checked_headings, key
from cdrp_analysis.vocabulary import AREA_CODE_PATTERNS, NATIONAL_GRID

# Extent of the National Grid that holds land (Ordnance Survey): Scilly to Unst.
GRID = (0.0, 0.0, 700_000.0, 1_300_000.0)
# Outlines generalised to 20 m overlap by square millimetres. An area counted twice is another
# matter; one hundredth of the smaller area is far above the first and far below the second.
OVERLAP_SHARE = 0.01


def read_boundaries(setting: BoundarySet, root: Path | str) -> gpd.GeoDataFrame:
    """
    One edition of one kind of area.

    Parameters
    ----------
    setting : BoundarySet
    root : path
        Data folder.

    Returns
    -------
    GeoDataFrame, one row per area, sorted by code
        ``code``, ``name``, ``geometry`` (polygons, EPSG:27700, metres); ``attrs`` carries
        area_type, edition, source and note (what was repaired).

    Raises
    ------
    InputError
        If the file is damaged, declares no CRS or one its coordinates contradict, lies outside
        Great Britain, or has missing columns, empty or non-area geometry, malformed or
        duplicated codes, or areas that overlap by more than a hundredth of the smaller.
    """
    file = find_file(root, setting.file, where=f"boundaries {setting.area_type} {setting.edition}")
    raw = _opened(file)
    if raw.crs is None:
        raise InputError(
            "the file does not say in which CRS its coordinates are.",
            where=file.name,
            do="save it again with its CRS (EPSG:27700 or EPSG:4326); guessing would misplace it",
        )
    raw.columns = checked_headings(list(raw.columns), (setting.code, setting.name), file.name)
    have = {key(name): name for name in raw.columns}
    frame = gpd.GeoDataFrame(
        {
            "code": raw[have[key(setting.code)]].astype("str").str.strip(),
            "name": raw[have[key(setting.name)]].astype("str").str.strip(),
        },
        geometry=raw.geometry,
        crs=raw.crs,
    )
    _require_codes(frame, setting, file.name)
    _require_shapes(frame, file.name)
    _require_degrees(frame, file.name)
    frame = frame.to_crs(NATIONAL_GRID)
    _require_in_britain(frame, file.name)
    frame, note = _repaired(frame, file.name)
    _require_no_overlap(frame, file.name)
    frame = frame.sort_values("code", ignore_index=True)
    frame.attrs = {
        "area_type": setting.area_type,
        "edition": setting.edition,
        "source": setting.source,
        "note": note,
    }
    return frame


def _opened(file: RawFile) -> gpd.GeoDataFrame:
    content = file.read()
    # Only these two: some of the other formats GDAL knows make it open further files.
    known = content[:16] == b"SQLite format 3\0" or content.lstrip()[:1] == b"{"
    try:
        if not known:
            raise ValueError
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the missing suffix of a file in memory
            frame = gpd.read_file(io.BytesIO(content))
        return gpd.GeoDataFrame(frame)
    except Exception:  # GDAL raises many kinds for a damaged file, and all mean the same
        raise InputError(
            "the boundaries cannot be read: the file is damaged or no GeoJSON or GPKG.",
            where=file.name,
            do="download it again, and open it once in QGIS",
        ) from None


def _require_codes(frame: gpd.GeoDataFrame, setting: BoundarySet, where: str) -> None:
    contract = CONTRACTS["boundaries"]
    text, _ = conform(pd.DataFrame(frame[["code", "name"]]), contract)
    _, reasons = check_rows(text, contract)
    if reasons.notna().any():
        first = reasons.dropna().iloc[0]
        raise InputError(
            f"{int(reasons.notna().sum())} of {len(frame)} areas are refused: {first}.",
            where=f"{where}, {setting.code}",
            areas=sorted(set(frame.loc[reasons.notna(), "code"].str[:12])),
            do="check that the code column and the edition are the right ones",
        )
    wrong = ~frame["code"].str.fullmatch(AREA_CODE_PATTERNS[setting.area_type]).astype(bool)
    # The City of London has no wards in most ward sets: one borough code stands for it.
    if setting.area_type == "ward":
        wrong &= frame["code"] != "E09000001"
    if wrong.any():
        raise InputError(
            f"{int(wrong.sum())} codes are not codes of a {setting.area_type}.",
            where=f"{where}, {setting.code}",
            areas=sorted(frame.loc[wrong, "code"]),
            do="correct area_type or the code column",
        )


def _require_shapes(frame: gpd.GeoDataFrame, where: str) -> None:
    empty = frame.geometry.isna() | frame.geometry.is_empty
    if empty.any():
        raise InputError(
            f"{int(empty.sum())} areas have no geometry.",
            where=where,
            areas=sorted(frame.loc[empty, "code"]),
            do="download the boundaries again: these areas would silently have no offences",
        )
    flat = ~frame.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"])
    if flat.any():
        raise InputError(
            f"{int(flat.sum())} areas are points or lines.",
            where=where,
            areas=sorted(frame.loc[flat, "code"]),
            do="use the polygons, not the centroids",
        )


def _require_degrees(frame: gpd.GeoDataFrame, where: str) -> None:
    west, south, east, north = frame.total_bounds
    if frame.crs.is_geographic and max(abs(west), abs(east), abs(south), abs(north)) > 180:
        raise InputError(
            "wrong CRS: the coordinates are metres, but the file declares degrees "
            f"({frame.crs.to_string()[:40]}).",
            where=where,
            do="save it again with EPSG:27700, or with coordinates in degrees",
        )


def _require_in_britain(frame: gpd.GeoDataFrame, where: str) -> None:
    bounds = frame.bounds.to_numpy()
    low, high = np.array(GRID[:2]), np.array(GRID[2:])
    inside = np.isfinite(bounds).all(axis=1)
    inside &= (bounds[:, :2] >= low).all(axis=1) & (bounds[:, 2:] <= high).all(axis=1)
    if not inside.all():
        raise InputError(
            f"{int((~inside).sum())} of {len(frame)} areas lie outside Great Britain.",
            where=where,
            areas=sorted(frame.loc[~inside, "code"]),
            do="check the declared CRS, and whether longitude and latitude are swapped",
        )


def _repaired(frame: gpd.GeoDataFrame, where: str) -> tuple[gpd.GeoDataFrame, str]:
    invalid = ~frame.geometry.is_valid
    if not invalid.any():
        return frame, ""
    shapes = frame.geometry.to_numpy().copy()
    shapes[invalid.to_numpy()] = [_areal(shape) for shape in shapes[invalid.to_numpy()]]
    frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    _require_shapes(frame, where)
    codes = ", ".join(sorted(frame.loc[invalid, "code"])[:8])
    return frame, f"{int(invalid.sum())} invalid outlines repaired: {codes}"


def _areal(shape: shapely.Geometry) -> shapely.Geometry:
    """The valid polygons of a shape; stray lines and points of the repair are dropped."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    parts = [part for part in parts if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _require_no_overlap(frame: gpd.GeoDataFrame, where: str) -> None:
    shapes = frame.geometry.to_numpy()
    tree = frame.sindex
    pairs = np.hstack([tree.query(shapes, predicate=p) for p in ("overlaps", "contains")])
    pairs = np.unique(np.sort(pairs, axis=0), axis=1)
    one, other = pairs[:, pairs[0] != pairs[1]]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    smaller = np.minimum(shapely.area(shapes[one]), shapely.area(shapes[other]))
    too_much = shared > OVERLAP_SHARE * smaller
    if too_much.any():
        involved = set(frame["code"].to_numpy()[np.r_[one[too_much], other[too_much]]])
        raise InputError(
            f"{int(too_much.sum())} pairs of areas overlap by more than {OVERLAP_SHARE:.0%} of "
            "the smaller: offences there would be counted twice.",
            where=where,
            areas=sorted(involved),
            do="check that the file holds one edition and one kind of area",
        )


__all__ = ["read_boundaries", "read_lookup"]
