"""A release as one sealed file: its content, what it consists of, and who approved exactly that."""

import hashlib
import io
import json
import os
import shutil
import struct
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cdrp_analysis.assessment.whole import write_whole, writing
from cdrp_analysis.errors import DisclosureError, InputError, SettingsError

EDITIONS = ("committee", "public")
MANIFEST, APPROVALS = "manifest.json", "approvals.json"
_FORMAT = 1
_RECORDS = (MANIFEST, APPROVALS)  # about the content, so not part of it
_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold
_MODE = 0o100644 << 16  # an ordinary file that everybody may read
_RESERVED = frozenset('\\:*?"<>|')  # not allowed in file names on Windows


@dataclass(frozen=True)
class Approval:
    """
    One person's approval of exactly one bundle.

    Parameters
    ----------
    role, name : str
        Who approved, and in which office.
    date : str
        ISO date.
    bundle : str
        Hash of the bundle approved.
    void : str
        Why it no longer counts; blank while it does.
    """

    role: str
    name: str
    date: str
    bundle: str
    void: str = ""


@dataclass(frozen=True)
class Sealed:
    """What a sealed bundle says of itself, once checked."""

    edition: str
    hash: str
    approvals: tuple[Approval, ...]
    files: tuple[str, ...]


def files_of(folder: Path) -> tuple[str, ...]:
    """
    Names of the content below a folder, sorted, without the manifest and the approvals.

    Raises
    ------
    InputError
        If there is no such folder or nothing in it.
    DisclosureError
        For a link, a special file, or a name that some systems could not unpack.
    """
    return tuple(_contents(folder))


def manifest(folder: Path) -> dict:
    """
    What the content of a folder consists of: outputs only, no inputs, places or times.

    Returns
    -------
    dict
        ``format``, ``bundle`` (see :func:`bundle_hash`) and ``files``: ``name``, ``bytes`` and
        ``sha256`` of each, sorted by name.
    """
    return _manifest(_contents(folder))


def bundle_hash(folder: Path) -> str:
    """
    One SHA-256 of names and contents: the same for a draft, its published folder and its seal.

    It is the hash of the listing that ``sha256sum`` prints, so anybody can work it out, in the
    folder of an edition: ``find * -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum |
    sha256sum``.

    Returns
    -------
    str
        64 hexadecimal digits.

    References
    ----------
    National Institute of Standards and Technology (2015). FIPS PUB 180-4, Secure Hash Standard.
    """
    return _hash(_contents(folder))


def same(one: str, other: str) -> bool:
    """
    Whether two names of people or roles are the same but for case, spaces and punctuation.

    Examples
    --------
    >>> same("A. Person", "a  person")
    True
    """
    return _key(one) == _key(other)


def require_edition(edition: str) -> None:
    """Refuse (SettingsError) an edition that is not signed."""
    if edition not in EDITIONS:
        raise SettingsError(
            f"{edition!r} is not an edition that is signed.",
            where="--edition",
            do=f"use one of {', '.join(EDITIONS)}",
        )


def require_two(approvals: Sequence[Approval], bundle: str, *, where: str) -> None:
    """
    Refuse anything but approvals of this bundle by two people in two roles.

    Raises
    ------
    DisclosureError
        If one is void, is of another bundle, or fewer than two people or roles approved.
    """
    if any(approval.void or approval.bundle != bundle for approval in approvals):
        raise DisclosureError(
            "an approval is void or was given to another content.",
            where=where,
            do="ask both approvers to approve what is to be released now",
        )
    people, roles = ({_key(getattr(a, part)) for a in approvals} for part in ("name", "role"))
    if min(len(people - {""}), len(roles - {""})) < 2 or len(people) < len(approvals):
        raise DisclosureError(
            "a release needs the approval of two different people in two different roles.",
            where=where,
            do="cdrp approve, once for each approver",
        )


