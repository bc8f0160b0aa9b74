"""The probation caseload and its needs, from one extract to the next."""

from itertools import combinations

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import TO_SEPTEMBER
from cdrp_analysis.sample.plan import BOROUGH, NEIGHBOURS
from cdrp_analysis.sample.values import Made, Planted, plant, pseudonyms, truth, yes_no
from cdrp_analysis.sample.world import World

# Day of the extract -> supervised, in custody. The unit covered two boroughs until June 2010.
_EXTRACTS = {
    "2009-03-31": (1_702, 671), "2009-09-30": (1_688, 684), "2010-03-31": (1_714, 690),
    "2010-06-30": (861, 347), "2010-09-30": (876, 353),
}  # fmt: skip
_SPLIT = "2010-06"
_OLD_UNIT, _NEW_UNIT = f"{BOROUGH} and {NEIGHBOURS[2]}", BOROUGH
_NEEDS = {"drugs": 666, "alcohol": 473, "accommodation": 394}  # of the 876: 76, 54, 45%
_NEED_SHARES = {need: count / 876 for need, count in _NEEDS.items()}


def probation_files(world: World) -> Planted:
    """
    The probation caseload, and what was planted in it.

    Returns
    -------
    files : dict of DataFrame
        probation_caseload.
    truths : list of dict
    """
    return plant(world, {"probation_caseload": ("probation caseload", _caseload)})


def _caseload(world: World, rng: np.random.Generator) -> Made:
    codes = pseudonyms(rng, 4_500, "P")
    own = rng.random(4_500) < 0.5  # the rest belong to the other borough, later to its own unit
    need = rng.multivariate_normal(np.zeros(3), [[1, 0.1, 0.3], [0.1, 1, 0.2], [0.3, 0.2, 1]],
                                   4_500)  # fmt: skip
    on, parts = np.zeros(4_500, dtype=bool), []
    for day, (supervised, held) in _EXTRACTS.items():
        joint = day < _SPLIT
        total = supervised + held
        pool = np.flatnonzero(own | joint)
        # Two in three of those of half a year ago are still there.
        score = rng.random(len(pool)) - (on[pool] & (rng.random(len(pool)) < 0.67))
        people = np.sort(pool[np.argsort(score)[:total]])
        on = np.isin(np.arange(4_500), people)
        status = np.full(total, "supervision", dtype=object)
        status[rng.choice(total, held, replace=False)] = "custody"
        inside = status == "custody"
        flags = {}
        for place, (name, share) in enumerate(_NEED_SHARES.items()):
            top = np.zeros(total, dtype=bool)
            for part in (inside, ~inside):
                members = np.flatnonzero(part)
                order = np.argsort(-need[people[members], place])
                top[members[order[: round(share * len(members))]]] = True
            # Needs of people in custody are often not assessed: blank is not no.
            flags[name] = np.where(inside & (rng.random(total) < 0.3), "", yes_no(top))
        parts.append(pd.DataFrame({
            "person": codes[people], "counted_on": day, "status": status, **flags,
            "delivery_unit": _OLD_UNIT if joint else _NEW_UNIT,
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    last = table[(table["counted_on"] == TO_SEPTEMBER[1])]
    held = last[last["status"] == "supervision"]
    has = {name: held[name] == "yes" for name in _NEEDS}
    both = {f"{a} and {b}": int((has[a] & has[b]).sum()) for a, b in combinations(has, 2)}
    both["all three"] = int((has["drugs"] & has["alcohol"] & has["accommodation"]).sum())
    on_day = "on 30 September 2010"
    truths = [
        truth("caseload_supervision", "A38", f"adults on supervision {on_day}", len(held),
              "people", "exact"),
        truth("caseload_custody", "A38", f"adults in custody {on_day}, none of them also on "
              "supervision", len(last) - len(held), "people", "exact"),
        *(truth(f"need_{name}", "A39", f"adults on supervision {on_day} with this need: {name}",
                int(has[name].sum()), "people", "exact", base=len(held),
                share=round(float(has[name].mean()), 4)) for name in has),
        truth("needs_together", "A39", f"adults on supervision {on_day} with several needs", both,
              "people", "exact"),
        truth("delivery_unit_break", "A40", "month from which the caseload is that of the "
              "borough's own delivery unit, not of two boroughs", _SPLIT, "month", "found",
              units=[_OLD_UNIT, _NEW_UNIT], caseload={d: list(c) for d, c in _EXTRACTS.items()}),
    ]  # fmt: skip
    return table, truths
