"""Adults under probation, offender management, the agencies' lists, payback and capacity."""

import hashlib
from itertools import combinations

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.offenders import LISTS
from cdrp_analysis.sample.plan import BOROUGH, BOROUGH_CODE, NEIGHBOURS, stream
from cdrp_analysis.sample.world import World
from cdrp_analysis.sample.youth import TO_SEPTEMBER, days_in, iso, pseudonyms, truth, yes_no

PROLIFIC, DRUGS, YOUTH, VIOLENCE, RESETTLEMENT, DOMESTIC = LISTS

# Day of the extract -> supervised, in custody. The unit covered two boroughs until June 2010.
_EXTRACTS = {
    "2009-03-31": (1_702, 671), "2009-09-30": (1_688, 684), "2010-03-31": (1_714, 690),
    "2010-06-30": (861, 347), "2010-09-30": (876, 353),
}  # fmt: skip
_SPLIT = "2010-06"
_OLD_UNIT, _NEW_UNIT = f"{BOROUGH} and {NEIGHBOURS[2]}", BOROUGH
_NEEDS = {"drugs": 666, "alcohol": 473, "accommodation": 394}  # of the 876: 76, 54, 45%
_NEED_SHARES = {need: count / 876 for need, count in _NEEDS.items()}

_OFFENDERS, _CHOSEN, _NEXT = 400, 31, 60
_SHAPE, _MEAN = 1.0, 2.3  # gamma of offences a year at liberty
_REGRESSION = (0.76, 0.78)  # redrawn until the choice of the worst alone lowers it by about 23%
_RAW, _NATIONAL = 0.28, 0.61
_EXTENDED = {DRUGS: (84, 0.75), RESETTLEMENT: (46, 0.85)}  # people, effect on the latent rate
_ALSO = {DRUGS: 9, RESETTLEMENT: 4}  # of the prolific, also in this scheme

_ON_LIST = {PROLIFIC: 31, DRUGS: 420, YOUTH: 236, VIOLENCE: 20, RESETTLEMENT: 90, DOMESTIC: 7}
# Share of rows whose spelling differs from the person's own, and share left blank.
_KEYS = {"forename": (0.05, 0.02), "surname": (0.06, 0.02), "birth": (0.03, 0.02),
         "home": (0.22, 0.08)}  # fmt: skip

_SERVICES = {  # places, share filled at first and at last
    "probation supervision": (880, 0.93, 0.99),
    "drug treatment": (240, 0.84, 0.95),
    "alcohol treatment": (64, 0.90, 1.16),
    "Druglink appointments": (220, 0.55, 0.78),
    "resettlement accommodation": (48, 0.92, 0.98),
    "domestic abuse perpetrator programme": (14, 0.30, 0.55),
    "youth offending programmes": (120, 0.96, 0.72),
}
_WORKS = ("Repainting railings", "Clearing brambles", "Removing graffiti", "Planting bulbs",
          "Repairing benches", "Clearing the towpath")  # fmt: skip
_SUGGESTED = {"resident": 0.22, "ward panel": 0.36, "council": 0.18, "police": 0.08,
              "community group": 0.16}  # fmt: skip
_PROJECTS, _TURNED_DOWN = 38, 9  # in the twelve months to September 2010


def adult_files(world: World) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """
    The feeds about adults on the caseload and on lists, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        probation_caseload, offender_cohort, cohort_peers, agency_lists, community_payback,
        service_capacity.
    truths : list of dict
    """
    seed = world.seed
    caseload, caseload_truths = _caseload(stream(seed, "probation caseload"))
    cohort, own, cohort_truths = _cohorts(stream(seed, "offender cohorts"))
    peers, peer_truths = _peers(own, stream(seed, "cohort peers"))
    lists, list_truths = _lists(stream(seed, "agency lists"))
    payback, payback_truths = _payback(world, stream(seed, "community payback"))
    capacity, capacity_truths = _capacity(stream(seed, "service capacity"))
    files = {
        "probation_caseload": caseload,
        "offender_cohort": cohort,
        "cohort_peers": peers,
        "agency_lists": lists,
        "community_payback": payback,
        "service_capacity": capacity,
    }
    truths = [*caseload_truths, *cohort_truths, *peer_truths, *list_truths, *payback_truths,
              *capacity_truths]  # fmt: skip
    return files, truths


def _caseload(rng: np.random.Generator) -> tuple[pd.DataFrame, list[dict]]:
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


