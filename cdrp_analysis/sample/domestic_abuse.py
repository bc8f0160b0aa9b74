"""Domestic incidents and those who suffer them again."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import days_in
from cdrp_analysis.sample.rhythms import AT_HOME, clock, clock_minutes
from cdrp_analysis.sample.values import Made, Planted, plant, pseudonyms, truth, yes_no
from cdrp_analysis.sample.world import World

_VICTIMS, _REPEAT = 1_700, 374  # of the twelve months to September 2010: 22%
_EARLIER = {
    2004: (720, 130),
    2005: (1_480, 266),
    2006: (1_530, 283),
    2007: (1_580, 300),
    2008: (1_610, 322),
    2009: (1_660, 349),
}  # year that ends in September; victims, repeat
_MARKERS = {  # share of incidents: of one-off and of repeat victims
    "children_present": (0.40, 0.46), "alcohol": (0.33, 0.48), "drugs": (0.08, 0.16),
    "separation": (0.19, 0.30),
}  # fmt: skip
_NUMBERS = ("no marker", "one marker", "two markers", "three markers or more")


def domestic_abuse_files(world: World) -> Planted:
    """
    The feed of domestic incidents, and what was planted in it.

    Returns
    -------
    files : dict of DataFrame
        domestic_incidents.
    truths : list of dict
    """
    return plant(world, {"domestic_incidents": ("domestic incidents", _incidents)})


def _incidents(world: World, rng: np.random.Generator) -> Made:
    """Each year to September has its victims, a planted number of them seen twice or more."""
    pool = pseudonyms(rng, 12_000, "W")
    parts, shares, new = [], {}, 0
    for year, (victims, repeat) in (_EARLIER | {2010: (_VICTIMS, _REPEAT)}).items():
        first = "2004-04-01" if year == 2004 else f"{year - 1}-10-01"
        known = rng.choice(new, round(0.12 * victims), False) if new else np.zeros(0, int)
        fresh = np.arange(new, new + victims - len(known))
        new += len(fresh)
        who = rng.permutation(np.concatenate([known, fresh]))
        times = np.ones(victims, dtype=int)
        times[:repeat] = 1 + np.minimum(rng.geometric(0.52, repeat), 14)
        victim = pool[np.repeat(who, times)].astype(object)
        again = np.repeat(times > 1, times)
        unknown = round(0.03 * victims)  # nobody would give a name
        victim = np.concatenate([victim, np.full(unknown, "", dtype=object)])
        again = np.concatenate([again, np.zeros(unknown, dtype=bool)])
        day = days_in(rng, first, f"{year}-09-30", len(victim))
        parts.append(pd.DataFrame({"day": day, "victim": victim, "again": again, "year": year}))
        shares[str(year)] = round(repeat / victims, 4)
    table = pd.concat(parts, ignore_index=True)
    count = len(table)
    minute = clock_minutes(rng, count, AT_HOME).astype("timedelta64[m]")
    moment = table["day"].to_numpy(dtype="datetime64[m]") + minute
    flags = {
        name: rng.random(count) < np.where(table["again"], often, once)
        for name, (once, often) in _MARKERS.items()
    }
    danger = 0.9 * table["again"] + 0.5 * flags["separation"] + 0.4 * flags["alcohol"]
    danger = danger.to_numpy(dtype=float) + rng.gumbel(0.0, 0.7, count)
    said = {name: rng.random(count) < 0.9 for name in ("alcohol", "drugs")}
    frame = pd.DataFrame({
        "reference": pseudonyms(rng, count, "DI"),
        "reported_at": clock(moment),
        "victim": table["victim"],
        "offence_recorded": yes_no(rng.random(count) < 0.38),
        "risk": np.where(danger > 2.3, "high", np.where(danger > 1.1, "medium", "standard")),
        "children_present": yes_no(flags["children_present"]),
        # Blank: nobody said. It is not a no.
        **{name: np.where(said[name], yes_no(flags[name]), "") for name in ("alcohol", "drugs")},
        "separation": yes_no(flags["separation"]),
    })  # fmt: skip
    order = np.argsort(moment, kind="stable")
    frame, table = frame.iloc[order].reset_index(drop=True), table.iloc[order]
    early = _early(frame)
    late = frame[(table["year"] == 2010).to_numpy()]
    times = late.loc[late["victim"] != "", "victim"].value_counts()
    window = "in the twelve months to September 2010"
    return frame, [
        truth("repeat_victims", "A43", f"share of known victims of domestic incidents {window} "
              "with two or more in them", _REPEAT / _VICTIMS, "share", "exact",
              victims=len(times), repeat=int((times > 1).sum()), incidents=len(late),
              victim_not_known=int((late["victim"] == "").sum()),
              incidents_of_repeat_victims=int(times[times > 1].sum()),
              by_year_to_september={k: v for k, v in shares.items() if k != "2004"}),
        truth("domestic_risk_markers", "A43", "share of incidents with a marker: of victims with "
              "one incident, and with more, in the twelve months to September",
              {name: list(pair) for name, pair in _MARKERS.items()}, "share", "process"),
        truth("domestic_seen_again", "A43", "share of victims seen again within 183 days of their "
              "first incident from April 2009 to March 2010, by the markers that one had",
              {name: round(hits / base, 4) for name, (hits, base) in early.items()}, "share",
              "exact", victims={name: base for name, (_, base) in early.items()}),
    ]  # fmt: skip


def _early(frame: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Seen again, and all, by markers of the first incident of the year to March 2010."""
    found = {name: [0, 0] for name in _NUMBERS}
    known = frame[frame["victim"] != ""]
    for _, rows in known.groupby("victim", sort=False):
        moments = rows["reported_at"].to_numpy(dtype="datetime64[m]")
        inside = (moments >= np.datetime64("2009-04-01")) & (moments < np.datetime64("2010-04-01"))
        if not inside.any():
            continue
        at = np.flatnonzero(inside)[np.argmin(moments[inside])]
        told = [rows[name].iloc[at] == "yes" for name in _MARKERS]
        later = (moments > moments[at]) & (moments <= moments[at] + np.timedelta64(183, "D"))
        cell = found[_NUMBERS[min(sum(told), 3)]]
        cell[0] += int(later.any())
        cell[1] += 1
    return {name: (hits, base) for name, (hits, base) in found.items()}
