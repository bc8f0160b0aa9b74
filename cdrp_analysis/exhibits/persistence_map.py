"""Hotspots that last, open and close: their map, their table and what to say of them."""

import geopandas as gpd
import numpy as np
import pandas as pd

from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.findings import in_period
from cdrp_analysis.exhibits.hotspot_maps import squares_inside
from cdrp_analysis.exhibits.leaflet import map_document
from cdrp_analysis.exhibits.maps import map_exhibit
from cdrp_analysis.exhibits.print_maps import Key, print_map
from cdrp_analysis.exhibits.tables import Columns, Shown, data_table

# Each kind has a letter of its own, so that the map survives a grey print.
KINDS = {
    "persistent": ("P", theme.DARK_BLUE),
    "emerging": ("E", theme.ORANGE),
    "new": ("N", theme.DARK_PINK),
    "former": ("F", theme.TURQUOISE),
    "intermittent": ("", theme.SEQUENCE[1]),
}
_MEANINGS = (
    "Persistent, hot in three quarters of the periods and in the last; emerging, hot in all "
    "recent periods and seldom before, after a clear rise; new, hot in the last alone, after a "
    "clear rise; former, hot in half of the older periods and no recent one, after a clear fall; "
    "intermittent, hot now and then"
)


def _small(q: float) -> str:
    return "under 0.001" if q < 0.001 else wording.number(q, 3)


_COLUMNS: Columns = {
    "cell": "Square (its south-west corner)",
    "kind": "Kind",
    "hot_in": "Hot in",
    "offences": Shown("Offences, all periods", "count"),
    "change": Shown("Change against the borough\u2019s", "signed_percent"),
    "change_q": Shown("q of the change", _small),
    "q": Shown("q of so many hot periods", _small),
}


def persistence_map(
    cells: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    roads: gpd.GeoDataFrame | None = None,
    decimals: int = 5,
    title: str = "",
) -> Exhibit:
    """
    Squares by how their hotspots come and go; for the restricted edition only.

    Parameters
    ----------
    cells : DataFrame
        Lower-left corners and side of squares, and what ``measures.persistence`` added.
    areas : GeoDataFrame, EPSG:27700
        Wards, drawn as outlines.
    roads : GeoDataFrame, EPSG:27700, optional
        Lines drawn faintly above the squares, to find one's way by.
    """
    ever = cells[cells["kind"].isin(list(KINDS))]
    shapes = squares_inside(cells, areas)
    shapes = shapes[shapes["kind"].isin(list(KINDS))].reset_index(drop=True)
    shapes["fill"] = [KINDS[kind][1] for kind in shapes["kind"]]
    shapes["edge"], shapes["weight"] = theme.INK, 0.6
    shapes["text"] = [f"{row.code}: {row.kind}, hot in {row.hot_in}" for row in shapes.itertuples()]
    letters = [KINDS[kind][0] for kind in shapes["kind"]]
    used = [kind for kind in KINDS if (shapes["kind"] == kind).any()]
    legend = [
        Key(f"{wording.upper_first(kind)}{f' ({letter})' if letter else ''}", fill)
        for kind, (letter, fill) in KINDS.items()
        if kind in used
    ]
    found = persistence_sentence(cells)
    title = title or found.headline
    label = "Squares by when they were hot"
    figure = print_map(shapes, legend, label, letters, outlines=areas, roads=roads)
    alt = (
        f"Map of the {len(shapes)} of {len(cells)} grid squares that were ever hot, coloured and "
        f"lettered by kind, with ward boundaries. {found.text} The table lists them."
    )
    explained = cells.copy()
    explained.attrs["about"] = about(cells, note=_MEANINGS)
    return map_exhibit(
        explained,
        title=title,
        figure=figure,
        alt=alt,
        document=map_document(
            shapes,
            key="persistence_map",
            title=title,
            legend_title=label,
            legend=legend,
            decimals=decimals,
            outlines=areas,
            roads=roads,
        ),
        table=_listed(ever),
        columns=_COLUMNS,
        caption="Squares that were ever hot, by kind",
    )


