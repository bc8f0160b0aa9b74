"""What a PDF draws, line by line, each font read by its own table of letters."""

import re

from cdrp_analysis.auditor.pdf import (
    GAP,
    OBJECT,
    PICTURE,
    STRING,
    TOKEN,
    literal,
    plain_text,
    spelled,
    split,
    to_unicode,
    unpacked,
)

_NAME = rb"/[^\s/<>\[\]()]+"
_TOKENS = re.compile(_NAME + rb"|" + TOKEN.pattern, re.S)
_REFERENCE = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d+)\s+\d+\s+R\b")
_LETTERS = re.compile(rb"/ToUnicode\s+(\d+)\s+\d+\s+R\b")
_FONT = re.compile(rb"/Type\s*/Font\b")
_OWN_CODES = re.compile(rb"/Subtype\s*/Type[03]\b|/Differences\b")
_DRAWS = re.compile(rb"\b(?:Tj|TJ)\b|\)\s*['\"]")
_SAYS = re.compile(
    rb"/(?:Alt|ActualText|E|T|Title|Contents|Subject|Keywords)\s*(" + STRING.pattern + rb")", re.S
)
_ENDS_LINE = (b"Tm", b"T*", b"ET", b"'", b'"')

Letters = dict[bytes, str]


def drawn_lines(data: bytes) -> list[list[str | None]]:
    """
    The lines of every sheet of a PDF (ISO 32000-1, 9.4), in the order in which they are drawn.

    A line ends where the text moves up or down; a cell of a table or a label is a line. None
    stands for one whose font has codes of its own and no table of their letters.
    """
    plain, streams = split(data)
    bodies = [(head, unpacked(head, body) or b"") for head, body in streams]
    fonts = _fonts(plain, bodies)
    return [_lines(body, fonts) for head, body in bodies if _shows(head, body)]


def said_strings(data: bytes) -> list[str]:
    """What a PDF says of its parts: titles, alternative and actual texts, notes."""
    plain, streams = split(data)
    bodies = [unpacked(head, body) or b"" for head, body in streams]
    return [
        plain_text(literal(found[1])) for text in (plain, *bodies) for found in _SAYS.finditer(text)
    ]


def _shows(head: bytes, body: bytes) -> bool:
    other = PICTURE.search(head) or b"begincmap" in body
    return not other and bool(_DRAWS.search(body))


def _fonts(plain: bytes, bodies: list[tuple[bytes, bytes]]) -> dict[bytes, Letters | None]:
    """Names of fonts and their letters; None where a name does not say which they are."""
    objects = {int(found[1]): found for found in OBJECT.finditer(plain)}
    tables = {
        int(number[1]): to_unicode(body)
        for head, body in bodies
        if b"begincmap" in body and (number := OBJECT.match(head))
    }
    fonts: dict[bytes, Letters | None] = {}
    for name, number in _REFERENCE.findall(plain):
        if int(number) not in objects:
            continue
        start = objects[int(number)].end()
        about = plain[start : plain.find(b"endobj", start)]
        if not _FONT.search(about):
            continue
        given = _LETTERS.search(about)
        letters = tables.get(int(given[1])) if given else None
        if given is None and not _OWN_CODES.search(about):
            letters = {}
        fonts[name] = letters if fonts.get(name, letters) == letters else None
    return fonts


def _lines(body: bytes, fonts: dict[bytes, Letters | None]) -> list[str | None]:
    lines: list[str | None] = [""]
    letters: Letters | None = {}
    inside, name, numbers = False, b"", [0.0]
    for found in _TOKENS.finditer(body):
        token = found[0]
        if token.startswith(b"/"):
            name = token[1:]
        elif token == b"Tf":
            letters = fonts.get(name)
        elif token in (b"[", b"]"):
            inside = token == b"["
        elif token[:1] in b"(<":
            raw = literal(token)
            text = spelled(raw, letters) if letters else plain_text(raw)
            unknown = letters is None or lines[-1] is None
            lines[-1] = None if unknown else lines[-1] + text
        elif token[-1:].isdigit():
            numbers.append(float(token))
            if inside and numbers[-1] < -GAP and lines[-1] is not None:
                lines[-1] += " "
        elif token in _ENDS_LINE or (token in (b"Td", b"TD") and numbers[-1]):
            lines.append("")
    return [line for line in lines if line is None or line.strip()]
