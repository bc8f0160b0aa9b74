"""Parents referred to advice and support, and how long they waited."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import YEAR, iso
from cdrp_analysis.sample.places import NO_PLACE
from cdrp_analysis.sample.rhythms import SCHOOL, moments
from cdrp_analysis.sample.values import Made, Planted, plant, pseudonyms, repeated, truth
from cdrp_analysis.sample.world import World

_CONTACT_POINTS = {
    "2008/09": {"school": 71, "children's centre": 49, "health visitor": 22,
                "youth offending team": 16, "library": 5},
    YEAR: {"school": 88, "children's centre": 64, "health visitor": 27,
           "youth offending team": 18, "library": 3},
    "2010/11": {"school": 41, "children's centre": 38, "health visitor": 12,
                "youth offending team": 9, "library": 4},
}  # fmt: skip
_MEDIAN_WAIT = 16  # days, of those referred in 2009/10 who have started
_STARTED = 0.86


def parenting_files(world: World) -> Planted:
    """
    Referrals of parents, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        parenting_referrals.
    truths : list of dict
    """
    return plant(world, {"parenting_referrals": ("parenting_referrals", _referrals)})


def _referrals(world, rng) -> Made:
    released = pd.Timestamp(world.calendar.released)
    parts = []
    for year, points in _CONTACT_POINTS.items():
        count = sum(points.values())
        days = moments(world, rng, {year: count}, SCHOOL).normalize()
        wait = np.full(count, -1)
        started = round(_STARTED * count)
        # An odd number, half of them either side of the median, so that it is exact.
        half = (started - 1) // 2
        waits = [rng.integers(2, _MEDIAN_WAIT + 1, half), [_MEDIAN_WAIT],
                 rng.integers(_MEDIAN_WAIT, 64, half)]  # fmt: skip
        wait[: 2 * half + 1] = np.concatenate(waits)
        first = days + pd.to_timedelta(rng.permutation(wait), unit="D")
        parts.append(pd.DataFrame({
            "referred_on": iso(days),
            "contact_point": rng.permutation(repeated(points)),
            "started_on": np.where((first < days) | (first > released), "", iso(first)),
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "person", pseudonyms(rng, len(table), "G"))
    ward = rng.choice(world.points["ward"].to_numpy(dtype=object), len(table))
    table["ward"] = np.where(rng.random(len(table)) < NO_PLACE, "", ward)
    points = _CONTACT_POINTS[YEAR]
    return table, [
        truth("parenting_referrals", "A29", f"parents referred to advice or support in {YEAR}",
              sum(points.values()), "people", "exact", year=YEAR),
        truth("parenting_referrals_by_contact_point", "A29",
              f"parents referred in {YEAR} by contact point, one of them a small count",
              list(points.values()), "people", "exact", contact_points=list(points), year=YEAR),
        truth("parenting_wait", "A29",
              f"median wait from referral to first contact of parents referred in {YEAR}",
              _MEDIAN_WAIT, "days", "exact", year=YEAR),
    ]  # fmt: skip
