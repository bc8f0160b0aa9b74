"""Everything a file says, however it is wrapped: pages, attributes, data URIs, escapes."""

import base64
import binascii
import csv
import html
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

import numpy as np

from cdrp_analysis.auditor.archives import is_packed, is_zip, members, readable_runs
from cdrp_analysis.auditor.documents import Part, notebook_notices, office_notices, parquet_parts
from cdrp_analysis.auditor.pages import Page, Piece
from cdrp_analysis.auditor.pdf import pdf_parts
from cdrp_analysis.auditor.pictures import JPEG, PNG, jpeg_parts, png_parts

_DEPTH = 8  # wrappings inside wrappings; deeper ones are reported, not followed
_LARGEST_FIELD = 200_000_000  # characters of one CSV cell

_DATA = re.compile(r"data:", re.I)
_DATA_URI = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w.+-]+(?:=[\w.+\"-]+)?)*),", re.I)
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{24,}={0,2}(?![\w+/=-])")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]\w{1,30});", re.I)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([/\"'`n]))"
)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]*>")
_PAGES = ("html", "htm", "xhtml", "svg")
_MARKED_UP = (*_PAGES, "xml", "rels", "kml", "gpx", "xmp", "rdf")
_BY_START = {PNG: png_parts, JPEG: jpeg_parts, b"%PDF-": pdf_parts, b"PAR1": parquet_parts}
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# Whatever wraps something begins with one of these, or is base64 of this many characters.
_WRAPS = re.compile(r"(?i:data:)|[&\\%<\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SHORTEST = 24


def decode(name: str, data: bytes, *, place: str = "", depth: int = 0) -> Iterator[Piece]:
    """
    All texts in the bytes of a file.

    Parameters
    ----------
    name : str
        File name; its ending matters only where the content does not speak for itself.
    data : bytes
        The whole file.
    place : str
        Where the bytes were found, for nested files.
    depth : int
        How many wrappings they were in.
    """
    if depth > _DEPTH:
        yield _unreadable(place, "too deeply wrapped")
        return
    for start, parts in _BY_START.items():
        if data.startswith(start):
            yield from _parts(parts(data), place, depth)
            return
    if is_packed(data) or is_zip(data):
        yield from _members(data, place, depth)
        if is_packed(data):
            return
    yield from _document(name, data, place, depth)


class Decoder:
    """Decodes files; a page is decoded once, however many ask for what it says."""

    def __init__(self):
        self._pages: dict[tuple[str, bytes], tuple[Piece, ...]] = {}

    def __call__(self, name: str, data: bytes) -> Iterable[Piece]:
        """What :func:`decode` finds."""
        if not name.endswith(".html"):
            return decode(name, data)
        if (name, data) not in self._pages:
            self._pages[name, data] = tuple(decode(name, data))
        return self._pages[name, data]


def _unreadable(place: str, why: str) -> Piece:
    return Piece(place, "notice", why, name="unreadable")


def _parts(parts: Iterable[Part], place: str, depth: int) -> Iterator[Piece]:
    """Parts of a document as pieces: texts unfolded, files in it decoded in turn."""
    for part in parts:
        where = f"{place} {part.place}".strip()
        if isinstance(part.content, bytes):
            yield from decode(part.name, part.content, place=where, depth=depth + 1)
        elif part.kind == "notice":
            yield Piece(where, "notice", part.content, name=part.name)
        else:
            yield from unfold(Piece(where, part.kind, part.content), depth)


def _members(data: bytes, place: str, depth: int) -> Iterator[Piece]:
    try:
        inside = members(data)
    except ValueError as error:
        yield _unreadable(place, str(error))
        return
    if is_zip(data):
        yield from _parts(office_notices(data), place, depth)
    for number, (name, content) in enumerate(inside, start=1):
        where = f"{place} member {number}".strip()
        yield from unfold(Piece(where, "text", name, name="file-name"), depth)
        yield from decode(name, content, place=where, depth=depth + 1)


def _document(name: str, data: bytes, place: str, depth: int) -> Iterator[Piece]:
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in data and not wide:
        for run in readable_runs(data):
            yield from unfold(Piece(place, "raw", run), depth)
        return
    text = data.decode("utf-16" if wide else "utf-8-sig", "replace")
    start = text[:2000].lstrip().lower()
    ending = name.rsplit(".", 1)[-1].lower()
    markup = start.startswith(("<!doctype", "<html", "<svg", "<?xml", "<?xpacket"))
    if markup or ending in _MARKED_UP:
        pages = start.startswith(("<!doctype html", "<html")) or "<svg" in start
        yield from _markup(text, place, depth, xml=not pages and ending not in _PAGES)
    elif ending in ("json", "geojson", "ipynb"):
        yield from _json(text, place, depth)
    elif ending in ("csv", "tsv"):
        yield from _csv(text, place, depth)
    else:
        yield from unfold(Piece(place, "raw", text), depth)


def unfold(piece: Piece, depth: int = 0) -> Iterable[Piece]:
    """The piece, and what it holds under escapes, data URIs, base64 or markup."""
    wrapped = depth > _DEPTH or len(piece.text) >= _SHORTEST or _WRAPS.search(piece.text)
    return _unfold(piece, depth) if wrapped else (piece,)


def _unfold(piece: Piece, depth: int) -> Iterator[Piece]:
    plain = piece.text.translate(_UNSEEN)
    if plain is not piece.text and plain != piece.text:
        piece = _with(piece, plain, "")
    if depth > _DEPTH:
        yield _unreadable(f"{piece.place} > …", "too deeply wrapped")
        return
    rest, inner = _data_uris(piece, depth)
    yield _with(piece, rest, "") if inner else piece
    yield from inner
    yield from _base64s(_with(piece, rest, ""), depth)
    unescaped = _unescape(rest)
    if unescaped != rest:
        again = _with(piece, unescaped, " (unescaped)")
        if piece.kind != "style" and _MARKUP.search(unescaped):
            yield again
            yield from _markup(unescaped, again.place, depth + 1)
        else:
            yield from unfold(again, depth + 1)
    elif piece.kind not in ("style", "text") and _MARKUP.search(rest):
        yield from _markup(rest, f"{piece.place} > markup", depth + 1)


def _with(piece: Piece, text: str, suffix: str) -> Piece:
    return Piece(piece.place + suffix, piece.kind, text, piece.tag, piece.name, piece.context)


def _unescape(text: str) -> str:
    if "&" in text and _ENTITY.search(text):
        text = html.unescape(text)
    if "\\" in text:
        text = _ESCAPE.sub(_character, text)
    if "%" in text and _PERCENT.search(text):
        text = unquote(text, errors="replace")
    return text


def _character(found: re.Match) -> str:
    code = found[1] or found[2] or found[3]
    if code is None:
        return "\n" if found[4] == "n" else found[4]
    return chr(min(int(code, 16), 0x10FFFF))


def _data_uris(piece: Piece, depth: int) -> tuple[str, list[Piece]]:
    """The text without its data URIs, and what these hold."""
    if not _DATA.search(piece.text):
        return piece.text, []
    kept, inner, at = [], [], 0
    while found := _DATA_URI.search(piece.text, at):
        if found.start() == len(piece.text) - len(piece.text.lstrip()):
            end = len(piece.text)  # the whole attribute is one URI, quotes and blanks included
        else:
            end = min(
                (i for i in (piece.text.find(mark, found.end()) for mark in "\"'`)<> \n") if i > 0),
                default=len(piece.text),
            )
        kept.append(piece.text[at : found.start()])
        media, payload = (found[1] or "text/plain").lower(), piece.text[found.end() : end]
        place = f"{piece.place} > data:{media}"
        data = unquote(payload).encode("utf-8", "replace")
        if ";base64" in found[2].lower():
            data = _from_base64(data.decode("ascii", "ignore")) or data
        ending = media.rsplit("/", 1)[-1].split("+")[0]
        ending = {"javascript": "js", "plain": "txt"}.get(ending, ending)
        inner += [Piece(place, "attribute", media, name="media-type")]
        inner += decode(f"data.{ending}", data, place=place, depth=depth + 1)
        at = end
    return "".join(kept) + piece.text[at:], inner


def _from_base64(text: str) -> bytes | None:
    text = re.sub(r"\s", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _base64s(piece: Piece, depth: int) -> Iterator[Piece]:
    """Base64 that holds text, files or arrays of floating-point numbers."""
    if piece.kind == "style" or piece.name in ("d", "points", "transform", "class", "id"):
        return
    for found in _BASE64.finditer(piece.text):
        data = _from_base64(found[0])
        if not data:
            continue
        place = f"{piece.place} > base64"
        if data.startswith(tuple(_BY_START)) or is_packed(data):
            yield from decode("base64", data, place=place, depth=depth + 1)
            continue
        text = _printable(data)
        if text:
            yield from unfold(Piece(place, "raw", text), depth + 1)
        elif numbers := _floats(data):
            yield Piece(place, "numbers", numbers)


def _printable(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if sum(c.isprintable() or c.isspace() for c in text) > 0.95 * len(text) else ""


def _floats(data: bytes) -> str:
    for kind, size in (("<f8", 8), ("<f4", 4), (">f8", 8)):
        if len(data) % size:
            continue
        with np.errstate(invalid="ignore"):  # of bytes that are no numbers at all
            values = np.frombuffer(data, dtype=kind).astype(float)
        near = np.abs(values)
        if np.isfinite(values).all() and ((near < 1e7) & ((near > 1e-7) | (near == 0))).all():
            digits = 10 if size == 8 else 5
            return " ".join(f"{value:.{digits}f}".rstrip("0") for value in values.tolist())
    return ""


def _markup(text: str, place: str, depth: int, *, xml: bool = False) -> Iterator[Piece]:
    if depth > _DEPTH:
        yield _unreadable(place, "too deeply wrapped")
        return
    page = Page(
        place,
        xml=xml,
        unfold=lambda piece: unfold(piece, depth),
        markup=lambda inner, where: _markup(inner, where, depth + 1),
    )
    page.feed(text)
    yield from page.finish()


def _json(text: str, place: str, depth: int) -> Iterator[Piece]:
    try:
        content = json.loads(text)
    except ValueError:
        yield from unfold(Piece(place, "raw", text), depth)
        return
    yield Piece(place, "document", text)
    yield from _parts(notebook_notices(content), place, depth)
    queue = [(place, "", content)]
    while queue:
        where, above, value = queue.pop()
        if isinstance(value, dict):
            plain = " | ".join(f"{k}: {v}" for k, v in value.items() if _scalar(v))
            if plain:
                yield Piece(where, "row", plain, context=above)
            for row in _side_by_side(value):
                yield Piece(where, "row", row, context=f"{above} {plain}")
            queue += [
                (f"{where} .{_harmless(k)}", f"{above} {plain} {k}", v) for k, v in value.items()
            ]
        elif isinstance(value, list):
            if any(_whole(v) for v in value):
                row = " | ".join(str(v) for v in value if _scalar(v))
                yield Piece(where, "row", row, context=above)
            queue += [(where, above, v) for v in value if isinstance(v, (dict, list, str))]
        elif isinstance(value, str) and len(value) > 8:
            yield from unfold(Piece(where, "text", value), depth)


def _scalar(value: object) -> bool:
    return not isinstance(value, (dict, list))


def _whole(value: object) -> bool:
    written = isinstance(value, str) and value.isdecimal()
    return written or (isinstance(value, int) and not isinstance(value, bool))


def _side_by_side(columns: Mapping[str, object]) -> Iterator[str]:
    """Rows of a table that is written column by column."""
    lists = {k: v for k, v in columns.items() if isinstance(v, list) and all(map(_scalar, v))}
    if len(lists) > 1 and len({len(v) for v in lists.values()}) == 1:
        for row in zip(*lists.values(), strict=True):
            yield " | ".join(f"{k}: {v}" for k, v in zip(lists, row, strict=True))


def _harmless(key: str) -> str:
    """A key that may be repeated in a finding: a plain word."""
    return key if re.fullmatch(r"[A-Za-z_]{1,15}", key) else "…"


def _csv(text: str, place: str, depth: int) -> Iterator[Piece]:
    csv.field_size_limit(_LARGEST_FIELD)
    rows = csv.reader(io.StringIO(text))
    heads = next(rows, [])
    yield Piece(f"{place} line 1".strip(), "row", " | ".join(heads))
    for row in rows:
        where = f"{place} line {rows.line_num}".strip()
        cells = [f"{h}: {v}" for h, v in zip(heads, row, strict=False)] + row[len(heads) :]
        yield from unfold(Piece(where, "row", " | ".join(cells)), depth)
