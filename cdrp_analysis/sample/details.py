"""What a crime report says besides place and time: flags, victims, homes of offenders, outcomes."""

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.partner import AGE_BANDS
from cdrp_analysis.sample.offences import near
from cdrp_analysis.sample.plan import CALENDAR, OFFENCES, ROW_OF, Calendar
from cdrp_analysis.sample.planted import (
    FROM_OUTSIDE,
    FROM_OUTSIDE_AT_THE_CENTRE,
    GUN,
    KNIFE,
    YOUNG_VICTIMS_AT_THE_CENTRE,
)
from cdrp_analysis.sample.sectors import OTHER_SECTORS, own_homes

_NOT_SAID = 0.25  # of alcohol flags: the report does not say
_KNIFE_USED = ("violence", "robbery", "drugs", "sexual")
_WITHOUT_VICTIM = ("shops", "drugs", "business")
_AGES = {  # share of AGE_BANDS among victims, by pattern; "" for the others
    "": (0.01, 0.06, 0.20, 0.27, 0.19, 0.14, 0.08, 0.05),
    "robbery": (0.0, 0.12, 0.30, 0.26, 0.14, 0.10, 0.05, 0.03),
    "sexual": (0.05, 0.22, 0.30, 0.22, 0.12, 0.06, 0.02, 0.01),
    "person": (0.0, 0.05, 0.28, 0.30, 0.16, 0.10, 0.06, 0.05),
}
_CHARGED = {"shops": 0.50, "drugs": 0.35}
_CHARGED_ELSE = 0.16
_OUTCOMES = (("No suspect identified", 0.62), ("Evidential difficulties", 0.20),
             ("Caution or warning", 0.10), ("Under investigation", 0.08))  # fmt: skip
_CANNABIS_IN_2004, _CANNABIS_A_YEAR = 0.84, -0.0115
_OTHER_DRUGS = ("heroin", "crack", "cocaine", "amphetamines", "ecstasy", "other")
_NEAR_THE_CENTRE_M = 300.0


def details(
    rows: pd.DataFrame, points: pd.DataFrame, calendar: Calendar, rng: np.random.Generator
) -> pd.DataFrame:
    """
    The further columns of the offence extract, in the row order of ``rows``.

    Returns
    -------
    DataFrame
        knife, gun, domestic (bool), alcohol (True, False or NA), hate, drug, victim,
        victim_age_band, offender_home, outcome (text, "" where there is none).
    """
    pattern = rows["pattern"].to_numpy()
    centre = near(points, "shopping_centre", _NEAR_THE_CENTRE_M)[rows["point"]]
    opened = (rows["month"] >= calendar.opened).to_numpy()
    made = pd.DataFrame(index=rows.index)
    eligible = np.isin(pattern, _KNIFE_USED)
    made["knife"] = _exactly(rows, eligible, KNIFE, rng)
    made["gun"] = _exactly(rows, eligible & made["knife"].eq(False).to_numpy(), GUN, rng)
    made["domestic"] = rng.random(len(rows)) < np.select(
        [pattern == "home", pattern == "violence", pattern == "sexual"], [0.45, 0.20, 0.15], 0.0
    )
    made["alcohol"] = _alcohol(rows, points, rng)
    made["hate"] = _hate(rows, rng)
    made["drug"] = _drug(rows, rng)
    made["victim"] = _victims(rows, made["domestic"].to_numpy(), rng)
    made["victim_age_band"] = _ages(rows, centre & opened, made["victim"].ne("").to_numpy(), rng)
    charged = rng.random(len(rows)) < pd.Series(pattern).map(_CHARGED).fillna(_CHARGED_ELSE)
    outside = np.where(centre & opened, FROM_OUTSIDE_AT_THE_CENTRE, FROM_OUTSIDE)
    home = np.where(
        rng.random(len(rows)) < outside,
        rng.choice(OTHER_SECTORS, len(rows)),
        own_homes(points, rows["point"].to_numpy(), rng.spawn(1)[0]),
    )
    made["offender_home"] = np.where(charged, home, "")
    names, shares = zip(*_OUTCOMES, strict=True)
    made["outcome"] = np.where(charged, "Charged", rng.choice(names, len(rows), p=shares))
    return made


def _exactly(rows, eligible, numbers, rng) -> pd.Series:
    """As many flags from April to September of each year as planted, alike in the other half."""
    flag = pd.Series(False, index=rows.index)
    year = rows["month"].str[:4]
    summer = rows["month"].str[5:].between("04", "09")
    winter_of = np.where(rows["month"].str[5:] < "04", (year.astype(int) - 1).astype(str), year)
    for which, total in numbers.items():
        for half, count in (
            (summer & (year == which), total),
            (~summer & (winter_of == which), rng.poisson(total)),
        ):
            here = rows.index[half & eligible]  # none yet of the half that is not known
            flag[rng.choice(here, min(count, len(here)), replace=False)] = True
    return flag


