"""What is provided for offenders: community payback and the places of services."""

import numpy as np
import pandas as pd

from cdrp_analysis.sample.days import TO_SEPTEMBER, days_in, iso
from cdrp_analysis.sample.values import Made, Planted, plant, truth, yes_no
from cdrp_analysis.sample.world import World

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


def provision_files(world: World) -> Planted:
    """
    The feeds of payback and of services' places, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        community_payback, service_capacity.
    truths : list of dict
    """
    return plant(
        world,
        {
            "community_payback": ("community payback", _payback),
            "service_capacity": ("service capacity", _capacity),
        },
    )


def _payback(world: World, rng) -> Made:
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


def _capacity(world: World, rng: np.random.Generator) -> Made:
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
