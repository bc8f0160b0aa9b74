"""What youth offending, probation and treatment services give: people by pseudonym only."""

from cdrp_analysis.contracts.partner import (
    AGE_BANDS,
    ETHNIC_GROUPS,
    SEXES,
    SUBSTANCES,
    WARD,
    Column,
    ends_before_it_starts,
    must,
    partner_feed,
    person,
)

_AGREED = "information sharing agreement"
_YOUTH = "Youth offending service"
LISTS = (
    "prolific and priority", "drug interventions", "youth offending", "serious violence",
    "resettlement", "domestic abuse perpetrators",
)  # fmt: skip
_SPAN = (
    Column("offences_before", "count", "proven offences in the window before", "offences",
           nullable=False, at_least=0),
    Column("months_before", "number", "length of the window before", "months",
           nullable=False, at_least=0.1),
    Column("custody_days_before", "number", "of the window before, in custody", "days",
           at_least=0),
    Column("offences_after", "count", "proven offences in the window after", "offences",
           at_least=0),
    Column("months_after", "number", "length of the window after", "months", at_least=0.1),
    Column("custody_days_after", "number", "of the window after, in custody", "days", at_least=0),
)  # fmt: skip

YOUTH_CASES = partner_feed(
    "youth_cases",
    "One row per young person (10 to 17) and case with a substantive outcome.",
    person(),
    must("opened_on", "date", "day of the outcome that opened the case"),
    Column("closed_on", "date", "day it was closed; blank: open"),
    Column("age", "count", "age at opening", "years", at_least=10, at_most=18),
    Column("sex", "text", "sex", values=SEXES),
    Column("ethnic_group", "text", "as the person says", values=ETHNIC_GROUPS),
    Column("imd_quintile", "count", "deprivation of the home LSOA, 1 the most deprived",
           at_least=1, at_most=5),
    Column("first_time", "flag", "first-time entrant to the youth justice system (NI 111)"),
    Column("assessed", "flag", "assessed"),
    Column("tailored_plan", "flag", "has a plan of his or her own"),
    Column("in_education_or_work", "flag", "full-time education, training or employment when "
           "the case closed (NI 45); blank: open"),
    Column("in_cohort", "flag", "member of the reoffending cohort (NI 19)"),
    Column("reoffences", "count", "proven reoffences within 12 months, counted 3 months later",
           "offences", at_least=0),
    Column("reoffences_predicted", "number", "expected by the national model", "offences",
           at_least=0),
    WARD,
    holder=_YOUTH,
    basis=_AGREED,
    dated="opened_on",
    rules=(ends_before_it_starts("opened_on", "closed_on"),),
)  # fmt: skip

YOUTH_DISPOSALS = partner_feed(
    "youth_disposals",
    "One row per court disposal of a young person.",
    person(),
    must("disposed_on", "date", "day of the disposal"),
    must("disposal", "text", "kind of disposal"),
    must("custodial", "flag", "a custodial sentence (NI 43)"),
    holder=_YOUTH,
    basis=_AGREED,
    dated="disposed_on",
)

YOUTH_POPULATION = partner_feed(
    "youth_population",
    "Residents aged 10 to 17.",
    must("year", "count", "mid-year", at_least=1974, at_most=2100),
    must("ethnic_group", "text", "ethnic group", values=ETHNIC_GROUPS),
    Column("imd_quintile", "count", "deprivation of the LSOA, 1 the most deprived", at_least=1,
           at_most=5),
    must("residents", "count", "residents aged 10 to 17", "people", at_least=0),
    holder="Local authority",
    basis="published estimates",
)  # fmt: skip

YOUTH_PEERS = partner_feed(
    "youth_peers",
    "One row per area and twelve months: young people in the youth justice system, in total. A "
    "row of the partnership's own area is not used: its own cases are counted.",
    must("area", "code", "ONS code"),
    must("area_name", "text", "as published"),
    must("first_day", "date", "first day of the twelve months"),
    must("first_time_entrants", "count", "first-time entrants (NI 111)", "people", at_least=0),
    Column("young_people", "count", "young people with a case", "people", at_least=0),
    must("residents", "count", "residents aged 10 to 17, mid-year", "people", at_least=1),
    holder="Youth Justice Board",
    basis="published",
    dated="first_day",
)

PROBATION_CASELOAD = partner_feed(
    "probation_caseload",
    "One row per adult on the caseload on the day of the extract.",
    person(),
    must("counted_on", "date", "day of the extract"),
    must("status", "text", "where the sentence is served", values=("supervision", "custody")),
    Column("drugs", "flag", "drug need assessed"),
    Column("alcohol", "flag", "alcohol need assessed"),
    Column("accommodation", "flag", "no stable accommodation"),
    Column("delivery_unit", "text", "unit that manages the case"),
    holder="Probation",
    basis=_AGREED,
    dated="counted_on",
)

