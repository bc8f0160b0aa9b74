"""Which rows lie in the partnership, and in which of its areas."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from cdrp_analysis import geography
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Assessment, Feed
from cdrp_analysis.sources.lookups import read_lookup
from cdrp_analysis.store import Store
from cdrp_analysis.vocabulary import ASB

# Snap points lie on bridges and kerbs, outlines are generalised: this far outside still counts.
REACH_M = 60.0
EDGE_M = 25.0
_COLUMNS = (
    "feed", "source_file", "source_row", "vintage", "month", "category", "theme", "kind",
    "outcome", "location", "crime_id", "placed", "longitude", "latitude", "easting",
    "northing", "lsoa", "ward", "from_time", "to_time", "started_at", "knife", "gun", "alcohol",
    "domestic", "hate", "drug", "victim", "victim_age_band", "offender_home",
)  # fmt: skip
MOSTLY = 0.5  # of the points of an LSOA that no boundary set holds


def located_rows(
    assessment: Assessment,
    root: Path,
    store: Store,
    feeds: list[Feed],
    areas: dict[str, gpd.GeoDataFrame],
) -> pd.DataFrame:
    """
    Rows inside the partnership, with grid coordinates, ward, LSOA and theme.

    The publisher's LSOA decides whether a row belongs to the partnership, not the force. A row
    without one, or with one of an edition that was not given, is placed by its point. A row
    keeps its feed, file and line; ``placed`` says which of the two it was.

    Raises
    ------
    InputError
        If no row at all lies in the partnership.
    """
    # A report of anti-social behaviour is no offence, whether or not a theme claims it.
    reports = {ASB} | {c for t in assessment.themes if t.kind == "incident" for c in t.street}
    read = ((store.read(feed.key), feed) for feed in feeds)  # a replaced release has no rows left
    frames = [_events(rows, feed, reports) for rows, feed in read if len(rows)]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"lsoa": []})
    reporting = assessment.reporting_edition("lsoa")
    ours = {
        code
        for key, frame in areas.items()
        if key.startswith("lsoa") and not key.endswith("_wider")
        for code in frame["code"]
    }
    rows["placed"] = _placed(
        rows, ours, _elsewhere(assessment, root, areas, ours), areas["borough"]
    )
    rows = rows[rows["placed"].isin(("by LSOA", "by point"))].reset_index(drop=True)
    if rows.empty:
        raise InputError(
            "no row of the feeds of offences and incidents lies in the partnership.",
            where=", ".join(feed.key for feed in feeds),
            do="check the feeds, the outline and the edition of the LSOAs",
        )
    if "lsoa" in areas:
        point = geography.assign(rows, areas["lsoa"], reach_m=REACH_M)
        rows["lsoa_point"] = point
        for look in assessment.lookups:
            if look.from_type == look.to_type == "lsoa" and reporting in (
                look.from_edition,
                look.to_edition,
            ):
                lookup = read_lookup(look, root)
                lookup = lookup[lookup["from_code"].isin(ours) | lookup["to_code"].isin(ours)]
                backwards = reporting == look.from_edition
                rows["lsoa"] = geography.convert_lsoa(
                    rows["lsoa"], lookup, backwards=backwards, by_point=point
                )["code"].to_numpy()
        known = rows["lsoa"].isin(areas["lsoa"]["code"])
        rows["lsoa"] = rows["lsoa"].where(known, point)
    if "ward" in areas:
        rows["ward"] = geography.assign(rows, areas["ward"], reach_m=REACH_M)
        if "lsoa" in areas:
            main = geography.best_fit(geography.areal_lookup(areas["lsoa"], areas["ward"]))
            rows["ward"] = rows["ward"].fillna(rows["lsoa"].map(main))
    rows["theme"] = themes_of(rows, assessment)
    return rows[[c for c in _COLUMNS if c in rows]].sort_values(
        ["month", "feed", "source_file", "source_row"], ignore_index=True
    )


def unplaced_rows(assessment: Assessment, store: Store, feeds: list[Feed]) -> pd.DataFrame:
    """
    Rows of the partnership's own extracts that have neither LSOA nor coordinates.

    They count in its totals and lie in none of its areas. A public street file is cut by force:
    its rows without a place may be anybody's.
    """
    found = [pd.DataFrame(columns=["kind", "month", "theme"])]
    for feed in feeds:
        rows = store.read(feed.key) if feed.contract else pd.DataFrame()
        if len(rows):
            rows = rows[rows["lsoa"].isna() & rows["easting"].isna()].reset_index(drop=True)
            found.append(_events(rows, feed, set()))
    rows = pd.concat([frame for frame in found if len(frame)] or found, ignore_index=True)
    rows = rows.assign(placed="not placed", theme=themes_of(rows, assessment))
    return rows[[c for c in _COLUMNS if c in rows]]


def _placed(
    rows: pd.DataFrame, ours: set[str], elsewhere: set[str], outline: gpd.GeoDataFrame
) -> pd.Series:
    """How each row was placed: ``by LSOA``, ``by point``, ``elsewhere`` or ``nowhere``."""
    by_code = rows["lsoa"].isin(ours)
    inside = geography.assign(rows, outline, reach_m=EDGE_M).notna()
    # A code that was not given may be a neighbour's, or one of ours in another edition: it is
    # ours if most of its points are.
    mostly = inside.groupby(rows["lsoa"]).transform("mean").fillna(1.0) > MOSTLY
    other = rows["lsoa"].isin(elsewhere) | ~mostly
    lost = rows["easting"].isna() & rows["lsoa"].isna()
    choices = ["by LSOA", "elsewhere", "by point", "nowhere"]
    found = np.select([by_code, other, inside, lost], choices, "elsewhere")
    return pd.Series(found, index=rows.index)


def _elsewhere(
    assessment: Assessment, root: Path, areas: dict[str, gpd.GeoDataFrame], ours: set[str]
) -> set[str]:
    """LSOA codes that are known and are not the partnership's."""
    known = set(areas["lsoa_wider"]["code"]) if "lsoa_wider" in areas else set()
    for look in assessment.lookups:
        table = read_lookup(look, root)
        known |= set(table["from_code"]) if look.from_type == "lsoa" else set()
        known |= set(table["to_code"]) if look.to_type == "lsoa" else set()
    return known - ours


def _events(rows: pd.DataFrame, feed: Feed, reports: set[str]) -> pd.DataFrame:
    """Rows of any feed of offences or incidents under the same names, on the National Grid."""
    if feed.contract:
        rows = rows.rename(columns={"offence_code": "category", "reference": "crime_id"})
        rows = geography.to_degrees(rows)
        kind = "incident" if feed.contract == "incidents" else "offence"
        return rows.assign(feed=feed.key, kind=kind)
    kind = np.where(rows["category"].isin(reports), "incident", "offence")
    return geography.to_national_grid(rows).assign(feed=feed.key, kind=kind)


def themes_of(rows: pd.DataFrame, assessment: Assessment) -> pd.Series:
    """
    The theme of each row, NA where none claims it.

    A class such as 37/2 that a theme names goes before its class 37.
    """
    named = {
        "offence": {c: t.key for t in assessment.themes for c in (*t.street, *t.codes)},
        "incident": {c: t.key for t in assessment.themes for c in (*t.street, *t.incidents)},
    }
    theme = pd.Series(pd.NA, index=rows.index, dtype="string")
    for kind, of_category in named.items():
        here = rows["kind"] == kind
        category = rows.loc[here, "category"].astype("string")
        main = category.str.split("/").str[0].map(of_category)
        theme[here] = category.map(of_category).fillna(main).astype("string")
    return theme
