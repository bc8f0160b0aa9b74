"""Young people in the youth justice system: cases, disposals, residents, diversion."""

from itertools import pairwise

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import stream
from cdrp_analysis.sample.world import World

TO_SEPTEMBER = ("2009-10-01", "2010-09-30")  # the twelve months known last

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
_FIRST_TIME = {2004: 260, 2005: 240, 2006: 214, 2007: 180, 2008: 148, 2009: 121, 2010: 46}
# Financial year -> members of the reoffending cohort, proven reoffences, members who reoffended.
# The follow-up of 2009/10 is not over: its reoffences are blank, which is not none.
_COHORTS = {2006: (190, 186, 78), 2007: (170, 153, 66), 2008: (150, 117, 54), 2009: (130, None, 0)}
_PREDICTED = {2006: 178.0, 2007: 156.0, 2008: 130.0}
_DISPOSALS = {  # financial year -> custodial, all; 2010 is its first half
    2004: (17, 452), 2005: (16, 431), 2006: (14, 396), 2007: (13, 345), 2008: (12, 300),
    2009: (19, 290), 2010: (9, 128),
}  # fmt: skip
_CLOSED, _INTO_WORK = 210, 189
_WITH_PLAN = 229  # of the 236

# Residents aged 10 to 17 by quintile of deprivation, the most deprived first.
_ALL_BY_QUINTILE = np.array([0.32, 0.26, 0.18, 0.14, 0.10])
_BLACK_BY_QUINTILE = np.array([0.52, 0.27, 0.12, 0.06, 0.03])
_RESIDENTS = {2004: (11_700, 2_633), 2010: (12_400, 2_973)}  # all, Black; between them a line
_OTHER_GROUPS = ("Asian", "Mixed", "White", "Other")
_OTHER_RESIDENTS = np.array([0.11, 0.16, 0.63, 0.10])
_OTHER_CASES = np.array([0.08, 0.20, 0.64, 0.08])
# Young people of the last stretch by quintile: all others, Black. Both follow deprivation, so
# most of the crude index goes when it is adjusted.
_LAST_TABLE = np.array([[62, 48, 25, 17, 11], [46, 18, 6, 2, 1]])

_ORDERS = ("Referral order", "Reparation order", "Conditional discharge", "Fine")
_COMMUNITY = ("Supervision order", "Action plan order", "Curfew order")
_REHABILITATION_FROM = np.datetime64("2009-11-30")  # Criminal Justice and Immigration Act 2008

_DIVERTED, _COMPARED = 180, 360
_AGEING, DIVERSION_EFFECT = 0.70, 0.65


def truth(key: str, item: str, what: str, planted, unit: str, how: str, **more) -> dict:
    """One planted fact, ready for JSON."""
    return {"key": key, "item": item, "what": what, "planted": _plain(planted), "unit": unit,
            "how": how} | {name: _plain(value) for name, value in more.items()}  # fmt: skip


def pseudonyms(rng: np.random.Generator, count: int, prefix: str) -> np.ndarray:
    """As many different pseudonyms, in no order: Y-482913."""
    numbers = rng.choice(900_000, count, replace=False) + 100_000
    return np.array([f"{prefix}-{number}" for number in numbers], dtype=object)


def yes_no(mask) -> np.ndarray:
    """Flags as a partner types them."""
    return np.where(np.asarray(mask, dtype=bool), "yes", "no").astype(object)


def iso(days) -> np.ndarray:
    """Days as YYYY-MM-DD, blank where there is none."""
    days = np.asarray(days, dtype="datetime64[D]")
    return np.where(np.isnat(days), "", np.datetime_as_string(days)).astype(object)


def days_in(rng: np.random.Generator, first: str, last: str, count: int) -> np.ndarray:
    """Days drawn evenly from the first to the last, both included."""
    start, end = np.datetime64(first), np.datetime64(last)
    return start + rng.integers(0, (end - start).astype(int) + 1, count)


def financial_year(days) -> np.ndarray:
    """2009 for a day of 2009/10."""
    months = np.asarray(days, dtype="datetime64[M]").astype(int)
    return 1970 + (months - 3) // 12


