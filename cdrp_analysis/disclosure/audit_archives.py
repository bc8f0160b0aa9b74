"""Texts inside archives, images and other binary files."""

import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from cdrp_analysis.disclosure.audit_pieces import Piece

_LARGEST = 200_000_000  # bytes out of one archive
PNG = b"\x89PNG\r\n\x1a\n"
Decode = Callable[..., Iterator[Piece]]


def unzipped(data: bytes, place: str, depth: int) -> Iterator[Piece]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        comments = [archive.comment, *(member.comment for member in archive.infolist())]
        yield Piece(f"{place} archive", "text", " ".join(c.decode("utf-8", "replace") for c in comments))
        left = _LARGEST
        for member in archive.infolist():
            where = f"{place} member".strip()
            yield Piece(where, "text", member.filename, name="file-name")
            left -= member.file_size
            if left < 0:
                yield Piece(where, "raw", "too large to read", name="unreadable")
                return
            yield from decode(
                member.filename, archive.read(member), place=where, depth=depth + 1
            )
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError):
        yield Piece(place, "raw", "unreadable archive", name="unreadable")


def ungzipped(data: bytes, place: str, depth: int) -> Iterator[Piece]:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            inner = stream.read(_LARGEST)
    except (OSError, EOFError, zlib.error):
        yield Piece(place, "raw", "unreadable archive", name="unreadable")
        return
    yield from decode("gzip", inner, place=f"{place} > gzip", depth=depth + 1)


def image_texts(data: bytes, place: str, depth: int) -> Iterator[Piece]:
    """Texts in the chunks of an image, and whatever follows its end."""
    at = len(_PNG)
    while at + 8 <= len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        at += 12 + size
        where = f"{place} chunk {kind.decode('latin-1')}".strip()
        if kind == b"tEXt":
            yield from unfold(Piece(where, "text", body.replace(b"\0", b" ").decode("latin-1")), depth)
        elif kind in (b"zTXt", b"iTXt", b"iCCP"):
            yield from unfold(Piece(where, "text", _compressed(kind, body)), depth)
        elif kind == b"IEND":
            break
        elif kind not in (b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs"):
            yield from readable_runs(body, where, depth)
    if data[at:]:
        yield from readable_runs(data[at:], f"{place} after the image", depth)


def _compressed(kind: bytes, body: bytes) -> str:
    keyword, _, rest = body.partition(b"\0")
    packed = rest[1:]
    if kind == b"iTXt":
        squeezed, packed = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
        if not squeezed:
            return (keyword + b" " + packed).decode("utf-8", "replace")
    try:
        return (keyword + b" " + zlib.decompress(packed)).decode("utf-8", "replace")
    except zlib.error:
        return keyword.decode("latin-1")


def readable_runs(data: bytes, place: str, depth: int) -> Iterator[Piece]:
    """Runs of at least six readable characters, of one byte or two."""
    for run in re.findall(rb"[\t\x20-\x7e]{6,}", data):
        yield from unfold(Piece(place, "raw", run.decode("ascii")), depth)
    for run in re.findall(rb"(?:[\x20-\x7e]\0){6,}", data):
        yield from unfold(Piece(place, "raw", run.decode("utf-16-le")), depth)


