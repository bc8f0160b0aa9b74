"""Whether anything is out of line this year: with all months known, and a quarter late."""

from cdrp_analysis.disclosure.catalogue.columns import LABEL, MONTH, SENSITIVE, THEME
from cdrp_analysis.disclosure.tables import Column, TableSpec

_LIMITS = (
    Column("lower", "open", "Lower limit, for all looks of the year together", "offences"),
    Column("upper", "open", "Upper limit, for all looks of the year together", "offences"),
)
_YEAR = (
    THEME,
    LABEL,
    MONTH,
    Column("count", "open", "Offences of the month", "offences"),
    Column("known", "open", "Offences since the year began", "offences"),
    Column("expected", "open", "The same, expected when the year began", "offences"),
    *_LIMITS,
    Column("signal", "open", "above, below, inside or not known"),
    Column("method", "open", "Method and what it was pooled over"),
    SENSITIVE,
)
_FIRST = (
    THEME,
    LABEL,
    Column("signal", "open", "Which way it first left its limits, inside or not known"),
    Column("now", "open", "The same in the last month known"),
    Column("first_alarm", "open", "Month in which it left its limits; blank: none"),
    Column("months_to_alarm", "open", "Months of the year until then", "months"),
    Column("known_to", "open", "Last month known"),
    Column("known", "open", "Offences since the year began", "offences"),
    Column("expected", "open", "The same, expected when the year began", "offences"),
    *_LIMITS,
    Column("share_of_way", "open", "Way from expectation to the limit, in square roots"),
    SENSITIVE,
)
_WEEK = Column("week", "key", "Monday of the week")
_WEEKS = (
    THEME,
    LABEL,
    _WEEK,
    Column("count", "open", "Offences of the week", "offences"),
    Column("expected", "open", "Offences expected", "offences"),
    Column("lower", "open", "Lower end of the 95% range of single weeks", "offences"),
    Column("upper", "open", "Upper end of the 95% range of single weeks", "offences"),
    Column("cusum", "open", "Cumulative sum of residuals"),
    Column("limit", "open", "Limit of the sum"),
    Column("alarm", "open", "Whether the sum passed its limit"),
    Column("since", "open", "At an alarm: Monday to which the rise is dated"),
    SENSITIVE,
)
_WEEKLY = (
    THEME,
    LABEL,
    Column("weeks", "open", "Weeks watched and known", "weeks"),
    Column("a_week", "open", "Offences expected a week, mean", "offences"),
    Column("alarms", "open", "Alarms of a rise"),
    Column("first_alarm", "open", "Monday of the week of the first alarm; blank: none"),
    Column("since", "open", "Monday to which that rise is dated"),
    Column("weeks_to_alarm", "open", "Weeks from there to the alarm", "weeks"),
    Column("above_expected", "open", "Offences above expectation in between", "offences"),
    Column("targeted", "open", "Whether the partnership has a target for it"),
    Column("place", "open", "Order in which themes are charted"),
    SENSITIVE,
)
_RECENT = (
    THEME,
    LABEL,
    Column("against", "key", "Weeks compared with"),
    Column("first_week", "open", "Monday of the first of these"),
    Column("last_week", "open", "Monday of the last of these"),
    Column("before", "open", "Offences in these", "offences"),
    Column("after", "open", "Offences in the last weeks", "offences"),
    Column("change_share", "open", "Difference as a share of the count before"),
    Column("ratio_lower", "open", "Lower 95% limit of after ÷ before (exact)"),
    Column("ratio_upper", "open", "Upper 95% limit of after ÷ before (exact)"),
    Column("q", "open", "p adjusted for the false discovery rate over themes"),
    Column("signal", "open", "up, down or no clear change"),
    SENSITIVE,
)
_FAMILIAR = (
    THEME,
    LABEL,
    MONTH,
    Column("in_year", "open", "Whether the month lies in the period"),
    Column("count", "open", "Offences of the month", "offences"),
    Column("value", "open", "The same, season taken out", "offences"),
    Column("mean", "open", "Mean of the first two years charted", "offences"),
    Column("lower", "open", "Lower process limit", "offences"),
    Column("upper", "open", "Upper process limit", "offences"),
    Column("outside_limits", "open", "Outside the limits"),
    Column("run_of_seven", "open", "In a run of seven on one side of the mean"),
    Column("trend_of_seven", "open", "In a run of seven up or down"),
    Column("two_of_three", "open", "Two of three near a limit"),
    Column("special_cause", "open", "Whether any rule calls it"),
    Column("side", "open", "Side of the mean, if it is called"),
    SENSITIVE,
)
# Name, title, columns; each is made twice, for alarms are published a quarter late.
_TABLES = (
    ("year_watched", "Cumulative counts against the forecast frozen at the start", _YEAR),
    ("year_first_alarms", "Themes in order of alarm", _FIRST),
    ("weeks_watched", "Weeks against what was expected", _WEEKS),
    ("weekly_alarms", "Alarms of a rise by week", _WEEKLY),
    ("recent_weeks", "The last weeks compared", _RECENT),
    ("familiar_months", "XmR charts, season taken out", _FAMILIAR),
)

TABLES = (
    *(
        TableSpec(name, f"{title}, a quarter late", "alarms", columns, "alarms")
        for name, title, columns in _TABLES
    ),
    *(
        TableSpec(f"{name}_now", f"{title}, to the last month known", "restricted", columns,
                  "alarms")
        for name, title, columns in _TABLES
    ),
    TableSpec(
        "alarm_rates",
        "False alarms and rises caught in earlier years",
        "performance",
        (
            Column("years", "key", "Years judged"),
            Column("areas", "open", "Areas judged"),
            Column("series", "open", "Series and years judged"),
            Column("nominal_share", "open", "Share of series the limits are set for"),
            Column("rise_share", "open", "Rise planted, as a share"),
            Column("called_share", "open", "Share called above as they were"),
            Column("caught_share", "open", "Share called with the rise from the first month"),
            Column("months_to_alarm", "open", "Months to the alarm, median", "months"),
            Column("caught_late_share", "open", "Share called with the rise from the fourth month"),
        ),
        "alarms",
    ),
)  # fmt: skip
