"""Licensed premises, the night-time economy and dispersal."""

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue.columns import AREA, AREA_NAME, LABEL, OFFENCES, THEME
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec

_PERIOD = Column("period", "key", "Months, or their nights out or other hours")
_PLACE = Column("place", "key", "Town centre or elsewhere")
_RATIOS = tuple(
    Column(f"ratio_{name}{end}", "derived", f"{limit}{said}, over that of the ground farther away")
    for name, said in (
        ("ground", "Violence per km²"),
        ("residents", "Violence per resident"),
        ("others", "Violence for each offence compared"),
        ("nights", "Violence of nights out for each of other hours"),
    )
    for end, limit in (("", ""), ("_lower", "Lower 95% limit: "), ("_upper", "Upper 95% limit: "))
)

TABLES = (
    TableSpec(
        "premises_kinds",
        "Licensed premises by kind",
        "administrative",
        (
            Column("kind", "key", "Kind of premises; all: every kind"),
            Column("premises", "open", "In the licensing register, which is public", "premises"),
            Column("late", "open", "Licensed to 02:00 or later on Saturday nights", "premises"),
        ),
        "premises",
    ),
    TableSpec(
        "premises_rings",
        "Violence and other offences in rings around licensed premises",
        "small_area_counts",
        (
            THEME,
            LABEL,
            Column("area", "key", "Ring around the nearest premises, or the partnership"),
            AREA_NAME,
            Column("hours", "open", "All hours, nights out or other hours"),
            _PERIOD,
            OFFENCES,
            Column("ground_km2", "open", "Ground of the ring in the partnership", "km²"),
            Column("residents", "open", "Residents of it, from LSOAs by area", "people"),
            *_RATIOS,
        ),
        "premises",
        # The rings cut across wards: they share the wards' population, so that the pieces in
        # which both overlap are protected with them.
        cells=CellAddress("street", "offences", "area", "theme", "period"),
        rederive=rederived.premises_rings,
    ),
    TableSpec(
        "premises_areas",
        "Violence of nights out by ward in two periods, and premises",
        "small_area_counts",
        (
            AREA,
            AREA_NAME,
            THEME,
            LABEL,
            _PERIOD,
            OFFENCES,
            Column("premises", "open", "Licensed premises in the ward", "premises"),
            Column("late", "open", "Of them to 02:00 or later on Saturday nights", "premises"),
            Column("change", "derived", "Difference, on the later period's row", "offences"),
            Column("change_share", "derived", "Difference as a share of the count before"),
            Column("ratio_lower", "derived", "Lower 95% limit of after ÷ before"),
            Column("ratio_upper", "derived", "Upper 95% limit of after ÷ before"),
            Column("q", "derived", "p adjusted for the false discovery rate over wards"),
            Column("signal", "derived", "up, down or no clear change"),
        ),
        "premises",
        cells=CellAddress("street", "offences", "area", "theme", "period"),
        rederive=rederived.premises_areas,
    ),
    TableSpec(
        "later_closing",
        "Violence of Friday and Saturday nights, as now and an hour later",
        "time_counts",
        (
            THEME,
            LABEL,
            Column("band", "key", "Three hours of the night"),
            Column("scenario", "key", "As now, or the whole night an hour later"),
            Column("part", "open", "Both, with the months counted"),
            Column("offences", "count", "Violence, by aoristic weights in whole offences",
                   "offences"),
            Column("share", "derived", "Share of the night"),
        ),
        "premises",
        # As now they are sums of parts of the week (night_bands.sums_of_nights).
        cells=CellAddress("week", "offences", "=partnership", "theme", "part"),
        rederive=rederived.later_closing,
    ),
    TableSpec(
        "premises_trends",
        "Yearly change of the violence of nights out, by ward",
        "restricted",
        (
            AREA,
            AREA_NAME,
            Column("first", "count", "Offences in the first of the years", "offences"),
            Column("last", "count", "Offences in the last of the years", "offences"),
            Column("change", "derived", "Change a year"),
            Column("lower", "derived", "Lower 95% limit, as wide as the years swing"),
            Column("upper", "derived", "Upper 95% limit, as wide as the years swing"),
            Column("p", "derived", "p of no change"),
            Column("dispersion", "derived", "Variance over mean of the years about their lines"),
        ),
        "premises",
    ),
    TableSpec(
        "premises_named",
        "Premises with most violence within fifty metres",
        "named_premises",
        (
            Column("place", "key", "1 is the most"),
            Column("premises_name", "open", "Trading name"),
            Column("kind", "open", "Kind of premises"),
            AREA_NAME,
            Column("closes", "open", "End of licensable activities on Saturday nights"),
            Column("before", "count", "Violence nearest to it, the period before", "offences"),
            Column("offences", "count", "Violence nearest to it, this period", "offences"),
            Column("lower", "derived", "Lower 95% limit of the mean (exact Poisson)"),
            Column("upper", "derived", "Upper 95% limit of the mean (exact Poisson)"),
            Column("nights", "count", "Of it on nights out", "offences"),
        ),
        "premises",
    ),
    TableSpec(
        "alcohol_marked",
        "Late violence marked as linked to alcohol",
        "restricted",
        (
            _PLACE,
            Column("rows", "count", "Violence from 20:00 to 02:00, all known years", "offences"),
            Column("said", "count", "Of it with the mark filled in", "offences"),
            Column("linked", "count", "Of it marked as linked to alcohol", "offences"),
            Column("share", "derived", "Share of those filled in"),
            Column("lower", "derived", "Lower 95% limit (Wilson)"),
            Column("upper", "derived", "Upper 95% limit (Wilson)"),
            Column("least", "derived", "Share of all if none without a mark was linked"),
            Column("most", "derived", "Share of all if every one without a mark was linked"),
            Column("rise", "derived", "Rise of the share a year"),
            Column("rise_lower", "derived", "Lower 95% limit"),
            Column("rise_upper", "derived", "Upper 95% limit"),
        ),
        "premises",
    ),
    TableSpec(
        "ambulance_places",
        "Ambulance calls in the town centre and elsewhere",
        "restricted",
        (
            _PLACE,
            Column("before", "count", "Calls in the first two whole years", "calls"),
            Column("after", "count", "Calls in the last two whole years", "calls"),
            Column("change", "derived", "Change a year"),
            Column("change_lower", "derived", "Lower 95% limit (exact)"),
            Column("change_upper", "derived", "Upper 95% limit (exact)"),
            Column("calls", "count", "Calls in all", "calls"),
            Column("said", "count", "Of them with the mark filled in", "calls"),
            Column("share", "derived", "Share of those filled in linked to alcohol"),
            Column("lower", "derived", "Lower 95% limit (Wilson)"),
            Column("upper", "derived", "Upper 95% limit (Wilson)"),
        ),
        "premises",
    ),
    TableSpec(
        "work_hours",
        "Officers on duty and the work that begins, by hour of the week",
        "restricted",
        (
            Column("weekday", "key", "1 is Monday"),
            Column("hour", "key", "0 is midnight to one"),
            Column("work", "count", "Officers' hours of work that begin", "officer-hours"),
            Column("officers", "open", "Officers on duty", "officers"),
            Column("load", "derived", "Work for each officer on duty", "officer-hours"),
            Column("times_mean", "derived", "Load over that of the whole week"),
        ),
        "premises",
    ),
    TableSpec(
        "night_work",
        "Work and officers on Friday and Saturday nights, as now and an hour later",
        "restricted",
        (
            Column("hour", "key", "Hour of the night in which work begins"),
            Column("work", "count", "Officers' hours of work, both nights", "officer-hours"),
            Column("work_later", "count", "The same if all came an hour later", "officer-hours"),
            Column("officers", "open", "Officers on duty, both nights", "officers"),
        ),
        "premises",
    ),
    TableSpec(
        "zone_hours",
        "Offences and incidents in a zone by three hours of the day",
        "restricted",
        (
            Column("intervention", "key", "Short key in the register of interventions"),
            Column("event", "open", "Name as printed"),
            Column("kind", "key", "offence or incident"),
            Column("band", "key", "Three hours of the day"),
            Column("months", "open", "Months while it lasted"),
            Column("before", "count", "In the same months a year before", "offences"),
            Column("during", "count", "While it lasted", "offences"),
        ),
        "premises",
    ),
)  # fmt: skip
