"""Counts by theme and month, and which months may be counted at all."""

import difflib

import geopandas as gpd
import pandas as pd

from cdrp_analysis.contracts.areas import canonical_area
from cdrp_analysis.contracts.counts import current_offence_name
from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.tabulation import by_theme_month
from cdrp_analysis.periods import Period
from cdrp_analysis.settings import Assessment, Feed, Theme
from cdrp_analysis.sources.coverage import collapsed_areas, month_coverage, thinned_months
from cdrp_analysis.store import Store


def codes_by_name(assessment: Assessment, areas: dict[str, gpd.GeoDataFrame]) -> dict[str, str]:
    """ONS code of every area that a count table may call by its name."""
    boroughs = [frame for kind, frame in areas.items() if kind.startswith("borough")]
    codes = {
        canonical_area(name): code
        for frame in boroughs
        for code, name in zip(frame["code"], frame["name"], strict=True)
    }
    return codes | {canonical_area(assessment.partnership.name): assessment.partnership.code}


def codes_of(kind: str, areas: dict[str, gpd.GeoDataFrame]) -> set[str]:
    """Codes of the partnership's areas of one kind, of every edition given."""
    return {
        code
        for name, frame in areas.items()
        if name.split("_")[0] == kind and not name.endswith("_wider")
        for code in frame["code"]
    }


