"""What alcohol does: admissions to hospital, and how much of what happens is marked."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.share_bars import PALE_BAR, not_received
from cdrp_analysis.exhibits.tables import Interval, Shown, table_html
from cdrp_analysis.exhibits.wording import lower_first, number, percent

_LIMITS = Interval("95% limits", "share_lower", "share_upper", "percent")


def admissions_sentence(admissions: pd.DataFrame) -> Finding:
    """The own rate of the last year beside the region's, and since the first year."""
    own, region = _own_and_region(admissions)
    if own.empty or pd.isna(wording.values(own, "rate").iloc[-1]):
        return NOTHING_SHOWN
    row = own.iloc[-1]
    beside = region[region["year"] == row["year"]]
    place = ""
    if pd.notna(row["place"]):
        which = "" if row["place"] == 1 else f"{wording.ordinal(row['place'])} "
        place = f"It is the {which}highest of {number(row['of_areas'])} areas."
    first = own.iloc[0]
    grew = ""
    if len(own) > 1 and pd.notna(first["rate"]):
        grew = f"In {first['year']} it was {number(first['rate'])}."
    return Finding(
        f"{number(row['rate'])} admissions due to alcohol per 100,000 residents in {row['year']}",
        f"between {number(row['rate_lower'])} and {number(row['rate_upper'])} allowing for chance, "
        f"the region {number(beside['rate'].iloc[0])}",
        " ".join(filter(None, [place, grew])),
    )


@theme.styled
def admissions_chart(admissions: pd.DataFrame) -> Exhibit:
    """Standardised rates by year, the own and the region's, with limits."""
    if admissions.empty:
        return not_received(
            admissions, "Admissions due to alcohol", "Counts of admissions were not received."
        )
    own, region = _own_and_region(admissions)
    years = list(dict.fromkeys(admissions["year"]))
    figure, axes = theme.new_axes(3.6)
    handles = []
    for rows, colour, style, label in (
        (own, theme.DARK_BLUE, "-", own["area_name"].iloc[0]),
        (region, theme.MUTED_INK, (0, (5, 2)), "The region"),
    ):
        x = [years.index(year) for year in rows["year"]]
        axes.vlines(x, wording.values(rows, "rate_lower"), wording.values(rows, "rate_upper"),
                    color=theme.ORANGE, lw=2)  # fmt: skip
        axes.plot(x, wording.values(rows, "rate"), color=colour, lw=1.8, ls=style, marker="o", ms=5)
        handles.append(
            Line2D([], [], color=colour, lw=1.8, ls=style, marker="o", ms=5, label=label)
        )
    handles.append(Line2D([], [], color=theme.ORANGE, lw=2, label="95% limits"))
    axes.set_xticks(range(len(years)), years)
    axes.set_ylim(bottom=0)
    parts.vertical_value_axis(
        axes, "Admissions due to alcohol per 100,000 residents, age-standardised"
    )
    parts.legend_above(figure, handles)
    found = admissions_sentence(admissions)
    alt = f"Line chart of admissions by year. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(admissions, note="Directly standardised for age to the European population of "
                    "1976. An admission partly due to alcohol counts as that part of one."),
        table=admissions,
        table_html=table_html(
            admissions,
            {
                "year": "Year",
                "area_name": "Area",
                "admissions": Shown("Admissions", "count"),
                "rate": Shown("Rate per 100,000", "count"),
                "limits": Interval("95% limits", "rate_lower", "rate_upper", "count"),
            },
            caption="Admissions due to alcohol",
        ),
    )  # fmt: skip


def marks_sentence(flags: pd.DataFrame) -> Finding:
    """The share of all ordinary offences marked as linked to alcohol, and the most marked theme."""
    rows = flags[flags["theme"] == "ordinary"] if len(flags) else flags
    rows = rows if len(rows) else flags.head(1)
    if rows.empty or pd.isna(wording.values(rows, "share").iloc[0]):
        return NOTHING_SHOWN
    row = rows.iloc[0]
    themes = flags[~flags["theme"].isin(["ordinary"])]
    share = wording.values(themes, "share").dropna()
    most = ""
    if len(share):
        top = share.idxmax()
        most = f"Highest: {lower_first(themes.loc[top, 'label'])}, {percent(share[top])}."
    return Finding(
        f"{row['label']}: {percent(row['share'])} marked as linked to alcohol where somebody said",
        f"in {percent(row['said_share'])} somebody did; of all, between "
        f"{percent(row['share_least'])} and {percent(row['share_most'])}, whatever the rest were",
        most,
    )


@theme.styled
def marks_chart(flags: pd.DataFrame) -> Exhibit:
    """Share marked as linked to alcohol, and the range that blanks leave open."""
    if flags.empty:
        return not_received(
            flags, "Offences linked to alcohol", "Nothing that was received is marked for alcohol."
        )
    rows = flags.iloc[::-1]
    y = np.arange(len(rows))
    figure, axes = theme.new_axes(1.3 + 0.36 * len(rows))
    ends = [100 * wording.values(rows, name) for name in ("share_least", "share_most")]
    axes.hlines(y, *ends, color=PALE_BAR, lw=7)
    limits = [100 * wording.values(rows, f"share_{end}") for end in ("lower", "upper")]
    axes.hlines(y, *limits, color=theme.ORANGE, lw=2.5)
    axes.plot(100 * wording.values(rows, "share"), y, "D", color=theme.DARK_BLUE, ms=6)
    parts.symbols_at_left(axes, wording.symbols(rows, "share"))
    parts.named_rows(axes, rows["label"])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, "% marked as linked to alcohol")
    parts.legend_above(
        figure,
        [
            Line2D(
                [], [], color=theme.DARK_BLUE, marker="D", ls="", ms=6, label="Where somebody said"
            ),
            Line2D([], [], color=theme.ORANGE, lw=2.5, label="95% limits"),
            Line2D([], [], color=PALE_BAR, lw=7, label="Whatever the blanks were"),
        ],
    )
    found = marks_sentence(flags)
    alt = f"Range chart of marks of alcohol. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(flags, note="The range holds for blanks alone: a mark can also be wrong, and "
                    "nobody checked any. Kinds with few marks, and sensitive ones, are left out."),
        table=flags,
        table_html=table_html(
            flags,
            {
                "label": "What happened",
                "rows": Shown("Recorded", "count"),
                "said_share": Shown("Somebody said", "percent"),
                "flagged": Shown("Marked", "count"),
                "share": Shown("Share", "percent"),
                "limits": _LIMITS,
                "range": Interval("Whatever blanks were", "share_least", "share_most", "percent"),
            },
            caption="Marked as linked to alcohol",
        ),
    )  # fmt: skip


def _own_and_region(admissions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    if admissions.empty:
        return admissions, admissions
    region = admissions["area"] == "all areas"
    return admissions[~region], admissions[region]
