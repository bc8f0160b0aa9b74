"""From raw files to the frames that notebooks work with: ingest, locate, count by theme."""

import hashlib
import json
import os
import shutil
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd

from cdrp_analysis import geography, settings, sources
from cdrp_analysis.assessment.layout import Layout, reference
from cdrp_analysis.contracts.areas import canonical_area
from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.accounting import completeness
from cdrp_analysis.measures.tabulation import by_theme_month
from cdrp_analysis.periods import Period
from cdrp_analysis.settings import Assessment, Feed, Weights
from cdrp_analysis.sources.archive import find_files
from cdrp_analysis.sources.areas import read_boundaries, read_lookup
from cdrp_analysis.sources.coverage import month_coverage
from cdrp_analysis.sources.denominators import read_denominator, read_deprivation
from cdrp_analysis.store import Store, fingerprint
from cdrp_analysis.vocabulary import ASB

# Snap points lie on bridges and kerbs, outlines are generalised: this far outside still counts.
REACH_M = 60.0
EDGE_M = 25.0
_FIELDS = (
    "crime_id",
    "longitude",
    "location",
    "lsoa",
    "outcome",
    "context",
    "object_of_search",
    "age_range",
    "ethnicity_self",
    "area",
    "offences",
)
_NO_REVISIONS = pd.DataFrame(
    columns=[
        "feed",
        "month",
        "publisher",
        "vintage_before",
        "vintage_after",
        "rows_before",
        "rows_after",
        "rows_added",
        "rows_removed",
        "rows_changed",
    ]
)
VERSION = 1  # of these frames: raise it when the same raw files would be prepared differently


def ingest(assessment: Assessment, root: Path, store: Store) -> list[str]:
    """Read every feed of the assessment file into the store; return the feeds that changed."""
    changed = []
    for feed in assessment.feeds:
        kin = [f for f in assessment.feeds if f.layout == feed.layout]
        identity = fingerprint(
            VERSION, [(f.model_dump_json(), _contents(f, root)) for f in kin], feed.key
        )
        readings = sources.read(feed, root, among=kin)
        revised = partial(sources.revised_months, feed, root, among=kin)
        compare = sources.revisions if feed.layout.startswith("policeuk") else None
        if store.ingest(feed.key, readings, fingerprint=identity, revise=compare, revised=revised):
            changed.append(feed.key)
    return changed


def make_ready(file: Path, root: Path, out: Path) -> Layout:
    """Ingest and prepare what an assessment file names, for work by hand."""
    places = Layout(out, settings.load(file))
    store = Store(places.store)
    ingest(places.assessment, root, store)
    prepare(places.assessment, root, store, places.prepared)
    return places


def provenance(assessment: Assessment, store: Store) -> pd.DataFrame:
    """One row per raw file of every feed, with its hash and its rows in and out."""
    frames = [store.provenance(f.key).assign(feed=f.key) for f in assessment.feeds]
    return pd.concat(frames, ignore_index=True)


