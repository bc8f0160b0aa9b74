"""Young people in the youth justice system of the other boroughs, in total, as published."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import YEAR, year_label
from cdrp_analysis.sample.money import SHARERS
from cdrp_analysis.sample.plan import BOROUGH, BOROUGH_CODE, NEIGHBOURS, stream
from cdrp_analysis.sample.values import OTHER_BOROUGHS, Planted, truth
from cdrp_analysis.sample.world import World
from cdrp_analysis.sample.youth_cases import FIRST_TIME, make_cases
from cdrp_analysis.sample.youth_population import residents_in

_YEARS = range(2004, 2010)
_PER = 100_000
_STANDS_OUT, _TIMES = "Farrowgate", 2.0  # first-time entrants there, over what its size gives
_APART = 0.12  # spread of the other boroughs' true rates, log scale
_FEWER_A_YEAR = 0.86  # first-time entrants per resident, over those of the year before
_PER_ENTRANT = 1.9  # young people with a case, per first-time entrant


def youth_peer_files(world: World) -> Planted:
    """
    The feed of the other boroughs, and what was planted in it.

    Returns
    -------
    files : dict of DataFrame
        youth_peers.
    truths : list of dict
    """
    rng = stream(world.seed, "youth peers")
    seen = make_cases(world, stream(world.seed, "youth cases")).groupby("year")["person"].nunique()
    rows = [
        (BOROUGH_CODE, BOROUGH, f"{year}-04-01", FIRST_TIME[year], int(seen[year]),
         residents_in(year)[0])
        for year in _YEARS
    ]  # fmt: skip
    rate = FIRST_TIME[2009] / residents_in(2009)[0]
    for code, name in zip(OTHER_BOROUGHS, NEIGHBOURS, strict=True):
        size = residents_in(2009)[0] * rng.lognormal(0.0, 0.30)
        own = rate * rng.lognormal(0.0, _APART)
        own = rate * _TIMES if name == _STANDS_OUT else own
        for year in _YEARS:
            people = round(size * (1 + 0.01 * (year - 2009)))
            entrants = int(rng.poisson(people * own * _FEWER_A_YEAR ** (year - 2009)))
            young = entrants + int(rng.poisson((_PER_ENTRANT - 1) * entrants))
            rows.append((code, name, f"{year}-04-01", entrants, young, people))
    names = ["area", "area_name", "first_day", "first_time_entrants", "young_people", "residents"]
    table = pd.DataFrame(rows, columns=names)
    return {"youth_peers": table}, _truths(table)


def _truths(table: pd.DataFrame) -> list[dict]:
    own = table["area"] == BOROUGH_CODE
    rates = _PER * table["first_time_entrants"] / table["residents"]
    by_year = dict(zip(map(year_label, _YEARS), rates[own].round(4), strict=True))
    sharing = table[table["area"].isin(SHARERS) & table["first_day"].eq("2009-04-01")]
    others = table[~own].groupby("first_day")[["first_time_entrants", "residents"]].sum()
    together = _PER * others["first_time_entrants"] / others["residents"]
    return [
        truth("first_time_rate", "A22", "first-time entrants per 100,000 residents aged 10 to 17, "
              "by financial year", by_year, "per 100,000", "exact"),
        truth("first_time_stands_out", "A22", f"the area outside the 99.8% limits of the funnel in "
              f"{YEAR}, and on which side", {_STANDS_OUT: "high"}, "area", "found",
              times=_TIMES, spread_of_the_others=_APART),
        truth("first_time_elsewhere", "A22", f"change of first-time entrants per resident from "
              f"{year_label(_YEARS[0])} to {YEAR} in the other boroughs together",
              round(float(together.iloc[-1] / together.iloc[0] - 1), 4), "share", "exact",
              drawn=round(float(np.power(_FEWER_A_YEAR, len(_YEARS) - 1) - 1), 4)),
        truth("first_time_shared", "A28", f"first-time entrants of {YEAR} of the areas that share "
              "the youth service, together", int(sharing["first_time_entrants"].sum()), "people",
              "exact", areas=len(sharing), residents=int(sharing["residents"].sum())),
    ]  # fmt: skip
