"""
Free text screened for what identifies a person, an address, a vehicle or a case.

A screen is the last guard, not the first: wording for another edition is written to be safe and
approved by its owner, and this catches slips. It knows numbers with a shape of their own,
addresses, places, and names behind a title or a role. It does not know a bare name, a nickname,
a description ("the only butcher in the road") or an address in lower case; a clean screen says
nothing about those. Freephone and 03 numbers are let through: they belong to no person.

Names in running text would need a trained model. Microsoft Presidio is on the Python package
index, but it finds names only with a language model, and those who make spaCy's English models do
not publish them there (looked up November 2026); copies that others have put there, the latest
from 2024, are of unknown keeping. A workbench installed from the index alone would fetch a model
while it runs, trust a stranger's copy, or silently find nothing. So there is no such extra here.

References
----------
National Insurance numbers: HMRC, National Insurance Manual, NIM39110. NHS numbers: NHS Data
Dictionary, NHS Number (modulus 11). PNC and CRO numbers: Criminal justice data standards
catalogue (modulus 23). Vehicle marks: DVLA, INF104. Grid references: Ordnance Survey, A guide to
coordinate systems in Great Britain. IBAN: ISO 13616. Card numbers: ISO/IEC 7812-1.
"""

import unicodedata
from dataclasses import dataclass

from cdrp_analysis.disclosure.screening_kinds import KINDS


@dataclass(frozen=True, order=True)
class Match:
    """Where in a text something was found, and what kind; never the text itself."""

    start: int
    end: int
    kind: str


def screen(text: str) -> list[Match]:
    """
    What in a text would identify somebody.

    Parameters
    ----------
    text : str
        Prose. Dashes, quotes, spaces and line ends of any kind are read alike; invisible
        characters are read over.

    Returns
    -------
    list of Match
        In order, none overlapping; positions are those of ``text``. Empty if nothing was found.

    Examples
    --------
    >>> screen("Seen near W6 9JT on 3 May")
    [Match(start=10, end=16, kind='postcode')]
    >>> screen("Robbery rose by 12% in 2010/11 on King Street, off the A4")
    []
    """
    plain, places = _plain(text)
    found = []
    for kind, pattern, check in KINDS:
        for match in pattern.finditer(plain):
            if check is None or check(match):
                start, end = match.span("it" if "it" in pattern.groupindex else 0)
                found.append((start, start - end, kind))
    merged: list[Match] = []
    for start, less, kind in sorted(found, key=lambda each: each[:2]):
        start, end = places[start], places[start - less - 1] + 1
        if merged and start < merged[-1].end:
            # What overlaps is covered whole, under the name of what began first.
            last = merged.pop()
            merged.append(Match(last.start, max(last.end, end), last.kind))
        else:
            merged.append(Match(start, end, kind))
    return merged


def masked(text: str) -> str:
    """
    The text with everything found replaced by its kind.

    Examples
    --------
    >>> masked("Call 07700 900123 or write to a.b@example.org")
    'Call [phone number] or write to [e-mail address]'
    """
    for match in reversed(screen(text)):
        text = f"{text[: match.start]}[{match.kind}]{text[match.end :]}"
    return text


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain letters and single spaces, with each character's place in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        group = unicodedata.category(letter)
        if group == "Cf":
            continue  # zero-width characters would hide a number
        if letter.isspace():
            if letters and letters[-1] in " \n":
                # A blank line ends a sentence; a single line end is only where it was wrapped.
                between = text[places[-1] : place + 1]
                letters[-1] = "\n" if between.count("\n") > 1 else " "
                continue
            letter = " "
        elif group == "Pd" or letter == "\u2212":
            letter = "-"
        elif letter in "\u2018\u2019\u2032":
            letter = "'"
        else:
            single = unicodedata.normalize("NFKC", letter)
            letter = single if len(single) == 1 else letter
        letters.append(letter)
        places.append(place)
    return "".join(letters), places