def prepare(assessment: Assessment, root: Path, store: Store, folder: Path) -> None:
    """
    Write the analysis frames of this assessment into ``folder``, all or none.

    ``areas_*`` (boundaries), ``offences`` (located rows), ``counts_<area type>`` (by theme and
    month), ``residents_*`` and ``households_*``, ``deprivation``, ``coverage``,
    ``sources`` (what to print beneath exhibits).
    """
    identity = fingerprint(
        VERSION,
        assessment.model_dump_json(),
        [(f.key, tuple(store.provenance(f.key)["sha256"])) for f in assessment.feeds],
        [_hash(root / b.file) for b in assessment.boundaries],
        [_hash(root / d.file) for d in (*assessment.denominators, *assessment.deprivation)],
        [_hash(root / look.file) for look in assessment.lookups],
        [_hash(_weights_file(w, root)) for w in assessment.weights],
    )
    mark = folder / "fingerprint.json"
    if mark.exists() and json.loads(mark.read_text(encoding="utf-8")) == identity:
        return
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        _write_frames(assessment, root, store, fresh)
        (fresh / "fingerprint.json").write_text(json.dumps(identity), encoding="utf-8")
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def _write_frames(assessment: Assessment, root: Path, store: Store, folder: Path) -> None:
    areas = _areas(assessment, root)
    for kind, frame in areas.items():
        frame.to_parquet(folder / f"areas_{kind}.parquet")
    printed = []
    coverage = _coverage(assessment, store)
    coverage.to_parquet(folder / "coverage.parquet", index=False)
    for name, frame in _intake(assessment, store, coverage).items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    if assessment.weights:
        _weights(assessment, root).to_parquet(folder / "weights.parquet", index=False)
    street = assessment.feeds_of("policeuk-street")
    if street:
        located = _located(assessment, root, store, street, areas)
        located.to_parquet(folder / "offences.parquet", index=False)
        printed.append(("offences", _source(street), _geography(assessment)))
    for kind in ("borough", "ward", "lsoa"):
        feeds = assessment.feeds_of("counts", kind)
        if feeds:
            codes = _codes_by_name(assessment, areas)
            # Other boroughs lend their seasons; their wards and LSOAs are not looked at.
            ours = None if kind == "borough" else _codes_of(kind, areas)
            counts, detail = _counts(assessment, store, feeds, codes, ours)
            if kind == "borough" and street:
                counts = _with_street_themes(assessment, counts, located, coverage, street)
            counts.to_parquet(folder / f"counts_{kind}.parquet", index=False)
            detail.to_parquet(folder / f"detail_{kind}.parquet", index=False)
            printed.append((f"counts_{kind}", _source(feeds), feeds[0].geography))
    if street and not assessment.feeds_of("counts", "borough"):
        counts = _counted(assessment, located, coverage, street)
        counts.to_parquet(folder / "counts_borough.parquet", index=False)
        printed.append(("counts_borough", _source(street), _geography(assessment)))
    printed += _denominators(assessment, root, areas, folder)
    for setting in assessment.deprivation:
        if setting.edition == assessment.reporting_edition("lsoa"):
            read_deprivation(setting, root).to_parquet(folder / "deprivation.parquet", index=False)
            printed.append(("deprivation", setting.source, setting.edition))
    frame = pd.DataFrame(printed, columns=["frame", "source", "geography"])
    frame.to_parquet(folder / "sources.parquet", index=False)


