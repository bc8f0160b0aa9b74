"""The youth offending service's own feeds: cases, disposals, residents."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import days_in, financial_year, iso, labelled, year_end
from cdrp_analysis.sample.plan import stream
from cdrp_analysis.sample.values import Planted, pseudonyms, truth, yes_no
from cdrp_analysis.sample.world import World
from cdrp_analysis.sample.youth_cases import case_truths, make_cases
from cdrp_analysis.sample.youth_population import index_truths, population
from cdrp_analysis.sample.youth_reoffending import reoffending_truths

_DISPOSALS = {  # financial year -> custodial, all; 2010 is its first half
    2004: (17, 452), 2005: (16, 431), 2006: (14, 396), 2007: (13, 345), 2008: (12, 300),
    2009: (19, 290), 2010: (9, 128),
}  # fmt: skip
_ORDERS = ("Referral order", "Reparation order", "Conditional discharge", "Fine")
_COMMUNITY = ("Supervision order", "Action plan order", "Curfew order")
_REHABILITATION_FROM = np.datetime64("2009-11-30")  # Criminal Justice and Immigration Act 2008


def youth_files(world: World) -> Planted:
    """
    The feeds of the youth offending service, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        youth_cases, youth_disposals, youth_population.
    truths : list of dict
    """
    rng = stream(world.seed, "youth cases")
    cases = make_cases(world, rng)
    residents = population()
    disposals = _disposals(cases, stream(world.seed, "youth disposals"))
    codes = pseudonyms(stream(world.seed, "young people"), int(cases["person"].max()) + 1, "Y")
    truths = [*case_truths(cases), *index_truths(cases, residents), *reoffending_truths(cases),
              *_custody_truths(disposals)]  # fmt: skip
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
    }
    return files, truths


def _disposals(cases: pd.DataFrame, rng) -> pd.DataFrame:
    parts = []
    for year, (custodial, total) in _DISPOSALS.items():
        day = np.sort(days_in(rng, f"{year}-04-01", year_end(year), total))
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


def _custody_truths(disposals: pd.DataFrame) -> list[dict]:
    held = disposals["custodial"] == "yes"
    year = financial_year(disposals["disposed_on"].to_numpy(dtype="datetime64[D]"))
    counts, bases = held.groupby(year).sum(), held.groupby(year).size()
    return [
        truth("custodial_share", "A24", "custodial share of court disposals in 2009/10",
              round(float(counts[2009] / bases[2009]), 4), "share", "exact",
              custodial=labelled(counts), disposals=labelled(bases),
              share_2008_09=round(float(counts[2008] / bases[2008]), 4)),
    ]  # fmt: skip
