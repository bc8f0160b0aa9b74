"""What archives and other binary files hold: members, comments, readable runs."""

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

_LARGEST = 200_000_000  # bytes taken out of one archive
_UNREADABLE = (
    *(OSError, EOFError, RuntimeError, NotImplementedError),
    *(zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error),
)
# How the bytes of one packed stream begin, and what unpacks them.
_STREAMS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}
_TAR_MARK = slice(257, 262)  # where a tar says "ustar"


def is_zip(data: bytes) -> bool:
    """Whether the bytes are, or end with, a zip archive."""
    return data[:4] == b"PK\x03\x04" or zipfile.is_zipfile(io.BytesIO(data))


def is_packed(data: bytes) -> bool:
    """Whether the bytes as a whole are a packed stream, a tar or a zip."""
    return data.startswith((*_STREAMS, b"PK\x03\x04")) or data[_TAR_MARK] == b"ustar"


def members(data: bytes) -> list[tuple[str, bytes]]:
    """
    Names and contents of an archive, with what it says of its members as a text of its own.

    Raises
    ------
    ValueError
        If it cannot be read whole: damaged, encrypted or too large.
    """
    try:
        for start, unpack in _STREAMS.items():
            if data.startswith(start):
                with unpack(io.BytesIO(data)) as stream:
                    named = _gzip_name(data) if start == b"\x1f\x8b" else b""
                    return [("content", _within(stream, _LARGEST)), ("name.txt", named)]
        return _of_tar(data) if data[_TAR_MARK] == b"ustar" else _of_zip(data)
    except _UNREADABLE:
        raise ValueError("unreadable archive") from None


def _of_zip(data: bytes) -> list[tuple[str, bytes]]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    found, left = [], _LARGEST
    comments = [archive.comment]
    for member in archive.infolist():
        with archive.open(member) as stream:
            content = _within(stream, left)
        left -= len(content)
        comments += [member.comment, *map(bytes.strip, _readable(member.extra))]
        found.append((member.filename, content))
    return [*found, ("comments.txt", b"\n".join(filter(None, comments)))]


def _of_tar(data: bytes) -> list[tuple[str, bytes]]:
    found, left, owners = [], _LARGEST, []
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            owners.append(f"{member.uname} {member.linkname}".strip().encode())
            stream = archive.extractfile(member)
            content = _within(stream, left) if stream else b""
            left -= len(content)
            found.append((member.name, content))
    return [*found, ("owners.txt", b"\n".join(filter(None, owners)))]


def _gzip_name(data: bytes) -> bytes:
    """The file name and the comment in the head of a gzip (RFC 1952)."""
    flags, at = data[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(data[10:12], "little")
    return b"\n".join(data[at:].split(b"\0", 2)[: bool(flags & 8) + bool(flags & 16)])


def _readable(data: bytes) -> list[bytes]:
    return re.findall(rb"[\t\x20-\x7e]{6,}", data)


def _within(stream: io.BufferedIOBase, most: int) -> bytes:
    content = stream.read(most + 1)
    if len(content) > most:
        raise OSError("too large")
    return content


def readable_runs(data: bytes) -> Iterator[str]:
    """Runs of at least six readable characters, of one byte or two."""
    for run in re.findall(rb"[\t\x20-\x7e]{6,}", data):
        yield run.decode("ascii")
    for run in re.findall(rb"(?:[\x20-\x7e]\0){6,}", data):
        yield run.decode("utf-16-le")
