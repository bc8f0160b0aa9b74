"""The partnership's money, and what sharing a service saved."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import BOROUGH_CODE
from cdrp_analysis.sample.values import OTHER_BOROUGHS, Made, Planted, lines, plant, split_up, truth
from cdrp_analysis.sample.world import World

# 2010/11: stream|recipient|£|in kind|need|last day promised
_MONEY = """
Basic Command Unit Fund|Police|168000|no||2011-03-31
Safer and Stronger Communities Fund|Council|246000|no||2011-03-31
Pooled treatment budget|Primary care trust|1420000|no|crack or heroin|
Pooled treatment budget|Primary care trust|84000|no|cannabis|
Pooled treatment budget|Primary care trust|60000|no|other drugs|
Pooled treatment budget|Primary care trust|96000|no|alcohol|
Drug Interventions Programme|Council|420000|no|crack or heroin|2011-03-31
Young people's substance misuse grant|Youth offending service|112000|no|cannabis|2011-03-31
Council budget|Council|610000|no||
Police authority partnership fund|Council|50000|no||2011-03-31
Shopping centre|Police|92000|no||2013-12-31
Rooms and wardens' time|Council|45000|yes||
Analyst's time|Police|62000|yes||
Home safety visits|Fire and rescue|38000|yes||
Volunteers' time|Voluntary sector|27000|yes||
"""
_EARLIER = {"2006/07": 0.84, "2007/08": 0.9, "2008/09": 0.96, "2009/10": 1.0}
_NOT_YET = ("Shopping centre", "Police authority partnership fund")
_CLIFF = "2011-03-31"
SHARERS = (BOROUGH_CODE, OTHER_BOROUGHS[0], OTHER_BOROUGHS[4])
_MANAGEMENT = {"2009/10": 1_200_000, "2010/11": 972_000}  # £ a year, all three: 19% less
_WANTED_PERCENT = -25


def money_files(world: World) -> Planted:
    """
    The feeds of funding and shared services, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        funding, shared_services.
    truths : list of dict
    """
    return plant(
        world,
        {
            "funding": ("delivery funding", _funding),
            "shared_services": ("delivery shared_services", _shared_services),
        },
    )


def _funding(world: World, rng: np.random.Generator) -> Made:
    columns = ["stream", "recipient", "amount", "in_kind", "need", "ends_on"]
    now = pd.DataFrame(lines(_MONEY), columns=columns)
    now["amount"] = now["amount"].astype(int)
    years = []
    for year, level in _EARLIER.items():
        then = now[~now["stream"].isin(_NOT_YET)].assign(year=year, ends_on="")
        amount = then["amount"] * level * rng.uniform(0.95, 1.05, len(then))
        years.append(then.assign(amount=(amount / 100).round().astype(int) * 100))
    # Its money went into the other fund the year after.
    last = ("Building Safer Communities Fund", "Council", 131_000, "no", "", "2007-03-31")
    years.append(pd.DataFrame([last], columns=columns).assign(year="2006/07"))
    years.append(now.assign(year="2010/11"))
    frame = pd.concat(years, ignore_index=True)[
        ["stream", "recipient", "year", "amount", "in_kind", "need", "ends_on"]
    ].assign(contract="no")
    money = now[now["in_kind"].eq("no")]
    total = int(money["amount"].sum())
    drugs = money[money["need"].isin(["crack or heroin", "cannabis", "other drugs"])]
    hard = int(drugs.loc[drugs["need"].eq("crack or heroin"), "amount"].sum())
    by_stream = money.groupby("stream")["amount"].sum()
    ends = int(money.loc[money["ends_on"].eq(_CLIFF), "amount"].sum())
    return frame, [
        truth("funding_total", "B20", "money of the partnership in 2010/11, without what is in "
              "kind", total, "£", "exact",
              by_stream={name: int(amount) for name, amount in by_stream.items()},
              concentration_hhi=round(float(((by_stream / total) ** 2).sum()), 4)),
        truth("funding_in_kind", "B20", "value of staff, rooms and goods in 2010/11",
              int(now.loc[now["in_kind"].eq("yes"), "amount"].sum()), "£", "exact"),
        truth("funding_cliff_edge", "B20", "money of 2010/11 with nothing promised after 31 March "
              "2011", ends, "£", "exact", share=round(ends / total, 4)),
        truth("drug_money_on_crack_or_heroin", "A49", "share of the money for drugs of 2010/11, "
              "alcohol not counted, spent on crack or heroin",
              round(hard / int(drugs["amount"].sum()), 4), "share of £", "exact", amount=hard,
              base=int(drugs["amount"].sum())),
    ]  # fmt: skip


def _shared_services(world: World, rng: np.random.Generator) -> Made:
    rows = []
    split = rng.dirichlet(np.full(len(SHARERS), 40.0))
    people = rng.integers(240, 380, len(SHARERS))
    for year, cost in _MANAGEMENT.items():
        parts = split_up(cost, split)
        total = parts + np.round(people * rng.uniform(5_900, 6_300)).astype(int)
        rows += [
            ("Youth offending service", area, year, part, all_of_it, heads)
            for area, part, all_of_it, heads in zip(SHARERS, parts, total, people, strict=True)
        ]
        people = people - rng.integers(0, 20, len(people))
    columns = ["service", "area", "year", "management_cost", "total_cost", "young_people"]
    before, after = _MANAGEMENT.values()
    return pd.DataFrame(rows, columns=columns), [
        truth("shared_management_change", "A28", "change of management cost of the shared youth "
              "service from 2009/10 to 2010/11", round(100 * (after / before - 1), 2), "%",
              "exact", wanted=_WANTED_PERCENT, before=before, after=after,
              short_of_target=after - round(before * (1 + _WANTED_PERCENT / 100))),
        truth("shared_saving", "A28", "share of the saving wanted in management that was made in "
              "2010/11", round(100 * (before - after) / (-_WANTED_PERCENT * before), 4), "share",
              "exact", areas=len(SHARERS)),
    ]  # fmt: skip
