"""How the partnership is run, invented: plan, targets, money, peers, risks, data owed to it."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import BOROUGH, BOROUGH_CODE, CALENDAR, NEIGHBOURS, stream
from cdrp_analysis.sample.world import World

_KNOWN_TO = pd.Timestamp("2010-09-30")
_OTHERS = tuple(f"E0999{number + 2:04d}" for number in range(len(NEIGHBOURS)))
_GROUP = 14  # peers of a most similar group, the area itself not counted


def delivery_files(world: World) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """
    The feeds of how the partnership is run, and what is planted in them.

    Parameters
    ----------
    world : World
        LSOAs and the snap point in the middle of the hotspot ``estate`` are used.

    Returns
    -------
    files : dict of feed name -> DataFrame
        peers, targets, plan_actions (40), milestones, funding (£), shared_services (£ a year),
        information_sharing, pestelo (14), series_breaks, vulnerability (% by LSOA); cells as a
        partner types them.
    truths : list of dict
        key, item, what, planted, unit, how, and sometimes more.
    """
    parts = (
        _peers, _targets, _plan_actions, _milestones, _funding, _shared_services,
        _information_sharing, _pestelo, _series_breaks, _vulnerability,
    )  # fmt: skip
    files, truths = {}, []
    for part in parts:
        name = part.__name__.strip("_")
        files[name], planted = part(world, stream(world.seed, f"delivery {name}"))
        truths += planted
    return files, truths


# ── Peers and targets ──────────────────────────────────────────────────────────────────────


def _peers(world: World, rng: np.random.Generator):
    """The own group leaves one neighbour out; three of its peers leave the borough out."""
    left_out, *own = rng.permutation(_OTHERS).tolist()
    one_sided = sorted(rng.choice(own, 3, replace=False).tolist())
    rows = [(BOROUGH_CODE, peer, position) for position, peer in enumerate(own, 1)]
    for area in _OTHERS:
        others = [code for code in _OTHERS if code != area]
        if area not in one_sided:
            others[int(rng.integers(len(others)))] = BOROUGH_CODE
        ranked = rng.permutation(others).tolist()[:_GROUP]
        rows += [(area, peer, position) for position, peer in enumerate(ranked, 1)]
    frame = pd.DataFrame(rows, columns=["area", "peer", "position"])
    frame.insert(2, "peer_set", "most similar group 2010")
    frame["weight"] = ""
    when = "of the groups of 2010"
    return frame, [
        _truth("peer_left_out", "B19", f"neighbour that is not a peer of {BOROUGH} {when}",
               left_out, "", "found"),
        _truth("peers_not_mutual", "B19", f"peers of {BOROUGH} that do not count it among theirs, "
               f"{when}", one_sided, "", "found"),
        _truth("peers_of_the_borough", "B19", f"peers of {BOROUGH} {when}", _GROUP, "areas",
               "exact"),
    ]  # fmt: skip


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


def _targets(world: World, rng: np.random.Generator):
    rows = [line.split("|") for line in _TARGETS.strip().splitlines()]
    year = ["2010-04-01", "2011-03-31", ""]
    names = dict(zip((BOROUGH_CODE, *_OTHERS), (BOROUGH, *NEIGHBOURS), strict=True))
    for measure, (wanted, gap) in _FORCE_TARGETS.items():
        shares = rng.dirichlet(np.full(len(names), 120.0))
        edges = np.round(np.cumsum(shares) * (wanted + gap)).astype(int)
        values = np.diff(edges, prepend=0)
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
        _truth("target_gap", "B18", "offences by which the boroughs' robbery targets of 2010/11 "
               "add to more than the force's", gap, "offences", "exact",
               force=_FORCE_TARGETS["robbery"][0], boroughs=len(names)),
        _truth("target_no_gap", "B18", "offences by which the boroughs' burglary targets of "
               "2010/11 add to more than the force's", _FORCE_TARGETS["burglary"][1],
               "offences", "exact", force=_FORCE_TARGETS["burglary"][0], boroughs=len(names)),
        _truth("targets_withdrawn", "A46", f"targets withdrawn by {released}",
               sorted(frame.loc[~holds, "target"]), "", "found"),
        _truth("targets_in_force", "A46", f"targets that hold on {released}", int(holds.sum()),
               "targets", "exact", by_level=frame.loc[holds, "level"].value_counts().to_dict(),
               on_30_september=int((frame["withdrawn_on"].eq("")
                                    | (frame["withdrawn_on"] > "2010-09-30")).sum())),
        _truth("partnership_targets", "A46", "targets of the partnership in 2010/11", 3, "targets",
               "exact"),
    ]  # fmt: skip


# ── The plan and its calendar ──────────────────────────────────────────────────────────────

_ACTIONS = {
    "Acquisitive crime": "Mark property on the Weir estate;Fit locks for repeat victims;"
    "Patrol the bus routes after school;Visit handlers of stolen goods;Light the canal path;"
    "Lock alleys behind terraces;Write to owners of at-risk vehicles;Train shop staff",
    "Violence and the night-time economy": "Review closing times;Marshal the taxi rank;"
    "Share ambulance data;Refuse drunken customers: test sales;Run a licensees' forum;"
    "Brief door staff;Post town centre patrols;Open a place of safety at weekends",
    "Anti-social behaviour": "One number for reports;Case conference every fortnight;"
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


def _plan_actions(world: World, rng: np.random.Generator):
    rows = [(label, priority) for priority, labels in _ACTIONS.items()
            for label in labels.split(";")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["label", "priority"])
    frame.insert(0, "action", [f"A{number:02d}" for number in range(1, len(rows) + 1)])
    frame["lead"] = rng.choice(_LEADS, len(rows))
    status = rng.permutation([name for name, count in _STATUS.items() for _ in range(count)])
    completed = np.flatnonzero(status == "completed")
    after_the_day = rng.permutation(completed)[:_COMPLETED_LATE]
    ahead = np.isin(status, ["on track", "not started"])
    due = np.where(
        ahead, _drawn_days("2010-10-01", 181, len(rows), rng),
        _drawn_days("2008-10-01", 640, len(rows), rng),
    )  # fmt: skip
    due = pd.DatetimeIndex(due)
    delay = -rng.integers(0, 60, len(rows))
    delay[after_the_day] = rng.integers(10, 80, _COMPLETED_LATE)
    frame["due_on"] = _iso(due)
    done = _iso(due + pd.to_timedelta(delay, unit="D"))
    frame["completed_on"] = np.where(status == "completed", done, "")
    frame["status"] = status
    evidence = np.full(len(rows), "", dtype=object)
    evidence[completed] = [f"register, folder {frame['action'][at]}" for at in completed]
    evidence[rng.choice(completed, _WITHOUT_EVIDENCE, replace=False)] = ""
    frame["evidence"] = evidence
    when = "of the 2008-11 plan by September 2010"
    return frame, [
        _truth("plan_actions", "A01", f"actions {when}", len(rows), "actions", "exact",
               by_status=_STATUS),
        _truth("plan_completed", "A01", f"actions completed {when}", _STATUS["completed"],
               "actions", "exact", share=_STATUS["completed"] / len(rows),
               with_evidence=_STATUS["completed"] - _WITHOUT_EVIDENCE,
               after_the_day_due=_COMPLETED_LATE),
    ]  # fmt: skip


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


def _milestones(world: World, rng: np.random.Generator):
    """Seven of the eight that were due are done, two of them after their day."""
    rows = [line.split("|") for line in _MILESTONES.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=["milestone", "due_on"])
    late = np.isin(np.arange(_DONE), rng.choice(_DONE - 1, _DONE_LATE, replace=False))
    days = np.where(late, rng.integers(3, 20, _DONE), -rng.integers(0, 15, _DONE))
    due = pd.to_datetime(frame["due_on"][:_DONE])
    frame["done_on"] = [*_iso(due + pd.to_timedelta(days, unit="D")), *[""] * (len(rows) - _DONE)]
    due_by_now = int((pd.to_datetime(frame["due_on"]) <= _KNOWN_TO).sum())
    return frame, [
        _truth("milestones_due", "B21", "milestones due by 30 September 2010", due_by_now,
               "milestones", "exact", done_in_time=_DONE - _DONE_LATE, done_late=_DONE_LATE,
               to_come=len(rows) - due_by_now),
        _truth("milestone_overdue", "B21", "milestone due by 30 September 2010 and not done",
               frame["milestone"][_DONE], "", "found"),
    ]  # fmt: skip


# ── Money ──────────────────────────────────────────────────────────────────────────────────

# 2010/11: stream|recipient|£|in kind|need|last day promised
_MONEY = """
Basic Command Unit Fund|Police|168000|no||2011-03-31
Safer and Stronger Communities Fund|Council|246000|no||2011-03-31
Pooled treatment budget|Primary care trust|1420000|no|crack or heroin|
Pooled treatment budget|Primary care trust|84000|no|cannabis|
Pooled treatment budget|Primary care trust|60000|no|other drugs|
Pooled treatment budget|Primary care trust|96000|no|alcohol|
Drug Interventions Programme|Council|420000|no|crack or heroin|2011-03-31
Young people's substance misuse grant|Youth offending service|112000|no|cannabis|2011-03-31
Council budget|Council|610000|no||
Police authority partnership fund|Council|50000|no||2011-03-31
Shopping centre|Police|92000|no||2013-12-31
Rooms and wardens' time|Council|45000|yes||
Analyst's time|Police|62000|yes||
Home safety visits|Fire and rescue|38000|yes||
Volunteers' time|Voluntary sector|27000|yes||
"""
_EARLIER = {"2006/07": 0.84, "2007/08": 0.9, "2008/09": 0.96, "2009/10": 1.0}
_NOT_YET = ("Shopping centre", "Police authority partnership fund")
_CLIFF = "2011-03-31"


def _funding(world: World, rng: np.random.Generator):
    columns = ["stream", "recipient", "amount", "in_kind", "need", "ends_on"]
    now = pd.DataFrame([line.split("|") for line in _MONEY.strip().splitlines()], columns=columns)
    now["amount"] = now["amount"].astype(int)
    years = []
    for year, level in _EARLIER.items():
        then = now[~now["stream"].isin(_NOT_YET)].assign(year=year, ends_on="")
        drawn = then["amount"] * level * rng.uniform(0.95, 1.05, len(then))
        years.append(then.assign(amount=(drawn / 100).round().astype(int) * 100))
    # Its money went into the other fund the year after.
    last = ("Building Safer Communities Fund", "Council", 131_000, "no", "", "2007-03-31")
    years.append(pd.DataFrame([last], columns=columns).assign(year="2006/07"))
    years.append(now.assign(year="2010/11"))
    frame = pd.concat(years, ignore_index=True)[
        ["stream", "recipient", "year", "amount", "in_kind", "need", "ends_on"]
    ]
    money = now[now["in_kind"].eq("no")]
    total = int(money["amount"].sum())
    drugs = money[money["need"].isin(["crack or heroin", "cannabis", "other drugs"])]
    hard = int(drugs.loc[drugs["need"].eq("crack or heroin"), "amount"].sum())
    by_stream = money.groupby("stream")["amount"].sum()
    ends = int(money.loc[money["ends_on"].eq(_CLIFF), "amount"].sum())
    return frame, [
        _truth("funding_total", "B20", "money of the partnership in 2010/11, without what is in "
               "kind", total, "£", "exact",
               by_stream={name: int(amount) for name, amount in by_stream.items()},
               concentration_hhi=round(float(((by_stream / total) ** 2).sum()), 4)),
        _truth("funding_in_kind", "B20", "value of staff, rooms and goods in 2010/11",
               int(now.loc[now["in_kind"].eq("yes"), "amount"].sum()), "£", "exact"),
        _truth("funding_cliff_edge", "B20", "money of 2010/11 with nothing promised after 31 March "
               "2011", ends, "£", "exact", share=round(ends / total, 4)),
        _truth("drug_money_on_crack_or_heroin", "A49", "share of the money for drugs of 2010/11, "
               "alcohol not counted, spent on crack or heroin",
               round(hard / int(drugs["amount"].sum()), 4), "share of £", "exact", amount=hard,
               base=int(drugs["amount"].sum())),
    ]  # fmt: skip


_SHARERS = (BOROUGH_CODE, _OTHERS[0], _OTHERS[4])
_MANAGEMENT = {"2009/10": 1_200_000, "2010/11": 972_000}  # £ a year, all three: 19% less
_WANTED_PERCENT = -25


def _shared_services(world: World, rng: np.random.Generator):
    rows = []
    split = rng.dirichlet(np.full(len(_SHARERS), 40.0))
    people = rng.integers(240, 380, len(_SHARERS))
    for year, cost in _MANAGEMENT.items():
        parts = np.diff(np.round(np.cumsum(split) * cost).astype(int), prepend=0)
        total = parts + np.round(people * rng.uniform(5_900, 6_300)).astype(int)
        rows += [
            ("Youth offending service", area, year, part, all_of_it, heads)
            for area, part, all_of_it, heads in zip(_SHARERS, parts, total, people, strict=True)
        ]
        people = people - rng.integers(0, 20, len(people))
    columns = ["service", "area", "year", "management_cost", "total_cost", "young_people"]
    before, after = _MANAGEMENT.values()
    return pd.DataFrame(rows, columns=columns), [
        _truth("shared_management_change", "A28", "change of management cost of the shared youth "
               "service from 2009/10 to 2010/11", round(100 * (after / before - 1), 2), "%",
               "exact", wanted=_WANTED_PERCENT, before=before, after=after,
               short_of_target=after - round(before * (1 + _WANTED_PERCENT / 100))),
    ]  # fmt: skip


# ── What agencies owe, what may come, what changed ─────────────────────────────────────────

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


def _information_sharing(world: World, rng: np.random.Generator):
    sets = [line.split("|") for line in _OWED.strip().splitlines()]
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
    received = _iso(pd.to_datetime(frame["due_on"]) + pd.to_timedelta(days, unit="D"))
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
        _truth("prescribed_sets", "B01", f"prescribed data sets {when}", asked // len(_DUE),
               "data sets", "exact", others=others // len(_DUE)),
        _truth("prescribed_received", "B01", f"deliveries of prescribed data that came, {when}",
               asked - _MISSED, "deliveries", "exact", base=asked,
               share=round((asked - _MISSED) / asked, 4)),
        _truth("agreed_received", "B05", f"deliveries of other agreed data that came, {when}",
               other_came, "deliveries", "exact", base=others, share=round(other_came / others, 4)),
        _truth("received_late", "A33", f"deliveries that came after their day, {when}", _LATE,
               "deliveries", "exact"),
        _truth("never_sent", "B05", f"agency that sent nothing of what was {when}", _NEVER, "",
               "found"),
        _truth("longest_lag", "A33", f"data set with the longest median lag, {when}",
               "para 9: domestic abuse admissions", "", "found",
               usual_days={name: int(usual) for _, name, usual in sets if usual}),
    ]  # fmt: skip


# factor|item|likelihood|impact|horizon|response
_SCAN = """
political|Police and crime commissioners replace authorities|4|3|2012|Brief members
political|Big Society: services run by communities|3|3|2011 to 2014|Offer two wards a pilot
economic|Grants end on 31 March 2011|5|5|April 2011|Rank what to keep
economic|Unemployment among young people rises|4|4|2010 to 2012|Work with the job centre
social|Rents rise and households move|3|3|2011 to 2013|Watch the population estimates
social|More people living alone in old age|4|2|2011 to 2020|Door-step crime visits
technological|Smart phones worth stealing|5|3|now|Registration stalls at schools
technological|Street-level crime maps for the public|5|2|2011|Agree the words beside them
environmental|Second phase of the shopping centre|3|4|2013|Ask for a levy in the permit
environmental|Street lighting dimmed after midnight|3|3|2011|Trial with a control area
legal|Drinking banning orders and licensing reform|4|3|2011|Prepare the policy
legal|Powers for anti-social behaviour replaced|3|2|2012|Train case workers
organisational|Policing in the 21st Century: command units merge|4|4|2011 to 2013|Keep the analyst
organisational|Primary care trusts abolished|4|4|2013|Join the health board
"""
_HIGHEST = "Grants end on 31 March 2011"


def _pestelo(world: World, rng: np.random.Generator):
    columns = ["factor", "item", "likelihood", "impact", "horizon", "response"]
    rows = [line.split("|") for line in _SCAN.strip().splitlines()]
    frame = pd.DataFrame([rows[at] for at in rng.permutation(len(rows))], columns=columns)
    return frame, [
        _truth("pestelo_items", "A48", "items of the horizon scan of 2010", len(rows), "items",
               "exact", factors=7),
        _truth("pestelo_highest", "A48", "item of the horizon scan of 2010 with the highest "
               "likelihood times impact", _HIGHEST, "", "found", score=25),
    ]  # fmt: skip


_BREAKS = (
    ("all offences", "2002-04-01", "National Crime Recording Standard",
     "Home Office Counting Rules"),
    ("violence", "2008-04-01", "grievous bodily harm with intent: recording rule made clear",
     "Home Office Counting Rules"),
    ("probation_caseload", "2010-06-01", "a delivery unit of its own; before, counted with a "
     "neighbour's", "probation trust, letter of May 2010"),
)  # fmt: skip


def _series_breaks(world: World, rng: np.random.Generator):
    frame = pd.DataFrame(_BREAKS, columns=["series", "from_day", "why", "source"])
    return frame, [
        _truth("probation_break", "A40", "first day of the probation delivery unit of its own",
               "2010-06-01", "day", "exact", series="probation_caseload"),
        _truth("recording_break", "A40", "first day of the clearer rule on violence",
               "2008-04-01", "day", "exact", series="violence"),
    ]  # fmt: skip


# ── Vulnerable localities ──────────────────────────────────────────────────────────────────

# Rate -> the usual level, %, and how many times that the planted LSOAs have.
_DEPRIVED = {"income_deprived": (13.0, 2.9), "employment_deprived": (8.0, 2.8),
             "aged_15_to_24": (13.0, 2.4), "low_attainment": (34.0, 2.3)}  # fmt: skip
_PLANTED_LSOAS = 4


def _vulnerability(world: World, rng: np.random.Generator):
    lsoas = world.ground.lsoas
    estate = world.points.loc[world.points["hotspot"] == "estate"].iloc[0]
    middle = lsoas.geometry.centroid
    away = np.hypot(middle.x - estate["easting"], middle.y - estate["northing"]).to_numpy()
    # The LSOA that holds the point counts as nearest, whatever its shape.
    away = np.where(lsoas["code"].eq(estate["lsoa"]), 0.0, away)
    planted = np.argsort(away)[:_PLANTED_LSOAS]
    frame = pd.DataFrame({"lsoa": lsoas["code"].to_numpy()})
    # Poorer towards the estate as well, but nowhere near as poor as on it.
    slope = 0.8 + 0.35 * np.exp(-away / 900)
    for name, (usual, times) in _DEPRIVED.items():
        level = slope * rng.normal(1, 0.12, len(away)).clip(0.65, 1.35)
        level[planted] = times * rng.uniform(0.97, 1.03, len(planted))
        frame[name] = (usual * level).round(1)
    codes = sorted(frame["lsoa"].iloc[planted])
    return frame, [
        _truth("vulnerable_localities", "B17", "LSOAs poorest on all four rates of 2010, around "
               "the Weir estate", codes, "", "found",
               index_of_the_four=round(float(_mean_index(frame).iloc[planted].min()), 1),
               highest_index_elsewhere=round(
                   float(_mean_index(frame).drop(frame.index[planted]).max()), 1)),
    ]  # fmt: skip


def _mean_index(frame: pd.DataFrame) -> pd.Series:
    rates = frame[list(_DEPRIVED)]
    return (100 * rates / rates.mean()).mean(axis=1)


# ── Shared by all of them ──────────────────────────────────────────────────────────────────


def _truth(key: str, item: str, what: str, planted, unit: str, how: str, **more) -> dict:
    return {"key": key, "item": item, "what": what, "planted": planted, "unit": unit,
            "how": how, **more}  # fmt: skip


def _drawn_days(first: str, within: int, count: int, rng: np.random.Generator) -> pd.DatetimeIndex:
    span = pd.to_timedelta(rng.integers(0, within, count), unit="D")
    return pd.DatetimeIndex(pd.Timestamp(first) + span)


def _iso(days) -> pd.Index:
    return pd.DatetimeIndex(days).strftime("%Y-%m-%d")
