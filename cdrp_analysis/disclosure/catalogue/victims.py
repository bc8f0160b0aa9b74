"""Who is harmed at a site, where offenders live, what was done, and rare offences by year."""

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue.columns import AREA, AREA_NAME
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec

_SHARES = (
    Column("share", "derived", "Share of the place's"),
    Column("share_lower", "derived", "Lower 95% limit of the share (Wilson)"),
    Column("share_upper", "derived", "Upper 95% limit of the share (Wilson)"),
    Column("ratio", "derived", "Share at the site over that elsewhere"),
    Column("ratio_lower", "derived", "Lower 95% limit of the ratio (Katz)"),
    Column("ratio_upper", "derived", "Upper 95% limit of the ratio (Katz)"),
)
_SINCE = Column("period", "key", "Months since the site opened that are known")
_ACTION = Column("action", "key", "Kind of action")
_FLAG = (
    Column("flag", "key", "Flag of the extract"),
    Column("label", "open", "Name as printed"),
    Column("definition", "open", "What the flag means"),
    Column("year", "key", "Twelve months"),
)

TABLES = (
    TableSpec(
        "home_areas",
        "Where those charged with offences at the site and elsewhere live",
        "small_area_rates",
        (
            AREA,
            AREA_NAME,
            Column("home", "key", "Own or another postcode area, or everybody charged"),
            _SINCE,
            Column("charged", "count", "Offences with somebody charged", "offences"),
            *_SHARES,
        ),
        "victims",
        cells=CellAddress("charged", "charged", "area", "home", "period"),
        rederive=rederived.home_areas,
        base="charged",
    ),
    TableSpec(
        "young_victims",
        "Victims of personal robbery by age, at the site and elsewhere",
        "victim_profiles",
        (
            AREA,
            AREA_NAME,
            Column("age", "key", "10 to 17 years, other ages, or every known age"),
            Column("hours", "open", "After school (15:00 to 18:00), other hours, or all"),
            Column("part", "key", "Hours and months counted"),
            Column("period", "open", "Months since the site opened that are known"),
            Column("victims", "count", "Personal robberies with a known age", "offences"),
            *_SHARES,
        ),
        "victims",
        cells=CellAddress("robbed", "victims", "area", "age", "part"),
        rederive=rederived.young_victims,
    ),
    TableSpec(
        "young_rates",
        "Robberies per km² near the site over the rest, by age",
        "restricted",
        (
            Column("age", "key", "10 to 17 years or other ages"),
            Column("metres", "key", "Distance from the site's middle", "m"),
            Column("near", "count", "Robberies within it", "offences"),
            Column("elsewhere", "count", "Robberies in the rest of the partnership", "offences"),
            Column("near_km2", "open", "Ground within it", "km²"),
            Column("ratio", "derived", "Robberies per km² over those of the rest"),
            Column("ratio_lower", "derived", "Lower 95% limit (exact)"),
            Column("ratio_upper", "derived", "Upper 95% limit (exact)"),
        ),
        "victims",
    ),
    TableSpec(
        "young_hours",
        "Victims of personal robbery by three hours of the day",
        "restricted",
        (
            Column("hours", "key", "Three hours of the day"),
            *(
                Column(f"{who}_{where}", "count", f"{said}, {place}", "offences")
                for where, place in (("at_site", "at the site"), ("elsewhere", "elsewhere"))
                for who, said in (("children", "10 to 17 years"), ("all", "Every known age"))
            ),
        ),
        "victims",
    ),
    TableSpec(
        "flag_years",
        "Offences with a flag in whole years, as bands",
        "performance",
        (*_FLAG, Column("band", "open", "Band that holds the count")),
        "victims",
    ),
    TableSpec(
        "flag_year_counts",
        "Offences with a flag behind the bands of whole years, with exact limits",
        "restricted",
        (
            *_FLAG,
            Column("offences", "count", "Offences in the year", "offences"),
            Column("lower", "derived", "Lower 95% limit of the mean (exact Poisson)", "offences"),
            Column("upper", "derived", "Upper 95% limit of the mean (exact Poisson)", "offences"),
            Column("band", "open", "Band that holds the count"),
        ),
        "victims",
    ),
    TableSpec(
        "home_districts",
        "Districts in which those charged live",
        "restricted",
        (
            Column("district", "key", "Postcode district"),
            Column("home", "open", "Own or another postcode area"),
            Column("site", "count", "Offences at the site", "offences"),
            Column("elsewhere", "count", "Offences elsewhere", "offences"),
            Column("share", "derived", "Share of those at the site"),
            Column("share_lower", "derived", "Lower 95% limit (Wilson)"),
            Column("share_upper", "derived", "Upper 95% limit (Wilson)"),
        ),
        "victims",
    ),
    TableSpec(
        "home_distances",
        "How far those charged live from the offence, at the site and elsewhere",
        "restricted",
        (
            Column("area_name", "key", "At the site, or elsewhere"),
            Column("band", "key", "Distance from home sector to offence, or every distance"),
            Column(
                "journeys", "count", "Charged offences with a place and a known home", "offences"
            ),
            Column("share", "derived", "Share of the place's"),
            Column("share_lower", "derived", "Lower 95% limit of the share (Wilson)"),
            Column("share_upper", "derived", "Upper 95% limit of the share (Wilson)"),
            Column("median_km", "derived", "Median distance, every distance", "km"),
            Column("median_km_lower", "derived", "Lower 95% limit of the median (exact)", "km"),
            Column("median_km_upper", "derived", "Upper 95% limit of the median (exact)", "km"),
            Column("not_placed", "open", "Homes that the table of sectors lacks", "offences"),
        ),
        "victims",
    ),
    TableSpec(
        "site_months",
        "What was done at the site by month, with posts and offences there",
        "restricted",
        (
            Column("month", "key", "Calendar month, YYYY-MM"),
            Column("action", "key", "Kind of action, posts in force or offences at the site"),
            Column("number", "count", "How many"),
        ),
        "victims",
    ),
    TableSpec(
        "site_stores",
        "Stores that took part",
        "named_premises",
        (
            Column("store_name", "key", "Store"),
            _ACTION,
            Column("number", "count", "How many", "actions"),
        ),
        "victims",
    ),
)