def _alcohol(rows, points, rng) -> pd.Series:
    """Likelier at night and in the town centre, where it rises year by year."""
    hour = rows["from_time"].dt.hour
    late = ((hour >= 20) | (hour < 4)).to_numpy()
    town = near(points, "town_centre", _NEAR_THE_CENTRE_M)[rows["point"]]
    years = _years(rows)
    share = np.where(late, 0.36, 0.12)
    share = np.where(town & late, 0.46 + 0.030 * years, share)
    pattern = rows["pattern"].to_numpy()
    share = np.select([np.isin(pattern, ("violence", "home", "sexual")), pattern == "damage"],
                      [share, share * 0.6], 0.02)  # fmt: skip
    flag = pd.Series(rng.random(len(rows)) < share, index=rows.index, dtype="boolean")
    return flag.mask(rng.random(len(rows)) < _NOT_SAID)


def _years(rows: pd.DataFrame) -> np.ndarray:
    """Years since the first day of the calendar."""
    since = rows["from_time"] - pd.Timestamp(f"{CALENDAR.drawn[0]}-01")
    return since.dt.days.to_numpy() / 365.25


def _hate(rows, rng) -> np.ndarray:
    aggravated = rows["kind"].to_numpy() == ROW_OF["RACE OR RELIGIOUS AGG PUBLIC FEAR"]
    other = rng.random(len(rows)) < np.where(rows["pattern"].isin(("violence", "home")), 0.012, 0.0)
    strand = rng.choice(
        ["race", "religion", "sexual orientation", "disability", "transgender"],
        len(rows),
        p=[0.70, 0.10, 0.15, 0.04, 0.01],
    )
    strand = np.where(aggravated & ~np.isin(strand, ["race", "religion"]), "race", strand)
    return np.where(aggravated | other, strand, "")


def _drug(rows, rng) -> np.ndarray:
    possession = rows["kind"].to_numpy() == ROW_OF["POSSESSION OF DRUGS"]
    supply = rows["kind"].to_numpy() == ROW_OF["TRAFFICKING OF DRUGS"]
    years = _years(rows)
    cannabis = rng.random(len(rows)) < np.where(
        possession, _CANNABIS_IN_2004 + _CANNABIS_A_YEAR * years, 0.45
    )
    drug = np.where(cannabis, "cannabis", rng.choice(_OTHER_DRUGS, len(rows)))
    return np.where(possession | supply, drug, "")


def _victims(rows, domestic, rng) -> np.ndarray:
    """One victim a report; of domestic offences a third befall somebody hit before."""
    number = rows["report"].to_numpy().copy()
    again = np.flatnonzero(domestic & (rng.random(len(rows)) < 0.33))
    pool = np.flatnonzero(domestic)
    number[again] = number[rng.choice(pool, len(again))]
    names = rng.permutation(len(rows))[number % len(rows)]
    nobody = rows["pattern"].isin(_WITHOUT_VICTIM).to_numpy()
    return np.where(nobody, "", np.char.add("V-", np.char.zfill(names.astype(str), 6)))


def _ages(rows, at_the_centre, somebody, rng) -> np.ndarray:
    band = np.full(len(rows), "", dtype=object)
    for pattern in [*_AGES, "robbery at the centre"]:
        shares = np.array(_AGES.get(pattern, _AGES["robbery"]), dtype=float)
        centre = at_the_centre & (rows["pattern"] == "robbery").to_numpy()
        if pattern == "robbery at the centre":
            here = centre
            young = shares[1] * YOUNG_VICTIMS_AT_THE_CENTRE
            shares = shares * (1 - young) / (1 - shares[1])
            shares[1] = young
        elif pattern:
            here = (rows["pattern"] == pattern).to_numpy() & ~centre
        else:
            here = ~rows["pattern"].isin(list(_AGES)).to_numpy()
        chosen = np.flatnonzero(here & somebody)
        band[chosen] = rng.choice(AGE_BANDS, len(chosen), p=shares / shares.sum())
    return band


def code_of(rows: pd.DataFrame, drug: np.ndarray) -> np.ndarray:
    """Home Office class of every offence: possession of cannabis has its own."""
    codes = np.array([offence.code for offence in OFFENCES], dtype=object)[rows["kind"]]
    cannabis = (codes == "92D") & (drug == "cannabis")
    return np.where(cannabis, "92E", codes)
