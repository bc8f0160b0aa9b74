"""Licensed premises, the places where something was done, and what was done at the new site."""

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.sample.plan import stream
from cdrp_analysis.sample.world import World

# Kind -> premises, opening time, closing times Sunday to Thursday, then Friday and Saturday.
_KINDS = {
    "pub": (62, "11:00", ("23:00", "23:00", "00:00"), ("00:00", "00:00", "01:00")),
    "bar": (34, "12:00", ("00:00", "00:00", "01:00"), ("01:00", "02:00", "02:00")),
    "nightclub": (11, "21:00", ("02:00", "02:00", "03:00"), ("03:00", "03:00", "04:00")),
    "restaurant": (61, "12:00", ("23:00", "23:00", "23:30"), ("23:30", "00:00", "00:00")),
    "off-licence": (38, "09:00", ("22:00", "23:00", "23:00"), ("23:00", "23:00", "00:00")),
    "takeaway": (10, "17:00", ("23:00", "00:00", "00:00"), ("02:00", "02:00", "03:00")),
    "other": (4, "10:00", ("23:00", "23:00", "23:30"), ("23:30", "00:00", "00:00")),
}  # fmt: skip
_CALLED = {
    "pub": "The {} Arms", "bar": "{} Bar", "nightclub": "Club {}", "restaurant": "{} Kitchen",
    "off-licence": "{} Wines", "takeaway": "{} Grill", "other": "{} Hall",
}  # fmt: skip
_NIGHTCLUB_DAYS = (4, 5, 6, 7)  # Thursday to Sunday; 1 is Monday
_CLUSTERS = {"town_centre": 0.46, "shopping_centre": 0.14, "station": 0.09, "market": 0.06}
_CLUSTER_M = 240.0
_FRONTAGE_M = 14.0  # premises lie at most this far, on each axis, from the point of their street
_LICENSING_ACT = "2005-11-24"  # the Licensing Act 2003 came into force

_SITE_M, _DISPERSAL_M, _PATROL_M = 220.0, 260.0, 280.0
_DISPERSAL = ("2009-10-01", "2010-03-31", 46_500)
_PATROL = ("2010-07-05", "2010-09-30", 18_200)
_DONE = {"ban": 64, "intelligence shared": 118, "store staff trained": 46}
_DONE_ON = {"ban": 38, "intelligence shared": 52, "store staff trained": 9}  # rows of each
_STORES = 12
_STORE_NOT_GIVEN = 0.15


def premises_files(world: World) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """
    The licensing register, the register of interventions and the site's log of actions.

    Returns
    -------
    files : dict
        licensed_premises, interventions, site_actions: the columns of their contracts that a
        partner fills in.
    truths : list of dict
        What was planted: see the truths of the sample.
    """
    licensed, truths = _licensed(world, stream(world.seed, "licensed premises"))
    interventions, more = _interventions(world)
    actions, last = _site_actions(stream(world.seed, "site actions"))
    files = {
        "licensed_premises": licensed, "interventions": interventions, "site_actions": actions,
    }  # fmt: skip
    return files, [*truths, *more, *last]


def canaries(rng: np.random.Generator, count: int) -> np.ndarray:
    """Words that occur nowhere else: if one is ever published, something secret leaked."""
    letters = rng.integers(ord("a"), ord("z") + 1, size=(count, 10))
    return np.array(["zq" + "".join(map(chr, word)) for word in letters], dtype=object)


def canary_truth(feed: str, words) -> dict:
    """The truth that lists the canaries of one feed, written as its cells write them."""
    return {
        "key": f"canaries_{feed}",
        "item": "A19",
        "what": f"words in the secret columns of {feed}, for the restricted edition only",
        "planted": sorted(words),
        "unit": "words",
        "how": "found",
    }


def references(rng: np.random.Generator, letter: str, count: int) -> np.ndarray:
    """Pseudonyms, all different, whose numbers are the order of nothing."""
    numbers = rng.choice(900_000, count, replace=False) + 100_000
    return np.array([f"{letter}-{number}" for number in numbers], dtype=object)


