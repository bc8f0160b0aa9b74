"""Targets beside projections: the way to each, the chance that it is met, and what adds up."""

import html

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cdrp_analysis.exhibits import axes as parts
from cdrp_analysis.exhibits import theme, wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about, image
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import number, percent, plural

_INNER, _OUTER = "#9DBAD3", "#D6E3EE"
_WANTED = {"down": "or fewer", "up": "or more"}


def target_sentence(chances: pd.DataFrame, *, place: int = 1) -> Finding:
    """
    What a target's series is likely to come to, and the chance that it is met.

    Parameters
    ----------
    chances : DataFrame
        ``target_chances``.
    place : int
        1 for the first target with a projection.
    """
    row = _of(chances, place)
    if row is None:
        return NOTHING_SHOWN
    likely = ""
    if pd.notna(row["lower_80"]):
        lower, upper = wording.about(row["lower_80"]), wording.about(row["upper_80"])
        likely = f" (about 80% range {lower} to {upper})"
    return Finding(
        f"{row['label']}: {row['word']}",
        f"about {wording.about(row['point'])} projected{likely}, {number(row['aim'])} "
        f"{_WANTED[row['wanted']]} wanted",
        f"The chance of meeting it is {percent(row['chance_share'])}."
        if pd.notna(row["chance_share"])
        else "",
    )


@theme.styled
def target_fan(paths: pd.DataFrame, chances: pd.DataFrame, *, place: int = 1) -> Exhibit:
    """
    The count since a target's time began, what it is likely to come to, and what is wanted.

    Parameters
    ----------
    paths : DataFrame
        ``target_paths``.
    chances : DataFrame
        ``target_chances``.
    place : int
        1 for the first target with a projection.
    """
    row = _of(chances, place)
    if row is None:
        which = "No target" if place == 1 else "No further target"
        return _words_alone(
            chances, f"{which} can be drawn",
            "Either no register of targets was received, or none is about a series that is "
            "projected here.",
        )  # fmt: skip
    rows = paths[paths["target"] == row["target"]].sort_values("month", kind="stable")
    rows = rows.reset_index(drop=True)
    known = wording.values(rows, "known").to_numpy()
    x = np.arange(len(rows))
    to_come = np.isnan(known)
    # The fan opens at the last month known.
    fan = to_come | np.r_[to_come[1:], False]
    values = {name: wording.values(rows, name).to_numpy()
              for name in ("point", "lower_80", "upper_80", "lower_95", "upper_95")}  # fmt: skip
    figure, axes = theme.new_axes(3.6)
    for level, colour in (("95", _OUTER), ("80", _INNER)):
        axes.fill_between(
            x[fan], values[f"lower_{level}"][fan], values[f"upper_{level}"][fan], color=colour, lw=0
        )
    axes.plot(x[fan], values["point"][fan], color=theme.DARK_PINK, lw=1.8, ls=(0, (4, 2)))
    axes.plot(x[~to_come], known[~to_come], color=theme.DARK_BLUE, lw=1.8, marker="o", ms=4)
    axes.axhline(row["aim"], color=theme.INK, lw=1.3, ls=(0, (1, 1.5)))
    axes.set_xticks(x, [pd.Period(month, "M").strftime("%b") for month in rows["month"]])
    axes.set_ylim(bottom=0)
    parts.vertical_value_axis(axes, "Recorded offences since the target's time began")
    handles = [
        Line2D([], [], color=theme.DARK_BLUE, lw=1.8, marker="o", ms=4, label="Recorded"),
        Line2D([], [], color=theme.DARK_PINK, lw=1.8, ls=(0, (4, 2)), label="Projected"),
        Patch(color=_INNER, label="About 80% range"),
        Patch(color=_OUTER, label="About 95% range"),
        Line2D([], [], color=theme.INK, lw=1.3, ls=(0, (1, 1.5)), label="Target"),
    ]
    parts.legend_above(figure, handles, columns=5)
    found = target_sentence(chances, place=place)
    alt = f"Line chart of a cumulative count with its projection and target. {found.text}"
    return Exhibit(
        title=found.headline,
        body=image(figure, alt),
        alt=alt,
        about=about(paths, note=f"Counted: {row['series_label']}. Method: {row['method']}."),
        table=rows,
        table_html=table_html(
            rows,
            {
                "month": Shown("Month", "month"),
                "count": Shown("Recorded", "count"),
                "known": Shown("Since it began", "count"),
                "point": Shown("Projected", _on_the_way),
                "range_80": Interval("About 80% range", "lower_80", "upper_80", _on_the_way),
                "range_95": Interval("About 95% range", "lower_95", "upper_95", _on_the_way),
                "aim": Shown("Target", "count"),
            },
            caption=f"{row['label']}: the way there",
        ),
    )


