"""Intelligence logs, which no public edition may show."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import iso
from cdrp_analysis.sample.places import middle_of
from cdrp_analysis.sample.values import (
    Made,
    Planted,
    canaries,
    canary_truth,
    plant,
    pseudonyms,
    repeated,
    truth,
)
from cdrp_analysis.sample.world import World

_LOGS = {  # theme -> logs, hotspot near which they lie, exemption, what they say
    "organised shop theft": (
        24, "shopping_centre", "FOI s.31",
        "Four people with lined bags moved goods to a vehicle by {} yard before closing time.",
    ),
    "drug supply": (
        13, "estate", "FOI s.30", "A moped made short stops at {} court on three evenings.",
    ),
    "handling stolen goods": (
        9, "market", "LGA Sch 12A para 7", "Boxed phones were offered behind {} stalls.",
    ),
    "violence at licensed premises": (
        8, "town_centre", "FOI s.31", "Two groups mean to meet at {} on a Friday night.",
    ),
    "young people at risk": (
        6, "station", "FOI s.38", "A group aged about 15 gathers at {} arch after school.",
    ),
}  # fmt: skip
_LOG_RADIUS_M = 190.0
_NO_PREMISES, _NO_LOG_PLACE = 0.35, 0.15


def intelligence_files(world: World) -> Planted:
    """
    The police's intelligence logs, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        intelligence.
    truths : list of dict
    """
    return plant(world, {"intelligence": ("intelligence", _intelligence)})


def _intelligence(world, rng) -> Made:
    theme = rng.permutation(repeated({name: log[0] for name, log in _LOGS.items()}))
    count = len(theme)
    last = pd.Period(world.calendar.months()[-1], "M").end_time.normalize()
    days = last - pd.to_timedelta(np.sort(rng.integers(0, 540, size=count))[::-1], unit="D")
    texts, premises, gradings = canaries(rng, 3 * count).reshape(3, count)
    grades = ["".join(rng.choice(list(choices)) for choices in ("ABE", "1234", "CP"))
              for _ in range(count)]  # fmt: skip
    middles = np.array([middle_of(world, _LOGS[kind][1]) for kind in theme])
    bearing = rng.uniform(0, 2 * np.pi, count)
    away = _LOG_RADIUS_M * np.sqrt(rng.random(count))
    place = middles + (away * np.array([np.cos(bearing), np.sin(bearing)])).T
    # Three decimals: a coordinate found anywhere else can only have come from here.
    place = place.round(3).astype(object)
    place[rng.random(count) < _NO_LOG_PLACE] = ""
    named = np.array([f"The {word.capitalize()}" for word in premises], dtype=object)
    unnamed = rng.random(count) < _NO_PREMISES
    table = pd.DataFrame({
        "reference": pseudonyms(rng, count, "I"),
        "dated_on": iso(days),
        "grading": [f"{grade} {word}" for grade, word in zip(grades, gradings, strict=True)],
        "theme": theme,
        "text": [_LOGS[kind][3].format(word) for kind, word in zip(theme, texts, strict=True)],
        "premises_name": np.where(unnamed, "", named),
        "easting": place[:, 0],
        "northing": place[:, 1],
        "exemption": [_LOGS[kind][2] for kind in theme],
    })  # fmt: skip
    words = [*texts, *gradings, *(name.removeprefix("The ") for name in named[~unnamed])]
    exempt = table["exemption"].value_counts().sort_index()
    return table, [
        truth(
            "intelligence_logs", "A19", unit="logs", how="exact",
            what="intelligence logs by exemption, April 2009 to September 2010",
            planted=exempt.tolist(), exemptions=exempt.index.tolist(), base=count,
        ),
        canary_truth("intelligence", words),
    ]  # fmt: skip
