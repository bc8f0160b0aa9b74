"""The check-up of hotspots, on a town drawn here with one place of each kind."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from shapely import box

from cdrp_analysis.assessment.check_places import CHECKS
from cdrp_analysis.assessment.check_up import HELD, MISSED, check_up, kinds_at

TOWN = box(0, 0, 6000, 6000)
PLACES = {  # kind -> middle and the years in which it draws offences to it
    "persistent": ((1100, 1100), range(2004, 2011)),
    "emerging": ((4900, 1100), (2009, 2010)),
    "former": ((1100, 4900), range(2004, 2009)),
}


def drawn(chance):
    """A town with 400 offences a year strewn about, and 120 at each place while it lasts."""
    rows = []
    for year in range(2004, 2011):
        where = [chance.uniform(0, 6000, (400, 2))]
        where += [chance.normal(middle, 60, (120, 2))
                  for middle, years in PLACES.values() if year in years]  # fmt: skip
        located = pd.DataFrame(np.vstack(where), columns=["easting", "northing"])
        rows.append(located.assign(month=f"{year}-10", theme="theft"))
    return pd.concat(rows, ignore_index=True)


def evidence():
    rows = drawn(np.random.default_rng(4))
    limits = SimpleNamespace(cell_size_m=200, bandwidth_m=300, false_discovery_rate=0.05)
    return SimpleNamespace(offences=lambda: rows, boundary=TOWN, thresholds=limits)


def truth(**kinds):
    places = [
        {"key": key, "easting": x, "northing": y, "radius_m": 250.0}
        for key, ((x, y), _) in PLACES.items()
    ]
    return {"key": "hotspots", "item": "A16", "what": "hotspots", "how": "found",
            "unit": "places", "planted": kinds, "places": places}  # fmt: skip


def test_places_that_last_open_and_close_are_told_apart_where_they_were_planted():
    right = truth(persistent="persistent", emerging="emerging", former="former")
    wrong = truth(persistent="persistent", emerging="former", former="emerging")
    table = check_up(evidence(), [right, wrong], CHECKS)
    assert table["verdict"].tolist() == [HELD, MISSED]
    assert table["found"][0] == "persistent persistent; emerging emerging; former former"


def test_the_ward_that_fills_most_by_day_is_found_by_its_residents():
    """Not the one with most people by day, nor the one with fewest residents."""
    by_day = pd.DataFrame({"area": ["A", "B", "C"], "daytime": [5000, 4000, 300]})
    live = pd.DataFrame({"area": ["C", "A", "B"], "residents": [400, 5000, 1000]})
    found = CHECKS["people_by_day"](
        SimpleNamespace(
            frame={"daytime_ward": by_day}.get,
            residents=lambda kind: live,
            areas=lambda kind: pd.DataFrame({"code": list("ABC"), "name": ["Ab", "Be", "Ce"]}),
        )
    )
    assert found.value == {"Be": 4000}


def test_the_strongest_within_the_radius_speaks_for_the_place():
    found = pd.DataFrame(
        [(0, 0, "former", 9.0), (50, 0, "persistent", 3.0), (900, 0, "emerging", 99.0)],
        columns=["easting", "northing", "kind", "strength"],
    )
    at = {"easting": 0.0, "northing": 0.0}
    planted = [{"key": "a", "radius_m": 100.0, **at}, {"key": "b", "radius_m": 1000.0, **at},
               {"key": "c", "radius_m": 10.0, "easting": 5000.0, "northing": 0.0}]  # fmt: skip
    assert kinds_at(planted, found) == {"a": "former", "b": "emerging", "c": "none"}