def target_chances_sentence(chances: pd.DataFrame) -> Finding:
    """How many targets are likely met, open or likely missed."""
    known = chances[wording.values(chances, "chance_share").notna()] if len(chances) else chances
    if known.empty:
        return Finding("The chance of no target can be told")
    words = known["word"].value_counts(sort=False)
    order = [word for word in _words() if word in words.index]
    counted = wording.listed(f"{words[word]} {word}" for word in order)
    left = len(chances) - len(known)
    return Finding(
        f"Of {plural(len(known), 'target')}, {counted}",
        detail=f"{plural(left, 'target')} could not be projected." if left else "",
    )


def target_chances_table(chances: pd.DataFrame) -> Exhibit:
    """
    Each dated target beside what its series is likely to come to.

    Parameters
    ----------
    chances : DataFrame
        ``target_chances``, restricted or protected.
    """
    found = target_chances_sentence(chances)
    if chances.empty:
        return _words_alone(chances, found.headline, "No register of targets was received.")
    return data_table(
        chances,
        {
            "label": "Target",
            "series_label": "Counted",
            "aim": Shown("Wanted", "count"),
            "known": Shown("So far", "count"),
            "left": Shown("Left", "count"),
            "point": Shown("Projected", wording.about),
            "range": Interval("80% range", "lower_80", "upper_80", wording.about),
            "chance_share": Shown("Chance", "percent"),
            "word": "In a word",
        },
        caption="Targets and the chance of meeting them",
        title=found.headline,
        about_table=about(
            chances,
            note="Chance: that it is met. Left: what may still be recorded if it is to be met. "
            "Words: very likely met from nine in ten, likely from seven, open from three, missed "
            "by the same steps.",
        ),
    )


def target_bridge_sentence(bridge: pd.DataFrame) -> Finding:
    """Whether what the boroughs promise adds up to what the force promises."""
    known = bridge[wording.values(bridge, "gap").notna()] if len(bridge) else bridge
    if known.empty:
        return Finding("No targets of boroughs and force can be added up")
    off = known[wording.values(known, "gap") != 0]
    if off.empty:
        return Finding(f"The boroughs' targets add up to the force's for "
                       f"{plural(len(known), 'measure')}")  # fmt: skip
    row = off.loc[wording.values(off, "gap").abs().idxmax()]
    direction = "more" if row["gap"] > 0 else "less"
    even = len(known) - len(off)
    return Finding(
        f"{wording.upper_first(row['measure'])}: the boroughs' targets add up to "
        f"{number(abs(row['gap']))} {direction} than the force's",
        f"{number(row['parts'])} of {plural(int(row['part_targets']), 'borough')} against "
        f"{number(row['whole'])}",
        f"{plural(even, 'further measure')} {'adds' if even == 1 else 'add'} up." if even else "",
    )


def target_bridge_table(bridge: pd.DataFrame) -> Exhibit:
    """
    The own target, those of all boroughs together, and the force's.

    Parameters
    ----------
    bridge : DataFrame
        ``target_bridge``.
    """
    found = target_bridge_sentence(bridge)
    if bridge.empty:
        return _words_alone(
            bridge, found.headline, "No register of targets with both was received."
        )
    return data_table(
        bridge,
        {
            "measure": "Measure",
            "own": Shown("Own target", "count"),
            "own_share": Shown("Share of the boroughs'", "percent1"),
            "part_targets": Shown("Boroughs with a target", "count"),
            "parts": Shown("Their sum", "count"),
            "whole": Shown("The force's target", "count"),
            "gap": Shown("Sum less the force's", "signed"),
        },
        caption="Targets of the boroughs against the force's",
        title=found.headline,
    )


def _of(chances: pd.DataFrame, place: int) -> pd.Series | None:
    """A target with a projection, by its place among these."""
    if chances.empty:
        return None
    drawn = chances[
        wording.values(chances, "point").notna() & wording.values(chances, "aim").notna()
    ]
    return drawn.iloc[place - 1] if len(drawn) >= place else None


def _on_the_way(value: float) -> str:
    """The count of a month that is known, which is whole; else an estimate."""
    return number(value) if value.is_integer() else wording.about(value)


def _words() -> list[str]:
    return ["very likely met", "likely met", "open", "likely missed", "very likely missed"]


def _words_alone(frame: pd.DataFrame, title: str, why: str) -> Exhibit:
    return Exhibit(title=title, body=f"<p>{html.escape(why)}</p>", about=about(frame))
