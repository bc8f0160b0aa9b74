"""What events added and whether actions worked."""

from cdrp_analysis.disclosure.catalogue.columns import LABEL, MONTH, SENSITIVE, THEME
from cdrp_analysis.disclosure.tables import Column, TableSpec

_KEY = Column("intervention", "key", "Short key in the register of interventions")
_EVENT = Column("event", "open", "Name as printed")
_KIND = Column("kind", "open", "Kind of event or action")
_METHOD = Column("method", "key", "How the comparison is made")
_YEARLY = "offences a year"
_STAGE = (
    Column("stage", "key", "during, or after: as many months again"),
    Column("measure", "key", "What is counted"),
    LABEL,
    Column("months", "open", "Months held against which"),
)
_DIFFERENCE = (
    Column("wdd", "open", "Change there and around it less that of a place like it", "offences"),
    Column("lower", "open", "Lower 90% limit", "offences"),
    Column("upper", "open", "Upper 90% limit", "offences"),
    Column("p", "open", "Two-sided p"),
    Column("displacement", "open", "The ring's part of the difference", "offences"),
    Column("controls", "open", "Places like it that were tried", "places"),
    Column("wdd_least", "open", "Least difference against any of them", "offences"),
    Column("wdd_most", "open", "Greatest difference against any of them", "offences"),
    Column("refused", "open", "Why there is no figure"),
)

TABLES = (
    TableSpec(
        "events",
        "Events and zones of the register that were made public",
        "administrative",
        (
            _KEY,
            _EVENT,
            _KIND,
            Column("starts_on", "open", "First day"),
            Column("ends_on", "open", "Last day; blank: goes on"),
            Column("area_km2", "open", "Area of the outline", "km²"),
        ),
        "interruptions",
    ),
    TableSpec(
        "event_effects",
        "What each event added a year, by theme",
        "performance",
        (
            _KEY,
            _EVENT,
            THEME,
            LABEL,
            _METHOD,
            Column("at_site", "open", "Whether the site holds a twentieth of the theme or more"),
            Column("per_year", "open", "Excess over what was to be expected", _YEARLY),
            Column("lower", "open", "Lower limit of the excess", _YEARLY),
            Column("upper", "open", "Upper limit of the excess", _YEARLY),
            Column("share", "open", "Excess as a share of what was to be expected"),
            Column("p", "open", "Share of placebos as far out, this one counted"),
            Column("placebos", "open", "Areas and dates where nothing happened", "placebos"),
            Column("coverage", "open", "Coverage of the limits"),
            Column("before_per_year", "open", "Offences in the year before", _YEARLY),
            Column("counterfactual_per_year", "open", "To be expected since", _YEARLY),
            Column("observed_per_year", "open", "Recorded since", _YEARLY),
            Column("trend_per_year", "open", "Change to be expected without the event", _YEARLY),
            Column("net_per_year", "open", "Change in all: trend and excess", _YEARLY),
            Column("smallest_seen", "open", "Least excess told from none", _YEARLY),
            Column("areas", "open", "Areas compared with", "areas"),
            Column("left_out", "open", "Areas left out, a month of theirs being missing"),
            Column("refused", "open", "Why there is no figure"),
            SENSITIVE,
        ),
        "interruptions",
    ),
    TableSpec(
        "event_months",
        "Recorded and to be expected by month, around each event",
        "performance",
        (
            _KEY,
            _EVENT,
            THEME,
            LABEL,
            MONTH,
            Column("observed", "open", "Recorded offences", "offences"),
            Column("counterfactual", "open", "To be expected without the event", "offences"),
            Column("lower", "open", "Lower limit of a month since the event", "offences"),
            Column("upper", "open", "Upper limit of a month since the event", "offences"),
            Column("before", "open", "Whether the month lies before the event"),
            SENSITIVE,
        ),
        "interruptions",
    ),
    TableSpec(
        "event_placebos",
        "How often an effect would be found where nothing happened",
        "performance",
        (
            _KEY,
            _EVENT,
            THEME,
            LABEL,
            _METHOD,
            Column("where", "key", "Other areas at the same date, or the same area earlier"),
            Column("tried", "open", "Times tried", "placebos"),
            Column("found", "open", "Times an effect was found", "placebos"),
            Column("share", "open", "Share of them"),
            SENSITIVE,
        ),
        "interruptions",
    ),
    TableSpec(
        "site_counts",
        "Located offences at each site, around it and elsewhere",
        "restricted",
        (
            _KEY,
            _EVENT,
            THEME,
            LABEL,
            Column("place", "key", "At the site, in the ring around it, elsewhere"),
            Column("before_per_year", "count", "Offences a year before", _YEARLY),
            Column("after_per_year", "count", "Offences a year since", _YEARLY),
            Column("change_per_year", "derived", "Difference", _YEARLY),
            Column("beyond_rest", "derived", "Beyond what the rest's change would give", _YEARLY),
            Column("lower", "derived", "Lower 95% limit", _YEARLY),
            Column("upper", "derived", "Upper 95% limit", _YEARLY),
        ),
        "interruptions",
    ),
    TableSpec(
        "zone_effects",
        "What changed in zones that were made public",
        "performance",
        (_KEY, _EVENT, _KIND, *_STAGE, *_DIFFERENCE),
        "interruptions",
    ),
    TableSpec(
        "action_effects",
        "What changed where something was done, by theme, with harm and cost",
        "restricted",
        (
            _KEY,
            _EVENT,
            _KIND,
            *_STAGE,
            *(
                Column(f"{place}_{when}", "count", f"Offences {said} {when}", "offences")
                for place, said in (
                    ("treated", "there"),
                    ("control", "in the likest place"),
                    ("ring", "in the ring around it"),
                    ("control_ring", "in the likest place's ring"),
                )
                for when in ("before", "after")
            ),
            *_DIFFERENCE,
            Column("cost", "open", "Cost over its whole time", "£"),
            Column("cost_each", "derived", "Cost of an offence avoided", "£"),
            Column("cost_each_least", "derived", "At the best limit", "£"),
            Column("cost_each_most", "derived", "At the worst limit", "£"),
            Column("reading", "derived", "What the limits allow to be said"),
        ),
        "interruptions",
    ),
    TableSpec(
        "postings",
        "Posts that began with the period or later",
        "restricted",
        (
            Column("number", "key", "Number of the posting"),
            Column("unit", "open", "Team or place"),
            Column("posts", "open", "Full-time posts", "posts"),
            Column("grade", "open", "Grade"),
            Column("starts_on", "open", "First day"),
            Column("ends_on", "open", "Last day; blank: goes on"),
            Column("cost", "open", "Cost of the posting", "£ a year"),
            Column("funded_by", "open", "Who pays"),
            Column("months_known", "open", "Whole months known since", "months"),
        ),
        "interruptions",
    ),
)
