"""Writes every raw file of the invented partnership and says what was planted in them."""

from pathlib import Path

from cdrp_analysis.sample import files, tables, truths
from cdrp_analysis.sample.accounts import account_files
from cdrp_analysis.sample.alcohol import alcohol_files
from cdrp_analysis.sample.daytime import workday
from cdrp_analysis.sample.defects import earlier_release, spoil, year_of
from cdrp_analysis.sample.disorder import disorder_files
from cdrp_analysis.sample.diversion import diversion_files
from cdrp_analysis.sample.domestic_abuse import domestic_abuse_files
from cdrp_analysis.sample.drugs import drug_files
from cdrp_analysis.sample.engagement import engagement_files
from cdrp_analysis.sample.extract_rows import OWN, incident_rows, offence_rows
from cdrp_analysis.sample.geography import Ground, make_ground
from cdrp_analysis.sample.health import health_files
from cdrp_analysis.sample.horizon import horizon_files
from cdrp_analysis.sample.information_sharing import information_sharing_files
from cdrp_analysis.sample.intelligence import intelligence_files
from cdrp_analysis.sample.interventions import intervention_files
from cdrp_analysis.sample.money import money_files
from cdrp_analysis.sample.monthly import Counts, monthly_counts
from cdrp_analysis.sample.offences import make_happenings
from cdrp_analysis.sample.offender_lists import offender_list_files
from cdrp_analysis.sample.offender_management import offender_management_files
from cdrp_analysis.sample.parenting import parenting_files
from cdrp_analysis.sample.partner_files import write_partner_files
from cdrp_analysis.sample.plan import GENERATOR, Calendar, stream
from cdrp_analysis.sample.plans import plan_files
from cdrp_analysis.sample.premises import premises_files
from cdrp_analysis.sample.probation import probation_files
from cdrp_analysis.sample.provision import provision_files
from cdrp_analysis.sample.school_terms import school_terms
from cdrp_analysis.sample.searches import search_files
from cdrp_analysis.sample.sectors import sector_files
from cdrp_analysis.sample.services import service_files
from cdrp_analysis.sample.staffing import staffing_files
from cdrp_analysis.sample.streets import (
    boroughs_around,
    named_places,
    snap_points,
    street_network,
)
from cdrp_analysis.sample.survey import survey_files
from cdrp_analysis.sample.targets import target_files
from cdrp_analysis.sample.treatment import treatment_files
from cdrp_analysis.sample.vulnerable_localities import vulnerable_locality_files
from cdrp_analysis.sample.world import World
from cdrp_analysis.sample.youth import youth_files
from cdrp_analysis.sample.youth_peers import youth_peer_files

# Each makes the feeds of one subject, and says what it planted in them. The order is that of
# the truths in truth.json.
PLANTERS = (
    search_files, staffing_files, intelligence_files, service_files, disorder_files,
    parenting_files, premises_files, intervention_files, youth_files, diversion_files,
    probation_files, offender_management_files, offender_list_files, provision_files, drug_files,
    treatment_files, alcohol_files, health_files, domestic_abuse_files, survey_files,
    engagement_files, account_files, target_files, plan_files, money_files,
    information_sharing_files, horizon_files, vulnerable_locality_files,
    youth_peer_files, sector_files,
)  # fmt: skip


