"""Raw files of a feed, found by globs below the data folder or inside a zip, opened safely."""

import fnmatch
import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cdrp_analysis.errors import InputError

# A month of the largest force is about 25 MB; a national table may reach a few hundred.
MAX_FILE_BYTES = 1024**3
# Real archives of these feeds compress up to 30 times; DEFLATE can reach 1,032.
MAX_RATIO = 200
# Below this even an absurd ratio does no harm, and a table of zeros packs very well.
HARMLESS_BYTES = 16 * 1024**2
MAX_MEMBERS = 200_000

_SYSTEM_NAMES = re.compile(r"(^|/)(\.|__MACOSX/|Thumbs\.db$|desktop\.ini$|~\$)")


@dataclass(frozen=True)
class RawFile:
    """One raw file: on disk, or one member of a zip."""

    name: str
    path: Path
    member: str | None = None

    @property
    def stem(self) -> str:
        """The file's own name without folders and suffix."""
        return PurePosixPath(self.member or self.path.name).stem

    @property
    def suffix(self) -> str:
        """The file's suffix in small letters, with its dot."""
        return PurePosixPath(self.member or self.path.name).suffix.lower()

    def read(self) -> bytes:
        """
        All bytes.

        Raises
        ------
        InputError
            If the file cannot be read, is larger than the limit, or its zip is damaged.
        """
        if self.member is None:
            try:
                if self.path.stat().st_size > MAX_FILE_BYTES:
                    raise _too_large(self.name)
                return self.path.read_bytes()
            except OSError as error:
                raise InputError(
                    f"the file cannot be read: {error.strerror}.",
                    where=self.name,
                    do="check that it exists and that you may read it",
                ) from None
        with _opened(self.path, self.name) as archive:
            try:
                with archive.open(self.member) as member:
                    content = member.read(MAX_FILE_BYTES + 1)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
                raise _damaged(self.name, str(error)) from None
            except (RuntimeError, NotImplementedError) as error:
                raise InputError(
                    f"the member cannot be unpacked: {_plainly(error)}.",
                    where=self.name,
                    do="unpack it yourself and give the folder instead",
                ) from None
        if len(content) > MAX_FILE_BYTES:
            raise _too_large(self.name)
        return content


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def find_files(root: Path | str, globs: Iterable[str], *, where: str = "feeds") -> list[RawFile]:
    """
    Raw files that match any of the globs, each once, sorted by name.

    Parameters
    ----------
    root : path
        The data folder; nothing outside it is opened.
    globs : iterable of str
        Below ``root``. ``x.zip`` stands for all its members, ``x.zip!*/2018-0*`` for those
        whose whole name matches; inside a zip ``*`` also matches ``/``.
    where : str
        Feed or setting to name in errors.

    Raises
    ------
    InputError
        If a glob matches nothing or leaves the folder, a link leads outside it, or a zip is
        damaged or unsafe: member names that lead outside, links, duplicates, bombs.
    """
    root = Path(root)
    if not root.is_dir():
        raise InputError(
            "the data folder does not exist.", where=where, do="give the folder of raw files"
        )
    found: dict[str, RawFile] = {}
    for pattern in globs:
        outer, bang, inner = pattern.partition("!")
        matched = 0
        for path in _on_disk(root, outer, where):
            name = path.relative_to(root).as_posix()
            if path.suffix.lower() == ".zip":
                for member in _members(path, name):
                    if not bang or fnmatch.fnmatchcase(member, inner):
                        full = f"{name}!{member}"
                        found[full] = RawFile(full, path, member)
                        matched += 1
            else:
                # After a workbook, what follows the ! names the worksheet.
                full = f"{name}!{inner}" if bang else name
                found[full] = RawFile(full, path)
                matched += 1
        if not matched:
            raise InputError(
                f"no file matches {pattern!r}.",
                where=where,
                do="correct the glob, or download the files; an absent file is not an empty one",
            )
    return [found[name] for name in sorted(found)]


