"""The places where something was done, and what was done at the new shopping centre."""

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.sample.days import iso
from cdrp_analysis.sample.places import middle_of
from cdrp_analysis.sample.planted import POSTS
from cdrp_analysis.sample.staffing import posts_cost
from cdrp_analysis.sample.values import Made, Planted, canaries, canary_truth, plant, truth
from cdrp_analysis.sample.world import World

# The site's outline takes in the doors around its hotspot.
_SITE_M, _DISPERSAL_M, _PATROL_M = 250.0, 260.0, 280.0
_DISPERSAL = ("2009-10-01", "2010-03-31", 46_500)
_PATROL = ("2010-07-05", "2010-09-30", 18_200)
_DONE = {"ban": 64, "intelligence shared": 118, "store staff trained": 46}
_DONE_ON = {"ban": 38, "intelligence shared": 52, "store staff trained": 9}  # rows of each
_STORES = 12
_STORE_NOT_GIVEN = 0.15


def intervention_files(world: World) -> Planted:
    """
    The register of interventions and the site's log of actions, and what was planted in them.

    Returns
    -------
    files : dict of DataFrame
        interventions, site_actions.
    truths : list of dict
    """
    return plant(
        world,
        {
            "interventions": ("interventions", _interventions),
            "site_actions": ("site actions", _site_actions),
        },
    )


def _interventions(world, rng) -> Made:
    opened = f"{world.calendar.opened}-01"
    site = _circle(world, "shopping_centre", _SITE_M)
    town = _circle(world, "town_centre", _DISPERSAL_M)
    rows = [
        ("shopping_centre", "Shopping centre", "opening", opened, "", "", site,
         "the centre opened to the public"),
        ("dispersal_town", "Town centre dispersal area", "dispersal area", *_DISPERSAL, town,
         "authorised under the Anti-social Behaviour Act 2003 s30"),
        ("patrol_estate", "Weir estate burglary patrols", "patrol plan", *_PATROL,
         _circle(world, "estate", _PATROL_M), "foot patrols from 14:00 to 22:00"),
        ("posts_quay", "Old quay: extra posts", "posts", f"{POSTS.from_month}-01", "",
         posts_cost(), _round(POSTS.middle, POSTS.radius_m),
         "four constables on foot, for as long as the council pays"),
    ]  # fmt: skip
    columns = ["intervention", "label", "kind", "starts_on", "ends_on", "cost", "outline", "note"]
    truths = [
        truth(
            "shopping_centre_site", "A04", planted=site, how="found",
            what=f"outline of the shopping centre, open since {opened}", unit="metres",
            starts_on=opened, radius_m=_SITE_M, crs="EPSG:27700",
        ),
        truth(
            "dispersal_area", "B12", planted=town, how="found",
            what=f"outline of the dispersal area in force {_DISPERSAL[0]} to {_DISPERSAL[1]}",
            unit="metres", starts_on=_DISPERSAL[0], ends_on=_DISPERSAL[1],
            cost=_DISPERSAL[2], radius_m=_DISPERSAL_M, crs="EPSG:27700",
        ),
        truth(
            "interventions_cost", "B12", unit="£", how="exact",
            what="cost of the dispersal area of 2009/10 and the estate patrols of 2010",
            planted=_DISPERSAL[2] + _PATROL[2],
        ),
        truth(
            "posts_effect", "A07", planted=POSTS.keeps_away, unit="share", how="process",
            what="share of the offences at the old quay that extra posts keep away from October "
                 "2009 on",
            starts_on=f"{POSTS.from_month}-01", radius_m=POSTS.radius_m,
        ),
        truth(
            "posts_cost", "A07", planted=posts_cost(), unit="£ a year", how="exact",
            what="cost of the posts at the old quay, in the register as in the staffing log",
        ),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns), truths


def _circle(world, hotspot, radius_m) -> str:
    """A circle about the middle of a hotspot."""
    return _round(middle_of(world, hotspot), radius_m)


def _round(middle, radius_m) -> str:
    """A many-cornered polygon about a place, to the metre, as well-known text."""
    round_it = shapely.Point(middle).buffer(radius_m, quad_segs=8)
    return shapely.to_wkt(shapely.transform(round_it, np.round), rounding_precision=0)


def _site_actions(world, rng) -> Made:
    days = pd.date_range("2009-04-06", "2010-09-30", freq="B")
    words = np.array([word.capitalize() for word in canaries(rng, _STORES)], dtype=object)
    parts = []
    for action, total in _DONE.items():
        rows = _DONE_ON[action]
        parts.append(pd.DataFrame({
            "site": "shopping_centre",
            "done_on": iso(days[np.sort(rng.integers(len(days), size=rows))]),
            "action": action,
            # At least one on each row, and the planted total in all.
            "number": 1 + rng.multinomial(total - rows, np.full(rows, 1 / rows)),
            "store_name": [f"{word} Stores" for word in rng.choice(words, rows)],
        }))  # fmt: skip
    table = pd.concat(parts).sort_values("done_on", kind="stable", ignore_index=True)
    table.loc[rng.random(len(table)) < _STORE_NOT_GIVEN, "store_name"] = ""
    truths = [
        truth(
            f"site_actions_{action.replace(' ', '_')}", "A08", planted=total,
            what=f"{action}: number at the shopping centre, April 2009 to September 2010",
            unit="actions", how="exact",
        )
        for action, total in _DONE.items()
    ]  # fmt: skip
    written = table["store_name"].str.removesuffix(" Stores").loc[lambda name: name.ne("")]
    return table, [*truths, canary_truth("site_actions", written.unique())]
