"""Offences over time, their changes, and what the year is likely to come to."""

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue.columns import LABEL, MONTH, OFFENCES, SENSITIVE, THEME
from cdrp_analysis.disclosure.tables import Column, TableSpec

_LIMITS = (
    Column("lower_80", "open", "Lower limit; about 80% of outcomes lie inside", "offences"),
    Column("upper_80", "open", "Upper limit; about 80% of outcomes lie inside", "offences"),
    Column("lower_95", "open", "Lower limit; about 95% of outcomes lie inside", "offences"),
    Column("upper_95", "open", "Upper limit; about 95% of outcomes lie inside", "offences"),
)
_CHANGE = (
    Column("change", "derived", "Difference", "offences"),
    Column("change_share", "derived", "Difference as a share of the count before"),
    Column("ratio_lower", "derived", "Lower 95% limit of after ÷ before"),
    Column("ratio_upper", "derived", "Upper 95% limit of after ÷ before"),
    Column("z", "derived", "2 (√after − √before)"),
    Column("q", "derived", "p adjusted for the false discovery rate over themes"),
    Column("signal", "derived", "up, down or no clear change"),
    SENSITIVE,
)

TABLES = (
    TableSpec(
        "annual_offences",
        "Recorded offences by theme and year",
        "borough_counts",
        (
            THEME,
            LABEL,
            Column("period", "key", "Twelve (or six) months"),
            OFFENCES,
            Column("months_known", "open", "Months with complete data", "months"),
            SENSITIVE,
        ),
        "trends",
    ),
    TableSpec(
        "monthly_offences",
        "Recorded offences by theme and month",
        "borough_counts_monthly",
        (THEME, LABEL, MONTH, OFFENCES, SENSITIVE),
        "trends",
    ),
    TableSpec(
        "year_on_year",
        "Change on the year before, with its uncertainty",
        "borough_counts",
        (
            THEME,
            LABEL,
            Column("before", "count", "Offences in the year before", "offences"),
            Column("after", "count", "Offences in the period", "offences"),
            *_CHANGE,
        ),
        "trends",
        rederive=rederived.year_on_year,
    ),
    TableSpec(
        "base_year",
        "Change on the base year, with its uncertainty",
        "borough_counts",
        (
            THEME,
            LABEL,
            Column("before", "count", "Offences in the base year", "offences"),
            Column("after", "count", "Offences in the last whole year", "offences"),
            *_CHANGE,
        ),
        "trends",
        rederive=rederived.year_on_year,
    ),
    TableSpec(
        "projection",
        "Projected totals with their limits",
        "performance",
        (
            THEME,
            LABEL,
            Column("target", "key", "What is projected"),
            Column("first_month", "open", "First month of the total"),
            Column("last_month", "open", "Last month of the total"),
            Column("known_months", "open", "Months of it already known", "months"),
            Column("known", "open", "Offences in those months", "offences"),
            Column("point", "open", "Projected total", "offences"),
            *_LIMITS,
            Column("method", "open", "Method and what it was pooled over"),
            SENSITIVE,
        ),
        "trends",
    ),
    TableSpec(
        "projection_monthly",
        "Projected months with their limits",
        "performance",
        (
            THEME,
            MONTH,
            Column("point", "open", "Projected offences", "offences"),
            *_LIMITS,
            SENSITIVE,
        ),
        "trends",
    ),
    TableSpec(
        "projection_accuracy",
        "How well the projection did on this partnership's own past",
        "performance",
        (
            THEME,
            LABEL,
            Column("origins", "open", "Past years projected", "years"),
            Column("error_share", "open", "Mean absolute error as a share of the outcome"),
            Column("error_share_habit", "open", "The same for last year's ratio carried forward"),
            Column("coverage_80", "open", "Share of outcomes inside the 80% limits"),
            Column("coverage_95", "open", "Share of outcomes inside the 95% limits"),
            SENSITIVE,
        ),
        "trends",
    ),
)
