"""Repeats and clusters theme by theme: which themes draw more of their own, and what stood out."""

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.space_time import span
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table
from cdrp_analysis.exhibits.wording import lower_first, number, percent, plural


def following_table(following: pd.DataFrame) -> Exhibit:
    """
    Share of each theme's offences that follow one nearby, beyond chance.

    Parameters
    ----------
    following : DataFrame
        ``near_repeats``; empty where the rows know only months.
    """
    return data_table(
        following,
        {
            "label": "Theme",
            "share": Shown("Follow one nearby, beyond chance", "percent1"),
            "limits": Interval("95% limits", "share_lower", "share_upper", "percent1"),
        },
        caption="Offences that follow another of their theme nearby",
        title=following_themes_sentence(following).headline,
        about_table=about(following),
    )


def following_themes_sentence(following: pd.DataFrame) -> Finding:
    """Which theme draws most of its own, of those where chance can be excluded."""
    if following.empty:
        note = about(following).get("note", "")
        return Finding("Nothing can be said of near repeats", detail=note)
    lower = wording.values(following, "share_lower")
    clear = following[lower > 0].reset_index(drop=True)
    if clear.empty:
        return Finding("In no theme do offences clearly follow one another nearby")
    top = clear.iloc[0]
    others = [lower_first(label) for label in clear["label"].iloc[1:6]]
    more = len(clear) - 1 - len(others)
    detail = ""
    if others:
        named = [*others, plural(more, "further theme")] if more else others
        detail = f"Clearly above chance too: {wording.listed(named)}."
    return Finding(
        f"{percent(top['share'])} of {lower_first(top['label'])} follows another nearby within a "
        "fortnight, beyond chance",
        f"95% limits {percent(top['share_lower'])} to {percent(top['share_upper'])}",
        detail,
    )


def theme_clusters_table(clusters: pd.DataFrame) -> Exhibit:
    """
    Weeks and places in which a theme rose above its own earlier years; restricted edition only.

    Parameters
    ----------
    clusters : DataFrame
        ``place_time_clusters``; empty where nothing stood out.
    """
    frame = clusters.assign(
        when=[
            wording.upper_first(span(pd.Timestamp(first), pd.Timestamp(last)))
            for first, last in zip(clusters["first_day"], clusters["last_day"], strict=True)
        ],
        where=[
            "whole area"
            if pd.isna(radius) or places >= of
            else f"{number(radius)} m around {number(east)}, {number(north)}"
            for radius, places, of, east, north in zip(
                clusters["radius_m"], clusters["places"], clusters["of_places"],
                clusters["easting"], clusters["northing"], strict=True,
            )
        ],
    )  # fmt: skip
    return data_table(
        frame,
        {
            "label": "Theme",
            "when": "When",
            "where": "Where (National Grid)",
            "observed": Shown("Offences", "count"),
            "expected": Shown("Expected", "decimal"),
            "ratio": Shown("Ratio", "decimal"),
            "q": Shown("q", "decimal3"),
        },
        caption="Clusters in place and time",
        title=theme_clusters_sentence(clusters).headline,
        about_table=about(clusters),
    )


def theme_clusters_sentence(clusters: pd.DataFrame) -> Finding:
    """The likeliest cluster of all themes."""
    if clusters.empty:
        return Finding("No theme rose in one place and time beyond what earlier years foretell")
    top = clusters.iloc[0]
    when = span(pd.Timestamp(top["first_day"]), pd.Timestamp(top["last_day"]))
    others = len(clusters) - 1
    return Finding(
        f"{top['label']} stood out most {when}",
        f"{number(top['observed'])} where {number(top['expected'], 1)} were expected",
        f"{plural(others, 'further cluster')} of a theme stood out." if others else "",
    )
