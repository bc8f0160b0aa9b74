"""Numbers, months and lists as a reader expects them, with symbols where there is no number."""

import math
import re
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from cdrp_analysis.vocabulary import MISSING, NOT_APPLICABLE, SUPPRESSED, SYMBOL_MEANINGS

MINUS = "\u2212"


def number(value: float, decimals: int = 0) -> str:
    """
    A number with thousands separators and a true minus sign.

    Examples
    --------
    >>> number(12345), number(9.06, 1)
    ('12,345', '9.1')
    """
    text = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and text.strip("0.,") != ""
    return MINUS + text if negative else text


def signed(value: float, decimals: int = 0) -> str:
    """A change: ``+12``, ``−3``, ``0``."""
    text = number(value, decimals)
    return f"+{text}" if value > 0 and text.strip("0.,") != "" else text


def percent(share: float, decimals: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return number(100 * share, decimals) + "%"


def rough_share(share: float) -> str:
    """
    A share as prose gives it: two figures below 10%, whole percentages above.

    Examples
    --------
    >>> rough_share(0.0104), rough_share(0.0081), rough_share(0.2751)
    ('1%', '0.81%', '28%')
    """
    points = 100 * share
    return f"{points:.2g}%" if abs(points) < 10 else percent(share)


def signed_percent(share: float, decimals: int = 0) -> str:
    """A relative change as a percentage with its sign."""
    return signed(100 * share, decimals) + "%"


def about(value: float) -> str:
    """An estimate to three significant figures: ``about 23,400`` claims no more."""
    if value == 0 or not math.isfinite(value):
        return number(value)
    # Never to a decimal first: 30.52 would become 30.5 and then 30.
    return number(round(value, min(0, 2 - math.floor(math.log10(abs(value))))))


def ordinal(value: float) -> str:
    """``1st``, ``2nd``, ``11th``."""
    whole = round(value)
    if whole % 100 in (11, 12, 13):
        return f"{whole}th"
    return f"{whole}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(whole % 10, 'th') }"


def places(lower: float, upper: float) -> str:
    """A rank with its uncertainty: ``about 3rd to 6th``, or ``1st`` when it is certain."""
    if round(lower) == round(upper):
        return ordinal(lower)
    return f"about {ordinal(lower)} to {ordinal(upper)}"


def likely_place(lower: float, upper: float, among: str) -> str:
    """What is said of a place among others: ``is about 3rd to 6th of 16 wards``."""
    if pd.isna(lower) or pd.isna(upper):
        return "cannot be told from one year"
    return (
        f"is {places(lower, upper)} of {among}, the highest first (chance and the swing from year "
        "to year counted in)"
    )


def month_name(month: str) -> str:
    """``2018-03`` as ``March 2018``."""
    return pd.Period(month, "M").strftime("%B %Y")


def day(text: str | pd.Timestamp) -> str:
    """``2010-05-10`` as ``10 May 2010``."""
    moment = pd.Timestamp(text)
    return f"{moment.day} {moment:%B %Y}"


def days_of(days: pd.Series) -> str:
    """``15 June 2010``, or the first and the last of several: ``1 April to …``; blank: none."""
    known = days.dropna()
    if known.empty:
        return ""
    first, last = day(known.min()), day(known.max())
    return first if first == last else f"{first} to {last}"


def listed(items: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    words = list(items)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def lower_first(label: str) -> str:
    """A label inside a sentence; initialisms such as ``ASB`` keep their capitals."""
    text = str(label)
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """A phrase as it stands at the head of a cell."""
    return text[:1].upper() + text[1:]


def feed_name(feed: str) -> str:
    """
    A feed of the assessment file as a reader is told of it.

    Examples
    --------
    >>> feed_name("asb_incidents")
    'ASB incidents'
    """
    return upper_first(re.sub(r"\basb\b", "ASB", str(feed).replace("_", " ")))


def plural(count: int, one: str, many: str = "") -> str:
    """``1 ward``, ``3 wards``."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


# Words for a change by its false discovery rate q, strictest first: of the changes so called,
# at most that share is expected to be chance.
CHANGE_WORDS = ((0.01, "clear"), (0.05, "likely"), (0.20, "possible"))
NO_CLEAR_CHANGE, NOT_KNOWN = "no clear change", "not known"


def change_word(change: float, q: float) -> str:
    """
    How sure a change is, by rule: nobody chooses the word.

    Parameters
    ----------
    change : float
        After less before; only its sign counts.
    q : float
        False discovery rate at which the change is counted.

    Returns
    -------
    str
        ``clear``, ``likely`` or ``possible`` ``rise`` or ``fall`` (q at most 0.01, 0.05, 0.20),
        ``no clear change``, or ``not known``.

    Examples
    --------
    >>> change_word(12, 0.03), change_word(-12, 0.3)
    ('likely rise', 'no clear change')
    """
    if pd.isna(change) or pd.isna(q):
        return NOT_KNOWN
    for limit, word in CHANGE_WORDS:
        if q <= limit and change != 0:
            return f"{word} {'rise' if change > 0 else 'fall'}"
    return NO_CLEAR_CHANGE


def change_words(changes: pd.DataFrame) -> pd.Series:
    """The word for each change; a hidden figure has none."""
    change, q = values(changes, "change"), values(changes, "q")
    return pd.Series([change_word(*pair) for pair in zip(change, q, strict=True)], changes.index)


FORMATS: dict[str, Callable[[float], str]] = {
    "count": number,
    "decimal": lambda value: number(value, 1),
    "decimal2": lambda value: number(value, 2),
    "decimal3": lambda value: number(value, 3),
    "percent": percent,
    "percent1": lambda value: percent(value, 1),
    "signed": signed,
    "signed_percent": signed_percent,
    "ordinal": ordinal,
}


def symbols(frame: pd.DataFrame, column: str) -> pd.Series:
    """
    The symbol that stands in for each value of a column, ``""`` where there is a number.

    Parameters
    ----------
    frame : DataFrame
        Restricted, or protected (then with ``<column>_symbol`` beside a protected column).
    column : str
        A column of numbers.

    Returns
    -------
    Series of str, same index
        The column's own symbol. An absent value without one takes the row's ``[c]`` (a rate
        whose count is hidden is hidden too), else ``[x]``; it is never a zero.
    """
    return pd.Series(_marks(frame, column), frame.index, dtype="str")


def values(frame: pd.DataFrame, column: str) -> pd.Series:
    """The column as floats, NaN wherever a symbol stands, whatever lies beneath it."""
    return pd.Series(_numbers(frame, column, _marks(frame, column)), frame.index, name=column)


def shown(frame: pd.DataFrame, column: str, form: str | Callable[[float], str]) -> list[str]:
    """Each value as text: the formatted number, or the symbol that stands in for it."""
    write = FORMATS[form] if isinstance(form, str) else form
    marks = _marks(frame, column)
    pairs = zip(marks.tolist(), _numbers(frame, column, marks).tolist(), strict=True)
    return [symbol or write(value) for symbol, value in pairs]


def _marks(frame: pd.DataFrame, column: str) -> np.ndarray:
    """The symbols of a column; other columns are asked only where a value is absent."""
    own = f"{column}_symbol"
    given = frame[own].to_numpy(object, na_value="") if own in frame else [""] * len(frame)
    marks = np.array(given, dtype=object)
    absent = frame[column].isna().to_numpy(bool) & (marks == "")
    if absent.any():
        beside = [name for name in frame.columns if str(name).endswith("_symbol")]
        hidden = frame.loc[absent, beside].isin([SUPPRESSED]).to_numpy(bool).any(axis=1)
        marks[absent] = np.where(hidden, SUPPRESSED, MISSING)
    return marks


def _numbers(frame: pd.DataFrame, column: str, marks: np.ndarray) -> np.ndarray:
    numbers = pd.to_numeric(frame[column], errors="coerce").to_numpy(float, na_value=np.nan)
    return np.where(marks == "", numbers, np.nan)


def idle(frame: pd.DataFrame, rows: pd.Series, columns: Iterable[str]) -> pd.DataFrame:
    """The frame with a mark for "not applicable" where these rows can have no such figure."""
    marks = {}
    for column in columns:
        given = symbols(frame, column)
        marks[f"{column}_symbol"] = given.mask(rows & given.eq(MISSING), NOT_APPLICABLE)
    return frame.assign(**marks)


def hidden_along(frame: pd.DataFrame, column: str, others: Iterable[str]) -> pd.DataFrame:
    """
    The frame with ``others`` hidden wherever ``column`` is.

    A place in a ranking tells where a hidden rate lies between two that are shown.
    """
    marks = symbols(frame, column)
    hidden = marks.ne("")
    out = frame.copy()
    for name in [other for other in others if other in frame]:
        out[f"{name}_symbol"] = symbols(frame, name).mask(hidden, marks)
        out[name] = pd.to_numeric(frame[name], errors="coerce").astype("Float64").mask(hidden)
    return out


def symbols_in(text: str) -> list[str]:
    """The symbols that stand in a text."""
    return [symbol for symbol in SYMBOL_MEANINGS if symbol in text]


def explained(used: Iterable[str]) -> str:
    """What the symbols in these texts mean, as a sentence; ``""`` if there are none."""
    texts = set(used)
    present = [symbol for symbol in SYMBOL_MEANINGS if symbol in texts]
    meanings = "; ".join(f"{symbol} {SYMBOL_MEANINGS[symbol]}" for symbol in present)
    return f"{meanings}." if meanings else ""
