"""Drugs as the police meet them: cannabis, the ladder from warning to treatment, tests, waits."""

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.share_bars import PALE_BAR, between, not_received, share_bars
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import lower_first, number, percent, signed
from cdrp_analysis.measures.substances import SEEN

_NO_POSSESSION = "Records of possession and how it was dealt with were not received."
_NO_TESTS = "Records of drug tests on arrest were not received."
_LOOKING = (
    "Possession is found by looking: this measures what the police do as much as what people use."
)
_LIMITS = Interval("95% limits", "share_lower", "share_upper", "percent")
_APART = Interval(
    "95% limits of it", "difference_share_lower", "difference_share_upper", "signed_percent"
)


def cannabis_sentence(years: pd.DataFrame, trend: pd.DataFrame) -> Finding:
    """
    The share of cannabis in the last whole year, and how it moves.

    Parameters
    ----------
    years, trend : DataFrame
        ``possession_years`` and ``cannabis_trend``, restricted or protected.
    """
    row = _last_year(years)
    if row is None or pd.isna(wording.values(years, "share").iloc[row]):
        return NOTHING_SHOWN
    share = wording.values(years, "share").iloc[row]
    detail = ""
    if len(trend) and wording.values(trend, "slope").notna().iloc[0]:
        slope, low, high = (
            wording.values(trend, name).iloc[0] for name in ("slope", "slope_lower", "slope_upper")
        )
        run = trend["run"].iloc[0]
        if low <= 0 <= high:
            detail = f"From {run} its share neither rose nor fell by more than chance."
        else:
            way = "rose" if slope > 0 else "fell"
            ends = sorted((abs(low), abs(high)))
            detail = (
                f"From {run} its share {way} by {number(100 * abs(slope), 1)} percentage points "
                f"a year (between {number(100 * ends[0], 1)} and {number(100 * ends[1], 1)})."
            )
    limits = between(years, row, "share")
    return Finding(
        f"Cannabis was {percent(share)} of possession in {years['period'].iloc[row]}",
        f"{limits} allowing for chance",
        " ".join(filter(None, [detail, _LOOKING])),
    )


@theme.styled
def cannabis_chart(years: pd.DataFrame, trend: pd.DataFrame) -> Exhibit:
    """Possession by period, cannabis and other drugs, as parts of the whole."""
    if years.empty:
        return not_received(years, "Cannabis among drugs possessed", _NO_POSSESSION)
    rows = years.iloc[::-1]
    share, y = 100 * wording.values(rows, "share").to_numpy(), np.arange(len(rows))
    low, high = (
        100 * wording.values(rows, f"share_{end}").to_numpy() for end in ("lower", "upper")
    )
    figure, axes = theme.new_axes(1.3 + 0.36 * len(rows))
    axes.barh(y, np.nan_to_num(share), color=theme.DARK_BLUE, height=0.68)
    axes.barh(y, np.nan_to_num(100 - share), left=np.nan_to_num(share), color=PALE_BAR, height=0.68)
    axes.hlines(y, low, high, color=theme.ORANGE, lw=1.8)
    parts.symbols_at_left(axes, wording.symbols(rows, "share"))
    parts.named_rows(axes, rows["period"])
    axes.set_xlim(0, 100)
    parts.horizontal_value_axis(axes, "% of disposals for possession")
    parts.legend_above(
        figure,
        [
            Patch(color=theme.DARK_BLUE, label="Cannabis"),
            Patch(color=PALE_BAR, label="Other drugs"),
            Line2D([], [], color=theme.ORANGE, lw=1.8, label="95% limits"),
        ],
    )
    found = cannabis_sentence(years, trend)
    alt = f"Stacked bar chart of possession by period. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(years, note="A disposal is one person dealt with for possession once."),
        table=years,
        table_html=table_html(
            years,
            {
                "period": "Period",
                "disposals": Shown("Disposals", "count"),
                "cannabis": Shown("For cannabis", "count"),
                "share": Shown("Share", "percent"),
                "limits": _LIMITS,
            },
            caption="Possession by period",
        ),
    )


