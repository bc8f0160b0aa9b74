"""The wards beside each other: ranked bars, a funnel, where each stands and which way it goes."""

import html

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import standing_findings as findings
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, image
from cdrp_analysis.exhibits.standing_plots import WIDENED, Look, funnel_figure, quadrant_figure
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html

_BAR = "#9DBAD3"
_LOOKS = {
    "high": Look("^", theme.DARK_PINK, "Above the limits"),
    "low": Look("v", theme.DARK_BLUE, "Below the limits"),
    "within": Look("o", _BAR, "Wards within the limits"),
}
_SIDES = {"high": "high", "rather high": "high", "low": "low", "rather low": "low"}


@theme.styled
def standing_bars(ward_beside: pd.DataFrame) -> Exhibit:
    """
    Wards ranked by rate, with limits and the mean of all wards as a line.

    Parameters
    ----------
    ward_beside : DataFrame
        ``ward_beside``, restricted or protected.
    """
    rows = findings.by_rate(ward_beside)
    if rows["_rate"].isna().all():
        return _nothing(ward_beside, "No ward's rate can be shown")
    rate, y = rows["_rate"].to_numpy(), np.arange(len(rows))
    lower, upper = (wording.values(rows, f"rate_{end}").to_numpy() for end in ("lower", "upper"))
    figure, axes = theme.new_axes(1.2 + 0.3 * len(rows))
    axes.barh(y, rate, color=_BAR, height=0.68)
    axes.hlines(y, lower, upper, color=theme.INK, lw=1.4)
    parts.symbols_at_left(axes, wording.symbols(rows, "rate"))
    mean = float(wording.values(rows, "ward_mean").dropna().iloc[0])
    line = {"color": theme.ORANGE, "lw": 1.8, "ls": (0, (5, 2))}
    axes.axvline(mean, **line)
    parts.named_rows(axes, rows["area_name"])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, "Recorded offences per 1,000 residents")
    parts.legend_above(
        figure,
        [
            Patch(color=_BAR, label="Wards"),
            Line2D([], [], color=theme.INK, lw=1.4, label="95% limits"),
            Line2D([], [], **line, label=f"Mean of all wards: {wording.number(mean, 1)}"),
        ],
    )
    found = findings.standing_sentence(ward_beside)
    alt = f"Bar chart of wards by rate, highest above, with limits. {found.text}"
    table = rows.iloc[::-1].drop(columns="_rate")
    table = wording.hidden_along(table, "rate", ["rank_lower", "rank_upper", "difference_share"])
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(ward_beside),
        table=table,
        table_html=table_html(
            table,
            {**findings.BESIDE, "ward_mean": Shown("Mean of all wards", "decimal")},
            caption="Every ward's rate beside the mean of all wards",
        ),
    )


@theme.styled
def standing_funnel(ward_beside: pd.DataFrame) -> Exhibit:
    """Every ward by size and rate, with limits that allow for what makes wards differ anyway."""
    rows = ward_beside[wording.values(ward_beside, "upper_95").notna()]
    rows = rows.sort_values("residents", kind="stable").reset_index(drop=True)
    if rows.empty:
        return _nothing(ward_beside, "No ward can be held against limits")
    kinds = rows["position"].map(_SIDES).fillna("within")
    figure = funnel_figure(
        rows,
        kinds,
        _LOOKS,
        named=kinds.ne("within"),
        target=wording.values(rows, "all_wards").iloc[0],
        target_name="All wards together",
    )
    found = findings.outside_sentence(ward_beside)
    alt = f"Funnel plot of wards: residents along the foot, rate up the side. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            ward_beside, note=f"{WIDENED} {findings.not_compared(ward_beside, 'rate')}".strip()
        ),
        table=rows,
        table_html=table_html(
            rows.sort_values("rate", ascending=False),
            {
                "area_name": "Ward",
                "residents": Shown("Residents", "count"),
                "rate": Shown("Rate per 1,000", "decimal"),
                "all_wards": Shown("All wards together", "decimal"),
                "l95": Interval("95% limits", "lower_95", "upper_95"),
                "l998": Interval("99.8% limits", "lower_998", "upper_998"),
                "position": "Position",
            },
            caption="Wards and the limits for a ward of their size",
        ),
    )


@theme.styled
def ward_travel_chart(ward_travel: pd.DataFrame) -> Exhibit:
    """Wards by level and by change beside all wards, in four quadrants."""
    rows = findings.later(ward_travel)
    level, own, whole = (
        wording.values(rows, name) for name in ("level", "change_share", "change_share_all")
    )
    known = level.notna() & own.notna() & whole.notna()
    if not known.any():
        return _nothing(ward_travel, "No two periods of the wards can be compared")
    drawn, x, y = rows[known], 100 * (level[known] - 1), 100 * (own[known] - whole[known])
    rose, fell = (drawn["beside"].eq(f"{word} more than usual") for word in ("rose", "fell"))
    figure = quadrant_figure(
        x, y, drawn["area_name"],
        [
            (rose, Look("^", theme.DARK_PINK, "Rose more than usual")),
            (fell, Look("v", theme.DARK_BLUE, "Fell more than usual")),
            (~rose & ~fell, Look("o", _BAR, "Within the usual swing")),
        ],
        others="all wards",
        headings=(
            "Own change less that of all wards, percentage points",
            "Own rate against that of all wards together",
        ),
        most_named=6,
    )  # fmt: skip
    found = findings.ward_travel_sentence(ward_travel)
    alt = f"Chart of wards in four quadrants by level and change. {found.text}"
    swing = ("usual_share_lower", "usual_share_upper")
    shown = wording.hidden_along(rows, "change_share", ["level", *swing])
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(ward_travel, note=findings.not_compared(rows, "change_share")),
        table=rows,
        table_html=table_html(
            shown.sort_values("area_name"),
            {
                "area_name": "Ward",
                "before": Shown(str(ward_travel["period"].iloc[0]), "count"),
                "offences": Shown(str(rows["period"].iloc[0]), "count"),
                "change_share": Shown("Own change", "signed_percent"),
                "change_share_all": Shown("All wards together", "signed_percent"),
                "usual": Interval("Usual swing", *swing, "signed_percent"),
                "beside": "Beside all wards",
                "level": Shown("Own rate ÷ all wards'", "decimal2"),
                "quadrant": "Direction",
            },
            caption="Change of each ward beside all wards",
        ),
    )


def _nothing(frame: pd.DataFrame, why: str) -> Exhibit:
    return Exhibit(title=why, body=f"<p>{html.escape(why)}.</p>", about=about(frame))
