"""Files that partners send by the workbench's templates: of several releases the newest counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from cdrp_analysis.contracts import Contract
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Feed
from cdrp_analysis.sources.archive import RawFile, find_files, sha256
from cdrp_analysis.sources.reading import FileReading, quarantine
from cdrp_analysis.sources.revisions import revisions
from cdrp_analysis.sources.tabular import Table, joined
from cdrp_analysis.sources.template_rows import check_columns, contract_of, read_rows

_SLUG_LENGTH = 80  # of the file in the store that is named after the raw file


def kin_of(feed: Feed, among: Sequence[Feed]) -> list[Feed]:
    """All feeds of the same contract, this one included, each once."""
    found = {f.key: f for f in (*among, feed) if f.layout == "template"}
    return [f for f in found.values() if f.contract == feed.contract]


def read_template(
    feed: Feed, root: Path | str, among: Sequence[Feed] = ()
) -> Iterator[FileReading]:
    """
    Files of a partner's feed, one reading per file.

    Headings match the contract's columns whatever their case, spaces, underscores and hyphens.
    Columns that the contract does not know are left out and named in the note. Rows in are
    accepted, quarantined with a reason, or repeated: dated in a month that a newer release
    holds (of an undated feed: all rows, where there is a newer release), or in a file whose
    bytes have been read before.

    Parameters
    ----------
    feed : Feed
        ``contract`` names the partner feed; ``columns`` gives our name = their heading.
    root : path
        Data folder.
    among : sequence of Feed
        All feeds of the assessment; those of the same contract are releases of one another.

    Raises
    ------
    InputError
        If a file lacks a column that may not be blank, names people, or cannot be read; if two
        feeds take the same file.
    SettingsError
        If the contract, or a name in ``columns``, is not known.
    """
    contract = contract_of(feed)
    check_columns(feed, contract)
    planned = _planned(feed, Path(root), among)
    return (
        _reading(feed, contract, file, first, publisher, planned)
        for (file, first), publisher in zip(
            [(file, first) for one, file, first in planned if one.key == feed.key],
            _slugs([file.name for one, file, _ in planned if one.key == feed.key]),
            strict=True,
        )
    )


def template_revisions(feed: Feed, root: Path | str, among: Sequence[Feed] = ()) -> list[dict]:
    """
    How much each month of a superseded release differs from the newest that holds it.

    Rows are matched by ``reference`` where the contract has one. Feeds without dates have no
    months, and are not compared.

    Returns
    -------
    list of dict
        As ``sources.revised_months``; the publisher is the contract's name.
    """
    contract = contract_of(feed)
    if not contract.dated:
        return []
    planned = _planned(feed, Path(root), among)
    holders = _holders(feed, contract, planned)
    if not holders:
        return []
    before = _rows_of(planned, contract, feed.vintage.isoformat(), only=feed.key)
    found = []
    key = "reference" if "reference" in contract.names else None
    for vintage in sorted(set(holders.values())):
        months = sorted(month for month, newest in holders.items() if newest == vintage)
        after = _rows_of(planned, contract, vintage)
        for month in months:
            old, new = before[before["month"] == month], after[after["month"] == month]
            if len(old):
                found.append(
                    {
                        "feed": feed.key,
                        "month": month,
                        "publisher": contract.name,
                        "vintage_before": feed.vintage.isoformat(),
                        "vintage_after": vintage,
                        **revisions(old, new, id=key),
                    }
                )
    return sorted(found, key=lambda entry: entry["month"])


# One raw file of a release: the feed it belongs to, the file, and the name of the file whose
# bytes it repeats ("" where it is the first of its kind).
_Planned = tuple[Feed, RawFile, str]


def _planned(feed: Feed, root: Path, among: Sequence[Feed]) -> list[_Planned]:
    owner: dict[str, str] = {}
    found: list[tuple[Feed, RawFile]] = []
    for one in kin_of(feed, among):
        for file in find_files(root, one.files, where=f"feed {one.key}"):
            if owner.setdefault(file.name, one.key) != one.key:
                raise InputError(
                    f"the feeds {owner[file.name]} and {one.key} both take the same file.",
                    where=file.name,
                    do="narrow one of the globs: a row may be counted once only",
                )
            found.append((one, file))
    # The newest release is read first, so that its copy of equal bytes is the one that counts.
    found.sort(key=lambda pair: (-pair[0].vintage.toordinal(), pair[1].name))
    first: dict[tuple[str, str], str] = {}
    planned = []
    for one, file in found:
        # Worksheets of one workbook share their bytes and hold different rows.
        sheet = file.name.partition("!")[2] if file.member is None else ""
        known = first.setdefault((sha256(file.read()), sheet), file.name)
        planned.append((one, file, "" if known == file.name else known))
    return planned


def _reading(
    feed: Feed,
    contract: Contract,
    file: RawFile,
    first: str,
    publisher: str,
    planned: list[_Planned],
) -> FileReading:
    dated = bool(contract.dated) and not first
    holders = _holders(feed, contract, planned) if dated else {}
    table, typed, reasons, note = _rows(feed, file)
    if first:
        repeated, why = pd.Series(True, index=typed.index), f"the same file as {first}"
    elif not contract.dated:
        newest = max(one.vintage for one, _, _ in planned)
        superseded = feed.vintage < newest
        repeated = pd.Series(superseded, index=typed.index)
        why = f"superseded by the release of {newest}" if superseded else ""
    else:
        held = typed["month"].isin(set(holders))
        repeated, why = held, _superseded_note(typed.loc[held, "month"])
    # Rows that could not even be read have no month: they go with the file as a whole.
    lost = table.refused if not (first or (not contract.dated and why)) else table.refused.iloc[:0]
    refused = pd.concat([lost, reasons[~repeated].dropna()])
    accepted = typed.loc[reasons.isna() & ~repeated, contract.names]
    return FileReading(
        feed=feed.key,
        contract=contract.name,
        file=file.name,
        sha256=sha256(file.read()),
        vintage=feed.vintage.isoformat(),
        month=None,
        publisher=publisher,
        rows_in=table.rows,
        accepted=accepted.reset_index(drop=True),
        quarantined=quarantine(feed.key, file.name, refused.index.to_series(), refused),
        repeated=int(repeated.sum()) + len(table.refused) - len(lost),
        note=joined(note, why, "" if table.rows else "header only: no rows"),
    )


def _superseded_note(months: pd.Series) -> str:
    if months.empty:
        return ""
    first, last = months.min(), months.max()
    span = first if first == last else f"{first} to {last}"
    return f"months that a newer release holds: {months.nunique()} ({span})"


def _holders(feed: Feed, contract: Contract, planned: list[_Planned]) -> dict[str, str]:
    """Month = the newest vintage that holds it, for the months that newer releases hold."""
    held: dict[str, str] = {}
    for one, file, first in planned:
        if one.vintage > feed.vintage and not first:
            months = _months_held(one.model_dump_json(), file, sha256(file.read()))
            for month in months:
                held[month] = max(held.get(month, ""), one.vintage.isoformat())
    return held


@lru_cache(maxsize=4096)
def _months_held(feed: str, file: RawFile, digest: str) -> frozenset[str]:
    """Months of a file's accepted rows; every older release asks the same of a newer one."""
    _, typed, reasons, _ = _rows_last_read(feed, file, digest)
    return frozenset(typed.loc[reasons.isna(), "month"].dropna().unique())


