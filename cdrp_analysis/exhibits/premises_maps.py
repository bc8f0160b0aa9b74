"""A map of the ground around licensed premises; for the restricted edition only."""

import geopandas as gpd
import numpy as np
import pandas as pd

from cdrp_analysis.exhibits import premises_findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.maps import class_ranges
from cdrp_analysis.exhibits.premises_tables import lacking
from cdrp_analysis.exhibits.print_maps import Key, class_fills, print_map, rate_classes
from cdrp_analysis.exhibits.tables import Shown, table_html

_UNIT = "Violence per km²"


def premises_map(
    premises_rings: pd.DataFrame, rings: gpd.GeoDataFrame, wards: gpd.GeoDataFrame
) -> Exhibit:
    """
    Rings around licensed premises shaded by violence per km², with the wards above.

    Parameters
    ----------
    premises_rings : DataFrame
        The restricted table ``premises_rings``.
    rings : GeoDataFrame, EPSG:27700
        ``code`` (as ``area`` of the table) and the ground of each ring.
    wards : GeoDataFrame, EPSG:27700
        Drawn as outlines.
    """
    rows = premises_rings[
        premises_rings["theme"].eq("violence") & premises_rings["hours"].eq("all hours")
    ]
    if rows.empty or rings.empty:
        return lacking(premises_rings)
    density = (wording.values(rows, "offences") / wording.values(rows, "ground_km2")).round(1)
    rows = rows.assign(density=density)
    inside = rows[rows["area"].isin(rings["code"])]
    whole = float(rows.loc[~rows["area"].isin(rings["code"]), "density"].iloc[0])
    breaks = rate_classes(whole, float(inside["density"].max()))
    fills = class_fills(len(breaks) - 1)
    step = np.digitize(inside["density"], breaks[1:-1])
    fill = {code: fills[at] for code, at in zip(inside["area"], step, strict=True)}
    # The ground farther away lies beneath, the doors on top.
    shapes = rings.iloc[::-1].assign(
        fill=rings["code"].map(fill).iloc[::-1], edge=theme.RULE, weight=0.3
    )
    legend = [Key(text, colour) for text, colour in zip(class_ranges(breaks), fills, strict=True)]
    figure = print_map(shapes, legend, _UNIT, [""] * len(shapes), outlines=wards)
    found = premises_findings.rings_sentence(premises_rings)
    alt = (
        f"Map of {len(inside)} rings around licensed premises shaded by violence per km², wards "
        f"outlined. {found.text}"
    )
    names = inside["area_name"].map(lambda name: wording.upper_first(str(name)))
    top = wording.lower_first(inside.loc[inside["density"].idxmax(), "area_name"])
    return Exhibit(
        title=f"Violence per km² is highest {top} from licensed premises",
        body=image(figure, alt),
        alt=alt,
        about=about(premises_rings),
        table=inside,
        table_html=table_html(
            inside.assign(area_name=names),
            {
                "area_name": "Distance",
                "offences": Shown("Violence", "count"),
                "ground_km2": Shown("km²", "decimal2"),
                "density": Shown(_UNIT, "decimal"),
            },
            caption="Violence per km² by distance from licensed premises",
        ),
    )
