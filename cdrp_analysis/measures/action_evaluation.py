"""Did an action work? Before, during and after, with a ring and with places like it as controls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.displacement import weighted_displacement_difference
from cdrp_analysis.measures.grids import square_grid
from cdrp_analysis.periods import Period

DURING, AFTER, SO_FAR = "during", "after", "so far"
HARM = "harm"
_ROUND = 16
_SPACING_M = 200
_LEAST_SO_FAR = 6  # months of an action that goes on, before anything is said of it
_LEAST_MONTHS = 12  # before the months compared, by which controls are chosen
_COUNTS = [
    f"{place}_{when}"
    for place in ("treated", "control", "ring", "control_ring")
    for when in ("before", "after")
]
_WHERE = "measures.action_evaluation"


@dataclass(frozen=True)
class Stage:
    """Months of an action, or as many after it, and the same months of a year before it."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def months_of(stage: Stage) -> str:
    """Which months are held against which, for print."""
    before, after = (
        Period.between(pd.Period(months[0], "M"), pd.Period(months[-1], "M")).label
        for months in (stage.before, stage.after)
    )
    return f"{after} against {before}"


def stages(starts_on: pd.Timestamp, ends_on: pd.Timestamp) -> list[Stage]:
    """
    While an action lasted, and as long again afterwards, each against the same calendar months.

    A month belongs to the action if more than half of its days do. The months compared with are
    the latest of the same names that end before the action began, so that the season is the same.

    Raises
    ------
    InputError
        If the action has no last day, or no month mostly to itself.
    """
    if pd.isna(ends_on):
        raise InputError(
            "an action that goes on has no after.", where=_WHERE, do="give its last day"
        )
    first, last = pd.Period(starts_on, "M"), pd.Period(ends_on, "M")
    own = [
        month
        for month in pd.period_range(first, last, freq="M")
        if 2 * _days(month, starts_on, ends_on) > month.days_in_month
    ]
    if not own:
        raise InputError(
            "the action has no month mostly to itself.",
            where=_WHERE,
            do="evaluate it by days, outside this report",
        )
    years = len(own) // 12 * 12
    later = [month + len(own) for month in own]
    made = []
    for name, months in ((DURING, own), (AFTER, later)):
        back = 12
        while months[-1] - back >= own[0]:
            back += 12
        made.append(
            Stage(name, *(tuple(str(m - s) for m in months) for s in (max(back, years), 0)))
        )
    return made


def so_far(starts_on: pd.Timestamp, known_to: str) -> Stage:
    """
    The known months of an action that goes on, such as posts, against those of an earlier year.

    Parameters
    ----------
    starts_on : Timestamp
        First day; months and what they are compared with as in :func:`stages`.
    known_to : str
        Last month known, ``YYYY-MM``.

    Raises
    ------
    InputError
        If fewer than six months mostly to itself are known since it began.
    """
    last = pd.Period(known_to, "M").end_time.normalize()
    known = pd.Timestamp(starts_on) <= last
    own = stages(starts_on, last)[0].after if known and _days_known(starts_on, last) else ()
    if len(own) < _LEAST_SO_FAR:
        raise InputError(
            f"{len(own)} months are known since it began, of {_LEAST_SO_FAR} that are needed.",
            where=_WHERE,
            do="wait for them",
        )
    return Stage(SO_FAR, stages(starts_on, last)[0].before, own)


def _days_known(starts_on: pd.Timestamp, last: pd.Timestamp) -> bool:
    """Whether a month mostly its own is known."""
    return (last - pd.Timestamp(starts_on)).days >= 31


def _days(month: pd.Period, starts_on: pd.Timestamp, ends_on: pd.Timestamp) -> int:
    start = max(month.start_time.normalize(), pd.Timestamp(starts_on).normalize())
    end = min(month.end_time.normalize(), pd.Timestamp(ends_on).normalize())
    return (end - start).days + 1


