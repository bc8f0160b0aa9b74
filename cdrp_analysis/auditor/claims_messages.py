"""What the key messages may claim: short sentences of one figure each."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_SUMS = ("all", "ordinary")


def _changed(published: Published) -> pd.DataFrame | None:
    """The theme that changed most of those beyond counting noise; no more where years are known."""
    if "real_changes" in published:
        return None
    frame = table(published, "year_on_year", "theme", "label", "change_share", "signal")
    if frame is None:
        return None
    beyond = frame[frame["signal"].isin(("up", "down")) & frame["theme"].ne("all")]
    size = beyond["change_share"].abs()
    moved = beyond["change_share"].gt(0).map({True: "rose", False: "fell"})
    return beyond.assign(moved=moved)[size.eq(size.max())]


def _beside(published: Published) -> pd.DataFrame | None:
    """All offences (or all but the sensitive) beside the peers' mean, if outside the funnel."""
    frame = table(published, "peer_rates", "theme", "label", "period", "difference_share")
    if frame is None:
        return None
    areas = table(published, "peer_areas", "theme", "standing", "position")
    if areas is not None:
        within = areas[areas["standing"].eq("own") & areas["position"].eq("as expected")]
        frame = frame[~frame["theme"].isin(within["theme"])]
    whole = next((frame[frame["theme"] == key] for key in _SUMS if (frame["theme"] == key).any()),
                 frame.head(0))  # fmt: skip
    return whole.assign(side=whole["difference_share"].gt(0).map({True: "more", False: "less"}))


def _places(published: Published) -> pd.DataFrame | None:
    frame = table(published, "concentration", "share_for_50")
    return None if frame is None else frame[frame["share_for_50"].notna()].head(1)


def _named(published: Published) -> pd.DataFrame | None:
    """What most residents name."""
    frame = table(published, "priority_consultation", "label", "concern_share")
    if frame is None:
        return None
    return frame[frame["concern_share"].eq(frame["concern_share"].max())]


CLAIMS = (
    Claim(
        "<label=> <moved=> by <change_share%> in a year, more than chance in the counts", _changed
    ),
    Claim(
        r"we had <difference_share%> <side=> crime than places like ours in <period=> \(<label=>\)",
        _beside,
    ),
    Claim("Half of all crime took place in <share_for_50%> of places", _places),
    Claim("<label=> is what most worries you: <concern_share%> of you name it", _named),
)
