"""How the partnership meets its public: ward panels, events, seats on its bodies."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import days_in, iso
from cdrp_analysis.sample.values import (
    Made,
    Planted,
    lines,
    plant,
    pseudonyms,
    repeated,
    truth,
    yes_no,
)
from cdrp_analysis.sample.world import World

_EVENTS = """
2009-10-14|Community Safety Board|board|partner agencies|22
2009-11-05|Dark nights campaign|campaign|residents|2400
2009-11-19|Public meeting, north of the borough|public meeting|residents|46
2009-12-02|Hate crime forum|forum|equality groups|17
2009-12-15|Shop watch forum|forum|retailers|31
2010-01-13|Community Safety Board|board|partner agencies|24
2010-01-28|Public meeting, Weir estate|public meeting|residents|71
2010-02-10|Crime summit|summit|residents, members and agencies|212
2010-02-24|Domestic violence forum|forum|voluntary sector|26
2010-03-08|Annual report of the partnership|publication|every household|78400
2010-03-24|Youth forum|forum|young people|38
2010-04-14|Community Safety Board|board|partner agencies|21
2010-05-12|Bicycle marking campaign|campaign|cyclists|640
2010-05-27|Public meeting, town centre|public meeting|residents and licensees|54
2010-06-09|Hate crime forum|forum|equality groups|15
2010-06-23|Older residents' forum|forum|residents aged over 60|63
2010-07-07|Summer nights campaign|campaign|residents|
2010-07-14|Community Safety Board|board|partner agencies|23
2010-07-29|Consultation on the assessment|publication|residents|9100
2010-08-18|Public meeting, Ropewalk|public meeting|residents|
2010-09-08|Youth forum|forum|young people|41
2010-09-22|Public meeting, Larkmoor|public meeting|residents|29
"""
_SEATS = {
    "Community Safety Board": "Council:Cabinet member,Chief executive,Head of community safety;"
    "Police:Borough commander;Police authority:Link member;Fire and rescue:Borough commander;"
    "Primary care trust:Director of public health;Probation:Assistant chief officer;"
    "Youth offending service:Head of service;Voluntary sector:Council for voluntary service",
    "Tasking group": "Police:Superintendent,Intelligence manager;Council:Street wardens,"
    "Anti-social behaviour unit,Licensing;Fire and rescue:Station manager;"
    "Housing associations:Area manager",
    "Drug and alcohol action team": "Primary care trust:Commissioner;Probation:Senior officer;"
    "Police:Drugs inspector;Voluntary sector:Treatment provider;Council:Adult care",
    "Domestic violence forum": "Police:Public protection;Council:Children's services;"
    "Voluntary sector:Refuge,Advocacy service;Primary care trust:Named nurse",
    "Hate crime forum": "Police:Community safety unit;Council:Equalities;"
    "Voluntary sector:Faith forum,Disability forum,Race equality council;Residents:Two wards",
}
_VACANT = {("Community Safety Board", "Police authority", "Link member"),
           ("Tasking group", "Housing associations", "Area manager"),
           ("Domestic violence forum", "Primary care trust", "Named nurse"),
           ("Hate crime forum", "Residents", "Two wards")}  # fmt: skip
_HOLDERS = {"White": 21, "Black": 3, "Asian": 2, "Mixed": 1, "not known": 1}
_FORMER = 5


def engagement_files(world: World) -> Planted:
    """
    The feeds of panels, events and seats, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        panel_meetings, engagement, membership.
    truths : list of dict
    """
    return plant(
        world,
        {
            "panel_meetings": ("voice panels", _panels),
            "engagement": ("voice engagement", _engagement),
            "membership": ("voice membership", _membership),
        },
    )


def _panels(world: World, rng: np.random.Generator) -> Made:
    wards = list(world.ground.wards["code"])
    quarters = pd.date_range("2008-10-01", periods=8, freq="QS")
    count = len(wards) * len(quarters)
    ward = np.repeat(wards, len(quarters))
    met = quarters[np.tile(np.arange(8), len(wards))] + pd.to_timedelta(
        rng.integers(10, 80, count), unit="D"
    )
    never = str(rng.choice(wards))
    invited, papers, unrecorded = 109, 97, 4
    told = np.isin(rng.permutation(count), np.arange(invited))
    sent = np.isin(rng.permutation(count), np.arange(papers))
    ahead = np.where(rng.permutation(count) % 8 == 0, 2, rng.integers(5, 15, count))
    # Members come more often when papers were sent; each ward but one saw its member at least
    # once, in its third quarter.
    likely = rng.random(count) + 0.6 * sent + 3.0 * (np.tile(np.arange(8), len(wards)) == 2)
    likely[ward == never] = -1
    order = np.argsort(-likely)
    attended = np.full(count, "no", dtype=object)
    attended[order[:84]] = "yes"
    attended[order[84 : 84 + unrecorded]] = ""
    frame = pd.DataFrame({
        "ward": ward,
        "met_on": iso(met),
        "members_invited": yes_no(told),
        "papers_sent_on": np.where(sent, iso(met - pd.to_timedelta(ahead, unit="D")), ""),
        "member_attended": attended,
        "residents": rng.poisson(14, count),
    }).sort_values(["met_on", "ward"], ignore_index=True)  # fmt: skip
    when = "of the ward panels from October 2008 to September 2010"
    came = attended == "yes"
    return frame, [
        truth("panel_meetings", "A16", f"meetings {when}", count, "meetings", "exact"),
        truth("panel_members_invited", "A18", f"meetings {when} to which members were invited",
              invited, "meetings", "exact", base=count),
        truth("panel_papers_sent", "A18", f"meetings {when} for which papers were sent", papers,
              "meetings", "exact", base=count, share=round(papers / count, 4),
              less_than_five_days_before=int((sent & (ahead < 5)).sum())),
        truth("panel_member_attended", "A18", f"meetings {when} that a ward member attended", 84,
              "meetings", "exact", base=count - unrecorded, not_recorded=unrecorded,
              share=round(84 / (count - unrecorded), 4),
              with_papers_sent=int((came & sent).sum())),
        truth("panel_member_never_attended", "A18", f"ward whose member came to none {when}",
              never, "", "found"),
    ]  # fmt: skip


def _engagement(world: World, rng: np.random.Generator) -> Made:
    columns = ["held_on", "event", "kind", "audience", "reached"]
    frame = pd.DataFrame(lines(_EVENTS), columns=columns)
    # The register gives heads; another borough of the same kind differs by a few.
    free = frame["reached"].ne("") & frame["kind"].isin(["public meeting", "forum"])
    heads = frame.loc[free, "reached"].astype(int) + rng.integers(-4, 5, int(free.sum()))
    frame.loc[free, "reached"] = heads.astype(str)
    reached = pd.to_numeric(frame["reached"])
    counted = reached.groupby(frame["kind"]).sum().astype(int)
    when = "from October 2009 to September 2010"
    return frame, [
        truth("engagement_events", "A17", f"events, publications and campaigns {when}",
              len(frame), "events", "exact", by_kind=frame["kind"].value_counts().to_dict(),
              without_a_count=int(reached.isna().sum())),
        truth("engagement_reached", "A17", f"people reached or present, by kind, {when}",
              counted.to_dict(), "people", "exact"),
        truth("crime_summit_reached", "A17", "people at the crime summit of February 2010", 212,
              "people", "exact"),
    ]  # fmt: skip


def _membership(world: World, rng: np.random.Generator) -> Made:
    rows = [
        (body, agency.split(":")[0], seat)
        for body, agencies in _SEATS.items()
        for agency in agencies.split(";")
        for seat in agency.split(":")[1].split(",")
    ]
    frame = pd.DataFrame(rows, columns=["body", "agency", "seat"])
    vacant = np.array([row in _VACANT for row in rows])
    seats, held = len(rows), int((~vacant).sum())
    groups = rng.permutation(repeated(_HOLDERS))
    names = pseudonyms(rng, held - 1 + _FORMER, "M")
    frame["holder"], frame["ethnic_group"] = "", ""
    frame.loc[~vacant, "holder"] = [*names[: held - 1], names[0]]  # one person holds two seats
    frame.loc[~vacant, "ethnic_group"] = [*groups[: held - 1], groups[0]]
    frame["from_day"] = iso(days_in(rng, "2007-04-01", "2009-09-16", seats))
    frame["to_day"] = ""
    left = frame[~vacant].iloc[rng.choice(held, _FORMER, replace=False)].copy()
    left["holder"] = names[held - 1 :]
    left["ethnic_group"] = "White"
    left["to_day"] = iso(pd.to_datetime(left["from_day"]) - pd.Timedelta(days=1))
    left["from_day"] = iso(days_in(rng, "2005-04-01", "2007-03-01", _FORMER))
    table = pd.concat([frame, left], ignore_index=True)
    people = frame[~vacant].drop_duplicates("holder")["ethnic_group"].value_counts()
    when = "on 30 September 2010"
    return table, [
        truth("membership_seats", "B15", f"seats on the partnership's bodies {when}", seats,
              "seats", "exact", by_body=frame["body"].value_counts().to_dict()),
        truth("membership_vacant", "B15", f"seats without a holder {when}", len(_VACANT), "seats",
              "exact", seats=[" / ".join(row) for row in rows if row in _VACANT]),
        truth("membership_people", "B15", f"people who hold a seat {when}", held - 1, "people",
              "exact", ended_before=_FORMER),
        truth("membership_ethnic_groups", "B16", f"people with a seat, by ethnic group, {when}",
              people.to_dict(), "people", "exact", small_counts=True),
    ]  # fmt: skip