def middle_of(world: World, hotspot: str) -> tuple[float, float]:
    """Easting and northing of the point in the middle of a hotspot, metres (EPSG:27700)."""
    middle = world.points[world.points["hotspot"] == hotspot].iloc[0]
    return float(middle["easting"]), float(middle["northing"])


def near(world: World, hotspot: str, metres: float) -> np.ndarray:
    """Whether each snap point lies within so many metres of the middle of a hotspot."""
    east, north = middle_of(world, hotspot)
    away = np.hypot(world.points["easting"] - east, world.points["northing"] - north)
    return (away <= metres).to_numpy()


def _licensed(world, rng) -> tuple[pd.DataFrame, list[dict]]:
    kinds = rng.permutation(np.repeat(list(_KINDS), [kind[0] for kind in _KINDS.values()]))
    count = len(kinds)
    easting, northing = _frontages(world, _streets_of_premises(world, rng, count), rng)
    words = [word.capitalize() for word in canaries(rng, count)]
    days = (pd.Timestamp("2010-06-30") - pd.Timestamp(_LICENSING_ACT)).days
    # A third kept the hours of the day on which the Act came into force.
    since = np.where(rng.random(count) < 0.33, 0, rng.integers(1, days, size=count))
    register = pd.DataFrame({
        "premises": references(rng, "L", count),
        "premises_name": [_CALLED[kind].format(w) for kind, w in zip(kinds, words, strict=True)],
        "kind": kinds,
        "easting": easting,
        "northing": northing,
        "opens": [_KINDS[kind][1] for kind in kinds],
        "licensed_from": (
            pd.Timestamp(_LICENSING_ACT) + pd.to_timedelta(since, unit="D")
        ).strftime("%Y-%m-%d"),
    })  # fmt: skip
    late = rng.integers(3, size=count)  # how late among its kind, the same all week
    rows = register.loc[np.repeat(register.index, 7)].reset_index(drop=True)
    rows["weekday"] = np.tile(np.arange(1, 8), count)
    weekend = rows["weekday"].isin((5, 6)).to_numpy()
    rows["closes"] = [
        _KINDS[kind][3 if at_weekend else 2][hour]
        for kind, at_weekend, hour in zip(rows["kind"], weekend, np.repeat(late, 7), strict=True)
    ]
    shut = rows["kind"].eq("nightclub") & ~rows["weekday"].isin(_NIGHTCLUB_DAYS)
    rows = rows[~shut].reset_index(drop=True)
    columns = ["premises", "premises_name", "kind", "easting", "northing", "weekday", "opens",
               "closes", "licensed_from"]  # fmt: skip
    return rows[columns], [
        *_licensed_truths(world, rows, count),
        canary_truth("licensed_premises", words),
    ]


def _licensed_truths(world, rows, count) -> list[dict]:
    saturday = rows[rows["weekday"] == 6]
    east, north = middle_of(world, "town_centre")
    away = np.hypot(saturday["easting"] - east, saturday["northing"] - north)
    return [
        {
            "key": "licensed_premises", "item": "A12", "planted": count, "unit": "premises",
            "what": "licensed premises in the register of October 2010", "how": "exact",
        },
        {
            "key": "licensed_premises_in_town", "item": "A12", "unit": "premises", "how": "exact",
            "what": "licensed premises within 250 m of the middle of the town centre, October 2010",
            "planted": int((away <= 250).sum()), "easting": east, "northing": north,
        },
        {
            "key": "premises_open_to_two", "item": "B14", "unit": "premises", "how": "exact",
            "what": "premises licensed to 02:00 or later on Saturday nights, October 2010",
            "planted": int(saturday["closes"].isin(("02:00", "03:00", "04:00")).sum()),
        },
    ]  # fmt: skip