def seal(folder: Path, approvals: Sequence[Approval], target: Path, *, edition: str) -> Sealed:
    """
    Write the content of a folder, its manifest and its approvals as one file.

    The same content and approvals give the same bytes on every machine: fixed times and
    permissions, sorted names, members stored as they are, since compressed bytes differ between
    versions of zlib. The file appears whole or not at all. A seal shows that content was changed
    after it was approved; it is no cryptographic signature and proves nobody's identity.

    Parameters
    ----------
    folder : path
        The draft.
    approvals : sequence of Approval
        Two, of this content; the order does not matter.
    target : path
        The zip to be made.
    edition : {"committee", "public"}
        Edition sealed.

    Raises
    ------
    SettingsError
        For an edition that is not sealed.
    DisclosureError
        If the approvals are not two, or not of this content.
    OutputError
        If the disk is full or may not be written.
    """
    require_edition(edition)
    contents = _contents(folder)
    bundle = _hash(contents)
    require_two(approvals, bundle, where=target.name)
    data = _zipped(contents, edition, bundle, approvals)
    with writing(target.name):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, data)
    return verify_seal(target)


def verify_seal(path: Path) -> Sealed:
    """
    Check a sealed bundle: every file, nothing missing or extra, two approvers of exactly this.

    Since a seal can be made again from what it holds, it is, and the bytes are compared: nothing
    can hide between its members, in comments or after its end.

    Raises
    ------
    InputError
        If there is no such file.
    DisclosureError
        Naming the file that is changed, missing or extra.
    """
    return _opened(path)[0]


def unpack(path: Path, folder: Path) -> Path:
    """
    The content of a sealed bundle as a folder, in place of any former one, whole or not at all.

    The folder holds what was audited and approved, byte for byte: manifest and approvals stay in
    the sealed bundle.

    Raises
    ------
    InputError, DisclosureError
        As for :func:`verify_seal`.
    OutputError
        If the disk is full or may not be written.
    """
    _, contents = _opened(path)
    partial, former = (folder.with_name(f".{folder.name}.{what}") for what in ("new", "former"))
    with writing(folder.name):
        try:
            shutil.rmtree(partial, ignore_errors=True)
            for name, data in contents.items():
                (partial / name).parent.mkdir(parents=True, exist_ok=True)
                (partial / name).write_bytes(data)
            if folder.exists():
                shutil.rmtree(former, ignore_errors=True)
                os.replace(folder, former)
            os.replace(partial, folder)
        except BaseException:
            if former.exists() and not folder.exists():
                former.rename(folder)
            raise
        finally:
            shutil.rmtree(partial, ignore_errors=True)
            if folder.exists():
                shutil.rmtree(former, ignore_errors=True)
    return folder


def json_bytes(value: object) -> bytes:
    """JSON as it is written everywhere in a seal: indented, keys in the order given."""
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def sha256(data: bytes) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _contents(folder: Path) -> dict[str, bytes]:
    """Name and bytes of every file, sorted by name; read once, so that all is about the same."""
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(
            f"there is no folder {folder.name}.", where=folder.name, do="make the draft first"
        )
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if (path.is_dir() and not path.is_symlink()) or name in _RECORDS:
            continue
        if path.is_symlink() or not path.is_file():
            raise DisclosureError(
                f"{name!a} is a link or a special file.",
                where=folder.name,
                do="a release holds ordinary files only",
            )
        try:
            found[name] = path.read_bytes()
        except OSError as error:
            raise InputError(
                f"{name!a} could not be read: {error.strerror}.",
                where=folder.name,
                do="see to its permissions",
            ) from None
    if not found:
        raise InputError(
            "there is nothing to release.", where=folder.name, do="make the draft first"
        )
    _require_names([*found, *_RECORDS], folder.name)
    return dict(sorted(found.items()))


def _require_names(names: Sequence[str], where: str) -> None:
    """Names that every system unpacks to the same place, and none twice."""
    taken = set()
    for name in names:
        plain = name.isprintable() and not _RESERVED & set(name)
        if not plain or {"", ".", ".."} & set(name.split("/")) or name.casefold() in taken:
            raise DisclosureError(
                f"{name!a} is no name for a published file, or is there twice.",
                where=where,
                do="use letters, digits, dots and hyphens, and names that differ in more than case",
            )
        taken.add(name.casefold())


