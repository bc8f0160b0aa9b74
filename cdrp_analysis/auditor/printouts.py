"""PDFs of a release: a number in one stands in the page it prints, beside the same words."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from pathlib import Path

import pandas as pd

from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.pages import Piece
from cdrp_analysis.auditor.pdf_lines import drawn_lines, said_strings
from cdrp_analysis.auditor.shown import visible

_COLUMNS = ["file", "place", "kind", "what"]
_KIND = "printed number"
_SHEET = re.compile(rb"/Type\s*/Page\b")
_NUMBER = re.compile(r"\d")
# Only between two numbers is a blank more than a matter of how a line is broken.
_BLANK = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_LETTERS = "texts whose letters cannot be told"
_LINES = "lines with a number that do not stand so in the page"
_SAID = "texts with a number that do not stand in the page"


def audit_printouts(
    path: Path, *, decoder: Callable[[str, bytes], Iterable[Piece]] = decode
) -> pd.DataFrame:
    """
    Lines with a number that a PDF has and the page of the same name has not.

    A PDF is a page printed, and what the page says is held to the tables. A line of text, a cell
    of a table or a label of a drawing with a digit must stand in the page, and together with what
    is drawn before it or after it. Only the numbers of the sheets are the PDF's own.

    Parameters
    ----------
    path : path
        Folder with the PDFs and pages.
    decoder : callable
        Gives the pieces of a page of that name and bytes.

    Returns
    -------
    DataFrame, one row per sheet and fault
        ``file, place, kind, what``: how many lines there are, never what they say.
    """
    rows = []
    for file in sorted(path.rglob("*.pdf")):
        page, pieces = file.with_suffix(".html"), []
        if page.is_file():
            name = page.relative_to(path).as_posix()
            pieces = list(visible(decoder(name, page.read_bytes())))
        # What a picture is called is not printed between the texts beside it.
        pieces.sort(key=lambda piece: piece.kind == "attribute")
        told = Counter(_faults(file.read_bytes(), _joined(piece.text for piece in pieces)))
        rows += [
            (file.relative_to(path).as_posix(), place, _KIND, f"{count} {what}")
            for (place, what), count in told.items()
        ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _faults(data: bytes, page: str) -> Iterator[tuple[str, str]]:
    """Every number that is not the page's: where it stands, and what is wrong."""
    sheets = len(_SHEET.findall(data))
    printed = []
    for number, lines in enumerate(drawn_lines(data), start=1):
        read = [line for line in lines if line is not None]
        for _ in range(len(lines) - len(read)):
            yield f"sheet {number}", _LETTERS
        printed.append(_unnumbered(read, f"{number} of {sheets}"))
    same = takewhile(lambda lines: len(set(lines)) == 1, zip(*printed, strict=False))
    head = len(list(same)) if len(printed) > 1 else 0
    for number, read in enumerate(printed, start=1):
        # A text goes on beneath the next sheet's head.
        above = printed[number - 2][-1:] if number > 1 else []
        below = printed[number][head : head + 1] if number < len(printed) else []
        for at, line in enumerate(read):
            if _NUMBER.search(line):
                before = above if at == head and above else read[max(at - 1, 0) : at]
                after = read[at + 1 : at + 2] or below
                beside = [_joined(both) for both in ([*before, line], [line, *after])
                          if len(both) > 1]  # fmt: skip
                if not _stands(_joined([line]), page) or not any(
                    _stands(both, page) for both in beside
                ):
                    yield f"sheet {number}", _LINES
    for text in said_strings(data):
        if _NUMBER.search(text) and not _stands(_joined([text]), page):
            yield "what it says of its parts", _SAID


def _unnumbered(lines: list[str], own: str) -> list[str]:
    """The lines of a sheet without its own number, which stands there once, in up to three."""
    for at in range(len(lines)):
        for end in range(at + 1, at + 4):
            if "".join(lines[at:end]) == own:
                return lines[:at] + lines[end:]
    return lines


def _joined(texts: Iterable[str]) -> str:
    return _BLANK.sub("", "\n".join(texts).strip())


def _stands(text: str, page: str) -> bool:
    """Whether a page holds a text whose first and last numbers are whole ones of the page."""
    at = page.find(text)
    while at >= 0:
        end = at + len(text)
        begun = at and text[0].isdigit() and page[at - 1].isdigit()
        if not begun and not (text[-1].isdigit() and page[end : end + 1].isdigit()):
            return True
        at = page.find(text, at + 1)
    return False
