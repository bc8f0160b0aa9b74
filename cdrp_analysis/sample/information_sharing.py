"""What data the agencies owe each other, and what came."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import iso
from cdrp_analysis.sample.values import Made, Planted, lines, plant, truth
from cdrp_analysis.sample.world import World

# Agency|data set|median lag in days; the paragraphs are those of the prescribed information.
_OWED = """
Police|para 1: incidents|3
Police|para 2: offences|9
Fire and rescue|para 3(a): primary fires, not in a vehicle|6
Fire and rescue|para 3(b): primary fires in a vehicle|6
Fire and rescue|para 3(c): secondary fires|6
Fire and rescue|para 3(d): violence against employees|11
Fire and rescue|para 3(e): dwelling fires without an alarm|8
Fire and rescue|para 4: malicious false alarms|5
Council|para 5: collisions|41
Council|para 6: exclusions|27
Council|para 7(a): racial incidents|16
Council|para 7(b): anti-social behaviour|4
Primary care trust|para 8: hospital admissions|88
Primary care trust|para 9: domestic abuse admissions|92
Primary care trust|para 10: people by quarter|58
Ambulance service|para 11: calls|12
Youth offending service|agreed: cases and disposals|22
Probation|agreed: caseload and needs|31
Police|agreed: drug tests|7
Treatment agencies|agreed: treatment|49
Housing associations|agreed: anti-social behaviour|19
Hospital trust|agreed: emergency attendances for assault|
"""
_NEVER = "Hospital trust"
_DUE = ("2009-10-31", "2010-01-31", "2010-04-30", "2010-07-31")
_MISSED, _MISSED_ELSEWHERE, _LATE = 6, 2, 9


def information_sharing_files(world: World) -> Planted:
    """
    The register of data owed and received, and what was planted in it.

    Returns
    -------
    files : dict of DataFrame
        information_sharing.
    truths : list of dict
    """
    return plant(
        world,
        {
            "information_sharing": ("delivery information_sharing", _information_sharing),
        },
    )


def _information_sharing(world: World, rng: np.random.Generator) -> Made:
    sets = lines(_OWED)
    rows = [(*one, due) for due in _DUE for one in sets]
    frame = pd.DataFrame(rows, columns=["agency", "dataset", "lag", "due_on"])
    by_rule = frame["dataset"].str.startswith("para").to_numpy()
    never = frame["agency"].eq(_NEVER).to_numpy()
    missed = never.copy()
    missed[rng.choice(np.flatnonzero(by_rule), _MISSED, replace=False)] = True
    missed[rng.choice(np.flatnonzero(~by_rule & ~never), _MISSED_ELSEWHERE, replace=False)] = True
    came = np.flatnonzero(~missed)
    days = -rng.integers(0, 12, len(frame))
    days[rng.choice(came, _LATE, replace=False)] = rng.integers(4, 45, _LATE)
    received = iso(pd.to_datetime(frame["due_on"]) + pd.to_timedelta(days, unit="D"))
    # A day off the usual lag at most: the slowest stays the slowest.
    lag = pd.to_numeric(frame["lag"]).fillna(0) + rng.integers(-1, 2, len(frame))
    frame["received_on"] = np.where(missed, "", received)
    complete = np.where(by_rule, rng.integers(88, 101, len(frame)),
                        rng.integers(70, 96, len(frame)))  # fmt: skip
    frame["complete_percent"] = np.where(missed, "", complete.astype(str))
    frame["lag_days"] = np.where(missed, "", lag.astype(int).astype(str))
    when = "due from October 2009 to July 2010"
    asked, others = int(by_rule.sum()), int((~by_rule).sum())
    other_came = others - _MISSED_ELSEWHERE - int(never.sum())
    frame = frame[["agency", "dataset", "due_on", "received_on", "complete_percent", "lag_days"]]
    return frame, [
        truth("prescribed_sets", "B01", f"prescribed data sets {when}", asked // len(_DUE),
              "data sets", "exact", others=others // len(_DUE)),
        truth("prescribed_received", "B01", f"deliveries of prescribed data that came, {when}",
              asked - _MISSED, "deliveries", "exact", base=asked,
              share=round((asked - _MISSED) / asked, 4)),
        truth("agreed_received", "B05", f"deliveries of other agreed data that came, {when}",
              other_came, "deliveries", "exact", base=others, share=round(other_came / others, 4)),
        truth("received_late", "A33", f"deliveries that came after their day, {when}", _LATE,
              "deliveries", "exact"),
        truth("never_sent", "B05", f"agency that sent nothing of what was {when}", _NEVER, "",
              "found"),
        truth("longest_lag", "A33", f"data set with the longest median lag, {when}",
              "para 9: domestic abuse admissions", "", "found",
              usual_days={name: int(usual) for _, name, usual in sets if usual}),
    ]  # fmt: skip
