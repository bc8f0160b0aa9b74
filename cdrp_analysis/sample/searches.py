"""Stops and searches, as the police record them."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import YEAR, year_labels
from cdrp_analysis.sample.places import attraction, placed
from cdrp_analysis.sample.rhythms import EVENING, Rhythm, clock, moments
from cdrp_analysis.sample.values import Made, Planted, drawn, plant, pseudonyms, truth
from cdrp_analysis.sample.world import World

_SEARCHES_A_YEAR, _SEARCHES_SINCE = 4_800, "2006-04"
_ARREST_SHARE = 0.11
_SEARCHED = {  # invented shares, of the order of a London borough
    "age_band": {"10-17": 0.22, "18-24": 0.33, "25-34": 0.21, "35-44": 0.12, "45-54": 0.05,
                 "55-64": 0.02, "": 0.05},
    "sex": {"male": 0.92, "female": 0.07, "not known": 0.01},
    "ethnic_group": {"White": 0.45, "Black": 0.29, "Asian": 0.09, "Mixed": 0.06, "Other": 0.03,
                     "not known": 0.08},
    "object_of_search": {"controlled drugs": 0.52, "stolen goods": 0.19,
                         "offensive weapons": 0.15, "articles for theft": 0.09,
                         "articles for criminal damage": 0.05},
    "outcome": {"no further action": 0.78, "arrest": _ARREST_SHARE, "cannabis warning": 0.06,
                "penalty notice": 0.03, "verbal warning": 0.02},
}  # fmt: skip
_SEEN_OTHERWISE = 0.07  # share of people whom the officer saw as of another group


def search_files(world: World) -> Planted:
    """
    The police's records of stop and search, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        stop_searches.
    truths : list of dict
    """
    return plant(world, {"stop_searches": ("stop_searches", _searches)})


def _searches(world, rng) -> Made:
    calendar = world.calendar
    rhythm = Rhythm(EVENING, 0.05, 6, (0.9, 0.95, 1, 1, 1.15, 1.15, 0.85))
    times = moments(world, rng, _SEARCHES_A_YEAR, rhythm, trend=0.03, since=_SEARCHES_SINCE)
    times = times[times.strftime("%Y-%m") != calendar.searches_absent]
    count, month = len(times), times.strftime("%Y-%m")
    share = attraction(world, rng, {"town_centre": 0.14, "station": 0.10, "estate": 0.08})
    at = rng.choice(len(share), count, p=share)
    places = placed(world, rng, at)
    bad = np.flatnonzero(month == calendar.searches_without_place)
    lost = rng.choice(bad, round(len(bad) / 3), replace=False)
    points = world.points.iloc[at]
    for axis in ("easting", "northing"):
        places[axis][bad] = points[axis].to_numpy()[bad]
        places[axis][lost] = ""
    table = pd.DataFrame({"reference": pseudonyms(rng, count, "Z"), "searched_at": clock(times),
                          **places})  # fmt: skip
    for column, shares in _SEARCHED.items():
        table[column] = drawn(rng, shares, count)
    seen = table["ethnic_group"].to_numpy(dtype=object)
    otherwise = (rng.random(count) < _SEEN_OTHERWISE) | (seen == "not known")
    groups = ["White", "Black", "Asian", "Other"]
    seen = np.where(otherwise, rng.choice(groups, count, p=[0.45, 0.35, 0.12, 0.08]), seen)
    table.insert(8, "ethnic_group_officer", seen)
    drugs = table["object_of_search"] == "controlled drugs"
    power = np.where(
        drugs, "Misuse of Drugs Act 1971 s23", "Police and Criminal Evidence Act 1984 s1"
    )
    table.insert(9, "power", power)
    return table, [
        truth(
            "searches_absent", "A33", unit="month", how="found",
            what="month without any record of stop and search",
            planted=calendar.searches_absent,
        ),
        truth(
            "searches_without_place", "A33", unit="searches", how="exact",
            what=f"searches of {calendar.searches_without_place} without coordinates, a third",
            planted=len(lost), base=len(bad),
        ),
        truth(
            "stop_searches", "B22", unit="searches", how="exact",
            what=f"stops and searches in {YEAR}",
            planted=int((year_labels(times) == YEAR).sum()),
        ),
        truth(
            "search_arrest_share", "B22", unit="share", how="process",
            what="share of searches that led to an arrest, the same for every group, "
                 "April 2006 to September 2010",
            planted=_ARREST_SHARE,
        ),
    ]  # fmt: skip
