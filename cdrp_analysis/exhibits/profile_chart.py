"""One area's themes now and before, beside the borough's mix."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import place_findings, theme, wording
from cdrp_analysis.exhibits.area_charts import require_area
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.tables import Shown, table_html


@theme.styled
def ward_profile(ward_offences: pd.DataFrame, area: str) -> Exhibit:
    """
    One area's themes this period and the one before, beside the borough's mix.

    Parameters
    ----------
    ward_offences : DataFrame
        Restricted or protected; the borough is a row of its own per theme and period, theme
        ``all`` is every offence. The two latest periods are compared.
    area : str
        ONS code.

    Notes
    -----
    The third mark is the area's total times the borough's share of the theme: what the area
    would have if its offences were mixed as the borough's are. It is drawn for offences only.
    """
    mine = ward_offences[(ward_offences["area"] == area)]
    require_area(mine, area, "ward_profile")
    name = mine["area_name"].iloc[0]
    periods = sorted(mine["period"].unique())[-2:]
    now, before = periods[-1], periods[0] if len(periods) == 2 else None
    table = _profile_table(ward_offences, area, now, before)
    table = table.sort_values(
        ["_now", "label"], ascending=[True, False], na_position="first", kind="stable"
    )
    y = np.arange(len(table))
    figure, axes = theme.new_axes(1.2 + 0.36 * len(table))
    axes.barh(y, table["_now"].fillna(0), color="#7F9DB8", height=0.6)
    axes.plot(table["_before"], y, "o", mfc=theme.PAPER, mec=theme.DARK_BLUE, mew=1.6, ms=6.5)
    axes.plot(table["at_borough_mix"], y, "|", color=theme.DARK_PINK, ms=15, mew=2.6)
    parts.symbols_at_left(axes, wording.symbols(table, "offences"))
    parts.named_rows(axes, table["label"])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, "Offences (incidents where the label says so)")
    handles = [Patch(color="#7F9DB8", label=str(now))]
    if before is not None:
        handles.append(
            Line2D(
                [],
                [],
                marker="o",
                ls="",
                mfc=theme.PAPER,
                mec=theme.DARK_BLUE,
                mew=1.6,
                ms=6.5,
                label=str(before),
            )
        )
    if table["at_borough_mix"].notna().any():
        handles.append(
            Line2D(
                [],
                [],
                marker="|",
                ls="",
                color=theme.DARK_PINK,
                ms=13,
                mew=2.6,
                label="If mixed as the borough is",
            )
        )
    parts.legend_above(figure, handles)
    title = _profile_title(name, table)
    alt = f"Bar chart of {name}'s {len(table)} themes in {now}"
    alt += f", with {before} and the borough's mix marked. {title}." if before else f". {title}."
    table = table.iloc[::-1].drop(columns=["_now", "_before"])
    return Exhibit(
        title=title,
        body=image(figure, alt),
        alt=alt,
        about=about(ward_offences),
        table=table,
        table_html=table_html(
            table,
            {
                "label": "Theme",
                "offences": Shown(str(now), "count"),
                "before": Shown(str(before), "count"),
                "share": Shown("Share of area's offences", "percent1"),
                "borough_share": Shown("Share in the borough", "percent1"),
            },
            caption=f"{name}: themes this period and before",
        ),
    )


def _profile_table(
    ward_offences: pd.DataFrame, area: str, now: str, before: str | None
) -> pd.DataFrame:
    """The area's themes now, with the figures before and the borough's shares joined on."""

    def picked(rows: pd.Series, name: str) -> pd.DataFrame:
        chosen = ward_offences[rows].set_index("theme")
        return pd.DataFrame(
            {
                name: wording.values(chosen, "offences"),
                f"{name}_symbol": wording.symbols(chosen, "offences"),
            }
        )

    here = ward_offences["area"] == area
    borough = place_findings.is_borough(ward_offences)
    this = ward_offences["period"] == now
    facts = ward_offences[here & this].set_index("theme")[
        [name for name in ("label", "kind") if name in ward_offences]
    ]
    table = facts.join(picked(here & this, "offences"))
    last = here & ward_offences["period"].eq(before) if before is not None else here & False
    table = table.join(picked(last, "before"))
    table["before_symbol"] = table["before_symbol"].fillna("")
    whole = table["offences"].get("all", np.nan)
    shares = picked(borough & this, "borough")["borough"]
    is_offence = table["kind"].eq("offence") if "kind" in table else pd.Series(True, table.index)
    # [z]: an incident is no part of a total of offences, so a share of it does not exist.
    table["share"] = (table["offences"] / whole).where(is_offence)
    table["borough_share"] = (shares / shares.get("all", np.nan)).reindex(table.index)
    table["borough_share"] = table["borough_share"].where(is_offence)
    for name in ("share", "borough_share"):
        table[f"{name}_symbol"] = np.where(is_offence, "", "[z]")
    table["at_borough_mix"] = table["borough_share"] * whole
    table["_now"], table["_before"] = table["offences"], table["before"]
    return table.drop(index="all", errors="ignore").reset_index()


def _profile_title(name: str, table: pd.DataFrame) -> str:
    gap = table["share"] - table["borough_share"]
    if gap.notna().any() and gap.max() > 0:
        row = table.loc[gap.idxmax()]
        return (
            f"{row['label']} makes up more of {name}'s offences than of the borough's: "
            f"{wording.percent(row['share'])} against "
            f"{wording.percent(row['borough_share'])}"
        )
    if table["_now"].notna().any():
        return f"{table.loc[table['_now'].idxmax(), 'label']} is {name}'s largest theme"
    return f"{name}: no theme can be shown"
