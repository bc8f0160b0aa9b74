"""Published files, fetched politely from addresses that are kept in one file."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from cdrp_analysis.errors import FetchError, OutputError
from cdrp_analysis.fetching import layers
from cdrp_analysis.fetching.addresses import Address, Addresses, filled, load
from cdrp_analysis.fetching.bars import Bars
from cdrp_analysis.fetching.checksums import checked, published
from cdrp_analysis.fetching.record import Entry, Record, sha256_of
from cdrp_analysis.fetching.transfer import Transfer


def fetch(
    addresses: Addresses,
    names: Sequence[str],
    folder: Path,
    told: Mapping[str, str],
    *,
    bars: Bars,
    on: date,
    again: bool = False,
) -> list[Entry]:
    """
    Fetch published files into a data folder, one after another.

    What is there already and still has its checksum is left alone, without a request. What broke
    off goes on from where it was. A file appears under its own name only when it is whole.

    Parameters
    ----------
    addresses : Addresses
    names : sequence of str
        Which of them.
    folder : path
        Data folder; made when absent. ``fetched.json`` in it says what came from where.
    told : mapping of str
        ``month``, ``area`` and ``name``, as far as the addresses need them.
    bars : Bars
        Told of every file.
    on : date
        Day of the download, the vintage of the file.
    again : bool
        Fetch anew what is there and unchanged too.

    Returns
    -------
    list of Entry
        One per name, in the order asked for.

    Raises
    ------
    SettingsError
        If a name is unknown, or something that an address needs is not told.
    FetchError
        If a file cannot be had, is not what it should be, or would replace one of another origin.
    OutputError
        If the folder cannot be written.
    """
    wanted = [filled(addresses, name, told) for name in names]
    done = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        record = Record(folder)
        with Transfer(addresses.manners, bars) as transfer:
            for address in wanted:
                done.append(_one(address, folder, record, transfer, bars, on, again))
    except OSError as error:
        raise OutputError(
            f"the file could not be written: {error.strerror or error}.",
            where=Path(str(error.filename or folder)).name,
            do="free some space or choose another folder; what was fetched is kept",
        ) from None
    return done


def _one(
    address: Address,
    folder: Path,
    record: Record,
    transfer: Transfer,
    bars: Bars,
    on: date,
    again: bool,
) -> Entry:
    target = folder / address.to
    known = record.get(address.to)
    if target.exists():
        if known is None or sha256_of(target) != known.sha256:
            raise FetchError(
                "a file of that name is there, and it is not the one that was fetched.",
                where=address.to,
                do="move it away if you want the published one; raw files are never overwritten",
            )
        if not again and known.address == address.identity:
            bars.standing(address.to)
            return known
    elif folder.resolve() not in target.resolve().parents:
        raise FetchError("it would be written outside the folder.", where=address.to, do="mend to")
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = published(address, transfer)
    part = target.with_name(f".{target.name}.part")
    if address.kind == "file":
        transfer.file(address.address, part, name=address.to)
    else:
        layers.fetch(address, part, transfer)
    try:
        checked(part, address, digest)
    except FetchError:
        part.unlink()  # going on from it would only bring it again
        raise
    entry = Entry(
        address.to, address.identity, sha256_of(part), part.stat().st_size, on.isoformat(),
        "published checksum" if digest or address.sha256 else "none published", address.source,
    )  # fmt: skip
    part.replace(target)
    record.put(entry)
    return entry


__all__ = ["Address", "Addresses", "Bars", "Entry", "fetch", "load"]
