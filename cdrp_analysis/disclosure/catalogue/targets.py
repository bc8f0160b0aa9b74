"""What changed and is real, targets and the chance of meeting them, flagged offences, breaks."""

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue.columns import (
    AREA,
    AREA_NAME,
    LABEL,
    MONTH,
    SENSITIVE,
    THEME,
)
from cdrp_analysis.disclosure.tables import Column, TableSpec

_RANGE = (
    Column("point", "open", "Projected total", "offences"),
    Column("lower_80", "open", "Lower limit; about 80% of outcomes lie inside", "offences"),
    Column("upper_80", "open", "Upper limit; about 80% of outcomes lie inside", "offences"),
    Column("lower_95", "open", "Lower limit; about 95% of outcomes lie inside", "offences"),
    Column("upper_95", "open", "Upper limit; about 95% of outcomes lie inside", "offences"),
)
_FLAG = Column("flag", "key", "Flag in the extract")
_FLAG_LABEL = Column("label", "open", "Name of the flag as printed")
_DEFINITION = Column("definition", "open", "What the flag means, as the contract of the feed says")

TABLES = (
    TableSpec(
        "real_changes",
        "Change on the year before, against how much years differ anyway",
        "borough_counts",
        (
            THEME,
            LABEL,
            Column("before", "count", "Offences in the year before", "offences"),
            Column("after", "count", "Offences in the period", "offences"),
            Column("change", "derived", "Difference", "offences"),
            Column("change_share", "derived", "Difference as a share of the count before"),
            Column(
                "year_log_sd", "open", "Spread of years of the theme, from all areas, log scale"
            ),
            Column("z", "derived", "Difference of square roots over its spread"),
            Column("q", "derived", "p adjusted for the false discovery rate over themes"),
            SENSITIVE,
        ),
        "trends",
        rederive=rederived.real_changes,
    ),
    TableSpec(
        "series_breaks",
        "From when series are not comparable with what came before",
        "administrative",
        (
            Column("series", "key", "Series, as the list or the register calls it"),
            Column("from_month", "key", "First month of the new basis"),
            Column("theme", "open", "Theme it is marked in; all: every theme; blank: none here"),
            Column("why", "open", "What changed"),
            Column("source", "open", "Where that is written"),
        ),
        "trends",
    ),
    TableSpec(
        "ward_projection",
        "Projected totals of wards, adding up to the borough's",
        "restricted",
        (
            AREA,
            AREA_NAME,
            Column("known", "count", "Offences in the months known", "offences"),
            *_RANGE,
            Column("method", "open", "Method and what it was pooled over"),
        ),
        "trends",
    ),
    TableSpec(
        "target_chances",
        "Targets and the chance of meeting them",
        "performance",
        (
            Column("target", "key", "Key of the target"),
            Column("label", "open", "Target as its owner words it"),
            Column("series_label", "open", "Recorded series it is held against"),
            Column("wanted", "open", "Which way"),
            Column("before", "open", "Offences of as many months just before", "offences"),
            Column("aim", "open", "Offences to reach", "offences"),
            Column("first_month", "open", "First month of its time"),
            Column("last_month", "open", "Last month of its time"),
            Column("known_months", "open", "Months of it already known", "months"),
            Column("known", "open", "Offences in those months", "offences"),
            Column("left", "open", "Offences that may still come if it is to be met", "offences"),
            *_RANGE,
            Column("chance_share", "open", "Chance that it is met"),
            Column("word", "open", "The chance in a word, by rule"),
            Column("method", "open", "Method, or why it is not projected"),
            SENSITIVE,
        ),
        "trends",
    ),
    TableSpec(
        "target_paths",
        "The way to each target, cumulative",
        "performance",
        (
            Column("target", "key", "Key of the target"),
            Column("label", "open", "Target as its owner words it"),
            MONTH,
            Column("count", "open", "Offences of the month", "offences"),
            Column("known", "open", "Offences since its time began", "offences"),
            *_RANGE,
            Column("aim", "open", "Offences to reach", "offences"),
            SENSITIVE,
        ),
        "trends",
    ),
    TableSpec(
        "target_bridge",
        "Targets of the boroughs against the force's",
        "performance",
        (
            Column("measure", "key", "Measure, as the register calls it"),
            Column("own", "open", "Own target"),
            Column("own_share", "open", "Its share of the boroughs' sum"),
            Column("parts", "open", "Sum of the boroughs' targets"),
            Column("part_targets", "open", "Boroughs with a target"),
            Column("whole", "open", "Target of the force"),
            Column("gap", "open", "Sum less the force's"),
        ),
        "trends",
    ),
    TableSpec(
        "flagged_offences",
        "Offences with a flag: how steady, and what the year comes to",
        "performance",
        (
            _FLAG,
            _FLAG_LABEL,
            _DEFINITION,
            Column("target", "open", "What is projected"),
            Column("before", "open", "Offences in the same months a year before", "offences"),
            Column("after", "open", "Offences in the period so far", "offences"),
            Column("change_share", "open", "Difference as a share of the count before"),
            Column("ratio_lower", "open", "Lower 95% limit of after ÷ before (exact)"),
            Column("ratio_upper", "open", "Upper 95% limit of after ÷ before (exact)"),
            Column("p", "open", "p of the change (exact)"),
            Column("months", "open", "Months looked at", "months"),
            Column("dispersion", "open", "Variance of these months over their mean"),
            Column("dispersion_p", "open", "p of that (chi-square)"),
            Column("word", "open", "stable, changed, unsteady or not known, by rule"),
            *_RANGE,
            Column("method", "open", "Method of the projection"),
        ),
        "trends",
    ),
    TableSpec(
        "flagged_bands",
        "Offences with a flag, as a band",
        "performance",
        (
            _FLAG,
            _FLAG_LABEL,
            _DEFINITION,
            Column("band", "open", "Band that holds the count"),
        ),
        "trends",
    ),
    TableSpec(
        "flagged_counts",
        "Offences with a flag behind a band, with exact limits",
        "restricted",
        (
            _FLAG,
            _FLAG_LABEL,
            Column("offences", "count", "Offences in the period so far", "offences"),
            Column("lower", "derived", "Lower 95% limit of the mean (exact Poisson)", "offences"),
            Column("upper", "derived", "Upper 95% limit of the mean (exact Poisson)", "offences"),
            Column("band", "band", "Band that holds the count"),
        ),
        "trends",
    ),
)
