"""Events as the site data.police.uk publishes them: rows of street and outcomes files."""

import hashlib

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.sample.geography import Ground
from cdrp_analysis.sample.plan import FORCE, FORCE_SLUG, RAILWAY_FORCE, RAILWAY_SLUG, Calendar
from cdrp_analysis.sample.streets import degrees
from cdrp_analysis.vocabulary import ASB, NATIONAL_GRID

STREET_HEADER = [
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
]  # fmt: skip
OUTCOME_HEADER = [*STREET_HEADER[:9], "Outcome type"]

UNDER_INVESTIGATION = "Under investigation"
_NO_UPDATE = "Status update unavailable"
_OUTCOMES = {  # share of offences, once a case has been closed or carried on
    "Investigation complete; no suspect identified": 0.46,
    "Unable to prosecute suspect": 0.22,
    _NO_UPDATE: 0.12,
    "Local resolution": 0.03,
    "Awaiting court outcome": 0.04,
    "Court result unavailable": 0.03,
    "Offender given a drugs possession warning": 0.02,
    "Offender given a caution": 0.03,
    "Offender given community sentence": 0.02,
    "Offender sent to prison": 0.02,
    "Offender fined": 0.01,
}
_UNFINISHED = (
    UNDER_INVESTIGATION,
    _NO_UPDATE,
    "Awaiting court outcome",
    "Court result unavailable",
)
_NOT_PUBLISHED = 0.02  # of offences counted: never reach the site
_NO_LOCATION = 0.014
_OUTSIDE = 0.018  # rows of the same file that lie in a neighbouring borough
_RAILWAY_A_MONTH = 28
_RAILWAY_KINDS = {
    "Theft from the person": 0.30, "Violence and sexual offences": 0.30, "Other theft": 0.2,
    "Public order": 0.2,
}  # fmt: skip
_WORKING_COLUMNS = ["slug", "place", "report"]


