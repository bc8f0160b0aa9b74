"""Vulnerable localities and the wards that would be chosen: map, tables, sentences."""

import geopandas as gpd
import pandas as pd

from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.leaflet import map_document
from cdrp_analysis.exhibits.maps import joined, map_exhibit
from cdrp_analysis.exhibits.print_maps import Key, print_map
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table

_BREAKS = (100.0, 150.0, 200.0)
_NAMES = ("under 100", "100 to 150", "150 to 200", "over 200")
_FILLS = (theme.SEQUENCE[0], theme.SEQUENCE[1], theme.SEQUENCE[2], theme.SEQUENCE[4])
_LETTERS = ("", "", "", "P")
_LIKELY, _UNLIKELY = 0.9, 0.1
_LISTED = 10


def locality_map(
    localities: pd.DataFrame,
    lsoas: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame,
    *,
    decimals: int = 5,
) -> Exhibit:
    """LSOAs by class of the index, priority localities lettered; restricted."""
    if localities.empty:
        return locality_table(localities)
    shapes = joined(lsoas, localities[["area", "vli"]])
    classes = [
        sum(value > edge for edge in _BREAKS) if pd.notna(value) else None
        for value in shapes["vli"]
    ]
    shapes["fill"] = [theme.PAPER if k is None else _FILLS[k] for k in classes]
    shapes["edge"], shapes["weight"] = theme.MUTED_INK, 0.5
    shapes["text"] = [
        f"{name}: no index" if k is None else f"{name}: {value:.0f}, {_NAMES[k]}"
        for name, value, k in zip(shapes["name"], shapes["vli"], classes, strict=True)
    ]
    letters = ["" if k is None else _LETTERS[k] for k in classes]
    legend = [
        Key(f"{wording.upper_first(name)}{f' ({letter})' if letter else ''}", fill)
        for name, letter, fill in zip(_NAMES, _LETTERS, _FILLS, strict=True)
    ]
    if None in classes:
        legend.append(Key("No index", theme.PAPER, theme.MUTED_INK))
    label = "Vulnerable Localities Index, 100 the mean area"
    found = locality_sentence(localities)
    figure = print_map(shapes, legend, label, letters, outlines=wards)
    alt = f"Map of {len(shapes)} small areas in four classes of the index. {found.text}"
    return map_exhibit(
        localities,
        title=found.headline,
        figure=figure,
        alt=alt,
        document=map_document(
            shapes,
            key="locality_map",
            title=found.headline,
            legend_title=label,
            legend=legend,
            decimals=decimals,
            outlines=wards,
        ),
        table=localities,
        columns={"area_name": "Area", "vli": Shown("Index", "count")},
        caption="Vulnerable Localities Index of each small area",
    )


def locality_table(localities: pd.DataFrame) -> Exhibit:
    """The areas with the highest index and what it is made of; restricted."""
    return data_table(
        localities.head(_LISTED),
        {
            "area_name": "Area",
            "vli": Shown("Index", "count"),
            "index_dwelling_burglary": Shown("Burglary", "count"),
            "index_dwelling_damage": Shown("Damage", "count"),
            "index_income_deprived": Shown("Income", "count"),
            "index_employment_deprived": Shown("Employment", "count"),
            "index_aged_15_to_24": Shown("Aged 15 to 24", "count"),
            "index_low_attainment": Shown("Attainment", "count"),
            "mean_rank": Shown("Mean of ranks", "decimal"),
            "p_chosen": Shown("Chance of first five", "percent"),
        },
        caption="The highest indices and what they are made of",
        title=locality_sentence(localities).headline,
    )


def locality_sentence(localities: pd.DataFrame) -> Finding:
    """How many areas are priority localities, and which is highest."""
    if localities.empty:
        return Finding("The Vulnerable Localities Index cannot be worked out")
    count = int(localities["priority"].sum())
    top = localities.iloc[0]
    return Finding(
        f"{wording.plural(count, 'area')} of {wording.number(len(localities))} "
        f"{'is a priority locality' if count == 1 else 'are priority localities'}",
        f"index over {_BREAKS[-1]:.0f}",
        f"The highest is {top['area_name']} with {top['vli']:.0f}, 100 being the mean area.",
    )


def ward_selection_table(ward_selection: pd.DataFrame) -> Exhibit:
    """Wards in order, with how surely each is among the first five."""
    note = (
        "Each part is an index of which the mean ward has 100"
        if "composite" in ward_selection
        else ""
    )
    return data_table(
        ward_selection,
        {
            "area_name": "Ward",
            "rank": Shown("Place", "ordinal"),
            "places": Interval("Likely place", "rank_lower", "rank_upper", "ordinal"),
            "p_chosen": Shown("Chance of first five", "percent"),
            "index_crime": Shown("Offences", "count"),
            "index_incidents": Shown("Incidents", "count"),
            "index_unsafe": Shown("Feel unsafe", "count"),
            "index_deprivation": Shown("Deprivation", "count"),
            "index_vli": Shown("Vulnerability", "count"),
            "composite": Shown("Mean of them", "count"),
        },
        caption="Wards by the mean of the five indices",
        title=ward_selection_sentence(ward_selection).headline,
        about_table=about(ward_selection, note=note),
    )


def ward_selection_sentence(ward_selection: pd.DataFrame) -> Finding:
    """Which wards would be chosen whatever the weights, and which hang on them."""
    chance = wording.values(ward_selection, "p_chosen")
    if chance.notna().sum() == 0:
        return Finding("No ward can be placed: nothing is known of them")
    sure = ward_selection.loc[chance >= _LIKELY, "area_name"]
    unsure = ward_selection.loc[
        chance.between(_UNLIKELY, _LIKELY, inclusive="neither"), "area_name"
    ]
    top = ward_selection.loc[chance.idxmax(), "area_name"]
    return Finding(
        f"{top} comes first among the wards to choose"
        if len(sure)
        else "No ward is surely among the first five",
        detail=(
            f"In nearly all draws of weights and data among the first five: "
            f"{wording.listed(sure)}. "
            if len(sure)
            else ""
        )
        + (
            f"Chosen or not by what one weighs more: {wording.listed(unsure)}."
            if len(unsure)
            else "The others are out in nearly all draws."
        ),
    )
