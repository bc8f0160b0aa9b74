"""What sentences may claim of the plan's delivery and of what it is delivered with."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_WHOLE = "Whole plan"


def _one(**counts: object) -> pd.DataFrame:
    return pd.DataFrame({name: [value] for name, value in counts.items()})


def _plan(published: Published) -> pd.DataFrame | None:
    frame = table(published, "plan_priorities", "priority", "actions", "completed", "share")
    return None if frame is None else frame[frame["priority"] == _WHOLE]


def _overdue(published: Published) -> pd.DataFrame | None:
    frame = table(published, "plan_register", "colour")
    return None if frame is None else _one(red=(frame["colour"] == "red").sum())


def _targets(published: Published) -> pd.DataFrame | None:
    frame = table(published, "target_register", "status")
    if frame is None:
        return None
    held, gone = ((frame["status"] == word).sum() for word in ("in force", "withdrawn"))
    return _one(held=held, targets=len(frame), gone=gone)


def _levels(published: Published) -> pd.DataFrame | None:
    frame = table(published, "target_register", "status", "level")
    if frame is None:
        return None
    held = frame.loc[frame["status"] == "in force", "level"].value_counts()
    return held.rename("held").rename_axis("level").reset_index()


def _sites(published: Published) -> pd.DataFrame | None:
    return table(published, "site_outputs", "year", "site_name", "action", "number")


def _money(published: Published) -> pd.DataFrame | None:
    frame = table(
        published, "funding_streams", "year", "kind", "stream", "ends_on", "total", "hhi", "ending"
    )
    if frame is None:
        return None
    rows = frame[frame["kind"] == "money"]
    streams = rows.groupby("year")["stream"].transform("nunique")
    return rows.assign(even=1 / streams)


def _seats(published: Published) -> pd.DataFrame | None:
    frame = table(published, "seat_coverage", "seats", "held", "vacant")
    if frame is None:
        return None
    return _one(
        held=frame["held"].sum(), seats=frame["seats"].sum(),
        short=(frame["vacant"] > 0).sum(), bodies=len(frame),
    )  # fmt: skip


def _milestones(published: Published) -> pd.DataFrame | None:
    frame = table(published, "milestone_register", "standing")
    if frame is None:
        return None
    words = frame["standing"].value_counts()
    in_time, late, over = (words.get(w, 0) for w in ("done in time", "done late", "overdue"))
    return _one(due=in_time + late + over, in_time=in_time, late=late, over=over)


def _payback(published: Published) -> pd.DataFrame | None:
    columns = ("suggested_by", "hours", "projects", "proposed", "taken_up")
    frame = table(published, "payback_work", *columns)
    if frame is None:
        return None
    whole = frame[frame["suggested_by"] == "all"]
    return whole.assign(left=whole["proposed"] - whole["taken_up"])


def _sharing(published: Published) -> pd.DataFrame | None:
    frame = table(published, "sharing_by_agency", "due", "received", "late")
    return None if frame is None else frame[["due", "received", "late"]].sum().to_frame().T


def _services(published: Published) -> pd.DataFrame | None:
    return table(published, "services_used", "service", "used_share")


def _demand(published: Published) -> pd.DataFrame | None:
    return table(published, "demand_index", "label", "hours", "share", "change_share")


CLAIMS = (
    Claim(
        "<completed> of <actions> actions? of the last plan (?:is|are) completed"
        r"(?:: <share%>\. Completed late: <late>\. Completed with evidence kept: <with_evidence>\. "
        r"Overdue: <red>\. Dropped: <grey>)?",
        _plan,
    ),
    Claim("<red> actions? (?:is|are) overdue", _overdue),
    Claim("<held> of <targets> targets? (?:is|are) in force; <gone> withdrawn", _targets),
    Claim("<level=> <held>(?=,| and |[.])", _levels),
    Claim("Most often in <year=> at <site_name=>: <action=>: <number> times", _sites),
    Claim(
        "£<total> of money in <year=>; the largest stream is <stream=>"
        r"(?:\. Concentration \(Herfindahl index\): <hhi>, where equal streams would give <even>)?",
        _money,
    ),
    Claim("for £<ending> of it, <ending_share%>", _money),
    Claim("<held> of <seats> seats? (?:is|are) held", _seats),
    Claim("<short> of <bodies> bodies ha(?:s|ve) a vacant seat", _seats),
    Claim(
        "Of <due> milestones? due so far, <in_time> done in time, <late> late and <over> overdue",
        _milestones,
    ),
    Claim(
        "<hours> hours of community payback were worked on <projects> projects?"
        r"(?:\. Of <proposed> projects? proposed, <left> (?:was|were) not taken up)?",
        _payback,
    ),
    Claim("<received> of <due> deliver(?:y|ies) of data came, <late> of them late", _sharing),
    Claim(r"<service=> \(<used_share%>\)", _services),
    Claim(
        "<label=> takes the largest part of officers' time: about <hours~> hours, <share%> of "
        r"those shown(?:\. Its hours changed by <change_share%> on)?",
        _demand,
    ),
)
