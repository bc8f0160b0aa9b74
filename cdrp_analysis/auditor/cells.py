"""What the cells of a published column print: numbers, and to how many decimals."""

import re

import numpy as np
import pandas as pd

_MOST_DECIMALS = 12
_NUMBER = re.compile(r"[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def numbers(texts: pd.Series) -> np.ndarray:
    """The numbers of a column; NaN for marks and words."""
    plain = (t.replace("−", "-") if _NUMBER.fullmatch(t) else "nan" for t in texts.tolist())
    return np.fromiter(map(float, plain), dtype=float, count=len(texts))


def decimals(texts: pd.Series) -> np.ndarray:
    """How many decimals each cell prints (trailing zeros are cut); 0 for marks and words."""
    printed = (len(t.partition(".")[2]) if _NUMBER.fullmatch(t) else 0 for t in texts.tolist())
    return np.minimum(np.fromiter(printed, dtype=int, count=len(texts)), _MOST_DECIMALS)
