"""What residents and members say, invented: survey, panels, events, seats, accounts, comments."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import stream
from cdrp_analysis.sample.world import World

RESPONDENTS = 1_400
_ASKED = pd.Timestamp("2010-05-01"), 92  # first day, days
_SMALL_WARD = 38  # respondents of the ward too small to report on its own
_FEWEST_ELSEWHERE = 65
_ADULTS_PER_LSOA = 1_320
_EXEMPTIONS = ("FOI s.40", "FOI s.41", "LGA Sch 12A para 1", "LGA Sch 12A para 2")

# Shares of residents aged 16 and over; of the band 10-17 only those of 16 and 17 are asked.
_SEX = {"female": 0.51, "male": 0.49}
_AGE = {"10-17": 0.03, "18-24": 0.14, "25-34": 0.25, "35-44": 0.20, "45-54": 0.14,
        "55-64": 0.11, "65+": 0.13}  # fmt: skip
_ETHNIC = {"White": 0.69, "Black": 0.125, "Asian": 0.10, "Mixed": 0.06, "Other": 0.025}
# How readily each answers, relative to the others: older residents and women more than others,
# so that shares of the answers as they came are not shares of the residents.
_ANSWERS = {"female": 1.35, "male": 1.0, "10-17": 0.35, "18-24": 0.38, "25-34": 0.55, "35-44": 0.9,
            "45-54": 1.3, "55-64": 1.8, "65+": 2.4}  # fmt: skip
# Concern -> log weight of a man of 35 to 44, what each band of age adds, what a woman adds.
_CONCERNS = {
    "anti-social behaviour": (1.55, -0.16, -0.10),
    "burglary": (0.85, 0.40, 0.15),
    "robbery": (0.50, -0.12, 0.10),
    "violence": (0.40, -0.20, 0.20),
    "drug dealing": (0.25, 0.05, 0.0),
    "vehicle crime": (0.05, 0.10, -0.30),
    "alcohol": (-0.50, 0.05, 0.10),
    "hate crime": (-1.10, -0.15, 0.05),
    "shop theft": (-1.50, 0.10, 0.0),
}
_WORDS = (
    "The lights by {} are out and we avoid it.", "Young people gather at {} most evenings.",
    "I moved from {} because of the noise.", "My neighbour at {} was broken into twice.",
)  # fmt: skip


def voice_files(world: World) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """
    The feeds of consultation and membership, and what is planted in them.

    Parameters
    ----------
    world : World
        Wards, LSOAs and the snap point in the middle of the hotspot ``estate`` are used.

    Returns
    -------
    files : dict of feed name -> DataFrame
        survey (1,400 respondents), survey_margins, panel_meetings (16 wards x 8 quarters),
        engagement, membership, case_studies, comments; cells as a partner types them.
    truths : list of dict
        key, item, what, planted, unit, how, and sometimes more.
    """
    files, truths = {}, []
    for part in (_survey, _panels, _engagement, _membership, _case_studies, _comments):
        made, planted = part(world, stream(world.seed, f"voice {part.__name__.strip('_')}"))
        files |= made
        truths += planted
    return files, truths


# ── The survey ─────────────────────────────────────────────────────────────────────────────


def _survey(world: World, rng: np.random.Generator):
    margins = _margins(world, rng)
    cells, effect, small = _population(world, margins, rng)
    chosen = np.repeat(np.arange(len(cells)), _systematic(cells["expected"].to_numpy(), rng))
    people = cells.iloc[chosen].reset_index(drop=True)
    concerns = _named_concerns(people, rng)
    unsafe = _systematic(people["unsafe"].to_numpy(), rng) == 1
    by_day = unsafe & (rng.random(len(people)) < 0.25)
    written = rng.random(len(people)) < 0.1
    secrets = _canaries(int(written.sum()), rng)
    verbatim = np.full(len(people), "", dtype=object)
    verbatim[written] = [_WORDS[n % len(_WORDS)].format(word) for n, word in enumerate(secrets)]
    first, days = _ASKED
    survey = pd.DataFrame({
        "respondent": _pseudonyms("S", len(people), rng),
        "answered_on": _iso(first + pd.to_timedelta(rng.integers(0, days, len(people)), unit="D")),
        "mode": rng.choice(["post", "street", "online", "panel", "telephone"], len(people),
                           p=[0.46, 0.17, 0.2, 0.12, 0.05]),
        "ward": people["ward"],
        "sex": people["sex"],
        "age_band": people["age_band"],
        "ethnic_group": people["ethnic_group"],
        "safe_by_day": _safety(by_day, rng),
        "safe_after_dark": _safety(unsafe, rng),
        "first_concern": concerns[0],
        "second_concern": concerns[1],
        "third_concern": concerns[2],
        "verbatim": verbatim,
    })  # fmt: skip
    # Left blank as people leave it, whatever they would have said.
    survey.loc[rng.random(len(survey)) < 0.012, "ethnic_group"] = "not known"
    survey.loc[rng.random(len(survey)) < 0.2, "third_concern"] = ""
    survey = survey.iloc[rng.permutation(len(survey))].reset_index(drop=True)
    truths = _survey_truths(survey, cells, effect, small, secrets)
    return {"survey": survey, "survey_margins": margins}, truths


def _margins(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Residents aged 16 and over by ward, sex, age and ethnic group, each adding to one total."""
    lsoas = world.ground.lsoas.groupby("ward").size().reindex(world.ground.wards["code"])
    wards = np.round(lsoas.to_numpy() * _ADULTS_PER_LSOA * rng.uniform(0.93, 1.07, len(lsoas)))
    total = int(wards.sum())
    rows = [("ward", code, int(n)) for code, n in zip(lsoas.index, wards, strict=True)]
    for variable, shares in (("sex", _SEX), ("age_band", _AGE), ("ethnic_group", _ETHNIC)):
        edges = np.round(np.cumsum(list(shares.values())) * total).astype(int)
        counts = np.diff(edges, prepend=0)
        rows += [(variable, name, int(n)) for name, n in zip(shares, counts, strict=True)]
    return pd.DataFrame(rows, columns=["variable", "category", "residents"])