def persistence_table(cells: pd.DataFrame) -> Exhibit:
    """Hotspots that last, open and close, those of every other square left out."""
    named = cells[cells["kind"].isin([kind for kind in KINDS if kind != "intermittent"])]
    return data_table(
        _listed(named).assign(kind=lambda table: table["kind"].map(wording.upper_first)),
        {"theme_label": "Theme", **_COLUMNS},
        caption="Hotspots that last, open and close",
        title=persistence_sentence(cells).headline,
        about_table=about(cells, note=_MEANINGS),
    )


def persistence_sentence(cells: pd.DataFrame) -> Finding:
    """How many hotspots last, how many opened and closed, and how far that is beyond chance."""
    if cells.empty:
        return Finding(
            "No square can be said to have been hot for long",
            detail="It takes three whole years with offences to tell which last, open and close.",
        )
    counts = cells["kind"].value_counts()
    number = {kind: int(counts.get(kind, 0)) for kind in KINDS}
    periods = int(cells["of_periods"].iloc[0])
    if not sum(number.values()):
        return Finding(f"No square was hot in any of {periods} periods")
    opened = number["emerging"] + number["new"]
    closed = number["former"]
    headline = (
        f"{wording.plural(number['persistent'], 'hotspot square')} "
        f"{'has' if number['persistent'] == 1 else 'have'} lasted{in_period(cells)}; "
        f"{wording.number(opened) if opened else 'none'} opened, "
        f"{wording.number(closed) if closed else 'none'} closed"
    )
    lasting = cells[cells["kind"] == "persistent"]
    beyond = (
        f"So many hot periods would come about by chance with a probability of "
        f"{_probability(lasting['p'].max())}. "
        if len(lasting)
        else ""
    )
    return Finding(
        headline,
        detail=(
            f"{beyond}{wording.plural(number['intermittent'], 'more square')} "
            f"{'was' if number['intermittent'] == 1 else 'were'} hot now and then."
        ),
    )


def stability_table(stability: pd.DataFrame) -> Exhibit:
    """How much of each period's hot set is that of the period before."""
    stayed = wording.values(stability, "stayed")
    title = "The hot sets of periods could not be compared"
    if stayed.notna().any():
        low, high = wording.percent(stayed.min()), wording.percent(stayed.max())
        share = low if low == high else f"{low} to {high}"
        title = (
            f"Of the squares that were hot in one period, {share} were hot in the next; by "
            f"chance {wording.percent(stability['by_chance'].mean())} would be"
        )
    return data_table(
        stability,
        {
            "period": "Period",
            "before": "Period before",
            "hot": Shown("Hot squares", "count"),
            "hot_before": Shown("Hot before", "count"),
            "both": Shown("Hot in both", "count"),
            "jaccard": Shown("Overlap (Jaccard)", "decimal2"),
            "stayed": Shown("Stayed hot", "percent"),
            "by_chance": Shown("By chance", "percent"),
        },
        caption="Hot squares of each period and of the one before",
        title=title,
    )


def _listed(cells: pd.DataFrame) -> pd.DataFrame:
    """By kind, then by offences; a change is a share more or less, where there was any before."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    change = cells["change"].where(np.isfinite(cells["change"])) - 1
    table = pd.DataFrame(cells.drop(columns="geometry", errors="ignore")).assign(change=change)
    return table.sort_values(
        ["kind", "offences", "cell"],
        ascending=[True, False, True],
        key=lambda column: column.map(order) if column.name == "kind" else column,
        kind="stable",
        ignore_index=True,
    )


def _probability(p: float) -> str:
    return (
        "less than 1 in a million" if p < 1e-6 else f"1 in {wording.number(round(1 / p))} or less"
    )