def _custody_days(rng: np.random.Generator, count: int, share: float) -> np.ndarray:
    """Days of a year in custody: none for most, a few months for a share."""
    days = np.minimum(rng.gamma(2.0, 40.0, count).astype(int) + 5, 240)
    return np.where(rng.random(count) < share, days, 0)


def _cohorts(rng: np.random.Generator) -> tuple[pd.DataFrame, tuple[int, int], list[dict]]:
    prolific, own, truths = _prolific(rng)
    codes = pseudonyms(rng, 600, "C")
    prolific.insert(0, "person", codes[: len(prolific)])
    used, parts = len(prolific), [prolific]
    for scheme, (people, effect) in _EXTENDED.items():
        table = _extended(scheme, people, effect, rng)
        new = 2 * people - _ALSO[scheme]
        joint = rng.choice(codes[:_CHOSEN], _ALSO[scheme], replace=False)
        table.insert(0, "person", [*joint, *codes[used : used + new]])
        used += new
        parts.append(table)
        truths.append(truth(
            f"{scheme.replace(' ', '_')}_effect", "A42", f"ratio by which the {scheme} scheme "
            "lowers offences in time at liberty", effect, "ratio", "process", people=people,
            also_prolific=_ALSO[scheme],
        ))  # fmt: skip
    pilot = _spans(np.array([4, 3, 3, 2, 3, 2, 2]), 12.0, np.zeros(7, int),
                   np.array([1, 0, 2, 0, 0, 1, 0]), 6.0, np.zeros(7, int))  # fmt: skip
    pilot.insert(0, "person", codes[used : used + 7])
    pilot.insert(1, "scheme", DOMESTIC)
    pilot["in_scheme"], pilot["rank"], pilot["joined_on"] = "yes", "", "2010-04-01"
    parts.append(pilot)
    truths.append(truth("pilot_too_small", "A42", f"people in the {DOMESTIC} pilot: too few for "
                        "a published rate", 7, "people", "found", offences_before=19,
                        months_before=12.0, offences_after=4, months_after=6.0))  # fmt: skip
    order = ["person", "scheme", "in_scheme", "rank", "joined_on", "offences_before",
             "months_before", "custody_days_before", "offences_after", "months_after",
             "custody_days_after"]  # fmt: skip
    table = pd.concat([part[order] for part in parts], ignore_index=True)
    return table, own, truths


def _prolific(rng: np.random.Generator) -> tuple[pd.DataFrame, tuple[int, int], list[dict]]:
    """The worst 31 of 400 by last year's count, with the next 60, who were left alone."""
    regression = 0.0
    while not _REGRESSION[0] < regression < _REGRESSION[1]:
        rate = rng.gamma(_SHAPE, _MEAN / _SHAPE, _OFFENDERS)
        before_days = _custody_days(rng, _OFFENDERS, 0.25)
        at_liberty = rate * (365 - before_days) / 365
        before = rng.poisson(at_liberty)
        order = np.lexsort((rng.random(_OFFENDERS), -before))[: _CHOSEN + _NEXT]
        best, rest = order[:_CHOSEN], order[_CHOSEN:]
        regression = at_liberty[best].sum() / before[best].sum()
    after_days = _custody_days(rng, _OFFENDERS, 0.25)
    after_days[best] = _custody_days(rng, _CHOSEN, 0.45)
    expected = rate * (365 - after_days) / 365
    # Poisson counts given their total are multinomial: the total makes the raw change exact,
    # and the effect is the total over what the latent rates alone would have brought.
    total = round(_RAW * before[best].sum())
    effect = total / expected[best].sum()
    after = rng.poisson(expected)
    after[best] = rng.multinomial(total, expected[best] / expected[best].sum())
    table = _spans(before[order], 12.0, before_days[order], after[order], 12.0, after_days[order])
    table["scheme"], table["joined_on"] = PROLIFIC, "2009-04-01"
    table["in_scheme"] = yes_no(np.arange(len(order)) < _CHOSEN)
    table["rank"] = np.arange(1, len(order) + 1)
    own = int(before[best].sum()), int(total)
    at_risk = (365 * _CHOSEN - after_days[best].sum()) / (365 * _CHOSEN - before_days[best].sum())
    truths = [
        truth("ppo_raw_change", "A41", "change in offences a month of the 31 prolific and priority "
              "offenders, 2009/10 against 2008/09, nothing allowed for",
              round(total / own[0] - 1, 4), "share", "exact", people=_CHOSEN,
              offences_before=own[0], offences_after=own[1],
              change_at_liberty=round(total / own[0] / at_risk - 1, 4)),
        truth("ppo_true_effect", "A41", "ratio by which the scheme lowered the latent rates of the "
              "31, in time at liberty", round(float(effect), 4), "ratio", "process"),
        truth("ppo_regression", "A41", "ratio of after to before expected of the 31 with no "
              "scheme, in equal time at liberty: they were chosen for a bad year",
              round(float(regression), 4), "ratio", "process", chosen_from=_OFFENDERS,
              latent_shape=_SHAPE, latent_mean_a_year=_MEAN),
        truth("ppo_next_ranked", "A41", f"the same ratio expected of the {_NEXT} next ranked, who "
              "were in no scheme", round(float(at_liberty[rest].sum() / before[rest].sum()), 4),
              "ratio", "process", people=_NEXT, offences_before=int(before[rest].sum()),
              offences_after=int(after[rest].sum())),
    ]  # fmt: skip
    return table, own, truths


