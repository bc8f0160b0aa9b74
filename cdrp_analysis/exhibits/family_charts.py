"""Parents in treatment, what silence would hide, and the children who may be exposed."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.share_bars import PALE_BAR, between, not_received, share_bars
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import percent

_NO_TREATMENT = "Records of treatment were not received."
_NO_RANGES = "The figures from which the children are estimated were not received."
_LIMITS = Interval("95% limits", "share_lower", "share_upper", "percent")


def parents_sentence(parents: pd.DataFrame) -> Finding:
    """The share of people in treatment who live with children, beside the national one."""
    rows = _parents(parents)
    share = wording.values(rows, "share") if len(rows) else pd.Series(dtype=float)
    if share.isna().all() or pd.isna(share.iloc[0]):
        return NOTHING_SHOWN
    national = float(rows["national_share"].iloc[0])
    low, high = (wording.values(rows, f"share_{end}").iloc[0] for end in ("lower", "upper"))
    apart = not low <= national <= high
    return Finding(
        f"{percent(share.iloc[0])} of people in treatment said that they live with children",
        f"{between(rows, 0, 'share')} allowing for chance, against {percent(national)} nationally",
        "Chance alone does not explain the difference."
        if apart
        else "The difference could be chance.",
    )


def silence_sentence(parents: pd.DataFrame) -> Finding:
    """How many parents must have kept silent for the share to be the national one."""
    rows = _parents(parents)
    share = wording.values(rows, "share") if len(rows) else pd.Series(dtype=float)
    if share.isna().all():
        return NOTHING_SHOWN
    national = float(rows["national_share"].iloc[0])
    reached = rows[share >= national - 0.005]
    if reached.empty:
        row = rows.iloc[-1]
        return Finding(
            f"Had {percent(float(row['silent']))} of the parents kept silent, "
            f"{percent(share.iloc[-1])} would live with children",
            "still below the national share",
        )
    row = reached.iloc[0]
    if not float(row["silent"]):
        return Finding("The share is as high as the national one though some may keep silent")
    return Finding(
        f"Had {percent(float(row['silent']))} of the parents kept silent, "
        f"{percent(share[reached.index[0]])} would live with children",
        "",
        "People may fear to lose their children if they say that they have any. How many keep "
        "silent is not known: each bar says what would follow.",
    )


@theme.styled
def parents_chart(parents: pd.DataFrame) -> Exhibit:
    """The share as people said and under each scenario, with the national share as a line."""
    if parents.empty:
        return not_received(parents, "Parents in treatment", _NO_TREATMENT)
    rows = _parents(parents)
    national = float(rows["national_share"].iloc[0])
    figure = share_bars(rows, rows["scenario"].tolist(),
                        heading="% of people in treatment who live with children",
                        bar="Live with children", line=(national, "National share"))  # fmt: skip
    found = parents_sentence(parents)
    alt = f"Bar chart of scenarios. {found.text} {silence_sentence(parents).text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(parents, note="Of those who answered. A scenario says which part of the "
                    "parents answered that they are none; limits are of chance alone."),
        table=parents,
        table_html=table_html(
            rows,
            {
                "scenario": "Scenario",
                "number": Shown("Said that they do", "count"),
                "share": Shown("Share", "percent"),
                "limits": _LIMITS,
                "national_share": Shown("National share", "percent"),
            },
            caption="Parents in treatment, by scenario",
        ),
    )  # fmt: skip


def children_sentence(children: pd.DataFrame) -> Finding:
    """How many children may live with somebody who uses drugs or drinks harmfully."""
    if children.empty:
        return NOTHING_SHOWN
    row = children.iloc[-1]
    share = ""
    if pd.notna(row["children_share"]):
        share = f" That is {percent(row['children_share'])} of residents aged under 18."
    return Finding(
        f"About {wording.about(row['central'])} children may live with a problem drug user or a "
        "harmful drinker",
        f"likely between {wording.about(row['lower'])} and {wording.about(row['upper'])}",
        f"With every figure at its end it is {wording.about(row['all_low'])} or "
        f"{wording.about(row['all_high'])}.{share} A child with two such adults is counted twice.",
    )


@theme.styled
def children_chart(children: pd.DataFrame) -> Exhibit:
    """Ranges of the estimate: what is likely, and what every figure at its end would make."""
    if children.empty:
        return not_received(children, "Children exposed", _NO_RANGES)
    rows = children.iloc[::-1]
    y = np.arange(len(rows))
    figure, axes = theme.new_axes(1.3 + 0.5 * len(rows))
    axes.hlines(y, wording.values(rows, "all_low"), wording.values(rows, "all_high"),
                color=PALE_BAR, lw=5)  # fmt: skip
    axes.hlines(y, wording.values(rows, "lower"), wording.values(rows, "upper"),
                color=theme.DARK_BLUE, lw=10)  # fmt: skip
    axes.plot(wording.values(rows, "central"), y, "D", color=theme.ORANGE, ms=7)
    parts.named_rows(axes, [wording.upper_first(p) for p in rows["product"]])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, "Children")
    parts.legend_above(
        figure,
        [
            Line2D([], [], color=theme.ORANGE, marker="D", ls="", ms=7, label="Central figures"),
            Line2D([], [], color=theme.DARK_BLUE, lw=10, label="95% range"),
            Line2D([], [], color=PALE_BAR, lw=5, label="Every figure at its end"),
        ],
    )
    found = children_sentence(children)
    alt = f"Range chart of children exposed. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(children, note="Each figure is drawn from its range, most often near its best "
                    "value, apart from the others. An estimate for the whole area: it cannot be "
                    "shared out among wards."),
        table=children,
        table_html=table_html(
            children.assign(product=[wording.upper_first(p) for p in children["product"]]),
            {
                "product": "Whose children",
                "central": Shown("Central", wording.about),
                "range": Interval("95% range", "lower", "upper", wording.about),
                "ends": Interval("Every figure at its end", "all_low", "all_high", wording.about),
            },
            caption="Children who may live with a problem drug user or a harmful drinker",
        ),
    )  # fmt: skip


def assumptions_table(assumptions: pd.DataFrame) -> Exhibit:
    """The figures that are multiplied, with their sources."""
    if assumptions.empty:
        return not_received(assumptions, "What the estimate assumes", _NO_RANGES)
    write = _plain
    return data_table(
        assumptions,
        {
            "quantity": "Figure",
            "low": Shown("Low", write),
            "central": Shown("Best", write),
            "high": Shown("High", write),
            "unit": "Unit",
            "source": "Source",
        },
        caption="What the estimate assumes",
    )


def _parents(parents: pd.DataFrame) -> pd.DataFrame:
    """One row per scenario, least silence first."""
    rows = parents[parents["part"] == "live with children"]
    order = rows["silent"].astype(float).sort_values().index
    return rows.loc[order].reset_index(drop=True)


def _plain(value: float) -> str:
    """A figure as its source gives it: no more decimals than it has."""
    return f"{value:,.4f}".rstrip("0").rstrip(".")
