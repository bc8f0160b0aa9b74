"""Drugs, alcohol and domestic abuse: tests, possession, treatment, admissions, incidents."""

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.health import QUARTERLY
from cdrp_analysis.contracts.partner import AGE_BANDS
from cdrp_analysis.sample.plan import BOROUGH_CODE, NEIGHBOURS, stream
from cdrp_analysis.sample.world import World
from cdrp_analysis.sample.youth import (
    TO_SEPTEMBER,
    days_in,
    financial_year,
    iso,
    pseudonyms,
    truth,
    yes_no,
)

_LAST = np.datetime64(TO_SEPTEMBER[1])

# Trigger offence -> tests a month, share positive for anything; of those, opiates and cocaine.
_TRIGGERS = {
    "Shoplifting": (34, 0.52), "Burglary": (14, 0.38), "Robbery": (11, 0.22),
    "Vehicle crime": (15, 0.26), "Begging": (7, 0.64), "Drug supply": (9, 0.41),
    "Drug possession": (16, 0.33), "Fraud": (6, 0.12),
}  # fmt: skip
_OPIATES, _COCAINE = 0.62, 0.71  # of positives; redrawn where neither came
_TESTED_FROM = "2006-04-01"  # test on arrest, Drugs Act 2005
_SLOWER_FROM, _WAITS = np.datetime64("2009-10-01"), (4.0, 11.0)  # days to assessment, mean

_POSSESSION = {  # financial year -> cannabis, all; 2010 is its first half
    2004: (588, 700), 2005: (631, 760), 2006: (722, 880), 2007: (774, 960), 2008: (711, 900),
    2009: (631, 820), 2010: (289, 380),
}  # fmt: skip
_OTHER_DRUGS = {"crack": 0.24, "cocaine": 0.30, "heroin": 0.22, "ecstasy": 0.09,
                "amphetamines": 0.08, "other": 0.07}  # fmt: skip
_NOTICES_FROM = np.datetime64("2009-01-26")  # penalty notices for cannabis
_HOURS = {"warning": 1.4, "penalty notice": 2.2, "caution": 4.5, "charge": 9.0}
_REFERRED = {"warning": 0.08, "penalty notice": 0.30, "caution": 0.38, "charge": 0.62}
_ATTENDED = 0.57

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

# European Standard Population 1976 in the feed's age bands, its five-year groups split evenly
# by single year where a band cuts one (Waterhouse et al. 1976, Cancer Incidence III).
STANDARD_1976 = dict(zip(AGE_BANDS, (15_000, 11_200, 9_800, 14_000, 14_000, 14_000, 11_000,
                                     11_000), strict=True))  # fmt: skip
_RESIDENTS = np.array([19_800, 12_400, 15_600, 38_500, 28_200, 20_300, 14_400, 17_800])
_BY_AGE = np.array([30, 160, 900, 1_350, 2_150, 2_900, 3_300, 4_300])  # admissions per 100,000
_MALE_SHARE = np.array([0.51, 0.51, 0.49, 0.5, 0.52, 0.5, 0.48, 0.43])
_OWN_LEVEL, _OWN_GROWTH, _PEER_GROWTH = 1.30, 0.072, 0.045

# The borough's own and its neighbours': there are no postcode areas of these names.
_DISTRICTS = ("AY1", "AY2", "AY3", "EB1", "EB2", "EB4", "EB7")
_DISTRICT_SHARES = (0.34, 0.29, 0.24, 0.05, 0.04, 0.02, 0.02)
_ICD10 = {"X99": 0.09, "Y04": 0.16, "Y00": 0.04, "Y09": 0.03, "F10.0": 0.22, "F10.2": 0.16,
          "F11.2": 0.07, "F12.1": 0.03, "F14.1": 0.04, "F19.2": 0.03, "T51.0": 0.06,
          "Y90.8": 0.03, "Y91.2": 0.04}  # fmt: skip
_ASSAULT = ("X99", "Y00", "Y04", "Y09")

