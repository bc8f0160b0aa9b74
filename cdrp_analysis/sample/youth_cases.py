"""Young people in the youth justice system and their cases, drawn stretch by stretch."""

from itertools import pairwise

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import TO_SEPTEMBER, days_in, financial_year, labelled
from cdrp_analysis.sample.values import shared_out, truth, yes_no
from cdrp_analysis.sample.world import World
from cdrp_analysis.sample.youth_population import OTHER_GROUPS, residents_in
from cdrp_analysis.sample.youth_reoffending import follow_up

# First day and young people of each stretch; nobody is counted twice within one. The last two
# are half of 2009/10 and the twelve months to September 2010.
_STRETCHES = (
    ("2004-04-01", 472), ("2005-04-01", 438), ("2006-04-01", 398), ("2007-04-01", 352),
    ("2008-04-01", 306), ("2009-04-01", 138), ("2009-10-01", 236),
)  # fmt: skip
_AFTER = "2010-10-01"

# Share of Black young people among them over their share of residents, by stretch. The last is
# a little more than 1.29 x 56.6 expected: 73 of 236.
_INDEX = (1.52, 1.48, 1.43, 1.38, 1.34, 1.22, 1.29)
_RETURNING = 0.22
FIRST_TIME = {2004: 260, 2005: 240, 2006: 214, 2007: 180, 2008: 148, 2009: 121, 2010: 46}
_CLOSED, _INTO_WORK = 210, 189
_WITH_PLAN = 229  # of the 236
_OTHER_CASES = np.array([0.08, 0.20, 0.64, 0.08])

# Young people of the last stretch by quintile: all others, Black. Both follow deprivation, so
# most of the crude index goes when it is adjusted.
_LAST_TABLE = np.array([[62, 48, 25, 17, 11], [46, 18, 6, 2, 1]])
_AGES = np.array([1, 2, 5, 10, 16, 21, 23, 22]) / 100


