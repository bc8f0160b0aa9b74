"""Vulnerable localities and the wards that would be chosen: map, tables, sentences."""

import geopandas as gpd
import pandas as pd

from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.leaflet import map_document
from cdrp_analysis.exhibits.maps import hidden_keys, joined, map_exhibit
from cdrp_analysis.exhibits.print_maps import HATCH, Key, print_map
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table

_BREAKS = (100.0, 150.0, 200.0)
_NAMES = ("under 100", "100 to 150", "150 to 200", "over 200")
_FILLS = (theme.SEQUENCE[0], theme.SEQUENCE[1], theme.SEQUENCE[2], theme.SEQUENCE[4])
_LETTERS = ("", "", "", "P")
_LIKELY, _UNLIKELY = 0.9, 0.1
_LISTED = 10
# Classes of the chance to be chosen, from the surest: what it is at least, name, fill.
_CHANCES = (
    (_LIKELY, "Chosen in nearly all draws", theme.SEQUENCE[4]),
    (0.5, "Chosen in most draws", theme.SEQUENCE[2]),
    (_UNLIKELY, "Chosen in some draws", theme.SEQUENCE[1]),
    (0.0, "Hardly ever chosen", theme.PAPER),
)
_NUMBERS = (
    "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven",
    "Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
    "Twenty",
)  # fmt: skip
_SHOWN_FROM = 0.005  # chance below which a ward would be a row of zeros


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
            "p_chosen": Shown("Chance to be chosen", "percent"),
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
            "p_chosen": Shown("Chance to be chosen", "percent"),
            "index_crime": Shown("Offences", "count"),
            "index_incidents": Shown("Incidents", "count"),
            "index_unsafe": Shown("Feel unsafe", "count"),
            "index_deprivation": Shown("Deprivation", "count"),
            "index_vli": Shown("Vulnerability", "count"),
            "composite": Shown("Mean of them", "count"),
        },
        caption="Wards by the mean of their indices",
        title=ward_selection_sentence(ward_selection).headline,
        about_table=about(ward_selection, note=note),
    )


def ward_selection_map(
    ward_selection: pd.DataFrame, wards: gpd.GeoDataFrame, *, decimals: int = 5
) -> Exhibit:
    """Wards shaded by how surely each is chosen."""
    if ward_selection.empty:
        return ward_selection_table(ward_selection)
    shapes = joined(wards, ward_selection)
    marks = wording.symbols(shapes, "p_chosen")
    chance = wording.values(shapes, "p_chosen")
    classes = [
        next(one for one in _CHANCES if value >= one[0]) if pd.notna(value) else None
        for value in chance
    ]
    shapes["fill"] = [HATCH if one is None else one[2] for one in classes]
    shapes["edge"], shapes["weight"] = theme.INK, 1.0
    texts = wording.shown(shapes, "p_chosen", "percent")
    shapes["text"] = [f"{name}: {text}" for name, text in zip(shapes["name"], texts, strict=True)]
    inside = [f"{name}\n{text}" for name, text in zip(shapes["name"], texts, strict=True)]
    legend = [Key(name, fill) for _, name, fill in _CHANCES] + hidden_keys(marks)
    found = ward_selection_sentence(ward_selection)
    label = "Chance to be among the wards chosen"
    return map_exhibit(
        ward_selection,
        title=found.headline,
        figure=print_map(shapes, legend, label, inside),
        alt=f"Map of the wards in four shades, by how surely each is chosen. {found.text}",
        document=map_document(
            shapes,
            key="ward_selection_map",
            title=found.headline,
            legend_title=label,
            legend=legend,
            decimals=decimals,
        ),
        table=ward_selection,
        columns={
            "area_name": "Ward",
            "rank": Shown("Place", "ordinal"),
            "places": Interval("Likely place", "rank_lower", "rank_upper", "ordinal"),
            "p_chosen": Shown("Chance to be chosen", "percent"),
        },
        caption="Chance of each ward to be chosen",
    )