def youth_files(world: World) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """
    The feeds of the youth offending service, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        youth_cases, youth_disposals, youth_population, diversion.
    truths : list of dict
    """
    rng = stream(world.seed, "youth cases")
    cases = _cases(rng)
    cases["ward"] = _wards(world, rng, cases["person"])
    residents = _population()
    disposals = _disposals(cases, stream(world.seed, "youth disposals"))
    codes = pseudonyms(stream(world.seed, "young people"), int(cases["person"].max()) + 1, "Y")
    diversion, diverted = _diversion(stream(world.seed, "diversion"))
    truths = [*_case_truths(cases), *_index_truths(cases, residents), *_reoffending(cases),
              *_custody_truths(disposals), diverted]  # fmt: skip
    for frame in (cases, disposals):
        frame["person"] = codes[frame["person"].to_numpy()]
    shown = ["person", "opened_on", "closed_on", "age", "sex", "ethnic_group", "imd_quintile",
             "first_time", "assessed", "tailored_plan", "in_education_or_work", "in_cohort",
             "reoffences", "reoffences_predicted", "ward"]  # fmt: skip
    for day in ("opened_on", "closed_on"):
        cases[day] = iso(cases[day])
    files = {
        "youth_cases": cases[shown],
        "youth_disposals": disposals,
        "youth_population": residents,
        "diversion": diversion,
    }
    return files, truths


def _cases(rng: np.random.Generator) -> pd.DataFrame:
    people, cases = _people_and_cases(rng)
    cases = cases.drop_duplicates(["person", "opened_on"])
    order = np.lexsort((cases["person"], cases["opened_on"]))
    cases = cases.iloc[order].merge(people, on="person", validate="m:1")
    old = (cases["opened_on"] - cases["born"]).dt.days // 365.25
    cases["age"] = old.clip(10, 17).astype(int)
    cases["year"] = financial_year(cases["opened_on"])
    cases["last"] = cases["opened_on"] >= TO_SEPTEMBER[0]
    _first_time(cases, rng)
    _follow_up(cases, rng)
    _closings(cases, rng)
    _assessments(cases, rng)
    return cases