def hours_sentence(years: pd.DataFrame) -> Finding:
    """Officers' hours on cannabis beside the harm that the offence is weighed at."""
    row = _last_year(years)
    if row is None:
        return NOTHING_SHOWN
    hours, share, days = (
        wording.values(years, name).iloc[row]
        for name in ("hours_cannabis", "hours_share", "harm_days")
    )
    if pd.isna(hours) or pd.isna(share):
        return NOTHING_SHOWN
    harm = (
        f"Its harm is weighed at {number(days)} days of starting-point sentence."
        if pd.notna(days)
        else ""
    )
    return Finding(
        f"Cannabis took {number(hours)} hours of officers' time in {years['period'].iloc[row]}",
        f"{percent(share)} of their time on possession",
        harm,
    )


def hours_table(years: pd.DataFrame) -> Exhibit:
    """Officers' hours on possession, and the harm of cannabis by weight."""
    if years.empty:
        return not_received(years, "Officers' time on possession", _NO_POSSESSION)
    found = hours_sentence(years)
    return data_table(
        years,
        {
            "period": "Period",
            "hours": Shown("Hours on possession", "count"),
            "hours_cannabis": Shown("On cannabis", "count"),
            "hours_share": Shown("Share", "percent"),
            "harm_days": Shown("Harm of cannabis, days", "count"),
        },
        caption="Officers' time on possession and the harm of cannabis",
        title=found.headline,
        about_table=about(
            years,
            note="Hours are what officers wrote down; a day of harm is a day of the sentence a "
            "court starts from, the same for the possession of any drug. Missing where the "
            "weights in use have none for possession.",
        ),
    )


def ladder_sentence(ladder: pd.DataFrame) -> Finding:
    """How many come back, and how many of those dealt with reach treatment."""
    again, referred, kept = (
        _step(ladder, step)
        for step in ("twice or more", "referred to treatment", "first appointment kept")
    )
    if again is None:
        return NOTHING_SHOWN
    period = ladder.loc[ladder["step"] == "twice or more", "period"].iloc[0]
    led = ""
    if referred is not None:
        year = ladder.loc[ladder["step"] == "referred to treatment", "period"].iloc[0]
        led = f"In {year}, {percent(referred)} of those found with a drug were sent to treatment"
        led += f", and {percent(kept)} of these kept the first appointment." if kept else "."
    return Finding(
        f"Of the people dealt with for cannabis from {period}, {percent(again)} were dealt with "
        "again",
        "",
        led,
    )


@theme.styled
def ladder_chart(ladder: pd.DataFrame) -> Exhibit:
    """Every step of possession as a share of what it is a step of."""
    if ladder.empty:
        return not_received(ladder, "From warning to treatment", _NO_POSSESSION)
    whole = ladder.groupby("ladder", sort=False).head(1).index
    rows = ladder.drop(index=whole)
    of = {
        "how dealt with": "Cannabis", "how often": "People", "where it led": "Possession",
    }  # fmt: skip
    names = [
        f"{'Sent' if 'appointment' in row.step else of[row.ladder]}: {row.step}"
        for row in rows.itertuples()
    ]
    figure = share_bars(rows, names, heading="% of the whole of each step", bar="Share")
    found = ladder_sentence(ladder)
    alt = f"Bar chart of the steps from warning to treatment. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            ladder,
            note="Warnings, notices, cautions and charges are shares of disposals for cannabis; "
            "once, twice and more of the people behind them; referred, of all possession in the "
            "year; appointments, of those referred.",
        ),
        table=ladder,
        table_html=table_html(
            ladder,
            {
                "step": "Step",
                "period": "Period",
                "number": Shown("Number", "count"),
                "share": Shown("Share of its whole", "percent"),
                "limits": _LIMITS,
            },
            caption="Steps of possession",
        ),
    )


def tests_sentence(tests: pd.DataFrame) -> Finding:
    """The offences of arrest with the highest and the lowest share of positive tests."""
    rows = _positive(tests)
    share = wording.values(rows, "share")
    if share.notna().sum() < 2:
        return NOTHING_SHOWN
    top, foot = share.idxmax(), share.idxmin()

    def told(at: int) -> str:
        limits = between(rows, rows.index.get_loc(at), "share")
        return (
            f"{percent(share[at])} after {lower_first(rows.loc[at, 'trigger_offence'])} ({limits})"
        )

    return Finding(
        "Tests on arrest are positive most often after "
        f"{lower_first(rows.loc[top, 'trigger_offence'])}",
        f"{told(top)}, least often {told(foot)}",
        "Only people arrested for these offences are tested: this is no share of offenders, and "
        "no proof that the drug led to the offence.",
    )