def ward_chances_table(ward_chances: pd.DataFrame) -> Exhibit:
    """How surely each ward is chosen if the money pays for one area, for two, and so on."""
    numbers = sorted(ward_chances["number"].dropna().astype(int).unique())
    wide = pd.DataFrame({"area_name": pd.Series(dtype=str)})
    for number in numbers:
        part = ward_chances[ward_chances["number"].astype(int) == number]
        part = part[[name for name in part if name.startswith(("area_name", "p_chosen"))]]
        part = part.rename(columns=lambda name, n=number: name.replace("p_chosen", f"chance_{n}"))
        wide = part if number == numbers[0] else wide.merge(part, on="area_name", how="outer")
    if numbers:
        last = wording.values(wide, f"chance_{numbers[-1]}")
        order = wide.assign(_last=last, _first=wording.values(wide, f"chance_{numbers[0]}"))
        order = order[~(last < _SHOWN_FROM)]
        wide = order.sort_values(["_last", "_first"], ascending=False, kind="stable")
        wide = wide.drop(columns=["_first", "_last"])
    return data_table(
        wide,
        {
            "area_name": "Ward",
            **{f"chance_{number}": Shown(_NUMBERS[number - 1], "percent") for number in numbers},
        },
        caption="Chance to be chosen, by how many areas the money pays for",
        title=ward_chances_sentence(ward_chances).headline,
        about_table=about(
            ward_chances,
            note="Wards that are hardly ever chosen, whatever the number, are left out",
        ),
    )


def ward_chances_sentence(ward_chances: pd.DataFrame) -> Finding:
    """Which ward every further area would most likely go to."""
    chance = wording.values(ward_chances, "p_chosen")
    if chance.notna().sum() == 0:
        return Finding("No ward can be placed: nothing is known of them")
    named: list[str] = []
    for number in sorted(ward_chances["number"].astype(int).unique()):
        mine = ward_chances["number"].astype(int).eq(number)
        rows = chance[mine & ~ward_chances["area_name"].isin(named)]
        if rows.notna().any():
            named.append(str(ward_chances.loc[rows.idxmax(), "area_name"]))
    return Finding(
        f"Money for one area would most likely go to {named[0]}",
        detail=(
            f"Each further area, in turn: {wording.listed(named[1:])}." if len(named) > 1 else ""
        ),
    )


def locality_funding_table(locality_funding: pd.DataFrame) -> Exhibit:
    """What an area costs and what there is: how many areas that pays for; restricted."""
    return data_table(
        locality_funding,
        {
            "number": Shown("Areas the funding allows", "count"),
            "at_most": Shown("Areas at most", "count"),
            "cost": Shown("Cost of one, £ a year", "count"),
            "funding": Shown("Funding, £ a year", "count"),
        },
        caption="What pays for the areas",
        title=locality_funding_sentence(locality_funding).headline,
    )


def locality_funding_sentence(locality_funding: pd.DataFrame) -> Finding:
    """How many areas the funding allows to choose."""
    if locality_funding.empty:
        return Finding("It is not said how many areas may be chosen")
    row = locality_funding.iloc[0]
    number, most = int(row["number"]), int(row["at_most"])
    if pd.isna(row["cost"]) or pd.isna(row["funding"]):
        return Finding(
            f"{wording.plural(number, 'area')} may be chosen",
            detail="The assessment file does not say what one costs and what there is.",
        )
    return Finding(
        f"The funding allows {wording.plural(number, 'area')}"
        + (f", of {wording.number(most)} at most" if number < most else ""),
        detail=f"£{wording.number(row['funding'])} a year, and £{wording.number(row['cost'])} "
        "for one area.",
    )


def ward_selection_sentence(ward_selection: pd.DataFrame) -> Finding:
    """Which wards would be chosen whatever the weights, and which hang on them."""
    chance = wording.values(ward_selection, "p_chosen")
    if chance.notna().sum() == 0:
        return Finding("No ward can be placed: nothing is known of them")
    if chance.max() == 0:
        return Finding("The funding allows no ward to be chosen")
    sure = ward_selection.loc[chance >= _LIKELY, "area_name"]
    unsure = ward_selection.loc[
        chance.between(_UNLIKELY, _LIKELY, inclusive="neither"), "area_name"
    ]
    top = ward_selection.loc[chance.idxmax(), "area_name"]
    number = int(ward_selection["number"].iloc[0])
    allowed = f"{wording.lower_first(_NUMBERS[number - 1])} may be chosen"
    return Finding(
        f"{top} comes first of the wards, of which {allowed}"
        if len(sure)
        else f"No ward is surely chosen, and {allowed}",
        detail=(
            f"Chosen in nearly all draws of weights and data: {wording.listed(sure)}. "
            if len(sure)
            else ""
        )
        + (
            f"Chosen or not by what one weighs more: {wording.listed(unsure)}."
            if len(unsure)
            else "The others are out in nearly all draws."
        ),
    )
