"""Sentences and tables of the partnership beside its peers."""

import html

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, Finding, about
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.exhibits.tables import Interval, Shown, data_table, table_html
from cdrp_analysis.exhibits.wording import lower_first, number, plural

_SUMS = ("all", "ordinary")  # no themes: what stands for every offence comes first
_AWAY, _AHEAD = "above, and drifting away", "below, and pulling ahead"


def whole_theme(frame: pd.DataFrame) -> str:
    """The theme that stands for every offence in a table, blank where none does."""
    return next((key for key in _SUMS if frame["theme"].eq(key).any()), "")


def named(frame: pd.DataFrame) -> pd.DataFrame:
    """Sums first, then themes by name."""
    order = frame["theme"].map({key: place for place, key in enumerate(_SUMS)}).fillna(len(_SUMS))
    return (
        frame.assign(_order=order)
        .sort_values(["_order", "label"], kind="stable")
        .drop(columns="_order")
    )


def peer_set_table(peer_set: pd.DataFrame) -> Exhibit:
    """Who the peers are, and whether the choice is mutual."""
    one_sided = int(peer_set["mutual"].eq("no").sum())
    title = f"Compared with {plural(len(peer_set), 'area')}"
    if one_sided:
        do = "does" if one_sided == 1 else "do"
        title += f"; {plural(one_sided, 'area')} of them {do} not count us among their own peers"
    return data_table(
        peer_set,
        {
            "area_name": "Area",
            "rank": Shown("Place on the list", "ordinal"),
            "mutual": "Counts us among its peers",
        },
        caption="The peers, most alike first",
        title=title if len(peer_set) else "Nobody to compare with was received",
    )


def peer_lists_table(peer_lists: pd.DataFrame) -> Exhibit:
    """Which lists of peers there are, whose they are, and which one is used."""
    used = peer_lists[peer_lists["used"].astype(str).eq("True")]
    if used.empty:
        return Exhibit(
            title="No list of peers was received",
            body="<p>Counts of other areas are needed to compare with anybody.</p>",
            about=about(peer_lists),
        )
    return data_table(
        peer_lists.assign(used=peer_lists["used"].astype(str).map({"True": "yes", "False": "no"})),
        {
            "peer_list": "List",
            "kind": "Whose list",
            "listed": Shown("Areas on it", "count"),
            "counted": Shown("With counts", "count"),
            "used": "Used here",
        },
        caption="Lists of peers received",
        title=f"The list used is {used['peer_list'].iloc[0]}: {used['kind'].iloc[0]}",
    )


def peer_sentence(peer_rates: pd.DataFrame, *, key: str = "") -> Finding:
    """How the rate of one theme stands to the peers' mean, and its likely place."""
    key = key or whole_theme(peer_rates)
    rows = peer_rates[peer_rates["theme"] == key].reset_index(drop=True)
    if rows.empty or wording.values(rows, "rate").isna()[0]:
        return NOTHING_SHOWN
    row = rows.iloc[0]
    share = wording.values(rows, "difference_share")[0]
    where = "above" if share > 0 else "below"
    low, high = (wording.values(rows, f"rank_{end}")[0] for end in ("lower", "upper"))
    near = f"{wording.percent(abs(share))} {where}" if round(100 * abs(share)) else "level with"
    return Finding(
        f"{row['label']}: {near} the peers' mean in {row['period']}",
        f"{number(row['rate'], 1)} against {number(row['peer_mean'], 1)} per 1,000 residents",
        f"Its likely place {wording.likely_place(low, high, f'{number(row.of_areas)} areas')}; the "
        f"peers reach from {number(row['peer_lowest'], 1)} to {number(row['peer_highest'], 1)}.",
    )


_BESIDE = {
    "label": "Theme",
    "offences": Shown("Offences", "count"),
    "rate": Shown("Rate per 1,000", "decimal2"),
    "peer_mean": Shown("Peers' mean", "decimal2"),
    "range": Interval("Peers' range", "peer_lowest", "peer_highest", "decimal2"),
    "difference_share": Shown("Difference", "signed_percent"),
    "places": Interval("Likely place", "rank_lower", "rank_upper", "ordinal"),
    "of_areas": Shown("Of areas", "count"),
}


def mean_table(peer_rates: pd.DataFrame, *, key: str) -> str:
    """One theme's rate beside the peers' mean, as a table of a chart."""
    rows = peer_rates[peer_rates["theme"] == key]
    return table_html(rows, _BESIDE, caption="The partnership beside the peers' mean")


def peer_table(peer_rates: pd.DataFrame) -> Exhibit:
    """Every theme beside the peers' mean."""
    if peer_rates.empty:
        return no_rates(peer_rates)
    return data_table(
        named(peer_rates),
        _BESIDE,
        caption="Rates beside the peers' mean, by theme",
        title=apart_sentence(peer_rates).headline,
    )


