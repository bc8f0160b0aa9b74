"""Numbers that somebody wrote as text: thousands commas, decimal commas, symbols for missing."""

import re

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

# Government statistical symbols and the marks older tables use. All mean that no number is
# known; "-" has stood for nil in some tables and for missing in others, so it is not a zero.
MISSING_MARKS = frozenset(
    {"", "-", "–", "—", "--", ".", "..", "...", ":", "*", "n/a", "na", "nan", "null", "none"}
    | {"[x]", "[u]", "[c]", "[z]", "[e]", "[low]", "[l]"}
)
_FOOTNOTE = re.compile(r"\s*\[(?:note|r|p|e)[^\]]*\]$")  # "1,234 [note 3]", revised, provisional
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+),\d+")


def parse_number(
    cells: pd.Series, *, where: str = "", at_most: float = np.inf
) -> tuple[pd.Series, pd.Series, str]:
    """
    Decide for a whole column how its numbers are written, and read them.

    A cell such as ``1,234`` can mean two things; the column decides. If any cell can only be
    a decimal comma (``0,5``, ``12,75``, ``1234,5``) all are; otherwise commas part thousands,
    the English habit, unless every cell with one would then be more than there can be.

    Parameters
    ----------
    cells : Series
        Text, or numbers, which pass through.
    where : str
        File and column to name in errors.
    at_most : float
        The most that a number of the column can be, where that is known.

    Returns
    -------
    numbers : Series of float64
        NaN where missing or unreadable.
    unreadable : Series of bool
        True where a cell is neither a number nor a known mark for missing.
    note : str
        What was decided, "" where there was nothing to decide.

    Raises
    ------
    InputError
        If some cells can only be decimal commas and others only thousands commas, or if some
        numbers that could be either would as thousands be more than ``at_most`` and others not.

    Examples
    --------
    >>> parse_number(pd.Series(["1,234 ", "56", "[x]"]))[0].tolist()
    [1234.0, 56.0, nan]
    >>> parse_number(pd.Series(["0,456", "1,234"]))[0].tolist()
    [0.456, 1.234]
    >>> parse_number(pd.Series(["31,507", "8,123"]), at_most=100)[0].tolist()
    [31.507, 8.123]
    """
    if pd.api.types.is_numeric_dtype(cells):
        numbers = cells.astype("float64")
        finite = np.isfinite(numbers) | numbers.isna()
        return numbers.where(finite), ~finite, ""
    words = cells.astype("str").fillna("").str.replace(r"[\s\u00a0\u202f]+", "", regex=True)
    # Distinct spellings only: a column of a million counts has a few hundred of them.
    spellings = pd.Series(words.unique(), dtype="object")
    meant, note = _meanings(spellings, where, at_most)
    numbers = words.map(meant).astype("float64")
    missing = words.str.lower().isin(MISSING_MARKS)
    return numbers, numbers.isna() & ~missing, note


def _meanings(spellings: pd.Series, where: str, at_most: float) -> tuple[dict[str, float], str]:
    bare = {word: _FOOTNOTE.sub("", word) for word in spellings}
    with_comma = {word: text for word, text in bare.items() if "," in text}
    thousands = {word for word, text in with_comma.items() if _THOUSANDS.fullmatch(text)}
    decimals = {word for word, text in with_comma.items() if _DECIMAL_COMMA.fullmatch(text)}
    only_decimals, only_thousands = decimals - thousands, thousands - decimals
    if only_decimals and only_thousands:
        raise InputError(
            f"{len(only_decimals)} numbers can only have decimal commas and "
            f"{len(only_thousands)} only thousands commas.",
            where=where,
            do="write the numbers of the column in one way",
        )
    # "31,507" can be either; a score of 31,507 where 100 is the most cannot.
    either = decimals & thousands
    over = {word for word in either if float(with_comma[word].replace(",", "")) > at_most}
    if over and not only_decimals and (only_thousands or over != either):
        raise InputError(
            f"{len(over)} numbers have commas that part no thousands, as they would be more than "
            f"{at_most:g}; others of the column do.",
            where=where,
            do="write the numbers of the column in one way",
        )
    only_decimals |= over
    note = ""
    if only_decimals:
        note = "commas read as decimal commas"
    elif with_comma:
        note = "commas read as thousands"
    meant = {}
    for word, text in bare.items():
        if _PLAIN.fullmatch(text):
            meant[word] = float(text)
        elif only_decimals and word in decimals:
            meant[word] = float(text.replace(".", "").replace(",", "."))
        elif not only_decimals and word in thousands:
            meant[word] = float(text.replace(",", ""))
    return {word: number for word, number in meant.items() if np.isfinite(number)}, note
