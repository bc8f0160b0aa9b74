"""Drugs as the police meet them: tests on arrest and disposals for possession."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import LAST_DAY, TO_SEPTEMBER, days_in, iso, year_end, year_label
from cdrp_analysis.sample.rhythms import growing_days
from cdrp_analysis.sample.values import (
    OTHER_BOROUGHS,
    Made,
    Planted,
    drawn,
    plant,
    pseudonyms,
    truth,
    yes_no,
)
from cdrp_analysis.sample.world import World

# Trigger offence -> tests a month, share positive for anything; of those, opiates and cocaine.
_TRIGGERS = {
    "Shoplifting": (34, 0.52), "Burglary": (14, 0.38), "Robbery": (11, 0.22),
    "Vehicle crime": (15, 0.26), "Begging": (7, 0.64), "Drug supply": (9, 0.41),
    "Drug possession": (16, 0.33), "Fraud": (6, 0.12),
}  # fmt: skip
# Outside the pilot: tests a month of each of two areas, by the same offences; more of them thieves,
# so that the shares of all look more alike than those of one and the same offence.
_OUTSIDE = {
    "Shoplifting": 15, "Burglary": 3, "Robbery": 2, "Vehicle crime": 2, "Begging": 6,
    "Drug supply": 2, "Drug possession": 3, "Fraud": 1,
}  # fmt: skip
_PILOT_GAP = 0.06  # what a test of the same offence is more often positive in the pilot
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


def drug_files(world: World) -> Planted:
    """
    The police's feeds on drugs, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        drug_tests, drug_tests_outside, possession_disposals.
    truths : list of dict
    """
    return plant(
        world,
        {
            "drug_tests": ("drug tests", _tests),
            "drug_tests_outside": ("drug tests outside", _tests_outside),
            "possession_disposals": ("possession", _possession),
        },
    )


def _tests(world: World, rng: np.random.Generator) -> Made:
    months = pd.period_range(_TESTED_FROM[:7], TO_SEPTEMBER[1][:7], freq="M")
    parts = []
    for offence, (level, share) in _TRIGGERS.items():
        day = growing_days(rng, months, level, 0.01, 0.04, 11)
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
    assessed[~due | (assessed > LAST_DAY)] = np.datetime64("NaT")
    files = pd.DataFrame({
        "person": _people(rng, "T", 2_600, 0.7, len(table)),
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


def _tests_outside(world: World, rng: np.random.Generator) -> Made:
    """Two areas that test on charge alone, quarter by quarter."""
    quarters = pd.period_range(_TESTED_FROM, TO_SEPTEMBER[1], freq="Q")
    rows = [
        (
            area,
            f"{quarter.start_time:%Y-%m-%d}",
            offence,
            tests,
            rng.binomial(tests, share - _PILOT_GAP),
        )
        for area in OTHER_BOROUGHS[:2]
        for quarter in quarters
        for offence, (_, share) in _TRIGGERS.items()
        for tests in [int(rng.poisson(3 * _OUTSIDE[offence]))]
    ]
    names = ["area", "quarter_starts_on", "trigger_offence", "tests", "positive"]
    frame = pd.DataFrame(rows, columns=names)
    return frame, [
        truth("drug_test_pilot_gap", "B13", "by how much a test is more often positive in the "
              "pilot than after the same offence in two areas outside it, April 2006 to September "
              "2010", _PILOT_GAP, "share", "process", tests=int(frame["tests"].sum())),
    ]  # fmt: skip


def _people(rng, prefix: str, among: int, shape: float, count: int) -> np.ndarray:
    """A person for every row; the smaller the gamma shape, the more rows the busiest have."""
    people = pseudonyms(rng, among, prefix)
    pull = rng.gamma(shape, 1.0, among)
    return rng.choice(people, count, p=pull / pull.sum())


def _possession(world: World, rng: np.random.Generator) -> Made:
    parts = []
    for year, (cannabis, total) in _POSSESSION.items():
        drug = drawn(rng, _OTHER_DRUGS, total).astype(object)
        drug[rng.choice(total, cannabis, replace=False)] = "cannabis"
        day = days_in(rng, f"{year}-04-01", year_end(year), total)
        parts.append(pd.DataFrame({"day": day, "drug": drug, "year": year}))
    table = pd.concat(parts).sort_values("day", kind="stable", ignore_index=True)
    count, day = len(table), table["day"].to_numpy(dtype="datetime64[D]")
    table["person"] = _people(rng, "D", 4_200, 0.6, count)
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
    shares = {year_label(one): round(a / b, 4) for one, (a, b) in _POSSESSION.items()}
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
