"""Rounding of published counts to a base, and what a rounded figure still tells."""

import numpy as np

from cdrp_analysis.vocabulary import LOW


def round_to_base(values: np.ndarray, base: int) -> np.ndarray:
    """
    The nearest multiple of ``base``, halves upwards; missing stays missing.

    The rule is fixed, not random: the same count gives the same figure in every table and
    every release, so repeated publication adds nothing to what one figure tells.

    Parameters
    ----------
    values : array of float
        Counts, >= 0; NaN where none is shown.
    base : int
        1 leaves the counts as they are.

    Examples
    --------
    >>> round_to_base(np.array([0.0, 5, 7, 8, 12, np.nan]), 5)
    array([ 0.,  5.,  5., 10., 10., nan])
    """
    values = np.asarray(values, dtype=float)
    return np.floor(values / base + 0.5) * base


def low_symbols(values: np.ndarray, base: int) -> np.ndarray:
    """``[low]`` where a count that is not zero would round to zero, else an empty text."""
    values = np.asarray(values, dtype=float)
    low = (values > 0) & (round_to_base(values, base) == 0)
    return np.where(low, LOW, "")


def possible_counts(shown: float, *, base: int, suppress_below: int) -> tuple[int, int]:
    """
    The least and greatest count behind a rounded figure, for a reader who knows the rules.

    Such a reader also knows that counts from 1 to ``suppress_below - 1`` are never shown, which
    is why a shown 5 cannot be 3.

    Examples
    --------
    >>> possible_counts(5, base=5, suppress_below=5)
    (5, 7)
    >>> possible_counts(0, base=5, suppress_below=5)
    (0, 0)
    """
    behind = [
        count
        for count in range(max(0, int(shown) - base), int(shown) + base + 1)
        if round_to_base(count, base) == shown
        and not 1 <= count < suppress_below
        and (shown > 0 or count == 0)  # a count that rounds to zero carries the symbol [low]
    ]
    return min(behind), max(behind)
