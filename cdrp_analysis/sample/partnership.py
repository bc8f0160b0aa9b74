"""Writes every raw file of the invented partnership and says what was planted in them."""

from pathlib import Path

import numpy as np
import pandas as pd

from cdrp_analysis.sample import files, tables
from cdrp_analysis.sample.defects import earlier_download, spoil
from cdrp_analysis.sample.geography import Ground, make_ground
from cdrp_analysis.sample.offences import Happenings, make_happenings
from cdrp_analysis.sample.plan import FORCE_SLUG, GENERATOR, Calendar, stream
from cdrp_analysis.sample.searches import SEARCH_HEADER, search_rows
from cdrp_analysis.sample.street_rows import (
    STREET_HEADER,
    outcome_rows,
    published_points,
    street_rows,
)
from cdrp_analysis.sample.streets import (
    boroughs_around,
    named_places,
    snap_points,
    street_network,
)
from cdrp_analysis.sample.truths import count_truths, place_truths, street_truths


def write_partnership(folder: Path, calendar: Calendar, seed: int) -> dict:
    """
    Write the raw files below ``folder`` and return the planted truths.

    Returns
    -------
    dict
        What ``truths.json`` holds: see `cdrp_analysis.sample.truths`.
    """
    ground = make_ground(seed)
    streets = street_network(ground, seed)
    points = snap_points(ground, streets, seed)
    around = boroughs_around(ground, seed)
    happenings = make_happenings(points, calendar, seed)

    _write_areas(folder, ground, around, streets)
    _write_people(folder, ground, calendar, seed)
    files.write_csv(
        tables.borough_counts(happenings, calendar), folder / "counts" / "borough-wide.csv"
    )
    files.write_csv(
        tables.ward_counts(ground, happenings, calendar), folder / "counts" / "ward-wide.csv"
    )
    rows, planted, revised, closed = _write_street(
        folder, ground, points, around, happenings, calendar, seed
    )
    searches = _write_searches(folder, points, happenings, calendar, seed)
    return {
        "generator": GENERATOR,
        "seed": seed,
        "invented": "Every name, number and place here is invented.",
        "period": calendar.period,
        "months": {
            "street": list(calendar.street),
            "counts": list(calendar.counts),
            "ward_table_stub": calendar.stub,
            "stop_and_search_absent": [calendar.searches_absent],
            "stop_and_search_header_only": [calendar.searches_header_only],
            "byte_order_mark": calendar.byte_order_mark,
        },
        "counts": count_truths(happenings, calendar),
        "places": place_truths(points, happenings),
        "street": street_truths(rows, planted, calendar),
        "outcomes": {"rows": len(closed)},
        "stop_and_search": {
            "rows": len(searches),
            "without_coordinates": int(searches["Latitude"].eq("").sum()),
            "dated_in_the_month_before_their_file": int(
                (searches["Date"].str[:7] != searches["file_month"]).sum()
            ),
        },
        "revisions": revised,
    }


def _write_areas(folder: Path, ground: Ground, around, streets) -> None:
    below = folder / "boundaries"
    files.write_geojson(ground.borough, below / "borough.geojson")
    files.write_geojson(ground.wards, below / "wards_2014.geojson")
    files.write_geojson(ground.lsoas[["code", "name", "geometry"]], below / "lsoas_2011.geojson")
    files.write_geojson(
        ground.lsoas_later[["code", "name", "geometry"]], below / "lsoas_2021.geojson"
    )
    files.write_gpkg(around, below / "boroughs_around.gpkg", "boroughs")
    files.write_geojson(streets[["name", "geometry"]], folder / "places" / "streets.geojson")
    files.write_geojson(named_places(ground), folder / "places" / "places.geojson")
    files.write_csv(tables.lsoa_to_ward(ground), folder / "lookups" / "lsoa2011_ward2014.csv")
    files.write_csv(tables.lsoa_editions(ground), folder / "lookups" / "lsoa2011_lsoa2021.csv")


def _write_people(folder: Path, ground: Ground, calendar: Calendar, seed: int) -> None:
    rng = stream(seed, "people")
    residents = tables.population(ground, calendar, rng)
    below = folder / "denominators"
    files.write_csv(residents, below / "population_lsoa2011.csv")
    files.write_csv(tables.households(ground, residents, rng), below / "households_lsoa2011.csv")
    files.write_csv(
        tables.deprivation(ground, rng), folder / "deprivation" / "imd2015_lsoa2011.csv"
    )


def _write_street(folder, ground, points, around, happenings: Happenings, calendar, seed):
    rng = stream(seed, "street files")
    table = published_points(ground, points, around, rng)
    stations = points.index[points["location"].str.endswith("(station)")].to_numpy()
    clean = street_rows(happenings.events, table, stations, calendar, seed, rng)
    rows, planted = spoil(clean, calendar, stream(seed, "spoilt rows"))
    for (month, slug), part in rows.groupby(["file_month", "slug"]):
        files.write_csv(
            part[STREET_HEADER],
            _monthly(folder, month, slug, "street"),
            byte_order_mark=month == calendar.byte_order_mark and slug == FORCE_SLUG,
        )
    closed = outcome_rows(clean, calendar, stream(seed, "outcomes"))
    for month in calendar.street_months():
        part = closed[closed["Month"] == month]
        files.write_csv(part, _monthly(folder, month, FORCE_SLUG, "outcomes"))

    members, revised = {}, {}
    rng = stream(seed, "earlier download")
    for month in calendar.earlier:
        before, changes = earlier_download(clean, table, month, rng)
        name = f"{calendar.earlier_downloaded}/{month}/{month}-{FORCE_SLUG}-street.csv"
        members[name] = files.csv_text(before)
        revised[month] = changes
    files.write_zip(members, folder / "police-uk" / "earlier-downloads.zip")
    return rows, planted, revised, closed


def _write_searches(folder, points, happenings, calendar, seed) -> pd.DataFrame:
    weights = np.mean([happenings.weights[key] for key in ("Drugs", "Robbery")], axis=0)
    searches = search_rows(points, weights, calendar, stream(seed, "searches"))
    for month in calendar.street_months():
        if month == calendar.searches_absent:
            continue  # absent is not zero: no file at all
        part = searches.loc[searches["file_month"] == month, SEARCH_HEADER]
        files.write_csv(part, _monthly(folder, month, FORCE_SLUG, "stop-and-search"))
    return searches


def _monthly(folder: Path, month: str, slug: str, kind: str) -> Path:
    return folder / "police-uk" / month / f"{month}-{slug}-{kind}.csv"
