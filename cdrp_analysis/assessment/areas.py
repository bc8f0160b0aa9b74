"""Boundaries of the partnership, and how many people live in each area."""

from pathlib import Path

import geopandas as gpd
import shapely

from cdrp_analysis import geography
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Assessment
from cdrp_analysis.sources.areas import read_boundaries
from cdrp_analysis.sources.denominators import read_denominator
from cdrp_analysis.vocabulary import NATIONAL_GRID

MOSTLY = 0.5  # of an area's ground


def read_areas(assessment: Assessment, root: Path) -> dict[str, gpd.GeoDataFrame]:
    """
    Boundaries of the partnership, in EPSG:27700.

    ``borough``, ``ward``, ``lsoa`` are the reporting editions; ``ward_<edition>`` and
    ``lsoa_<edition>`` every edition given; ``<kind>_wider`` the sets for the wider area. A file
    may cover more than the partnership: only areas that lie mostly in its outline are kept.

    Raises
    ------
    InputError
        If the outline is missing, or a set has no area in it.
    """
    found: dict[str, gpd.GeoDataFrame] = {}
    sets = {(b.area_type, b.edition): b for b in assessment.boundaries if not b.wider}
    for kind in ("borough", "ward", "lsoa"):
        edition = assessment.reporting_edition(kind)
        wanted = sets.get((kind, edition))
        if wanted is not None:
            found[kind] = read_boundaries(wanted, root)
    if "borough" not in found:
        raise InputError(
            "the assessment file gives no outline of the partnership.",
            where="boundaries",
            do='add a boundary set with area_type = "borough"',
        )
    own = found["borough"]["code"] == assessment.partnership.code
    if own.any():
        found["borough"] = found["borough"][own].reset_index(drop=True)
    elif len(found["borough"]) > 1:
        raise InputError(
            "the boundary file holds several areas, and none is the partnership.",
            where="boundaries, borough",
            areas=[assessment.partnership.code],
            do="check partnership.code and the code column of the boundary set",
        )
    for key, setting in sets.items():
        found.setdefault(f"{key[0]}_{key[1]}", read_boundaries(setting, root))
    outline = found["borough"].geometry.union_all()
    for name, frame in found.items():
        if not name.startswith("borough"):
            found[name] = _inside(frame, outline, name)
    for setting in (b for b in assessment.boundaries if b.wider):
        found[f"{setting.area_type}_wider"] = read_boundaries(setting, root)
    return found


def read_roads(assessment: Assessment, root: Path, outline: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Roads within the outline (EPSG:27700), as one drawing: ``geometry`` only.

    Raises
    ------
    InputError
        If the file is absent, says nothing of its reference system, or holds no line there.
    """
    path = root / assessment.roads
    if not path.exists():
        raise InputError(f"there is no file {path.name}.", where="roads", do="check roads")
    lines = gpd.read_file(path)
    if lines.crs is None:
        raise InputError(
            "the roads name no reference system.", where=path.name, do="save them with one"
        )
    lines = lines.to_crs(NATIONAL_GRID).geometry
    lines = lines[lines.geom_type.isin(("LineString", "MultiLineString"))]
    drawing = shapely.union_all(lines.clip(outline).to_numpy())
    if drawing.is_empty:
        raise InputError(
            "no road lies in the partnership.", where=path.name, do="check the file and its extent"
        )
    return gpd.GeoDataFrame(geometry=[drawing], crs=NATIONAL_GRID)


def _inside(areas: gpd.GeoDataFrame, outline: shapely.Geometry, what: str) -> gpd.GeoDataFrame:
    share = areas.geometry.intersection(outline).area / areas.geometry.area
    kept = areas[share > MOSTLY].reset_index(drop=True)
    if kept.empty:
        raise InputError(
            f"none of {len(areas)} areas lies in the partnership.",
            where=f"boundaries, {what.replace('_', ' ')}",
            do="check the file and the outline of the partnership",
        )
    return kept


def write_denominators(
    assessment: Assessment, root: Path, areas: dict[str, gpd.GeoDataFrame], folder: Path
) -> list[tuple[str, str, str]]:
    """
    Residents and households of every reporting area; carried over where only LSOAs have them.

    A table of boroughs gives those of the wider area as well, for rates beside peers.
    """
    year = int(assessment.period.period.first[:4])
    printed = []
    for measure in dict.fromkeys(d.measure for d in assessment.denominators):
        given_for = [d for d in assessment.denominators if d.measure == measure]
        for kind in ("borough", "ward", "lsoa"):
            if kind not in areas:
                continue
            edition = assessment.reporting_edition(kind)
            direct = [d for d in given_for if (d.area_type, d.edition) == (kind, edition)]
            lsoa = [d for d in given_for if d.area_type == "lsoa"]
            setting = (direct or lsoa or [None])[0]
            if setting is None:
                continue
            given = read_denominator(setting, root, year)
            note = given.attrs.get("note", "")
            if direct and kind == "borough" and "borough_wider" in areas:
                around = given[given["area"].isin(areas["borough_wider"]["code"])]
                around.to_parquet(folder / f"{measure}_borough_wider.parquet", index=False)
                source = "; ".join(filter(None, [setting.source, note]))
                printed.append((f"{measure}_borough_wider", source, edition))
            if not direct:
                own = areas.get(f"lsoa_{setting.edition}", areas.get("lsoa"))
                if assessment.reporting_edition("lsoa") == setting.edition:
                    own = areas["lsoa"]
                given = given[given["area"].isin(own["code"])]
                lookup = geography.areal_lookup(own, areas[kind])
                given = geography.apportion(given, lookup, value=measure).dropna(subset=["area"])
                given[measure] = given[measure].round().astype(int)
                note = "; ".join(filter(None, [note, "carried from LSOAs by area"]))
            given = given[given["area"].isin(areas[kind]["code"])]
            given.to_parquet(folder / f"{measure}_{kind}.parquet", index=False)
            source = "; ".join(filter(None, [setting.source, note]))
            printed.append((f"{measure}_{kind}", source, edition))
    return printed
