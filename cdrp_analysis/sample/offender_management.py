"""Offenders managed in schemes: the prolific, the extended schemes, a pilot, other boroughs."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import days_in, iso, months_followed
from cdrp_analysis.sample.offender_lists import DOMESTIC, DRUGS, PROLIFIC, RESETTLEMENT
from cdrp_analysis.sample.plan import BOROUGH_CODE, stream
from cdrp_analysis.sample.values import OTHER_BOROUGHS, Made, Planted, pseudonyms, truth, yes_no
from cdrp_analysis.sample.world import World

_OFFENDERS, _CHOSEN, _NEXT = 400, 31, 60
_SHAPE, _MEAN = 1.0, 2.3  # gamma of offences a year at liberty
_REGRESSION = (0.76, 0.78)  # redrawn until the choice of the worst alone lowers it by about 23%
_RAW, _NATIONAL = 0.28, 0.61
_EXTENDED = {DRUGS: (84, 0.75), RESETTLEMENT: (46, 0.85)}  # people, effect on the latent rate
_ALSO = {DRUGS: 9, RESETTLEMENT: 4}  # of the prolific, also in this scheme


def offender_management_files(world: World) -> Planted:
    """
    The cohorts of offender management here and elsewhere, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        offender_cohort, cohort_peers.
    truths : list of dict
    """
    cohort, own, truths = _cohorts(stream(world.seed, "offender cohorts"))
    peers, more = _peers(own, stream(world.seed, "cohort peers"))
    return {"offender_cohort": cohort, "cohort_peers": peers}, [*truths, *more]


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
    months = months_followed(joined)
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


def _custody_days(rng: np.random.Generator, count: int, share: float) -> np.ndarray:
    """Days of a year in custody: none for most, a few months for a share."""
    days = np.minimum(rng.gamma(2.0, 40.0, count).astype(int) + 5, 240)
    return np.where(rng.random(count) < share, days, 0)


def _peers(own: tuple[int, int], rng) -> Made:
    """The fifteen other boroughs: together 39% fewer offences, each less than here."""
    rows, count = [(BOROUGH_CODE, PROLIFIC, _CHOSEN, *own)], len(OTHER_BOROUGHS)
    people = rng.integers(22, 70, count)
    before = np.round(people * rng.uniform(6.5, 9.5, count)).astype(int)
    after = np.round(before * rng.uniform(0.53, 0.69, count)).astype(int)
    short = round(_NATIONAL * before.sum()) - after.sum()
    after += np.diff(np.linspace(0, short, count + 1).round().astype(int), prepend=0)[1:]
    columns = (column.tolist() for column in (people, before, after))
    rows += [(code, PROLIFIC, *row) for code, *row in zip(OTHER_BOROUGHS, *columns, strict=True)]
    for scheme, (size, effect) in _EXTENDED.items():
        for code in OTHER_BOROUGHS:
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
