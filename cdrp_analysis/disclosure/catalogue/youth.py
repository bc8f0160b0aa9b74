"""Young people: how many offend, how often again, whom it concerns, what is done early."""

from cdrp_analysis.disclosure.catalogue.columns import AREA, AREA_NAME
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.measures import people_tables

YOUNG = "young people"  # the population that these tables count, and the area they count it in
FIRST_TIME = "first-time entrants"
_PERIOD = Column("period", "key", "Twelve months")
_PEOPLE = Column("people", "count", "Young people, each counted once in a period", "people")
_RESIDENTS = Column("residents", "denominator", "Residents aged 10 to 17, mid-year", "people")
_MEASURE = Column("measure", "key", "What is counted")
_OF = Column("of", "open", "The measure it is a share of, blank where of none")
_LIMITS = Column("limits", "open", "Whose limits: Wilson's or exact (Clopper and Pearson)")
_COUNTED = Column("counted", "open", "Name of the count among all counts of the release")
_SHARES = (
    Column("share", "derived", "Share of the measure it is of"),
    Column("share_lower", "derived", "Lower 95% limit of the share"),
    Column("share_upper", "derived", "Upper 95% limit of the share"),
)


def with_limits(name: str, doc: str, unit: str = "") -> tuple[Column, ...]:
    """A derived column with those of its 95% limits."""
    return (
        Column(name, "derived", doc, unit),
        Column(f"{name}_lower", "derived", f"Lower 95% limit: {doc.lower()}", unit),
        Column(f"{name}_upper", "derived", f"Upper 95% limit: {doc.lower()}", unit),
    )