def like_places(
    points: pd.DataFrame,
    place: shapely.Geometry,
    boundary: shapely.Geometry,
    *,
    ring_m: float,
    avoid: Sequence[shapely.Geometry] = (),
    count: int = 5,
) -> list[shapely.Geometry]:
    """
    Places of the same shape that had about as many offences in them and around them.

    The outline is laid on every square of 200 m; those whose ring leaves the boundary, or touches
    the place's own ring or anything to be avoided, are left out. Of the rest the most alike in
    counts (square-root scale, place and ring) come first, none touching one before it.

    Parameters
    ----------
    points : DataFrame
        ``easting``, ``northing`` of earlier offences; of no month that is compared later: places
        matched on those would fall or rise back to their own level by themselves.

    Returns
    -------
    list of shapely geometry
        Perhaps fewer than ``count``, perhaps none.
    """
    grid = square_grid(boundary, size_m=_SPACING_M)
    middle = place.centroid
    known = points[["easting", "northing"]].dropna().to_numpy(float)
    tree = shapely.STRtree(shapely.points(known))
    at = grid.geometry.centroid
    moved = np.array(
        [
            shapely.transform(place, lambda xy, x=x, y=y: np.add(xy, (x - middle.x, y - middle.y)))
            for x, y in zip(at.x, at.y, strict=True)
        ],
        dtype=object,
    )
    wide = shapely.buffer(moved, ring_m, quad_segs=_ROUND)
    taken = shapely.union_all([place.buffer(ring_m), *(other.buffer(ring_m) for other in avoid)])
    shapely.prepare(boundary)
    fit = shapely.contains(boundary, wide) & ~shapely.intersects(taken, wide)
    moved, wide = moved[fit], wide[fit]
    if not len(moved):
        return []
    inside, both = _within(tree, moved), _within(tree, wide)
    own = _within(tree, np.array([place, place.buffer(ring_m, quad_segs=_ROUND)], dtype=object))
    apart = np.abs(np.sqrt(inside) - np.sqrt(own[0])) + np.abs(
        np.sqrt(both - inside) - np.sqrt(own[1] - own[0])
    )
    chosen: list[int] = []
    for one in np.argsort(apart, kind="stable"):
        if not shapely.intersects(wide[chosen], wide[one]).any():
            chosen.append(int(one))
        if len(chosen) == count:
            break
    return moved[chosen].tolist()


def _within(tree: shapely.STRtree, shapes: np.ndarray) -> np.ndarray:
    """Points in each shape."""
    return np.bincount(tree.query(shapes, predicate="contains")[0], minlength=len(shapes))


def evaluate(
    points: pd.DataFrame,
    place: shapely.Geometry,
    boundary: shapely.Geometry,
    stage: Stage,
    *,
    months: Sequence[str],
    ring_m: float,
    avoid: Sequence[shapely.Geometry] = (),
    harm_days: Mapping[str, float] | None = None,
    confidence: float = 0.9,
) -> pd.DataFrame:
    """
    Weighted displacement differences of all offences, of incidents, of harm and of each theme.

    Parameters
    ----------
    points : DataFrame, one row per located offence or incident
        ``kind``, ``theme``, ``month``, ``easting``, ``northing``.
    place, boundary : shapely geometry
        Where the action was, and the area in which places like it are looked for.
    stage : Stage
        From :func:`stages`.
    months : sequence of str
        Months whose rows are complete.
    ring_m : float
        Width of the ring in which offences may reappear, metres.
    avoid : sequence of geometry
        Where something else was done or opened: no control lies there.
    harm_days : mapping, optional
        Days of harm of an offence of each theme; those without a weight take no part in harm.

    Returns
    -------
    DataFrame, one row per measure
        ``measure`` ("all", "incidents", "harm" or a theme), counts before and after of
        ``treated, control, ring, control_ring`` (blank for harm), ``wdd, lower, upper, p``
        (negative: fewer than elsewhere), ``displacement`` (the ring's part) against the likest
        place, and ``wdd_least``, ``wdd_most`` over all ``controls`` tried.

    Raises
    ------
    InputError
        If a month compared is not complete, or there is no place to compare with.

    References
    ----------
    Wheeler, A., Ratcliffe, J. (2018). A simple weighted displacement difference test to evaluate
    place based crime interventions. Crime Science 7:11.
    """
    lost = sorted({*stage.before, *stage.after} - set(months))
    if lost:
        raise InputError(
            f"{len(lost)} of the months compared are not complete, the first {lost[0]}.",
            where=_WHERE,
            do="wait for them, or ask for them again",
        )
    earlier = [month for month in months if month < stage.before[0]]
    if len(earlier) < _LEAST_MONTHS:
        raise InputError(
            f"{len(earlier)} months are known before those compared, by which to choose a control.",
            where=_WHERE,
            do=f"give {_LEAST_MONTHS} at least",
        )
    rows = points[["kind", "theme", "month", "easting", "northing"]]
    rows = rows.dropna(subset=["easting", "northing"])
    past = rows[rows["month"].isin(earlier) & rows["kind"].eq("offence")]
    controls = like_places(past, place, boundary, ring_m=ring_m, avoid=avoid)
    if not controls:
        raise InputError(
            "no place of its shape fits into the area clear of it and of other actions.",
            where=_WHERE,
            do="choose a control by hand, or a narrower ring",
        )
    when = np.select([rows["month"].isin(stage.before), rows["month"].isin(stage.after)], [0, 1], 2)
    rows, when = rows[when < 2], when[when < 2]
    treated = _counted(rows, when, place, ring_m)
    tried = [
        _differences(treated, _counted(rows, when, one, ring_m), harm_days, confidence)
        for one in controls
    ]
    effects = pd.concat(tried, keys=range(len(tried)), names=["control"])["wdd"]
    spread = effects.groupby(level="measure").agg(["min", "max"])
    first = tried[0].assign(controls=len(tried)).join(spread)
    first = first.rename(columns={"min": "wdd_least", "max": "wdd_most"})
    return first.reset_index()