def _intake(
    assessment: Assessment, store: Store, coverage: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """What came in, as the data-quality report reads it."""
    months = coverage[coverage["rows"] > 0].groupby("feed")["month"].agg(["min", "max"])
    files = provenance(assessment, store)
    files["first_month"] = files["feed"].map(months["min"])
    files["last_month"] = files["feed"].map(months["max"])
    blanks = {f.key: store.blanks(f.key) for f in assessment.feeds}
    blanks = {key: table[table["field"].isin(_FIELDS)] for key, table in blanks.items()}
    places = {
        key: store.read(key, columns=["location"])["location"]
        for key, table in blanks.items()
        if table["field"].eq("location").any()
    }
    quarantined = [store.quarantine(f.key) for f in assessment.feeds]
    revised = [f for f in (store.revisions(f.key) for f in assessment.feeds) if len(f)]
    return {
        "provenance": files,
        "quarantine": pd.concat(quarantined, ignore_index=True),
        "revisions": pd.concat(revised, ignore_index=True) if revised else _NO_REVISIONS,
        "completeness": completeness(blanks, places),
    }


def _weights(assessment: Assessment, root: Path) -> pd.DataFrame:
    frames = []
    for setting in assessment.weights:
        path = _weights_file(setting, root)
        if not path.exists():
            raise InputError(
                f"there is no weights file {path.name}.", where="weights", do="check weights.file"
            )
        frame = pd.read_csv(path, dtype={"scheme": "str", "edition": "str"})
        frame = frame[frame["scheme"] == setting.scheme]
        if not frame["edition"].eq(setting.edition).any():
            raise InputError(
                f"{path.name} holds no {setting.scheme} weights of edition {setting.edition!r}.",
                where="weights",
                do=f"its editions: {', '.join(sorted(frame['edition'].unique())) or 'none'}",
            )
        frames.append(frame[frame["edition"] == setting.edition])
    return pd.concat(frames, ignore_index=True)


def _weights_file(setting: Weights, root: Path) -> Path:
    if setting.file.startswith("reference:"):
        return reference() / setting.file.removeprefix("reference:")
    return root / setting.file


# Areas --------------------------------------------------------------------------------


def _areas(assessment: Assessment, root: Path) -> dict[str, gpd.GeoDataFrame]:
    """Reporting areas of each kind, inside the partnership; and every LSOA edition given."""
    found: dict[str, gpd.GeoDataFrame] = {}
    sets = {(b.area_type, b.edition): b for b in assessment.boundaries if not b.wider}
    for kind in ("borough", "ward", "lsoa"):
        edition = assessment.reporting_edition(kind)
        wanted = sets.get((kind, edition))
        if wanted is not None:
            found[kind] = read_boundaries(wanted, root)
    if "borough" not in found:
        raise InputError(
            "the assessment file gives no outline of the partnership.",
            where="boundaries",
            do='add a boundary set with area_type = "borough"',
        )
    own = found["borough"]["code"] == assessment.partnership.code
    if own.any():
        found["borough"] = found["borough"][own].reset_index(drop=True)
    elif len(found["borough"]) > 1:
        raise InputError(
            "the boundary file holds several areas, and none is the partnership.",
            where="boundaries, borough",
            areas=[assessment.partnership.code],
            do="check partnership.code and the code column of the boundary set",
        )
    for key, setting in sets.items():
        found.setdefault(f"{key[0]}_{key[1]}", read_boundaries(setting, root))
    for setting in (b for b in assessment.boundaries if b.wider):
        found[f"{setting.area_type}_wider"] = read_boundaries(setting, root)
    return found


def _located(
    assessment: Assessment,
    root: Path,
    store: Store,
    feeds: list[Feed],
    areas: dict[str, gpd.GeoDataFrame],
) -> pd.DataFrame:
    """
    Rows inside the partnership, with grid coordinates, ward, LSOA and theme.

    The publisher's LSOA decides whether a row belongs to the partnership, not the force; a row
    without one is placed by its point. A row keeps its feed, file and line.
    """
    rows = pd.concat([store.read(f.key).assign(feed=f.key) for f in feeds], ignore_index=True)
    rows = geography.to_national_grid(rows)
    editions = {
        key.removeprefix("lsoa_"): frame
        for key, frame in areas.items()
        if key.startswith("lsoa_") and not key.endswith("_wider")
    }
    reporting = assessment.reporting_edition("lsoa")
    if "lsoa" in areas:
        editions[reporting] = areas["lsoa"]
    ours = {code for frame in editions.values() for code in frame["code"]}
    inside = geography.assign(rows, areas["borough"], reach_m=EDGE_M).notna()
    rows = rows[rows["lsoa"].isin(ours) | (rows["lsoa"].isna() & inside)].reset_index(drop=True)
    if "lsoa" in areas:
        point = geography.assign(rows, areas["lsoa"], reach_m=REACH_M)
        rows["lsoa_point"] = point
        for look in assessment.lookups:
            if look.from_type == look.to_type == "lsoa" and reporting in (
                look.from_edition,
                look.to_edition,
            ):
                lookup = read_lookup(look, root)
                lookup = lookup[lookup["from_code"].isin(ours) | lookup["to_code"].isin(ours)]
                backwards = reporting == look.from_edition
                rows["lsoa"] = geography.convert_lsoa(
                    rows["lsoa"], lookup, backwards=backwards, by_point=point
                )["code"].to_numpy()
        known = rows["lsoa"].isin(areas["lsoa"]["code"])
        rows["lsoa"] = rows["lsoa"].where(known, point)
    if "ward" in areas:
        rows["ward"] = geography.assign(rows, areas["ward"], reach_m=REACH_M)
        if "lsoa" in areas:
            main = geography.best_fit(geography.areal_lookup(areas["lsoa"], areas["ward"]))
            rows["ward"] = rows["ward"].fillna(rows["lsoa"].map(main))
    theme, kind = _themes_of(assessment)
    rows["theme"] = rows["category"].map(theme).astype("string")
    rows["kind"] = rows["category"].map(kind).fillna("offence").astype("string")
    columns = [
        "feed", "source_file", "source_row", "vintage", "month", "category", "theme", "kind",
        "outcome", "location", "crime_id", "longitude", "latitude", "easting", "northing", "lsoa",
        "ward",
    ]  # fmt: skip
    return rows[[c for c in columns if c in rows]].sort_values(
        ["month", "feed", "source_file", "source_row"], ignore_index=True
    )


def _themes_of(assessment: Assessment) -> tuple[dict[str, str], dict[str, str]]:
    theme = {c: t.key for t in assessment.themes for c in t.street}
    # A report of anti-social behaviour is no offence, whether or not a theme claims it.
    kind = {ASB: "incident"} | {c: t.kind for t in assessment.themes for c in t.street}
    return theme, kind


# Counts -------------------------------------------------------------------------------


def _codes_by_name(assessment: Assessment, areas: dict[str, gpd.GeoDataFrame]) -> dict[str, str]:
    """ONS code of every area that a count table may call by its name."""
    boroughs = [frame for kind, frame in areas.items() if kind.startswith("borough")]
    codes = {
        canonical_area(name): code
        for frame in boroughs
        for code, name in zip(frame["code"], frame["name"], strict=True)
    }
    return codes | {canonical_area(assessment.partnership.name): assessment.partnership.code}


def _codes_of(kind: str, areas: dict[str, gpd.GeoDataFrame]) -> set[str]:
    """Codes of the partnership's areas of one kind, of every edition given."""
    return {
        code
        for name, frame in areas.items()
        if name.split("_")[0] == kind and not name.endswith("_wider")
        for code in frame["code"]
    }


def _counts(
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
    rows["area"] = rows["area"].fillna(names.map(by_name).astype("string"))
    # What is left has no place: "Unknown", airports. It is in the accounting, in no area.
    rows = rows[rows["area"].notna()]
    # Where two releases hold the same month the newer one counts, and only that one.
    newest = rows.groupby("month")["vintage"].transform("max")
    rows = rows[rows["vintage"] == newest]
    by_row = {line: t.key for t in assessment.themes for line in t.counts}
    line = rows["group"] + "/" + rows["offence"]
    rows["theme"] = line.map(by_row).fillna(rows["group"].map(by_row)).astype("string")
    detail = rows[["area", "area_name", "group", "offence", "theme", "month", "offences"]]
    detail = detail.sort_values(["area", "group", "offence", "month"], ignore_index=True)
    incidents = [t.key for t in assessment.themes if t.kind == "incident"]
    counts = by_theme_month(rows[["area", "theme", "month", "offences"]], incidents)
    names = rows.drop_duplicates("area").set_index("area")["area_name"]
    vintages = rows.drop_duplicates("month").set_index("month")["vintage"]
    counts = counts.assign(
        area_name=counts["area"].map(names), vintage=counts["month"].map(vintages)
    )
    return counts.sort_values(["area", "theme", "month"], ignore_index=True), detail


def _with_street_themes(
    assessment: Assessment,
    counts: pd.DataFrame,
    located: pd.DataFrame,
    coverage: pd.DataFrame,
    street: list[Feed],
) -> pd.DataFrame:
    """Themes that the count table does not know (anti-social behaviour) from the rows."""
    unknown = {t.key for t in assessment.themes if t.street and not t.counts}
    extra = _counted(assessment, located, coverage, street)
    return pd.concat([counts, extra[extra["theme"].isin(unknown)]], ignore_index=True)


def _counted(
    assessment: Assessment, located: pd.DataFrame, coverage: pd.DataFrame, feeds: list[Feed]
) -> pd.DataFrame:
    """Counts of the partnership by theme and month from its rows, for want of a count table."""
    months = sorted(coverage.loc[coverage["feed"].isin([f.key for f in feeds]), "month"].unique())
    usable = set(_usable_months(coverage, feeds))
    themes = [t.key for t in assessment.themes if t.street]
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


def _usable_months(coverage: pd.DataFrame, feeds: list[Feed]) -> list[str]:
    complete = coverage["status"].isin(["complete"]) & coverage["feed"].isin([f.key for f in feeds])
    return sorted(coverage.loc[complete, "month"].unique())


def _coverage(assessment: Assessment, store: Store) -> pd.DataFrame:
    frames = []
    for feed in assessment.feeds:
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
    return pd.concat(frames, ignore_index=True)[["feed", "month", "rows", "status"]]


# Denominators -------------------------------------------------------------------------


def _denominators(
    assessment: Assessment, root: Path, areas: dict[str, gpd.GeoDataFrame], folder: Path
) -> list[tuple[str, str, str]]:
    """Residents and households of every reporting area; carried over where only LSOAs have them."""
    year = int(assessment.period.period.first[:4])
    printed = []
    for measure in dict.fromkeys(d.measure for d in assessment.denominators):
        given_for = [d for d in assessment.denominators if d.measure == measure]
        for kind in ("borough", "ward", "lsoa"):
            if kind not in areas:
                continue
            edition = assessment.reporting_edition(kind)
            direct = [d for d in given_for if (d.area_type, d.edition) == (kind, edition)]
            lsoa = [d for d in given_for if d.area_type == "lsoa"]
            setting = (direct or lsoa or [None])[0]
            if setting is None:
                continue
            given = read_denominator(setting, root, year)
            note = given.attrs.get("note", "")
            if not direct:
                own = areas.get(f"lsoa_{setting.edition}", areas.get("lsoa"))
                if assessment.reporting_edition("lsoa") == setting.edition:
                    own = areas["lsoa"]
                given = given[given["area"].isin(own["code"])]
                lookup = geography.areal_lookup(own, areas[kind])
                given = geography.apportion(given, lookup, value=measure).dropna(subset=["area"])
                given[measure] = given[measure].round().astype(int)
                note = "; ".join(filter(None, [note, "carried from LSOAs by area"]))
            given = given[given["area"].isin(areas[kind]["code"])]
            given.to_parquet(folder / f"{measure}_{kind}.parquet", index=False)
            source = "; ".join(filter(None, [setting.source, note]))
            printed.append((f"{measure}_{kind}", source, edition))
    return printed


def _source(feeds: list[Feed]) -> str:
    return "; ".join(
        dict.fromkeys(
            f"{f.source or f.key}, downloaded {f.vintage.day} {f.vintage:%B %Y}" for f in feeds
        )
    )


def _geography(assessment: Assessment) -> str:
    ward, lsoa = assessment.reporting_edition("ward"), assessment.reporting_edition("lsoa")
    return f"wards of {ward}, LSOAs of {lsoa}"


def _contents(feed: Feed, root: Path) -> list[tuple[str, str]]:
    files = find_files(root, feed.files, where=feed.key)
    hashes = {path: _hash(path) for path in {file.path for file in files}}
    return [(file.name, hashes[file.path]) for file in files]


def _hash(path: Path) -> str:
    path = Path(str(path).partition("!")[0])  # a member or worksheet changes with its file
    if not path.exists():
        return "absent"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