def _people_and_cases(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each stretch: some return from the two before it, the others are new."""
    people = pd.DataFrame({"person": [], "black": [], "imd_quintile": [], "born": [], "seen": []})
    drawn = []
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
        drawn.append(pd.DataFrame({"person": person, "opened_on": opened}))
    count = len(people)
    group = rng.choice(_OTHER_GROUPS, count, p=_OTHER_CASES).astype(object)
    group = np.where(people["black"], "Black", group)
    # Only in the first years did some records lack it; those people do not come back.
    lost = (people["seen"] <= 1) & ~people["black"].astype(bool) & (rng.random(count) < 0.04)
    people["ethnic_group"] = np.where(lost, "not known", group)
    people["sex"] = rng.choice(["male", "female"], count, p=[0.79, 0.21])
    return people, pd.concat(drawn, ignore_index=True)


_AGES = np.array([1, 2, 5, 10, 16, 21, 23, 22]) / 100


def _table(number: int) -> np.ndarray:
    """Young people of a stretch: others and Black, by quintile."""
    total = _STRETCHES[number][1]
    every, black = _residents_in(int(_STRETCHES[number][0][:4]))
    wanted = round(_INDEX[number] * black / every * total)
    parts = [_shared(count, row) for count, row in zip((total - wanted, wanted), _LAST_TABLE,
                                                       strict=True)]  # fmt: skip
    return _LAST_TABLE.copy() if number == len(_STRETCHES) - 1 else np.array(parts)


def _shared(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to the weights that add to the total."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(int)
    whole[np.argsort(whole - exact)[: total - whole.sum()]] += 1
    return whole


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
    for year, count in _FIRST_TIME.items():
        flag[rng.choice(np.flatnonzero(first & (cases["year"] == year)), count, False)] = True
    cases["first_time"] = yes_no(flag)


def _follow_up(cases: pd.DataFrame, rng) -> None:
    """The cohort: one case of each member a year; those seen again later reoffend first."""
    cases["in_cohort"] = "no"
    cases["reoffences"] = cases["reoffences_predicted"] = ""
    cases[["reoffences", "reoffences_predicted"]] = cases[
        ["reoffences", "reoffences_predicted"]
    ].astype(object)
    later = cases["person"].duplicated(keep="last").to_numpy()
    for year, (size, reoffences, reoffenders) in _COHORTS.items():
        of_year = cases["year"] == year
        heads = cases.index[of_year & ~cases[of_year]["person"].duplicated().reindex(
            cases.index, fill_value=True)]  # fmt: skip
        members = np.sort(rng.choice(heads.to_numpy(), size, replace=False))
        cases.loc[members, "in_cohort"] = "yes"
        if reoffences is None:
            continue
        order = np.argsort(-(later[members] + 0.9 * rng.random(size)))
        counts = np.zeros(size, dtype=int)
        counts[order[:reoffenders]] = 1
        weights = rng.gamma(0.6, 1.0, reoffenders)
        more = rng.multinomial(reoffences - reoffenders, weights / weights.sum())
        counts[order[:reoffenders]] += more
        risk = 0.5 + rng.gamma(2.0, 1.0, size) + 0.6 * np.minimum(counts, 3)
        predicted = _shared(round(_PREDICTED[year] * 100), risk) / 100
        cases.loc[members, "reoffences"] = counts.tolist()
        cases.loc[members, "reoffences_predicted"] = predicted.tolist()


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


def _disposals(cases: pd.DataFrame, rng) -> pd.DataFrame:
    parts = []
    for year, (custodial, total) in _DISPOSALS.items():
        last = TO_SEPTEMBER[1] if year == 2010 else f"{year + 1}-03-31"
        day = np.sort(days_in(rng, f"{year}-04-01", last, total))
        kind = np.where(
            rng.random(total) < 0.6,
            rng.choice(_ORDERS, total, p=[0.5, 0.2, 0.18, 0.12]),
            rng.choice(_COMMUNITY, total),
        ).astype(object)
        replaced = np.isin(kind, _COMMUNITY) & (day >= _REHABILITATION_FROM)
        kind[replaced] = "Youth rehabilitation order"
        inside = np.zeros(total, dtype=bool)
        inside[rng.choice(total, custodial, replace=False)] = True
        kind[inside] = np.where(rng.random(custodial) < 0.85, "Detention and training order",
                                "Section 90 or 91 detention")  # fmt: skip
        people = cases.loc[cases["year"] == year, "person"].unique()
        parts.append(pd.DataFrame({
            "person": rng.choice(people, total), "disposed_on": iso(day), "disposal": kind,
            "custodial": yes_no(inside),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _residents_in(year: int) -> tuple[int, int]:
    (first, low), (last, high) = _RESIDENTS.items()
    way = (year - first) / (last - first)
    return tuple(round(a + way * (b - a)) for a, b in zip(low, high, strict=True))


def _population() -> pd.DataFrame:
    rows = []
    for year in range(2004, 2011):
        every, black = _residents_in(year)
        of_black = _shared(black, _BLACK_BY_QUINTILE)
        others = _shared(every, _ALL_BY_QUINTILE) - of_black
        by_group = {"Black": of_black} | dict.fromkeys(_OTHER_GROUPS)
        split = np.array([_shared(count, _OTHER_RESIDENTS) for count in others])
        by_group |= {group: split[:, n] for n, group in enumerate(_OTHER_GROUPS)}
        for group in sorted(by_group):
            rows += [(year, group, n + 1, int(c)) for n, c in enumerate(by_group[group])]
    return pd.DataFrame(rows, columns=["year", "ethnic_group", "imd_quintile", "residents"])


def _diversion(rng: np.random.Generator) -> tuple[pd.DataFrame, dict]:
    """Both groups offend less as they grow older; diversion takes off a share of the rest."""
    count = _DIVERTED + _COMPARED
    diverted = np.arange(count) < _DIVERTED
    starts = days_in(rng, "2007-04-01", "2009-12-31", count)
    days = (np.datetime64(TO_SEPTEMBER[1]) - starts).astype(int)
    months = np.minimum(12.0, np.round(days / 30.4375, 1))
    # Those diverted had offended less to begin with: comparing only what followed flatters it.
    rate = rng.gamma(3.0, np.where(diverted, 1.6, 2.2) / 3.0)
    after = rate * months / 12 * _AGEING * np.where(diverted, DIVERSION_EFFECT, 1.0)
    table = pd.DataFrame({
        "person": pseudonyms(rng, count, "V"),
        "diverted": yes_no(diverted),
        "starts_on": iso(starts),
        "completed": np.where(diverted, yes_no(rng.random(count) < 0.78), ""),
        "offences_before": rng.poisson(rate),
        "months_before": 12.0,
        "offences_after": rng.poisson(after),
        "months_after": months,
    })  # fmt: skip
    table = table.iloc[np.argsort(starts, kind="stable")].reset_index(drop=True)
    return table, truth(
        "diversion_effect", "B11",
        "offences of those diverted after against before, over the same ratio of the comparison "
        "group; starts April 2007 to December 2009", DIVERSION_EFFECT, "ratio of rate ratios",
        "process", people=_DIVERTED, comparison=_COMPARED, comparison_ratio=_AGEING,
    )  # fmt: skip


def _case_truths(cases: pd.DataFrame) -> list[dict]:
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
              "exact", cases=len(late), residents=_residents_in(2010)[0],
              rate_per_1000=round(1000 * people / _residents_in(2010)[0], 3),
              by_year_to_september={str(year): int(n) for year, n in ending.items()}),
        truth("young_people_2004", "A20", "young people with a case opened in 2004/05", base,
              "people", "exact", change_percent=round(100 * (people / base - 1), 1),
              by_financial_year=_named(by_year.drop(2010))),
        truth("first_time_entrants", "A22", "first-time entrants by financial year, 2010/11 to "
              "September", _named(entrants), "people", "exact",
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


def _index_truths(cases: pd.DataFrame, residents: pd.DataFrame) -> list[dict]:
    """Observed over expected Black young people: crude, and expected quintile by quintile."""
    late = cases[cases["last"]].drop_duplicates("person")
    now = residents[residents["year"] == 2010].pivot_table(
        index="imd_quintile", columns="ethnic_group", values="residents", aggfunc="sum"
    )
    black, every = now["Black"], now.sum(axis=1)
    seen = int(late["black"].sum())
    found = late.groupby("imd_quintile").size()
    crude = seen / (len(late) * black.sum() / every.sum())
    adjusted = seen / float((found * black / every).sum())
    others = (len(late) - seen) / (every.sum() - black.sum())
    years = {}
    for year in range(2004, 2010):
        one = cases[cases["year"] == year].drop_duplicates("person")
        everyone, of_them = _residents_in(year)
        years[year] = round(float(one["black"].mean()) / (of_them / everyone), 4)
    window = "twelve months to September 2010, mid-2010 residents"
    return [
        truth("over_representation", "A25", "share of Black young people among those with a case "
              f"opened over their share of residents aged 10 to 17; {window}", round(crude, 4),
              "index", "exact", people=seen, base=len(late), residents=int(black.sum()),
              all_residents=int(every.sum()), by_financial_year=_named(years),
              gap_percentage_points=round(
                  100 * float(seen / len(late) - black.sum() / every.sum()), 2),
              rate_ratio_to_all_others=round(float(seen / black.sum() / others), 4)),
        truth("over_representation_adjusted", "A26", "the same index when expected numbers follow "
              f"quintiles of deprivation (indirect standardisation on all groups); {window}",
              round(adjusted, 4), "index", "exact", expected=round(seen / adjusted, 2)),
    ]  # fmt: skip


def _reoffending(cases: pd.DataFrame) -> list[dict]:
    (before, was, _), (size, count, reoffenders) = _COHORTS[2007], _COHORTS[2008]
    follow = "cohort of 2008/09 followed for twelve months"
    return [
        truth("reoffences_per_member", "A23", f"proven reoffences per member, {follow}",
              count / size, "offences a person", "exact", members=size, reoffences=count,
              earlier={"2006/07": 186 / 190, "2007/08": was / before}),
        truth("reoffences_previous", "A23", "reoffences per member of the 2008/09 cohort over "
              "those of 2007/08", round(count / size / (was / before), 4), "ratio", "exact",
              ratio_of_counts=round(count / was, 4)),
        truth("reoffenders", "A23", f"share with at least one reoffence, {follow}",
              reoffenders / size, "share", "exact",
              reoffences_per_reoffender=round(count / reoffenders, 4)),
        truth("reoffences_against_predicted", "A23", f"reoffences over those predicted, {follow}",
              count / _PREDICTED[2008], "ratio", "exact", predicted=_PREDICTED[2008]),
        truth("reoffending_not_yet_known", "A23", "year whose cohort has no reoffences yet: the "
              "follow-up is not over", "2009/10", "financial year", "found",
              members=int(cases.loc[cases["year"] == 2009, "in_cohort"].eq("yes").sum())),
    ]  # fmt: skip


def _custody_truths(disposals: pd.DataFrame) -> list[dict]:
    held = disposals["custodial"] == "yes"
    year = financial_year(disposals["disposed_on"].to_numpy(dtype="datetime64[D]"))
    counts, bases = held.groupby(year).sum(), held.groupby(year).size()
    return [
        truth("custodial_share", "A24", "custodial share of court disposals in 2009/10",
              round(float(counts[2009] / bases[2009]), 4), "share", "exact",
              custodial=_named(counts), disposals=_named(bases),
              share_2008_09=round(float(counts[2008] / bases[2008]), 4)),
    ]  # fmt: skip


def _named(by_year) -> dict:
    """Keys 2009 as 2009/10."""
    return {f"{year}/{(year + 1) % 100:02d}": _plain(value) for year, value in by_year.items()}


def _plain(value):
    return value.item() if isinstance(value, np.generic) else value