_VICTIMS, _REPEAT = 1_700, 374  # of the twelve months to September 2010: 22%
_EARLIER = {
    2004: (720, 130),
    2005: (1_480, 266),
    2006: (1_530, 283),
    2007: (1_580, 300),
    2008: (1_610, 322),
    2009: (1_660, 349),
}  # year that ends in September; victims, repeat
_MARKERS = {  # share of incidents: of one-off and of repeat victims
    "children_present": (0.40, 0.46), "alcohol": (0.33, 0.48), "drugs": (0.08, 0.16),
    "separation": (0.19, 0.30),
}  # fmt: skip


def drug_files(world: World) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """
    The feeds on drugs, alcohol, health and domestic abuse, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        drug_tests, possession_disposals, treatment, prevalence, alcohol_admissions,
        hospital_admissions, domestic_abuse_admissions, health_quarters, domestic_incidents.
    truths : list of dict
    """
    seed, months = world.seed, pd.period_range(*_ends(world), freq="M")
    tests, test_truths = _tests(stream(seed, "drug tests"))
    possession, possession_truths = _possession(stream(seed, "possession"))
    treatment, treatment_truths = _treatment(stream(seed, "treatment"))
    prevalence, prevalence_truths = _prevalence()
    alcohol, alcohol_truths = _alcohol(stream(seed, "alcohol admissions"))
    hospital, hospital_truths = _hospital(months, stream(seed, "hospital admissions"))
    abuse, abuse_truths = _abuse_admissions(months, stream(seed, "abuse admissions"))
    quarters, quarter_truths = _quarters(treatment, stream(seed, "health quarters"))
    incidents, incident_truths = _incidents(stream(seed, "domestic incidents"))
    files = {
        "drug_tests": tests,
        "possession_disposals": possession,
        "treatment": treatment,
        "prevalence": prevalence,
        "alcohol_admissions": alcohol,
        "hospital_admissions": hospital,
        "domestic_abuse_admissions": abuse,
        "health_quarters": quarters,
        "domestic_incidents": incidents,
    }
    truths = [*test_truths, *possession_truths, *treatment_truths, *prevalence_truths,
              *alcohol_truths, *hospital_truths, *abuse_truths, *quarter_truths,
              *incident_truths]  # fmt: skip
    return files, truths


def _ends(world: World) -> tuple[str, str]:
    months = world.calendar.months()
    return months[0], months[-1]


def _days(rng, months, level: float, growth: float, amplitude: float, peak: int) -> np.ndarray:
    """Days of events, sorted: so many a month at first, growing by the year, with a season."""
    years = np.arange(len(months)) / 12
    season = 1 + amplitude * np.cos(2 * np.pi * (months.month.to_numpy() - peak) / 12)
    counts = rng.poisson(level * np.exp(growth * years) * season)
    first = months.to_timestamp().to_numpy().astype("datetime64[D]").repeat(counts)
    length = months.days_in_month.to_numpy().repeat(counts)
    return np.sort(first + (rng.random(len(first)) * length).astype(int))


def _tests(rng: np.random.Generator) -> tuple[pd.DataFrame, list[dict]]:
    months = pd.period_range(_TESTED_FROM[:7], TO_SEPTEMBER[1][:7], freq="M")
    parts = []
    for offence, (level, share) in _TRIGGERS.items():
        day = _days(rng, months, level, 0.01, 0.04, 11)
        positive = rng.random(len(day)) < share
        kind = rng.choice(3, len(day), p=[1 - _COCAINE, 1 - _OPIATES, _OPIATES + _COCAINE - 1])
        parts.append(pd.DataFrame({
            "day": day, "trigger_offence": offence,
            "opiates": positive & (kind != 1), "cocaine": positive & (kind != 0),
        }))  # fmt: skip
    table = pd.concat(parts).sort_values("day", kind="stable", ignore_index=True)
    day = table["day"].to_numpy(dtype="datetime64[D]")
    late = day >= _SLOWER_FROM
    # Whole days with the planted mean: geometric from zero.
    wait = rng.geometric(1 / (1 + np.where(late, _WAITS[1], _WAITS[0]))) - 1
    assessed = day + wait
    due = (table["opiates"] | table["cocaine"]).to_numpy() & (rng.random(len(day)) < 0.84)
    assessed[~due | (assessed > _LAST)] = np.datetime64("NaT")
    people = pseudonyms(rng, 2_600, "T")
    pull = rng.gamma(0.7, 1.0, len(people))
    files = pd.DataFrame({
        "person": rng.choice(people, len(table), p=pull / pull.sum()),
        "tested_on": iso(day),
        "trigger_offence": table["trigger_offence"],
        "opiates": yes_no(table["opiates"]),
        "cocaine": yes_no(table["cocaine"]),
        "assessed_on": iso(assessed),
    })  # fmt: skip
    return files, [
        truth("drug_test_positive", "B13", "share of tests on arrest positive for opiates or "
              "cocaine, April 2006 to September 2010, by trigger offence",
              {offence: share for offence, (_, share) in _TRIGGERS.items()}, "share", "process",
              tests={k: int(n) for k, n in table["trigger_offence"].value_counts().items()},
              opiates_of_positive=_OPIATES, cocaine_of_positive=_COCAINE),
        truth("drug_assessment_wait", "B13", "mean days from a positive test to assessment, before "
              "October 2009 and since", list(_WAITS), "days", "process",
              slower_from=str(_SLOWER_FROM),
              not_yet_assessed="those whose day lies after September 2010 are blank"),
    ]  # fmt: skip