@theme.styled
def tests_chart(tests: pd.DataFrame) -> Exhibit:
    """Share of tests on arrest that are positive, by offence of the arrest."""
    if tests.empty:
        return not_received(tests, "Drug tests on arrest", _NO_TESTS)
    rows = _positive(tests)
    figure = share_bars(rows, rows["trigger_offence"], heading="% of tests that are positive",
                        bar="Positive for opiates or cocaine")  # fmt: skip
    found = tests_sentence(tests)
    alt = f"Bar chart of positive tests by offence of the arrest. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(tests, note="Positive: for opiates, cocaine or crack. The difference is from "
                    "all other offences together."),
        table=tests,
        table_html=table_html(
            rows,
            {
                "trigger_offence": "Offence of the arrest",
                "tested": Shown("Tests", "count"),
                "number": Shown("Positive", "count"),
                "share": Shown("Share", "percent"),
                "limits": _LIMITS,
                "difference_share": Shown("Difference from the others", "signed_percent"),
                "apart": _APART,
            },
            caption="Tests on arrest by offence",
        ),
    )  # fmt: skip


def assessment_sentence(quarters: pd.DataFrame) -> Finding:
    """The last quarter's mean wait beside that of the same quarter a year before."""
    quarters = _assessed(quarters)
    quarters = quarters[wording.values(quarters, "number").notna()] if len(quarters) else quarters
    if quarters.empty:
        return NOTHING_SHOWN
    last = quarters.iloc[-1]
    before = quarters[quarters["quarter"] == f"{int(last['quarter'][:4]) - 1}{last['quarter'][4:]}"]
    then = ""
    if len(before):
        row = before.iloc[0]
        apart = last["lower"] > row["upper"] or last["upper"] < row["lower"]
        sure = "more than chance makes of it" if apart else "no more than chance can make of it"
        then = f"A year before it was {number(row['mean'], 1)} days: {sure}."
    return Finding(
        f"People tested positive waited {number(last['mean'], 1)} days for their assessment",
        f"the mean of the quarter from {wording.month_name(last['quarter'])}, between "
        f"{number(last['lower'], 1)} and {number(last['upper'], 1)} allowing for chance",
        then,
    )


@theme.styled
def assessment_chart(quarters: pd.DataFrame) -> Exhibit:
    """Mean days from a positive test to its assessment, by quarter."""
    quarters = _assessed(quarters)
    if quarters.empty:
        return not_received(quarters, "Waits for assessment", _NO_TESTS)
    x = np.arange(len(quarters))
    figure, axes = theme.new_axes(3.4)
    axes.vlines(x, wording.values(quarters, "lower"), wording.values(quarters, "upper"),
                color=theme.ORANGE, lw=1.8)  # fmt: skip
    axes.plot(x, wording.values(quarters, "mean"), color=theme.DARK_BLUE, lw=1.6, marker="o", ms=5)
    every = -(-len(x) // 8)
    axes.set_xticks(
        x[::every], [pd.Period(q, "M").strftime("%b %Y") for q in quarters["quarter"][::every]]
    )
    axes.set_ylim(bottom=0)
    parts.vertical_value_axis(axes, "Days from a positive test to its assessment, mean")
    parts.legend_above(
        figure,
        [
            Line2D([], [], color=theme.DARK_BLUE, lw=1.6, marker="o", ms=5, label="Mean"),
            Line2D([], [], color=theme.ORANGE, lw=1.8, label="95% limits"),
        ],
    )
    found = assessment_sentence(quarters)
    alt = f"Line chart of the mean wait by quarter. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(quarters, note="Of those assessed. The latest tests are left out: of them "
                    "only the short waits can be known yet."),
        table=quarters,
        table_html=table_html(
            quarters,
            {
                "quarter": Shown("Quarter from", "month"),
                "number": Shown("Assessed", "count"),
                "share": Shown("Share assessed", "percent"),
                "mean": Shown("Mean days", "decimal"),
                "limits": Interval("95% limits", "lower", "upper", "decimal"),
            },
            caption="Waits for assessment by quarter",
        ),
    )  # fmt: skip


def _assessed(quarters: pd.DataFrame) -> pd.DataFrame:
    """Of each quarter the row of those assessed, with their waits."""
    if quarters.empty:
        return quarters
    return quarters[quarters["part"] == SEEN].reset_index(drop=True)