def _population(world: World, margins: pd.DataFrame, rng: np.random.Generator):
    """Cells of ward x age x sex x ethnic group: true share, expected answers, true opinions."""
    wards = world.ground.wards
    estate = world.points.loc[world.points["hotspot"] == "estate"].iloc[0]
    middle = wards.geometry.centroid
    away = np.hypot(middle.x - estate["easting"], middle.y - estate["northing"]).to_numpy()
    effect = pd.Series(1.3 * np.exp(-away / 1_100) + rng.normal(0, 0.12, len(away)), wards["code"])
    # The estate's own ward stands out, so that a survey of this size can find it.
    effect[estate["ward"]] = effect.drop(estate["ward"]).max() + 0.5
    small = str(wards["code"].iloc[int(away.argmax())])

    sizes = {key: part.set_index("category")["residents"] for key, part in
             margins.groupby("variable")}  # fmt: skip
    order = ("ward", "age_band", "sex", "ethnic_group")
    cells = pd.MultiIndex.from_product([sizes[name].index for name in order], names=order)
    cells = cells.to_frame(index=False)
    total = sizes["ward"].sum()
    cells["share"] = np.prod([cells[name].map(sizes[name]) / total for name in order], axis=0)
    number, woman = _age_number(cells), cells["sex"].eq("female")
    odds = -1.15 + 0.10 * number + 0.75 * woman + cells["ward"].map(effect)
    cells["unsafe"] = 1 / (1 + np.exp(-odds))

    others = sizes["ward"].drop(small)
    spare = RESPONDENTS - _SMALL_WARD - _FEWEST_ELSEWHERE * len(others)
    asked = _FEWEST_ELSEWHERE + spare * others / others.sum()
    asked[small] = _SMALL_WARD
    answering = cells["share"] * cells["age_band"].map(_ANSWERS) * cells["sex"].map(_ANSWERS)
    of_ward = answering / answering.groupby(cells["ward"]).transform("sum")
    cells["expected"] = of_ward * cells["ward"].map(asked)
    # Ethnic groups in an order of chance inside each cell of the rest: no group is passed over
    # by the regular steps of the draw.
    chance = rng.random(len(cells))
    at = np.lexsort([chance, woman, number, cells["ward"]])
    return cells.iloc[at].reset_index(drop=True), effect, small


def _age_number(cells: pd.DataFrame) -> pd.Series:
    """Bands of age above 35 to 44."""
    return cells["age_band"].map({band: number - 3 for number, band in enumerate(_AGE)})


def _concern_shares(number: float, woman: bool) -> np.ndarray:
    weight = np.exp([base + age * number + she * woman for base, age, she in _CONCERNS.values()])
    return weight / weight.sum()