def table_counts(
    assessment: Assessment,
    store: Store,
    feeds: list[Feed],
    codes: dict[str, str],
    ours: set[str] | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Published count tables by theme and month, and the same by offence."""
    only = None if ours is None else {"area": ours}
    rows = pd.concat([store.read(feed.key, only=only) for feed in feeds], ignore_index=True)
    names = rows["area_name"].astype("category")
    by_name = {name: codes.get(canonical_area(name)) for name in names.cat.categories}
    rows["area"] = rows["area"].astype("string").fillna(names.map(by_name).astype("string"))
    # What is left has no place: "Unknown", airports. It is in the accounting, in no area.
    rows = rows[rows["area"].notna()]
    # Where two releases hold an area's month the newer one counts, and only that one.
    newest = rows.groupby(["area", "month"])["vintage"].transform("max")
    rows = rows[rows["vintage"] == newest]
    by_row = {current_line(line): t.key for t in assessment.themes for line in t.counts}
    line = rows["group"] + "/" + rows["offence"]
    if ours is None:  # the borough table; small areas may lack an offence
        _require_lines(assessment, {*rows["group"].unique(), *line.unique()})
    rows["theme"] = line.map(by_row).fillna(rows["group"].map(by_row)).astype("string")
    rows = _without_collapsed(rows, assessment.thresholds.collapse_share)
    detail = rows[["area", "area_name", "group", "offence", "theme", "month", "offences"]]
    detail = detail.sort_values(["area", "group", "offence", "month"], ignore_index=True)
    incidents = [t.key for t in assessment.themes if t.kind == "incident"]
    counts = by_theme_month(rows[["area", "theme", "month", "offences"]], incidents)
    names = rows.drop_duplicates("area").set_index("area")["area_name"]
    vintages = rows.groupby(["area", "month"], as_index=False)["vintage"].first()
    counts = counts.assign(area_name=counts["area"].map(names))
    counts = counts.merge(vintages, on=["area", "month"], how="left")
    return counts.sort_values(["area", "theme", "month"], ignore_index=True), detail


def with_street_themes(
    assessment: Assessment,
    counts: pd.DataFrame,
    located: pd.DataFrame,
    coverage: pd.DataFrame,
    street: list[Feed],
) -> pd.DataFrame:
    """Themes that the count table does not know (anti-social behaviour) from the rows."""
    extra = row_counts(assessment, located, coverage, street)
    extra = extra[extra["theme"].isin(_of_rows_alone(assessment))]
    return pd.concat([counts, extra], ignore_index=True)


def lenders(assessment: Assessment, located: pd.DataFrame, street: list[Feed]) -> list[Feed]:
    """Feeds whose located rows give the count table the themes that it does not know."""
    lent = located["theme"].isin(_of_rows_alone(assessment))
    keys = set(located.loc[lent, "feed"])
    return [feed for feed in street if feed.key in keys]


def _of_rows_alone(assessment: Assessment) -> set[str]:
    return {t.key for t in assessment.themes if _of_rows(t) and not t.counts}


def current_line(line: str) -> str:
    """``GROUP`` or ``GROUP/OFFENCE`` of a theme, by the publisher's current name of the offence."""
    group, slash, offence = line.partition("/")
    return f"{group}/{current_offence_name(offence)}" if slash else group


def _require_lines(assessment: Assessment, there: set[str]) -> None:
    """A theme that names rows of the count tables must have one, or it would count nothing."""
    for theme in assessment.themes:
        lines = [current_line(line) for line in theme.counts]
        if not lines or there.intersection(lines):
            continue
        near = difflib.get_close_matches(lines[0], sorted(there), n=1, cutoff=0.3)
        raise InputError(
            f"the count tables have no row {theme.counts[0]!r}.",
            where=f"themes, {theme.key}",
            do=f"did you mean {near[0]!r}?" if near else "name a row that they have",
        )


def _of_rows(theme: Theme) -> bool:
    return bool(theme.street or theme.codes or theme.incidents)


def row_counts(
    assessment: Assessment, located: pd.DataFrame, coverage: pd.DataFrame, feeds: list[Feed]
) -> pd.DataFrame:
    """Counts of the partnership by theme and month from its rows, for want of a count table."""
    months = sorted(coverage.loc[coverage["feed"].isin([f.key for f in feeds]), "month"].unique())
    usable = usable_months(coverage, [f.key for f in feeds])
    themes = [t.key for t in assessment.themes if _of_rows(t)]
    counted = located.groupby(["theme", "month"], observed=True).size()
    unclaimed = located["theme"].isna() & (located["kind"] == "offence")
    rest = located[unclaimed].groupby("month").size()
    full = pd.MultiIndex.from_product([themes, months], names=["theme", "month"])
    panel = counted.reindex(full, fill_value=0).rename("offences").reset_index()
    left = rest.reindex(months, fill_value=0).rename("offences").rename_axis("month").reset_index()
    panel = pd.concat([panel, left.assign(theme=pd.NA)])
    panel["offences"] = panel["offences"].where(panel["month"].isin(usable)).astype("Int64")
    incidents = [t.key for t in assessment.themes if t.kind == "incident"]
    area = assessment.partnership.code
    counts = by_theme_month(panel.assign(area=area), incidents)
    return counts.assign(
        area_name=assessment.partnership.name, vintage=str(max(f.vintage for f in feeds))
    ).sort_values(["area", "theme", "month"], ignore_index=True)


def _without_collapsed(rows: pd.DataFrame, collapse_share: float) -> pd.DataFrame:
    """Counts whose area's month fell far below its own history are missing, not small."""
    totals = rows.groupby(["area", "month"], as_index=False, observed=True)["offences"].sum()
    lost = collapsed_areas(totals, collapse_share=collapse_share)
    if lost.empty:
        return rows
    gone = pd.MultiIndex.from_frame(lost[["area", "month"]].astype(str))
    here = pd.MultiIndex.from_frame(rows[["area", "month"]].astype(str))
    return rows.assign(offences=rows["offences"].mask(here.isin(gone)))


def coverage(assessment: Assessment, store: Store) -> pd.DataFrame:
    """
    Status of every month of every feed.

    A partner's one file holds all its months: a month without a row had no event, so that only
    feeds that say which months to expect can lack one. Offences and incidents are never without
    a row: from their first month to their last, a month that has none is absent.
    """
    frames = []
    events = {feed.key for feed in assessment.event_feeds()}
    for feed in assessment.feeds:
        if feed.layout == "template" and not feed.expected and feed.key not in events:
            continue
        files = store.provenance(feed.key)
        if feed.layout.startswith("policeuk"):
            # A download that a newer one replaced says nothing about which months are covered.
            kept = files[(files["repeated"] == 0) | (files["accepted"] > 0)]
            found = kept.groupby("month")["accepted"].sum().rename("rows").reset_index()
        else:
            found = store.months(feed.key)
        if found.empty and not feed.expected:
            continue
        if feed.expected:
            span = Period.parse(feed.expected)
            first, last = span.first, span.last
        else:
            first, last = found["month"].min(), found["month"].max()
        frames.append(
            month_coverage(
                found.assign(feed=feed.key),
                first=first,
                last=last,
                collapse_share=assessment.thresholds.collapse_share,
            )
        )
    columns = ["feed", "month", "rows", "status"]
    if not frames:
        return pd.DataFrame(columns=columns)
    return pd.concat(frames, ignore_index=True)[columns]


def without_thinned(
    covered: pd.DataFrame, located: pd.DataFrame, feeds: list[str], *, collapse_share: float
) -> pd.DataFrame:
    """
    Coverage in which a month that lost the partnership's own areas counts as collapsed.

    A file may be whole for the force and yet lack half of this partnership: its months are held
    against its own LSOAs and wards.
    """
    months: set[str] = set()
    if "lsoa" in located:
        keys = ["lsoa", "month"]
        own = located.dropna(subset=["lsoa"]).groupby(keys, observed=True).size()
        tidy = own.rename("offences").rename_axis(["area", "month"]).reset_index()
        months |= set(thinned_months(tidy)["month"])
    if "ward" in located:
        keys = ["ward", "month"]
        own = located.dropna(subset=["ward"]).groupby(keys, observed=True).size()
        tidy = own.rename("offences").rename_axis(["area", "month"]).reset_index()
        months |= set(collapsed_areas(tidy, collapse_share=collapse_share)["month"])
    lost = covered["feed"].isin(feeds) & covered["month"].isin(months)
    lost &= covered["status"] == "complete"
    return covered.assign(status=covered["status"].mask(lost, "collapsed"))


def usable_months(covered: pd.DataFrame, feeds: list[str]) -> set[str]:
    """Months in which every one of these feeds that covers the month is complete."""
    own = covered[covered["feed"].isin(feeds)]
    whole = own.groupby("month")["status"].agg(lambda status: status.eq("complete").all())
    return set(whole.index[whole.astype(bool)])
