"""The agencies' lists of offenders, whose people are the same but not their spelling."""

import hashlib
from itertools import combinations

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.offenders import LISTS
from cdrp_analysis.sample.days import TO_SEPTEMBER, days_in, iso
from cdrp_analysis.sample.values import Made, Planted, plant, pseudonyms, truth
from cdrp_analysis.sample.world import World

PROLIFIC, DRUGS, YOUTH, VIOLENCE, RESETTLEMENT, DOMESTIC = LISTS
_ON_LIST = {PROLIFIC: 31, DRUGS: 420, YOUTH: 236, VIOLENCE: 20, RESETTLEMENT: 90, DOMESTIC: 7}

# Share of rows whose spelling differs from the person's own, and share left blank.
_KEYS = {"forename": (0.05, 0.02), "surname": (0.06, 0.02), "birth": (0.03, 0.02),
         "home": (0.22, 0.08)}  # fmt: skip


def offender_list_files(world: World) -> Planted:
    """
    The lists that agencies keep of the same people, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        agency_lists.
    truths : list of dict
    """
    return plant(world, {"agency_lists": ("agency lists", _lists)})


def _lists(world: World, rng: np.random.Generator) -> Made:
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
