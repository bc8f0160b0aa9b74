"""Hospital admissions attributable to alcohol, here and in the other boroughs."""

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.partner import AGE_BANDS
from cdrp_analysis.sample.days import year_label
from cdrp_analysis.sample.plan import BOROUGH_CODE
from cdrp_analysis.sample.values import OTHER_BOROUGHS, Made, Planted, plant, truth
from cdrp_analysis.sample.world import World

# European Standard Population 1976 in the feed's age bands, its five-year groups split evenly
# by single year where a band cuts one (Waterhouse et al. 1976, Cancer Incidence III).
STANDARD_1976 = dict(zip(AGE_BANDS, (15_000, 11_200, 9_800, 14_000, 14_000, 14_000, 11_000,
                                     11_000), strict=True))  # fmt: skip
_RESIDENTS = np.array([19_800, 12_400, 15_600, 38_500, 28_200, 20_300, 14_400, 17_800])
_BY_AGE = np.array([30, 160, 900, 1_350, 2_150, 2_900, 3_300, 4_300])  # admissions per 100,000
_MALE_SHARE = np.array([0.51, 0.51, 0.49, 0.5, 0.52, 0.5, 0.48, 0.43])
_OWN_LEVEL, _OWN_GROWTH, _PEER_GROWTH = 1.30, 0.072, 0.045


def alcohol_files(world: World) -> Planted:
    """
    Admissions related to alcohol by area, year, age and sex, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        alcohol_admissions.
    truths : list of dict
    """
    return plant(world, {"alcohol_admissions": ("alcohol admissions", _alcohol)})


def _alcohol(world: World, rng: np.random.Generator) -> Made:
    areas = [BOROUGH_CODE, *OTHER_BOROUGHS]
    size = np.concatenate([[1.0], rng.uniform(0.75, 1.6, len(OTHER_BOROUGHS))])
    level = np.concatenate([[_OWN_LEVEL], rng.uniform(0.78, 1.14, len(OTHER_BOROUGHS))])
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
                    (area, year_label(year), band, sex, float(fractions), int(there))
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
