"""Licensed premises: where they stand and how late they may open."""

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.sample.days import iso
from cdrp_analysis.sample.offences import near
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


def premises_files(world: World) -> Planted:
    """
    The licensing register, and what was planted in it.

    Returns
    -------
    files : dict of DataFrame
        licensed_premises.
    truths : list of dict
    """
    return plant(world, {"licensed_premises": ("licensed premises", _licensed)})


def _licensed(world, rng) -> Made:
    kinds = rng.permutation(repeated({name: kind[0] for name, kind in _KINDS.items()}))
    count = len(kinds)
    easting, northing = _frontages(world, _streets_of_premises(world, rng, count), rng)
    words = [word.capitalize() for word in canaries(rng, count)]
    days = (pd.Timestamp("2010-06-30") - pd.Timestamp(_LICENSING_ACT)).days
    # A third kept the hours of the day on which the Act came into force.
    since = np.where(rng.random(count) < 0.33, 0, rng.integers(1, days, size=count))
    register = pd.DataFrame({
        "premises": pseudonyms(rng, count, "L"),
        "premises_name": [_CALLED[kind].format(w) for kind, w in zip(kinds, words, strict=True)],
        "kind": kinds,
        "easting": easting,
        "northing": northing,
        "opens": [_KINDS[kind][1] for kind in kinds],
        "licensed_from": iso(np.datetime64(_LICENSING_ACT) + since),
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
        truth(
            "licensed_premises", "A12", planted=count, unit="premises",
            what="licensed premises in the register of October 2010", how="exact",
        ),
        truth(
            "licensed_premises_in_town", "A12", unit="premises", how="exact",
            what="licensed premises within 250 m of the middle of the town centre, October 2010",
            planted=int((away <= 250).sum()), easting=east, northing=north,
        ),
        truth(
            "premises_open_to_two", "B14", unit="premises", how="exact",
            what="premises licensed to 02:00 or later on Saturday nights, October 2010",
            planted=int(saturday["closes"].isin(("02:00", "03:00", "04:00")).sum()),
        ),
    ]  # fmt: skip


def _streets_of_premises(world, rng, count) -> np.ndarray:
    """Rows of the snap points at which premises stand: clustered, the rest anywhere."""
    share = np.full(len(world.points), (1 - sum(_CLUSTERS.values())) / len(world.points))
    for hotspot, part in _CLUSTERS.items():
        around = near(world.points, hotspot, _CLUSTER_M)
        share = share + part * around / around.sum()
    return rng.choice(len(share), count, p=share / share.sum())


def _frontages(world, at, rng) -> tuple[np.ndarray, np.ndarray]:
    """Places a few metres from their snap points, unless that would change their LSOA."""
    points = world.points.iloc[at]
    snapped = points[["easting", "northing"]].to_numpy()
    moved = (snapped + rng.uniform(-_FRONTAGE_M, _FRONTAGE_M, snapped.shape)).round(1)
    shapes = world.ground.lsoas.set_index("code").geometry.loc[points["lsoa"]].array
    stays = shapely.contains_xy(shapes, moved[:, 0], moved[:, 1])
    return tuple(np.where(stays[:, None], moved, snapped).T)
