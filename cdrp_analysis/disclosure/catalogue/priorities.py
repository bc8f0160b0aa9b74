"""Harm and the order of priorities, with what each criterion does."""

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue.columns import LABEL, OFFENCES, SENSITIVE, THEME
from cdrp_analysis.disclosure.tables import Column, TableSpec

TABLES = (
    TableSpec(
        "harm",
        "Volume and harm by theme",
        "borough_counts",
        (
            THEME,
            LABEL,
            OFFENCES,
            Column("cchi_days", "derived", "Cambridge Crime Harm Index", "days"),
            Column("css", "derived", "ONS Crime Severity Score, sum of weights"),
            Column("share_volume", "derived", "Share of offences"),
            Column("share_cchi", "derived", "Share of Cambridge harm"),
            Column("share_css", "derived", "Share of severity"),
            # An exact share of a count gives the count away where that is shown rounded.
            Column("cchi_covered", "derived", "Share of its offences that have a weight"),
            Column("css_covered", "derived", "Share of its offences that have a weight"),
            SENSITIVE,
        ),
        "priorities",
        rederive=rederived.harm,
    ),
    TableSpec(
        "priorities",
        "Priority ranking with its uncertainty",
        "priorities",
        (
            THEME,
            LABEL,
            Column("kind", "open", "offence or incident"),
            Column("rank", "rank", "Rank of the weighted score, 1 the highest"),
            Column("rank_lower", "rank", "Lower end of the 90% rank interval"),
            Column("rank_upper", "rank", "Upper end of the 90% rank interval"),
            Column("p_top_5", "rank", "Share of draws in which it is in the first five"),
            Column("score", "derived", "Weighted score, 0 to 1", audience="restricted"),
            Column("offences", "count", "Offences or incidents", "offences"),
            Column("change_share", "derived", "Change on the year before"),
            Column("signal", "derived", "up, down or no clear change"),
            Column("cchi_days", "derived", "Cambridge harm", "days"),
            Column("css", "derived", "Crime Severity Score"),
            Column("share_for_50", "derived", "Share of places holding half", audience="committee"),
            Column("reason", "derived", "Why it ranks there"),
            SENSITIVE,
        ),
        "priorities",
        rederive=rederived.priorities,
    ),
    TableSpec(
        "priority_criteria",
        "What each criterion contributes",
        "restricted",
        (
            THEME,
            Column("criterion", "key", "Criterion"),
            Column("value", "derived", "Value before normalisation"),
            Column("normalised", "derived", "Value from 0 to 1"),
            Column("weight", "open", "Weight in the score"),
        ),
        "priorities",
    ),
    TableSpec(
        "priority_swaps",
        "Which change of one weight would swap neighbours",
        "restricted",
        (
            Column("rank", "key", "Place of the theme"),
            Column("theme", "open", "Theme at that place"),
            Column("next_theme", "open", "Theme behind it"),
            Column("criterion", "open", "Criterion whose weight would swap them"),
            Column("weight", "open", "Weight now"),
            Column("swaps_at", "open", "Weight at which they tie"),
        ),
        "priorities",
    ),
)
