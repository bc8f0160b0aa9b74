"""Small invented tables about when, restricted and as a public reader has them."""

import numpy as np
import pandas as pd

from cdrp_analysis.measures.calendar_days import calendar_days, day_rates
from cdrp_analysis.measures.peaks import peaks_by_theme
from cdrp_analysis.measures.searches import searches_by_hour
from cdrp_analysis.measures.seasonality import month_index
from cdrp_analysis.measures.time_methods import method_comparison
from cdrp_analysis.measures.times import time_accounting, time_weights
from cdrp_analysis.measures.week import week_hours
from cdrp_analysis.measures.week_parts import week_parts as parts_of
from cdrp_analysis.measures.week_windows import evening_by_area

LABELS = {"all": "All offences", "violence": "Violence", "burglary": "Burglary", "arson": "Arson"}


def events() -> pd.DataFrame:
    """Four weeks of 2017/18: violence at night, burglary in windows of a working day, arson."""
    random = np.random.default_rng(8)
    monday = pd.Timestamp("2017-06-05")
    night = monday + pd.to_timedelta(
        24 * random.choice([4, 5, 6], 600) + random.integers(19, 27, 600), unit="h"
    )
    day = monday + pd.to_timedelta(24 * random.integers(0, 5, 400) + 8, unit="h")
    fire = monday + pd.to_timedelta(random.integers(0, 168, 20), unit="h")
    start = night.append(day).append(fire)
    start += pd.to_timedelta(7 * random.integers(0, 4, len(start)), unit="D")
    theme = np.repeat(["violence", "burglary", "arson"], [600, 400, 20])
    end = pd.Series(start).where(theme != "burglary", start + pd.Timedelta(hours=9))
    return pd.DataFrame(
        {
            "theme": theme,
            "kind": "offence",
            "ward": np.resize(["E05000001", "E05000002"], len(start)),
            "month": "2017-06",
            "start": start,
            "end": end.where(theme == "burglary"),
        }
    )


def named(table: pd.DataFrame) -> pd.DataFrame:
    """With labels, and a source as every saved table has."""
    if "theme" in table:
        table = table.assign(label=table["theme"].map(LABELS))
    table.attrs["about"] = {"source": "Invented counts", "period": "2017/18"}
    return table


def week_parts() -> pd.DataFrame:
    rows = events()
    return named(parts_of(time_weights(rows), rows["theme"], period="2017/18", least=5))


def protected_week_parts(*, beneath: float) -> pd.DataFrame:
    """The busiest slot of violence and its day hidden, with all that is made of them."""
    table = week_parts()
    slot = table["theme"].eq("violence") & table["weekday"].eq("Saturday")
    hidden = slot & table["hours"].isin(["21:00 to 24:00", "all hours"])
    out = table.copy()
    for name in ("offences", "share", "share_lower", "share_upper", "times_even"):
        out[name] = out[name].astype("Float64")
        out[f"{name}_symbol"] = np.where(hidden, "[c]", "")
        out.loc[hidden, name] = beneath if name == "offences" else pd.NA
    out.attrs = dict(table.attrs)
    return out


def hours() -> pd.DataFrame:
    return named(week_hours(events(), seed=1, draws=40))


def week_peaks() -> pd.DataFrame:
    return named(peaks_by_theme(events(), events(), seed=1, draws=99))


def evenings() -> pd.DataFrame:
    wards = pd.DataFrame({"code": ["E05000001", "E05000002"], "name": ["Abbey", "Castle"]})
    return named(evening_by_area(events(), wards))


def days() -> pd.DataFrame:
    return named(day_rates(events(), calendar_days("2017-06-05", "2017-07-02")))


def seasons() -> pd.DataFrame:
    months = pd.period_range("2012-04", "2018-03", freq="M")
    swing = {"violence": 0.1, "burglary": 0.3}
    season = np.cos(2 * np.pi * (months.month - 7) / 12)
    rows = [
        pd.DataFrame({"theme": theme, "month": months.astype(str),
                      "offences": (10 * months.days_in_month * (1 + size * season)).round()})
        for theme, size in swing.items()
    ]  # fmt: skip
    return named(month_index(pd.concat(rows)))


def accounting() -> pd.DataFrame:
    return named(time_accounting(events()))


def methods() -> pd.DataFrame:
    return named(method_comparison(events()))


def searches() -> pd.DataFrame:
    rows = events()
    return named(searches_by_hour(rows.iloc[::7], rows, residents=10_000))