def _last_year(years: pd.DataFrame) -> int | None:
    """Position of the last whole year; the last row where none is."""
    if years.empty:
        return None
    whole = years["period"].astype(str).str.fullmatch(r"\d{4}/\d{2}").to_numpy()
    return int(np.flatnonzero(whole)[-1]) if whole.any() else len(years) - 1


def _step(ladder: pd.DataFrame, step: str) -> float | None:
    """A step's share; None where it is hidden or missing."""
    rows = ladder[ladder["step"] == step] if len(ladder) else ladder
    share = wording.values(rows, "share").dropna() if len(rows) else []
    return float(share.iloc[0]) if len(share) else None


def pilot_sentence(pilot: pd.DataFrame) -> Finding:
    """
    By how much tests are more often positive in the pilot, offence for offence.

    Parameters
    ----------
    pilot : DataFrame
        ``pilot_tests``, restricted or protected.
    """
    row = _all_tests(pilot)
    if row is None:
        return NOTHING_SHOWN
    apart, low, high = (
        wording.values(row, f"matched_difference{end}").iloc[0] for end in ("", "_lower", "_upper")
    )
    share, other = (wording.values(row, name).iloc[0] for name in ("share", "other_share"))
    if pd.isna(apart):
        return NOTHING_SHOWN
    limits = f"between {signed(100 * low, 1)} and {signed(100 * high, 1)}"
    if low <= 0 <= high:
        first = "Offence for offence, tests in the pilot are as often positive as outside it"
        figures = f"the difference may be anything {limits} percentage points"
    else:
        way = "more" if apart > 0 else "less"
        first = f"Offence for offence, tests in the pilot are {way} often positive than outside it"
        figures = f"{signed(100 * apart, 1)} percentage points, {limits} allowing for chance"
    as_they_are = (
        f"As they are, {percent(share)} of tests in the pilot and {percent(other)} outside it are "
        "positive, but after other offences. "
        if pd.notna(share) and pd.notna(other)
        else ""
    )
    return Finding(
        first,
        figures,
        f"{as_they_are}Areas differ in more than the pilot: this is no measure of what it did.",
    )


@theme.styled
def pilot_chart(pilot: pd.DataFrame) -> Exhibit:
    """Share of tests that are positive in the pilot and outside it, by offence."""
    if pilot.empty:
        return not_received(
            pilot, "Tests in the pilot and outside it", "Drug tests of an area outside the pilot "
            "were not received, or none of this one.",
        )  # fmt: skip
    rows = _positive(pilot[pilot["place"].eq("in the pilot")])
    figure = share_bars(
        rows, rows["trigger_offence"], heading="% of tests that are positive", bar="In the pilot",
        others=("other_share", "Outside the pilot"),
    )  # fmt: skip
    found = pilot_sentence(pilot)
    alt = f"Bar chart of positive tests in the pilot and outside it, by offence. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(
            pilot,
            note="Positive: for opiates, cocaine or crack. Offence for offence means that every "
            "offence outside weighs as much as it does in the pilot; offences with few tests on "
            "either side are left out of that.",
        ),
        table=pilot,
        table_html=table_html(
            rows,
            {
                "trigger_offence": "Offence",
                "share": Shown("In the pilot", "percent"),
                "limits": _LIMITS,
                "other_share": Shown("Outside the pilot", "percent"),
                "difference_share": Shown("Difference", "signed_percent"),
                "apart": _APART,
            },
            caption="Positive tests in the pilot and outside it",
        ),
    )


def _all_tests(pilot: pd.DataFrame) -> pd.DataFrame | None:
    chosen = (
        pilot["trigger_offence"].eq("All offences")
        & pilot["place"].eq("in the pilot")
        & pilot["part"].eq("positive")
    )
    return pilot[chosen] if chosen.any() else None


def _positive(tests: pd.DataFrame) -> pd.DataFrame:
    """Rows of positive tests, highest share first, with the number tested beside."""
    rows = tests[tests["part"] == "positive"].reset_index(drop=True)
    tested = tests[tests["part"] == "tested"].set_index("trigger_offence")
    for name in ("number", "number_symbol"):
        if name in tested:
            rows[name.replace("number", "tested")] = rows["trigger_offence"].map(tested[name])
    order = wording.values(rows, "share").sort_values(ascending=False, kind="stable").index
    return rows.loc[order].reset_index(drop=True)
