"""Protected frames as they stand in a CSV file, and back: a number or a symbol in one column."""

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.vocabulary import MISSING, SYMBOL_MEANINGS

_SUFFIX = "_symbol"
_PROTECTED = ("count", "derived")
_FLAGS = {"True": True, "False": False}


def csv_frame(protected: pd.DataFrame) -> pd.DataFrame:
    """
    The protected frame with symbols in the value columns, ready to be written.

    No cell is blank: what is missing reads ``[x]``. Whole numbers carry no decimal point.

    Parameters
    ----------
    protected : DataFrame
        A table of :class:`~cdrp_analysis.disclosure.protect.Protected`.
    """
    out = {}
    for name in protected.columns:
        if name.endswith(_SUFFIX) and name.removesuffix(_SUFFIX) in protected:
            continue
        values = [_plain(value) for value in protected[name].tolist()]
        if f"{name}{_SUFFIX}" in protected:
            symbols = protected[f"{name}{_SUFFIX}"].tolist()
            values = [symbol or value for symbol, value in zip(symbols, values, strict=True)]
        out[name] = pd.Series(values, dtype=object)
    return pd.DataFrame(out)


def shortened(protected: pd.DataFrame) -> pd.DataFrame:
    """
    The frame with no more decimals than its figures need, the same for a whole column.

    A share or a p gets four. A column with figures from one on gets three: with four, a projected
    count or a ratio can by chance be the longitude of an event, which the auditor refuses.
    """
    figures = protected.select_dtypes("number").columns
    return protected.round({n: 3 if (protected[n].abs() >= 1).any() else 4 for n in figures})


def _plain(value: object) -> object:
    if pd.isna(value):
        return MISSING
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def read_back(published: pd.DataFrame, spec: TableSpec) -> pd.DataFrame:
    """
    The protected frame behind a published one: numbers, and ``<column>_symbol`` beside them.

    Parameters
    ----------
    published : DataFrame
        As :func:`csv_frame` gave it, or a CSV file read with ``dtype=str,
        keep_default_na=False``.
    spec : TableSpec
        Its declaration; count and derived columns get a symbol column.

    Returns
    -------
    DataFrame
        Keys stay text, but for keys written as decimals (a share); other columns become
        numbers or booleans where all their values are.
    """
    roles = {column.name: column.role for column in spec.columns}
    out = {}
    for name in published.columns:
        texts = [str(value) for value in published[name].tolist()]
        symbolic = [text in SYMBOL_MEANINGS for text in texts]
        plain = [None if marked else text for text, marked in zip(texts, symbolic, strict=True)]
        out[name] = _typed(plain, key=roles.get(name) == "key")
        if roles.get(name) in _PROTECTED:
            marks = [text if marked else "" for text, marked in zip(texts, symbolic, strict=True)]
            out[f"{name}{_SUFFIX}"] = pd.array(marks, dtype="str")
    frame = pd.DataFrame(out, index=published.index)
    frame.attrs = dict(published.attrs)
    return frame


def _typed(texts: list[str | None], *, key: bool) -> ExtensionArray | np.ndarray:
    known = [text for text in texts if text is not None]
    if known and set(known) <= _FLAGS.keys():
        flags = [_FLAGS.get(text) for text in texts]
        return pd.array(flags, dtype="boolean" if len(known) < len(texts) else bool)
    # A key of digits only is a name (the calendar year 2017), never a quantity.
    if not key or any("." in text for text in known):
        numbers = pd.to_numeric(pd.Series(known, dtype="str"), errors="coerce")
        if numbers.notna().all():
            return pd.to_numeric(pd.Series(texts, dtype="str")).to_numpy(float, na_value=np.nan)
    return pd.array(texts, dtype="str")
