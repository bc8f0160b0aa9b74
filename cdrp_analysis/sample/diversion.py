"""Young people diverted from prosecution, and a group to compare them with."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import days_in, iso, months_followed
from cdrp_analysis.sample.values import Made, Planted, plant, pseudonyms, truth, yes_no
from cdrp_analysis.sample.world import World

_DIVERTED, _COMPARED = 180, 360
_AGEING, DIVERSION_EFFECT = 0.70, 0.65


def diversion_files(world: World) -> Planted:
    """
    The feed of the diversion scheme, and what was planted in it.

    Returns
    -------
    files : dict of DataFrame
        diversion.
    truths : list of dict
    """
    return plant(world, {"diversion": ("diversion", _diversion)})


def _diversion(world: World, rng: np.random.Generator) -> Made:
    """Both groups offend less as they grow older; diversion takes off a share of the rest."""
    count = _DIVERTED + _COMPARED
    diverted = np.arange(count) < _DIVERTED
    starts = days_in(rng, "2007-04-01", "2009-12-31", count)
    months = months_followed(starts)
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
    return table, [
        truth("diversion_effect", "B11", "offences of those diverted after against before, over "
              "the same ratio of the comparison group; starts April 2007 to December 2009",
              DIVERSION_EFFECT, "ratio of rate ratios", "process", people=_DIVERTED,
              comparison=_COMPARED, comparison_ratio=_AGEING),
    ]  # fmt: skip
