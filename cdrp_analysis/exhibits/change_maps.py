"""A map of what changed: where offences clearly rose or fell between two periods."""

import geopandas as gpd
import pandas as pd

from cdrp_analysis.exhibits import place_findings, theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN, in_period
from cdrp_analysis.exhibits.leaflet import map_document
from cdrp_analysis.exhibits.maps import hidden_keys, joined, map_exhibit
from cdrp_analysis.exhibits.print_maps import HATCH, Key, print_map
from cdrp_analysis.exhibits.tables import Interval, Shown
from cdrp_analysis.vocabulary import SUPPRESSED

CHANGES = {
    "up": ("Clear rise", theme.ORANGE, "▲"),
    "down": ("Clear fall", theme.TURQUOISE, "▼"),
    "no clear change": ("No clear change", theme.PAPER, ""),
}


def change_map(ward_change: pd.DataFrame, areas: gpd.GeoDataFrame, *, decimals: int = 5) -> Exhibit:
    """
    Where offences clearly rose or fell between two periods.

    Parameters
    ----------
    ward_change : DataFrame
        ``ward_change``, restricted or protected.
    areas : GeoDataFrame, EPSG:27700
        ``code``, ``name``, ``geometry``.
    """
    later = _later(ward_change)
    shapes = joined(areas, later)
    marks = wording.symbols(shapes, "change_share")
    share = wording.shown(shapes, "change_share", "signed_percent")
    signals = shapes["signal"].astype(object).where(marks.eq(""))
    shapes["fill"] = [
        HATCH if mark == SUPPRESSED else CHANGES.get(signal, ("", theme.PAPER, ""))[1]
        for mark, signal in zip(marks, signals, strict=True)
    ]
    shapes["text"] = [
        f"{name}: {text}" + ("" if mark else f", {signal}")
        for name, text, mark, signal in zip(shapes["name"], share, marks, signals, strict=True)
    ]
    shapes["edge"], shapes["weight"] = theme.INK, 1.0
    legend = [Key(f"{arrow} {name}".strip(), fill) for name, fill, arrow in CHANGES.values()]
    legend += hidden_keys(marks)
    inside = [
        f"{name}\n{CHANGES.get(signal, ('', '', ''))[2]} {text}".replace("\n ", "\n")
        for name, text, signal in zip(shapes["name"], share, signals, strict=True)
    ]
    found = change_map_sentence(ward_change)
    label = "Change on the year before, all offences"
    return map_exhibit(
        ward_change,
        title=found.headline,
        figure=print_map(shapes, legend, label, inside),
        alt=f"Map of {len(shapes)} wards shaded by whether offences clearly rose or fell. "
        f"{found.text}",
        document=map_document(
            shapes,
            key="change_map",
            title=found.headline,
            legend_title=label,
            legend=legend,
            decimals=decimals,
        ),
        table=later.sort_values("area_name", kind="stable"),
        columns={
            "area_name": "Ward",
            "before": Shown("Year before", "count"),
            "offences": Shown("This year", "count"),
            "change_share": Shown("Change, %", "signed_percent"),
            "limits": Interval(
                "95% limits of after ÷ before", "ratio_lower", "ratio_upper", "decimal2"
            ),
            "signal": "Signal",
        },
        caption="Change in each ward",
    )


def change_map_sentence(ward_change: pd.DataFrame) -> Finding:
    """In how many wards offences clearly rose, and in how many they fell."""
    later = place_findings.without_borough(_later(ward_change))
    known = later[wording.symbols(later, "change_share").eq("")]
    if known.empty:
        return NOTHING_SHOWN
    up, down = (
        known.loc[known["signal"].eq(name), "area_name"].tolist() for name in ("up", "down")
    )
    if not up and not down:
        return Finding(f"No ward's offences clearly changed{in_period(ward_change)}")
    parts = [
        f"{verb} in {wording.number(len(names))}"
        for verb, names in (("rose", up), ("fell", down))
        if names
    ]
    named = [
        f"{word}: {wording.listed(names)}."
        for word, names in (("Up", up), ("Down", down))
        if 0 < len(names) <= 6
    ]
    return Finding(
        f"Offences clearly {wording.listed(parts)} of {wording.number(len(known))} wards"
        f"{in_period(ward_change)}",
        detail=" ".join(
            [*named, "All wards are judged together, so that few are named by chance."]
        ),
    )


def _later(ward_change: pd.DataFrame) -> pd.DataFrame:
    """The later period's row of every area, with the earlier count beside it."""
    periods = list(dict.fromkeys(ward_change["period"]))
    if len(periods) < 2:
        return ward_change.head(0).assign(before=pd.Series(dtype=float))
    first = ward_change[ward_change["period"] == periods[0]].set_index("area")
    later = ward_change[ward_change["period"] == periods[-1]].reset_index(drop=True)
    marks = pd.Series(wording.symbols(first, "offences"), first.index)
    later["before"] = later["area"].map(pd.to_numeric(first["offences"], errors="coerce"))
    later["before_symbol"] = later["area"].map(marks).fillna("")
    later.attrs = dict(ward_change.attrs)
    return later