def _named_concerns(people: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """First, second and third concern; firsts in the true shares of each age and sex."""
    names = np.array(list(_CONCERNS), dtype=object)
    keys = rng.gumbel(size=(len(people), len(names)))
    groups = people.groupby([_age_number(people), people["sex"].eq("female")]).indices
    for (number, woman), at in groups.items():
        shares = _concern_shares(number, woman)
        keys[at] += np.log(shares)
        level = (rng.permutation(len(at)) + rng.random()) / len(at)
        keys[at, np.searchsorted(np.cumsum(shares)[:-1], level, side="right")] = np.inf
    return names[np.argsort(-keys, axis=1)[:, :3]].T


def _safety(unsafe: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    strongly = rng.random(len(unsafe)) < 0.33
    said = np.select(
        [unsafe & strongly, unsafe, strongly],
        ["very unsafe", "a bit unsafe", "very safe"],
        "fairly safe",
    )
    return np.where(rng.random(len(unsafe)) < 0.03, "don't know", said)


def _survey_truths(survey, cells, effect, small, secrets) -> list[dict]:
    first = np.zeros(len(_CONCERNS))
    for (number, woman), share in cells.groupby([_age_number(cells), cells["sex"] == "female"])[
        "share"
    ].sum().items():  # fmt: skip
        first += share * _concern_shares(number, woman)
    shares = dict(sorted(zip(_CONCERNS, first.round(4).tolist(), strict=True), key=lambda x: -x[1]))
    true = cells["share"] * cells["unsafe"]
    by_ward = true.groupby(cells["ward"]).sum() / cells.groupby("ward")["share"].sum()
    asked = "in the survey of May to July 2010"
    answered = survey["ward"].value_counts()
    others = int(survey["ethnic_group"].eq("Other").sum())
    unweighted = survey["first_concern"].value_counts(normalize=True).round(4)
    return [
        _truth("top_concern", "B02", f"what most residents name first {asked}",
               next(iter(shares)), "", "found", unweighted_first=str(unweighted.index[0])),
        _truth("concern_shares", "B02", f"share of residents naming each first concern {asked}",
               shares, "share of residents", "process", unweighted=unweighted.to_dict()),
        _truth("unsafe_after_dark", "B09",
               f"share of residents who feel a bit or very unsafe after dark {asked}",
               round(float(true.sum()), 4), "share of residents", "process",
               base="those who gave an answer other than don't know"),
        _truth("unsafe_after_dark_by_ward", "B09",
               f"share of each ward's residents who feel unsafe after dark {asked}",
               by_ward.round(4).to_dict(), "share of residents", "process",
               ward_effect_log_odds=effect.round(4).to_dict()),
        _truth("most_fearful_ward", "B09", f"ward where most feel unsafe after dark {asked}",
               str(by_ward.idxmax()), "", "found"),
        _truth("survey_respondents", "B02", f"respondents {asked}", len(survey), "people",
               "exact", answers_by_ward=answered.sort_index().to_dict()),
        _truth("survey_small_ward", "B09", f"ward with fewer than 50 respondents {asked}",
               small, "", "found", respondents=int(answered[small])),
        _truth("survey_small_group", "B22", f"respondents of ethnic group Other {asked}", others,
               "people", "exact"),
        _canary_truth("survey", secrets),
    ]  # fmt: skip


# ── Panels, events, seats ──────────────────────────────────────────────────────────────────


def _panels(world: World, rng: np.random.Generator):
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
        "met_on": _iso(met),
        "members_invited": np.where(told, "yes", "no"),
        "papers_sent_on": np.where(sent, _iso(met - pd.to_timedelta(ahead, unit="D")), ""),
        "member_attended": attended,
        "residents": rng.poisson(14, count),
    }).sort_values(["met_on", "ward"], ignore_index=True)  # fmt: skip
    when = "of the ward panels from October 2008 to September 2010"
    came = attended == "yes"
    return {"panel_meetings": frame}, [
        _truth("panel_meetings", "A16", f"meetings {when}", count, "meetings", "exact"),
        _truth("panel_members_invited", "A18", f"meetings {when} to which members were invited",
               invited, "meetings", "exact", base=count),
        _truth("panel_papers_sent", "A18", f"meetings {when} for which papers were sent", papers,
               "meetings", "exact", base=count, share=round(papers / count, 4),
               less_than_five_days_before=int((sent & (ahead < 5)).sum())),
        _truth("panel_member_attended", "A18", f"meetings {when} that a ward member attended", 84,
               "meetings", "exact", base=count - unrecorded, not_recorded=unrecorded,
               share=round(84 / (count - unrecorded), 4),
               with_papers_sent=int((came & sent).sum())),
        _truth("panel_member_never_attended", "A18", f"ward whose member came to none {when}",
               never, "", "found"),
    ]  # fmt: skip


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


