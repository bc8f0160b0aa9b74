"""What fire, ambulance and the council give: events with a time and a place."""

import re

import pandas as pd
import shapely

from cdrp_analysis.contracts.base import Rule
from cdrp_analysis.contracts.partner import (
    EASTING,
    LSOA,
    NORTHING,
    SEXES,
    WARD,
    Column,
    ends_before_it_starts,
    must,
    partner_feed,
    person,
)

_GREAT_BRITAIN = (0, 0, 700_000, 1_300_000)  # EPSG:27700, metres

FIRE_CATEGORIES = {
    "deliberate primary fire, not in a vehicle": "3a",
    "deliberate primary fire in a vehicle": "3b",
    "deliberate secondary fire, not in a vehicle": "3c",
    "violence against employees": "3d",
    "dwelling fire, no smoke alarm fitted": "3e",
    "malicious false alarm": "4",
}
_CASUALTIES = tuple(
    Column(f"{who}_{harm}", "count", f"{who} {said}", "people", at_least=0)
    for who in ("adults", "children")
    for harm, said in (
        ("killed", "killed"),
        ("serious", "seriously injured"),
        ("slight", "slightly injured"),
    )
)


def _no_polygon(frame: pd.DataFrame) -> pd.Series:
    text = frame["outline"].astype("object").where(frame["outline"].notna(), None)
    shapes = shapely.from_wkt(text.to_numpy(), on_invalid="ignore")
    west, south, east, north = shapely.bounds(shapes).T
    sound = shapely.is_valid(shapes) & (shapely.get_dimensions(shapes) == 2)
    sound &= (west >= _GREAT_BRITAIN[0]) & (south >= _GREAT_BRITAIN[1])
    sound &= (east <= _GREAT_BRITAIN[2]) & (north <= _GREAT_BRITAIN[3])
    in_degrees = east < 180
    return pd.Series(~sound | in_degrees, index=frame.index)


FIRE_INCIDENTS = partner_feed(
    "fire_incidents",
    "One row per incident the fire and rescue authority shares.",
    must("reference", "pseudonym", "incident, as a pseudonym"),
    must("category", "text", "kind of incident", values=tuple(FIRE_CATEGORIES)),
    must("attended_at", "clock", "time of the call or attendance", "local clock"),
    EASTING, NORTHING, LSOA,
    holder="Fire and rescue authority",
    basis="s17A paras 3(a) to 3(e) and 4",
    dated="attended_at",
)  # fmt: skip

COLLISIONS = partner_feed(
    "collisions",
    "One row per road traffic collision with casualties.",
    must("reference", "pseudonym", "collision, as a pseudonym"),
    must("happened_at", "clock", "time of the collision", "local clock"),
    EASTING, NORTHING,
    *_CASUALTIES,
    holder="Local authority",
    basis="s17A para 5",
    dated="happened_at",
)  # fmt: skip

EXCLUSIONS = partner_feed(
    "exclusions",
    "One row per exclusion of a pupil from a state school.",
    person(),
    must("excluded_on", "date", "first day"),
    must("kind", "text", "kind of exclusion", values=("permanent", "fixed term")),
    Column("days", "number", "length of a fixed-term exclusion", "school days", at_least=0.5),
    Column("age", "count", "age of the pupil", "years", at_least=4, at_most=19),
    Column("sex", "text", "sex of the pupil", values=SEXES),
    must("school_name", "text", "school", secret=True),
    Column("school_address", "text", "address of the school", secret=True),
    must("reason", "text", "reason, by the national list"),
    holder="Local authority",
    basis="s17A para 6",
    dated="excluded_on",
)

RACIAL_INCIDENTS = partner_feed(
    "racial_incidents",
    "One row per racial incident reported to the authority.",
    must("reference", "pseudonym", "report, as a pseudonym"),
    must("category", "text", "kind of incident"),
    must("happened_at", "clock", "when it happened", "local clock"),
    EASTING, NORTHING,
    holder="Local authority",
    basis="s17A para 7(a)",
    dated="happened_at",
)  # fmt: skip

COUNCIL_ASB = partner_feed(
    "council_asb",
    "One row per report of anti-social behaviour or environmental crime to the authority.",
    must("reference", "pseudonym", "report, as a pseudonym"),
    must("category", "text", "NICL, or the authority's own scheme"),
    must("reported_at", "clock", "when it was reported", "local clock"),
    EASTING, NORTHING, LSOA,
    Column("service", "text", "service that took the report"),
    holder="Local authority",
    basis="s17A para 7(b)",
    dated="reported_at",
)  # fmt: skip

