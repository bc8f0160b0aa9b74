"""Tables of when: peaks, nights out, kinds of day, how times are known."""

import pandas as pd

from cdrp_analysis.exhibits import time_findings, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.time_findings import SURE

_METHODS = {
    "aoristic": "aoristic weights",
    "start": "start of the window",
    "middle": "middle of the window",
    "end": "end of the window",
}


def peak_table(week_peaks: pd.DataFrame) -> Exhibit:
    """The peak of every theme in the week, the most bunched first."""
    frame = week_peaks.sort_values("times_even", ascending=False, kind="stable")
    return data_table(
        frame.assign(peak=[wording.upper_first(peak) for peak in frame["peak"]]),
        {
            "label": "Theme",
            "peak": "Peak hours",
            "chosen_on": "Chosen on",
            "share_of_week": Shown("Of the week", "percent1"),
            "share": Shown("Of its offences", "percent1"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent1"),
            "times_even": Shown("Times an even spread", "decimal"),
            "p": Shown("p, even spread", "decimal3"),
        },
        caption="When each theme peaks in the week",
        title=time_findings.peak_sentence(week_peaks).headline,
    )


def nights_out_table(week_parts: pd.DataFrame) -> Exhibit:
    """Each theme's share of nights out, with Wilson's limits."""
    rows = week_parts[week_parts["weekday"] == "Friday and Saturday"]
    order = wording.values(rows, "share").sort_values(ascending=False, kind="stable").index
    return data_table(
        rows.loc[order],
        {
            "label": "Theme",
            "offences": Shown("Friday and Saturday 18:00 to 06:00", "count"),
            "share": Shown("Of its offences", "percent1"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent1"),
            "times_even": Shown("Times an even spread", "decimal"),
        },
        caption="Nights out: Friday and Saturday evening to the next morning",
        title=time_findings.nights_out(week_parts).headline,
    )


def evening_table(evening_by_area: pd.DataFrame) -> Exhibit:
    """Each ward's share of offences in the evening, the highest first."""
    return data_table(
        evening_by_area.sort_values("share", ascending=False, kind="stable"),
        {
            "area_name": "Ward",
            "found": Shown("18:00 to midnight", "decimal"),
            "base": Shown("Offences", "count"),
            "share": Shown("Share", "percent1"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent1"),
        },
        caption="Offences between 18:00 and midnight, by ward",
        title=time_findings.evening_sentence(evening_by_area).headline,
    )


def day_table(day_rates: pd.DataFrame) -> Exhibit:
    """Kinds of day on which a theme differs clearly from like days, the clearest first."""
    frame = day_rates[day_rates["q"] < SURE].sort_values("q", kind="stable")
    unclear = len(day_rates) - len(frame)
    return data_table(
        frame.assign(
            signal=["▲\u00a0more" if ratio > 1 else "▼\u00a0fewer" for ratio in frame["ratio"]]
        ),
        {
            "label": "Theme",
            "kind": "Kind of day",
            "days": Shown("Days", "count"),
            "per_day": Shown("A day", "decimal"),
            "limits": Interval("95% limits", "per_day_lower", "per_day_upper"),
            "ratio": Shown("Times like days", "decimal2"),
            "ratios": Interval("95% limits", "ratio_lower", "ratio_upper", "decimal2"),
            "signal": "Signal",
            "dispersion": Shown("Variance over mean", "decimal2"),
        },
        caption="Kinds of day with clearly more or fewer offences than like days",
        title=time_findings.day_sentence(day_rates).headline,
        about_table=about(
            day_rates,
            note=f"{wording.plural(unclear, 'comparison')} without a clear difference left out",
        ),
    )


def method_table(time_methods: pd.DataFrame) -> Exhibit:
    """The busiest hour of the day by each way to place an offence in time, where it matters."""
    windows = time_methods.groupby("theme")["moved"].transform("max") > 0
    frame = time_methods[windows]
    return data_table(
        frame.assign(
            method=frame["method"].map(_METHODS),
            clock=[f"{hour:02d}:00 to {hour + 1:02d}:00" for hour in frame["busiest"]],
        ),
        {
            "label": "Theme",
            "method": "Placed by",
            "clock": "Busiest hour",
            "share": Shown("Of its offences", "percent1"),
            "aoristic_share": Shown("By aoristic weights", "percent1"),
            "moved": Shown("In another hour than by weights", "percent1"),
        },
        caption="The busiest hour of the day by four ways to place an offence in time",
    )


def time_accounting_table(time_accounting: pd.DataFrame) -> Exhibit:
    """How well the time of each theme's offences is known, and what is left out."""
    return data_table(
        time_accounting,
        {
            "label": "Theme",
            "rows": Shown("Rows", "count"),
            "time_known": Shown("One time", "count"),
            "window": Shown("A window", "count"),
            "median_hours": Shown("Median window, hours", "decimal"),
            "used": Shown("Used", "count"),
            "left_out": Shown("Left out", "count"),
            "no_time": Shown("No time", "count"),
            "ends_before_it_starts": Shown("Ends before it starts", "count"),
            "window_too_long": Shown("Window too long", "count"),
        },
        caption="How well times are known",
        title=time_findings.time_accounting_sentence(time_accounting).headline,
    )
