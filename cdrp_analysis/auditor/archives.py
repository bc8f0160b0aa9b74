"""What archives, images and other binary files hold: members, texts, readable runs."""

import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n"
_LARGEST = 200_000_000  # bytes taken out of one archive
_PICTURE = (b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs")
_UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error)


def is_zip(data: bytes) -> bool:
    """Whether the bytes are, or end with, a zip archive."""
    return data[:4] == b"PK\x03\x04" or zipfile.is_zipfile(io.BytesIO(data))


def members(data: bytes) -> list[tuple[str, bytes]]:
    """
    Names and contents of a zip or gzip, with the archive's comments as a text of their own.

    Raises
    ------
    ValueError
        If it cannot be read whole: damaged, encrypted or too large.
    """
    try:
        if data[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(data)) as stream:
                return [("content", _within(stream, _LARGEST))]
        archive = zipfile.ZipFile(io.BytesIO(data))
        found, left = [], _LARGEST
        comments = [archive.comment]
        for member in archive.infolist():
            with archive.open(member) as stream:
                content = _within(stream, left)
            left -= len(content)
            comments.append(member.comment)
            found.append((member.filename, content))
        return [*found, ("comments.txt", b"\n".join(filter(None, comments)))]
    except _UNREADABLE:
        raise ValueError("unreadable archive") from None


def _within(stream: io.BufferedIOBase, most: int) -> bytes:
    content = stream.read(most + 1)
    if len(content) > most:
        raise OSError("too large")
    return content


def image_texts(data: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """Chunk names and texts of a PNG, and whatever bytes follow its end."""
    texts = []
    at = len(PNG)
    while at + 8 <= len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        at += 12 + size
        name = kind.decode("latin-1")
        if kind == b"IEND":
            break
        if kind == b"tEXt":
            texts.append((name, body.replace(b"\0", b" ").decode("latin-1")))
        elif kind in (b"zTXt", b"iTXt", b"iCCP"):
            texts.append((name, _inflated(kind, body)))
        elif kind not in _PICTURE:
            texts += [(name, run) for run in readable_runs(body)]
    return texts, data[at:]


def _inflated(kind: bytes, body: bytes) -> str:
    keyword, _, rest = body.partition(b"\0")
    packed, squeezed = rest[1:], True
    if kind == b"iTXt":
        squeezed, packed = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
    try:
        text = zlib.decompress(packed) if squeezed else packed
    except zlib.error:
        text = b""
    return f"{keyword.decode('latin-1')} {text.decode('utf-8', 'replace')}"


def readable_runs(data: bytes) -> Iterator[str]:
    """Runs of at least six readable characters, of one byte or two."""
    for run in re.findall(rb"[\t\x20-\x7e]{6,}", data):
        yield run.decode("ascii")
    for run in re.findall(rb"(?:[\x20-\x7e]\0){6,}", data):
        yield run.decode("utf-16-le")
