"""How many numbers changed on purpose does the numerals gate catch, by where they stand?

    python -m benchmarks.disclosure.numerals EDITION [NUMBER] [--missed]

EDITION is the folder of an edition of a finished run (``draft-public``). Its numerals are changed
one at a time to a nearby wrong value, and the page is audited again: NUMBER of each kind drawn at
random with a fixed seed (500), or ``all``. What several pages show in the same words counts once,
save in drawings. A number is caught if the audit then says anything that it did not say of the page
before. Changes are made to the decoded page, so that texts inside pictures and maps can be reached
one by one; decoding is not what is measured here.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cdrp_analysis.assessment.method_page import coverage
from cdrp_analysis.auditor import numerals as gate
from cdrp_analysis.auditor.audit import published_figures
from cdrp_analysis.auditor.bundle import open_bundle
from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.pages import Piece
from cdrp_analysis.auditor.printed import in_plain
from cdrp_analysis.auditor.resolver import Resolver
from cdrp_analysis.auditor.shown import Shown, headed, visible

KINDS = ("table", "prose", "alternative text", "drawing")
LABELS = "dates, units, thresholds"
_DRAWN = 500  # numerals of each kind, unless told otherwise
_SEED = 20101105


@dataclass(frozen=True)
class Place:
    """One numeral of a page: which piece, where in its text, and of what kind it is."""

    page: str
    piece: int
    start: int
    end: int
    kind: str


def kind_of(shown: Shown) -> str:
    """Where a numeral stands, as a reader would say; a map is a page in a frame."""
    if shown.piece.kind == "cell" or shown.piece.tag == "th":
        return "table"
    if shown.piece.kind == "attribute":
        return "alternative text"
    return "drawing" if shown.drawn or "srcdoc" in shown.piece.place else "prose"


def places(name: str, page: Sequence[Piece], known: Resolver) -> Iterator[Place]:
    """Every numeral that a reader sees on a page."""
    for at, shown in enumerate(headed(page)):
        text = shown.piece.text
        if shown.piece.kind == "text" and shown.piece.tag == "th":
            continue  # a row's heading is a cell as well
        plain = known.reader.plain(text)
        for numeral in in_plain(text):
            label = not any(map(str.isdigit, plain[numeral.start : numeral.end]))
            kind = LABELS if label else kind_of(shown)
            yield Place(name, at, numeral.start, numeral.end, kind)


def changed(text: str, draw: np.random.Generator) -> str:
    """
    A nearby wrong number, written like the right one.

    Its last digit, or one of its last two, becomes another; a number of one digit becomes a
    neighbour.
    """
    digits = [at for at, character in enumerate(text) if character.isdigit()]
    whole = [character for character in text if character.isdigit()]
    at = digits[-1] if len(digits) < 3 else digits[-int(draw.integers(1, 3))]
    new = (int(text[at]) + int(draw.choice([-2, -1, 1, 2]))) % 10
    if at == digits[0] and len(whole) > 1 and new == 0:
        new = (int(text[at]) % 9) + 1
    return f"{text[:at]}{new}{text[at + 1 :]}"


def measure(edition: Path, number: int | None) -> tuple[Counter, Counter, int, list[str]]:
    """Numerals tried and caught by kind, unresolved ones as it is, and where one was missed."""
    published, allowed = published_figures(open_bundle(edition))
    known = gate.resolver(published | {"what is shown": coverage(edition / "data")}, allowed)
    pages, found, before = {}, [], {}
    for file in sorted(edition.rglob("*.html")):
        name = file.relative_to(edition).as_posix()
        pages[name] = list(visible(decode(name, file.read_bytes())))
        before[name] = _said(pages[name], known)
        found += places(name, pages[name], known)
    found = _once(found, pages)
    draw = np.random.default_rng(_SEED)
    tried, caught, missed = Counter(), Counter(), []
    for kind in (*KINDS, LABELS):
        of_kind = [place for place in found if place.kind == kind]
        if number is not None and len(of_kind) > number:
            of_kind = [of_kind[i] for i in draw.choice(len(of_kind), number, replace=False)]
        for place in of_kind:
            page = list(pages[place.page])
            piece = page[place.piece]
            wrong = changed(piece.text[place.start : place.end], draw)
            text = f"{piece.text[: place.start]}{wrong}{piece.text[place.end :]}"
            page[place.piece] = piece._replace(text=text)
            tried[kind] += 1
            if _said(page, known) != before[place.page]:
                caught[kind] += 1
            else:
                near = text[max(0, place.start - 60) : place.end + 30]
                missed.append(f"{kind} | {place.page} | {piece.context[-60:]} | {wrong} | {near}")
    return tried, caught, sum(map(len, before.values())), missed


def _once(found: Sequence[Place], pages: Mapping[str, Sequence[Piece]]) -> list[Place]:
    """One place of each numeral that several pages show in the same words."""
    distinct = {}
    for place in found:
        piece = pages[place.page][place.piece]
        here = (piece.kind, piece.tag, piece.context, piece.text, place.start)
        if place.kind == "drawing":  # its text is short, and its own drawing decides on it
            here = (*here, place.page, piece.figure, place.piece)
        distinct.setdefault(here, place)
    return list(distinct.values())


def _said(page: Sequence[Piece], known: Resolver) -> list[tuple[str, list[str]]]:
    return [(shown.piece.place, what) for shown, what in gate.unresolved(headed(page), known)]


def main(arguments: Sequence[str]) -> int:
    """Measure an edition and print the shares; the exit code says whether it was clean as it is."""
    edition = Path(arguments[0])
    number = {"all": None}.get(arguments[1], 0) if len(arguments) > 1 else _DRAWN
    number = int(arguments[1]) if number == 0 else number
    start = time.process_time()
    tried, caught, false, missed = measure(edition, number)
    print(f"{'numerals of':28s}{'changed':>9s}{'caught':>9s}{'share':>9s}")
    for kind in (*KINDS, LABELS):
        share = f"{caught[kind] / tried[kind]:.1%}" if tried[kind] else "none"
        print(f"{kind:28s}{tried[kind]:9d}{caught[kind]:9d}{share:>9s}")
    print(f"unresolved as it is: {false}")
    print(f"{time.process_time() - start:.0f} CPU-seconds")
    if "--missed" in arguments:
        print("\n".join(missed))
    return 1 if false else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
