"""What sentences may claim of changes, targets and flagged offences."""

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, table

_STEPS = ((0.01, "clear"), (0.05, "likely"), (0.20, "possible"))
_VERBS = {
    "clear": ("clearly rose", "clearly fell"),
    "likely": ("probably rose", "probably fell"),
    "possible": ("may have risen", "may have fallen"),
}
_LINES = 10  # themes that a table of what changed shows
_MET = ("very likely met", "likely met", "open", "likely missed", "very likely missed")


def _moved(published: Published) -> pd.DataFrame | None:
    """How many themes rose or fell, by how sure that is, one row for each word."""
    frame = table(published, "real_changes", "theme", "change", "q")
    if frame is None:
        return None
    known = frame[frame["change"].notna() & frame["q"].notna()]
    sure = np.select([known["q"] <= limit for limit, _ in _STEPS], [w for _, w in _STEPS], "no")
    way = np.select([known["change"] > 0, known["change"] < 0], ["rise", "fall"], "no")
    words = pd.Series([f"{a} {b}" for a, b in zip(sure, way, strict=True)])
    counted = words[~words.str.contains(r"\bno\b")].value_counts()
    still = len(known) - int(counted.sum())
    rows = [
        {"sure": f"{word}{end}", "number": n} for word, n in counted.items() for end in ("", "s")
    ]
    return pd.DataFrame(rows or [{"sure": "", "number": None}]).assign(
        themes=len(known), still=still, further=len(frame) - _LINES
    )


def _surest(published: Published) -> pd.DataFrame | None:
    """The change that is surest, of those most sure the one farthest from chance."""
    names = ("label", "before", "after", "change", "change_share", "z", "q")
    frame = table(published, "real_changes", *names)
    if frame is None:
        return None
    frame = frame[frame["q"].eq(frame["q"].min())]
    frame = frame[frame["z"].abs().eq(frame["z"].abs().max()) & frame["change"].ne(0)]
    sure = np.select([frame["q"] <= limit for limit, _ in _STEPS], [w for _, w in _STEPS], "")
    rose = frame["change"].gt(0).to_numpy()
    verbs = [
        _VERBS.get(word, ("", ""))[0 if up else 1] for word, up in zip(sure, rose, strict=True)
    ]
    words = [f"{word} {'rise' if up else 'fall'}" for word, up in zip(sure, rose, strict=True)]
    return frame.assign(word=words, moved=verbs)[sure != ""]


def _panels(published: Published) -> pd.DataFrame | None:
    """Themes that have both months and a change."""
    months, changes = (
        table(published, "monthly_offences", "theme"),
        table(published, "real_changes", "theme"),
    )
    if months is None or changes is None:
        return None
    return pd.DataFrame({"drawn": [changes["theme"].isin(set(months["theme"])).sum()]})


def _breaks(published: Published) -> pd.DataFrame | None:
    frame = table(published, "series_breaks", "series")
    return None if frame is None else pd.DataFrame({"breaks": [len(frame)]})


def _targets(published: Published) -> pd.DataFrame | None:
    return table(published, "target_chances", "label", "point", "aim", "chance_share", "word")


def _counted(published: Published) -> pd.DataFrame | None:
    """Targets by the word for their chance, and those that could not be projected."""
    frame = table(published, "target_chances", "label", "chance_share", "word")
    if frame is None or frame.empty:
        return None
    known = frame[frame["chance_share"].notna()]
    sizes = known["word"].value_counts()
    made = [{"word": word, "number": sizes[word]} for word in _MET if word in sizes.index]
    return pd.DataFrame(made or [{"word": "", "number": None}]).assign(
        targets=len(known), left=len(frame) - len(known)
    )


def _bridge(published: Published) -> pd.DataFrame | None:
    frame = table(published, "target_bridge", "measure", "parts", "part_targets", "whole", "gap")
    if frame is None:
        return None
    even = int(frame["gap"].eq(0).sum())
    return frame.assign(even=even, measures=int(frame["gap"].notna().sum()))


def _flagged(published: Published) -> pd.DataFrame | None:
    return table(published, "flagged_offences", "label", "before", "after", "point", "lower_80")


_RANGE = r"(?: \(about 80% range <lower_80~> to <upper_80~>\))?"
CLAIMS = (
    Claim("<number> <sure=>(?=,| and | among)", _moved),
    Claim("among <themes> themes?(?:, |\\. )(?:<still> themes? showed no clear change)?", _moved),
    Claim("among <themes> themes?", _moved),
    Claim("None of <themes> themes? changed by more than years differ", _moved),
    Claim("<further> further themes? changed less surely", _moved),
    Claim(
        "surest change on the year before.*? was a <word=> in <label=>: <change_share%>"
        "(?:, from <before> to <after>)?",
        _surest,
    ),
    Claim("<label=> <moved=> by <change_share%> in a year", _surest),
    Claim("charts of recorded offences a month, <drawn> themes?", _panels),
    Claim("<breaks> breaks? within the years shown", _breaks),
    Claim(
        f"<label=>: <word=>(?:: about <point~> projected{_RANGE}, <aim> or (?:fewer|more) wanted"
        r"(?:\. The chance of meeting it is <chance_share%>)?)?",
        _targets,
    ),
    Claim("Of <targets> targets?, ", _counted),
    Claim("<number> <word=>(?=,| and |[.]|$)", _counted),
    Claim("<left> targets? could not be projected", _counted),
    Claim(
        "<measure=>: the boroughs' targets add up to <gap> (?:more|less) than the force's"
        "(?:: <parts> of <part_targets> boroughs? against <whole>)?",
        _bridge,
    ),
    Claim("<even> further measures? adds? up", _bridge),
    Claim("targets add up to the force's for <measures> measures?", _bridge),
    Claim(
        r"<label=>: [a-z, ]+: <after> after <before> in the same months a year before, "
        r"<change_share%>(?: \(95% limits <ratio_lower±> to <ratio_upper±>\))?"
        r"(?:\. About <point~> are projected for <target=>(?:, about 80% of the time between "
        "<lower_80~> and <upper_80~>)?)?",
        _flagged,
    ),
)
