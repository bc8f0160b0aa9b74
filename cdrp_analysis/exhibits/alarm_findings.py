"""Sentences on alarms and changes, computed from their tables, and the table of what changed."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN, surest_first, what_changed_sentence
from cdrp_analysis.exhibits.tables import Shown, data_table
from cdrp_analysis.exhibits.wording import number, plural

LINES = 10


def cumulative_sentence(alarms: pd.DataFrame, key: str) -> Finding:
    """
    Whether the year runs outside what was expected when it began, and since when.

    Parameters
    ----------
    alarms : DataFrame
        As for ``exhibits.cumulative_chart``.
    key : str
        The theme.
    """
    rows = alarms[alarms["theme"] == key].sort_values("month", kind="stable")
    known = wording.values(rows, "known")
    shown = rows[known.notna()]
    if shown.empty:
        return NOTHING_SHOWN
    last = shown.iloc[-1]
    label, to = str(last["label"]), wording.month_name(last["month"])
    sum_, expected, lower, upper = (
        wording.values(shown, name).iloc[-1] for name in ("known", "expected", "lower", "upper")
    )
    if pd.isna(expected):
        return NOTHING_SHOWN
    figures = f"{number(sum_)} recorded to {to}, about {wording.about(expected)} expected"
    if pd.isna(lower):
        return Finding(
            f"{label} is counted beside what was expected",
            figures,
            "Too few earlier years can be checked for limits, so no alarm can be given.",
        )
    figures += f" (limits {wording.about(lower)} to {wording.about(upper)})"
    out = shown[shown["signal"].isin(["above", "below"])]
    if out.empty:
        return Finding(
            f"{label}: no alarm in the year so far",
            figures,
            "The cumulative count has stayed inside its limits.",
        )
    first = out.iloc[0]
    now = last["signal"]
    if now not in ("above", "below"):
        return Finding(
            f"{label}: was {first['signal']} its limits "
            f"{_months(out.loc[out['signal'] == first['signal'], 'month'])}",
            figures,
            "The cumulative count has since come back.",
        )
    still = f"It is still {now} them."
    direction = "more" if first["signal"] == "above" else "fewer"
    return Finding(
        f"{label}: {direction} than expected since {wording.month_name(first['month'])}",
        figures,
        f"In that month the cumulative count first went {first['signal']} its limits. {still}",
    )


def _months(months: pd.Series) -> str:
    """``in July 2018``; ``from May to July 2010``, the year said once."""
    first, last = (wording.month_name(month) for month in (months.iloc[0], months.iloc[-1]))
    if first == last:
        return f"in {first}"
    start, year = first.split()
    return f"from {start if last.endswith(year) else first} to {last}"


def weekly_sentence(watched: pd.DataFrame, *, label: str) -> Finding:
    """Whether and when an alarm of a rise was given in the weeks watched."""
    count = wording.values(watched, "count")
    if count.notna().sum() == 0:
        return NOTHING_SHOWN
    weeks = pd.DatetimeIndex(watched["week"])
    span = f"in {plural(len(watched), 'week')} from {wording.day(weeks[0])}"
    alarms = watched[watched["alarm"]]
    if alarms.empty:
        return Finding(f"{label}: no alarm of a rise {span}")
    first = alarms.iloc[0]
    detail = f"The rise is dated to the week of {wording.day(first['since'])}."
    if len(alarms) > 1:
        later = wording.listed(wording.day(week) for week in alarms["week"].iloc[1:])
        detail += f" Further alarms: {later}."
    return Finding(
        f"{label}: an alarm of a rise in the week of {wording.day(first['week'])}",
        f"{number(first['count'])} recorded, about {wording.number(first['expected'])} expected",
        detail,
    )


def xmr_sentence(chart: pd.DataFrame, key: str) -> Finding:
    """How many months of a theme are special causes, and which is the latest."""
    rows = chart[chart["theme"] == key].sort_values("month", kind="stable")
    value = wording.values(rows, "value")
    if value.notna().sum() == 0:
        return NOTHING_SHOWN
    label = str(rows["label"].iloc[0])
    special = rows[rows["special_cause"]]
    mean, lower, upper = (float(rows[name].iloc[-1]) for name in ("mean", "lower", "upper"))
    figures = (
        f"mean {wording.about(mean)} a month, process limits {wording.about(max(lower, 0.0))} to "
        f"{wording.about(upper)}"
    )
    if special.empty:
        return Finding(f"{label}: no special cause in {plural(len(rows), 'month')}", figures)
    latest = special.iloc[-1]
    return Finding(
        f"{label}: special cause in {len(special)} of {plural(len(rows), 'month')}",
        figures,
        f"The latest is {wording.month_name(latest['month'])}, {latest['side']} the mean.",
    )


def what_changed_table(changes: pd.DataFrame, *, lines: int = LINES) -> Exhibit:
    """
    What changed and whether it is real, the surest changes first, in ten lines.

    Parameters
    ----------
    changes : DataFrame
        ``theme, label, before, after, change, change_share, z, q``, as from
        ``measures.changes.real_changes``; restricted or protected.
    lines : int
        Themes shown.
    """
    table = surest_first(changes.assign(real=wording.change_words(changes)))
    left_out = len(table) - lines
    told = table.attrs["about"] = {
        **(changes.attrs.get("about") or {}),
    }
    notes = [
        str(told.get("note", "")).rstrip("."),
        "q is the share of changes called as surely that chance would give: clear one in a "
        "hundred, likely one in twenty, possible one in five at most",
        f"{plural(left_out, 'further theme')} changed less surely" if left_out > 0 else "",
    ]
    return data_table(
        table.head(lines),
        {
            "label": "Theme",
            "before": Shown("Year before", "count"),
            "after": Shown("This year", "count"),
            "change_share": Shown("Change", "signed_percent"),
            "z": Shown("z", lambda z: wording.signed(z, 1)),
            "q": Shown("q", "decimal3"),
            "real": "Is it real?",
        },
        caption="What changed, and is it real?",
        title=what_changed_sentence(changes).headline,
        about_table={**told, "note": ". ".join(note for note in notes if note) + "."},
    )