def _extended(scheme: str, people: int, effect: float, rng) -> pd.DataFrame:
    """A scheme joined over the year, chosen on need and not on last year's count."""
    count = 2 * people
    inside = np.arange(count) < people
    joined = days_in(rng, "2009-04-01", "2010-03-31", count)
    days = (np.datetime64(TO_SEPTEMBER[1]) - joined).astype(int)
    months = np.minimum(12.0, np.round(days / 30.4375, 1))
    rate = rng.gamma(2.0, 4.5 / 2.0, count)
    before_days = _custody_days(rng, count, 0.2)
    after_days = np.round(_custody_days(rng, count, 0.2) * months / 12 * 0.9).astype(int)
    after = rate * (months / 12 - after_days / 365) * np.where(inside, effect, 1.0)
    table = _spans(rng.poisson(rate * (1 - before_days / 365)), 12.0, before_days,
                   rng.poisson(after), months, after_days)  # fmt: skip
    table["scheme"], table["in_scheme"], table["rank"] = scheme, yes_no(inside), ""
    table["joined_on"] = iso(joined)
    return table


def _spans(before, months_before, days_before, after, months_after, days_after) -> pd.DataFrame:
    return pd.DataFrame({
        "offences_before": before, "months_before": months_before,
        "custody_days_before": days_before, "offences_after": after,
        "months_after": months_after, "custody_days_after": days_after,
    })  # fmt: skip


