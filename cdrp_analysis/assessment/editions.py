"""The editions that leave the partnership: protected, built, attacked and audited as drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cdrp_analysis.assessment import known_values, pages, release, screened_text
from cdrp_analysis.assessment.audit_record import write_records
from cdrp_analysis.assessment.batch import run_notebooks
from cdrp_analysis.assessment.bundle import bundle_hash
from cdrp_analysis.assessment.layout import Layout, notebooks
from cdrp_analysis.assessment.merges import candidate_merges
from cdrp_analysis.assessment.method_page import Facts, coverage, write_statements
from cdrp_analysis.assessment.plan import tasks
from cdrp_analysis.assessment.progress import Progress
from cdrp_analysis.assessment.published import PublishedEvidence
from cdrp_analysis.assessment.register import Register
from cdrp_analysis.assessment.register import Release as Registered
from cdrp_analysis.assessment.remembered import Remembered, basis, of_folder
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.surroundings import beside
from cdrp_analysis.assessment.warm import Servers
from cdrp_analysis.assessment.wordings import statements
from cdrp_analysis.auditor.audit import audit_release
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.certificate import certify
from cdrp_analysis.disclosure.costly import costly_tables
from cdrp_analysis.disclosure.earlier import Earlier
from cdrp_analysis.disclosure.kept import LEDGER
from cdrp_analysis.disclosure.released import Release
from cdrp_analysis.disclosure.rules import policy
from cdrp_analysis.disclosure.statements import ledger_rows
from cdrp_analysis.disclosure.survival import survival
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.side_by_side import side_by_side
from cdrp_analysis.store import Store


@dataclass(frozen=True)
class Drafts:
    """What was made for approval."""

    editions: tuple[str, ...]
    release: Release
    ledger: pd.DataFrame
    survival: pd.DataFrame


def make(
    evidence: Evidence,
    editions: Sequence[str],
    places: Layout,
    store: Store,
    root: Path,
    *,
    only: str | None,
    progress: Progress,
    workers: int | None,
    servers: Servers,
    durations: dict[str, float],
    fresh: bool,
) -> Drafts:
    """
    Build a draft of every edition and audit it; leave the record in the restricted edition.

    Parameters
    ----------
    evidence : Evidence
        The restricted run.
    editions : sequence of str
        ``committee``, ``public``.
    places : Layout
        Where the run is made.
    store : Store
        The restricted store.
    root : path
        Folder of the raw files, which holds the partnership's own policy.
    only, progress, workers, servers, durations, fresh
        As for :func:`cdrp_analysis.assessment.run.assess` and
        :func:`cdrp_analysis.assessment.batch.run_notebooks`.

    Raises
    ------
    DisclosureError
        If anything that must not be would have been published. Nothing of any edition is left.
    """
    folders = {edition: places.draft(edition) for edition in editions}
    own = release.own_rules(evidence, root)
    registered = Register(places.register).releases()
    with progress.timed("Protecting all editions together", durations, "protection"):
        made = release.protect_release(
            evidence,
            {edition: folder / "data" for edition, folder in folders.items()},
            rules=own,
            earlier=[_earlier(entry) for entry in registered],
        )
    screened_text.require_clean(
        {edition: made[edition].tables for edition in editions},
        notebooks(),
        evidence.assessment.disclosure.may_stand,
    )
    given = statements(evidence.assessment)
    words = [row for edition in editions for row in ledger_rows(given, edition)]
    ledger = pd.concat([made.ledger, pd.DataFrame(words, columns=LEDGER)], ignore_index=True)
    for edition, folder in folders.items():
        _build(
            evidence, edition, folder, places, only, progress, workers, servers, durations, fresh
        )
    with progress.timed("Auditing every byte and every number", durations, "audit"):
        known = known_values.secrets(evidence, store, made, places)
        counts = {tuple(c): int(v) for c, v in zip(made.system.cells, made.system.values,
                                                   strict=True)}  # fmt: skip
        attacks = {}
        for edition, folder in folders.items():
            others = [f for name, f in folders.items() if name == "public" and name != edition]
            earlier = [e.bundle for e in registered if e.edition in (edition, "public")]
            attacks[edition] = {
                "path": folder,
                "secrets": known[edition],
                "register": earlier,
                "also": others,
                "known": counts,
                "stated": {"what is shown": coverage(folder / "data")},
            }
        found = [
            problems.assign(edition=edition)
            for edition, problems in _attacked(attacks, workers).items()
        ]
        _require_clean(pd.concat(found, ignore_index=True), places)
    drafts = {edition: bundle_hash(folder) for edition, folder in folders.items()}
    write_records(places.building, drafts, registered)
    with progress.timed("Certifying every hidden count", durations, "certificates"):
        _record(evidence, made, ledger, places)
    tables = {name: evidence.table(name) for name in SPECS if evidence.has(name)}
    left = survival(made, tables, SPECS)
    with progress.timed("Trying coarser tables where much is hidden", durations, "coarser"):
        coarser = costly_tables(
            made,
            tables,
            SPECS,
            {name: policy(name, evidence.thresholds, own) for name in editions},
            above=evidence.thresholds.coarsen_above,
            hierarchy=beside(evidence)[0],
            merges=lambda hidden: candidate_merges(evidence, hidden),
            workers=workers,
        )
    _save(evidence, made, ledger, left, coarser)
    return Drafts(tuple(editions), made, ledger, left)


def _attacked(
    attacks: Mapping[str, Mapping[str, object]], workers: int | None
) -> dict[str, pd.DataFrame]:
    """What the auditor found in every edition, each in a process of its own."""
    found = side_by_side(audit_release, list(attacks.values()), workers)
    return dict(zip(attacks, found, strict=True))


def _earlier(entry: Registered) -> Earlier:
    """What the register keeps of a release, its sums from its certificate."""
    arrays = entry.certificate
    address = ["source", "area", "offence", "period"]
    named = pd.DataFrame({name: arrays[name] for name in address})
    reach, floor = (
        np.broadcast_to(arrays.get(limit, 0), len(named)) for limit in ("threshold", "floor")
    )
    named = named.assign(reach=reach, floor=floor)
    cells = named.merge(entry.cells, on=address, how="left", validate="one_to_one")
    starts, parts = arrays["starts"], arrays["parts"]
    relations = [
        (int(total), tuple(parts[starts[row] : starts[row + 1]].tolist()))
        for row, total in enumerate(arrays["totals"])
    ]
    return Earlier(entry.folder.name, cells, relations, entry.period)


def _build(
    evidence, edition, folder, places, only, progress, workers, servers, durations, fresh
) -> None:
    """Notebooks, workbook, pages and statements of one edition."""
    sample = bool(evidence.assessment.truth)
    todo = tasks(
        edition, evidence.areas("ward"), only=only, sample=sample, timed=evidence.has_times
    )
    common = {"edition": edition, "tables": str(folder / "data")}
    memory = Remembered(places.remembered, basis(of_folder(folder / "data")), fresh=fresh)
    made = run_notebooks(todo, common, places, progress, workers, servers, durations, memory)
    published = PublishedEvidence(folder / "data", edition)
    nav = pages.write(folder, todo, made, evidence=evidence, shown=published, workers=workers)
    write_statements(
        folder,
        Facts(
            marking=pages.MARKINGS[edition],
            contact=pages.contact(evidence),
            attributions=pages.attributions(evidence),
            nav=nav,
        ),
    )


def _require_clean(found: pd.DataFrame, places: Layout) -> None:
    """
    Stop the release if the audit found anything.

    Raises
    ------
    DisclosureError
        With the kinds of finding and where the first is; never what was found.
    """
    refused = places.partnership / "refused-release.csv"
    refused.unlink(missing_ok=True)
    if found.empty:
        return
    found.to_csv(refused, index=False)
    kinds = ", ".join(f"{n} {kind}" for kind, n in found["kind"].value_counts().items())
    first = found.iloc[0]
    raise DisclosureError(
        f"the audit found {len(found)} problems ({kinds}).",
        where=f"{first['edition']} edition, {first['file']}, {first['place']}: {first['what']}",
        do=f"nothing was released; {refused.name} in the partnership's folder lists them",
    )


def _record(evidence: Evidence, made: Release, ledger: pd.DataFrame, places: Layout) -> None:
    """Ledger, cells and certificates, which sign-off puts into the register."""
    folder = places.building / "restricted" / "disclosure"
    folder.mkdir(parents=True, exist_ok=True)
    for edition, protected in made.editions.items():
        own = ledger[ledger["edition"] == edition]
        own.to_csv(folder / f"ledger-{edition}.csv", index=False, lineterminator="\n")
        made.cells(edition).to_parquet(folder / f"cells-{edition}.parquet", index=False)
        attacked = made.attacked_cells(edition)
        proof = certify(
            made.system,
            *protected.known,
            primary=made.primary & ~made.exposed,
            hidden=attacked,
            threshold=made.primaries.reach,
            floor=made.primaries.floor,
            seed=evidence.thresholds.seed,
        )
        if len(proof.uncovered):
            raise DisclosureError(
                f"{len(proof.uncovered)} hidden counts have no alternative in whole numbers.",
                where=f"{edition} edition",
                do="nothing has been released; leave out a table that shares these cells",
            )
        np.savez_compressed(folder / f"certificate-{edition}.npz", **proof.as_arrays())


def _save(
    evidence: Evidence,
    made: Release,
    ledger: pd.DataFrame,
    left: pd.DataFrame,
    coarser: pd.DataFrame,
) -> None:
    """The tables behind the restricted page on redaction."""
    about = {"source": "redaction ledger", "period": evidence.current.label}
    numbered = ledger.assign(number=range(1, len(ledger) + 1))
    tables = {
        "redaction_ledger": numbered,
        "redaction_attack": made.attack,
        "redaction_survival": left,
        "redaction_coarser": coarser,
    }
    for name, table in tables.items():
        evidence.save(name, table, about)
