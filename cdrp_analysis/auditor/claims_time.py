"""What sentences may claim of time: runs of years, changes, projections and their past errors."""

import pandas as pd

from cdrp_analysis.auditor.claims import Claim, Published, joined, table

_ALL, _TOTAL = "all", "All recorded offences"


def _runs(published: Published) -> pd.DataFrame | None:
    """Every theme from every year to every later one."""
    frame = table(published, "annual_offences", "theme", "label", "period", "offences")
    if frame is None:
        return None
    known = frame[["theme", "label", "period", "offences"]].copy()
    known["label"] = known["label"].mask(known["theme"] == _ALL, _TOTAL)
    pairs = known.merge(known[["theme", "period", "offences"]], on="theme", suffixes=("", "_end"))
    pairs = pairs[(pairs["period"] < pairs["period_end"]) & (pairs["offences"] > 0)]
    ratio = pairs["offences_end"] / pairs["offences"]
    moved = ratio.gt(1).map({True: "rose", False: "fell"})
    return pairs.assign(change=(ratio - 1).abs(), moved=moved)


def _left_out(published: Published) -> pd.DataFrame | None:
    """Years of each theme that are hidden or lack months."""
    frame = table(published, "annual_offences", "label", "period", "offences")
    if frame is None:
        return None
    whole = frame["offences"].notna()
    if "months_known" in frame:
        known = frame["months_known"]
        whole &= known.isna() | known.eq(frame.groupby("label")["months_known"].transform("max"))
    rows = frame.assign(left=~whole, peak=frame["offences"].where(whole))
    rows["left"] = rows.groupby("label")["left"].transform("sum")
    first = rows["label"].mask(rows.get("theme", "") == _ALL, _TOTAL)
    return rows.assign(label=first)


def _changes(published: Published) -> pd.DataFrame | None:
    """Changes on the year before and on the base year, with how many themes moved which way."""
    found = []
    for name, against in (("year_on_year", "year before"), ("base_year", "base year")):
        frame = table(published, name, "label", "change_share", "signal")
        if frame is None:
            continue
        themes = frame["theme"].ne(_ALL) if "theme" in frame else frame["label"].notna()
        shown = frame["change_share"].notna()
        counts = {
            word: int((themes & shown & frame["signal"].eq(signal)).sum())
            for word, signal in (("ups", "up"), ("downs", "down"), ("unclear", "no clear change"))
        }
        found.append(
            frame.assign(
                against=against,
                compared=int((themes & shown).sum()),
                uncompared=int((themes & ~shown).sum()),
                listed=len(frame),
                **counts,
            )
        )
    return joined(found)


def _projected(published: Published) -> pd.DataFrame | None:
    return table(published, "projection", "label", "target", "point", "lower_80", "upper_80")


def _projected_total(published: Published) -> pd.DataFrame | None:
    frame = _projected(published)
    if frame is None or "theme" not in frame:
        return None
    return frame[frame["theme"] == _ALL]


def _months_ahead(published: Published) -> pd.DataFrame | None:
    """Each theme's projected months: their mean, and the first and last with a range."""
    frame = table(published, "projection_monthly", "theme", "month", "point", "lower_80")
    names = table(published, "monthly_offences", "theme", "label")
    if frame is None or names is None:
        return None
    labels = dict(zip(names["theme"], names["label"], strict=True)) | {_ALL: _TOTAL}
    rows = []
    for theme, months in frame.sort_values("month").groupby("theme", sort=False):
        ranged = months[months["lower_80"].notna()]
        ends = ranged.iloc[[0, -1]] if len(ranged) else months.iloc[[0, -1]]
        (first_low, last_low), (first_high, last_high) = ends["lower_80"], ends["upper_80"]
        rows.append(
            {"label": labels.get(theme, theme), "mean": months["point"].mean(),
             "first_low": first_low, "first_high": first_high,
             "last_low": last_low, "last_high": last_high}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _errors(published: Published) -> pd.DataFrame | None:
    frame = table(published, "projection_accuracy", "label", "error_share", "error_share_habit")
    if frame is None:
        return None
    known = frame[frame["error_share"].notna()]
    better = int((known["error_share"] < known["error_share_habit"]).sum())
    sizes = pd.DataFrame({"themes": [len(frame), len(known)], "better": better})
    return sizes.drop_duplicates()


def _years(published: Published) -> pd.DataFrame | None:
    frame = table(published, "annual_offences", "label")
    return None if frame is None else pd.DataFrame({"themes": [frame["label"].nunique()]})


_LIMITS = r"\(95% limits <ratio_lower±> to <ratio_upper±>\)"
_RANGE = r"(?:\. About 80% of the time the outcome should lie between <lower_80~> and <upper_80~>)?"
CLAIMS = (
    Claim(
        "<label=> <moved=> <change%> between <period=> and <period_end=>"
        "(?:: from <offences> to <offences_end>)?",
        _runs,
    ),
    Claim(
        "<label=> (?:rose|fell|stood)[^.]*?(?:between [^.]*)?"
        r"\. (?:The highest count was <peak> in <period=>\.? ?)?"
        "(?:<left> periods? (?:is|are) left out)?",
        _left_out,
    ),
    Claim(
        "largest change on the <against=>.*? beyond chance in the counts was in <label=>"
        f"(?:: <change_share%>(?:, from <before> to <after>)?(?: {_LIMITS})?"
        r"(?:\. Of <compared> themes?, <ups> rose and <downs> fell by more than chance in the "
        r"counts explains; <unclear> did not(?:\. <uncompared> themes?)?)?)?",
        _changes,
    ),
    Claim("chart of the change of <listed> themes", _changes),
    Claim(
        "<label=>: (?:with <known_months> months? known, )?about <point~> projected for "
        f"(?:the )?<target=>{_RANGE}",
        _projected,
    ),
    Claim(
        "(?:[Ww]ith <known_months> months? known, )?[Aa]bout <point~> offences are projected for "
        f"(?:the )?<target=>{_RANGE}",
        _projected_total,
    ),
    Claim("<label=>: about <mean~> a month projected", _months_ahead),
    Claim(
        "chart of <label=> by month:.*?from <first_low~>–<first_high~> in the first month to "
        "<last_low~>–<last_high~> in the last",
        _months_ahead,
    ),
    Claim("nearer than last year's ratio for <better> of <themes> themes?", _errors),
    Claim("mean error of past projections for <themes> themes", _errors),
    Claim("charts of recorded offences a year for <themes> themes", _years),
    Claim("Recorded offences a year, <themes> themes?", _years),
)