def _peers(own: tuple[int, int], rng) -> tuple[pd.DataFrame, list[dict]]:
    """The fifteen other boroughs: together 39% fewer offences, each less than here."""
    codes = [f"E0999{number + 2:04d}" for number in range(len(NEIGHBOURS))]
    rows = [(BOROUGH_CODE, PROLIFIC, _CHOSEN, *own)]
    people = rng.integers(22, 70, len(codes))
    before = np.round(people * rng.uniform(6.5, 9.5, len(codes))).astype(int)
    after = np.round(before * rng.uniform(0.53, 0.69, len(codes))).astype(int)
    short = round(_NATIONAL * before.sum()) - after.sum()
    after += np.diff(np.linspace(0, short, len(codes) + 1).round().astype(int), prepend=0)[1:]
    rows += [(code, PROLIFIC, *map(int, row)) for code, *row in zip(codes, people, before, after,
                                                                   strict=True)]  # fmt: skip
    for scheme, (size, effect) in _EXTENDED.items():
        for code in codes:
            number = int(rng.integers(size // 2, size * 2))
            was = int(rng.poisson(4.4 * number))
            rows.append((code, scheme, number, was, int(rng.poisson(was * (effect + 0.08)))))
    names = ["area", "scheme", "people", "offences_before", "offences_after"]
    change = round(float(after.sum() / before.sum() - 1), 4)
    return pd.DataFrame(rows, columns=names), [
        truth("ppo_peer_change", "A41", "change in offences of prolific and priority offenders in "
              "the fifteen other boroughs together", change, "share", "exact",
              offences_before=int(before.sum()), offences_after=int(after.sum()),
              largest_fall_elsewhere=round(float((after / before - 1).min()), 4)),
    ]  # fmt: skip


def _lists(rng: np.random.Generator) -> tuple[pd.DataFrame, list[dict]]:
    """Who is on which list is known here by a number that no file holds."""
    on = _memberships()
    count = 1 + max(max(people) for people in on.values())
    harm = _harm(count, on, rng)
    own = _own_keys(count, rng)
    secret = rng.bytes(16)
    codes = pseudonyms(rng, sum(_ON_LIST.values()), "L")  # none on two lists, as agreed
    parts, used = [], 0
    for name in LISTS:
        people = rng.permutation(on[name])
        table = pd.DataFrame({
            "list": name,
            "person": codes[used : used + len(people)],
            "listed_on": iso(days_in(rng, "2009-04-01", TO_SEPTEMBER[1], len(people))),
        })  # fmt: skip
        used += len(people)
        for key, (wrong, blank) in _KEYS.items():
            value = own[key][people]
            if key == "birth":
                other = value + rng.choice([-12, -1, 1, 12], len(people))
            else:
                other = rng.choice(own[key], len(people))
            value = np.where(rng.random(len(people)) < wrong, other, value)
            hashed = [_hashed(secret, key, number) for number in value]
            table[f"key_{key}"] = np.where(rng.random(len(people)) < blank, "", hashed)
        parts.append(table.assign(**{name: values[people] for name, values in harm.items()}))
    return pd.concat(parts, ignore_index=True), _list_truths(on, harm)


def _memberships() -> dict[str, np.ndarray]:
    young = np.arange(_ON_LIST[YOUTH])
    first = len(young)
    prolific = first + np.arange(_ON_LIST[PROLIFIC])
    after = first + len(prolific)
    users = after + np.arange(_ON_LIST[DRUGS] - 12 - 19)
    after += len(users)
    homeless = after + np.arange(_ON_LIST[RESETTLEMENT] - 7 - 34)
    after += len(homeless)
    return {
        YOUTH: young,
        VIOLENCE: young[: _ON_LIST[VIOLENCE]],
        PROLIFIC: prolific,
        DRUGS: np.concatenate([young[17:29], prolific[:19], users]),
        RESETTLEMENT: np.concatenate([prolific[15:22], users[:34], homeless]),
        DOMESTIC: np.concatenate([prolific[29:], users[40:42], after + np.arange(3)]),
    }


def _harm(count: int, on: dict[str, np.ndarray], rng) -> dict[str, np.ndarray]:
    """Offences come often to some, harm to others: severity is a person's own and lasts."""
    rate = rng.gamma(1.3, 2.4 / 1.3, count)
    rate[on[PROLIFIC]] += 4
    severity = 25 * rng.lognormal(0.0, 1.3, count)
    severity[on[VIOLENCE]] *= 2.5
    years = rng.poisson(rate, (3, count))
    harm = np.zeros((3, count))
    for year, offences in enumerate(years):
        person = np.repeat(np.arange(count), offences)
        each = severity[person] * rng.lognormal(0.0, 0.7, len(person))
        harm[year] = np.bincount(person, weights=each, minlength=count)
    return {
        "harm_two_years": (harm[0] + harm[1]).round(1),
        "offences_last_year": years[1],
        "harm_next_year": harm[2].round(1),
    }


def _own_keys(count: int, rng) -> dict[str, np.ndarray]:
    """Some forenames and surnames are common, so one key alone never makes a person."""
    young = np.arange(count) < _ON_LIST[YOUTH]
    born = np.where(young, rng.integers(1993 * 12, 1999 * 12, count),
                    rng.integers(1956 * 12, 1992 * 12, count))  # fmt: skip
    return {
        "forename": (300 * rng.random(count) ** 2).astype(int),
        "surname": (1200 * rng.random(count) ** 1.6).astype(int),
        "birth": born,
        "home": rng.integers(0, 2600, count),
    }


def _hashed(secret: bytes, key: str, number: int) -> str:
    # The letter keeps a spreadsheet from reading a hash such as 12e4567 as a number.
    return "k" + hashlib.blake2b(f"{key} {number}".encode(), key=secret, digest_size=6).hexdigest()


def _list_truths(on: dict[str, np.ndarray], harm: dict[str, np.ndarray]) -> list[dict]:
    counts = np.bincount(np.concatenate(list(on.values())))
    pairs = {
        f"{a} + {b}": int(np.isin(on[a], on[b]).sum())
        for a, b in combinations(LISTS, 2)
        if np.isin(on[a], on[b]).any()
    }
    following = harm["harm_next_year"]
    caught = {
        name: round(_caught(harm[name], following, 50), 4)
        for name in ("harm_two_years", "offences_last_year")
    }
    return [
        truth("high_risk", "A21", "young people on the list of those likely to do serious "
              "violence: the whole list", len(on[VIOLENCE]), "people", "exact",
              on_youth_offending_list=int(np.isin(on[VIOLENCE], on[YOUTH]).sum())),
        truth("people_on_lists", "B06", "different people on the six lists together",
              int((counts > 0).sum()), "people", "process", rows=int(counts.sum()),
              on_two_or_more=int((counts > 1).sum())),
        truth("list_overlaps", "B06", "people on both of two lists", pairs, "people", "process"),
        truth("harm_caught_top_50", "B04", "share of the following year's harm done by the 50 "
              "people ranked highest, by what they are ranked on; people on two lists once",
              caught, "share", "process",
              people=len(following), harm_next_year=round(float(following.sum()), 1)),
    ]  # fmt: skip


def _caught(score: np.ndarray, harm: np.ndarray, k: int) -> float:
    """Share of harm caught by the top k; people tied at the cut each count in part."""
    cut = np.sort(score)[-k]
    above, tied = score > cut, score == cut
    return float((harm[above].sum() + (k - above.sum()) * harm[tied].mean()) / harm.sum())


def _payback(world: World, rng) -> tuple[pd.DataFrame, list[dict]]:
    wards = world.ground.wards
    places = [(work, n) for work in _WORKS for n in range(len(wards))]
    chosen = rng.permutation(len(places))
    late = _PROJECTS + _TURNED_DOWN
    rows = []
    for number, place in enumerate(chosen[: late + 30]):
        work, at = places[place]
        taken = number < _PROJECTS or (number >= late and number % 4 > 0)
        window = TO_SEPTEMBER if number < late else ("2008-04-01", "2009-07-31")
        days = int(rng.integers(4, 25)) if taken else 1
        last = np.datetime64(window[1]) - 60 if taken else np.datetime64(window[1])
        start = np.busday_offset(days_in(rng, window[0], str(last), 1)[0], 0, roll="backward")
        start = max(start, np.busday_offset(window[0], 0, roll="forward"))
        worked = np.busday_offset(start, np.arange(days), roll="forward")
        hours = rng.integers(6, 40, days) * 3.5 if taken else np.zeros(1)
        by = rng.choice(list(_SUGGESTED), p=list(_SUGGESTED.values()))
        name, code = wards["name"].iloc[at], wards["code"].iloc[at]
        rows += [(f"{work}, {name}", day, float(spent), by, taken, code)
                 for day, spent in zip(worked, hours, strict=True)]  # fmt: skip
    names = ["project", "worked_on", "hours", "suggested_by", "taken_up", "ward"]
    table = pd.DataFrame(rows, columns=names).sort_values(
        ["worked_on", "project"], ignore_index=True
    )
    year = table[table["worked_on"].between(*TO_SEPTEMBER)]
    projects = year.drop_duplicates("project")
    taken = projects[projects["taken_up"]]
    table["taken_up"] = yes_no(table["taken_up"])
    table["worked_on"] = iso(table["worked_on"])
    window = "in the twelve months to September 2010"
    return table, [
        truth("payback_hours", "A44", f"hours worked on community payback {window}",
              float(year["hours"].sum()), "hours", "exact", projects=len(taken),
              days=int((year["hours"] > 0).sum())),
        truth("payback_suggestions_taken", "A44", f"suggestions taken up {window}",
              len(taken), "projects", "exact", suggestions=len(projects),
              taken_by_proposer={k: int(v) for k, v in
                                 taken["suggested_by"].value_counts().sort_index().items()}),
    ]  # fmt: skip


def _capacity(rng: np.random.Generator) -> tuple[pd.DataFrame, list[dict]]:
    months = pd.period_range("2008-04", "2010-09", freq="M")
    rows = []
    for service, (places, first, last) in _SERVICES.items():
        share = np.linspace(first, last, len(months)) + rng.normal(0, 0.012, len(months))
        filled = np.round(places * share).astype(int)
        if last <= 1:
            filled = np.minimum(filled, places)
        rows += [
            (service, f"{month}-01", places, int(n))
            for month, n in zip(months, filled, strict=True)
        ]
    table = pd.DataFrame(rows, columns=["service", "first_day", "places", "filled"])
    year = (
        table[table["first_day"].between(*TO_SEPTEMBER)]
        .groupby("service")[["places", "filled"]]
        .sum()
    )
    used = (year["filled"] / year["places"]).round(4)
    over = used.idxmax()
    return table, [
        truth("over_capacity", "B05", "service that filled more places than it has in the twelve "
              "months to September 2010", over, "service", "found",
              utilisation={name: float(value) for name, value in used.items()}),
    ]  # fmt: skip
