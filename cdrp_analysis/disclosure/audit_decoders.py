"""Everything a file says, however it is wrapped: pages, attributes, data URIs, escapes."""

import base64
import binascii
import csv
import gzip
import html
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import unquote

import numpy as np

Kind = Literal["text", "attribute", "script", "style", "comment", "row", "cell", "raw", "numbers"]
_DEPTH = 8  # wrappings inside wrappings; deeper ones are reported, not followed
_LARGEST = 200_000_000  # bytes out of one archive

# Elements that end a stretch of text; others (b, span, a …) run on within it.
_BLOCK_NAMES = """
    address article aside blockquote body br button caption dd desc details div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html label legend li main
    metadata nav ol option p pre section select summary svg table tbody td text tfoot th thead
    title tr tspan ul"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_DATA_URI = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w.+-]+(?:=[\w.+\"-]+)?)*),", re.I)
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{24,}={0,2}(?![\w+/=-])")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]\w{1,30});", re.I)
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([/\"'`n]))"
)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]*>")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Piece:
    """
    A stretch of text and where it stands.

    ``kind`` says what it is to a reader; ``name`` the attribute; ``tag`` the element. A "cell"
    has the headings of its row and column in ``context``.
    """

    place: str
    kind: Kind
    text: str
    tag: str = ""
    name: str = ""
    context: str = ""


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
        yield Piece(place, "raw", "too deeply wrapped", name="unreadable")
        return
    ending = name.rsplit(".", 1)[-1].lower()
    if data.startswith(_PNG):
        yield from image_texts(data, place, depth)
    elif data[:4] == b"PK\x03\x04" or zipfile.is_zipfile(io.BytesIO(data)):
        yield from unzipped(data, place, depth)
    elif data[:2] == b"\x1f\x8b":
        yield from ungzipped(data, place, depth)
    elif b"\0" in data and not _wide(data):
        yield from readable_runs(data, place, depth)
    else:
        text = _text(data)
        start = text[:2000].lstrip().lower()
        markup = start.startswith(("<!doctype", "<html", "<svg"))
        if markup or ending in ("html", "htm", "svg", "xml"):
            yield from _markup(text, place, depth)
        elif ending in ("json", "geojson", "ipynb"):
            yield from _json(text, place, depth)
        elif ending in ("csv", "tsv"):
            yield from _csv(text, place, depth)
        else:
            yield from unfold(Piece(place, "raw", text), depth)


def unfold(piece: Piece, depth: int = 0) -> Iterator[Piece]:
    """The piece, and what it holds under escapes, data URIs, base64 or markup."""
    plain = piece.text.translate(_UNSEEN)
    if plain is not piece.text and plain != piece.text:
        piece = _with(piece, plain, "")
    if depth > _DEPTH:
        yield _with(piece, "too deeply wrapped", " > …")
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
    if "data:" not in piece.text:
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
        if data.startswith((_PNG, b"PK\x03\x04", b"\x1f\x8b")):
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
        values = np.frombuffer(data, dtype=kind).astype(float)
        near = np.abs(values)
        if np.isfinite(values).all() and ((near < 1e7) & ((near > 1e-7) | (near == 0))).all():
            digits = 10 if size == 8 else 5
            return " ".join(f"{value:.{digits}f}".rstrip("0") for value in values.tolist())
    return ""


class _Page(HTMLParser):
    """Collects the pieces of a page; a text runs to the next block element."""

    def __init__(self, place: str, depth: int):
        super().__init__(convert_charrefs=True)
        self.place, self.depth = place, depth
        self.found: list[Piece] = []
        self.words: list[str] = []
        self.raw = ""
        self.stack: list[str] = []
        self.tables: list[dict] = []

    def handle_starttag(self, tag, attrs):
        if tag in _BLOCKS:
            self._flush()
        self.stack.append(tag)
        if tag == "table":
            self.tables.append({"caption": "", "heads": [], "row": [], "first": ""})
        elif tag == "tr" and self.tables:
            self.tables[-1].update(row=[], first="")
        self.raw = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            if not value:
                continue
            place = f"{self._where()} {tag}[{name}]"
            if name == "srcdoc":
                self.found += _markup(value, place, self.depth + 1)
            else:
                kind = "style" if name == "style" else "attribute"
                kind = "script" if name.startswith("on") else kind
                self.found += unfold(Piece(place, kind, value, tag, name), self.depth)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.stack.pop()
        self.raw = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._cell(tag)
        if tag == "caption" and self.tables:
            self.tables[-1]["caption"] = " ".join("".join(self.words).split())
        if tag in _BLOCKS:
            self._flush()
        if tag == "table" and self.tables:
            self.tables.pop()
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass
        self.raw = ""

    def handle_data(self, data):
        if self.raw:
            kind = "script" if self.raw == "script" else "style"
            self.found += unfold(Piece(f"{self._where()} {self.raw}", kind, data), self.depth)
        else:
            self.words.append(data)

    def handle_comment(self, data):
        self.found += unfold(Piece(f"{self._where()} comment", "comment", data), self.depth)

    def handle_decl(self, decl):
        self.found.append(Piece(f"{self._where()} declaration", "comment", decl))

    def handle_pi(self, data):
        self.found += unfold(Piece(f"{self._where()} instruction", "comment", data), self.depth)

    def unknown_decl(self, data):
        self.found += unfold(Piece(f"{self._where()} CDATA", "comment", data), self.depth)

    def finish(self) -> list[Piece]:
        self.close()
        self._flush()
        return self.found

    def _where(self) -> str:
        return f"{self.place} line {self.getpos()[0]}".strip()

    def _flush(self) -> None:
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            tag = self.stack[-1] if self.stack else ""
            self.found += unfold(Piece(f"{self._where()} text", "text", text, tag), self.depth)

    def _cell(self, tag: str) -> None:
        if not self.tables:
            return
        table, text = self.tables[-1], " ".join("".join(self.words).split())
        column = len(table["row"])
        table["row"].append(text)
        if "thead" in self.stack or (tag == "th" and column and not table["first"]):
            table["heads"] = table["row"]
            return
        table["first"] = table["first"] or text
        head = table["heads"][column] if column < len(table["heads"]) else ""
        row = " | ".join(table["row"][:column])
        self.found.append(
            Piece(
                f"{self._where()} table cell", "cell", text,
                name=head, context=f"{table['caption']} | {head} | {row}",
            )
        )  # fmt: skip


def _markup(text: str, place: str, depth: int) -> Iterator[Piece]:
    if depth > _DEPTH:
        yield Piece(place, "raw", "too deeply wrapped", name="unreadable")
        return
    page = _Page(place, depth)
    page.feed(text)
    yield from page.finish()


def _json(text: str, place: str, depth: int) -> Iterator[Piece]:
    try:
        content = json.loads(text)
    except ValueError:
        yield from unfold(Piece(place, "raw", text), depth)
        return
    yield Piece(place, "raw", text)
    queue = [(place, content)]
    while queue:
        where, value = queue.pop()
        if isinstance(value, dict):
            plain = [f"{k}: {v}" for k, v in value.items() if not isinstance(v, (dict, list))]
            if plain:
                yield Piece(where, "row", " | ".join(plain))
            queue += [(f"{where} .{str(k)[:40]}", v) for k, v in value.items()]
        elif isinstance(value, list):
            queue += [(where, v) for v in value if isinstance(v, (dict, list, str))]
        elif isinstance(value, str) and len(value) > 8:
            yield from unfold(Piece(where, "text", value), depth)


def _csv(text: str, place: str, depth: int) -> Iterator[Piece]:
    csv.field_size_limit(_LARGEST)
    rows = csv.reader(io.StringIO(text))
    heads = next(rows, [])
    yield Piece(f"{place} line 1".strip(), "row", " | ".join(heads))
    for row in rows:
        where = f"{place} line {rows.line_num}".strip()
        cells = [f"{h}: {v}" for h, v in zip(heads, row, strict=False)] + row[len(heads) :]
        yield from unfold(Piece(where, "row", " | ".join(cells)), depth)


def _wide(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _text(data: bytes) -> str:
    if _wide(data):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")
