"""What fire, road and school records hold: fires, collisions, exclusions."""

import numpy as np
import pandas as pd

from cdrp_analysis.contracts.services import FIRE_CATEGORIES
from cdrp_analysis.sample.days import YEAR, iso, year_labels
from cdrp_analysis.sample.places import attraction, placed
from cdrp_analysis.sample.rhythms import EVENING, SCHOOL, TRAFFIC, Rhythm, clock, moments
from cdrp_analysis.sample.values import (
    Made,
    Planted,
    canaries,
    canary_truth,
    drawn,
    plant,
    pseudonyms,
    truth,
)
from cdrp_analysis.sample.world import World

_FIRE = Rhythm(EVENING, 0.20, 6, (0.95, 0.95, 0.95, 1, 1.05, 1.1, 1))
_FIRES_A_YEAR = dict(zip(FIRE_CATEGORIES, (55, 70, 250, 0, 45, 65), strict=True))
_ATTACKED = "violence against employees"
_ATTACKS = {"2004/05": 6, "2005/06": 5, "2006/07": 7, "2007/08": 4, "2008/09": 5, YEAR: 3,
            "2010/11": 2}  # fmt: skip
_EXCLUSIONS = {"2004/05": 431, "2005/06": 420, "2006/07": 415, "2007/08": 402, "2008/09": 396,
               YEAR: 388, "2010/11": 149}  # fmt: skip
_PERMANENT = {YEAR: 14}  # other years: about one in thirty
_SCHOOLS = 14
_REASONS = {
    "persistent disruptive behaviour": 0.27, "physical assault against a pupil": 0.21,
    "verbal abuse or threatening behaviour against an adult": 0.20,
    "physical assault against an adult": 0.06, "damage": 0.05, "theft": 0.04, "bullying": 0.04,
    "drug and alcohol related": 0.05, "racist abuse": 0.03, "other": 0.05,
}  # fmt: skip


def service_files(world: World) -> Planted:
    """
    The feeds of the fire service and of council departments, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        fire_incidents, collisions, exclusions.
    truths : list of dict
    """
    return plant(
        world,
        {
            "fire_incidents": ("fire_incidents", _fire),
            "collisions": ("collisions", _collisions),
            "exclusions": ("exclusions", _exclusions),
        },
    )


def _fire(world, rng) -> Made:
    parts = []
    for category, a_year in _FIRES_A_YEAR.items():
        count = _ATTACKS if category == _ATTACKED else a_year
        times = moments(world, rng, count, _FIRE, trend=-0.05)
        at = rng.choice(len(world.points), len(times), p=attraction(world, rng, {"estate": 0.12}))
        parts.append(
            pd.DataFrame(
                {"category": category, "attended_at": clock(times), **placed(world, rng, at)}
            )
        )
    table = pd.concat(parts).sort_values("attended_at", kind="stable", ignore_index=True)
    table.insert(0, "reference", pseudonyms(rng, len(table), "F"))
    truths = [
        truth("fire_attacks", "B01", f"attacks on fire crews in {YEAR}, a small count",
              _ATTACKS[YEAR], "incidents", "exact", year=YEAR),
        truth("fire_attacks_by_year", "B01", "attacks on fire crews by year, the last one half",
              list(_ATTACKS.values()), "incidents", "exact", years=list(_ATTACKS)),
    ]  # fmt: skip
    return table, truths


def _collisions(world, rng) -> Made:
    rhythm = Rhythm(TRAFFIC, 0.06, 11, (1, 1, 1, 1.02, 1.12, 1, 0.85))
    times = moments(world, rng, 300, rhythm, trend=-0.03)
    count = len(times)
    places = placed(world, rng, rng.choice(len(world.points), count, p=attraction(world, rng)))
    child = rng.random(count) < 0.11
    harm = rng.choice(3, count, p=(0.007, 0.105, 0.888))
    cells = {
        f"{who}_{kind}": ((child == (who == "children")) & (harm == number)).astype(int)
        for who in ("adults", "children")
        for number, kind in enumerate(("killed", "serious", "slight"))
    }
    # Passengers and others beside the first casualty are slightly hurt.
    cells["adults_slight"] = cells["adults_slight"] + rng.poisson(0.22, count)
    here = year_labels(times) == YEAR
    serious = sum(cells[name][here].sum() for name in cells if not name.endswith("slight"))
    table = pd.DataFrame({
        "reference": pseudonyms(rng, count, "C"), "happened_at": clock(times),
        "easting": places["easting"], "northing": places["northing"], **cells,
    })  # fmt: skip
    return table, [
        truth("collisions_killed_or_serious", "B01",
              f"people killed or seriously injured in collisions in {YEAR}",
              int(serious), "people", "exact", year=YEAR),
    ]  # fmt: skip


def _exclusions(world, rng) -> Made:
    times = moments(world, rng, _EXCLUSIONS, SCHOOL)
    year, count = year_labels(times), len(times)
    # Drawn from so few that some pupils are excluded two or three times in a year.
    pupil = pd.factorize(pd.Series(year) + pd.Series(rng.integers(700, size=count)).astype("str"))[
        0
    ]
    pupils = pupil.max() + 1
    age = rng.choice(np.arange(5, 17), pupils,
                     p=np.array([1, 1, 2, 2, 3, 4, 9, 13, 18, 20, 19, 8]) / 100)  # fmt: skip
    sex = rng.choice(["male", "female"], pupils, p=[0.74, 0.26])
    name = np.array([f"{word.capitalize()} School" for word in canaries(rng, _SCHOOLS)])
    address = np.array([
        f"{number} {word.capitalize()} Lane"
        for number, word in zip(rng.integers(2, 90, _SCHOOLS), canaries(rng, _SCHOOLS), strict=True)
    ])  # fmt: skip
    size = rng.dirichlet(np.full(_SCHOOLS, 3.0))
    school = rng.choice(_SCHOOLS, pupils, p=size)[pupil]
    permanent = rng.random(count) < 1 / 30
    for label, number in _PERMANENT.items():
        here = np.flatnonzero(year == label)
        permanent[here] = np.isin(here, rng.choice(here, number, replace=False))
    days = np.round(2 * rng.gamma(1.6, 1.9, count)).clip(1, 90) / 2
    table = pd.DataFrame({
        "person": pseudonyms(rng, pupils, "P")[pupil],
        "excluded_on": iso(times),
        "kind": np.where(permanent, "permanent", "fixed term"),
        "days": np.where(permanent, "", days.astype(object)),
        "age": age[pupil],
        "sex": sex[pupil],
        "school_name": name[school],
        "school_address": address[school],
        "reason": drawn(rng, _REASONS, count),
    })  # fmt: skip
    used = np.unique(school)
    words = [text.removesuffix(" School") for text in name[used]]
    words += [text.split()[1] for text in address[used]]
    return table, [
        truth("exclusions", "B03", f"exclusions from school in {YEAR}", _EXCLUSIONS[YEAR],
              "exclusions", "exact", year=YEAR),
        truth("exclusions_permanent", "B03", f"permanent exclusions in {YEAR}",
              _PERMANENT[YEAR], "exclusions", "exact", year=YEAR),
        canary_truth("exclusions", words),
    ]  # fmt: skip
