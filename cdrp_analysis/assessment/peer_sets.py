"""Whom the partnership is compared with: its list of peers, its nearest neighbours, or all."""

import re
from dataclasses import dataclass

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.measures import peer_comparison, wider_panel
from cdrp_analysis.measures.peers import nearest_neighbours

_AROUND = "{measure}_borough_wider"
_PER_RESIDENT = ("households", "daytime", "premises")
_PEERS = 14  # as many as a Most Similar Group has beside the area itself
_INSPECTORATE = "the inspectorate's most similar group"
_INSPECTORATES = re.compile(r"most similar|\bMS(?:G|BCU|F)s?\b|\bHMIC|iQuanta", re.I)
_LEAST_COVARIATES = 2  # one alone would make an order, no likeness


@dataclass(frozen=True)
class Comparison:
    """
    The partnership beside its peers, in the last whole years of the count table.

    ``lists``, ``members``, ``rates``, ``areas``, ``changes``: the tables peer_lists, peer_set,
    peer_rates, peer_areas and peer_changes, without rows where what they need was not received.
    ``year``, ``years``: label of the year, and of both years, compared. ``label``: which list of
    peers it is. ``lacking``: what was not received, and what is left out for it; blank where
    nothing is missing.
    """

    lists: pd.DataFrame
    members: pd.DataFrame
    rates: pd.DataFrame
    areas: pd.DataFrame
    changes: pd.DataFrame
    year: str
    years: str
    label: str
    lacking: str


def comparison(evidence: Evidence) -> Comparison:
    """Everything that the page about peers shows."""
    peers, label = peer_list(evidence)
    residents = residents_around(evidence)
    years = [year for year in evidence.years if year.last <= evidence.known_to]
    panel = wider_panel.with_ordinary(evidence.counts("borough"), evidence.themes)
    names = names_around(evidence)
    made = {name: _none(name) for name in ("peer_rates", "peer_areas", "peer_changes")}
    lacking = []
    if not label:
        lacking.append("counts of other areas: there is nobody to compare with")
    if residents is None:
        lacking.append("residents of the areas around: only changes are compared, no rates")
    elif not {evidence.borough, *peers["peer"]} <= set(residents["area"]):
        lacking.append("residents of some peers, who are left out of rates")
    if len(years) < 2:
        lacking.append("two whole years of counts")
    if label and years:
        yearly = wider_panel.yearly(panel, years)
        own, last = evidence.borough, years[-1].label
        if residents is not None and own in set(residents["area"]):
            limits = evidence.thresholds
            made["peer_rates"] = peer_comparison.beside_peers(
                yearly, residents, peers, own=own, period=last,
                seed=limits.seed, draws=limits.rank_draws, own_included=False,
            )  # fmt: skip
            areas = peer_comparison.funnels(yearly, residents, peers, own=own, period=last)
            made["peer_areas"] = areas.rename(columns={"offences": "recorded"}).assign(
                area_name=areas["area"].map(names)
            )
        if len(years) > 1:
            made["peer_changes"] = peer_comparison.changes_beside_peers(
                yearly, peers, own=own, periods=[year.label for year in years[-2:]],
                residents=residents,
            )  # fmt: skip
    labels = {
        **evidence.labels,
        "all": "All offences",
        wider_panel.ORDINARY: "All offences but the sensitive kinds",
    }
    made = {name: frame.assign(label=frame["theme"].map(labels)) for name, frame in made.items()}
    return Comparison(
        peer_lists(evidence, peers, label),
        members(evidence, peers),
        *made.values(),
        years[-1].label if years else "",
        evidence.comparison(years[-2:]),
        label,
        f"Not received: {'; '.join(lacking)}." if lacking else "",
    )


def _none(table: str) -> pd.DataFrame:
    return pd.DataFrame(columns=[column.name for column in SPECS[table].columns])


def names_around(evidence: Evidence) -> pd.Series:
    """Names of areas: the boundary file's where it has them, else the count table's."""
    counts = evidence.counts("borough")
    names = counts.drop_duplicates("area").set_index("area")["area_name"]
    if evidence.has_areas("borough_wider"):
        names = evidence.areas("borough_wider").set_index("code")["name"].combine_first(names)
    return names


def residents_around(evidence: Evidence) -> pd.DataFrame | None:
    """``area`` and ``residents`` of the wider area, where the assessment file gives any."""
    name = _AROUND.format(measure="residents")
    return evidence.frame(name).dropna() if evidence.has_frame(name) else None


