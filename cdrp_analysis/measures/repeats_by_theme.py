"""Theme by theme: how much follows nearby soon after, and what clustered in place and time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.measures.following import share_following
from cdrp_analysis.measures.scan import poisson_scan
from cdrp_analysis.measures.scan_baseline import expected_from_years, in_squares
from cdrp_analysis.measures.trends import benjamini_hochberg
from cdrp_analysis.periods import Period

LEAST = 100  # events of a theme: with fewer neither method can tell anything from chance
CLUSTERS = (
    "theme", "cluster", "easting", "northing", "radius_m", "places", "of_places", "first_day",
    "last_day", "observed", "expected", "ratio", "p", "q",
)  # fmt: skip
MONTHS_ONLY = (
    "The rows say in which month an offence happened and no more: what happens within days or "
    "weeks cannot be seen in them."
)


def knows_days(events: pd.DataFrame) -> bool:
    """Whether the rows say more of the time than the month."""
    return any(name in events and events[name].notna().any() for name in ("day", "from_time"))


def following_by_theme(
    events: pd.DataFrame, *, within_m: float = 200.0, within: int = 14, least: int = LEAST
) -> pd.DataFrame:
    """
    Share of each theme's offences that follow one nearby, beyond what would anyway.

    Parameters
    ----------
    events : DataFrame, one row per offence
        ``theme`` and what :func:`~cdrp_analysis.measures.following.share_following` reads.
    within_m, within : float and int
        How near, metres, and how many days before.
    least : int
        Themes with fewer offences are left out.

    Returns
    -------
    DataFrame, one row per theme, the largest share first
        ``theme, events, follow, by_chance, share, share_lower, share_upper``. No rows where the
        rows know only months; ``attrs["note"]`` says so.
    """
    columns = ["theme", "events", "follow", "by_chance", "share", "share_lower", "share_upper"]
    if not knows_days(events):
        empty = pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
        empty.attrs["note"] = MONTHS_ONLY
        return empty
    found = [
        share_following(own, within_m=within_m, within=within).assign(theme=theme)
        for theme, own in events.dropna(subset=["theme"]).groupby("theme")
        if len(own) >= least
    ]
    if not found:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
    table = pd.concat(found)[columns].sort_values(
        ["share", "theme"], ascending=[False, True], kind="stable", ignore_index=True
    )
    table.attrs["note"] = (
        f"A follower has another offence of the theme at most {within_m:g} m away and {within} "
        "days before; chance is read from windows of the same length around the same offences."
    )
    return table


def clusters_by_theme(
    events: pd.DataFrame,
    period: Period,
    *,
    months: Sequence[str],
    seed: int,
    longest_weeks: int = 4,
    replicas: int = 499,
    likely: float = 0.05,
    least: int = LEAST,
) -> pd.DataFrame:
    """
    Where and when a theme rose above its own earlier years, by scan statistics.

    Circles of up to a kilometre and the whole area, weeks and runs of weeks, against what the
    years before would lead to expect there at that time of the year.

    Parameters
    ----------
    events : DataFrame, one row per offence, of the period and of earlier years
        ``theme``, ``month``, ``easting``, ``northing`` and the columns of time that
        :func:`~cdrp_analysis.measures.event_days.event_steps` reads.
    period : Period
        The period looked at; earlier months serve as what is expected.
    months : sequence of str
        Its months whose rows are complete.
    seed, replicas : int
        Seed and number of the random replicas.
    longest_weeks : int
        Longest cluster.
    likely : float
        Clusters kept: those whose p, adjusted over the themes scanned, is at most this.
    least : int
        Themes with fewer offences in the period are left out.

    Returns
    -------
    DataFrame, likeliest first
        ``theme`` and the columns of :func:`~cdrp_analysis.measures.scan.poisson_scan`, with
        ``of_places`` (squares scanned) and ``q``.
        ``attrs["scanned"]``: how many themes. No rows where the rows know only months, or
        nothing lies before the period.
    """
    before = events[events["month"] < period.first]
    now = events[events["month"].isin(list(months))]
    found = []
    if knows_days(events) and len(before):
        last = pd.Period(max(months), "M").end_time.date()
        enough = now["theme"].value_counts()
        for theme in sorted(enough.index[enough >= least]):
            rows, places = in_squares(events[events["theme"] == theme])
            expected = expected_from_years(
                rows[rows["month"] < period.first], places, first=f"{period.first}-01",
                last=str(last), unit="week",
            )  # fmt: skip
            inside = rows["month"].isin(list(months)) & rows["place"].notna()
            found.append(
                poisson_scan(
                    rows[inside], places, expected, unit="week", longest=longest_weeks,
                    whole_area=True, clusters=2, replicas=replicas, seed=seed,
                ).assign(theme=theme, of_places=len(places))
            )  # fmt: skip
    if not found:
        empty = pd.DataFrame({name: pd.Series(dtype=object) for name in CLUSTERS})
        empty.attrs["scanned"] = 0
        return empty
    table = pd.concat(found, ignore_index=True)
    # The likeliest cluster of every theme is one test of several; those behind it follow.
    first = table.groupby("theme")["p"].min()
    adjusted = pd.Series(benjamini_hochberg(first), first.index)
    table = table.assign(q=np.maximum(table["p"], table["theme"].map(adjusted)))[list(CLUSTERS)]
    table = table[table["q"] <= likely].sort_values(["q", "p", "theme"], kind="stable")
    table = table.reset_index(drop=True)
    table.attrs["scanned"] = len(found)
    return table