def make_cases(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """
    One row per case, in the order of the days on which they were opened.

    Returns
    -------
    DataFrame
        The columns of youth_cases, people as numbers and days as days, and with them black,
        born, seen (number of the stretch), year (2009 for 2009/10) and last (whether opened in
        the twelve months known last).
    """
    people, cases = _people_and_cases(rng)
    cases = cases.drop_duplicates(["person", "opened_on"])
    order = np.lexsort((cases["person"], cases["opened_on"]))
    cases = cases.iloc[order].merge(people, on="person", validate="m:1")
    old = (cases["opened_on"] - cases["born"]).dt.days // 365.25
    cases["age"] = old.clip(10, 17).astype(int)
    cases["year"] = financial_year(cases["opened_on"])
    cases["last"] = cases["opened_on"] >= TO_SEPTEMBER[0]
    _first_time(cases, rng)
    follow_up(cases, rng)
    _closings(cases, rng)
    _assessments(cases, rng)
    cases["ward"] = _wards(world, rng, cases["person"])
    return cases


def _people_and_cases(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each stretch: some return from the two before it, the others are new."""
    people = pd.DataFrame({"person": [], "black": [], "imd_quintile": [], "born": [], "seen": []})
    opened_cases = []
    ends = pairwise([*(first for first, _ in _STRETCHES), _AFTER])
    for number, (first, after) in enumerate(ends):
        last = np.datetime64(after) - 1
        room = _table(number)
        back = _returning(people, room, last, number, rng)
        cells = [cell for cell in np.ndindex(room.shape) for _ in range(room[cell])]
        age = rng.choice(np.arange(10, 18), len(cells), p=_AGES) + rng.random(len(cells))
        new = pd.DataFrame({
            "person": len(people) + np.arange(len(cells)),
            "black": [cell[0] == 1 for cell in cells],
            "imd_quintile": [cell[1] + 1 for cell in cells],
            "born": (last - np.round(age * 365.25).astype(int)).astype("datetime64[s]"),
            "seen": number,
        })  # fmt: skip
        people.loc[people["person"].isin(back), "seen"] = number
        people = new if people.empty else pd.concat([people, new], ignore_index=True)
        members = np.concatenate([back, new["person"].to_numpy()]).astype(int)
        person = np.repeat(members, 1 + rng.poisson(0.25, len(members)))
        opened = days_in(rng, first, str(last), len(person)).astype("datetime64[s]")
        opened_cases.append(pd.DataFrame({"person": person, "opened_on": opened}))
    count = len(people)
    group = rng.choice(OTHER_GROUPS, count, p=_OTHER_CASES).astype(object)
    group = np.where(people["black"], "Black", group)
    # Only in the first years did some records lack it; those people do not come back.
    lost = (people["seen"] <= 1) & ~people["black"].astype(bool) & (rng.random(count) < 0.04)
    people["ethnic_group"] = np.where(lost, "not known", group)
    people["sex"] = rng.choice(["male", "female"], count, p=[0.79, 0.21])
    return people, pd.concat(opened_cases, ignore_index=True)


def _table(number: int) -> np.ndarray:
    """Young people of a stretch: others and Black, by quintile."""
    total = _STRETCHES[number][1]
    every, black = residents_in(int(_STRETCHES[number][0][:4]))
    wanted = round(_INDEX[number] * black / every * total)
    parts = [shared_out(count, row) for count, row in zip((total - wanted, wanted), _LAST_TABLE,
                                                           strict=True)]  # fmt: skip
    return _LAST_TABLE.copy() if number == len(_STRETCHES) - 1 else np.array(parts)


def _returning(people, room: np.ndarray, last, number: int, rng) -> np.ndarray:
    wanted, chosen = int(_RETURNING * room.sum()), []
    young = (last - people["born"].to_numpy("datetime64[D]")).astype(int) < 18 * 365.25
    recent = (people["seen"] >= number - 2).to_numpy(dtype=bool)
    black = people["black"].to_numpy(dtype=int)
    quintile = people["imd_quintile"].to_numpy(dtype=int) - 1
    for place in rng.permutation(np.flatnonzero(young & recent)):
        if len(chosen) < wanted and room[black[place], quintile[place]]:
            room[black[place], quintile[place]] -= 1
            chosen.append(place)  # people are numbered in the order of their rows
    return np.array(chosen, dtype=int)


def _first_time(cases: pd.DataFrame, rng) -> None:
    """A first-time entrant has no earlier case in the file."""
    first = ~cases["person"].duplicated()
    flag = np.zeros(len(cases), dtype=bool)
    for year, count in FIRST_TIME.items():
        flag[rng.choice(np.flatnonzero(first & (cases["year"] == year)), count, False)] = True
    cases["first_time"] = yes_no(flag)


def _closings(cases: pd.DataFrame, rng) -> None:
    """Cases last about five months; those not among the planted number are still open."""
    lasts = 20 + rng.gamma(2.0, 65.0, len(cases)).astype(int)
    closed = cases["opened_on"].to_numpy("datetime64[D]") + lasts
    first, last = (np.datetime64(day) for day in TO_SEPTEMBER)
    within = np.flatnonzero((closed >= first) & (closed <= last))
    kept = rng.choice(within, _CLOSED, replace=False)
    still = closed > last
    still[np.setdiff1d(within, kept)] = True
    share = np.clip(0.80 + 0.018 * (cases["year"] - 2004), 0, 0.9).to_numpy()
    working = rng.random(len(cases)) < share
    working[kept] = False
    working[rng.choice(kept, _INTO_WORK, replace=False)] = True
    closed[still] = np.datetime64("NaT")
    cases["closed_on"] = closed.astype("datetime64[s]")
    cases["in_education_or_work"] = np.where(still, "", yes_no(working))


def _assessments(cases: pd.DataFrame, rng) -> None:
    """All were assessed in the last twelve months and all but seven had a plan."""
    count, late = len(cases), cases["last"].to_numpy()
    assessed = late | (rng.random(count) < 0.90 + 0.015 * (cases["year"] - 2004))
    without = rng.choice(cases.loc[late, "person"].unique(), _STRETCHES[-1][1] - _WITH_PLAN, False)
    earlier = assessed & (rng.random(count) < 0.78 + 0.03 * (cases["year"] - 2004))
    cases["assessed"] = yes_no(assessed)
    cases["tailored_plan"] = yes_no(np.where(late, ~cases["person"].isin(without), earlier))


def _wards(world: World, rng, person: pd.Series) -> np.ndarray:
    codes = world.ground.wards["code"].to_numpy()
    pull = rng.dirichlet(np.full(len(codes), 6.0))
    return rng.choice(codes, int(person.max()) + 1, p=pull)[person.to_numpy()]


def case_truths(cases: pd.DataFrame) -> list[dict]:
    """How many young people there are, and what was done for them."""
    late = cases[cases["last"]]
    by_year = cases.groupby("year")["person"].nunique()
    to_september = cases.groupby(cases["opened_on"].dt.to_period("Y-SEP").dt.year)
    ending = to_september["person"].nunique().drop(2004)  # half of that one is known
    closed = cases[cases["closed_on"].between(*TO_SEPTEMBER)]
    first = cases["first_time"] == "yes"
    entrants = cases[first].groupby("year").size()
    people, base = late["person"].nunique(), int(by_year[2004])
    window = "in the twelve months to September 2010"
    return [
        truth("young_people", "A20", f"young people with a case opened {window}", people, "people",
              "exact", cases=len(late), residents=residents_in(2010)[0],
              rate_per_1000=round(1000 * people / residents_in(2010)[0], 3),
              by_year_to_september={str(year): int(n) for year, n in ending.items()}),
        truth("young_people_2004", "A20", "young people with a case opened in 2004/05", base,
              "people", "exact", change_percent=round(100 * (people / base - 1), 1),
              by_financial_year=labelled(by_year.drop(2010))),
        truth("first_time_entrants", "A22", "first-time entrants by financial year, 2010/11 to "
              "September", labelled(entrants), "people", "exact",
              twelve_months_to_september_2010=int((first & cases["last"]).sum())),
        truth("into_education_or_work", "A27", f"share of cases closed {window} in full-time "
              "education, training or work", _INTO_WORK / _CLOSED, "share", "exact",
              cases=int(closed["in_education_or_work"].eq("yes").sum()), base=len(closed)),
        truth("assessed", "A30", f"share of young people with a case opened {window} who were "
              "assessed", float(late["assessed"].eq("yes").mean()), "share", "exact", base=people),
        truth("tailored_plan", "A30", f"share of young people with a case opened {window} who "
              "have a plan of their own", _WITH_PLAN / people, "share", "exact",
              people=_WITH_PLAN, base=people,
              share_of_cases=round(float(late["tailored_plan"].eq("yes").mean()), 4)),
    ]  # fmt: skip
