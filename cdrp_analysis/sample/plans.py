"""The plan of 2008 to 2011 and the milestones of its year."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import TO_SEPTEMBER, days_in, iso
from cdrp_analysis.sample.values import Made, Planted, lines, plant, repeated, truth
from cdrp_analysis.sample.world import World

_ACTIONS = {
    "Acquisitive crime": "Mark property on the Weir estate;Fit locks for repeat victims;"
    "Patrol the bus routes after school;Visit handlers of stolen goods;Light the canal path;"
    "Lock alleys behind terraces;Write to owners of at-risk vehicles;Train shop staff",
    "Violence and the night-time economy": "Review closing times;Marshal the taxi rank;"
    "Share ambulance data;Refuse drunken customers: test sales;Run a licensees' forum;"
    "Brief door staff;Post town centre patrols;Open a place of safety at weekends",
    "Anti-social behaviour": "A telephone line for reports;Case conference every fortnight;"
    "Contracts before orders;Street wardens on Sundays;Clean graffiti in two days;"
    "Survey tenants each year;Mediate between neighbours;Publish what was done",
    "Young people": "Early help in primary schools;Mentors for those at risk;"
    "Reparation in parks;Education plan for each order;Summer programme on two estates;"
    "Parenting course each term;Weekly triage at the custody suite;Exit plan from custody",
    "Drugs, alcohol and reoffending": "Test on arrest;Rapid entry to treatment;"
    "Outreach to street drinkers;Manage the most prolific;Housing for those released;"
    "Support for children of users;Specialist domestic violence advocate;Women's centre",
}
_STATUS = {"completed": 26, "on track": 7, "late": 4, "not started": 2, "dropped": 1}
_LEADS = ("Council", "Police", "Probation", "Primary care trust", "Youth offending service")
_WITHOUT_EVIDENCE, _COMPLETED_LATE = 3, 5
_MILESTONES = """
Half-year report to the authority, first half of 2008/09|2008-10-31
Yearly report and review with the police command, 2008/09|2009-04-30
Half-year report to the authority, first half of 2009/10|2009-10-31
Targets for 2010/11 agreed|2010-02-28
Yearly report and review with the police command, 2009/10|2010-04-30
Plan for 2010/11 signed off|2010-06-30
First draft of the assessment to the committee|2010-08-31
Data for the strategic assessment complete|2010-09-30
Half-year report to the authority, first half of 2010/11|2010-10-31
Strategic assessment signed off|2010-12-15
Targets for 2011/12 agreed|2011-02-28
Plan for 2011 to 2014 signed off|2011-03-31
Yearly report and review with the police command, 2010/11|2011-04-30
"""
_DONE, _DONE_LATE = 7, 2


def plan_files(world: World) -> Planted:
    """
    The feeds of actions and milestones, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        plan_actions, milestones.
    truths : list of dict
    """
    return plant(
        world,
        {
            "plan_actions": ("delivery plan_actions", _plan_actions),
            "milestones": ("delivery milestones", _milestones),
        },
    )


def _plan_actions(world: World, rng: np.random.Generator) -> Made:
    rows = [(label, priority) for priority, labels in _ACTIONS.items()
            for label in labels.split(";")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["label", "priority"])
    frame.insert(0, "action", [f"A{number:02d}" for number in range(1, len(rows) + 1)])
    frame["lead"] = rng.choice(_LEADS, len(rows))
    status = rng.permutation(repeated(_STATUS))
    completed = np.flatnonzero(status == "completed")
    after_the_day = rng.permutation(completed)[:_COMPLETED_LATE]
    ahead = np.isin(status, ["on track", "not started"])
    due = np.where(
        ahead, days_in(rng, "2010-10-01", "2011-03-30", len(rows)),
        days_in(rng, "2008-10-01", "2010-07-02", len(rows)),
    )  # fmt: skip
    delay = -rng.integers(0, 60, len(rows))
    delay[after_the_day] = rng.integers(10, 80, _COMPLETED_LATE)
    frame["due_on"] = iso(due)
    done = iso(due + delay)
    frame["completed_on"] = np.where(status == "completed", done, "")
    frame["status"] = status
    evidence = np.full(len(rows), "", dtype=object)
    evidence[completed] = [f"register, folder {frame['action'][at]}" for at in completed]
    evidence[rng.choice(completed, _WITHOUT_EVIDENCE, replace=False)] = ""
    frame["evidence"] = evidence
    when = "of the 2008-11 plan by September 2010"
    return frame, [
        truth("plan_actions", "A01", f"actions {when}", len(rows), "actions", "exact",
              by_status=_STATUS),
        truth("plan_completed", "A01", f"actions completed {when}", _STATUS["completed"],
              "actions", "exact", share=_STATUS["completed"] / len(rows),
              with_evidence=_STATUS["completed"] - _WITHOUT_EVIDENCE,
              after_the_day_due=_COMPLETED_LATE),
    ]  # fmt: skip


def _milestones(world: World, rng: np.random.Generator) -> Made:
    """Seven of the eight that were due are done, two of them after their day."""
    rows = lines(_MILESTONES)
    frame = pd.DataFrame(rows, columns=["milestone", "due_on"])
    late = np.isin(np.arange(_DONE), rng.choice(_DONE - 1, _DONE_LATE, replace=False))
    days = np.where(late, rng.integers(3, 20, _DONE), -rng.integers(0, 15, _DONE))
    due = pd.to_datetime(frame["due_on"][:_DONE])
    frame["done_on"] = [*iso(due + pd.to_timedelta(days, unit="D")), *[""] * (len(rows) - _DONE)]
    due_by_now = int((frame["due_on"] <= TO_SEPTEMBER[1]).sum())
    return frame, [
        truth("milestones_due", "B21", "milestones due by 30 September 2010", due_by_now,
              "milestones", "exact", done_in_time=_DONE - _DONE_LATE, done_late=_DONE_LATE,
              to_come=len(rows) - due_by_now),
        truth("milestone_overdue", "B21", "milestone due by 30 September 2010 and not done",
              frame["milestone"][_DONE], "", "found"),
    ]  # fmt: skip
