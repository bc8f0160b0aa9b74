"""People in drug and alcohol treatment, and how many more there may be."""

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.partner import AGE_BANDS
from cdrp_analysis.sample.days import LAST_DAY, days_in, iso, year_end
from cdrp_analysis.sample.values import Made, Planted, drawn, plant, pseudonyms, truth, yes_no
from cdrp_analysis.sample.world import World

# In treatment in 2009/10: people who started in it and before it, those of them who said
# whether they live with children, and those who do.
_STARTED, _ONGOING = (270, 250, 45), (218, 200, 36)
_STARTS = {2006: 238, 2007: 250, 2008: 262, 2009: _STARTED[0], 2010: 140}
_MAIN = {"heroin": 0.38, "crack": 0.15, "alcohol": 0.25, "cannabis": 0.10, "cocaine": 0.08,
         "amphetamines": 0.02, "other": 0.02}  # fmt: skip
_REFERRERS = ("self", "general practitioner", "drug interventions", "probation", "hospital",
              "children's services")  # fmt: skip
_OUTCOMES = {"completed, free of dependency": 0.31, "completed": 0.16, "dropped out": 0.36,
             "transferred": 0.12, "prison": 0.05}  # fmt: skip
_RANGES = (
    ("problem drug users", 1_200, 1_500, 1_900, "people", "Estuary prevalence study, 2008"),
    ("children per problem drug user", 0.88, 0.94, 1.0, "children a person",
     "national treatment records, 2008"),
    ("residents aged 16 and over", 142_000, 144_000, 146_000, "people", "mid-year estimate, 2008"),
    ("share drinking at harmful levels", 0.030, 0.0368, 0.045, "share",
     "household survey of drinking, 2008"),
    ("children per harmful drinker", 0.27, 0.30, 0.335, "children a person",
     "household survey of drinking, 2008"),
    ("residents aged under 18", 27_600, 28_400, 29_200, "people", "mid-year estimate, 2008"),
)  # fmt: skip
_CHAINS = ((0, 1), (2, 3, 4))  # products of ranges, to be added


def treatment_files(world: World) -> Planted:
    """
    The feeds of treatment and of prevalence, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        treatment, prevalence.
    truths : list of dict
    """
    return plant(
        world,
        {
            "treatment": ("treatment", _treatment),
            "prevalence": ("prevalence", _prevalence),
        },
    )


def _treatment(world: World, rng: np.random.Generator) -> Made:
    start = np.concatenate([
        np.sort(days_in(rng, f"{year}-04-01", year_end(year), count))
        for year, count in _STARTS.items()
    ])  # fmt: skip
    count = len(start)
    end = start + 14 + rng.exponential(290.0, count).astype(int)
    first, last = np.datetime64("2009-04-01"), np.datetime64("2010-03-31")
    # As many are in treatment on 1 April 2009 as planted: those who would have left last.
    earlier = np.flatnonzero(start < first)
    order = earlier[np.argsort(-end[earlier].astype(int), kind="stable")]
    stay, gone = order[: _ONGOING[0]], order[_ONGOING[0] :]
    end[stay] = np.maximum(end[stay], first + rng.integers(0, 90, len(stay)))
    left = np.maximum(start[gone], first - rng.integers(1, 40, len(gone)))
    end[gone] = np.where(end[gone] >= first, left, end[gone])
    people = np.arange(count)
    # Some come back, but nobody twice in one of the groups counted.
    back = np.flatnonzero((start > last) & (rng.random(count) < 0.2))
    left_before = rng.permutation(gone)[: len(back)]
    people[back] = left_before
    parent = yes_no(rng.random(count) < 0.17)
    parent[rng.random(count) < 0.08] = ""
    started = np.flatnonzero((start >= first) & (start <= last))
    for members, (_, said, yes) in ((started, _STARTED), (stay, _ONGOING)):
        parent[members] = ""
        answered = rng.choice(members, said, replace=False)
        parent[answered] = "no"
        parent[answered[:yes]] = "yes"
    parent[back] = parent[left_before]
    drug = drawn(rng, _MAIN, count)
    over = end > LAST_DAY
    outcome = drawn(rng, _OUTCOMES, count)
    shown = end.copy()
    shown[over] = np.datetime64("NaT")
    wait = rng.geometric(1 / np.where(drug == "alcohol", 25.0, 9.0)) - 1
    table = pd.DataFrame({
        "person": pseudonyms(rng, count, "N")[people],
        "starts_on": iso(start), "ends_on": iso(shown), "substance": drug,
        "age_band": rng.choice(AGE_BANDS[2:], count, p=[0.13, 0.33, 0.31, 0.16, 0.05, 0.02]),
        "sex": rng.choice(["male", "female"], count, p=[0.72, 0.28]),
        "ethnic_group": rng.choice(["White", "Black", "Mixed", "Asian", "Other", "not known"],
                                   count, p=[0.66, 0.14, 0.08, 0.05, 0.03, 0.04]),
        "parent": parent,
        "referred_by": rng.choice(_REFERRERS, count, p=[0.4, 0.16, 0.2, 0.12, 0.08, 0.04]),
        "wait_days": wait, "outcome": np.where(over, "", outcome),
    })  # fmt: skip
    steady = ["age_band", "sex", "ethnic_group"]
    table.loc[back, steady] = table.loc[left_before, steady].to_numpy()
    said, yes = _STARTED[1] + _ONGOING[1], _STARTED[2] + _ONGOING[2]
    return table, [
        truth("parents_in_treatment", "A34", "share of people in treatment at any time in 2009/10 "
              "who live with children, of those who said", yes / said, "share", "exact",
              parents=yes, base=said, people=_STARTED[0] + _ONGOING[0], national=0.30,
              started_in_the_year={"parents": _STARTED[2], "base": _STARTED[1],
                                   "people": _STARTED[0]}),
    ]  # fmt: skip


def _prevalence(world: World, rng: np.random.Generator) -> Made:
    table = pd.DataFrame(
        _RANGES, columns=["quantity", "low", "central", "high", "unit", "source"]
    ).astype({"low": float, "central": float, "high": float})
    ends = {
        end: float(sum(table[end].iloc[list(chain)].prod() for chain in _CHAINS))
        for end in ("low", "central", "high")
    }
    return table, [
        truth("children_exposed", "A35", "children who live with a problem drug user or a harmful "
              "drinker, 2008, central estimate", round(ends["central"]), "children", "exact",
              all_low=round(ends["low"]), all_high=round(ends["high"]),
              sum_of_products=[[_RANGES[n][0] for n in chain] for chain in _CHAINS],
              children=_RANGES[5][2]),
    ]  # fmt: skip
