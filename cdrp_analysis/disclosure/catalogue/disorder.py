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
from cdrp_analysis.measures.day_count import ALL_AGENCIES, ALL_KINDS

_COUNTED = "day of disorder"
_REPORTS = Column("reports", "count", "Reports taken on the day", "reports")
_COSTS = tuple(
    Column(f"cost{ending}{end}", "derived", f"{said}{what}", "£")
    for ending, what in (
        ("", "the day"),
        *((f"_{days}", f"a year of {days} such days") for days in (250, 365)),
    )
    for end, said in (
        ("", "Cost of "),
        ("_lower", "Lower 95% limit (weighted Poisson sum): "),
        ("_upper", "Upper 95% limit (weighted Poisson sum): "),
    )
)

# Few reports of one kind to one agency on one day are as telling as few in a small area. What a
# report of each kind costs is known, so that costs too are of the reports as shown.
TABLES = (
    TableSpec(
        "asb_day_total",
        "A day of anti-social behaviour, its weekday, and the national count",
        "day_counts",
        (
            Column("counted_on", "key", "The day"),
            Column("weekday", "open", "Its day of the week"),
            Column("agencies", "open", "Agencies that took reports", "agencies"),
            _REPORTS,
            Column("weekday_factor", "open", "Reports of the mean day over those of that weekday"),
            Column("weekday_factor_lower", "open", "Lower 95% limit (exact)"),
            Column("weekday_factor_upper", "open", "Upper 95% limit (exact)"),
            Column("national_reports", "open", "Reports nationally, 10 September 2003", "reports"),
            Column("national_cost", "open", "Cost of that day", "£"),
            Column("national_mean_cost", "open", "Mean cost of a report then", "£"),
            Column("national_cost_250", "open", "Cost of 250 such days", "£"),
        ),
        "disorder",
        cells=CellAddress(
            _COUNTED, "reports", "=partnership", f"={ALL_KINDS}", f"={ALL_AGENCIES}"
        ),
    ),
    TableSpec(
        "asb_day_parts",
        "A day of anti-social behaviour: reports, cost, and what a year would cost",
        "day_counts",
        (
            Column("by", "key", "day, category or agency"),
            Column("part", "key", "All kinds, a kind of behaviour, or an agency"),
            Column("category", "open", "Kind of behaviour among all counts of the release"),
            Column("agency", "open", "Agency among all counts of the release"),
            _REPORTS,
            Column("reports_lower", "derived", "Lower 95% limit (exact Poisson)", "reports"),
            Column("reports_upper", "derived", "Upper 95% limit (exact Poisson)", "reports"),
            Column("unpriced", "open", "Reports whose cost is not known", "reports",
                   audience="restricted"),
            Column("unit_cost", "open", "Cost of one report of the kind, mean of agencies", "£"),
            Column("mean_cost", "derived", "Mean cost of a report", "£"),
            *_COSTS,
            Column("weekday_factor", "open", "Reports of the mean day over those of that weekday"),
            Column("cost_any_day", "derived", "Cost of 365 days allowing for the weekday", "£"),
            Column("met_by", "open", "Agencies that met the kind, or kinds that the agency met"),
            Column("reports_share", "derived", "Share of all reports"),
            Column("national_share", "open", "Share of all reports nationally, September 2003"),
        ),
        "disorder",
        cells=CellAddress(_COUNTED, "reports", "=partnership", "category", "agency"),
        rederive=rederived.asb_day_parts,
    ),
    TableSpec(
        "asb_day",
        "A day of anti-social behaviour: kind by agency",
        "day_counts",
        (
            Column("agency", "key", "Who counted"),
            Column("category", "key", "Kind of behaviour"),
            _REPORTS,
            Column("unit_cost", "open", "Cost of one report", "£"),
            Column("cost", "derived", "Cost of the day", "£"),
        ),
        "disorder",
        cells=CellAddress(_COUNTED, "reports", "=partnership", "category", "agency"),
        rederive=rederived.asb_day,
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
            Column("unit_cost", "open", "Mean cost of a report in the national count", "£"),
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
)  # fmt: skip
