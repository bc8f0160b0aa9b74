"""What the primary care trust sends: admissions by postcode district, people by quarter."""

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.health import QUARTERLY
from cdrp_analysis.sample.days import TO_SEPTEMBER, count_by_year, financial_year, iso
from cdrp_analysis.sample.rhythms import growing_days
from cdrp_analysis.sample.treatment import treatment_files
from cdrp_analysis.sample.values import Made, Planted, drawn, plant, truth
from cdrp_analysis.sample.world import World

# The borough's own and its neighbours': there are no postcode areas of these names.
_DISTRICTS = ("AY1", "AY2", "AY3", "EB1", "EB2", "EB4", "EB7")
_DISTRICT_SHARES = (0.34, 0.29, 0.24, 0.05, 0.04, 0.02, 0.02)
_ICD10 = {"X99": 0.09, "Y04": 0.16, "Y00": 0.04, "Y09": 0.03, "F10.0": 0.22, "F10.2": 0.16,
          "F11.2": 0.07, "F12.1": 0.03, "F14.1": 0.04, "F19.2": 0.03, "T51.0": 0.06,
          "Y90.8": 0.03, "Y91.2": 0.04}  # fmt: skip
_ASSAULT = ("X99", "Y00", "Y04", "Y09")


def health_files(world: World) -> Planted:
    """
    The primary care trust's feeds, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        hospital_admissions, domestic_abuse_admissions, health_quarters.
    truths : list of dict
    """
    return plant(
        world,
        {
            "hospital_admissions": ("hospital admissions", _hospital),
            "domestic_abuse_admissions": ("abuse admissions", _abuse_admissions),
            "health_quarters": ("health quarters", _quarters),
        },
    )


def _hospital(world: World, rng: np.random.Generator) -> Made:
    day = growing_days(rng, _months(world), 92.0, 0.04, 0.10, 7)
    table = pd.DataFrame({
        "outward_postcode": _districts(len(day), rng),
        "admitted_on": iso(day),
        "icd10": drawn(rng, _ICD10, len(day)),
    })  # fmt: skip
    assault = int((table["icd10"].isin(_ASSAULT) & (financial_year(day) == 2009)).sum())
    return table, [
        truth("hospital_admissions", "A36", "admissions for assault, substance use or the effects "
              "of alcohol by financial year, 2010/11 to September", count_by_year(day),
              "admissions", "exact", assault_2009_10=assault, growth_a_year=0.04, season=0.10,
              peak_month=7),
    ]  # fmt: skip


def _abuse_admissions(world: World, rng: np.random.Generator) -> Made:
    day = growing_days(rng, _months(world), 8.0, 0.05, 0.08, 12)
    table = pd.DataFrame({
        "outward_postcode": _districts(len(day), rng), "admitted_on": iso(day),
    })  # fmt: skip
    return table, [
        truth("domestic_abuse_admissions", "A43", "admissions in respect of domestic abuse by "
              "financial year, 2010/11 to September", count_by_year(day), "admissions", "exact",
              growth_a_year=0.05, season=0.08, peak_month=12),
    ]  # fmt: skip


def _months(world: World) -> pd.PeriodIndex:
    return pd.PeriodIndex(world.calendar.months(), freq="M")


def _districts(count: int, rng) -> np.ndarray:
    return rng.choice(_DISTRICTS, count, p=_DISTRICT_SHARES)


def _quarters(world: World, rng: np.random.Generator) -> Made:
    """Persons in drug treatment are those of the treatment feed once it is two years old."""
    starts = pd.period_range("2004Q2", "2010Q3", freq="Q")
    treatment = treatment_files(world)[0]["treatment"]
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
