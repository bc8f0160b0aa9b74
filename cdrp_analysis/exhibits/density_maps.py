"""Maps of density surfaces: offences, their harm, and what changed; restricted edition only."""

from collections.abc import Sequence
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.findings import in_period
from cdrp_analysis.exhibits.leaflet import map_document
from cdrp_analysis.exhibits.maps import map_exhibit
from cdrp_analysis.exhibits.print_maps import Key, class_fills, print_map
from cdrp_analysis.exhibits.tables import Shown, data_table
from cdrp_analysis.exhibits.wording import lower_first, number, percent, rough_share

TIMES_MEAN = (1, 2, 4, 8)
TOP = 0.10  # of the area, in which offences and harm are compared
_UNITS = {"density": "offences", "harm": "days of harm"}
_WHAT = {"density": "Density of offences", "harm": "Harm"}
# Where classes of after ÷ before begin: a quarter more is as far as a fifth less.
_RATIOS = (1 / 2, 4 / 5, 5 / 4, 2)
_CHANGES = {
    "Fell to half or less": theme.TURQUOISE,
    "Fell by a fifth or more": "#A9DAD5",
    "Changed by less": theme.PAPER,
    "Rose by a quarter or more": "#FBC9AE",
    "Rose to twice as much or more": theme.ORANGE,
    "Too few offences to say": theme.PALE,
}


def density_surface_map(
    surface: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    value: str = "density",
    roads: gpd.GeoDataFrame | None = None,
    decimals: int = 5,
) -> Exhibit:
    """
    A surface of kernel density in classes of its mean; for the restricted edition only.

    Parameters
    ----------
    surface : DataFrame
        ``density_surface``: centres and side of cells, ``density`` and ``harm`` per km².
    areas : GeoDataFrame, EPSG:27700
        Wards, drawn as outlines; the surface is cut at their outer boundary.
    value : str
        ``density`` or ``harm``.
    roads : GeoDataFrame, EPSG:27700, optional
        Lines drawn faintly above the surface.
    """
    found = density_surface_sentence(surface, areas, value=value)
    known = surface[surface[value].notna()]
    if known.empty:
        return data_table(known, {"easting": "Easting"}, caption=_WHAT[value], title=found.headline)
    amount = known[value].to_numpy(float)
    mean = amount.mean()
    names = [
        f"Below the mean of {number(mean)}",
        *(f"{low} to under {high} times it" for low, high in pairwise(TIMES_MEAN)),
        f"{TIMES_MEAN[-1]} times it or more",
    ]
    fills = class_fills(len(names))
    step = np.digitize(amount, mean * np.array(TIMES_MEAN))
    table = pd.DataFrame(
        {
            "class": names,
            "share_of_area": np.bincount(step, minlength=len(names)) / len(known),
            "share": np.bincount(step, weights=amount, minlength=len(names)) / amount.sum(),
        }
    )
    shapes = _classes(known, step, names, fills, areas)
    held = table.set_index("class")
    shapes["text"] = [
        f"{name}: {percent(held.loc[name, 'share_of_area'], 1)} of the area with "
        f"{percent(held.loc[name, 'share'], 1)} of {_UNITS[value]}"
        for name in shapes["name"]
    ]
    label = f"{_UNITS[value].capitalize()} per km² (quartic kernel)"
    legend = [Key(name, fill, theme.RULE) for name, fill in zip(names, fills, strict=True)]
    return _drawn(
        surface, shapes, legend, label, found, areas, roads, decimals, f"{value}_surface",
        table=table,
        columns={
            "class": f"{_UNITS[value].capitalize()} per km²",
            "share_of_area": Shown("Share of the area", "percent1"),
            "share": Shown(f"Share of {_UNITS[value]}", "percent1"),
        },
        caption=f"{_WHAT[value]} by class",
    )  # fmt: skip