def _engagement(world: World, rng: np.random.Generator):
    columns = ["held_on", "event", "kind", "audience", "reached"]
    frame = pd.DataFrame(
        [line.split("|") for line in _EVENTS.strip().splitlines()], columns=columns
    )
    # The register gives heads; another borough of the same kind differs by a few.
    free = frame["reached"].ne("") & frame["kind"].isin(["public meeting", "forum"])
    heads = frame.loc[free, "reached"].astype(int) + rng.integers(-4, 5, int(free.sum()))
    frame.loc[free, "reached"] = heads.astype(str)
    reached = pd.to_numeric(frame["reached"])
    counted = reached.groupby(frame["kind"]).sum().astype(int)
    when = "from October 2009 to September 2010"
    return {"engagement": frame}, [
        _truth("engagement_events", "A17", f"events, publications and campaigns {when}",
               len(frame), "events", "exact", by_kind=frame["kind"].value_counts().to_dict(),
               without_a_count=int(reached.isna().sum())),
        _truth("engagement_reached", "A17", f"people reached or present, by kind, {when}",
               counted.to_dict(), "people", "exact"),
        _truth("crime_summit_reached", "A17", "people at the crime summit of February 2010", 212,
               "people", "exact"),
    ]  # fmt: skip


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


def _membership(world: World, rng: np.random.Generator):
    rows = [
        (body, agency.split(":")[0], seat)
        for body, agencies in _SEATS.items()
        for agency in agencies.split(";")
        for seat in agency.split(":")[1].split(",")
    ]
    frame = pd.DataFrame(rows, columns=["body", "agency", "seat"])
    vacant = np.array([row in _VACANT for row in rows])
    seats, held = len(rows), int((~vacant).sum())
    groups = rng.permutation(_repeated(_HOLDERS))
    names = _pseudonyms("M", held - 1 + _FORMER, rng)
    frame["holder"], frame["ethnic_group"] = "", ""
    frame.loc[~vacant, "holder"] = names[: held - 1] + names[:1]  # one person holds two seats
    frame.loc[~vacant, "ethnic_group"] = [*groups[: held - 1], groups[0]]
    frame["from_day"] = _days("2007-04-01", 900, seats, rng)
    frame["to_day"] = ""
    left = frame[~vacant].iloc[rng.choice(held, _FORMER, replace=False)].copy()
    left["holder"] = names[held - 1 :]
    left["ethnic_group"] = "White"
    left["to_day"] = _iso(pd.to_datetime(left["from_day"]) - pd.Timedelta(days=1))
    left["from_day"] = _days("2005-04-01", 700, _FORMER, rng)
    table = pd.concat([frame, left], ignore_index=True)
    people = frame[~vacant].drop_duplicates("holder")["ethnic_group"].value_counts()
    when = "on 30 September 2010"
    return {"membership": table}, [
        _truth("membership_seats", "B15", f"seats on the partnership's bodies {when}", seats,
               "seats", "exact", by_body=frame["body"].value_counts().to_dict()),
        _truth("membership_vacant", "B15", f"seats without a holder {when}", len(_VACANT), "seats",
               "exact", seats=[" / ".join(row) for row in rows if row in _VACANT]),
        _truth("membership_people", "B15", f"people who hold a seat {when}", held - 1, "people",
               "exact", ended_before=_FORMER),
        _truth("membership_ethnic_groups", "B16", f"people with a seat, by ethnic group, {when}",
               people.to_dict(), "people", "exact", small_counts=True),
    ]  # fmt: skip


# ── Accounts and comments ──────────────────────────────────────────────────────────────────

# Theme, kind, consent, altered, checked: five of twelve may be printed, the rest each lack
# something.
_ACCOUNTS = """
treatment|case study|yes|yes|yes
young people|case study|yes|yes|yes
domestic abuse|testimony|yes|yes|yes
probation|testimony|yes|yes|yes
parenting|case study|yes|yes|yes
treatment|case study|yes|yes|no
young people|testimony|yes|yes|
probation|testimony|yes|no|yes
domestic abuse|case study|yes|no|no
parenting|case study|no|yes|yes
hate crime|meeting note|no|no|no
anti-social behaviour|meeting note|no||
"""
_TOLD = (
    "Before the service I stayed near {} and saw nobody.", "My worker met me at {} every week.",
    "It began at {} and I told my teacher.", "I would not go back to {} on my own.",
)  # fmt: skip
_REMARKS = (
    "The figures for {} look low to us.", "Say what is done about {}.",
    "The map of {} needs a later year.", "We know {} better than this suggests.",
)  # fmt: skip
_BODIES = {"committee": 9, "agency": 8, "public": 6}
_RESPONSES = {"accepted": 11, "explained": 6, "not accepted": 2, "": 4}
_SECTIONS = ("trends", "places", "young people", "drugs and alcohol", "consultation", "plan")