def find_file(root: Path | str, name: str, *, where: str) -> RawFile:
    """The one raw file a setting names; InputError where there is none or more than one."""
    files = find_files(root, [name], where=where)
    if len(files) > 1:
        raise InputError(
            f"{name!r} stands for {len(files)} files, and one is needed.",
            where=where,
            do="name one file, or one member of the zip: x.zip!member",
        )
    return files[0]


def _on_disk(root: Path, pattern: str, where: str) -> list[Path]:
    parts = PurePosixPath(pattern.replace("\\", "/"))
    if not pattern or parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", pattern):
        raise InputError(
            f"{pattern!r} leads outside the data folder.",
            where=where,
            do="write globs relative to the data folder, without ..",
        )
    inside = root.resolve()
    paths = []
    for path in sorted(root.glob(pattern)):
        if _SYSTEM_NAMES.search(path.relative_to(root).as_posix()) or path.is_dir():
            continue
        if not path.resolve().is_relative_to(inside):
            raise InputError(
                "a link leads outside the data folder.",
                where=path.relative_to(root).as_posix(),
                do="copy the file into the data folder instead",
            )
        if path.is_file():
            paths.append(path)
    return paths


def _members(path: Path, name: str) -> list[str]:
    with _opened(path, name) as archive:
        infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise _unsafe(name, f"it holds {len(infos)} members, more than {MAX_MEMBERS}")
    names = [info.filename for info in infos]
    if len(set(names)) < len(names):
        raise _unsafe(name, "two members have the same name")
    for info in infos:
        check_member(info, name)
    return [
        info.filename
        for info in infos
        if not info.is_dir() and not _SYSTEM_NAMES.search(info.filename)
    ]


def check_member(info: zipfile.ZipInfo, archive: str) -> None:
    """
    Refuse a member that would lead outside, is a link, or unpacks to an absurd size.

    Raises
    ------
    InputError
        Naming the archive and the reason, never a path outside the folder.
    """
    # orig_filename: zipfile itself tidies the name it shows.
    for raw in (info.filename, info.orig_filename):
        tidy = raw.replace("\\", "/")
        if tidy.startswith("/") or ".." in tidy.split("/") or re.match(r"[A-Za-z]:", tidy):
            raise _unsafe(archive, "a member's name leads outside the archive")
        if any(ord(letter) < 32 for letter in raw):
            raise _unsafe(archive, "a member's name holds control characters")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _unsafe(archive, "a member is a link")
    if info.file_size > MAX_FILE_BYTES:
        raise _too_large(archive)
    if info.file_size > HARMLESS_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        raise _unsafe(
            archive, f"a member unpacks to more than {MAX_RATIO} times its size (a zip bomb)"
        )


def _opened(path: Path, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError) as error:
        raise _damaged(name, str(error)) from None
    except OSError as error:
        raise InputError(
            f"the archive cannot be read: {error.strerror or error}.",
            where=name,
            do="check that it exists and that you may read it",
        ) from None


def _damaged(name: str, detail: str) -> InputError:
    return InputError(
        f"the zip is truncated or damaged ({_plainly(detail)}).",
        where=name,
        do="download it again; nothing of it was used",
    )


def _unsafe(name: str, why: str) -> InputError:
    return InputError(
        f"the zip is unsafe: {why}.",
        where=name,
        do="ask where it comes from; unpack only files you trust, and give the folder",
    )


def _too_large(name: str) -> InputError:
    return InputError(
        f"the file is larger than {MAX_FILE_BYTES // 1024**2:,} MB.",
        where=name,
        do="split it by month, or give it as Parquet",
    )


def _plainly(error: object) -> str:
    # A member's name may be hostile or long; the archive and member are named in `where`.
    return re.sub(r"'[^']*'", "a member", str(error))[:120].rstrip(". \n")
