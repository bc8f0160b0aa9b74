"""What sentences may claim of the partnership beside its peers."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_SUMS = ("all", "ordinary")  # what stands for every offence is no theme
_WITHIN = ("as expected", "not known")


def _themes(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[~frame["theme"].isin(_SUMS)]


def _set(published: Published) -> pd.DataFrame | None:
    """How many peers there are, and how many do not count us among theirs."""
    frame = table(published, "peer_set", "area_name", "mutual")
    if frame is None:
        return None
    return pd.DataFrame({"areas": [len(frame)], "one_sided": [frame["mutual"].eq("no").sum()]})


def _means(published: Published) -> pd.DataFrame | None:
    """Every theme's rate beside the peers' mean, and on which side of it."""
    frame = table(published, "peer_rates", "label", "rate", "peer_mean", "difference_share")
    if frame is None:
        return None
    above = frame["difference_share"] > 0
    return frame.assign(where=above.map({True: "above", False: "below"}))


def _ends(published: Published) -> pd.DataFrame | None:
    """The themes farthest above and farthest below the peers' mean."""
    frame = _means(published)
    if frame is None:
        return None
    known = _themes(frame).dropna(subset=["difference_share"])
    ends = known.sort_values("difference_share").iloc[[-1, 0]] if len(known) else known
    return pd.DataFrame(
        {
            f"{end}_{name}": [ends[name].iloc[at]]
            for at, end in enumerate(("top", "foot") if len(known) else ())
            for name in ("label", "where", "difference_share")
        }
    )


def _own(published: Published) -> pd.DataFrame | None:
    """The partnership in the funnel of every theme."""
    frame = table(
        published, "peer_areas", "theme", "label", "standing", "rate", "all_areas", "position"
    )
    return None if frame is None else frame[frame["standing"] == "own"]


def _outside(published: Published) -> pd.DataFrame | None:
    """How many themes lie outside the limits of their funnels."""
    frame = _own(published)
    if frame is None:
        return None
    themes = _themes(frame)
    out = ~themes["position"].isin(_WITHIN)
    return pd.DataFrame({"out": [out.sum()], "themes": [len(themes)]})


def _changes(published: Published) -> pd.DataFrame | None:
    frame = table(published, "peer_changes", "theme", "label", "change_share", "change_share_peers")
    return None if frame is None else _themes(frame)


def _farthest(published: Published) -> pd.DataFrame | None:
    """The theme whose change lies farthest above the peers'."""
    frame = _changes(published)
    if frame is None:
        return None
    apart = frame["change_share"] - frame["change_share_peers"]
    return frame[apart.eq(apart.max())]


def _ahead(published: Published) -> pd.DataFrame | None:
    frame = _changes(published)
    if frame is None or "quadrant" not in frame:
        return None
    return pd.DataFrame({"ahead": [frame["quadrant"].eq("below, and pulling ahead").sum()]})


_PLACE = r"(?:about )?<rank_lower°>(?: to <rank_upper°>)? of <of_areas> areas?"
CLAIMS = (
    Claim(
        "Compared with <areas> areas?(?:; <one_sided> areas? of them do(?:es)? not count us)?",
        _set,
    ),
    Claim(
        "<label=>: (?:<difference_share%> <where=>|level with) the peers' mean in <period=>"
        r"(?:: <rate> against <peer_mean> per 1,000 residents\. Its likely place (?:cannot be told "
        rf"from one year|is {_PLACE}[^;]*); the peers reach from <peer_lowest> to <peer_highest>)?",
        _means,
    ),
    Claim(
        "Farthest above the peers is <top_label=>, farthest below <foot_label=>: "
        "<top_difference_share%> <top_where=> the peers' mean and "
        "<foot_difference_share%> <foot_where=> the peers' mean",
        _ends,
    ),
    Claim(
        "<label=>: our rate is .*? for an area of our size: <rate> per 1,000 residents, "
        "all areas together <all_areas>",
        _own,
    ),
    Claim("<out> of <themes> themes? lies? outside their limits", _outside),
    Claim("<label=> changed by <change_share%>, at the peers by <change_share_peers%>", _farthest),
    Claim("<ahead> themes? stands? below the peers", _ahead),
)
