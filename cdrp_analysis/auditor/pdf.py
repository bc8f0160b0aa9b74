"""What a PDF holds: its text, properties, annotations, scripts and embedded files."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator

from cdrp_analysis.auditor.documents import HIDDEN, Part, notice

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
OBJECT = re.compile(rb"(\d+)\s+\d+\s+obj\b")
_FILTER = re.compile(rb"/(FlateDecode|Fl|ASCIIHexDecode|AHx|ASCII85Decode|A85)\b")
PICTURE = re.compile(rb"/Subtype\s*/Image\b|/FontFile\d?\b|/Length1\b|/Type\s*/XRef\b")
_AUTHOR = re.compile(rb"/Author\s*(?:\(\s*[^)\s]|<[0-9A-Fa-f\s]{2,}>)")
_SAID_BY = re.compile(
    rb"/(?:Creator|Producer)\s*\((?=[^)]*(?:@|[/\\]Users|[/\\]home|\buser\b|\bby\b))", re.I
)
TOKEN = re.compile(
    rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<[0-9A-Fa-f\s]*>|\[|\]|-?\d*\.?\d+|[A-Za-z'\"*]+",
    re.S,
)
STRING = re.compile(
    rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|(?<!<)<[0-9A-Fa-f\s]{2,}>(?!>)", re.S
)
_MARKS = {
    "annotations": re.compile(rb"/Type\s*/Annot\b|/Subtype\s*/(?:Text|FreeText|Popup|Highlight)\b"),
    "an embedded file": re.compile(rb"/EmbeddedFiles?\b"),
    "text drawn so that it is not seen": re.compile(rb"(?<![\d.])3\s+Tr\b"),
    "an optional layer": re.compile(rb"/Type\s*/OCG\b"),
}
_SCRIPT = re.compile(rb"/(?:JavaScript|JS)\b")
_REACHES_OUT = re.compile(rb"/S\s*/(?:Launch|SubmitForm|GoToR|ImportData)\b")
_ESCAPES = {ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("b"): 8, ord("f"): 12}
GAP = 200  # thousandths of an em: a wider step back in a line of text is a blank
_LARGEST = 200_000_000  # bytes out of one stream


def pdf_parts(data: bytes) -> Iterator[Part]:
    """
    Texts and notices of a PDF (ISO 32000-1), streams and object streams unpacked.

    A text whose font has a table of its own (``ToUnicode``) is read by every table of the file.
    An encrypted PDF is a finding: nothing in it can be vouched for.
    """
    if re.search(rb"/Encrypt\b\s*\d", data):
        yield notice("", "unreadable", "an encrypted PDF")
    plain, streams = split(data)
    bodies = [(head, unpacked(head, body)) for head, body in streams]
    objects = [plain, *(b for h, b in bodies if b is not None and b"/ObjStm" in h)]
    everything = b"\n".join([plain, *(b for h, b in bodies if b and not PICTURE.search(h))])
    yield from _notices(everything, data)
    for number, text in enumerate(_strings(b"\n".join(objects)), start=1):
        yield Part(f"string {number}", text)
    maps = [to_unicode(b) for _, b in bodies if b and b"begincmap" in b]
    for number, (head, body) in enumerate(bodies, start=1):
        place = f"stream {number}"
        if body is None:
            yield notice(place, "unreadable", "a stream that cannot be unpacked")
        elif b"/DCTDecode" in head:
            yield Part(place, body, name="picture.jpg")
        elif b"/EmbeddedFile" in head:
            yield Part(f"{place}, an embedded file", body, name="embedded")
        elif PICTURE.search(head) or b"/ObjStm" in head or b"begincmap" in body:
            continue
        elif re.search(rb"\b(?:Tj|TJ)\b|\)\s*['\"]", body):
            for mapped in [{}, *maps]:
                yield Part(place, _drawn(body, mapped))
        else:
            yield Part(place, body, name="stream.txt")
    end = data.rfind(b"%%EOF")
    if end >= 0 and data[end + 5 :].strip():
        yield Part("after the end", data[end + 5 :], name="rest")


def split(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The file without its streams; and each stream after its object's number and dictionary."""
    kept, streams, at = [], [], 0
    while found := _STREAM.search(data, at):
        kept.append(data[at : found.start()])
        heads = list(OBJECT.finditer(data, max(at, found.start() - 5000), found.start()))
        head = data[heads[-1].start() if heads else at : found.start()]
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        streams.append((head, data[found.end() : end]))
        at = end
    return b"".join(kept) + data[at:], streams