def density_surface_sentence(
    surface: pd.DataFrame, areas: gpd.GeoDataFrame, *, value: str = "density"
) -> Finding:
    """Where the surface is highest, and for harm how far that is where offences are."""
    known = surface[surface[value].notna()]
    if known.empty or not known[value].max() > 0:
        return Finding(f"No {_UNITS[value]} can be placed on the map{in_period(surface)}")
    top, mean = known.loc[known[value].idxmax()], known[value].mean()
    where = _ward_of(top, areas)
    detail = (
        f"The highest place lies around {number(top['easting'])} east, "
        f"{number(top['northing'])} north on the National Grid."
    )
    if value == "harm":
        most = max(1, round(TOP * len(known)))
        tops = [set(known.nlargest(most, name).index) for name in ("harm", "density")]
        detail = (
            f"Of the {percent(TOP)} of the area with most harm, "
            f"{percent(len(tops[0] & tops[1]) / most)} is also among the {percent(TOP)} with most "
            f"offences. {detail}"
        )
    return Finding(
        f"{_WHAT[value]} is highest in {where}{in_period(surface)}",
        f"{number(top[value])} {_UNITS[value]} per km², {number(top[value] / mean, 1)} times the "
        "mean",
        detail,
    )


def density_change_map(
    change: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    roads: gpd.GeoDataFrame | None = None,
    decimals: int = 5,
) -> Exhibit:
    """
    Two periods' densities compared, what is beyond chance outlined.

    Parameters
    ----------
    change : DataFrame
        ``density_change``: centres and side of cells, ``before``, ``after`` (per km²), ``ratio``,
        ``masked``, ``signal``.
    areas, roads, decimals
        As for :func:`density_surface_map`.
    """
    found = density_change_sentence(change, areas)
    names = list(_CHANGES)
    step = np.where(change["masked"], len(_RATIOS) + 1, np.digitize(change["ratio"], _RATIOS))
    clear = change["signal"].isin(["up", "down"]).to_numpy()
    classes = pd.Series(pd.Categorical.from_codes(step, names), change.index)
    means = change.groupby(classes, observed=False)[["before", "after"]].mean()
    count = np.bincount(step, minlength=len(names))
    table = means.rename_axis("class").reset_index()
    table["share_of_area"] = count / max(1, len(change))
    table["clear"] = np.bincount(step, weights=clear, minlength=len(names)) / max(1, len(change))
    columns = {
        "class": "Density against the period before",
        "share_of_area": Shown("Share of the area", "percent1"),
        "clear": Shown("Of it clear, share of the area", "percent1"),
        "before": Shown("Mean before, per km²", "count"),
        "after": Shown("Mean after, per km²", "count"),
    }
    caption = "Density before and after, by class of change"
    if change.empty:
        return data_table(table.head(0), columns, caption=caption, title=found.headline)
    plain = _classes(change[~clear], step[~clear], names, list(_CHANGES.values()), areas)
    sure = _classes(change[clear], step[clear], names, list(_CHANGES.values()), areas)
    sure["code"] = [f"{name}, clear" for name in sure["name"]]
    sure["edge"], sure["weight"] = theme.INK, 1.8
    shapes = gpd.GeoDataFrame(pd.concat([plain, sure], ignore_index=True), crs=areas.crs)
    held = table.set_index(table["class"].astype(str))["share_of_area"]
    shapes["text"] = [
        f"{code}; {lower_first(name)} in all: {percent(held[name], 1)} of the area"
        for code, name in zip(shapes["code"], shapes["name"], strict=True)
    ]
    legend = [Key(name, fill, theme.RULE) for name, fill in _CHANGES.items()]
    legend.append(Key("Clear change", theme.PAPER, theme.INK, 1.8))
    return _drawn(
        change, shapes, legend, "Density against the period before", found, areas, roads, decimals,
        "density_change", table=table, columns=columns, caption=caption,
    )  # fmt: skip