def _streets_of_premises(world, rng, count) -> np.ndarray:
    """Rows of the snap points at which premises stand: clustered, the rest anywhere."""
    share = np.full(len(world.points), (1 - sum(_CLUSTERS.values())) / len(world.points))
    for hotspot, drawn in _CLUSTERS.items():
        around = near(world, hotspot, _CLUSTER_M)
        share = share + drawn * around / around.sum()
    return rng.choice(len(share), count, p=share / share.sum())


def _frontages(world, at, rng) -> tuple[np.ndarray, np.ndarray]:
    """Places a few metres from their snap points, unless that would change their LSOA."""
    points = world.points.iloc[at]
    snapped = points[["easting", "northing"]].to_numpy()
    moved = (snapped + rng.uniform(-_FRONTAGE_M, _FRONTAGE_M, snapped.shape)).round(1)
    shapes = world.ground.lsoas.set_index("code").geometry.loc[points["lsoa"]].array
    stays = shapely.contains_xy(shapes, moved[:, 0], moved[:, 1])
    return tuple(np.where(stays[:, None], moved, snapped).T)


def _interventions(world) -> tuple[pd.DataFrame, list[dict]]:
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
    ]  # fmt: skip
    columns = ["intervention", "label", "kind", "starts_on", "ends_on", "cost", "outline", "note"]
    truths = [
        {
            "key": "shopping_centre_site", "item": "A04", "planted": site, "how": "found",
            "what": f"outline of the shopping centre, open since {opened}", "unit": "metres",
            "starts_on": opened, "radius_m": _SITE_M, "crs": "EPSG:27700",
        },
        {
            "key": "dispersal_area", "item": "B12", "planted": town, "how": "found",
            "what": f"outline of the dispersal area in force {_DISPERSAL[0]} to {_DISPERSAL[1]}",
            "unit": "metres", "starts_on": _DISPERSAL[0], "ends_on": _DISPERSAL[1],
            "cost": _DISPERSAL[2], "radius_m": _DISPERSAL_M, "crs": "EPSG:27700",
        },
        {
            "key": "interventions_cost", "item": "B12", "unit": "£", "how": "exact",
            "what": "cost of the dispersal area of 2009/10 and the estate patrols of 2010",
            "planted": _DISPERSAL[2] + _PATROL[2],
        },
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns), truths


def _circle(world, hotspot, radius_m) -> str:
    """A many-cornered polygon about the middle of a hotspot, to the metre, as well-known text."""
    round_it = shapely.Point(middle_of(world, hotspot)).buffer(radius_m, quad_segs=8)
    return shapely.to_wkt(shapely.transform(round_it, np.round), rounding_precision=0)


def _site_actions(rng) -> tuple[pd.DataFrame, list[dict]]:
    days = pd.date_range("2009-04-06", "2010-09-30", freq="B")
    words = np.array([word.capitalize() for word in canaries(rng, _STORES)], dtype=object)
    parts = []
    for action, total in _DONE.items():
        rows = _DONE_ON[action]
        parts.append(pd.DataFrame({
            "site": "shopping_centre",
            "done_on": days[np.sort(rng.integers(len(days), size=rows))].strftime("%Y-%m-%d"),
            "action": action,
            # At least one on each row, and the planted total in all.
            "number": 1 + rng.multinomial(total - rows, np.full(rows, 1 / rows)),
            "store_name": [f"{word} Stores" for word in rng.choice(words, rows)],
        }))  # fmt: skip
    table = pd.concat(parts).sort_values("done_on", kind="stable", ignore_index=True)
    table.loc[rng.random(len(table)) < _STORE_NOT_GIVEN, "store_name"] = ""
    truths = [
        {
            "key": f"site_actions_{action.replace(' ', '_')}", "item": "A08", "planted": total,
            "what": f"{action}: number at the shopping centre, April 2009 to September 2010",
            "unit": "actions", "how": "exact",
        }
        for action, total in _DONE.items()
    ]  # fmt: skip
    written = table["store_name"].str.removesuffix(" Stores").loc[lambda name: name.ne("")]
    return table, [*truths, canary_truth("site_actions", written.unique())]