def write_partnership(folder: Path, calendar: Calendar, seed: int) -> tuple[dict, dict[str, dict]]:
    """
    Write the raw files below ``folder``.

    Returns
    -------
    truths : dict
        What ``truth.json`` holds: ``truths`` is a list, see `cdrp_analysis.sample.truths`.
    partner_files : dict
        Feed -> its file and headings, for the assessment file.
    """
    ground = make_ground(seed)
    streets = street_network(ground, seed)
    points = snap_points(ground, streets, seed)
    around = boroughs_around(ground, seed)
    counts = monthly_counts(calendar, seed)
    happenings = make_happenings(points, counts, calendar, seed)

    _write_areas(folder, ground, around, streets)
    present = _write_people(folder, ground, counts, calendar, seed)
    files.write_csv(school_terms(calendar), folder / "calendar" / "school_terms.csv")
    offences = offence_rows(happenings, ground, points, around, calendar, seed)
    incidents = incident_rows(happenings, ground, points, calendar, seed)
    own = offences[offences["point"] >= 0]
    files.write_csv(tables.borough_counts(counts, calendar), folder / "counts" / "borough-wide.csv")
    own = own.assign(ward=points["ward"].to_numpy()[own["point"]])
    files.write_csv(tables.ward_counts(ground, own, calendar), folder / "counts" / "ward-wide.csv")
    defects = _write_police(folder, offences, incidents, points, calendar, seed)

    world = World(seed, calendar, ground, points)
    partners, planted = {}, []
    for planter in PLANTERS:
        made, found = planter(world)
        partners |= made
        planted += found
    named = write_partner_files(partners, folder)
    found = [
        *truths.count_truths(counts, calendar),
        *truths.offence_truths(offences, points, calendar),
        *truths.place_truths(ground, points, offences, calendar),
        *present,
        *planted,
    ]
    return {
        "generator": GENERATOR,
        "seed": seed,
        "invented": "Every name, number and place here is invented.",
        "period": calendar.period,
        "known_to": calendar.known_to,
        "truths": found,
        "rows": defects | {feed: len(table) for feed, table in partners.items()},
    }, named


def _write_areas(folder: Path, ground: Ground, around, streets) -> None:
    below = folder / "boundaries"
    files.write_geojson(ground.borough, below / "borough.geojson")
    files.write_geojson(ground.wards, below / "wards_2002.geojson")
    files.write_geojson(ground.lsoas[["code", "name", "geometry"]], below / "lsoas_2001.geojson")
    files.write_geojson(
        ground.lsoas_later[["code", "name", "geometry"]], below / "lsoas_2011.geojson"
    )
    files.write_gpkg(around, below / "boroughs_around.gpkg", "boroughs")
    files.write_geojson(streets[["name", "geometry"]], folder / "places" / "streets.geojson")
    files.write_geojson(named_places(ground), folder / "places" / "places.geojson")
    files.write_csv(tables.lsoa_to_ward(ground), folder / "lookups" / "lsoa2001_ward2002.csv")
    files.write_csv(tables.lsoa_editions(ground), folder / "lookups" / "lsoa2001_lsoa2011.csv")


def _write_people(
    folder: Path, ground: Ground, counts: Counts, calendar: Calendar, seed: int
) -> list[dict]:
    """Denominators and deprivation; what was planted among the people present by day."""
    rng = stream(seed, "people")
    residents = tables.population(ground, calendar, rng)
    below = folder / "denominators"
    files.write_csv(residents, below / "population_lsoa2001.csv")
    around = tables.population_around(residents, counts, calendar, stream(seed, "people around"))
    files.write_csv(around, below / "population_boroughs.csv")
    files.write_csv(tables.households(ground, residents, rng), below / "households_lsoa2001.csv")
    files.write_csv(
        tables.deprivation(ground, rng), folder / "deprivation" / "imd2007_lsoa2001.csv"
    )
    by_day, planted = workday(ground, residents, seed)
    files.write_csv(by_day, below / "workday_lsoa2001.csv")
    return planted


def _write_police(folder, offences, incidents, points, calendar: Calendar, seed: int) -> dict:
    rows, planted = spoil(offences, calendar, stream(seed, "spoilt rows"))
    years = year_of(rows["month"])
    for number, (year, part) in enumerate(rows.groupby(years)):
        files.write_csv(
            part[OWN["offences"]],
            folder / "police" / f"offences-{year}.csv",
            byte_order_mark=number == 2,
        )
    for year, part in incidents.groupby(year_of(incidents["month"])):
        files.write_csv(part[OWN["incidents"]], folder / "police" / f"incidents-{year}.csv")
    before, revised = earlier_release(offences, points, calendar, stream(seed, "earlier release"))
    name = f"{calendar.earlier_released}/offences-2010-11.csv"
    files.write_zip({name: files.csv_text(before)}, folder / "police" / "earlier-release.zip")
    planted = [row | {"file": f"police/offences-{row['file']}.csv"} for row in planted]
    return truths.row_truths(rows, incidents, planted, revised)