def _manifest(contents: Mapping[str, bytes]) -> dict:
    files = [{"name": n, "bytes": len(d), "sha256": sha256(d)} for n, d in contents.items()]
    return {"format": _FORMAT, "bundle": _hash(contents), "files": files}


def _hash(contents: Mapping[str, bytes]) -> str:
    listing = "".join(f"{sha256(data)}  {name}\n" for name, data in contents.items())
    return sha256(listing.encode("utf-8"))


def _zipped(
    contents: Mapping[str, bytes], edition: str, bundle: str, approvals: Sequence[Approval]
) -> bytes:
    """The bytes of a sealed bundle."""
    given = [
        {"role": approval.role, "name": approval.name, "date": approval.date}
        for approval in sorted(approvals, key=lambda a: (a.date, a.role))
    ]
    record = {"format": _FORMAT, "edition": edition, "bundle": bundle, "approvals": given}
    members = {
        **contents,
        MANIFEST: json_bytes(_manifest(contents)),
        APPROVALS: json_bytes(record),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in sorted(members.items()):
            member = zipfile.ZipInfo(name, _TIME)
            member.create_system, member.external_attr = 3, _MODE
            archive.writestr(member, data)
    return packed.getvalue()


def _opened(path: Path) -> tuple[Sealed, dict[str, bytes]]:
    """A sealed bundle, checked, and its content."""
    where = path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the sealed bundle could not be read: {error.strerror}.",
            where=where,
            do="name the zip of a release",
        ) from None
    members = _members(data, where)
    try:
        listed = json.loads(members.pop(MANIFEST))
        record = json.loads(members.pop(APPROVALS))
        claimed = {file["name"]: file["sha256"] for file in listed["files"]}
        edition, bundle = record["edition"], record["bundle"]
        approvals = tuple(
            Approval(given["role"], given["name"], given["date"], bundle)
            for given in record["approvals"]
        )
        _require_texts(edition, bundle, *(text for a in approvals for text in asdict(a).values()))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _broken("the manifest or the approvals are missing or damaged", where) from None
    for name in sorted({*claimed, *members}):
        if name not in members:
            raise _broken(f"{name!a} is missing", where)
        if name not in claimed:
            raise _broken(f"{name!a} is not in the manifest", where)
        if sha256(members[name]) != claimed[name]:
            raise _broken(f"{name!a} was changed", where)
    if edition not in EDITIONS:
        raise _broken("the approvals name no edition", where)
    if _hash(members) != bundle:
        raise _broken("the content is not what was approved", where)
    require_two(approvals, bundle, where=where)
    if _zipped(members, edition, bundle, approvals) != data:
        raise _broken("it holds more than its files, or was packed by something else", where)
    return Sealed(edition, bundle, approvals, tuple(members)), members


def _members(data: bytes, where: str) -> dict[str, bytes]:
    """Name and bytes of everything in a zip of ours, sorted by name."""
    name, found = "", {}
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        listed = archive.infolist()
        # Stored members cannot unpack to more than there is, unless they overlap.
        stored = all(member.compress_type == zipfile.ZIP_STORED for member in listed)
        if not stored or sum(member.file_size for member in listed) > len(data):
            raise _broken("it was packed by something else", where)
        _require_names([member.filename for member in listed], where)
        for member in listed:
            name = member.filename
            found[name] = archive.read(member)
    except (zipfile.BadZipFile, struct.error, OSError, EOFError, RuntimeError, ValueError):
        what = f"{name!a} was changed" if name else "it is no readable zip"
        raise _broken(what, where) from None
    return dict(sorted(found.items()))


def _broken(what: str, where: str) -> DisclosureError:
    return DisclosureError(
        f"the sealed bundle is not as it was sealed: {what}.",
        where=where,
        do="do not publish it; seal the approved draft again",
    )


def _require_texts(*values: object) -> None:
    if not all(isinstance(value, str) for value in values):
        raise TypeError


def _key(text: str) -> str:
    """Letters and digits alone, in one case and one form of Unicode."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
