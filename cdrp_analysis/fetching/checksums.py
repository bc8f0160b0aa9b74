"""Is a fetched file whole, and is it what it should be?"""

import hashlib
import json
import re
import zipfile
from pathlib import Path

from cdrp_analysis.errors import FetchError
from cdrp_analysis.fetching.addresses import Address
from cdrp_analysis.fetching.transfer import Transfer

_ZIPS = (".zip", ".xlsx", ".xlsm", ".ods")


def published(address: Address, transfer: Transfer) -> str:
    """The MD5 that the publisher's page gives for the file; blank where it gives none."""
    if not address.checksums:
        return ""
    page = transfer.text(address.checksums)
    name = re.escape(address.address.rsplit("/", 1)[-1])
    # The first MD5 after the file's name, before another archive is named.
    found = re.search(rf"/{name}\b(?:(?!\.zip).)*?\b([0-9a-fA-F]{{32}})\b", page, flags=re.DOTALL)
    return found[1].lower() if found else ""


def checked(part: Path, address: Address, md5: str) -> None:
    """
    Compare a fetched file with its checksum, and with what its suffix promises.

    Raises
    ------
    FetchError
        Where they differ.
    """
    for name, wanted in (("md5", md5), ("sha256", address.sha256)):
        with part.open("rb") as file:
            if wanted and hashlib.file_digest(file, name).hexdigest() != wanted.lower():
                raise _refused(address, f"its {name.upper()} is not the published one")
    suffix = Path(address.to).suffix.lower()
    with part.open("rb") as file:
        head = file.read(512).lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise _refused(address, "the answer is a web page, not the file")
    if suffix in _ZIPS and not zipfile.is_zipfile(part):
        raise _refused(address, "it is no zip, or a part of one")
    if suffix == ".geojson":
        try:
            with part.open(encoding="utf-8") as file:
                json.load(file)
        except ValueError:
            raise _refused(address, "it is no GeoJSON") from None
    if not head:
        raise _refused(address, "it is empty")


def _refused(address: Address, why: str) -> FetchError:
    return FetchError(
        f"the file that came was refused: {why}.",
        where=f"{address.to}, from {address.address}",
        do="try again later; if it stays so, open the address in a browser and mend the file of "
        "addresses",
    )