TABLES = (
    TableSpec(
        "youth_rates",
        "Young people with a case and first-time entrants, by year",
        "youth_justice",
        (
            _MEASURE,
            _PERIOD,
            _PEOPLE,
            _RESIDENTS,
            Column("per", "open", "Residents of that age that the rate is per", "people"),
            *with_limits("rate", "Young people per residents of that age"),
            *with_limits("change_share", "Change of the count since the first year"),
        ),
        "youth",
        cells=CellAddress(YOUNG, "people", f"={YOUNG}", "measure", "period"),
        rederive=people_tables.with_rates,
    ),
    TableSpec(
        "youth_peers",
        "First-time entrants here and in other areas, in the funnel of each year",
        "youth_justice",
        (
            AREA,
            AREA_NAME,
            Column("standing", "open", "own, peer or other"),
            _COUNTED,
            _PERIOD,
            _PEOPLE,
            _RESIDENTS,
            Column("per", "open", "Residents of that age that the rate is per", "people"),
            *with_limits("rate", "First-time entrants per residents of that age"),
            Column("all_areas", "derived", "Rate of all areas together"),
            Column("lower_95", "derived", "Lower 95% limit, an area of that size"),
            Column("upper_95", "derived", "Upper 95% limit, an area of that size"),
            Column("lower_998", "derived", "Lower 99.8% limit, an area of that size"),
            Column("upper_998", "derived", "Upper 99.8% limit, an area of that size"),
            Column("z_adjusted", "derived", "Distance from all areas in widened standard errors"),
            Column("dispersion", "derived", "Mean of the squared z-scores, 1 if only chance"),
            Column("position", "derived", "high, rather high, as expected, rather low or low"),
        ),
        "youth",
        cells=CellAddress(YOUNG, "people", f"={YOUNG}", "counted", "period"),
        rederive=people_tables.with_funnel,
    ),
    TableSpec(
        "youth_shares",
        "Assessment, plan, work or education, custody, lists: shares by year",
        "youth_justice",
        (
            _MEASURE,
            _OF,
            _PERIOD,
            Column("people", "count", "Young people, cases or disposals"),
            _LIMITS,
            *_SHARES,
        ),
        "youth",
        cells=CellAddress(YOUNG, "people", f"={YOUNG}", "measure", "period"),
        rederive=people_tables.with_shares,
    ),
    TableSpec(
        "youth_reoffending",
        "Reoffending of each year's cohort, in its readings",
        "youth_justice",
        (
            Column("cohort", "key", "Year in which the members' case was opened"),
            Column("measure", "key", "Members, reoffenders or reoffences"),
            Column("number", "count", "People, or proven reoffences within twelve months"),
            Column("expected", "open", "Reoffences predicted by the national model", "offences"),
            *with_limits("reoffender_share", "Share of members with a reoffence"),
            *with_limits("per_member", "Reoffences per member (National Indicator 19)"),
            *with_limits("per_reoffender", "Reoffences per member who reoffended"),
            *with_limits("to_previous", "Reoffences per member over those of the year before"),
            *with_limits("against_predicted", "Reoffences over those predicted"),
        ),
        "youth",
        cells=CellAddress(YOUNG, "number", f"={YOUNG}", "measure", "cohort"),
        rederive=people_tables.with_readings,
    ),
    TableSpec(
        "youth_ethnicity",
        "Young people with a case and residents, by ethnic group",
        "youth_justice",
        (
            Column("ethnic_group", "open", "As the person says; all known groups together"),
            _PERIOD,
            _PEOPLE,
            _RESIDENTS,
            Column("counted", "key", "Name of the count among all counts of the release"),
            *with_limits("index", "Share of young people with a case over share of residents"),
            *with_limits("gap", "The one share less the other", "percentage points"),
            *with_limits("rri", "Rate over that of all other groups"),
        ),
        "youth",
        cells=CellAddress(YOUNG, "people", f"={YOUNG}", "counted", "period"),
        rederive=people_tables.with_representation,
        attribute="offence",
        base="people",
    ),
    TableSpec(
        "youth_adjusted",
        "Over-representation, crude and adjusted for deprivation",
        "youth_justice_adjusted",
        (
            Column("ethnic_group", "key", "The group, or all known groups together"),
            Column("quintile", "key", "Deprivation of the home, 1 the most deprived; or all"),
            _PERIOD,
            _PEOPLE,
            _RESIDENTS,
            Column("group_residents", "denominator", "Residents of the group in the quintile"),
            _COUNTED,
            Column("expected", "derived", "People of the group at everybody's rates", "people"),
            *with_limits("index", "Observed over expected, crude"),
            *with_limits("index_adjusted", "Observed over expected, by quintile of deprivation"),
        ),
        "youth",
        cells=CellAddress(YOUNG, "people", f"={YOUNG}", "counted", "period"),
        rederive=people_tables.with_adjustment,
    ),
    TableSpec(
        "parenting_referrals",
        "Parents referred to advice and support, by contact point",
        "youth_justice",
        (
            _MEASURE,
            _OF,
            _PERIOD,
            Column("people", "count", "Parents, each counted once in a period", "people"),
            _LIMITS,
            *_SHARES,
            Column("median_days", "open", "Median from referral to first contact", "days"),
            Column("upper_days", "open", "Upper quartile, of 23 people or more", "days"),
        ),
        "youth",
        cells=CellAddress("parents", "people", f"={YOUNG}", "measure", "period"),
        rederive=people_tables.with_shares,
    ),
    TableSpec(
        "diversion_groups",
        "Offences before and after, those diverted and those compared with them",
        "youth_justice",
        (
            Column("group", "key", "Diverted, or comparison"),
            Column("measure", "key", "People, or offences in a window"),
            Column("period", "open", "First and last month of starting"),
            Column("number", "count", "People or offences"),
            Column("years_each", "open", "Years a person was followed, mean to two decimals",
                   "years"),
            Column("log_error", "open", "Standard error of the logarithm of the effect, from how "
                   "people differ"),
            _COUNTED,
            Column("years", "derived", "Person-years of the window", "years"),
            Column("a_year", "derived", "Offences a person and year"),
            Column("change_ratio", "derived", "Offences a person and year after over before"),
            Column("effect", "derived", "Change of those diverted over that of those compared "
                   "with them, 30 people or more in each"),
            Column("effect_lower", "derived", "Lower 95% limit, from how people differ"),
            Column("effect_upper", "derived", "Upper 95% limit, from how people differ"),
        ),
        "youth",
        cells=CellAddress("diversion", "number", f"={YOUNG}", "counted", "period"),
        rederive=people_tables.with_effect,
    ),
    TableSpec(
        "youth_shared_service",
        "What services shared with other areas cost, all areas together",
        "funding",
        (
            Column("service", "key", "Service"),
            Column("year", "key", "Financial year"),
            Column("areas", "open", "Areas that share it", "areas"),
            Column("young_people", "open", "Young people in it, all areas", "people"),
            Column("management_cost", "open", "Management, all areas", "£ a year"),
            Column("total_cost", "open", "Whole service, all areas", "£ a year"),
            Column("management_change_share", "open", "Change of management cost in a year"),
            Column("total_change_share", "open", "Change of the whole cost in a year"),
            Column("saved", "open", "Management cost of the year before less this year's", "£"),
        ),
        "youth",
    ),
    TableSpec(
        "youth_shared_target",
        "Management cost of services shared with other areas, beside the target",
        "funding",
        (
            Column("service", "key", "Service"),
            Column("target", "key", "Target, as the register has it"),
            Column("year", "open", "Last financial year of the target's time with a cost"),
            Column("baseline", "open", "Cost that the target starts from, all areas", "£ a year"),
            Column("change_share", "open", "Change wanted"),
            Column("aim", "open", "Cost to reach, all areas", "£ a year"),
            Column("cost", "open", "Cost of the year, all areas", "£ a year"),
            Column("gap", "open", "Cost less that to reach", "£ a year"),
            Column("wanted_saving", "open", "Saving wanted", "£ a year"),
            Column("saved", "open", "Saving made", "£ a year"),
            Column("saved_share", "open", "Saving made as a share of that wanted"),
            Column("verdict", "open", "met or not met"),
        ),
        "youth",
    ),
    TableSpec(
        "youth_shared_areas",
        "What each area pays for shared services",
        "restricted",
        (
            Column("service", "key", "Service"),
            Column("area", "key", "ONS code of the area"),
            Column("year", "key", "Financial year"),
            Column("management_cost", "open", "Management", "£ a year"),
            Column("total_cost", "open", "Whole service", "£ a year"),
            Column("young_people", "open", "Young people in it", "people"),
        ),
        "youth",
    ),
    TableSpec(
        "youth_combined",
        "Young people of the areas that share a service, each and together",
        "service_use",
        (
            Column("measure", "key", "Name of the count among all counts of the release"),
            Column("counted", "open", "What is counted"),
            Column("area_name", "open", "Area, or all that share the service together"),
            _PERIOD,
            _PEOPLE,
            _RESIDENTS,
            Column("per", "open", "Residents of that age that the rate is per", "people"),
            *with_limits("rate", "Young people per residents of that age"),
            *with_limits("change_share", "Change of the count since the first year"),
            Column("areas", "open", "Areas that share the service", "areas"),
        ),
        "youth",
        cells=CellAddress(YOUNG, "people", f"={YOUNG}", "measure", "period"),
        rederive=people_tables.with_rates,
    ),
)  # fmt: skip
