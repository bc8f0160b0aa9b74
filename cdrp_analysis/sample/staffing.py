"""Who polices the borough and for how long: posts, rosters, time taken by each incident."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import ANTI_SOCIAL_KINDS, OFFENCES, OTHER_INCIDENT_KINDS
from cdrp_analysis.sample.planted import POSTS
from cdrp_analysis.sample.values import Made, Planted, canaries, canary_truth, plant, truth
from cdrp_analysis.sample.world import World

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
_QUAY_POSTS = (("constable", 4, 41_500, f"{POSTS.from_month}-01", "", "council"),)
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


def posts_cost() -> int:
    """Cost of the extra posts at the old quay, £ a year."""
    return sum(posts * cost for _, posts, cost, *_ in _QUAY_POSTS)


def staffing_files(world: World) -> Planted:
    """
    The police's posts, rosters and minutes of work, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        staffing, rosters, demand_times.
    truths : list of dict
    """
    return plant(
        world,
        {
            "staffing": ("staffing", _staffing),
            "rosters": ("rosters", _rosters),
            "demand_times": ("demand_times", _demand_times),
        },
    )


def _staffing(world, rng) -> Made:
    wards = len(world.ground.wards)
    words = [word.capitalize() for word in canaries(rng, wards + 3)]
    units = [("{} centre team", _CENTRE_POSTS), ("{} night patrol", _NIGHT_PATROL)]
    units += [("{} neighbourhood team", _WARD_TEAM)] * wards
    units.append(("{} quay team", _QUAY_POSTS))
    rows = [
        (name.format(word), posts, grade, start, end, posts * cost, payer)
        for (name, postings), word in zip(units, words, strict=True)
        for grade, posts, cost, start, end, payer in postings
    ]
    columns = ["unit", "posts", "grade", "starts_on", "ends_on", "cost", "funded_by"]
    table = pd.DataFrame(rows, columns=columns)
    return table, [
        truth(
            "site_posts", "A07", unit="posts", how="exact",
            what="posts that the shopping centre pays for from January 2011: 8 constables and "
                 "1 sergeant",
            planted=sum(posts for _, posts, *_ in _CENTRE_POSTS), starts_on="2011-01-01",
        ),
        truth(
            "site_posts_cost", "A07", unit="£ a year", how="exact",
            what="cost of the posts that the shopping centre pays for from January 2011",
            planted=sum(posts * cost for _, posts, cost, *_ in _CENTRE_POSTS),
        ),
        truth(
            "neighbourhood_posts", "B17", unit="posts", how="exact",
            what="posts of the wards' neighbourhood teams in September 2010",
            planted=wards * sum(posts for _, posts, *_ in _WARD_TEAM), teams=wards,
        ),
        canary_truth("staffing", words),
    ]  # fmt: skip


def _rosters(world, rng) -> Made:
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
        truth(
            "roster_hours", "B14", unit="officer-hours a week", how="exact",
            what="officers' hours on duty in a week, 2010", planted=int(officers.sum()),
        ),
        truth(
            "roster_friday_night", "B14", unit="officer-hours", how="exact",
            what="officers' hours on duty on Fridays from 20:00 to midnight, 2010",
            planted=int(officers[friday].sum()),
        ),
    ]  # fmt: skip


def _demand_times(world, rng) -> Made:
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
        truth(
            "demand_minutes_rowdy", "B23", unit="minutes", how="exact",
            what=f"officers' time for one incident of {_ROWDY.lower()}, June 2010",
            planted=_ROWDY_MINUTES,
        ),
        truth(
            "demand_minutes", "B23", unit="minutes", how="exact",
            what="officers' time for one incident or offence of each kind, June 2010",
            planted=table["minutes"].tolist(), categories=table["category"].tolist(),
        ),
    ]  # fmt: skip
