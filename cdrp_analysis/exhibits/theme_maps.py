"""A map of every theme: each ward's rate held against the borough's."""

import math
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd

from cdrp_analysis.exhibits import place_findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN, in_period
from cdrp_analysis.exhibits.leaflet import Layer, map_document
from cdrp_analysis.exhibits.maps import hidden_keys, joined, map_exhibit
from cdrp_analysis.exhibits.print_maps import HATCH, Key, class_fills, print_maps
from cdrp_analysis.exhibits.tables import Interval, Shown
from cdrp_analysis.vocabulary import SUPPRESSED

# Where classes of "times the borough's rate" begin: the same for every theme, year and edition.
TIMES_BOROUGH = (0.5, 0.8, 1.25, 2.0)
FILLS = class_fills(len(TIMES_BOROUGH) + 1)


def theme_map(
    theme_rates: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    decimals: int = 5,
    pictured: int = 6,
) -> Exhibit:
    """
    Each theme's rate in each ward, held against the borough's: small maps, and one to explore.

    Parameters
    ----------
    theme_rates : DataFrame
        ``ward_theme_rates``, restricted or protected, the borough's rows included.
    areas : GeoDataFrame, EPSG:27700
        ``code``, ``name``, ``geometry``.
    decimals : int
        Decimals of the coordinates embedded.
    pictured : int
        How many themes the printed picture shows, those with most offences first; the map to
        explore offers all of them, and the table lists all.
    """
    drawn = {
        label: _beside_borough(
            joined(areas, theme_rates[theme_rates["theme"] == key]), wording.lower_first(label)
        )
        for key, label in _largest_first(theme_rates).items()
    }
    marks = pd.concat([shapes["mark"] for shapes in drawn.values()], ignore_index=True)
    shown = list(drawn)[:pictured]
    legend_title = "Rate of the theme beside the borough's"
    legend = [
        Key(f"{i}: {text}", fill)
        for i, (text, fill) in enumerate(zip(_times_classes(), FILLS, strict=True), 1)
    ]
    legend += hidden_keys(marks)
    found = theme_map_sentence(theme_rates)
    figure = print_maps(
        [(label, drawn[label], drawn[label]["inside"]) for label in shown], legend, legend_title
    )
    listed = place_findings.without_borough(theme_rates)
    listed = listed.assign(_times=wording.values(listed, "times_borough")).sort_values(
        ["_times", "label", "area_name"], ascending=[False, True, True], kind="stable"
    )
    return map_exhibit(
        theme_rates,
        title=found.headline,
        figure=figure,
        alt=f"{len(shown)} small maps of the wards, one for each theme: "
        f"{wording.listed(wording.lower_first(label) for label in shown)}. "
        f"{found.text} The table gives every ward and theme.",
        document=map_document(
            drawn[shown[0]],
            key="theme_map",
            title=found.headline,
            legend_title=legend_title,
            legend=legend,
            decimals=decimals,
            layers=[
                Layer(label, shapes["text"].tolist(), shapes["fill"].tolist())
                for label, shapes in drawn.items()
            ],
        ),
        table=listed.drop(columns="_times"),
        columns={
            "area_name": "Ward",
            "label": "Theme",
            "offences": Shown("Offences or incidents", "count"),
            "rate": Shown("Per 1,000 residents", "decimal"),
            "limits": Interval("95% limits", "rate_lower", "rate_upper", "decimal"),
            "times_borough": Shown("Times the borough's rate", "decimal"),
        },
        caption="Rate of each theme in each ward, furthest above the borough first",
    )


def theme_map_sentence(theme_rates: pd.DataFrame) -> Finding:
    """Which theme stands furthest above the borough's rate, and in which ward."""
    rows = place_findings.without_borough(theme_rates)
    rows = rows[rows["theme"].ne("all")].reset_index(drop=True)
    # Three incidents where one was expected are three times the rate and mean nothing: only wards
    # whose limits lie above the borough's rate are named.
    whole = theme_rates[place_findings.is_borough(theme_rates)].set_index("theme")
    borough = rows["theme"].map(pd.Series(wording.values(whole, "rate"), whole.index))
    times = wording.values(rows, "times_borough")
    clear = times.where(wording.values(rows, "rate_lower") > borough)
    if times.notna().sum() == 0:
        return NOTHING_SHOWN
    if clear.notna().sum() == 0:
        return Finding(
            f"No theme's rate is clearly above the borough's in any ward{in_period(rows)}"
        )
    top = int(clear.idxmax())
    return Finding(
        f"{rows.loc[top, 'label']} stands out most, in {rows.loc[top, 'area_name']}"
        f"{in_period(theme_rates)}",
        f"{wording.number(times[top], 1)} times the borough's rate",
        "A ward is named where the limits of its rate lie above the borough's rate.",
    )


def _largest_first(theme_rates: pd.DataFrame) -> dict[str, str]:
    """Key and label of every theme by the borough's count, all offences first."""
    whole = theme_rates[place_findings.is_borough(theme_rates)].reset_index(drop=True)
    size = wording.values(whole, "offences").fillna(-1).where(whole["theme"].ne("all"), math.inf)
    order = whole.assign(size=size).sort_values("size", ascending=False, kind="stable")
    return dict(zip(order["theme"], order["label"], strict=True))


def _beside_borough(shapes: gpd.GeoDataFrame, label: str) -> gpd.GeoDataFrame:
    """The areas of one theme with what is painted, printed and read out for each."""
    times = wording.values(shapes, "times_borough")
    marks = wording.symbols(shapes, "offences")
    # A rate that is shown but has nothing to be held against is not available.
    marks = marks.mask(marks.eq("") & times.isna(), wording.symbols(shapes, "times_borough"))
    step = np.digitize(times.fillna(0), TIMES_BOROUGH)
    rate, beside = (wording.shown(shapes, name, "decimal") for name in ("rate", "times_borough"))
    said = [
        mark or f"{per} per 1,000, {much} times the borough"
        for per, much, mark in zip(rate, beside, marks, strict=True)
    ]
    return shapes.assign(
        mark=marks,
        fill=[
            HATCH if mark == SUPPRESSED else theme.PAPER if mark else FILLS[i]
            for mark, i in zip(marks, step, strict=True)
        ],
        inside=[mark or str(i + 1) for mark, i in zip(marks, step, strict=True)],
        text=[f"{name}, {label}: {text}" for name, text in zip(shapes["name"], said, strict=True)],
        edge=theme.INK,
        weight=1.0,
    )


def _times_classes() -> list[str]:
    edges = [f"{edge:g}" for edge in TIMES_BOROUGH]
    return [
        f"under {edges[0]} times",
        *(f"{low} to under {high} times" for low, high in pairwise(edges)),
        f"{edges[-1]} times or more",
    ]