def _counted(
    rows: pd.DataFrame, when: np.ndarray, place: shapely.Geometry, ring_m: float
) -> pd.DataFrame:
    """By kind and theme, in the place and its ring, before (``when`` is 0) and after (1)."""
    xy = rows[["easting", "northing"]].to_numpy(float).T
    inside = shapely.contains_xy(place, *xy)
    near = shapely.contains_xy(place.buffer(ring_m, quad_segs=_ROUND), *xy)
    column = np.where(inside, 0, 2) + when
    kept = inside | near
    table = pd.crosstab(
        [rows.loc[kept, "kind"], rows.loc[kept, "theme"].astype("object").fillna("other")],
        column[kept],
    )
    table = table.reindex(columns=range(4), fill_value=0)
    return table.set_axis(["before", "after", "ring_before", "ring_after"], axis=1)


def _differences(
    treated: pd.DataFrame,
    control: pd.DataFrame,
    harm_days: Mapping[str, float] | None,
    confidence: float,
) -> pd.DataFrame:
    """One row per measure: the eight counts and the displacement difference."""
    index = treated.index.union(control.index)
    here, there = (frame.reindex(index, fill_value=0) for frame in (treated, control))
    here = here.rename(columns={"before": "treated_before", "after": "treated_after"})
    there = there.add_prefix("control_")
    both = pd.concat([here, there], axis=1)[_COUNTS]
    offences = both[both.index.get_level_values(0) == "offence"].droplevel(0)
    incidents = both[both.index.get_level_values(0) == "incident"].droplevel(0)
    measures = {"all": offences.sum()}
    if len(incidents):
        measures["incidents"] = incidents.sum()
    measures |= {theme: row for theme, row in offences.iterrows() if theme != "other"}
    rows = {
        name: {**row.to_dict(), **_difference(row.to_frame().T, None, confidence)}
        for name, row in measures.items()
    }
    if harm_days:
        weighed = offences[offences.index.isin(harm_days)]
        if len(weighed):
            rows[HARM] = _difference(weighed, harm_days, confidence)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")


def _difference(
    counts: pd.DataFrame, weights: Mapping[str, float] | None, confidence: float
) -> dict[str, float]:
    """Of counts by category in four places."""
    names = {"treated": "treated", "control": "control", "ring": "displacement",
             "control_ring": "displacement_control"}  # fmt: skip
    before, after = (
        np.concatenate([counts[f"{name}_{when}"].to_numpy() for name in names])
        for when in ("before", "after")
    )
    long = pd.DataFrame(
        {
            "place": np.repeat(list(names.values()), len(counts)),
            "category": np.tile(counts.index, len(names)),
            "before": before,
            "after": after,
        }
    )
    found = weighted_displacement_difference(long, weights=weights, confidence=confidence)
    return {name: found[name] for name in ("wdd", "lower", "upper", "p", "displacement")}