def _rows(feed: Feed, file: RawFile) -> tuple[Table, pd.DataFrame, pd.Series, str]:
    """As ``template_rows.read_rows`` gives them, but for the text of the cells."""
    return _rows_last_read(feed.model_dump_json(), file, sha256(file.read()))


@lru_cache(maxsize=1)  # no more, so that memory follows the largest file
def _rows_last_read(
    feed: str, file: RawFile, digest: str
) -> tuple[Table, pd.DataFrame, pd.Series, str]:
    """
    The same file is asked for again at once: a release by itself and by those that it replaced.

    Those read it before their own files, and hold the two against each other afterwards.
    """
    setting = Feed.model_validate_json(feed)
    table, *rest = read_rows(setting, contract_of(setting), file)
    return replace(table, frame=table.frame[[]]), *rest


def _rows_of(
    planned: list[_Planned], contract: Contract, vintage: str, *, only: str = ""
) -> pd.DataFrame:
    """Sound rows of one release, or of one feed of it."""
    parts = [contract.empty()]
    for one, file, first in planned:
        if one.vintage.isoformat() == vintage and only in ("", one.key) and not first:
            _, typed, reasons, _ = _rows(one, file)
            parts.append(typed.loc[reasons.isna(), contract.names])
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _slugs(names: list[str]) -> list[str]:
    """A short name per file, unique within the feed."""
    slugs: list[str] = []
    for name in names:
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[-_SLUG_LENGTH:].strip("-")
        slug, turn = slug or "file", 2
        while (tried := slug if turn == 2 else f"{slug}-{turn - 1}") in slugs:
            turn += 1
        slugs.append(tried)
    return slugs
