"""The targets of a partnership's register: its own, what they are about, those that add up."""

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.windows import in_force_on
from cdrp_analysis.measures.delivery import in_force, reconciliation
from cdrp_analysis.measures.target_series import GROUP, THEME, what_targets_are_about
from cdrp_analysis.measures.year_watch import as_panel

PARTNERSHIP, BOROUGH = "partnership", "borough"
_BRIDGE = ["measure", "own", "own_share", "parts", "part_targets", "whole", "gap"]


def register(evidence: Evidence) -> pd.DataFrame:
    """
    Targets in force on the last day known, each with the series that it is about.

    Returns
    -------
    DataFrame
        The columns of the feed, ``series, series_kind, series_label``, ``own`` (the
        partnership's, or the borough's own) and ``sensitive`` (of a sensitive theme, or of one
        nobody has classed). Empty where no register was received.
    """
    columns = ["target", "label", "measure", "level", "wanted", "baseline", "value",
               "change_percent", "starts_on", "ends_on"]  # fmt: skip
    named = ["series", "series_kind", "series_label", "own", "sensitive"]
    if not evidence.has_feed("targets"):
        # Flags of no rows are flags all the same: as a selection they would pick columns.
        return pd.DataFrame(columns=[*columns, *named]).astype({"own": bool, "sensitive": bool})
    rows = evidence.feed("targets")
    rows = rows.loc[in_force(rows, in_force_on(evidence)), columns].reset_index(drop=True)
    detail = _detail(evidence)
    about = what_targets_are_about(
        rows,
        evidence.themes,
        groups=list(dict.fromkeys(detail["group"])),
        offences=list(dict.fromkeys(detail["offence"])),
    )
    rows = rows.join(about)
    ours = rows["label"].str.startswith(f"{evidence.name}:") | rows["target"].str.endswith(
        evidence.borough
    )
    rows["own"] = rows["level"].eq(PARTNERSHIP) | (rows["level"].eq(BOROUGH) & ours)
    return rows.assign(sensitive=_sensitive(rows, evidence, detail))


def targeted_themes(evidence: Evidence) -> list[str]:
    """Themes for which the partnership itself has a target in force."""
    rows = register(evidence)
    own = rows[(rows["level"] == PARTNERSHIP) & (rows["series_kind"] == THEME)]
    return own["series"].tolist()


def series_panel(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """Counts of the series that targets are about: ``area, offence, month, count``."""
    counts = as_panel(evidence.counts("borough"))
    detail = _detail(evidence)
    parts = [counts[counts["offence"].isin(_of(rows, THEME))]]
    for kind in (GROUP, "offence"):
        own = detail[detail[kind].isin(_of(rows, kind))]
        # A sum with a part that is not known is not known.
        summed = own.groupby(["area", kind, "month"], observed=True)["offences"].agg(
            lambda part: part.sum(skipna=False)
        )
        named = summed.rename("count").reset_index().rename(columns={kind: "offence"})
        parts.append(named.astype({"count": "Float64"}))
    return pd.concat(parts, ignore_index=True)


def bridge(evidence: Evidence, rows: pd.DataFrame) -> pd.DataFrame:
    """
    What the boroughs' targets add up to against the force's, with the own one.

    Parameters
    ----------
    rows : DataFrame
        From :func:`register`.

    Returns
    -------
    DataFrame, one row per measure that both have
        ``measure, own, own_share, parts, part_targets, whole, gap``.
    """
    if rows.empty:
        return pd.DataFrame(columns=_BRIDGE)
    last = pd.Period(evidence.period.last, "M").end_time.normalize()
    year = rows[rows["ends_on"] == last]
    table = reconciliation(year)
    own = year[year["own"] & year["level"].eq(BOROUGH)].set_index("measure")["value"]
    table["own"] = table["measure"].map(own[~own.index.duplicated()])
    return table.assign(own_share=table["own"] / table["parts"])[_BRIDGE]


def _detail(evidence: Evidence) -> pd.DataFrame:
    if not evidence.has_frame("detail_borough"):
        columns = ["area", "group", "offence", "theme", "month", "offences"]
        return pd.DataFrame(columns=columns)
    frame = evidence.frame("detail_borough")
    return frame[frame["month"] <= evidence.known_to]


def _of(rows: pd.DataFrame, kind: str) -> set[str]:
    return set(rows.loc[rows["series_kind"] == kind, "series"])


def _sensitive(rows: pd.DataFrame, evidence: Evidence, detail: pd.DataFrame) -> list[bool]:
    flags = evidence.themes.set_index("theme")["sensitive"]
    parts = detail[["group", "offence", "theme"]].drop_duplicates()
    parts = parts.assign(sensitive=parts["theme"].map(flags).astype("boolean").fillna(True))
    found = []
    for series, kind in zip(rows["series"], rows["series_kind"], strict=True):
        if kind == THEME:
            found.append(bool(flags[series]))
        else:
            found.append(not kind or bool(parts.loc[parts[kind] == series, "sensitive"].any()))
    return found
