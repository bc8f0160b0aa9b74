"""Anti-social behaviour: one day's count, its cost, wards, and fear beside reports."""

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue.columns import (
    AREA,
    AREA_NAME,
    LABEL,
    RATES,
    RESIDENTS,
    SENSITIVE,
    THEME,
)
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec

_REPORTS = (
    Column("reports", "open", "Reports taken on the day", "reports"),
    Column("reports_lower", "open", "Lower 95% limit (exact Poisson)", "reports"),
    Column("reports_upper", "open", "Upper 95% limit (exact Poisson)", "reports"),
    Column("unpriced", "open", "Reports whose cost is not known", "reports"),
    Column("cost", "open", "Cost of the day", "£"),
    Column("cost_lower", "open", "Lower 95% limit (weighted Poisson sum)", "£"),
    Column("cost_upper", "open", "Upper 95% limit (weighted Poisson sum)", "£"),
)
_YEARS = tuple(
    Column(f"cost_{days}{end}", "open", f"{said}a year of {days} such days", "£")
    for days in (250, 365)
    for end, said in (
        ("", "Cost of "),
        ("_lower", "Lower limit of "),
        ("_upper", "Upper limit of "),
    )
)

# A day's reports to agencies are of no person and no place; the count is made to be published.
TABLES = (
    TableSpec(
        "asb_day_total",
        "A day of anti-social behaviour: reports, cost, and what a year would cost",
        "performance",
        (
            Column("counted_on", "key", "The day"),
            Column("weekday", "open", "Its day of the week"),
            Column("agencies", "open", "Agencies that took reports", "agencies"),
            *_REPORTS,
            Column("mean_cost", "open", "Mean cost of a report", "£"),
            *_YEARS,
            Column("weekday_factor", "open", "Reports of the mean day over those of that weekday"),
            Column("weekday_factor_lower", "open", "Lower 95% limit (exact)"),
            Column("weekday_factor_upper", "open", "Upper 95% limit (exact)"),
            Column("cost_any_day", "open", "Cost of 365 days allowing for the weekday", "£"),
            Column("national_reports", "open", "Reports nationally, 10 September 2003", "reports"),
            Column("national_cost", "open", "Cost of that day", "£"),
            Column("national_mean_cost", "open", "Mean cost of a report then", "£"),
            Column("national_cost_250", "open", "Cost of 250 such days", "£"),
        ),
        "disorder",
    ),
    TableSpec(
        "asb_years",
        "The day's cost scaled to a year, and the national count's",
        "performance",
        (
            Column("what", "key", "What is counted"),
            Column("cost", "open", "Cost", "£"),
            Column("lower", "open", "Lower 95% limit, of chance alone", "£"),
            Column("upper", "open", "Upper 95% limit, of chance alone", "£"),
        ),
        "disorder",
    ),
    TableSpec(
        "asb_day_parts",
        "A day of anti-social behaviour by kind and by agency",
        "performance",
        (
            Column("by", "key", "category or agency"),
            Column("part", "key", "Kind of behaviour, or agency"),
            *_REPORTS,
            *_YEARS,
            Column("met_by", "open", "Agencies that met the kind, or kinds that the agency met"),
            Column("reports_share", "open", "Share of all reports"),
            Column("national_share", "open", "Share of all reports nationally, September 2003"),
        ),
        "disorder",
    ),
    TableSpec(
        "asb_day",
        "A day of anti-social behaviour: kind by agency",
        "performance",
        (
            Column("agency", "key", "Who counted"),
            Column("category", "key", "Kind of behaviour"),
            Column("reports", "open", "Reports taken on the day", "reports"),
            Column("unit_cost", "open", "Cost of one report", "£"),
            Column("cost", "open", "Cost of the day", "£"),
        ),
        "disorder",
    ),
    TableSpec(
        "asb_wards",
        "Reports of anti-social behaviour to the police by ward, and their cost",
        "small_area_rates",
        (
            AREA,
            AREA_NAME,
            THEME,
            LABEL,
            Column("period", "key", "Twelve (or six) months"),
            Column("reports", "count", "Reports in the period", "reports"),
            RESIDENTS,
            *RATES,
            Column("unit_cost", "open", "Mean cost of a report on the day counted", "£"),
            Column("cost", "derived", "Reports times that cost", "£"),
            SENSITIVE,
        ),
        "disorder",
        cells=CellAddress("street", "reports", "area", "theme", "period"),
        rederive=rederived.asb_wards,
    ),
    TableSpec(
        "fear_wards",
        "Residents who feel unsafe after dark, by ward",
        "survey_estimates",
        (
            AREA,
            AREA_NAME,
            Column("period", "key", "When the survey was"),
            Column("part", "key", "answered, unsafe or safe"),
            Column("respondents", "count", "Respondents", "people"),
            Column("share", "derived", "Share of those who answered"),
            Column("share_lower", "derived", "Lower 95% limit (Wilson)"),
            Column("share_upper", "derived", "Upper 95% limit (Wilson)"),
        ),
        "disorder",
        # Those who answered are the respondents of safety_by_group and ward_voice.
        cells=CellAddress("safety", "respondents", "=partnership", "area_name", "part"),
        rederive=rederived.fear_wards,
    ),
    TableSpec(
        "fear_correlation",
        "Whether wards with much fear have many reports",
        "performance",
        (
            Column("period", "key", "Times of the survey and of the reports"),
            Column("areas", "open", "Wards compared", "wards"),
            Column("rho", "open", "Rank correlation (Spearman)"),
            Column("lower", "open", "Lower 95% limit (Bonett and Wright)"),
            Column("upper", "open", "Upper 95% limit (Bonett and Wright)"),
        ),
        "disorder",
    ),
)
