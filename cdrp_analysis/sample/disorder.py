"""Disorder as others than the police see it: racial incidents, reports, calls, a day's count."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import YEAR, year_labels
from cdrp_analysis.sample.offences import near
from cdrp_analysis.sample.places import attraction, placed
from cdrp_analysis.sample.rhythms import AFTER_SCHOOL, NIGHT, OFFICE, Rhythm, clock, moments
from cdrp_analysis.sample.values import Made, Planted, drawn, plant, pseudonyms, truth, yes_no
from cdrp_analysis.sample.world import World

_RACIAL = {"2004/05": 49, "2005/06": 52, "2006/07": 55, "2007/08": 60, "2008/09": 64, YEAR: 68,
           "2010/11": 36}  # fmt: skip
_RACIAL_SMALL = (2, 1)  # reports of 2009/10 in the two quietest wards
_WORKING_DAYS = (1.2, 1.1, 1.1, 1.1, 1.2, 0.7, 0.6)
_ASB_TREND = -0.04  # a year, on the log scale
_ASB_KINDS = {  # category -> its share, and the service that takes the report
    "Fly-tipping": (0.27, "street scene"), "Litter/rubbish": (0.17, "street scene"),
    "Noise": (0.20, "environmental health"), "Graffiti": (0.08, "street scene"),
    "Abandoned vehicles": (0.07, "parking"), "Rowdy behaviour": (0.09, "neighbourhood wardens"),
    "Street drinking and begging": (0.05, "neighbourhood wardens"),
    "Animal-related problems": (0.04, "environmental health"),
    "Drug litter": (0.03, "street scene"),
}  # fmt: skip
_WEEKEND = (0.8, 0.75, 0.8, 0.9, 1.2, 1.4, 1.15)
_TOWN_M = 260.0
_TOWN_TREND, _REST_TREND = 0.07, -0.01  # ambulance calls, a year, on the log scale
_CALLS = {"assault": 0.46, "overdose or poisoning": 0.24, "collapse, intoxicated": 0.22,
          "stab, gunshot or penetrating wound": 0.02, "sexual assault": 0.02,
          "abdominal or chest injury": 0.04}  # fmt: skip
_ALCOHOL = {True: 0.72, False: 0.36}  # share of calls inside and outside the town centre
_ALCOHOL_NOT_SAID = 0.25
_COUNTED_ON = "2010-09-15"  # a Wednesday
_DAY_REPORTS = 162

# Pounds a report: the national one-day count of September 2003, at the prices of that year.
_UNIT_COSTS = {
    "Litter/rubbish": 175, "Criminal damage/vandalism": 340, "Vehicle-related nuisance": 175,
    "Nuisance behaviour": 185, "Intimidation/harassment": 366, "Noise": 185,
    "Rowdy behaviour": 186, "Abandoned vehicles": 72, "Street drinking and begging": 156,
    "Drug/substance misuse and dealing": 180, "Animal-related problems": 180, "Hoax calls": 154,
}  # fmt: skip
_COUNTED_BY = {  # agency -> category -> weight of its reports
    "Police": {"Rowdy behaviour": 22, "Nuisance behaviour": 11, "Criminal damage/vandalism": 10,
               "Vehicle-related nuisance": 7, "Intimidation/harassment": 8,
               "Street drinking and begging": 5, "Drug/substance misuse and dealing": 5},
    "Street scene": {"Litter/rubbish": 24, "Criminal damage/vandalism": 5},
    "Environmental health": {"Noise": 11, "Animal-related problems": 3},
    "Parking services": {"Abandoned vehicles": 6, "Vehicle-related nuisance": 2},
    "Neighbourhood wardens": {"Rowdy behaviour": 6, "Street drinking and begging": 5,
                              "Litter/rubbish": 4},
    "Housing management": {"Noise": 6, "Intimidation/harassment": 3,
                           "Criminal damage/vandalism": 3},
    "Registered social landlords": {"Noise": 4, "Nuisance behaviour": 3},
    "Fire and rescue authority": {"Hoax calls": 2},
    "Schools": {"Nuisance behaviour": 3, "Criminal damage/vandalism": 1},
    "Bus operators": {"Rowdy behaviour": 3, "Criminal damage/vandalism": 2},
}  # fmt: skip


def disorder_files(world: World) -> Planted:
    """
    The council's and the ambulance service's feeds on disorder, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        racial_incidents, council_asb, ambulance_calls, asb_day_count.
    truths : list of dict
    """
    return plant(
        world,
        {
            "racial_incidents": ("racial_incidents", _racial),
            "council_asb": ("council_asb", _council_asb),
            "ambulance_calls": ("ambulance_calls", _ambulance),
            "asb_day_count": ("asb_day_count", _day_count),
        },
    )


def _racial(world, rng) -> Made:
    times = moments(world, rng, _RACIAL, Rhythm(AFTER_SCHOOL, 0.15, 7))
    share = attraction(world, rng, {"town_centre": 0.12, "estate": 0.10})
    wards = world.points["ward"].to_numpy()
    busy = near(world.points, "town_centre", 400.0) | near(world.points, "estate", 400.0)
    quiet = rng.choice(np.setdiff1d(wards, wards[busy]), 2, replace=False)
    elsewhere = np.where(np.isin(wards, quiet), 0.0, share)
    at = rng.choice(len(share), len(times), p=share)
    here = np.flatnonzero(year_labels(times) == YEAR)
    at[here] = rng.choice(len(share), len(here), p=elsewhere / elsewhere.sum())
    rows = rng.choice(here, sum(_RACIAL_SMALL), replace=False)
    for row, ward in zip(rows, np.repeat(quiet, _RACIAL_SMALL), strict=True):
        at[row] = rng.choice(np.flatnonzero(wards == ward))
    places = placed(world, rng, at)
    for axis in ("easting", "northing"):
        places[axis][rows] = world.points[axis].to_numpy()[at[rows]]
    kinds = {"verbal abuse": 0.52, "harassment": 0.20, "graffiti": 0.12, "assault": 0.09,
             "damage to property": 0.07}  # fmt: skip
    table = pd.DataFrame({
        "reference": pseudonyms(rng, len(times), "R"),
        "category": drawn(rng, kinds, len(times)),
        "happened_at": clock(times),
        "easting": places["easting"],
        "northing": places["northing"],
    })  # fmt: skip
    return table, [
        truth("racial_incidents_by_year", "B22",
              "racial incidents reported to the council by year, rising; the last one half",
              list(_RACIAL.values()), "reports", "exact", years=list(_RACIAL)),
        truth("racial_incidents_small_wards", "B22",
              f"racial incidents of {YEAR} in two quiet wards, small counts",
              list(_RACIAL_SMALL), "reports", "exact", wards=quiet.tolist(), year=YEAR),
    ]  # fmt: skip


def _council_asb(world, rng) -> Made:
    rhythm = Rhythm(OFFICE, 0.14, 7, _WORKING_DAYS)
    times = moments(world, rng, 2_900, rhythm, trend=_ASB_TREND)
    pull = {"estate": 0.15, "town_centre": 0.08, "market": 0.04}
    at = rng.choice(len(world.points), len(times), p=attraction(world, rng, pull))
    shares = [share for share, _ in _ASB_KINDS.values()]
    category = rng.choice(list(_ASB_KINDS), len(times), p=shares)
    table = pd.DataFrame({
        "reference": pseudonyms(rng, len(times), "S"),
        "category": category,
        "reported_at": clock(times),
        **placed(world, rng, at),
        "service": [_ASB_KINDS[kind][1] for kind in category],
    })  # fmt: skip
    year = year_labels(times)
    return table, [
        truth(
            "council_asb_trend", "B08", unit="% a year", how="process",
            what="change in reports to the council, April 2004 to September 2010",
            planted=round(100 * float(np.expm1(_ASB_TREND)), 2),
        ),
        truth("council_asb", "B08", f"reports of anti-social behaviour to the council in {YEAR}",
              int((year == YEAR).sum()), "reports", "exact", year=YEAR),
    ]  # fmt: skip


def _ambulance(world, rng) -> Made:
    rhythm = Rhythm(NIGHT, 0.08, 7, _WEEKEND)
    town, share = near(world.points, "town_centre", _TOWN_M), attraction(world, rng)
    parts = []
    for in_town, a_year, trend in ((True, 330, _TOWN_TREND), (False, 1_470, _REST_TREND)):
        times = moments(world, rng, a_year, rhythm, trend=trend)
        there = np.where(town == in_town, share, 0.0)
        at = rng.choice(len(share), len(times), p=there / there.sum())
        drunk = yes_no(rng.random(len(times)) < _ALCOHOL[in_town])
        said = rng.random(len(times)) >= _ALCOHOL_NOT_SAID
        parts.append(pd.DataFrame({
            "called_at": clock(times),
            "category": drawn(rng, _CALLS, len(times)),
            **placed(world, rng, at),
            "alcohol": np.where(said, drunk, ""),
        }))  # fmt: skip
    table = pd.concat(parts).sort_values("called_at", kind="stable", ignore_index=True)
    table.insert(0, "reference", pseudonyms(rng, len(table), "A"))
    return table, [
        *(
            truth(
                f"ambulance_trend_{key}", "A12", unit="% a year",
                what=f"change in ambulance calls {where}, April 2004 to September 2010",
                planted=round(100 * float(np.expm1(trend)), 2), how="process",
                radius_m=_TOWN_M,
            )
            for key, where, trend in (
                ("town", "within 260 m of the middle of the town centre", _TOWN_TREND),
                ("elsewhere", "elsewhere in the borough", _REST_TREND),
            )
        ),
        *(
            truth(
                f"ambulance_alcohol_{key}", "B10", unit="share",
                what=f"share of ambulance calls linked to alcohol {where}, where somebody said",
                planted=_ALCOHOL[key == "town"], how="process", radius_m=_TOWN_M,
                not_said=_ALCOHOL_NOT_SAID,
            )
            for key, where in (("town", "within 260 m of the middle of the town centre"),
                               ("elsewhere", "elsewhere in the borough"))
        ),
    ]  # fmt: skip


def _day_count(world, rng) -> Made:
    cells = [(agency, kind) for agency, kinds in _COUNTED_BY.items() for kind in kinds]
    weights = np.array([w for kinds in _COUNTED_BY.values() for w in kinds.values()], dtype=float)
    table = pd.DataFrame(cells, columns=["agency", "category"])
    table.insert(0, "counted_on", _COUNTED_ON)
    # Every agency that counts a kind has one report of it at least, so that no cell is a zero.
    rest = _DAY_REPORTS - len(table)
    table["reports"] = 1 + rng.multinomial(rest, weights / weights.sum())
    table["unit_cost"] = table["category"].map(_UNIT_COSTS)
    cost = int((table["reports"] * table["unit_cost"]).sum())
    return table, [
        truth("asb_day_reports", "B08", f"reports of anti-social behaviour on {_COUNTED_ON}",
              _DAY_REPORTS, "reports", "exact", date=_COUNTED_ON, agencies=len(_COUNTED_BY)),
        truth("asb_day_cost", "B08",
              f"cost of the anti-social behaviour reported on {_COUNTED_ON}", cost, "£", "exact",
              date=_COUNTED_ON, cost_of_250_days=250 * cost, cost_of_365_days=365 * cost),
    ]  # fmt: skip
