"""What a force gives its partnership: offences, incidents, searches, drug tests, staffing."""

from cdrp_analysis.contracts.base import Rule
from cdrp_analysis.contracts.partner import (
    AGE_BANDS,
    EASTING,
    ETHNIC_GROUPS,
    EXEMPTION,
    LSOA,
    NORTHING,
    SEXES,
    SUBSTANCES,
    Column,
    ends_before_it_starts,
    must,
    partner_feed,
    person,
)

_POLICE = "Police"
STRANDS = ("race", "religion", "sexual orientation", "disability", "transgender")

OFFENCES = partner_feed(
    "offences",
    "One row per recorded offence, as the force extracts it for its partnership. Several rows "
    "may share a reference: several offences on one report.",
    must("reference", "pseudonym", "crime report, as a pseudonym"),
    must("offence_code", "text", "Home Office class, or class/subclass: 28, 105A, 92E/4"),
    Column("offence", "text", "offence in the force's words"),
    must("recorded_on", "date", "day it was recorded, which decides its month"),
    must("from_time", "clock", "earliest it can have happened", "local clock"),
    Column("to_time", "clock", "latest it can have happened; blank: at from_time", "local clock"),
    EASTING, NORTHING, LSOA,
    Column("location", "text", "street or kind of place"),
    Column("knife", "flag", "knife or sharp instrument used or threatened"),
    Column("gun", "flag", "firearm used or threatened, imitations and air weapons included"),
    Column("alcohol", "flag", "marked as linked to alcohol; blank: nobody said"),
    Column("domestic", "flag", "domestic abuse"),
    Column("hate", "text", "strand of a hate crime; blank: none", values=STRANDS),
    Column("drug", "text", "drug possessed or supplied", values=SUBSTANCES),
    Column("victim", "pseudonym", "the same victim throughout this feed"),
    Column("victim_age_band", "text", "age of the victim", "years", values=AGE_BANDS),
    Column("offender_home", "text", "postcode sector where the charged offender lives; blank: "
           "nobody charged"),
    Column("outcome", "text", "how it ended so far"),
    holder=_POLICE,
    basis="Crime and Disorder Act 1998 s17A, prescribed information para 2",
    dated="recorded_on",
    rules=(ends_before_it_starts("from_time", "to_time"),),
)  # fmt: skip

INCIDENTS = partner_feed(
    "incidents",
    "One row per incident: anti-social behaviour, transport, public safety and welfare. Rows "
    "alike in every cell are real: a snapped point, no reference, a time to the hour.",
    Column("reference", "pseudonym", "incident log, as a pseudonym; often blank"),
    must("category", "text", "National Incident Category List (NICL)"),
    must("started_at", "clock", "when it was reported to begin", "local clock"),
    EASTING, NORTHING, LSOA,
    Column("location", "text", "street or kind of place"),
    Column("alcohol", "flag", "marked as linked to alcohol; blank: nobody said"),
    holder=_POLICE,
    basis="s17A para 1",
    dated="started_at",
)  # fmt: skip

STOP_SEARCHES = partner_feed(
    "stop_searches",
    "One row per stop and search, from the force's own records.",
    must("reference", "pseudonym", "search record, as a pseudonym"),
    must("searched_at", "clock", "start of the search", "local clock"),
    EASTING, NORTHING, LSOA,
    Column("age_band", "text", "age of the person", "years", values=AGE_BANDS),
    Column("sex", "text", "sex of the person", values=SEXES),
    Column("ethnic_group", "text", "ethnic group as the person says", values=ETHNIC_GROUPS),
    Column("ethnic_group_officer", "text", "as the officer saw it", values=ETHNIC_GROUPS),
    Column("power", "text", "Act and section"),
    Column("object_of_search", "text", "what was looked for"),
    Column("outcome", "text", "what followed"),
    holder=_POLICE,
    basis="information sharing agreement",
    dated="searched_at",
)  # fmt: skip

DOMESTIC_INCIDENTS = partner_feed(
    "domestic_incidents",
    "One row per domestic incident attended, whether or not an offence was recorded.",
    must("reference", "pseudonym", "incident log, as a pseudonym"),
    must("reported_at", "clock", "when it was reported", "local clock"),
    Column("victim", "pseudonym", "the same victim throughout this feed"),
    Column("offence_recorded", "flag", "an offence was recorded"),
    Column("risk", "text", "assessed risk", values=("standard", "medium", "high")),
    Column("children_present", "flag", "a child lives in or was in the home"),
    Column("alcohol", "flag", "marked as linked to alcohol; blank: nobody said"),
    Column("drugs", "flag", "marked as linked to drugs; blank: nobody said"),
    Column("separation", "flag", "partners separating or separated"),
    holder=_POLICE,
    basis="information sharing agreement",
    dated="reported_at",
)  # fmt: skip

