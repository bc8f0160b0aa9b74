"""Anti-social behaviour: one day and its cost, a year, wards, and fear beside reports."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.share_bars import not_received
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import number, percent, plural
from cdrp_analysis.measures.day_count import AGENCY, DAY, KIND

_NO_DAY = "No count of one day was received."
_NO_SURVEY = "No survey, or no reports by ward, were received."
_PRICES = "Costs of a report are those that the agencies gave, of the year that they gave them for."
_RECKONED = "Kinds whose reports are hidden are reckoned at the mean of their prices."


# ── One day ────────────────────────────────────────────────────────────────────────────────


def asb_day_sentence(total: pd.DataFrame, day_parts: pd.DataFrame) -> Finding:
    """
    How many reports one day brought, to how many agencies, and what they cost.

    Parameters
    ----------
    total, day_parts : DataFrame
        ``asb_day_total`` (one row, or none) and ``asb_day_parts``.
    """
    day = _by(day_parts, DAY)
    if total.empty or day.empty or pd.isna(total["reports"].iloc[0]):
        return NOTHING_SHOWN
    row, whole = total.iloc[0], day.iloc[0]
    cost = "what they cost is not known of each"
    if pd.notna(whole["cost"]):
        cost = (
            f"they cost £{number(whole['cost'])}, between £{number(whole['cost_lower'])} and "
            f"£{number(whole['cost_upper'])} allowing for chance"
        )
    mean = ""
    if pd.notna(whole["mean_cost"]):
        mean = (
            f"A report cost £{number(whole['mean_cost'])} in the mean; in the Home Office's "
            f"national count it was £{number(row['national_mean_cost'])}."
        )
    if _some_hidden(day_parts):
        mean = f"{mean} {_RECKONED}".strip()
    held = wording.day(row["counted_on"])
    return Finding(
        f"{number(row['reports'])} reports of anti-social behaviour were taken on "
        f"{row['weekday']} {held} by {plural(int(row['agencies']), 'agency', 'agencies')}",
        cost,
        mean,
    )


def asb_day_parts_sentence(day_parts: pd.DataFrame) -> Finding:
    """Which kind of behaviour cost most, and how many agencies met it."""
    kinds = _by(day_parts, KIND)
    if kinds.empty or kinds["cost"].isna().all():
        return NOTHING_SHOWN
    row = kinds.loc[kinds["cost"].idxmax()]
    among = " of the kinds shown" if kinds["cost"].isna().any() else ""
    return Finding(
        f"{row['part']} cost most{among}: £{number(row['cost'])} on the day",
        f"{plural(int(row['reports']), 'report')} to "
        f"{plural(int(row['met_by']), 'agency', 'agencies')}",
    )


@theme.styled
def asb_day_chart(day_parts: pd.DataFrame) -> Exhibit:
    """Cost of the day by kind of behaviour, with limits."""
    kinds = _by(day_parts, KIND)
    if kinds.empty:
        return not_received(day_parts, "One day of anti-social behaviour", _NO_DAY)
    kinds = _most_first(kinds, "cost")
    rows = kinds.iloc[::-1]
    y, cost = np.arange(len(rows)), wording.values(rows, "cost").to_numpy()
    figure, axes = theme.new_axes(1.3 + 0.34 * len(rows))
    axes.barh(y, np.nan_to_num(cost), color=theme.DARK_BLUE, height=0.68)
    axes.hlines(y, wording.values(rows, "cost_lower"), wording.values(rows, "cost_upper"),
                color=theme.ORANGE, lw=1.8)  # fmt: skip
    parts.symbols_at_left(axes, wording.symbols(rows, "cost"))
    parts.named_rows(axes, rows["part"])
    axes.set_xlim(left=0)
    parts.horizontal_value_axis(axes, "£ on the day")
    parts.legend_above(
        figure,
        [
            Patch(color=theme.DARK_BLUE, label="Cost"),
            Line2D([], [], color=theme.ORANGE, lw=1.8, label="95% limits"),
        ],
    )
    found = asb_day_parts_sentence(day_parts)
    alt = f"Bar chart of the cost of the day by kind of behaviour. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(day_parts, note=f"{_PRICES} Limits: how far another such day could differ by "
                    "chance."),
        table=kinds,
        table_html=table_html(
            kinds,
            {
                "part": "Kind of behaviour",
                "reports": Shown("Reports", "count"),
                "reports_share": Shown("Share", "percent"),
                "national_share": Shown("Nationally, 2003", "percent"),
                "met_by": Shown("Agencies", "count"),
                "cost": Shown("Cost, £", "count"),
                "limits": Interval("95% limits", "cost_lower", "cost_upper", "count"),
            },
            caption="The day by kind of behaviour",
        ),
    )  # fmt: skip


def asb_day_agencies_table(day_parts: pd.DataFrame) -> Exhibit:
    """Reports and cost of the day by agency."""
    rows = _by(day_parts, AGENCY)
    if rows.empty:
        return not_received(day_parts, "The day by agency", _NO_DAY)
    most = wording.values(rows, "reports")
    top = rows.loc[most.idxmax()] if most.notna().any() else None
    costs = {
        "cost": Shown("Cost, £", "count"),
        "limits": Interval("95% limits", "cost_lower", "cost_upper", "count"),
    }
    return data_table(
        _most_first(rows, "reports"),
        {
            "part": "Agency",
            "reports": Shown("Reports", "count"),
            "reports_share": Shown("Share", "percent"),
            "met_by": Shown("Kinds", "count"),
            # Where kinds are hidden nobody is told what an agency's reports cost.
            **(costs if wording.values(rows, "cost").notna().any() else {}),
        },
        caption="The day by agency",
        title="The day by agency"
        if top is None
        else f"{top['part']} took {percent(top['reports_share'])} of the reports",
    )


def asb_day_table(day: pd.DataFrame) -> Exhibit:
    """Every kind of behaviour by every agency that met it."""
    if day.empty:
        return not_received(day, "The day by agency and kind", _NO_DAY)
    return data_table(
        day,
        {
            "agency": "Agency",
            "category": "Kind of behaviour",
            "reports": Shown("Reports", "count"),
            "unit_cost": Shown("Cost of one, £", "count"),
            "cost": Shown("Cost, £", "count"),
        },
        caption="Reports of the day by agency and kind of behaviour",
    )


# ── A year ─────────────────────────────────────────────────────────────────────────────────


def year_sentence(total: pd.DataFrame, day_parts: pd.DataFrame) -> Finding:
    """What a year would cost, by both ways of counting its days."""
    day = _by(day_parts, DAY)
    if total.empty or day.empty or pd.isna(day["cost_250"].iloc[0]):
        return NOTHING_SHOWN
    row = day.iloc[0]
    any_day = ""
    if pd.notna(row["cost_any_day"]):
        any_day = (
            f"Reports of a {total['weekday'].iloc[0]} are not those of any day: allowing for that "
            f"it is about £{wording.about(row['cost_any_day'])}."
        )
    return Finding(
        f"A year would cost about £{wording.about(row['cost_250'])} or "
        f"£{wording.about(row['cost_365'])}",
        "250 days like it, as the national count reckoned, or every day",
        any_day,
    )


def national_day_table(total: pd.DataFrame) -> Exhibit:
    """The national count, on which the scaling to a year is modelled."""
    if total.empty:
        return not_received(total, "The national count", _NO_DAY)
    return data_table(
        total.assign(counted_by="All agencies of the country"),
        {
            "counted_by": "Counted by",
            "national_reports": Shown("Reports nationally", "count"),
            "national_mean_cost": Shown("Mean cost of a report, £", "decimal2"),
            "national_cost": Shown("The day, £", "count"),
            "national_cost_250": Shown("250 such days, £", "count"),
        },
        caption="The national count",
        title="The national count, for comparison",
        about_table={
            "source": "Home Office, one-day count of anti-social behaviour",
            "period": "10 September 2003",
            "note": "Costs are of that year; nothing is rounded.",
        },
    )


def year_table(total: pd.DataFrame, day_parts: pd.DataFrame) -> Exhibit:
    """The day scaled to a year in three ways."""
    day = _by(day_parts, DAY)
    if total.empty or day.empty:
        return not_received(total, "Cost of a year", _NO_DAY)
    return data_table(
        day,
        {
            "part": "Reports of",
            "cost": Shown("The day, £", "count"),
            "cost_250": Shown("250 such days, £", "count"),
            "cost_365": Shown("365 such days, £", "count"),
            "cost_any_day": Shown("365 days, allowing for the weekday, £", "count"),
        },
        caption="The day scaled to a year",
        title=year_sentence(total, day_parts).headline,
        about_table=about(
            day, note=f"{_PRICES} {_RECKONED}" if _some_hidden(day_parts) else _PRICES
        ),
    )


def year_limits_table(total: pd.DataFrame, day_parts: pd.DataFrame) -> Exhibit:
    """How far chance alone could have moved the cost of the day, and of years like it."""
    day = _by(day_parts, DAY)
    if total.empty or day.empty:
        return not_received(total, "Limits of the cost of a year", _NO_DAY)
    return data_table(
        day,
        {
            "part": "Reports of",
            "limits": Interval("The day, £", "cost_lower", "cost_upper", "count"),
            "limits_250": Interval("250 such days, £", "cost_250_lower", "cost_250_upper", "count"),
            "limits_365": Interval("365 such days, £", "cost_365_lower", "cost_365_upper", "count"),
        },
        caption="The same with 95% limits of chance",
        title="Another such day could have cost less or more by chance alone",
        about_table=about(
            day,
            note="95% limits of chance, of the day alone: they say nothing of how unlike other "
            "days it was.",
        ),
    )


# ── Wards ──────────────────────────────────────────────────────────────────────────────────


def asb_wards_sentence(wards: pd.DataFrame) -> Finding:
    """The ward with the highest rate of reports, and what its reports would cost."""
    rows = wards[wards["area"].astype(str).str.startswith("E05")] if len(wards) else wards
    rate = wording.values(rows, "rate") if len(rows) else pd.Series(dtype=float)
    if rate.isna().all():
        return NOTHING_SHOWN
    row = rows.loc[rate.idxmax()]
    cost = ""
    if pd.notna(row["cost"]):
        cost = f"At the national mean cost of a report they would cost £{number(row['cost'])}."
    return Finding(
        f"{row['area_name']} had most reports for its residents",
        f"{number(row['rate'], 1)} per 1,000, between {number(row['rate_lower'], 1)} and "
        f"{number(row['rate_upper'], 1)} allowing for chance",
        cost,
    )


def asb_wards_table(wards: pd.DataFrame) -> Exhibit:
    """Reports, rate and cost by ward."""
    if wards.empty:
        return not_received(wards, "Reports by ward", "No reports by ward were received.")
    rate = wording.values(wards, "rate")
    found = asb_wards_sentence(wards)
    return data_table(
        wards.loc[rate.sort_values(ascending=False, kind="stable").index],
        {
            "area_name": "Area",
            "reports": Shown("Reports", "count"),
            "rate": Shown("Rate per 1,000", "decimal"),
            "limits": Interval("95% limits", "rate_lower", "rate_upper"),
            "cost": Shown("Cost, £", "count"),
        },
        caption="Reports of anti-social behaviour by ward",
        title=found.headline,
        about_table=about(
            wards,
            note="Reports to the police alone; cost is what they would be at the mean cost of a "
            "report in the national count of 2003, whatever their kind.",
        ),
    )


# ── Fear ───────────────────────────────────────────────────────────────────────────────────


def fear_sentence(correlation: pd.DataFrame) -> Finding:
    """Whether wards with many reports are those where many feel unsafe."""
    if correlation.empty:
        return Finding("Whether fear goes with reports cannot be told: too few wards can be shown")
    row = correlation.iloc[0]
    clear = row["lower"] > 0 or row["upper"] < 0
    head = (
        "Wards with more reports are those where "
        f"{'more' if row['rho'] > 0 else 'fewer'} people feel unsafe"
        if clear
        else "No clear link between wards with many reports and wards where many feel unsafe"
    )
    return Finding(
        head,
        f"rank correlation {number(row['rho'], 2)} over {plural(int(row['areas']), 'ward')}, "
        f"between {number(row['lower'], 2)} and {number(row['upper'], 2)} allowing for chance",
        "This is of wards, not of people: those who feel unsafe need not be those who live with "
        "the behaviour that is reported.",
    )


@theme.styled
def fear_chart(fear: pd.DataFrame, wards: pd.DataFrame, correlation: pd.DataFrame) -> Exhibit:
    """
    Wards by reports for their residents and by the share that feels unsafe.

    Parameters
    ----------
    fear, wards, correlation : DataFrame
        ``fear_wards``, ``asb_wards``, ``fear_correlation``, restricted or protected.
    """
    rows = fear[fear["part"] == "unsafe"].reset_index(drop=True) if len(fear) else fear
    if rows.empty or wards.empty:
        return not_received(fear, "Fear and reports", _NO_SURVEY)
    by_ward = pd.Series(wording.values(wards, "rate").to_numpy(), wards["area"])
    x = rows["area"].map(by_ward.groupby(level=0).first()).to_numpy(float)
    y = 100 * wording.values(rows, "share").to_numpy()
    low, high = (
        100 * wording.values(rows, f"share_{end}").to_numpy() for end in ("lower", "upper")
    )
    known = ~np.isnan(x) & ~np.isnan(y)
    figure, axes = theme.new_axes(4.4)
    axes.vlines(x[known], low[known], high[known], color="#9DBAD3", lw=2)
    axes.plot(x[known], y[known], "o", color=theme.DARK_BLUE, ms=7)
    far = np.argsort(-np.nan_to_num(x))[:2].tolist() + np.argsort(-np.nan_to_num(y))[:2].tolist()
    for at in dict.fromkeys(at for at in far if known[at]):
        right = x[at] > 0.7 * np.nanmax(x)
        axes.annotate(rows["area_name"].iloc[at], (x[at], y[at]), xytext=(-7 if right else 7, 5),
                      textcoords="offset points", ha="right" if right else "left",
                      fontsize=theme.SMALL_PT)  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.set_xlim(left=0)
    axes.margins(x=0.08)
    parts.vertical_value_axis(axes, "% who feel unsafe after dark")
    axes.set_xlabel("Reports of anti-social behaviour per 1,000 residents", loc="left")
    parts.legend_above(
        figure,
        [
            Line2D([], [], color=theme.DARK_BLUE, marker="o", ls="", ms=7, label="Ward"),
            Line2D([], [], color="#9DBAD3", lw=2, label="95% limits of the share"),
        ],
    )
    found = fear_sentence(correlation)
    alt = f"Scatter chart of wards, reports along the foot and fear up the side. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(fear, note="Answers as they came, of wards with enough of them; those who do "
                    "not know are left out."),
        table=rows,
        table_html=table_html(
            rows,
            {
                "area_name": "Ward",
                "respondents": Shown("Feel unsafe", "count"),
                "share": Shown("Share", "percent"),
                "limits": Interval("95% limits", "share_lower", "share_upper", "percent"),
            },
            caption="Residents who feel unsafe after dark",
        ),
    )  # fmt: skip


def _some_hidden(day_parts: pd.DataFrame) -> bool:
    """Whether the day's cost rests on kinds whose reports are not shown."""
    return bool(wording.values(_by(day_parts, KIND), "reports").isna().any())


def _most_first(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Rows by what is shown in a column, the most first; those that are hidden last."""
    order = wording.values(rows, name).sort_values(ascending=False, kind="stable").index
    return rows.loc[order]


def _by(day_parts: pd.DataFrame, what: str) -> pd.DataFrame:
    return day_parts[day_parts["by"] == what] if len(day_parts) else day_parts