def crime_id(seed: int, number: int) -> str:
    """64 hexadecimal digits, as the site gives every crime report."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def published_points(
    ground: Ground, points: pd.DataFrame, around: gpd.GeoDataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """
    Every snap point with the texts a file prints: the borough's, then 40 across the boundary.

    Returns
    -------
    DataFrame: longitude, latitude (text, six decimals), location, lsoa, lsoa_name, lsoa_later,
    lsoa_later_name, inside (bool)
    """
    own = points[["longitude", "latitude", "location", "lsoa"]].copy()
    own["lsoa_name"] = own["lsoa"].map(ground.lsoas.set_index("code")["name"])
    places = gpd.GeoSeries.from_xy(points["easting"], points["northing"], crs=NATIONAL_GRID)
    later = ground.lsoas_later.sindex.query(places, predicate="within")
    own["lsoa_later"] = ground.lsoas_later["code"].to_numpy()[later[1]]
    own["lsoa_later_name"] = ground.lsoas_later["name"].to_numpy()[later[1]]
    own["inside"] = True
    across = _points_across(ground, around, rng)
    table = pd.concat([own, across], ignore_index=True)
    for axis in ("longitude", "latitude"):
        table[axis] = [f"{value:.6f}" for value in table[axis]]
    return table


def _points_across(ground, around, rng) -> pd.DataFrame:
    borough = ground.borough.geometry.iloc[0]
    angle = rng.uniform(0, 2 * np.pi, 40)
    middle = np.array(borough.centroid.coords[0])
    ray = middle + 6_000 * np.column_stack([np.cos(angle), np.sin(angle)])
    rays = shapely.linestrings(np.stack([np.broadcast_to(middle, ray.shape), ray], axis=1))
    inside = shapely.length(shapely.intersection(rays, borough))
    place = shapely.get_coordinates(
        shapely.line_interpolate_point(rays, inside + rng.uniform(60, 500, 40))
    )
    spots = gpd.GeoSeries.from_xy(*place.T.round(1), crs=NATIONAL_GRID)
    owner = around.sindex.query(spots, predicate="within")[1]
    number = owner * 10 + np.arange(40) % 10
    longitude, latitude = degrees(spots.x, spots.y)
    codes = [f"E01995{n:03d}" for n in number]
    borough_name = around["name"].to_numpy()[owner]
    names = [f"{name} {n % 10 + 1:03d}A" for name, n in zip(borough_name, number, strict=True)]
    return pd.DataFrame({
        "longitude": longitude, "latitude": latitude, "location": "On or near Boundary Road",
        "lsoa": codes, "lsoa_name": names, "lsoa_later": codes, "lsoa_later_name": names,
        "inside": False,
    })  # fmt: skip


def street_rows(
    events: pd.DataFrame,
    table: pd.DataFrame,
    stations: np.ndarray,
    calendar: Calendar,
    seed: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """
    All rows of all street files, as text, before any row is spoilt.

    Returns
    -------
    DataFrame: the site's twelve columns, and slug (force in the file name), place (row of
    ``table``, -1 without location), report (number behind the Crime ID, -1 without)
        In the order of the files.
    """
    rows = events.loc[
        rng.random(len(events)) >= _NOT_PUBLISHED, ["month", "category", "point", "report"]
    ].rename(columns={"point": "place"})
    rows["slug"] = FORCE_SLUG
    outside = rows.sample(frac=_OUTSIDE, random_state=rng)
    outside = outside.assign(
        place=rng.choice(np.flatnonzero(~table["inside"]), len(outside)),
        report=events["report"].max() + 1 + np.arange(len(outside)),
    )
    rows = pd.concat([rows, outside, _railway_rows(stations, calendar, rng)], ignore_index=True)
    rows.loc[rows["category"] == ASB, "report"] = -1
    # The rows of one report keep one place, so a whole report loses its location or none does.
    lost = rng.random(len(rows)) < _NO_LOCATION
    lost &= ~rows["report"].duplicated(keep=False) | (rows["report"] < 0)
    rows.loc[lost & (rows["slug"] == FORCE_SLUG), "place"] = -1
    rows["outcome"] = _outcomes(rows, calendar, rng)
    printed = _printed(rows, table, calendar, seed, rng)
    printed[_WORKING_COLUMNS] = rows[_WORKING_COLUMNS]
    blank = printed["Crime ID"].ne("")
    order = printed.assign(blank=blank).sort_values(
        ["Month", "slug", "blank", "LSOA name", "Crime type", "Location", "Crime ID"],
        kind="stable",
    )
    return order.drop(columns="blank").reset_index(drop=True)


def _railway_rows(stations, calendar, rng) -> pd.DataFrame:
    kinds = list(_RAILWAY_KINDS)
    parts = []
    for month in calendar.street_months():
        count = rng.poisson(_RAILWAY_A_MONTH)
        parts.append(pd.DataFrame({
            "month": month,
            "category": rng.choice(kinds, count, p=list(_RAILWAY_KINDS.values())),
            "place": rng.choice(stations, count, p=[0.5, 0.25, 0.15, 0.1]),
            "report": -1,
            "slug": RAILWAY_SLUG,
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _outcomes(rows, calendar, rng) -> np.ndarray:
    names = list(_OUTCOMES)
    outcome = rng.choice(np.array(names, dtype=object), len(rows), p=list(_OUTCOMES.values()))
    months_old = (
        pd.Period(calendar.street[1], "M").ordinal - pd.PeriodIndex(rows["month"], freq="M").asi8
    )
    still_open = rng.random(len(rows)) < np.where(months_old < 3, 0.45, 0.10)
    outcome[still_open] = UNDER_INVESTIGATION
    outcome[rows["slug"] == RAILWAY_SLUG] = _NO_UPDATE
    outcome[rows["category"] == ASB] = ""
    return outcome


def _printed(rows, table, calendar, seed, rng) -> pd.DataFrame:
    located = rows["place"].to_numpy() >= 0
    at = table.iloc[rows["place"].clip(lower=0)].reset_index(drop=True)
    # From the census of 2021 on, the site's files mix both editions for a while.
    later = (rows["month"] == calendar.mixed_lsoa_codes).to_numpy() & (rng.random(len(rows)) < 0.5)
    force = rows["slug"].map({FORCE_SLUG: FORCE, RAILWAY_SLUG: RAILWAY_FORCE})
    return pd.DataFrame({
        "Crime ID": ["" if n < 0 else crime_id(seed, n) for n in rows["report"]],
        "Month": rows["month"],
        "Reported by": force,
        "Falls within": force,
        "Longitude": np.where(located, at["longitude"], ""),
        "Latitude": np.where(located, at["latitude"], ""),
        "Location": np.where(located, at["location"], "No Location"),
        "LSOA code": np.where(located, np.where(later, at["lsoa_later"], at["lsoa"]), ""),
        "LSOA name": np.where(
            located, np.where(later, at["lsoa_later_name"], at["lsoa_name"]), ""
        ),
        "Crime type": rows["category"],
        "Last outcome category": rows["outcome"],
        "Context": "",
    })  # fmt: skip


def outcome_rows(rows: pd.DataFrame, calendar: Calendar, rng: np.random.Generator) -> pd.DataFrame:
    """Rows of the outcomes files: one per closed crime report, in the month it was closed."""
    closed = rows[
        rows["Crime ID"].ne("")
        & ~rows["Last outcome category"].isin([*_UNFINISHED, ""])
        & ~rows["Crime ID"].duplicated()
    ]
    lag = rng.choice(4, len(closed), p=[0.45, 0.3, 0.15, 0.1])
    month = (pd.PeriodIndex(closed["Month"], freq="M") + lag).astype(str)
    table = closed.assign(Month=month).rename(columns={"Last outcome category": "Outcome type"})
    table = table[table["Month"] <= calendar.street[1]]
    return table.sort_values(["Month", "Crime ID"], ignore_index=True)[OUTCOME_HEADER]