AMBULANCE_CALLS = partner_feed(
    "ambulance_calls",
    "One row per ambulance call to a crime and disorder incident.",
    must("reference", "pseudonym", "call, as a pseudonym"),
    must("called_at", "clock", "time of the call", "local clock"),
    must("category", "text", "in the service's own scheme"),
    EASTING, NORTHING, LSOA,
    Column("alcohol", "flag", "marked as linked to alcohol; blank: nobody said"),
    holder="Health",
    basis="s17A para 11",
    dated="called_at",
)  # fmt: skip

ASB_DAY_COUNT = partner_feed(
    "asb_day_count",
    "Reports of anti-social behaviour on one day, by the agency that took them.",
    must("counted_on", "date", "the day"),
    must("agency", "text", "who counted"),
    must("category", "text", "kind of behaviour"),
    must("reports", "count", "reports taken", "reports on the day", at_least=0),
    Column("unit_cost", "number", "cost of one report", "£", at_least=0),
    holder="All agencies",
    basis="one-day count",
    dated="counted_on",
)

LICENSED_PREMISES = partner_feed(
    "licensed_premises",
    "One row per licensed premises and day of the week.",
    must("premises", "pseudonym", "premises, as a pseudonym"),
    must("premises_name", "text", "trading name", secret=True),
    must("kind", "text", "kind of premises",
         values=("pub", "bar", "nightclub", "restaurant", "off-licence", "takeaway", "other")),
    EASTING, NORTHING,
    must("weekday", "count", "1 is Monday", at_least=1, at_most=7),
    must("opens", "text", "opening time", "HH:MM"),
    must("closes", "text", "end of licensable activities; before opens: the next day", "HH:MM"),
    Column("licensed_from", "date", "first day of these hours"),
    holder="Local authority",
    basis="licensing register, Licensing Act 2003 s8",
)  # fmt: skip

INTERVENTIONS = partner_feed(
    "interventions",
    "One row per place and time in which something was done or opened: dispersal area, patrol "
    "plan, shopping centre.",
    must("intervention", "text", "short key"),
    must("label", "text", "as printed"),
    must("kind", "text", "kind of action"),
    must("starts_on", "date", "first day"),
    Column("ends_on", "date", "last day; blank: goes on"),
    Column("cost", "number", "cost over its whole time; of what goes on, a year", "£", at_least=0),
    must("outline", "text", "polygon as well-known text, EPSG:27700", "metres"),
    Column("note", "text", "what was done"),
    holder="Partnership",
    basis="local register",
    rules=(
        Rule("outline is no valid polygon on the National Grid", _no_polygon),
        ends_before_it_starts("starts_on", "ends_on"),
    ),
)

SECTOR = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d")
POSTCODE_SECTORS = partner_feed(
    "postcode_sectors",
    "One row per postcode sector, those of other areas included: where its middle lies.",
    must("sector", "text", "postcode sector: AY1 3"),
    must("easting", "number", "middle of the sector, British National Grid (EPSG:27700)", "metres"),
    must("northing", "number", "middle of the sector, British National Grid (EPSG:27700)",
         "metres"),
    holder="Local authority",
    basis="published (National Statistics Postcode Lookup)",
    rules=(
        Rule("not a postcode sector: area, district, space and one figure",
             lambda frame: ~frame["sector"].str.fullmatch(SECTOR)),
        Rule("a sector that stands in the table twice",
             lambda frame: frame["sector"].duplicated(keep=False)),
    ),
)  # fmt: skip

SITE_ACTIONS = partner_feed(
    "site_actions",
    "Bans, shared intelligence, trained staff: what was done at a site.",
    must("site", "text", "key of the site among the interventions"),
    must("done_on", "date", "day"),
    must("action", "text", "kind of action"),
    must("number", "count", "how many", at_least=0),
    Column("store_name", "text", "store that took part", secret=True),
    holder="Partnership",
    basis="local register",
    dated="done_on",
)

PARENTING_REFERRALS = partner_feed(
    "parenting_referrals",
    "One row per parent referred to advice or support.",
    person(),
    must("referred_on", "date", "day of the referral"),
    must("contact_point", "text", "school, children's centre or other kind of place"),
    Column("started_on", "date", "first contact; blank: none yet"),
    WARD,
    holder="Local authority",
    basis="information sharing agreement",
    dated="referred_on",
)
