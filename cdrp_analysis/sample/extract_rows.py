"""Offences and incidents as the force extracts them for its partnership: rows of text."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.sample.details import code_of, details
from cdrp_analysis.sample.geography import Ground
from cdrp_analysis.sample.offences import ADDRESSES, Happenings
from cdrp_analysis.sample.plan import OFFENCES, Calendar, stream
from cdrp_analysis.sample.streets import addresses
from cdrp_analysis.vocabulary import NATIONAL_GRID

OWN = {
    name: [c.name for c in PARTNER_FEEDS[name].columns if c.name not in
           ("month", "source_file", "source_row", "vintage")]
    for name in ("offences", "incidents")
}  # fmt: skip
_NO_LOCATION = 0.014
_NO_LSOA = 0.02
_OUTSIDE = 0.018  # rows of the same extract that lie in a neighbouring borough
_NO_REFERENCE = 0.85  # of incidents


def offence_rows(
    happenings: Happenings,
    ground: Ground,
    points: pd.DataFrame,
    around: gpd.GeoDataFrame,
    calendar: Calendar,
    seed: int,
) -> pd.DataFrame:
    """
    Every offence recorded by the end of the known months, as text.

    Returns
    -------
    DataFrame
        The contract's own columns, and ``month``, ``kind``, ``point`` (-1 across the boundary),
        ``added`` for the truths; in order of recording.
    """
    rng = stream(seed, "offence rows")
    rows = happenings.offences
    rows = rows[rows["month"] <= calendar.known_to].reset_index(drop=True)
    more = details(rows, points, calendar, rng)
    rows = pd.concat([rows, more], axis=1)
    outside = rows.sample(frac=_OUTSIDE, random_state=rng).assign(point=-1, added="")
    outside["report"] = rows["report"].max() + 1 + np.arange(len(outside))
    outside[["knife", "gun"]] = False
    rows = pd.concat([rows, outside], ignore_index=True)
    door = addresses(ground, points, seed, ADDRESSES)
    place = door[rows["point"], rows["address"]]
    place[rows["point"] < 0] = _across(ground, around, int((rows["point"] < 0).sum()), rng)
    printed = _placed(rows, place, ground, points, calendar, rng)
    printed["reference"] = _references(rows["report"].to_numpy(), "C", rng)
    printed["offence_code"] = code_of(rows, rows["drug"].to_numpy())
    names = np.array([offence.offence for offence in OFFENCES], dtype=object)
    printed["offence"] = names[rows["kind"]]
    printed["recorded_on"] = rows["recorded_on"].dt.strftime("%Y-%m-%d")
    for column in ("from_time", "to_time"):
        printed[column] = rows[column].dt.strftime("%Y-%m-%d %H:%M").fillna("")
    for column in ("knife", "gun", "domestic", "alcohol"):
        said = rows[column].astype("boolean")
        printed[column] = said.map({True: "yes", False: "no"}).astype("object").fillna("")
    for column in ("hate", "drug", "victim", "victim_age_band", "offender_home", "outcome"):
        printed[column] = rows[column]
    kept = ["month", "kind", "point", "added", "report"]
    return (
        printed[OWN["offences"]]
        .join(rows[kept])
        .sort_values(["recorded_on", "reference"], kind="stable", ignore_index=True)
    )


def incident_rows(
    happenings: Happenings, ground: Ground, points: pd.DataFrame, calendar: Calendar, seed: int
) -> pd.DataFrame:
    """Every incident of the known months, as text, with ``month``, ``point`` and ``pattern``."""
    rng = stream(seed, "incident rows")
    rows = happenings.incidents
    rows = rows[rows["month"] <= calendar.known_to].reset_index(drop=True)
    place = points[["easting", "northing"]].to_numpy()[rows["point"]]
    printed = _placed(rows, place, ground, points, calendar, rng)
    named = _references(np.arange(len(rows)), "I", rng)
    printed["reference"] = np.where(rng.random(len(rows)) < _NO_REFERENCE, "", named)
    printed["category"] = rows["category"]
    printed["started_at"] = rows["started_at"].dt.strftime("%Y-%m-%d %H:%M")
    drunk = rng.random(len(rows)) < np.where(rows["category"] == "Street drinking", 0.9, 0.2)
    printed["alcohol"] = np.where(rng.random(len(rows)) < 0.3, "", np.where(drunk, "yes", "no"))
    return (
        printed[OWN["incidents"]]
        .join(rows[["month", "point", "pattern"]])
        .sort_values(["started_at", "category", "location"], kind="stable", ignore_index=True)
    )


def _references(numbers: np.ndarray, letter: str, rng: np.random.Generator) -> np.ndarray:
    shuffled = rng.permutation(int(numbers.max()) + 1)[numbers]
    return np.char.add(f"{letter}-", np.char.zfill(shuffled.astype(str), 6))


def _placed(rows, place, ground, points, calendar, rng) -> pd.DataFrame:
    inside = rows["point"].to_numpy() >= 0
    at = points.iloc[rows["point"].clip(lower=0)].reset_index(drop=True)
    later = _later_codes(ground)
    mixed = (rows["month"] == calendar.mixed_lsoa_codes).to_numpy() & (rng.random(len(rows)) < 0.5)
    recut = _later_of(at, ground) if mixed.any() else at["lsoa"]
    lsoa = np.where(mixed & at["lsoa"].isin(later).to_numpy(), recut, at["lsoa"])
    located = rng.random(len(rows)) >= _NO_LOCATION
    coded = inside & (rng.random(len(rows)) >= _NO_LSOA) & located
    text = np.char.mod("%.0f", place)
    return pd.DataFrame(
        {
            "easting": np.where(located, text[:, 0], ""),
            "northing": np.where(located, text[:, 1], ""),
            "lsoa": np.where(coded, lsoa, ""),
            "location": np.where(
                located, np.where(inside, at["location"], "Boundary Road"), "No location"
            ),
        }
    )


def _later_codes(ground: Ground) -> set[str]:
    return set(ground.changes.loc[ground.changes["change"] == "S", "from_code"])


def _later_of(at: pd.DataFrame, ground: Ground) -> np.ndarray:
    places = gpd.GeoSeries.from_xy(at["easting"], at["northing"], crs=NATIONAL_GRID)
    found = ground.lsoas_later.sindex.query(places, predicate="within")[1]
    return ground.lsoas_later["code"].to_numpy()[found]


def _across(ground, around, count: int, rng) -> np.ndarray:
    """Places 60 to 500 metres beyond the boundary, on land."""
    borough = ground.borough.geometry.iloc[0]
    middle = np.array(borough.centroid.coords[0])
    angle = rng.uniform(0, 2 * np.pi, 40)
    ray = middle + 6_000 * np.column_stack([np.cos(angle), np.sin(angle)])
    rays = shapely.linestrings(np.stack([np.broadcast_to(middle, ray.shape), ray], axis=1))
    inside = shapely.length(shapely.intersection(rays, borough))
    spots = shapely.get_coordinates(
        shapely.line_interpolate_point(rays, inside + rng.uniform(60, 500, 40))
    )
    return spots[rng.integers(40, size=count)].round(1)
