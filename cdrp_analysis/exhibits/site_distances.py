"""How far those charged live from the offence: bands of distance, at a site and elsewhere."""

import html

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.people_parts import known, last, value
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html
from cdrp_analysis.exhibits.wording import number, plural

_EVERY = "every distance"
_PLACES = {"at the site": theme.DARK_BLUE, "elsewhere": theme.TURQUOISE}
_NONE = "Postcode sectors with coordinates, or the homes of those charged, were not received."


def distances_sentence(distances: pd.DataFrame) -> Finding:
    """How far half of those charged came, at the site and elsewhere."""
    here, there = (last(distances, area_name=name, band=_EVERY) for name in _PLACES)
    if not (known(here, "median_km") and known(there, "median_km")):
        return NOTHING_SHOWN

    def told(row: pd.DataFrame) -> str:
        low, high = (number(value(row, f"median_km_{end}"), 1) for end in ("lower", "upper"))
        return f"95% limits {low} to {high} km"

    lost = int(wording.values(distances, "not_placed").fillna(0).sum())
    detail = "A home is known to its postcode sector, so a journey to about a kilometre."
    if lost:
        detail += f" {plural(lost, 'home')} could not be placed and are left out."
    return Finding(
        f"Half of the charged offences at the site were by people who live "
        f"{number(value(here, 'median_km'), 1)} km away or more, elsewhere "
        f"{number(value(there, 'median_km'), 1)} km",
        f"{told(here)}, and {told(there)}",
        detail,
    )


@theme.styled
def distances_chart(distances: pd.DataFrame) -> Exhibit:
    """The share of journeys in each band of distance, at the site beside elsewhere."""
    bands = distances[distances["band"] != _EVERY]
    if distances.empty or not wording.values(bands, "share").notna().any():
        note = about(distances).get("note", "") if distances.empty else ""
        why = _NONE if distances.empty else "Too few homes are known for a share."
        return Exhibit(
            title="How far those charged came cannot be told",
            body=f"<p>{html.escape(' '.join(filter(None, (note, why))))}</p>",
            about=about(distances.iloc[:0]),
        )
    figure, axes = theme.new_axes(3.2)
    names = bands["band"].drop_duplicates().tolist()
    for at, (place, colour) in enumerate(_PLACES.items()):
        rows = bands[bands["area_name"] == place].set_index("band").reindex(names).reset_index()
        x = np.arange(len(names)) + (at - 0.5) * 0.4
        share, low, high = (
            100 * wording.values(rows, f"share{end}").to_numpy() for end in ("", "_lower", "_upper")
        )
        axes.bar(x, np.nan_to_num(share), 0.38, color=colour)
        axes.vlines(x, low, high, color=theme.INK, lw=1.4)
        for spot, mark in zip(x, wording.symbols(rows, "share"), strict=True):
            axes.text(spot, 0, mark, ha="center", va="bottom", fontsize=theme.SMALL_PT)
    axes.set_xticks(range(len(names)), names)
    parts.vertical_value_axis(axes, "Share of charged offences with a known home, %")
    parts.legend_above(
        figure,
        [Patch(color=colour, label=wording.upper_first(name)) for name, colour in _PLACES.items()],
    )
    found = distances_sentence(distances)
    title = found.headline or "How far those charged came"
    alt = f"Bar chart of journeys by distance, with limits. {title}."
    whole = distances["band"].eq(_EVERY)
    table = wording.idle(distances, whole, ("share", "share_lower", "share_upper"))
    table = wording.idle(table, ~whole, ("median_km", "median_km_lower", "median_km_upper"))
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(distances),
        table=distances,
        table_html=table_html(
            table.assign(area_name=table["area_name"].map(wording.upper_first)),
            {
                "area_name": "Place of the offence",
                "band": "Home to offence",
                "journeys": Shown("Charged offences", "count"),
                "share": Shown("Share", "percent"),
                "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
                "median_km": Shown("Median, km", "decimal"),
                "medians": Interval(
                    "95% limits of the median", "median_km_lower", "median_km_upper"
                ),
            },
            caption="Charged offences by the distance from the offender's home sector",
        ),
    )
