"""Adults: caseload and needs, schemes and their effect, repeat victims, lists that overlap."""

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue.columns import AREA, AREA_NAME
from cdrp_analysis.disclosure.catalogue.youth import with_limits
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.measures import people_tables

_PEOPLE = Column("people", "count", "People, each counted once", "people")
_MEASURE = Column("measure", "key", "What is counted")
_OF = Column("of", "open", "The measure it is a share of, blank where of none")
_LIMITS = Column("limits", "open", "Whose limits")
_BOUNDS = (
    Column("fewest", "derived", "Fewest that the counts alone leave possible", "people"),
    Column("most", "derived", "Most that the counts alone leave possible", "people"),
)
_SHARES = with_limits("share", "Share of the measure it is of")

TABLES = (
    TableSpec(
        "adult_caseload",
        "People on the probation caseload, by where the sentence is served",
        "list_sizes",
        (
            AREA,
            _MEASURE,
            Column("counted_on", "key", "Day of the extract"),
            _PEOPLE,
            Column("delivery_unit", "open", "Unit that manages the cases"),
            *_BOUNDS,
        ),
        "adults",
        cells=CellAddress("caseload", "people", "area", "measure", "counted_on"),
        rederive=people_tables.with_either,
    ),
    TableSpec(
        "adult_needs",
        "Needs of those supervised, alone and together",
        "list_sizes",
        (
            AREA,
            _MEASURE,
            _OF,
            Column("period", "key", "Day of the extract"),
            _PEOPLE,
            _LIMITS,
            *_SHARES,
            *_BOUNDS,
        ),
        "adults",
        cells=CellAddress("caseload needs", "people", "area", "measure", "period"),
        rederive=people_tables.with_needs,
    ),
    TableSpec(
        "cohort_changes",
        "Change of offending in schemes, one allowance after the other",
        "performance",
        (
            Column("scheme", "key", "Scheme of ten people or more"),
            Column("reading", "key", "What is allowed for"),
            Column("people", "open", "People looked at", "people", audience="restricted"),
            Column("ratio", "open", "Offences a month after over before"),
            Column("ratio_lower", "open", "Lower 95% limit of the ratio"),
            Column("ratio_upper", "open", "Upper 95% limit of the ratio"),
            Column("change_share", "open", "The ratio less one"),
            Column("change_share_lower", "open", "Lower 95% limit of the change"),
            Column("change_share_upper", "open", "Upper 95% limit of the change"),
        ),
        "adults",
    ),
    TableSpec(
        "cohort_overlap",
        "People in each scheme and in two of them",
        "list_sizes",
        (
            AREA,
            Column("scheme", "open", "Scheme"),
            Column("other", "open", "The other scheme, or the same"),
            Column("counted", "key", "Name of the count among all counts"),
            Column("period", "key", "Month"),
            _PEOPLE,
        ),
        "adults",
        cells=CellAddress("schemes", "people", "area", "counted", "period"),
    ),
    TableSpec(
        "cohort_boroughs",
        "Prolific and priority offenders here and elsewhere, as published",
        "performance",
        (
            AREA,
            AREA_NAME,
            Column("standing", "open", "own or other"),
            Column("offences_before", "open", "Offences in the window before", "offences"),
            Column("offences_after", "open", "Offences in the window after", "offences"),
            Column("change_share", "open", "After over before, less one"),
            Column("z_adjusted", "open", "Distance from all areas in widened standard errors"),
            Column("position", "open", "high, rather high, as expected, rather low or low"),
        ),
        "adults",
    ),
    TableSpec(
        "domestic_repeats",
        "Victims of domestic incidents, by how often they were seen",
        "sensitive_offences",
        (
            AREA,
            _MEASURE,
            _OF,
            Column("period", "key", "Twelve months"),
            _PEOPLE,
            _LIMITS,
            *_SHARES,
        ),
        "adults",
        cells=CellAddress("domestic victims", "people", "area", "measure", "period"),
        rederive=people_tables.with_shares,
    ),
    TableSpec(
        "domestic_markers",
        "Markers of risk among incidents, by how often the victim was seen",
        "restricted",
        (
            Column("marker", "key", "Marker of risk"),
            Column("seen", "key", "How often the victim was seen in the period"),
            Column("period", "open", "Twelve months"),
            Column("incidents", "count", "Incidents in which somebody said", "incidents"),
            Column("marked", "count", "Of them with the marker", "incidents"),
            *with_limits("share", "Share with the marker"),
            *with_limits("ratio", "Share over that of victims seen once"),
        ),
        "adults",
    ),
    TableSpec(
        "domestic_seen_again",
        "Victims seen again within 183 days, by markers of their first incident",
        "restricted",
        (
            Column("markers", "key", "Markers of the first incident in the period"),
            Column("period", "open", "Twelve months of entry"),
            Column("victims", "count", "Victims, each followed as long", "people"),
            Column("again", "count", "Of them seen again within 183 days", "people"),
            *with_limits("share", "Share seen again"),
        ),
        "adults",
    ),
    TableSpec(
        "service_places",
        "Places of services and their use",
        "service_places",
        (
            Column("service", "key", "Service"),
            Column("period", "key", "Months the means are of"),
            Column("places", "open", "Places, mean of the months", "places"),
            Column("filled", "count", "Places filled, mean of the months", "people"),
            Column("used_share", "derived", "Filled over places"),
        ),
        "adults",
        cells=CellAddress("services", "filled", "=partnership", "service", "period"),
        rederive=rederived.service_use,
    ),
    TableSpec(
        "list_curve",
        "Harm of the year that followed, held by lists of several lengths",
        "individuals",
        (
            Column("score", "key", "What people are ranked by"),
            Column("places", "key", "Length of the list", "people"),
            Column("caught_share", "open", "Share of the next year's harm done by those on it"),
            Column("per_place_share", "open", "Share that each further place adds"),
        ),
        "adults",
    ),
    TableSpec(
        "list_band",
        "People in order of harm near the places there are, for a person's review",
        "individuals",
        (
            Column("rank", "open", "Place by harm of two years, 1 the most"),
            Column("person", "key", "Pseudonym"),
            Column("lists", "open", "Lists that the person is on"),
            Column("harm_two_years", "open", "Harm of the last two years", "days"),
            Column("offences_last_year", "open", "Proven offences", "offences"),
            Column("band", "open", "listed or borderline"),
            Column("places", "open", "Places there are", "people"),
            Column("review", "open", "What a person decided, and who: filled in by hand"),
        ),
        "adults",
    ),
    TableSpec(
        "list_overlap",
        "People on each list and on two lists, linked by keys",
        "individuals",
        (
            Column("first", "key", "List"),
            Column("second", "key", "The other list, or the same"),
            Column("people", "count", "People on both", "people"),
        ),
        "adults",
    ),
)