DRUG_TESTS = partner_feed(
    "drug_tests",
    "One row per drug test on arrest.",
    person(),
    must("tested_on", "date", "day of the test"),
    must("trigger_offence", "text", "offence of the arrest"),
    must("opiates", "flag", "positive for opiates"),
    must("cocaine", "flag", "positive for cocaine or crack"),
    Column("assessed_on", "date", "first required assessment; blank: not assessed"),
    holder=_POLICE,
    basis="Drug Interventions Programme",
    dated="tested_on",
    rules=(ends_before_it_starts("tested_on", "assessed_on"),),
)

DRUG_TESTS_OUTSIDE = partner_feed(
    "drug_tests_outside",
    "Drug tests of areas outside the pilot of tests on arrest: one row per area, quarter and "
    "offence, in total.",
    must("area", "code", "ONS code of an area outside the pilot"),
    must("quarter_starts_on", "date", "first day of the quarter"),
    must("trigger_offence", "text", "offence of the arrest or charge"),
    must("tests", "count", "tests", "tests", at_least=0),
    must("positive", "count", "of them positive for opiates or cocaine", "tests", at_least=0),
    holder="Home Office",
    basis="Drug Interventions Programme",
    dated="quarter_starts_on",
    rules=(
        Rule(
            "more positive than tested",
            lambda frame: (frame["positive"] > frame["tests"]).fillna(False).astype(bool),
        ),
    ),
)

POSSESSION_DISPOSALS = partner_feed(
    "possession_disposals",
    "One row per person dealt with for possession of a drug, and where that led.",
    person(),
    must("dealt_with_on", "date", "day it was dealt with"),
    must("drug", "text", "drug possessed", values=SUBSTANCES),
    must("disposal", "text", "how it was dealt with",
         values=("warning", "penalty notice", "caution", "charge")),
    Column("officer_hours", "number", "officers' time", "hours", at_least=0, at_most=100),
    Column("referred", "flag", "referred to treatment"),
    Column("attended", "flag", "first appointment kept"),
    holder=_POLICE,
    basis="information sharing agreement",
    dated="dealt_with_on",
)  # fmt: skip

STAFFING = partner_feed(
    "staffing",
    "One row per posting of officers or staff to a place or task.",
    must("unit", "text", "team or place posted to", secret=True),
    must("posts", "number", "full-time posts", "posts", at_least=0),
    must("grade", "text", "grade"),
    must("starts_on", "date", "first day"),
    Column("ends_on", "date", "last day; blank: goes on"),
    Column("cost", "number", "cost of the posting", "£ a year", at_least=0),
    Column("funded_by", "text", "who pays"),
    holder=_POLICE,
    basis="partnership agreement; deployments are restricted",
    rules=(ends_before_it_starts("starts_on", "ends_on"),),
)

ROSTERS = partner_feed(
    "rosters",
    "Officers on duty by hour of the week.",
    must("weekday", "count", "1 is Monday", at_least=1, at_most=7),
    must("hour", "count", "0 is midnight to one", at_least=0, at_most=23),
    must("officers", "number", "officers on duty", "officers", at_least=0, secret=True),
    holder=_POLICE,
    basis="tactical information, restricted",
)

DEMAND_TIMES = partner_feed(
    "demand_times",
    "Officers' time that one incident of a kind takes.",
    must("category", "text", "NICL category or Home Office class"),
    must("minutes", "number", "officers' time", "minutes an incident", at_least=0),
    Column("source", "text", "where the figure comes from"),
    holder=_POLICE,
    basis="activity analysis",
)

INTELLIGENCE = partner_feed(
    "intelligence",
    "One row per intelligence log. The text never leaves the restricted edition.",
    must("reference", "pseudonym", "log, as a pseudonym"),
    must("dated_on", "date", "day of the log"),
    must("grading", "text", "source, information and handling, e.g. B2C", secret=True),
    must("theme", "text", "subject, by the partnership's own list"),
    must("text", "text", "sanitised text", secret=True),
    Column("premises_name", "text", "premises it speaks of", secret=True),
    Column("easting", "number", "British National Grid (EPSG:27700)", "metres", secret=True),
    Column("northing", "number", "British National Grid (EPSG:27700)", "metres", secret=True),
    EXEMPTION,
    holder=_POLICE,
    basis="information sharing agreement; restricted",
    dated="dated_on",
)
