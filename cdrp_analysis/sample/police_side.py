"""What the police hold beside offences: searches, postings, rosters, time taken, intelligence."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import ANTI_SOCIAL_KINDS, OFFENCES, OTHER_INCIDENT_KINDS, stream
from cdrp_analysis.sample.premises import canaries, canary_truth, middle_of, references
from cdrp_analysis.sample.services import (
    EVENING,
    YEAR,
    Rhythm,
    attraction,
    clock,
    financial_year,
    moments,
    placed,
)
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

# Grade, posts, cost of a post a year (£), first and last day, who pays.
_CENTRE_POSTS = (
    ("constable", 8, 41_500, "2011-01-01", "", "shopping centre"),
    ("sergeant", 1, 52_000, "2011-01-01", "", "shopping centre"),
)
_NIGHT_PATROL = (
    ("constable", 6, 41_500, "2007-04-01", "", "police"),
    ("sergeant", 1, 52_000, "2007-04-01", "", "police"),
    ("community support officer", 4, 29_000, "2008-07-01", "2010-03-31", "council"),
)
_WARD_TEAM = (
    ("sergeant", 1, 52_000, "2006-04-03", "", "police"),
    ("constable", 2, 41_500, "2006-04-03", "", "police"),
    ("community support officer", 3, 29_000, "2006-04-03", "", "police"),
)

_SHIFTS = {"early": (7, 15, 24), "late": (15, 23, 29), "night": (23, 7, 15)}  # hours, officers
_WEEKEND_NIGHT_EXTRA = 6  # Friday and Saturday, 20:00 to midnight

_MINUTES = {  # officers' time that one incident or offence takes
    "ARSON AND CRIMINAL DAMAGE": 130, "BURGLARY": 310, "DRUG OFFENCES": 290,
    "MISCELLANEOUS CRIMES AGAINST SOCIETY": 240, "POSSESSION OF WEAPONS": 420,
    "PUBLIC ORDER OFFENCES": 260, "ROBBERY": 720, "SEXUAL OFFENCES": 2_900, "THEFT": 120,
    "VEHICLE OFFENCES": 90, "VIOLENCE AGAINST THE PERSON": 480,
}  # fmt: skip
_MINUTES_ELSEWHERE = 180
_MINUTES_ANTI_SOCIAL, _MINUTES_OTHER = 45, 110
_ROWDY = "Rowdy or inconsiderate behaviour"
_ROWDY_MINUTES = 54

_LOGS = {  # theme -> logs, hotspot near which they lie, exemption, what they say
    "organised shop theft": (
        24, "shopping_centre", "FOI s.31",
        "Four people with lined bags moved goods to a vehicle by {} yard before closing time.",
    ),
    "drug supply": (
        13, "estate", "FOI s.30", "A moped made short stops at {} court on three evenings.",
    ),
    "handling stolen goods": (
        9, "market", "LGA Sch 12A para 7", "Boxed phones were offered behind {} stalls.",
    ),
    "violence at licensed premises": (
        8, "town_centre", "FOI s.31", "Two groups mean to meet at {} on a Friday night.",
    ),
    "young people at risk": (
        6, "station", "FOI s.38", "A group aged about 15 gathers at {} arch after school.",
    ),
}  # fmt: skip
_LOG_RADIUS_M = 190.0
_NO_PREMISES, _NO_LOG_PLACE = 0.35, 0.15


def police_side_files(world: World) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """
    Five feeds of the police beside offences and incidents, with what was planted in them.

    Returns
    -------
    files : dict
        stop_searches, staffing, rosters, demand_times, intelligence: the columns of their
        contracts that a partner fills in.
    truths : list of dict
        What was planted: see the truths of the sample.
    """
    parts = {
        "stop_searches": _searches, "staffing": _staffing, "rosters": _rosters,
        "demand_times": _demand_times, "intelligence": _intelligence,
    }  # fmt: skip
    files, truths = {}, []
    for feed, planted in parts.items():
        files[feed], found = planted(world, stream(world.seed, feed))
        truths += found
    return files, truths


def _searches(world, rng) -> tuple[pd.DataFrame, list[dict]]:
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
    table = pd.DataFrame({"reference": references(rng, "Z", count), "searched_at": clock(times),
                          **places})  # fmt: skip
    for column, shares in _SEARCHED.items():
        table[column] = rng.choice(list(shares), count, p=list(shares.values()))
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
        {
            "key": "searches_absent", "item": "A33", "unit": "month", "how": "found",
            "what": "month without any record of stop and search",
            "planted": calendar.searches_absent,
        },
        {
            "key": "searches_without_place", "item": "A33", "unit": "searches", "how": "exact",
            "what": f"searches of {calendar.searches_without_place} without coordinates, a third",
            "planted": len(lost), "base": len(bad),
        },
        {
            "key": "stop_searches", "item": "B22", "unit": "searches", "how": "exact",
            "what": f"stops and searches in {YEAR}",
            "planted": int((financial_year(times) == YEAR).sum()),
        },
        {
            "key": "search_arrest_share", "item": "B22", "unit": "share", "how": "process",
            "what": "share of searches that led to an arrest, the same for every group, "
                    "April 2006 to September 2010",
            "planted": _ARREST_SHARE,
        },
    ]  # fmt: skip


def _staffing(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    wards = len(world.ground.wards)
    words = [word.capitalize() for word in canaries(rng, wards + 2)]
    units = [("{} centre team", _CENTRE_POSTS), ("{} night patrol", _NIGHT_PATROL)]
    units += [("{} neighbourhood team", _WARD_TEAM)] * wards
    rows = [
        (name.format(word), posts, grade, start, end, posts * cost, payer)
        for (name, postings), word in zip(units, words, strict=True)
        for grade, posts, cost, start, end, payer in postings
    ]
    columns = ["unit", "posts", "grade", "starts_on", "ends_on", "cost", "funded_by"]
    table = pd.DataFrame(rows, columns=columns)
    return table, [
        {
            "key": "site_posts", "item": "A07", "unit": "posts", "how": "exact",
            "what": "posts that the shopping centre pays for from January 2011: 8 constables and "
                    "1 sergeant",
            "planted": sum(posts for _, posts, *_ in _CENTRE_POSTS), "starts_on": "2011-01-01",
        },
        {
            "key": "site_posts_cost", "item": "A07", "unit": "£ a year", "how": "exact",
            "what": "cost of the posts that the shopping centre pays for from January 2011",
            "planted": sum(posts * cost for _, posts, cost, *_ in _CENTRE_POSTS),
        },
        {
            "key": "neighbourhood_posts", "item": "B17", "unit": "posts", "how": "exact",
            "what": "posts of the wards' neighbourhood teams in September 2010",
            "planted": wards * sum(posts for _, posts, *_ in _WARD_TEAM), "teams": wards,
        },
        canary_truth("staffing", words),
    ]  # fmt: skip


def _rosters(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    table = pd.MultiIndex.from_product([range(1, 8), range(24)], names=["weekday", "hour"])
    table = table.to_frame(index=False)
    hour = table["hour"].to_numpy()
    officers = np.zeros(len(table), dtype=int)
    for starts, ends, posted in _SHIFTS.values():
        on = (hour >= starts) & (hour < ends) if starts < ends else (hour >= starts) | (hour < ends)
        officers[on] = posted
    late = table["weekday"].isin((5, 6)).to_numpy() & (hour >= 20)
    officers[late] += _WEEKEND_NIGHT_EXTRA
    # Leave and training take up to two officers off the whole of a weekday's hours.
    officers -= np.repeat(rng.integers(0, 3, size=7), 24)
    table["officers"] = officers
    friday = (table["weekday"] == 5) & (hour >= 20)
    return table, [
        {
            "key": "roster_hours", "item": "B14", "unit": "officer-hours a week", "how": "exact",
            "what": "officers' hours on duty in a week, 2010", "planted": int(officers.sum()),
        },
        {
            "key": "roster_friday_night", "item": "B14", "unit": "officer-hours", "how": "exact",
            "what": "officers' hours on duty on Fridays from 20:00 to midnight, 2010",
            "planted": int(officers[friday].sum()),
        },
    ]  # fmt: skip


def _demand_times(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    usual = dict.fromkeys(ANTI_SOCIAL_KINDS, _MINUTES_ANTI_SOCIAL)
    usual |= dict.fromkeys(OTHER_INCIDENT_KINDS, _MINUTES_OTHER)
    usual |= {o.code: _MINUTES.get(o.group, _MINUTES_ELSEWHERE) for o in OFFENCES}
    table = pd.DataFrame({"category": list(usual), "minutes": list(usual.values())})
    # To five minutes, as a week's activity sheets give them.
    factor = rng.uniform(0.75, 1.3, len(table))
    table["minutes"] = (table["minutes"] * factor / 5).round().astype(int) * 5
    table.loc[table["category"] == _ROWDY, "minutes"] = _ROWDY_MINUTES
    table["source"] = "activity analysis, one week in June 2010"
    return table, [
        {
            "key": "demand_minutes_rowdy", "item": "B23", "unit": "minutes", "how": "exact",
            "what": f"officers' time for one incident of {_ROWDY.lower()}, June 2010",
            "planted": _ROWDY_MINUTES,
        },
        {
            "key": "demand_minutes", "item": "B23", "unit": "minutes", "how": "exact",
            "what": "officers' time for one incident or offence of each kind, June 2010",
            "planted": table["minutes"].tolist(), "categories": table["category"].tolist(),
        },
    ]  # fmt: skip


def _intelligence(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    theme = rng.permutation(np.repeat(list(_LOGS), [log[0] for log in _LOGS.values()]))
    count = len(theme)
    last = pd.Period(world.calendar.months()[-1], "M").end_time.normalize()
    days = last - pd.to_timedelta(np.sort(rng.integers(0, 540, size=count))[::-1], unit="D")
    texts, premises, gradings = canaries(rng, 3 * count).reshape(3, count)
    grades = ["".join(rng.choice(list(choices)) for choices in ("ABE", "1234", "CP"))
              for _ in range(count)]  # fmt: skip
    middles = np.array([middle_of(world, _LOGS[kind][1]) for kind in theme])
    bearing = rng.uniform(0, 2 * np.pi, count)
    away = _LOG_RADIUS_M * np.sqrt(rng.random(count))
    place = middles + (away * np.array([np.cos(bearing), np.sin(bearing)])).T
    # Three decimals: a coordinate found anywhere else can only have come from here.
    place = place.round(3).astype(object)
    place[rng.random(count) < _NO_LOG_PLACE] = ""
    named = np.array([f"The {word.capitalize()}" for word in premises], dtype=object)
    unnamed = rng.random(count) < _NO_PREMISES
    table = pd.DataFrame({
        "reference": references(rng, "I", count),
        "dated_on": days.strftime("%Y-%m-%d"),
        "grading": [f"{grade} {word}" for grade, word in zip(grades, gradings, strict=True)],
        "theme": theme,
        "text": [_LOGS[kind][3].format(word) for kind, word in zip(theme, texts, strict=True)],
        "premises_name": np.where(unnamed, "", named),
        "easting": place[:, 0],
        "northing": place[:, 1],
        "exemption": [_LOGS[kind][2] for kind in theme],
    })  # fmt: skip
    words = [*texts, *gradings, *(name.removeprefix("The ") for name in named[~unnamed])]
    exempt = table["exemption"].value_counts().sort_index()
    return table, [
        {
            "key": "intelligence_logs", "item": "A19", "unit": "logs", "how": "exact",
            "what": "intelligence logs by exemption, April 2009 to September 2010",
            "planted": exempt.tolist(), "exemptions": exempt.index.tolist(), "base": count,
        },
        canary_truth("intelligence", words),
    ]  # fmt: skip
