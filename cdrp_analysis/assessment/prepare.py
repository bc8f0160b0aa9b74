"""From raw files to the frames that notebooks work with: ingest, locate, count by theme."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from cdrp_analysis import settings, sources
from cdrp_analysis.assessment import counted
from cdrp_analysis.assessment.areas import read_areas, read_roads, write_denominators
from cdrp_analysis.assessment.layout import Layout, reference
from cdrp_analysis.assessment.located import located_rows, unplaced_rows
from cdrp_analysis.contracts import CONTRACTS
from cdrp_analysis.contracts.base import PROVENANCE
from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.accounting import completeness
from cdrp_analysis.settings import Assessment, Feed, Weights
from cdrp_analysis.side_by_side import side_by_side
from cdrp_analysis.sources.archive import find_file, find_files
from cdrp_analysis.sources.denominators import read_deprivation
from cdrp_analysis.sources.school_terms import read_school_terms
from cdrp_analysis.store import Store, fingerprint

# Columns of every row that no publisher filled in.
_OURS = frozenset({*(column.name for column in PROVENANCE), "month"})
# Of a feed whose rows say both: when something can first have happened, and when it was recorded.
_EVENT_TO_RECORD = {"offences": ("from_time", "recorded_on")}
_NO_REVISIONS = pd.DataFrame(
    columns=["feed", "month", "publisher", "vintage_before", "vintage_after", "rows_before",
             "rows_after", "rows_added", "rows_removed", "rows_changed"]
)  # fmt: skip
MARK = "fingerprint.json"  # among the prepared frames: of all that decided what they are
VERSION = 8  # of these frames: raise it when the same raw files would be prepared differently


def ingest(
    assessment: Assessment, root: Path, store: Store, *, workers: int | None = 1
) -> list[str]:
    """
    Read every feed of the assessment file into the store; return the feeds that changed.

    Releases of the same rows are read in one process, one after the other; ``workers`` says how
    many such groups at the same time (None: one per core).
    """
    groups: dict[tuple[str, ...], dict[str, str]] = {}
    for feed in assessment.feeds:
        kin = sources.kin(feed, assessment.feeds)
        identity = fingerprint(
            VERSION, [(f.model_dump_json(), _contents(f, root)) for f in kin], feed.key
        )
        if not store.holds(feed.key, identity):
            group = groups.setdefault(tuple(sorted(f.key for f in kin)), {})
            group[feed.key] = identity
    given = [
        {"assessment": assessment, "root": root, "folder": store.folder, "identities": group}
        for group in groups.values()
    ]
    taken = {key for keys in side_by_side(_taken_in, given, workers) for key in keys}
    return [feed.key for feed in assessment.feeds if feed.key in taken]


def _taken_in(
    assessment: Assessment, root: Path, folder: Path, identities: Mapping[str, str]
) -> list[str]:
    """Read the feeds that have a new identity into the store; return those that changed."""
    store, changed = Store(folder), []
    for feed in assessment.feeds:
        if feed.key not in identities:
            continue
        kin = sources.kin(feed, assessment.feeds)
        readings = sources.read(feed, root, among=kin)
        revised = partial(sources.revised_months, feed, root, among=kin)
        compare = sources.revisions if feed.layout.startswith("policeuk") else None
        identity = identities[feed.key]
        if store.ingest(feed.key, readings, fingerprint=identity, revise=compare, revised=revised):
            changed.append(feed.key)
    return changed


def make_ready(file: Path, root: Path, out: Path) -> Layout:
    """Ingest and prepare what an assessment file names, for work by hand."""
    places = Layout(out.resolve(), settings.load(file))
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
    ``school_terms``, ``sources`` (what to print beneath exhibits).
    """
    identity = fingerprint(
        VERSION,
        assessment.model_dump_json(),
        [(f.key, store.taken_of(f.key)) for f in assessment.feeds],
        [_hash(root / b.file) for b in assessment.boundaries],
        [_hash(root / d.file) for d in (*assessment.denominators, *assessment.deprivation)],
        [_hash(root / look.file) for look in assessment.lookups],
        [_hash(root / terms.file) for terms in assessment.school_terms],
        _hash(root / assessment.roads) if assessment.roads else "",
        _hash(root / assessment.truth) if assessment.truth else "",
        [_hash(_weights_file(w, root)) for w in assessment.weights],
    )
    mark = folder / MARK
    if mark.exists() and json.loads(mark.read_text(encoding="utf-8")) == identity:
        return
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        _write_frames(assessment, root, store, fresh)
        (fresh / MARK).write_text(json.dumps(identity), encoding="utf-8")
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def _write_frames(assessment: Assessment, root: Path, store: Store, folder: Path) -> None:
    areas = read_areas(assessment, root)
    for kind, frame in areas.items():
        frame.to_parquet(folder / f"areas_{kind}.parquet")
    if assessment.roads:
        roads = read_roads(assessment, root, areas["borough"])
        roads.to_parquet(folder / "areas_roads.parquet")
    covered = counted.coverage(assessment, store)
    printed = []
    street = assessment.event_feeds()
    if street:
        located = located_rows(assessment, root, store, street, areas)
        located.to_parquet(folder / "offences.parquet", index=False)
        if any(feed.contract for feed in street):
            lost = unplaced_rows(assessment, store, street)
            lost.to_parquet(folder / "unplaced.parquet", index=False)
        covered = counted.without_thinned(
            covered,
            located,
            [feed.key for feed in street],
            collapse_share=assessment.thresholds.collapse_share,
        )
        read = [f for f in street if store.provenance(f.key)["accepted"].sum()]
        printed.append(("offences", _source(read), _geography(assessment)))
    covered.to_parquet(folder / "coverage.parquet", index=False)
    _write_partner_feeds(assessment, store, folder)
    if assessment.truth:
        shutil.copy(find_file(root, assessment.truth, where="truth").path, folder / "truth.json")
    for name, frame in _intake(assessment, store, covered).items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    if assessment.weights:
        _weights(assessment, root).to_parquet(folder / "weights.parquet", index=False)
    for kind in ("borough", "ward", "lsoa"):
        feeds = assessment.feeds_of("counts", kind)
        if feeds:
            codes = counted.codes_by_name(assessment, areas)
            # Other boroughs lend their seasons; their wards and LSOAs are not looked at.
            ours = None if kind == "borough" else counted.codes_of(kind, areas)
            counts, detail = counted.table_counts(assessment, store, feeds, codes, ours)
            if kind == "borough" and street:
                counts = counted.with_street_themes(assessment, counts, located, covered, street)
            counts.to_parquet(folder / f"counts_{kind}.parquet", index=False)
            detail.to_parquet(folder / f"detail_{kind}.parquet", index=False)
            printed.append((f"counts_{kind}", _source(feeds), feeds[0].geography))
    if street and not assessment.feeds_of("counts", "borough"):
        counts = counted.row_counts(assessment, located, covered, street)
        counts.to_parquet(folder / "counts_borough.parquet", index=False)
        printed.append(("counts_borough", _source(street), _geography(assessment)))
    printed += write_denominators(assessment, root, areas, folder)
    for setting in assessment.deprivation:
        if setting.edition == assessment.reporting_edition("lsoa"):
            read_deprivation(setting, root).to_parquet(folder / "deprivation.parquet", index=False)
            printed.append(("deprivation", setting.source, setting.edition))
    if assessment.school_terms:
        runs = [read_school_terms(setting, root) for setting in assessment.school_terms]
        terms = pd.concat(runs).sort_values("first_day", ignore_index=True)
        terms.to_parquet(folder / "school_terms.parquet", index=False)
        whose = dict.fromkeys(t.source for t in assessment.school_terms if t.source)
        printed.append(("school_terms", "; ".join(whose), ""))
    frame = pd.DataFrame(printed, columns=["frame", "source", "geography"])
    frame.to_parquet(folder / "sources.parquet", index=False)