def _possession(rng: np.random.Generator) -> tuple[pd.DataFrame, list[dict]]:
    parts = []
    for year, (cannabis, total) in _POSSESSION.items():
        last = TO_SEPTEMBER[1] if year == 2010 else f"{year + 1}-03-31"
        drug = rng.choice(list(_OTHER_DRUGS), total, p=list(_OTHER_DRUGS.values())).astype(object)
        drug[rng.choice(total, cannabis, replace=False)] = "cannabis"
        day = days_in(rng, f"{year}-04-01", last, total)
        parts.append(pd.DataFrame({"day": day, "drug": drug, "year": year}))
    table = pd.concat(parts).sort_values("day", kind="stable", ignore_index=True)
    count, day = len(table), table["day"].to_numpy(dtype="datetime64[D]")
    people = pseudonyms(rng, 4_200, "D")
    pull = rng.gamma(0.6, 1.0, len(people))
    table["person"] = rng.choice(people, count, p=pull / pull.sum())
    cannabis, noticed = table["drug"] == "cannabis", day >= _NOTICES_FROM
    # First a warning, then a penalty notice, then a charge; before 2009 there was no notice.
    step = table[cannabis & noticed].groupby("person").cumcount().reindex(table.index, fill_value=0)
    ladder = np.array(["warning", "penalty notice", "charge"], dtype=object)[np.minimum(step, 2)]
    before = np.where(rng.random(count) < 0.86, "warning", "charge")
    harder = np.where(rng.random(count) < 0.35, "caution", "charge")
    table["disposal"] = np.where(cannabis, np.where(noticed, ladder, before), harder)
    hours = table["disposal"].map(_HOURS).to_numpy(dtype=float)
    table["officer_hours"] = np.round(hours * rng.gamma(12.0, 1 / 12.0, count), 1)
    referred = rng.random(count) < table["disposal"].map(_REFERRED).to_numpy(dtype=float)
    attended = rng.random(count) < _ATTENDED
    table["referred"] = yes_no(referred)
    table["attended"] = np.where(referred, yes_no(attended), "")
    truths = _possession_truths(table)
    table["dealt_with_on"] = iso(day)
    names = ["person", "dealt_with_on", "drug", "disposal", "officer_hours", "referred",
             "attended"]  # fmt: skip
    return table[names], truths


