"""What a reader sees of a page: each piece with its title, its heading, its section and figure."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cdrp_analysis.auditor.pages import Piece

DRAWN = frozenset({"text", "tspan", "g", "svg"})
_SEEN = frozenset({"alt", "title", "aria-label", "aria-description", "content", "label"})
_STRING = r'"(?:[^"\\]|\\.)*"'
_TEXTS = re.compile(rf"\[\s*{_STRING}(?:\s*,\s*{_STRING})*\s*\]")
TOOLTIP = "tooltip"


class Shown(NamedTuple):
    """
    A piece of a page that its reader sees.

    ``title`` is the page's, ``heading`` the one above the piece, ``section`` counts the second
    headings before it.
    """

    piece: Piece
    title: str = ""
    heading: str = ""
    section: int = 0

    @property
    def drawn(self) -> bool:
        """Whether it is text in a drawing or on a map."""
        return self.piece.kind == "text" and self.piece.tag in DRAWN


def on_page(pieces: Iterable[Piece]) -> list[Shown]:
    """What a reader sees of a page; a table's cells stand with their headings."""
    return headed(visible(pieces))


def visible(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces that a reader sees, those that a map shows when asked among them."""
    for piece in pieces:
        yield from _visible(piece)


def headed(pieces: Iterable[Piece]) -> list[Shown]:
    """Visible pieces, each with the page's title and the heading above it."""
    title, heading, section = "", "", 0
    seen = []
    for piece in pieces:
        if piece.kind == "text" and piece.tag in ("title", "h1"):
            if piece.figure:  # a map's own page within the page
                heading = piece.text
            else:
                title, heading = f"{title} {piece.text}" if not heading else title, ""
        elif piece.kind == "text" and piece.tag in ("h2", "h3", "h4", "caption", "summary"):
            heading = piece.text
            section += piece.tag == "h2"
        seen.append(Shown(piece, title, heading, section))
    return seen


def _visible(piece: Piece) -> Iterator[Piece]:
    if piece.kind == "script":
        if "unescaped" not in piece.place:
            yield from _tooltips(piece)
    elif piece.kind == "cell":
        yield piece
    elif piece.kind == "text":
        library = "script" in piece.place and ("{" in piece.text or "(" in piece.text)
        if piece.name != "file-name" and piece.tag not in ("td", "option") and not library:
            yield piece
    elif piece.kind == "attribute" and piece.name in _SEEN and piece.tag != "meta":
        yield piece


def _tooltips(script: Piece) -> Iterator[Piece]:
    """Texts that a map shows when asked: lists of nothing but texts, in its script."""
    for found in _TEXTS.finditer(script.text):
        try:
            texts = json.loads(found[0])
        except ValueError:
            continue
        for number, text in enumerate(texts, start=1):
            if any(map(str.isdigit, text)) and " " in text:
                place = f"{script.place}, text {number}"
                yield script._replace(place=place, kind="text", text=text, tag="text", name=TOOLTIP)