def apart_sentence(peer_rates: pd.DataFrame) -> Finding:
    """Which themes stand farthest above the peers' mean, and which below."""
    rows = peer_rates[~peer_rates["theme"].isin(_SUMS)]
    share = wording.values(rows, "difference_share")
    if share.notna().sum() == 0:
        return NOTHING_SHOWN
    top, foot = share.idxmax(), share.idxmin()

    def told(at: int) -> str:
        where = "above" if share[at] > 0 else "below"
        return f"{wording.percent(abs(share[at]))} {where} the peers' mean"

    return Finding(
        f"Farthest above the peers is {lower_first(rows.loc[top, 'label'])}, farthest below "
        f"{lower_first(rows.loc[foot, 'label'])}",
        f"{told(top)} and {told(foot)}",
    )


def funnel_sentence(peer_areas: pd.DataFrame, *, key: str = "") -> Finding:
    """Whether the partnership's rate is one that areas of its size have, and who stands out."""
    key = key or whole_theme(peer_areas)
    rows = peer_areas[peer_areas["theme"] == key]
    own = rows[rows["standing"] == "own"]
    if own.empty or own["position"].iloc[0] == "not known":
        return NOTHING_SHOWN
    words = {
        "high": "above the 99.8% limits", "rather high": "above the 95% limits",
        "as expected": "inside the limits", "rather low": "below the 95% limits",
        "low": "below the 99.8% limits",
    }  # fmt: skip
    label, position = own["label"].iloc[0], own["position"].iloc[0]
    others = rows[
        (rows["standing"] != "own") & ~rows["position"].isin(["as expected", "not known"])
    ]
    names = [f"{r.area_name} ({r.position})" for r in others.itertuples()]
    detail = f"Outside the limits: {wording.listed(names)}." if names else ""
    return Finding(
        f"{label}: our rate is {words[position]} for an area of our size",
        f"{number(own['rate'].iloc[0], 1)} per 1,000 residents, all areas together "
        f"{number(own['all_areas'].iloc[0], 1)}",
        detail or "No area lies outside the limits.",
    )


def funnel_table(peer_areas: pd.DataFrame) -> Exhibit:
    """The partnership's position in the funnel of every theme."""
    if peer_areas.empty:
        return no_rates(peer_areas)
    own = named(peer_areas[peer_areas["standing"] == "own"])
    themes = own[~own["theme"].isin(_SUMS)]
    out = themes[~themes["position"].isin(["as expected", "not known"])]
    lie = "lies" if len(out) == 1 else "lie"
    title = f"{number(len(out))} of {plural(len(themes), 'theme')} {lie} outside their limits"
    if len(out):
        told = [f"{lower_first(r.label)} ({r.position})" for r in out.itertuples()]
        title += f": {wording.listed(told)}"
    return data_table(
        own,
        {
            "label": "Theme",
            "rate": Shown("Rate per 1,000", "decimal2"),
            "all_areas": Shown("All areas", "decimal2"),
            "l95": Interval("95% limits", "lower_95", "upper_95", "decimal2"),
            "l998": Interval("99.8% limits", "lower_998", "upper_998", "decimal2"),
            "position": "Position",
        },
        caption="The partnership in the funnel of each theme",
        title=title,
    )


def travel_sentence(peer_changes: pd.DataFrame) -> Finding:
    """Which themes stand above the peers and drift away, or change most beside them."""
    rows = peer_changes[~peer_changes["theme"].isin(_SUMS)]
    own, peers = (wording.values(rows, name) for name in ("change_share", "change_share_peers"))
    apart = (own - peers).dropna()
    if apart.empty:
        return NOTHING_SHOWN
    away = [lower_first(x) for x in rows.loc[rows["quadrant"].eq(_AWAY), "label"]]
    ahead = int(rows["quadrant"].eq(_AHEAD).sum())
    top = apart.idxmax()
    figures = (
        f"{lower_first(rows.loc[top, 'label'])} changed by {wording.signed_percent(own[top])}, at "
        f"the peers by {wording.signed_percent(peers[top])}"
    )
    period = rows["period"].iloc[0]
    if rows["quadrant"].isna().all():
        return Finding(f"The greatest rise beside the peers, {period}", figures)
    if not away:
        return Finding(f"No theme stands above the peers and drifts away, {period}", figures)
    return Finding(
        f"Above the peers and drifting away, {period}: {wording.listed(away)}",
        "",
        f"Farthest apart, {figures}. {plural(ahead, 'theme')} "
        f"{'stands' if ahead == 1 else 'stand'} below the peers and "
        f"{'pulls' if ahead == 1 else 'pull'} ahead.",
    )


def no_rates(frame: pd.DataFrame) -> Exhibit:
    """Says what is missing where rates cannot be compared."""
    note = about(frame).get("note", "")
    why = note or "Residents of the areas around were not received: rates cannot be compared."
    return Exhibit(
        title="Rates beside peers: not available",
        body=f"<p>{html.escape(why)}</p>",
        about=about(frame.iloc[:0]),
    )