def peer_list(evidence: Evidence) -> tuple[pd.DataFrame, str]:
    """
    The own area's peers, and which list that is, for print.

    The feed ``peers`` comes first: of several lists the inspectorate's own (a most similar group),
    of these the last by name, so the newest edition; without one of those the last of the others.
    Without the feed the nearest neighbours on whatever else is known of the areas around; else
    every area of the count table, said to be no group of like areas.

    Returns
    -------
    peers : DataFrame
        ``area, peer, position`` (missing where there is none), ``weight`` (where given), every
        list that the source has; peers without a row in the count table left out.
    label : str
        Which list it is; blank where there is nobody to compare with.
    """
    counts = evidence.counts("borough")
    known = set(counts.loc[counts["offences"].notna(), "area"])
    if evidence.has_feed("peers"):
        given = evidence.feed("peers")
        mine = given[given["area"] == evidence.borough]
        if len(mine):
            name = max(mine["peer_set"], key=_preference)
            lists = given[(given["peer_set"] == name) & given["peer"].isin(known)]
            weights = ["weight"] if lists["weight"].notna().any() else []
            return lists[["area", "peer", "position", *weights]], str(name)
    found = _neighbours(evidence, known)
    if found is not None:
        return found
    others = sorted(known - {evidence.borough})
    everyone = pd.DataFrame({"area": evidence.borough, "peer": others, "position": pd.NA})
    return everyone, "all other areas of the count table, not chosen for being alike"[
        : None if others else 0
    ]


def _preference(name: str) -> tuple[bool, str]:
    """The inspectorate's own groups before any other list, then the last by name."""
    return is_inspectorates(name), name


def is_inspectorates(name: str) -> bool:
    """Whether a list is one of the inspectorate's most similar groups, by what it is called."""
    return bool(_INSPECTORATES.search(name))


def peer_lists(evidence: Evidence, peers: pd.DataFrame, label: str) -> pd.DataFrame:
    """
    Every list of peers that there is for the partnership, and which one the page uses.

    Returns
    -------
    DataFrame, one row per list
        ``peer_list, kind`` (the inspectorate's most similar group, another list received, or
        worked out here), ``listed`` (areas on it), ``counted`` (of them with counts), ``used``.
    """
    known = set(evidence.counts("borough").dropna(subset=["offences"])["area"])
    rows = []
    if evidence.has_feed("peers"):
        given = evidence.feed("peers")
        mine = given[given["area"] == evidence.borough]
        for name, listed in mine.groupby("peer_set", sort=True):
            kind = _INSPECTORATE if is_inspectorates(name) else "another list received"
            counted = int(listed["peer"].isin(known).sum())
            rows.append((name, kind, len(listed), counted, name == label))
    if label and not any(used for *_, used in rows):
        rows.append(
            (
                label,
                "worked out here",
                len(peers[peers["area"] == evidence.borough]),
                int(peers.loc[peers["area"] == evidence.borough, "peer"].nunique()),
                True,
            )
        )
    return pd.DataFrame(rows, columns=["peer_list", "kind", "listed", "counted", "used"])


def _neighbours(evidence: Evidence, known: set[str]) -> tuple[pd.DataFrame, str] | None:
    residents = residents_around(evidence)
    if residents is None:
        return None
    frames = {
        measure: evidence.frame(_AROUND.format(measure=measure)).set_index("area")[measure]
        for measure in _PER_RESIDENT
        if evidence.has_frame(_AROUND.format(measure=measure))
    }
    people = residents.set_index("area")["residents"]
    covariates = pd.DataFrame({name: values / people for name, values in frames.items()}).dropna()
    covariates = covariates[covariates.index.isin(known)]
    if len(frames) < _LEAST_COVARIATES or evidence.borough not in covariates.index:
        return None
    count = min(_PEERS, len(covariates) - 1)
    if count < 1:
        return None
    named = " and ".join(frames)
    return (
        nearest_neighbours(covariates.astype(float), count=count),
        f"our own peer set: the {count} nearest by {named} per resident",
    )


def members(evidence: Evidence, peers: pd.DataFrame) -> pd.DataFrame:
    """
    The own list with names, and whether each counts the partnership among its own peers.

    Returns
    -------
    DataFrame, one row per peer
        ``area, area_name, rank, mutual`` ("yes", "no", or "not known" where the peer's own list
        is not).
    """
    mine = peers[peers["area"] == evidence.borough]
    with_list = set(peers["area"])
    back = set(peers.loc[peers["peer"] == evidence.borough, "area"])
    mutual = [
        "not known" if peer not in with_list else "yes" if peer in back else "no"
        for peer in mine["peer"]
    ]
    return pd.DataFrame(
        {
            "area": mine["peer"].to_numpy(),
            "area_name": mine["peer"].map(names_around(evidence)).to_numpy(),
            "rank": pd.array(mine["position"], dtype="Int64"),
            "mutual": mutual,
        }
    )