def _possession_truths(table: pd.DataFrame) -> list[dict]:
    year = table[table["year"] == 2009]
    shares = {_label(one): round(a / b, 4) for one, (a, b) in _POSSESSION.items()}
    since = table[(table["drug"] == "cannabis") & (table["day"] >= _NOTICES_FROM)]
    times = since.groupby("person").size()
    referred = int((year["referred"] == "yes").sum())
    attended = int((year["attended"] == "yes").sum())
    cannabis = year["drug"] == "cannabis"
    return [
        truth("cannabis_share", "A31", "share of possession disposals in 2009/10 that were for "
              "cannabis", shares["2009/10"], "share", "exact", cannabis=int(cannabis.sum()),
              base=len(year), by_financial_year=shares,
              officer_hours_cannabis=round(float(year.loc[cannabis, "officer_hours"].sum()), 1),
              officer_hours=round(float(year["officer_hours"].sum()), 1)),
        truth("cannabis_funnel", "A32", "disposals for cannabis from 26 January 2009 to September "
              "2010, by kind", {kind: int(n) for kind, n in
                                since["disposal"].value_counts().items()}, "disposals", "exact",
              people=len(times), people_twice_or_more=int((times >= 2).sum()),
              people_three_times_or_more=int((times >= 3).sum())),
        truth("possession_referred", "A32", "possession disposals in 2009/10 referred to treatment",
              referred, "disposals", "exact", base=len(year), attended=attended),
    ]  # fmt: skip


