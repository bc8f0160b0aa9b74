"""What fire, ambulance and the council share: events with a time and a place, and referrals."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.services import FIRE_CATEGORIES
from cdrp_analysis.sample.plan import stream
from cdrp_analysis.sample.premises import canaries, canary_truth, near, references
from cdrp_analysis.sample.world import World

YEAR = "2009/10"  # the last full year, for which the exact numbers are planted
_LEVEL_AT = pd.Timestamp("2008-10-01")  # numbers a year are those of 2008/09
_NO_PLACE, _NO_LSOA = 0.05, 0.06


def _hours(text: str) -> tuple[float, ...]:
    """Share of each hour, from midnight, out of 24 weights."""
    weights = np.array(text.split(), dtype=float)
    return tuple(weights / weights.sum())


OFFICE = _hours("0 0 0 0 0 0 1 3 9 11 11 10 8 8 9 9 8 6 3 2 1 1 0 0")
EVENING = _hours("6 4 3 2 1 1 1 2 3 3 3 4 4 4 5 6 7 8 8 8 8 9 9 8")
NIGHT = _hours("12 11 9 6 3 2 1 1 1 1 2 2 2 3 3 3 4 4 5 6 7 8 10 11")
TRAFFIC = _hours("2 1 1 1 1 1 3 6 9 6 4 4 5 5 5 7 8 9 8 6 4 3 3 2")
AFTER_SCHOOL = _hours("2 1 1 1 1 1 1 2 4 3 3 4 5 5 6 9 9 8 8 8 7 6 5 3")


@dataclass(frozen=True)
class Rhythm:
    """When something happens: by month of the year, day of the week and hour of the day."""

    hours: tuple[float, ...]
    season: float = 0.0  # amplitude, as a share of the mean
    peak: int = 7  # month of the peak
    days: tuple[float, ...] = (1.0,) * 7  # Monday first
    by_month: tuple[float, ...] = ()  # in place of the season, January first


_WORKING_DAYS = (1.2, 1.1, 1.1, 1.1, 1.2, 0.7, 0.6)
_WEEKEND = (0.8, 0.75, 0.8, 0.9, 1.2, 1.4, 1.15)
_SCHOOL = Rhythm(
    OFFICE, days=(1, 1.1, 1.1, 1.1, 1, 0, 0),
    by_month=(1.1, 1, 1.2, 0.6, 1, 1.1, 0.8, 0, 1, 1.2, 1.3, 0.8),
)  # fmt: skip
_FIRE = Rhythm(EVENING, 0.20, 6, (0.95, 0.95, 0.95, 1, 1.05, 1.1, 1))
_FIRES_A_YEAR = dict(zip(FIRE_CATEGORIES, (55, 70, 250, 0, 45, 65), strict=True))
_ATTACKED = "violence against employees"
_ATTACKS = {"2004/05": 6, "2005/06": 5, "2006/07": 7, "2007/08": 4, "2008/09": 5, YEAR: 3,
            "2010/11": 2}  # fmt: skip
_RACIAL = {"2004/05": 49, "2005/06": 52, "2006/07": 55, "2007/08": 60, "2008/09": 64, YEAR: 68,
           "2010/11": 36}  # fmt: skip
_RACIAL_SMALL = (2, 1)  # reports of 2009/10 in the two quietest wards
_EXCLUSIONS = {"2004/05": 431, "2005/06": 420, "2006/07": 415, "2007/08": 402, "2008/09": 396,
               YEAR: 388, "2010/11": 149}  # fmt: skip
_PERMANENT = {YEAR: 14}  # other years: about one in thirty
_SCHOOLS = 14
_REASONS = {
    "persistent disruptive behaviour": 0.27, "physical assault against a pupil": 0.21,
    "verbal abuse or threatening behaviour against an adult": 0.20,
    "physical assault against an adult": 0.06, "damage": 0.05, "theft": 0.04, "bullying": 0.04,
    "drug and alcohol related": 0.05, "racist abuse": 0.03, "other": 0.05,
}  # fmt: skip
_ASB_TREND = -0.04  # a year, on the log scale
_ASB_KINDS = {  # category -> its share, and the service that takes the report
    "Fly-tipping": (0.27, "street scene"), "Litter/rubbish": (0.17, "street scene"),
    "Noise": (0.20, "environmental health"), "Graffiti": (0.08, "street scene"),
    "Abandoned vehicles": (0.07, "parking"), "Rowdy behaviour": (0.09, "neighbourhood wardens"),
    "Street drinking and begging": (0.05, "neighbourhood wardens"),
    "Animal-related problems": (0.04, "environmental health"),
    "Drug litter": (0.03, "street scene"),
}  # fmt: skip
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
_CONTACT_POINTS = {
    "2008/09": {"school": 71, "children's centre": 49, "health visitor": 22,
                "youth offending team": 16, "library": 5},
    YEAR: {"school": 88, "children's centre": 64, "health visitor": 27,
           "youth offending team": 18, "library": 3},
    "2010/11": {"school": 41, "children's centre": 38, "health visitor": 12,
                "youth offending team": 9, "library": 4},
}  # fmt: skip
_MEDIAN_WAIT = 16  # days, of those referred in 2009/10 who have started
_STARTED = 0.86


def service_files(world: World) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """
    Eight feeds of fire, ambulance and council, with what was planted in them.

    Returns
    -------
    files : dict
        fire_incidents, collisions, exclusions, racial_incidents, council_asb, ambulance_calls,
        asb_day_count, parenting_referrals: the columns that a partner fills in.
    truths : list of dict
        What was planted: see the truths of the sample.
    """
    parts = {
        "fire_incidents": _fire, "collisions": _collisions, "exclusions": _exclusions,
        "racial_incidents": _racial, "council_asb": _council_asb,
        "ambulance_calls": _ambulance, "asb_day_count": _day_count,
        "parenting_referrals": _referrals,
    }  # fmt: skip
    files, truths = {}, []
    for feed, planted in parts.items():
        files[feed], found = planted(world, stream(world.seed, feed))
        truths += found
    return files, truths


def moments(
    world: World,
    rng: np.random.Generator,
    a_year: float | Mapping[str, int],
    rhythm: Rhythm,
    *,
    trend: float = 0.0,
    since: str = "",
) -> pd.DatetimeIndex:
    """
    Times on the local clock, in order, of everything that happens in the known months.

    Parameters
    ----------
    a_year : float or mapping
        Expected number in 2008/09; or exact numbers by financial year ("2009/10"), of which
        the last year's all lie in its known months.
    trend : float
        Change a year, on the log scale.
    since : str
        First month, YYYY-MM; otherwise the first of the calendar.
    """
    days = _days(world, since)
    weight = _day_weights(days, rhythm)
    if isinstance(a_year, Mapping):
        year = financial_year(days)
        drawn = [
            rng.choice(here, number, p=weight[here] / weight[here].sum())
            for label, number in a_year.items()
            for here in [np.flatnonzero(year == label)]
        ]
        at = days[np.sort(np.concatenate(drawn))]
    else:
        level = np.exp(trend * (days - _LEVEL_AT).days.to_numpy() / 365.25)
        at = days.repeat(rng.poisson(a_year / 365.25 * weight * level))
    minutes = 60 * rng.choice(24, len(at), p=rhythm.hours) + rng.integers(60, size=len(at))
    return (at + pd.to_timedelta(minutes, unit="min")).sort_values()


def clock(times: pd.DatetimeIndex) -> np.ndarray:
    """Times as partners write them: YYYY-MM-DD HH:MM."""
    return times.strftime("%Y-%m-%d %H:%M").to_numpy(dtype=object)


def financial_year(days) -> np.ndarray:
    """The year of each day as the partnership counts, April to March: "2009/10"."""
    days = pd.DatetimeIndex(days)
    start = days.year - (days.month < 4)
    return np.array([f"{year}/{(year + 1) % 100:02d}" for year in start])


def attraction(
    world: World, rng: np.random.Generator, pull: Mapping[str, float] | None = None
) -> np.ndarray:
    """Probability of every snap point; each hotspot within 250 m draws its stated share."""
    share = rng.lognormal(0.0, 0.8, len(world.points))
    share /= share.sum()
    for hotspot, drawn in (pull or {}).items():
        around = near(world, hotspot, 250.0)
        share = (1 - drawn) * share + drawn * around / around.sum()
    return share


def placed(
    world: World, rng: np.random.Generator, at: np.ndarray, *, no_place: float = _NO_PLACE
) -> dict[str, np.ndarray]:
    """Easting, northing and LSOA of snap points, as a partner types them: some are blank."""
    points = world.points.iloc[at]
    nowhere = rng.random(len(at)) < no_place
    unknown = rng.random(len(at)) < _NO_LSOA
    cells = {
        axis: np.where(nowhere, "", points[axis].to_numpy(dtype=object))
        for axis in ("easting", "northing")
    }
    return cells | {"lsoa": np.where(unknown, "", points["lsoa"].to_numpy(dtype=object))}


def _days(world, since) -> pd.DatetimeIndex:
    known = world.calendar.months()
    return pd.date_range(f"{since or known[0]}-01", pd.Period(known[-1], "M").end_time.date())


def _day_weights(days, rhythm) -> np.ndarray:
    """Weight of each day, 1 on an average one."""
    season = 1 + rhythm.season * np.cos(2 * np.pi * (days.month - rhythm.peak) / 12)
    if rhythm.by_month:
        season = np.array(rhythm.by_month)[days.month - 1]
    weekday = np.array(rhythm.days) / np.mean(rhythm.days)
    return np.asarray(season * weekday[days.day_of_week])


def _exactly(key, item, what, planted, unit, **more) -> dict:
    return {"key": key, "item": item, "what": what, "planted": planted, "unit": unit,
            "how": "exact", **more}  # fmt: skip


def _fire(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    parts = []
    for category, a_year in _FIRES_A_YEAR.items():
        count = _ATTACKS if category == _ATTACKED else a_year
        times = moments(world, rng, count, _FIRE, trend=-0.05)
        at = rng.choice(len(world.points), len(times), p=attraction(world, rng, {"estate": 0.12}))
        parts.append(
            pd.DataFrame(
                {"category": category, "attended_at": clock(times), **placed(world, rng, at)}
            )
        )
    table = pd.concat(parts).sort_values("attended_at", kind="stable", ignore_index=True)
    table.insert(0, "reference", references(rng, "F", len(table)))
    truths = [
        _exactly("fire_attacks", "B01", f"attacks on fire crews in {YEAR}, a small count",
                 _ATTACKS[YEAR], "incidents", year=YEAR),
        _exactly("fire_attacks_by_year", "B01", "attacks on fire crews by year, the last one half",
                 list(_ATTACKS.values()), "incidents", years=list(_ATTACKS)),
    ]  # fmt: skip
    return table, truths


def _collisions(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    rhythm = Rhythm(TRAFFIC, 0.06, 11, (1, 1, 1, 1.02, 1.12, 1, 0.85))
    times = moments(world, rng, 300, rhythm, trend=-0.03)
    count = len(times)
    places = placed(world, rng, rng.choice(len(world.points), count, p=attraction(world, rng)))
    child = rng.random(count) < 0.11
    harm = rng.choice(3, count, p=(0.007, 0.105, 0.888))
    cells = {
        f"{who}_{kind}": ((child == (who == "children")) & (harm == number)).astype(int)
        for who in ("adults", "children")
        for number, kind in enumerate(("killed", "serious", "slight"))
    }
    # Passengers and others beside the first casualty are slightly hurt.
    cells["adults_slight"] = cells["adults_slight"] + rng.poisson(0.22, count)
    here = financial_year(times) == YEAR
    serious = sum(cells[name][here].sum() for name in cells if not name.endswith("slight"))
    truth = _exactly("collisions_killed_or_serious", "B01",
                     f"people killed or seriously injured in collisions in {YEAR}",
                     int(serious), "people", year=YEAR)  # fmt: skip
    table = pd.DataFrame({
        "reference": references(rng, "C", count), "happened_at": clock(times),
        "easting": places["easting"], "northing": places["northing"], **cells,
    })  # fmt: skip
    return table, [truth]


def _exclusions(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    times = moments(world, rng, _EXCLUSIONS, _SCHOOL)
    year, count = financial_year(times), len(times)
    # Drawn from so few that some pupils are excluded two or three times in a year.
    pupil = pd.factorize(pd.Series(year) + pd.Series(rng.integers(700, size=count)).astype("str"))[
        0
    ]
    pupils = pupil.max() + 1
    age = rng.choice(np.arange(5, 17), pupils,
                     p=np.array([1, 1, 2, 2, 3, 4, 9, 13, 18, 20, 19, 8]) / 100)  # fmt: skip
    sex = rng.choice(["male", "female"], pupils, p=[0.74, 0.26])
    name = np.array([f"{word.capitalize()} School" for word in canaries(rng, _SCHOOLS)])
    address = np.array([
        f"{number} {word.capitalize()} Lane"
        for number, word in zip(rng.integers(2, 90, _SCHOOLS), canaries(rng, _SCHOOLS), strict=True)
    ])  # fmt: skip
    size = rng.dirichlet(np.full(_SCHOOLS, 3.0))
    school = rng.choice(_SCHOOLS, pupils, p=size)[pupil]
    permanent = rng.random(count) < 1 / 30
    for label, number in _PERMANENT.items():
        here = np.flatnonzero(year == label)
        permanent[here] = np.isin(here, rng.choice(here, number, replace=False))
    days = np.round(2 * rng.gamma(1.6, 1.9, count)).clip(1, 90) / 2
    table = pd.DataFrame({
        "person": references(rng, "P", pupils)[pupil],
        "excluded_on": times.strftime("%Y-%m-%d"),
        "kind": np.where(permanent, "permanent", "fixed term"),
        "days": np.where(permanent, "", days.astype(object)),
        "age": age[pupil],
        "sex": sex[pupil],
        "school_name": name[school],
        "school_address": address[school],
        "reason": rng.choice(list(_REASONS), count, p=list(_REASONS.values())),
    })  # fmt: skip
    used = np.unique(school)
    words = [text.removesuffix(" School") for text in name[used]]
    words += [text.split()[1] for text in address[used]]
    return table, [
        _exactly("exclusions", "B03", f"exclusions from school in {YEAR}", _EXCLUSIONS[YEAR],
                 "exclusions", year=YEAR),
        _exactly("exclusions_permanent", "B03", f"permanent exclusions in {YEAR}",
                 _PERMANENT[YEAR], "exclusions", year=YEAR),
        canary_truth("exclusions", words),
    ]  # fmt: skip


def _racial(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    times = moments(world, rng, _RACIAL, Rhythm(AFTER_SCHOOL, 0.15, 7))
    share = attraction(world, rng, {"town_centre": 0.12, "estate": 0.10})
    wards = world.points["ward"].to_numpy()
    busy = near(world, "town_centre", 400.0) | near(world, "estate", 400.0)
    quiet = rng.choice(np.setdiff1d(wards, wards[busy]), 2, replace=False)
    elsewhere = np.where(np.isin(wards, quiet), 0.0, share)
    at = rng.choice(len(share), len(times), p=share)
    here = np.flatnonzero(financial_year(times) == YEAR)
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
        "reference": references(rng, "R", len(times)),
        "category": rng.choice(list(kinds), len(times), p=list(kinds.values())),
        "happened_at": clock(times),
        "easting": places["easting"],
        "northing": places["northing"],
    })  # fmt: skip
    return table, [
        _exactly("racial_incidents_by_year", "B22",
                 "racial incidents reported to the council by year, rising; the last one half",
                 list(_RACIAL.values()), "reports", years=list(_RACIAL)),
        _exactly("racial_incidents_small_wards", "B22",
                 f"racial incidents of {YEAR} in two quiet wards, small counts",
                 list(_RACIAL_SMALL), "reports", wards=quiet.tolist(), year=YEAR),
    ]  # fmt: skip


def _council_asb(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    rhythm = Rhythm(OFFICE, 0.14, 7, _WORKING_DAYS)
    times = moments(world, rng, 2_900, rhythm, trend=_ASB_TREND)
    pull = {"estate": 0.15, "town_centre": 0.08, "market": 0.04}
    at = rng.choice(len(world.points), len(times), p=attraction(world, rng, pull))
    shares = [share for share, _ in _ASB_KINDS.values()]
    category = rng.choice(list(_ASB_KINDS), len(times), p=shares)
    table = pd.DataFrame({
        "reference": references(rng, "S", len(times)),
        "category": category,
        "reported_at": clock(times),
        **placed(world, rng, at),
        "service": [_ASB_KINDS[kind][1] for kind in category],
    })  # fmt: skip
    year = financial_year(times)
    return table, [
        {
            "key": "council_asb_trend", "item": "B08", "unit": "% a year", "how": "process",
            "what": "change in reports to the council, April 2004 to September 2010",
            "planted": round(100 * float(np.expm1(_ASB_TREND)), 2),
        },
        _exactly("council_asb", "B08", f"reports of anti-social behaviour to the council in {YEAR}",
                 int((year == YEAR).sum()), "reports", year=YEAR),
    ]  # fmt: skip


def _ambulance(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    rhythm = Rhythm(NIGHT, 0.08, 7, _WEEKEND)
    town, share = near(world, "town_centre", _TOWN_M), attraction(world, rng)
    parts = []
    for in_town, a_year, trend in ((True, 330, _TOWN_TREND), (False, 1_470, _REST_TREND)):
        times = moments(world, rng, a_year, rhythm, trend=trend)
        there = np.where(town == in_town, share, 0.0)
        at = rng.choice(len(share), len(times), p=there / there.sum())
        drunk = np.where(rng.random(len(times)) < _ALCOHOL[in_town], "yes", "no")
        said = rng.random(len(times)) >= _ALCOHOL_NOT_SAID
        parts.append(pd.DataFrame({
            "called_at": clock(times),
            "category": rng.choice(list(_CALLS), len(times), p=list(_CALLS.values())),
            **placed(world, rng, at),
            "alcohol": np.where(said, drunk, ""),
        }))  # fmt: skip
    table = pd.concat(parts).sort_values("called_at", kind="stable", ignore_index=True)
    table.insert(0, "reference", references(rng, "A", len(table)))
    return table, [
        *(
            {
                "key": f"ambulance_trend_{key}", "item": "A12", "unit": "% a year",
                "what": f"change in ambulance calls {where}, April 2004 to September 2010",
                "planted": round(100 * float(np.expm1(trend)), 2), "how": "process",
                "radius_m": _TOWN_M,
            }
            for key, where, trend in (
                ("town", "within 260 m of the middle of the town centre", _TOWN_TREND),
                ("elsewhere", "elsewhere in the borough", _REST_TREND),
            )
        ),
        *(
            {
                "key": f"ambulance_alcohol_{key}", "item": "B10", "unit": "share",
                "what": f"share of ambulance calls linked to alcohol {where}, where somebody said",
                "planted": _ALCOHOL[key == "town"], "how": "process", "radius_m": _TOWN_M,
                "not_said": _ALCOHOL_NOT_SAID,
            }
            for key, where in (("town", "within 260 m of the middle of the town centre"),
                               ("elsewhere", "elsewhere in the borough"))
        ),
    ]  # fmt: skip


def _day_count(world, rng) -> tuple[pd.DataFrame, list[dict]]:
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
        _exactly("asb_day_reports", "B08", f"reports of anti-social behaviour on {_COUNTED_ON}",
                 _DAY_REPORTS, "reports", date=_COUNTED_ON, agencies=len(_COUNTED_BY)),
        _exactly("asb_day_cost", "B08",
                 f"cost of the anti-social behaviour reported on {_COUNTED_ON}", cost, "£",
                 date=_COUNTED_ON, cost_of_250_days=250 * cost, cost_of_365_days=365 * cost),
    ]  # fmt: skip


def _referrals(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    released = pd.Timestamp(world.calendar.released)
    parts = []
    for year, points in _CONTACT_POINTS.items():
        count = sum(points.values())
        days = moments(world, rng, {year: count}, _SCHOOL).normalize()
        wait = np.full(count, -1)
        started = round(_STARTED * count)
        # An odd number, half of them either side of the median, so that it is exact.
        half = (started - 1) // 2
        waits = [rng.integers(2, _MEDIAN_WAIT + 1, half), [_MEDIAN_WAIT],
                 rng.integers(_MEDIAN_WAIT, 64, half)]  # fmt: skip
        wait[: 2 * half + 1] = np.concatenate(waits)
        first = days + pd.to_timedelta(rng.permutation(wait), unit="D")
        parts.append(pd.DataFrame({
            "referred_on": days.strftime("%Y-%m-%d"),
            "contact_point": rng.permutation(np.repeat(list(points), list(points.values()))),
            "started_on": np.where(
                (first < days) | (first > released), "", first.strftime("%Y-%m-%d")
            ),
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "person", references(rng, "G", len(table)))
    ward = rng.choice(world.points["ward"].to_numpy(dtype=object), len(table))
    table["ward"] = np.where(rng.random(len(table)) < _NO_PLACE, "", ward)
    points = _CONTACT_POINTS[YEAR]
    return table, [
        _exactly("parenting_referrals", "A29", f"parents referred to advice or support in {YEAR}",
                 sum(points.values()), "people", year=YEAR),
        _exactly("parenting_referrals_by_contact_point", "A29",
                 f"parents referred in {YEAR} by contact point, one of them a small count",
                 list(points.values()), "people", contact_points=list(points), year=YEAR),
        _exactly("parenting_wait", "A29",
                 f"median wait from referral to first contact of parents referred in {YEAR}",
                 _MEDIAN_WAIT, "days", year=YEAR),
    ]  # fmt: skip
