"""Markers of risk among incidents of victims seen once and again; groups only, nobody is scored."""

import pandas as pd

from cdrp_analysis.measures.proportions import share
from cdrp_analysis.measures.ratios import share_ratio

MARKERS = {
    "children_present": "a child in the home", "alcohol": "alcohol", "drugs": "drugs",
    "separation": "partners separating",
}  # fmt: skip
ONCE, AGAIN = "once", "twice or more"
FOLLOWED_DAYS = 183
LEAST_BASE = 20  # incidents or people: no share of fewer
NUMBERS = ("no marker", "one marker", "two markers", "three markers or more")
_RATIO = ("ratio", "ratio_lower", "ratio_upper")
_LIMITS = ("share", "share_lower", "share_upper")


def marked(incidents: pd.DataFrame) -> pd.DataFrame:
    """
    How often each marker was said of incidents of victims seen once, and of those seen again.

    Parameters
    ----------
    incidents : DataFrame
        Incidents of one span of time: ``victim`` (rows without one are left out) and whichever
        of :data:`MARKERS` there are (yes, no, or missing where nobody said).

    Returns
    -------
    DataFrame, one row per marker and how often the victim was seen in the span
        ``marker``, ``seen`` (:data:`ONCE` or :data:`AGAIN`), ``incidents`` (where somebody said),
        ``marked``, ``share`` with Wilson's limits and, on rows of those seen again, ``ratio`` to
        the share of those seen once with limits (Katz: incidents of one victim are alike, so these
        are somewhat too narrow). No share on fewer than 20 incidents.
    """
    rows = incidents.dropna(subset=["victim"])
    again = rows.groupby("victim")["victim"].transform("size") > 1
    made = []
    for name, label in MARKERS.items():
        if name not in rows or rows[name].isna().all():
            continue
        for seen, chosen in ((ONCE, ~again), (AGAIN, again)):
            said = rows.loc[chosen, name].dropna().astype(bool)
            made.append((label, seen, len(said), int(said.sum())))
    table = _shares(pd.DataFrame(made, columns=["marker", "seen", "incidents", "marked"]),
                    "marked", "incidents")  # fmt: skip
    ratios = []
    for row in table.itertuples():
        other = table[(table["marker"] == row.marker) & (table["seen"] == ONCE)].iloc[0]
        told = row.seen == AGAIN and min(row.incidents, other["incidents"]) >= LEAST_BASE
        sound = told and min(row.marked, other["marked"]) > 0
        pairs = (row.marked, row.incidents, other["marked"], other["incidents"])
        ratios.append(share_ratio(*pairs) if sound else (float("nan"),) * 3)
    return table.join(pd.DataFrame(ratios, columns=list(_RATIO), index=table.index, dtype=float))


def seen_again(incidents: pd.DataFrame, *, entry: list[str]) -> pd.DataFrame:
    """
    Victims by how many markers their first incident had, and how many were seen again soon.

    Everybody whose first incident of the months of ``entry`` is known is followed for the same
    :data:`FOLLOWED_DAYS`, so that nobody had longer to be seen again. A marker of which nobody
    said anything counts as none.

    Parameters
    ----------
    incidents : DataFrame
        ``victim``, ``reported_at``, ``month`` (YYYY-MM) and whichever of :data:`MARKERS` there
        are; known for the days followed after the last month of entry.
    entry : list of str
        Months of entry, YYYY-MM.

    Returns
    -------
    DataFrame, one row per number of markers
        ``markers`` (:data:`NUMBERS`), ``victims``, ``again``, ``share`` with Wilson's limits; no
        share of fewer than 20 victims.
    """
    rows = incidents.dropna(subset=["victim"]).sort_values("reported_at", kind="stable")
    first = rows[rows["month"].isin(entry)].drop_duplicates("victim")
    names = [name for name in MARKERS if name in first]
    number = first[names].fillna(False).astype(bool).sum(axis=1).clip(upper=len(NUMBERS) - 1)
    follows = rows.merge(first[["victim", "reported_at"]], on="victim", suffixes=("", "_first"))
    apart = follows["reported_at"] - follows["reported_at_first"]
    # Two reports at one moment are one call told twice, not somebody seen again.
    soon = (apart > pd.Timedelta(0)) & (apart <= pd.Timedelta(days=FOLLOWED_DAYS))
    again = first["victim"].isin(follows.loc[soon, "victim"])
    made = [
        (label, int((number == n).sum()), int((again & (number == n)).sum()))
        for n, label in enumerate(NUMBERS)
    ]
    table = pd.DataFrame(made, columns=["markers", "victims", "again"])
    return _shares(table, "again", "victims")


def _shares(table: pd.DataFrame, found: str, base: str) -> pd.DataFrame:
    given = pd.DataFrame({"found": table[found], "base": table[base]})
    told = given["base"] >= LEAST_BASE
    shares = share(given.where(told, 0)) if len(given) else given.reindex(columns=list(_LIMITS))
    return table.assign(**{name: shares[name].where(told) for name in _LIMITS})