def _treatment(rng: np.random.Generator) -> tuple[pd.DataFrame, list[dict]]:
    start = np.concatenate([
        np.sort(days_in(rng, f"{year}-04-01", _year_end(year), count))
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
    parent = np.where(rng.random(count) < 0.17, "yes", "no").astype(object)
    parent[rng.random(count) < 0.08] = ""
    started = np.flatnonzero((start >= first) & (start <= last))
    for members, (_, said, yes) in ((started, _STARTED), (stay, _ONGOING)):
        parent[members] = ""
        answered = rng.choice(members, said, replace=False)
        parent[answered] = "no"
        parent[answered[:yes]] = "yes"
    parent[back] = parent[left_before]
    drug = rng.choice(list(_MAIN), count, p=list(_MAIN.values()))
    over = end > _LAST
    outcome = rng.choice(list(_OUTCOMES), count, p=list(_OUTCOMES.values()))
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


def _prevalence() -> tuple[pd.DataFrame, list[dict]]:
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


def _alcohol(rng: np.random.Generator) -> tuple[pd.DataFrame, list[dict]]:
    areas = [BOROUGH_CODE, *(f"E0999{number + 2:04d}" for number in range(len(NEIGHBOURS)))]
    size = np.concatenate([[1.0], rng.uniform(0.75, 1.6, len(NEIGHBOURS))])
    level = np.concatenate([[_OWN_LEVEL], rng.uniform(0.78, 1.14, len(NEIGHBOURS))])
    rows = []
    for place, area in enumerate(areas):
        growth = _OWN_GROWTH if place == 0 else _PEER_GROWTH + rng.normal(0, 0.008)
        for number, year in enumerate(range(2004, 2010)):
            people = _RESIDENTS * size[place] * (1 + 0.008 * number)
            rate = _BY_AGE / 1e5 * level[place] * np.exp(growth * (number - 5))
            for sex, part, excess in (
                ("female", 1 - _MALE_SHARE, 0.72),
                ("male", _MALE_SHARE, 1.28),
            ):
                residents = np.round(people * part).astype(int)
                # Partly attributable admissions count as fractions: not whole numbers.
                seen = np.round(rng.poisson(residents * rate * excess * 2.5) / 2.5, 1)
                rows += [
                    (area, _label(year), band, sex, float(fractions), int(there))
                    for band, fractions, there in zip(AGE_BANDS, seen, residents, strict=True)
                ]
    names = ["area", "year", "age_band", "sex", "admissions", "residents"]
    table = pd.DataFrame(rows, columns=names)
    bands = table.groupby(["year", "area", "age_band"])[["admissions", "residents"]].sum()
    weight = bands.index.get_level_values("age_band").map(STANDARD_1976)
    rates = (bands["admissions"] / bands["residents"] * weight).groupby(["year", "area"]).sum()
    own = rates.xs(BOROUGH_CODE, level="area")
    now = rates["2009/10"]
    return table, [
        truth("alcohol_admission_rate", "A36", "alcohol-related admissions in 2009/10, both sexes "
              "together, directly standardised by age", round(float(own["2009/10"]), 2),
              "admissions per 100,000", "exact", standard="European Standard Population 1976",
              weights=STANDARD_1976, by_year={y: round(float(r), 2) for y, r in own.items()},
              rank_of_16=int(now.rank(ascending=False)[BOROUGH_CODE]),
              mean_of_the_others=round(float(now.drop(BOROUGH_CODE).mean()), 2)),
    ]  # fmt: skip


def _hospital(months, rng) -> tuple[pd.DataFrame, list[dict]]:
    day = _days(rng, months, 92.0, 0.04, 0.10, 7)
    table = pd.DataFrame({
        "outward_postcode": _districts(len(day), rng),
        "admitted_on": iso(day),
        "icd10": rng.choice(list(_ICD10), len(day), p=list(_ICD10.values())),
    })  # fmt: skip
    assault = int((table["icd10"].isin(_ASSAULT) & (financial_year(day) == 2009)).sum())
    return table, [
        truth("hospital_admissions", "A36", "admissions for assault, substance use or the effects "
              "of alcohol by financial year, 2010/11 to September", _by_year(day), "admissions",
              "exact", assault_2009_10=assault, growth_a_year=0.04, season=0.10, peak_month=7),
    ]  # fmt: skip


def _abuse_admissions(months, rng) -> tuple[pd.DataFrame, list[dict]]:
    day = _days(rng, months, 8.0, 0.05, 0.08, 12)
    table = pd.DataFrame({
        "outward_postcode": _districts(len(day), rng), "admitted_on": iso(day),
    })  # fmt: skip
    return table, [
        truth("domestic_abuse_admissions", "A43", "admissions in respect of domestic abuse by "
              "financial year, 2010/11 to September", _by_year(day), "admissions", "exact",
              growth_a_year=0.05, season=0.08, peak_month=12),
    ]  # fmt: skip


def _districts(count: int, rng) -> np.ndarray:
    return rng.choice(_DISTRICTS, count, p=_DISTRICT_SHARES)


def _quarters(treatment: pd.DataFrame, rng) -> tuple[pd.DataFrame, list[dict]]:
    """Persons in drug treatment are those of the treatment feed once it is two years old."""
    starts = pd.period_range("2004Q2", "2010Q3", freq="Q")
    drug = treatment[treatment["substance"] != "alcohol"]
    begin = drug["starts_on"].to_numpy(dtype="datetime64[D]")
    end = drug["ends_on"].replace("", TO_SEPTEMBER[1]).to_numpy(dtype="datetime64[D]")
    rows = []
    for number, quarter in enumerate(starts):
        first = quarter.start_time.to_datetime64().astype("datetime64[D]")
        last = quarter.end_time.to_datetime64().astype("datetime64[D]")
        # Fewer first attendances in the quarter of the summer holidays.
        visits = rng.poisson(640 * np.exp(0.006 * number) * (0.93 if quarter.quarter == 3 else 1))
        there = drug.loc[(begin <= last) & (end >= first), "person"].nunique()
        rows += [(str(first), QUARTERLY[0], int(visits)), (str(first), QUARTERLY[1], there)]
    table = pd.DataFrame(rows, columns=["quarter_starts_on", "measure", "persons"])
    treated = table["measure"] == QUARTERLY[1]
    begun = treated & (table["quarter_starts_on"] < "2008-04-01")
    level = table.loc[treated & ~begun, "persons"].iloc[:4].mean()
    back = np.arange(int(begun.sum()), 0, -1)
    table.loc[begun, "persons"] = rng.poisson(level * 0.992**back)
    last_year = table["quarter_starts_on"].between(*TO_SEPTEMBER)
    return table, [
        truth("drug_treatment_quarters", "B13", "persons receiving drug treatment in each quarter "
              "of the twelve months to September 2010",
              [int(n) for n in table.loc[treated & last_year, "persons"]], "people", "exact"),
    ]  # fmt: skip


def _incidents(rng: np.random.Generator) -> tuple[pd.DataFrame, list[dict]]:
    """Each year to September has its victims, a planted number of them seen twice or more."""
    pool = pseudonyms(rng, 12_000, "W")
    parts, shares, new = [], {}, 0
    for year, (victims, repeat) in (_EARLIER | {2010: (_VICTIMS, _REPEAT)}).items():
        first = "2004-04-01" if year == 2004 else f"{year - 1}-10-01"
        known = rng.choice(new, round(0.12 * victims), False) if new else np.zeros(0, int)
        fresh = np.arange(new, new + victims - len(known))
        new += len(fresh)
        who = rng.permutation(np.concatenate([known, fresh]))
        times = np.ones(victims, dtype=int)
        times[:repeat] = 1 + np.minimum(rng.geometric(0.52, repeat), 14)
        victim = pool[np.repeat(who, times)].astype(object)
        again = np.repeat(times > 1, times)
        unknown = round(0.03 * victims)  # nobody would give a name
        victim = np.concatenate([victim, np.full(unknown, "", dtype=object)])
        again = np.concatenate([again, np.zeros(unknown, dtype=bool)])
        day = days_in(rng, first, f"{year}-09-30", len(victim))
        parts.append(pd.DataFrame({"day": day, "victim": victim, "again": again, "year": year}))
        shares[str(year)] = round(repeat / victims, 4)
    table = pd.concat(parts, ignore_index=True)
    count = len(table)
    minute = _clock(count, rng)
    moment = table["day"].to_numpy(dtype="datetime64[m]") + minute
    flags = {
        name: rng.random(count) < np.where(table["again"], often, once)
        for name, (once, often) in _MARKERS.items()
    }
    danger = 0.9 * table["again"] + 0.5 * flags["separation"] + 0.4 * flags["alcohol"]
    danger = danger.to_numpy(dtype=float) + rng.gumbel(0.0, 0.7, count)
    said = {name: rng.random(count) < 0.9 for name in ("alcohol", "drugs")}
    frame = pd.DataFrame({
        "reference": pseudonyms(rng, count, "DI"),
        "reported_at": np.char.replace(np.datetime_as_string(moment), "T", " "),
        "victim": table["victim"],
        "offence_recorded": yes_no(rng.random(count) < 0.38),
        "risk": np.where(danger > 2.3, "high", np.where(danger > 1.1, "medium", "standard")),
        "children_present": yes_no(flags["children_present"]),
        # Blank: nobody said. It is not a no.
        **{name: np.where(said[name], yes_no(flags[name]), "") for name in ("alcohol", "drugs")},
        "separation": yes_no(flags["separation"]),
    })  # fmt: skip
    order = np.argsort(moment, kind="stable")
    frame, table = frame.iloc[order].reset_index(drop=True), table.iloc[order]
    late = frame[(table["year"] == 2010).to_numpy()]
    times = late.loc[late["victim"] != "", "victim"].value_counts()
    window = "in the twelve months to September 2010"
    return frame, [
        truth("repeat_victims", "A43", f"share of known victims of domestic incidents {window} "
              "with two or more in them", _REPEAT / _VICTIMS, "share", "exact",
              victims=len(times), repeat=int((times > 1).sum()), incidents=len(late),
              victim_not_known=int((late["victim"] == "").sum()),
              incidents_of_repeat_victims=int(times[times > 1].sum()),
              by_year_to_september={k: v for k, v in shares.items() if k != "2004"}),
        truth("domestic_risk_markers", "A43", "share of incidents with a marker: of victims with "
              "one incident, and with more, in the twelve months to September",
              {name: list(pair) for name, pair in _MARKERS.items()}, "share", "process"),
    ]  # fmt: skip


def _clock(count: int, rng) -> np.ndarray:
    """Minutes after midnight: evenings, and the hours after closing time."""
    hours = np.array([5, 4, 3, 2, 1, 1, 1, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 6, 6, 7, 7, 8, 7.0])
    hour = rng.choice(24, count, p=hours / hours.sum())
    return (hour * 60 + rng.integers(0, 60, count)).astype("timedelta64[m]")


def _by_year(days: np.ndarray) -> dict[str, int]:
    years, counts = np.unique(financial_year(days), return_counts=True)
    return {_label(int(year)): int(n) for year, n in zip(years, counts, strict=True)}


def _label(year: int) -> str:
    """2009 as 2009/10."""
    return f"{year}/{(year + 1) % 100:02d}"


def _year_end(year: int) -> str:
    return min(f"{year + 1}-03-31", TO_SEPTEMBER[1])
