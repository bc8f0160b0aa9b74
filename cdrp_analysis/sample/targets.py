"""Peers to be compared with and targets to be met."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import BOROUGH, BOROUGH_CODE, CALENDAR, NEIGHBOURS
from cdrp_analysis.sample.values import OTHER_BOROUGHS, Made, Planted, lines, plant, split_up, truth
from cdrp_analysis.sample.world import World

_GROUP = 14  # peers of a most similar group, the area itself not counted

# key|label|measure|level|wanted|baseline|value|change %|starts|ends|withdrawn
_TARGETS = """
p-burglary|Residential burglary, down 4% on 2009/10|burglary|partnership|down|||-4|2010-04-01|2011-03-31|
p-robbery|Personal robbery, down 3% on 2009/10|robbery|partnership|down|||-3|2010-04-01|2011-03-31|
p-violence|Violence with injury, down 2% on 2009/10|violence|partnership|down|||-2|2010-04-01|2011-03-31|
b-ni15|NI 15 Serious violent crime rate|NI 15|borough|down|1.9|1.7||2008-04-01|2011-03-31|2010-10-13
b-ni16|NI 16 Serious acquisitive crime rate|NI 16|borough|down|27.4|24.6||2008-04-01|2011-03-31|2010-10-13
b-ni17|NI 17 People who see a high level of anti-social behaviour|NI 17|borough|down|26.1|22||2008-04-01|2011-03-31|2010-10-13
b-ni111|NI 111 First-time entrants to the youth justice system|NI 111|borough|down|1650|1480||2008-04-01|2011-03-31|2010-10-13
b-management|Youth offending: shared management, down 25% on 2009/10|management cost|borough|down|1200000|900000|-25|2010-04-01|2011-03-31|
f-knife|Knife crime in the force, down 5%|knife crime|force|down|||-5|2010-04-01|2011-03-31|
f-satisfaction|Victims satisfied with the service|satisfaction|force|up|78|81||2010-04-01|2011-03-31|
n-confidence|Public confidence in police and council|confidence|national|up|45|60||2009-03-01|2012-03-31|2010-06-29
"""  # noqa: E501
_TARGET_COLUMNS = ["target", "label", "measure", "level", "wanted", "baseline", "value",
                   "change_percent", "starts_on", "ends_on", "withdrawn_on"]  # fmt: skip

# Offences that the force may record in 2010/11; what the boroughs promise adds to more than
# the first and to exactly the second.
_FORCE_TARGETS = {"robbery": (9_700, 212), "burglary": (33_600, 0)}


def target_files(world: World) -> Planted:
    """
    The feeds of peers and targets, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        peers, targets.
    truths : list of dict
    """
    return plant(
        world,
        {
            "peers": ("delivery peers", _peers),
            "targets": ("delivery targets", _targets),
        },
    )


def _peers(world: World, rng: np.random.Generator) -> Made:
    """The own group leaves one neighbour out; three of its peers leave the borough out."""
    left_out, *own = rng.permutation(OTHER_BOROUGHS).tolist()
    one_sided = sorted(rng.choice(own, 3, replace=False).tolist())
    rows = [(BOROUGH_CODE, peer, position) for position, peer in enumerate(own, 1)]
    for area in OTHER_BOROUGHS:
        others = [code for code in OTHER_BOROUGHS if code != area]
        if area not in one_sided:
            others[int(rng.integers(len(others)))] = BOROUGH_CODE
        ranked = rng.permutation(others).tolist()[:_GROUP]
        rows += [(area, peer, position) for position, peer in enumerate(ranked, 1)]
    frame = pd.DataFrame(rows, columns=["area", "peer", "position"])
    frame.insert(2, "peer_set", "most similar group 2010")
    frame["weight"] = ""
    when = "of the groups of 2010"
    return frame, [
        truth("peer_left_out", "B19", f"neighbour that is not a peer of {BOROUGH} {when}",
              left_out, "", "found"),
        truth("peers_not_mutual", "B19", f"peers of {BOROUGH} that do not count it among theirs, "
              f"{when}", one_sided, "", "found"),
        truth("peers_of_the_borough", "B19", f"peers of {BOROUGH} {when}", _GROUP, "areas",
              "exact"),
    ]  # fmt: skip


def _targets(world: World, rng: np.random.Generator) -> Made:
    rows = lines(_TARGETS)
    year = ["2010-04-01", "2011-03-31", ""]
    names = dict(zip((BOROUGH_CODE, *OTHER_BOROUGHS), (BOROUGH, *NEIGHBOURS), strict=True))
    for measure, (wanted, gap) in _FORCE_TARGETS.items():
        shares = rng.dirichlet(np.full(len(names), 120.0))
        values = split_up(wanted + gap, shares)
        rows.append([f"f-{measure}", f"The force: {measure}", measure, "force", "down", "",
                     str(wanted), "", *year])  # fmt: skip
        rows += [
            [f"{measure}-{code}", f"{name}: {measure}", measure, "borough", "down", "",
             str(value), "", *year]
            for (code, name), value in zip(names.items(), values, strict=True)
        ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=_TARGET_COLUMNS)
    released = CALENDAR.released
    holds = frame["withdrawn_on"].eq("") | (frame["withdrawn_on"] > released)
    gap = _FORCE_TARGETS["robbery"][1]
    return frame, [
        truth("target_gap", "B18", "offences by which the boroughs' robbery targets of 2010/11 "
              "add to more than the force's", gap, "offences", "exact",
              force=_FORCE_TARGETS["robbery"][0], boroughs=len(names)),
        truth("target_no_gap", "B18", "offences by which the boroughs' burglary targets of "
              "2010/11 add to more than the force's", _FORCE_TARGETS["burglary"][1],
              "offences", "exact", force=_FORCE_TARGETS["burglary"][0], boroughs=len(names)),
        truth("targets_withdrawn", "A46", f"targets withdrawn by {released}",
              sorted(frame.loc[~holds, "target"]), "", "found"),
        truth("targets_in_force", "A46", f"targets that hold on {released}", int(holds.sum()),
              "targets", "exact", by_level=frame.loc[holds, "level"].value_counts().to_dict(),
              on_30_september=int((frame["withdrawn_on"].eq("")
                                   | (frame["withdrawn_on"] > "2010-09-30")).sum())),
        truth("partnership_targets", "A46", "targets of the partnership in 2010/11", 3, "targets",
              "exact"),
    ]  # fmt: skip