def _write_partner_feeds(assessment: Assessment, store: Store, folder: Path) -> None:
    """Each partner's rows in one frame: those of a release that was replaced are not among them."""
    events = {feed.key for feed in assessment.event_feeds()}
    of_contract: dict[str, list[str]] = {}
    for feed in assessment.feeds:
        if feed.contract and feed.key not in events:
            of_contract.setdefault(feed.contract, []).append(feed.key)
    for contract, keys in of_contract.items():
        frames = [frame for frame in map(store.read, keys) if len(frame)]
        rows = pd.concat(frames, ignore_index=True) if frames else CONTRACTS[contract].empty()
        rows.to_parquet(folder / f"feed_{contract}.parquet", index=False)


def _intake(
    assessment: Assessment, store: Store, coverage: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """What came in, as the data-quality report reads it."""
    dated = [f.key for f in assessment.feeds if f.contract and CONTRACTS[f.contract].dated]
    held = [store.months(key).assign(feed=key) for key in dated]
    months = pd.concat([coverage[coverage["rows"] > 0], *(frame for frame in held if len(frame))])
    months = months.groupby("feed")["month"].agg(["min", "max"])
    files = provenance(assessment, store)
    files["first_month"] = files["feed"].map(months["min"])
    files["last_month"] = files["feed"].map(months["max"])
    blanks = {f.key: store.blanks(f.key) for f in assessment.feeds}
    blanks = {key: table[~table["field"].isin(_OURS)] for key, table in blanks.items()}
    for feed in assessment.feeds_of("counts"):
        # Its areas have a code or a name: the other is no field that was left blank.
        own = blanks[feed.key]
        blanks[feed.key] = own[own["missing"] < own["rows"]]
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
        "feed_days": pd.DataFrame([_days(feed, store) for feed in assessment.feeds]),
    }


def _days(feed: Feed, store: Store) -> dict:
    """Whose feed it is, how soon its events are recorded, how old its newest row was."""
    contract = CONTRACTS.get(feed.contract)
    said = {"feed": feed.key, "holder": contract.holder if contract else feed.source,
            "lag_days": float("nan"), "age_days": float("nan")}  # fmt: skip
    dated = contract.dated if contract else ""
    if pair := _EVENT_TO_RECORD.get(feed.contract):
        rows = store.read(feed.key, columns=list(pair))
        happened, recorded = (pd.to_datetime(rows[name]).dt.normalize() for name in pair)
        said["lag_days"] = float((recorded - happened).dt.days.median())
    if dated:
        days = pd.to_datetime(store.read(feed.key, columns=[dated])[dated]).dropna()
        if len(days):  # of a release that a newer one replaced no row is left
            said["age_days"] = float((pd.Timestamp(feed.vintage) - days.max().normalize()).days)
    return said


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