def unpacked(head: bytes, body: bytes) -> bytes | None:
    try:
        for name in _FILTER.findall(head):
            if name in (b"FlateDecode", b"Fl"):
                body = zlib.decompressobj().decompress(body, _LARGEST)
            elif name in (b"ASCIIHexDecode", b"AHx"):
                digits = re.sub(rb"\s", b"", body.partition(b">")[0])
                body = binascii.unhexlify(digits + b"0" * (len(digits) % 2))
            else:
                body = base64.a85decode(body.strip().removesuffix(b"~>").removeprefix(b"<~"))
    except (zlib.error, ValueError):
        return None
    return body


def _notices(everything: bytes, data: bytes) -> Iterator[Part]:
    for what, shape in _MARKS.items():
        if shape.search(everything):
            yield notice("", HIDDEN, what)
    if data.count(b"%%EOF") > 1:
        yield notice("", HIDDEN, "an earlier state of the document")
    if _SCRIPT.search(everything):
        yield notice("", "code", "a script")
    if _REACHES_OUT.search(everything):
        yield notice("", "external address", "an action that leaves the document")
    if _AUTHOR.search(everything):
        yield notice("", "metadata", "the author is named")
    if _SAID_BY.search(everything):
        yield notice("", "metadata", "the producer names a user")


def _strings(data: bytes) -> Iterator[str]:
    for found in STRING.finditer(data):
        text = plain_text(literal(found[0]))
        if len(text) > 1:
            yield text


def literal(token: bytes) -> bytes:
    if token.startswith(b"<"):
        digits = re.sub(rb"\s", b"", token[1:-1])
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    inner = re.sub(rb"\\\r?\n", b"", token[1:-1])
    return re.sub(rb"\\([0-7]{1,3}|.)", _escaped, inner, flags=re.S)


def _escaped(found: re.Match) -> bytes:
    if found[1].isdigit():
        return bytes([int(found[1], 8) & 255])
    return bytes([_ESCAPES.get(found[1][0], found[1][0])])


def plain_text(raw: bytes) -> str:
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace")
    return raw.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _drawn(body: bytes, mapped: dict[bytes, str]) -> str:
    """The text of a content stream: strings run on, a move or a wide gap parts them."""
    words: list[str] = []
    inside = False
    for found in TOKEN.finditer(body):
        token = found[0]
        if token in (b"[", b"]"):
            inside = token == b"["
        elif token[:1] in b"(<":
            raw = literal(token)
            words.append(spelled(raw, mapped) if mapped else plain_text(raw))
        elif inside:
            try:
                words.append(" " if float(token) < -GAP else "")
            except ValueError:
                continue
        elif token in (b"Td", b"TD", b"Tm", b"T*", b"ET", b"'", b'"'):
            words.append("\n")
    return "".join(words)


def spelled(raw: bytes, mapped: dict[bytes, str]) -> str:
    size = max(map(len, mapped))
    codes = (raw[i : i + size] for i in range(0, len(raw), size))
    return "".join(mapped.get(code, "") for code in codes)


def to_unicode(table: bytes) -> dict[bytes, str]:
    """Codes and characters of a ToUnicode table (ISO 32000-1, 9.10.3)."""
    mapped: dict[bytes, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
        pairs = re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block)
        mapped |= {binascii.unhexlify(c): _utf16(t) for c, t in pairs if len(c) % 2 == 0}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
        for low, high, first in re.findall(
            rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block
        ):
            size = len(low) // 2
            for step, code in enumerate(range(int(low, 16), min(int(high, 16), 65535) + 1)):
                letter = chr(min(int(first, 16) + step, 0x10FFFF))
                mapped[code.to_bytes(size, "big")] = letter
        for low, several in re.findall(rb"<([0-9A-Fa-f]+)>\s*<[0-9A-Fa-f]+>\s*\[([^\]]*)\]", block):
            for step, text in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", several)):
                mapped[(int(low, 16) + step).to_bytes(len(low) // 2, "big")] = _utf16(text)
    return mapped


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode() + "0" * (len(digits) % 2)).decode("utf-16-be", "replace")
