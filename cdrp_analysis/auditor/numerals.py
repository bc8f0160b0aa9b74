"""Every numeral a public page shows must come from a published cell, or be a date or a label."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.pages import Piece

_COLUMNS = ["file", "place", "kind", "what"]
_SEEN = frozenset({"alt", "title", "aria-label", "aria-description", "content", "label"})
_NUMERAL = re.compile(r"(?<![\w.])[-−+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])[-−+]?\d+(?:\.\d+)?")
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
# Numerals that are not findings about events: taken out before the rest is looked up.
_LABELS = re.compile(
    rf"""
      \b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?(?:[ ]H[12])?\b(?![\d,.]*%)   # years, 2017/18
    | \b\d{{1,2}}(?:st|nd|rd|th)?\ (?:{_MONTHS})\b                         # 31 March
    | \b(?:19|20)\d\d-\d\d(?:-\d\d)?\b | \b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b # 2018-03, 31/03/2018
    | \b\d{{1,2}}:\d\d(?::\d\d)?\b                                         # times of day
    | \b(?:version|v\.?|edition|page|table|figure|section|s\.|step|gate|wcag|epsg:?)\s*\d+(?:\.\d+)*
    | \b(?:CC\ BY|OGL)\s*(?:v\.?\s*)?\d(?:\.\d)?
    | \b(?:50|80|90|95|99)\s?%\ (?:limits|confidence|interval|range|rank)             # coverage
    | \bper\ (?:1,?000|10,?000|100,?000|100)\b | \bof\ (?:the\ )?\d+\ (?:months|requirements)\b
    | \b1\ (?:to|–|-)\ \d\b | \b(?:top|first|last|nearest|base|below|under|fewer\ than)\ \d+\b
    | \b\d+(?:\.\d+)?\ ?(?:m|km|km²|metres|months?|years?|days?|bands?|classes)\b
    | \b[A-Z]\d{{2,}}\b | ©\ ?\d{{4}}
    """,
    re.I | re.X,
)


def numerals(
    path: Path | str, published: Mapping[str, pd.DataFrame], *, allowed: Iterable[str] = ()
) -> pd.DataFrame:
    """
    Numerals in the visible text and the alternative texts of pages that resolve to nothing.

    A numeral resolves if it is a published cell, rounded as it is printed; a published share
    as a percentage; the share of a cell in its column; the difference of two cells of a row;
    a number of rows; or a date, version, threshold or unit label.

    Parameters
    ----------
    path : path
        Folder with the pages (``.html``).
    published : dict of name to DataFrame
        Protected tables.
    allowed : iterable of str
        Further texts whose numerals are no findings: titles, names of sources.

    Returns
    -------
    DataFrame, one row per place
        ``file``, ``place``, ``kind`` ("numeral") and ``what``: how many do not resolve there,
        masked. Whether that stops a release is for the caller to say.
    """
    path = Path(path)
    known = _Known(published, allowed)
    rows = []
    for file in sorted(path.rglob("*.html")):
        name = file.relative_to(path).as_posix()
        for piece in decode(name, file.read_bytes()):
            if not _shown(piece):
                continue
            unknown = known.unresolved(piece.text)
            if unknown:
                masked = ", ".join(re.sub(r"\d", "•", numeral) for numeral in unknown[:5])
                rows.append((name, piece.place, "numeral", f"{len(unknown)} unresolved: {masked}"))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _shown(piece: Piece) -> bool:
    if piece.kind == "text":
        return piece.name != "file-name"
    return piece.kind == "attribute" and piece.name in _SEEN and piece.tag != "meta"


class _Known:
    """All numbers that published tables account for."""

    def __init__(self, published: Mapping[str, pd.DataFrame], allowed: Iterable[str]):
        numbers: set[float] = set()
        self.texts: set[str] = set()
        for frame in published.values():
            numbers.add(float(len(frame)))
            numeric = frame.select_dtypes("number").astype(float)
            for column in numeric:
                values = numeric[column].dropna()
                numbers |= set(values.abs())
                if len(values) and values.sum() > 0:
                    numbers |= set((100 * values / values.sum()).abs())
                numbers |= set(100 * values[values.abs() <= 1].abs())
            for one, other in zip(numeric.columns, numeric.columns[1:], strict=False):
                numbers |= set((numeric[one] - numeric[other]).abs().dropna())
            for column in frame.columns.difference(numeric.columns):
                texts = set(frame[column].dropna().astype(str))
                self.texts |= {text for text in texts if any(c.isdigit() for c in text)}
        self.texts |= {text for text in allowed if any(c.isdigit() for c in text)}
        self.numbers = sorted(numbers)
        longest = sorted(self.texts, key=len, reverse=True)
        self.labels = re.compile("|".join(map(re.escape, longest))) if longest else None

    def unresolved(self, text: str) -> list[str]:
        """The numerals of a text that nothing accounts for."""
        if not any(c.isdigit() for c in text):
            return []
        if self.labels:
            text = self.labels.sub(" ", text)
        text = _LABELS.sub(" ", text)
        return [n for n in _NUMERAL.findall(text) if not self._accounted(n)]

    def _accounted(self, numeral: str) -> bool:
        plain = numeral.replace(",", "").lstrip("+-−")
        decimals = len(plain.partition(".")[2])
        value, half = float(plain), 0.5 * 10.0**-decimals + 1e-9
        here = bisect_left(self.numbers, value - half)
        return here < len(self.numbers) and self.numbers[here] <= value + half
