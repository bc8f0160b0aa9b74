"""Hours of the night: later closing, officers beside work, what a zone's hours were."""

import numpy as np
import pandas as pd

from cdrp_analysis.assessment import events
from cdrp_analysis.assessment.licensed import LABELS, Premises, none_of
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.measures import staffing
from cdrp_analysis.measures.buffers import within
from cdrp_analysis.measures.night_bands import night_bands
from cdrp_analysis.measures.premises import VIOLENCE, with_night_shares
from cdrp_analysis.measures.times import time_weights
from cdrp_analysis.measures.week_parts import whole_counts
from cdrp_analysis.measures.week_windows import NIGHTS_OUT, clock

_THREE_HOURS = tuple(range(0, 24, staffing.BAND_HOURS))


def closing(evidence: Evidence, known: Premises) -> pd.DataFrame:
    """
    Violence of Friday and Saturday nights by three hours, as now and with all an hour later.

    A scenario, no forecast: it says what hours the same violence would fall into if the whole
    curve of the night moved by the hour by which closing moves, neither more nor less of it.
    """
    if not known.violence or not evidence.has_times:
        return none_of("later_closing")
    rows = evidence.timed(evidence.current)
    rows = rows[rows["theme"].eq(known.violence).fillna(False)].reset_index(drop=True)
    table = night_bands(time_weights(rows), period=evidence.current.label)
    return with_night_shares(table.assign(theme=known.violence, label=LABELS[VIOLENCE]))


def duty(evidence: Evidence) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """Offences and incidents of the period, minutes that one of each kind takes, and rosters."""
    rosters = pd.DataFrame(columns=["weekday", "hour", "officers"])
    minutes = pd.Series(dtype=float)
    if evidence.has_feed("rosters"):
        rosters = evidence.feed("rosters")
    if evidence.has_feed("demand_times"):
        given = evidence.feed("demand_times").drop_duplicates("category", keep="last")
        minutes = given.set_index("category")["minutes"]
    return evidence.timed(evidence.current), minutes, rosters


def work_note(work_hours: pd.DataFrame, known: float) -> str:
    """For how many offences and incidents the work is known, or what was not received."""
    if work_hours.empty:
        return "Not received: officers on duty by hour, or minutes that each kind takes."
    return f"Minutes are known for {known:.0%} of offences and incidents"


def night_work(work_hours: pd.DataFrame) -> pd.DataFrame:
    """Work and officers on Friday and Saturday nights by hour, as now and an hour later."""
    if work_hours.empty:
        return none_of("night_work")
    by_week = work_hours.sort_values(["weekday", "hour"])
    curve = staffing.night_by_hour(by_week["work"].to_numpy(), NIGHTS_OUT.days, before=1)
    return pd.DataFrame(
        {
            "hour": [clock(hour) for hour in staffing.NIGHT_HOURS],
            "work": curve[1:],
            "work_later": staffing.shifted(curve),
            "officers": staffing.night_by_hour(by_week["officers"].to_numpy(), NIGHTS_OUT.days),
        }
    )


def zone_hours(evidence: Evidence) -> pd.DataFrame:
    """
    Offences and incidents in zones made public by three hours of the day, beside a year before.

    The zone's months as far as they are known, and the same months a year earlier; the first of
    the register's zones that have both.
    """
    zones = events.register(evidence)
    zones = zones[zones["ends_on"].ne("") & zones["public"].astype(bool)]
    if zones.empty or not evidence.has_times:
        return none_of("zone_hours")
    parts = []
    every = evidence.timed()
    every = every[every["easting"].notna()]
    for _, zone in zones.iterrows():
        during = pd.period_range(zone["starts_on"][:7], zone["ends_on"][:7], freq="M")
        runs = [[str(month) for month in months] for months in (during - 12, during)]
        if not evidence.usable_months.issuperset([*runs[0], *runs[1]]):
            continue
        inside = every[within(every, zone["outline"]).astype(bool)]
        parts += [
            _bands_of(inside[inside["kind"].eq(kind)], runs).assign(
                intervention=zone["intervention"], event=zone["event"], kind=kind
            )
            for kind in ("offence", "incident")
        ]
    return pd.concat(parts, ignore_index=True) if parts else none_of("zone_hours")


def _bands_of(rows: pd.DataFrame, runs: list[list[str]]) -> pd.DataFrame:
    made = {"band": [f"{clock(h)} to {clock(h + staffing.BAND_HOURS)}" for h in _THREE_HOURS]}
    for name, months in zip(("before", "during"), runs, strict=True):
        weights = time_weights(rows[rows["month"].isin(months)].reset_index(drop=True))
        counts = np.bincount(
            weights["hour"] // staffing.BAND_HOURS, weights=weights["weight"],
            minlength=len(_THREE_HOURS),
        )  # fmt: skip
        made[name] = pd.array(whole_counts(counts), dtype="Int64")
    return pd.DataFrame(made).assign(months=f"{runs[1][0]} to {runs[1][-1]}")
