"""What pictures hold beside what they show: texts, EXIF, places, bytes after their end."""

import struct
import zlib
from collections.abc import Iterator

from cdrp_analysis.auditor.archives import readable_runs
from cdrp_analysis.auditor.documents import Part, notice

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
_DRAWN = (b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"sBIT", b"bKGD")
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers without a length
# EXIF 2.32, tables 4 to 6: tags that say who made the picture, and the directories below.
_PERSONAL = {0x013B: "artist", 0x8298: "copyright", 0x9C9D: "author", 0xA430: "owner",
             0x013C: "computer"}  # fmt: skip
_BELOW = {0x8769: "Exif", 0x8825: "GPS"}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}


def png_parts(data: bytes) -> Iterator[Part]:
    """Texts of a PNG's chunks and whatever bytes follow its end."""
    at = len(PNG)
    while at + 8 <= len(data):
        (size,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        at += 12 + size
        name = f"chunk {kind.decode('latin-1')}"
        if kind == b"IEND":
            break
        if kind == b"tEXt":
            text = body.replace(b"\0", b" ").decode("latin-1")
            yield Part(name, text)
            yield from _author(name, text)
        elif kind in (b"zTXt", b"iTXt", b"iCCP"):
            text = _inflated(kind, body)
            yield Part(name, text)
            yield from _author(name, text)
        elif kind == b"eXIf":
            yield from exif_parts(body, name)
        elif kind not in _DRAWN:
            for run in readable_runs(body):
                yield Part(name, run)
    if data[at:]:
        yield Part("after the image", data[at:], name="rest")


def _author(place: str, text: str) -> Iterator[Part]:
    if text.lower().startswith(("author ", "artist ", "creator ", "copyright ")):
        yield notice(place, "metadata", "the picture's author is named")


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


def jpeg_parts(data: bytes) -> Iterator[Part]:
    """Comments, EXIF, XMP and other segments of a JPEG, and whatever follows its end."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _ALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in (0xD9, 0xDA):  # the end, or the picture itself
            break
        (size,) = struct.unpack(">H", data[at + 2 : at + 4])
        body, place = data[at + 4 : at + 2 + size], f"segment {marker:02X}"
        at += 2 + max(size, 2)
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            yield from exif_parts(body[6:], place)
        elif marker == 0xFE or marker > 0xE0:
            for run in readable_runs(body):
                yield Part(place, run)
    end = data.rfind(b"\xff\xd9")
    first = data.find(b"\xff\xd9", at)
    if first >= 0 and data[first + 2 :]:
        yield Part("after the image", data[first + 2 :], name="rest")
    elif end < 0:
        yield notice("", "unreadable", "a picture without an end")


def exif_parts(data: bytes, place: str) -> Iterator[Part]:
    """Texts of an EXIF block, its maker and its place, degrees."""
    for run in readable_runs(data):
        yield Part(place, run)
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        return
    waiting, done = [(struct.unpack(order + "I", data[4:8])[0], "")] if len(data) >= 8 else [], 0
    while waiting and done < 16:
        done += 1
        at, where = waiting.pop()
        tags = _directory(data, at, order)
        for tag, value in tags.items():
            if tag in _PERSONAL and not where:
                yield notice(place, "metadata", f"EXIF names the {_PERSONAL[tag]}")
            if tag in _BELOW and isinstance(value, tuple):
                waiting.append((int(value[0]), _BELOW[tag]))
        if where == "GPS":
            yield notice(place, "metadata", "EXIF says where the picture was taken")
            north, east = (_degrees(tags, ref, ref + 1) for ref in (1, 3))
            if north is not None and east is not None:
                yield Part(f"{place} GPS", f"latitude {north:.6f}, longitude {east:.6f}")


def _directory(data: bytes, at: int, order: str) -> dict[int, object]:
    """Tags of one directory: numbers as a tuple, everything else as bytes."""
    if at + 2 > len(data):
        return {}
    (count,) = struct.unpack(order + "H", data[at : at + 2])
    tags: dict[int, object] = {}
    for entry in range(at + 2, min(at + 2 + 12 * count, len(data) - 11), 12):
        tag, kind, number = struct.unpack(order + "HHI", data[entry : entry + 8])
        size = _SIZES.get(kind, 1) * number
        start = entry + 8
        if size > 4:
            (start,) = struct.unpack(order + "I", data[entry + 8 : entry + 12])
        raw = data[start : start + size]
        if len(raw) < size:
            continue
        if kind in (5, 10):
            whole = struct.unpack(f"{order}{2 * number}{'I' if kind == 5 else 'i'}", raw)
            tags[tag] = tuple(
                a / b if b else 0.0 for a, b in zip(whole[::2], whole[1::2], strict=True)
            )
        elif kind in (3, 4):
            tags[tag] = struct.unpack(f"{order}{number}{'H' if kind == 3 else 'I'}", raw)
        else:
            tags[tag] = raw
    return tags


def _degrees(tags: dict[int, object], side: int, angle: int) -> float | None:
    parts = tags.get(angle)
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -degrees if bytes(tags.get(side, b""))[:1] in (b"S", b"W") else degrees