def _case_studies(world: World, rng: np.random.Generator):
    rows = [line.split("|") for line in _ACCOUNTS.strip().splitlines()]
    columns = ["theme", "kind", "consent_on", "details_altered", "checked"]
    frame = pd.DataFrame(rows, columns=columns).iloc[rng.permutation(len(rows))]
    frame = frame.reset_index(drop=True)
    count, secrets = len(frame), _canaries(len(frame), rng)
    frame.insert(0, "reference", _pseudonyms("A", count, rng))
    taken = pd.to_datetime(_days("2010-02-01", 180, count, rng))
    frame.insert(3, "taken_on", _iso(taken))
    given = _iso(taken + pd.to_timedelta(rng.integers(0, 29, count), unit="D"))
    consent = frame["consent_on"].eq("yes").to_numpy()
    frame["consent_on"] = np.where(consent, given, "")
    frame["text"] = [_TOLD[n % len(_TOLD)].format(word) for n, word in enumerate(secrets)]
    frame["exemption"] = [_EXEMPTIONS[n % len(_EXEMPTIONS)] for n in rng.permutation(count)]
    altered, checked = (frame[name].eq("yes") for name in ("details_altered", "checked"))
    when = "of accounts taken from February to July 2010"
    return {"case_studies": frame}, [
        _truth("case_studies_publishable", "A45", f"{when}, those with written consent, altered "
               "details and a second person's check", int((consent & altered & checked).sum()),
               "accounts", "exact", base=count, consented=int(consent.sum())),
        _canary_truth("case_studies", secrets),
    ]  # fmt: skip


def _comments(world: World, rng: np.random.Generator):
    count = sum(_BODIES.values())
    secrets = _canaries(count, rng)
    frame = pd.DataFrame({
        "reference": _pseudonyms("C", count, rng),
        "received_on": sorted(_days("2010-09-01", 28, count, rng)),
        "body": rng.permutation(_repeated(_BODIES)),
        "section": rng.choice(_SECTIONS, count),
        "text": [_REMARKS[n % len(_REMARKS)].format(word) for n, word in enumerate(secrets)],
        "response": rng.permutation(_repeated(_RESPONSES)),
    })  # fmt: skip
    return {"comments": frame}, [
        _truth("comments", "A19", "comments on the draft, received in September 2010", count,
               "comments", "exact", by_body=_BODIES, unanswered=_RESPONSES[""],
               accepted=_RESPONSES["accepted"]),
        _canary_truth("comments", secrets),
    ]  # fmt: skip


# ── Shared by all of them ──────────────────────────────────────────────────────────────────


def _truth(key: str, item: str, what: str, planted, unit: str, how: str, **more) -> dict:
    return {"key": key, "item": item, "what": what, "planted": planted, "unit": unit,
            "how": how, **more}  # fmt: skip


def _canary_truth(feed: str, secrets: list[str]) -> dict:
    return _truth(f"canaries_{feed}", "A19", f"words of {feed} that no edition but the restricted "
                  "one may hold", secrets, "", "found")  # fmt: skip


def _systematic(expected: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Whole numbers that follow the expected ones: every run of rows is right within one."""
    steps = np.floor(np.cumsum(expected) + rng.random())
    return np.diff(steps, prepend=0).astype(int)


def _canaries(count: int, rng: np.random.Generator) -> list[str]:
    letters = rng.integers(ord("a"), ord("z") + 1, (count, 10), dtype=np.uint8)
    return ["zq" + bytes(row).decode() for row in letters]


def _pseudonyms(prefix: str, count: int, rng: np.random.Generator) -> list[str]:
    return [f"{prefix}-{number:06d}" for number in rng.choice(1_000_000, count, replace=False)]


def _days(first: str, within: int, count: int, rng: np.random.Generator) -> list[str]:
    """Days drawn from a span that starts with ``first``."""
    return list(_iso(pd.Timestamp(first) + pd.to_timedelta(rng.integers(0, within, count), "D")))


def _iso(days) -> pd.Index:
    return pd.DatetimeIndex(days).strftime("%Y-%m-%d")


def _repeated(counts: Mapping[str, int]) -> list[str]:
    return [name for name, count in counts.items() for _ in range(count)]