def density_change_sentence(change: pd.DataFrame, areas: gpd.GeoDataFrame) -> Finding:
    """On how much of the area density clearly rose and fell, and where it rose most."""
    if change.empty:
        return Finding("Densities cannot be compared: no complete period lies before")
    up, down = (change[change["signal"] == name] for name in ("up", "down"))
    if up.empty and down.empty:
        return Finding(
            f"Density clearly changed nowhere{in_period(change)}",
            detail="What the map shades may be chance: all cells are judged together.",
        )
    parts = [
        f"{verb} on {rough_share(len(cells) / len(change))}"
        for verb, cells in (("rose", up), ("fell", down))
        if len(cells)
    ]
    largest = [
        f"The largest clear {noun} is in {_ward_of(top, areas)}: {number(top['before'])} to "
        f"{number(top['after'])} offences per km²."
        for noun, cells, sign in (("rise", up, 1), ("fall", down, -1))
        if len(cells)
        for top in [cells.loc[(sign * (cells["after"] - cells["before"])).idxmax()]]
    ]
    return Finding(
        f"Density clearly {wording.listed(parts)} of the area{in_period(change)}",
        detail=" ".join([*largest, "All cells are judged together, so that few stand out by "
                         "chance."]),
    )  # fmt: skip


def bandwidth_table(bandwidths: pd.DataFrame, used_m: float) -> Exhibit:
    """
    What two rules would choose, beside the bandwidth used.

    Parameters
    ----------
    bandwidths : DataFrame
        ``measures.bandwidth.bandwidths``.
    used_m : float
        The bandwidth of the maps, metres.
    """
    others = [
        f"{row.rule.replace('Scott', 'Scott’s rule')} would choose {number(row.bandwidth_m)} m"
        for row in bandwidths.itertuples()
    ]
    return data_table(
        bandwidths.assign(rule=bandwidths["rule"].map(wording.upper_first)),
        {"rule": "Rule", "bandwidth_m": Shown("Bandwidth, m", "count"), "note": "How"},
        caption="Bandwidths that the points themselves would choose",
        title=f"Densities are smoothed over {number(used_m)} m; {wording.listed(others)}",
    )


def _classes(
    cells: pd.DataFrame,
    step: np.ndarray,
    names: Sequence[str],
    fills: Sequence[str],
    areas: gpd.GeoDataFrame,
) -> gpd.GeoDataFrame:
    """One shape for all cells of a class, cut at the outer boundary: small where many cells are."""
    middle = cells[["easting", "northing"]].to_numpy(float)
    half = cells["size_m"].to_numpy(float)[:, None] / 2
    boxes = shapely.box(*(middle - half).T, *(middle + half).T)
    used = [number for number in range(len(names)) if (step == number).any()]
    outline = shapely.make_valid(areas.geometry.union_all())
    whole = [shapely.coverage_union_all(boxes[step == number]) for number in used]
    shapes = gpd.GeoDataFrame(
        {
            "code": [names[number] for number in used],
            "name": [names[number] for number in used],
            "fill": [fills[number] for number in used],
        },
        geometry=shapely.intersection(np.array(whole), outline),
        crs=areas.crs,
    )
    shapes["edge"], shapes["weight"] = shapes["fill"], 0.2
    return shapes[shapes.geometry.area > 0].reset_index(drop=True)


def _drawn(
    frame: pd.DataFrame,
    shapes: gpd.GeoDataFrame,
    legend: Sequence[Key],
    label: str,
    found: Finding,
    areas: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame | None,
    decimals: int,
    key: str,
    **table,
) -> Exhibit:
    return map_exhibit(
        frame,
        title=found.headline,
        figure=print_map(shapes, legend, label, outlines=areas, roads=roads),
        alt=f"Map of a surface in {len(shapes)} classes, with ward boundaries. {found.text}",
        document=map_document(
            shapes,
            key=key,
            title=found.headline,
            legend_title=label,
            legend=legend,
            decimals=decimals,
            outlines=areas,
            roads=roads,
        ),
        **table,
    )


def _ward_of(cell: pd.Series, areas: gpd.GeoDataFrame) -> str:
    """The area that holds a cell's centre, or comes nearest to it."""
    away = areas.geometry.distance(shapely.Point(cell["easting"], cell["northing"]))
    return str(areas.loc[away.idxmin(), "name"])