OFFENDER_COHORT = partner_feed(
    "offender_cohort",
    "One row per person of an offender management scheme, or of those next in line for it.",
    person(),
    must("scheme", "text", "scheme", values=LISTS),
    must("in_scheme", "flag", "true: in the scheme; false: next ranked, for comparison"),
    Column("rank", "count", "rank at selection, 1 the most prolific", at_least=1),
    must("joined_on", "date", "day of joining, or on which the comparison starts"),
    *_SPAN,
    holder="Partnership",
    basis=_AGREED,
    dated="joined_on",
)

COHORT_PEERS = partner_feed(
    "cohort_peers",
    "The same scheme elsewhere, in total.",
    must("area", "code", "ONS code"),
    must("scheme", "text", "scheme", values=LISTS),
    must("people", "count", "people in it", "people", at_least=0),
    must("offences_before", "count", "in the window before", "offences", at_least=0),
    must("offences_after", "count", "in the window after", "offences", at_least=0),
    holder="Home Office",
    basis="published",
)

AGENCY_LISTS = partner_feed(
    "agency_lists",
    "One row per person on a list of one agency. Keys are keyed hashes made by the agency: "
    "alike when the spelling was alike.",
    must("list", "text", "list", values=LISTS),
    person("the same person throughout this list; other lists use others"),
    must("listed_on", "date", "day of listing"),
    Column("key_forename", "code", "keyed hash of the forename's sound"),
    Column("key_surname", "code", "keyed hash of the surname's sound"),
    Column("key_birth", "code", "keyed hash of the birth year and month"),
    Column("key_home", "code", "keyed hash of the home postcode"),
    Column("harm_two_years", "number", "harm of the last two years", "days", at_least=0),
    Column("offences_last_year", "count", "proven offences", "offences", at_least=0),
    Column("harm_next_year", "number", "harm of the year that followed, for evaluation", "days",
           at_least=0),
    holder="All agencies",
    basis=_AGREED,
    dated="listed_on",
)  # fmt: skip

DIVERSION = partner_feed(
    "diversion",
    "One row per young person diverted, or of the comparison group.",
    person(),
    must("diverted", "flag", "true: diverted; false: comparison"),
    must("starts_on", "date", "first day"),
    Column("completed", "flag", "completed"),
    *(column for column in _SPAN if not column.name.startswith("custody")),
    holder=_YOUTH,
    basis=_AGREED,
    dated="starts_on",
)

TREATMENT = partner_feed(
    "treatment",
    "One row per person and episode of structured drug or alcohol treatment.",
    person(),
    must("starts_on", "date", "first day"),
    Column("ends_on", "date", "last day; blank: in treatment"),
    must("substance", "text", "main substance", values=SUBSTANCES),
    Column("age_band", "text", "age", "years", values=AGE_BANDS),
    Column("sex", "text", "sex", values=SEXES),
    Column("ethnic_group", "text", "as the person says", values=ETHNIC_GROUPS),
    Column("parent", "flag", "lives with own or other children; blank: not said"),
    Column("referred_by", "text", "who referred"),
    Column("wait_days", "number", "from referral to start", "days", at_least=0),
    Column("outcome", "text", "how the episode ended"),
    holder="Health",
    basis="National Drug Treatment Monitoring System agreement",
    dated="starts_on",
    rules=(ends_before_it_starts("starts_on", "ends_on"),),
)

SERVICE_CAPACITY = partner_feed(
    "service_capacity",
    "Places a service can fill and did fill in a month.",
    must("service", "text", "service"),
    must("first_day", "date", "first day of the month"),
    must("places", "number", "places", "places", at_least=0),
    must("filled", "number", "places filled", "places", at_least=0),
    holder="All agencies",
    basis=_AGREED,
    dated="first_day",
)

COMMUNITY_PAYBACK = partner_feed(
    "community_payback",
    "One row per day of work on a community payback project.",
    must("project", "text", "project"),
    must("worked_on", "date", "day"),
    must("hours", "number", "hours worked", "hours", at_least=0),
    Column("suggested_by", "text", "who proposed the project",
           values=("resident", "ward panel", "council", "police", "community group")),
    Column("taken_up", "flag", "the suggestion was taken up"),
    WARD,
    holder="Probation",
    basis="published",
    dated="worked_on",
)  # fmt: skip
