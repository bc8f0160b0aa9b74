"""Classes of maps: limits that meet and follow a fixed ladder, and how many areas each one has.

Classes are fixed beforehand, so that years and editions can be laid side by side: their limits are
no figures. A wrong limit shows in that it leaves the ladder or does not meet its neighbour; a wrong
class of an area in that a class has other areas than its figures say.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

_LIMIT = r"[\d,]+(?:\.\d+)?"
_UNIT = r"(?:\s+times(?:\s+it)?)?"
_CLASS = re.compile(
    rf"(?:(?P<number>\d+):\s+)?(?:(?P<low>{_LIMIT})\s+to\s+under\s+(?P<high>{_LIMIT}){_UNIT}"
    rf"|under\s+(?P<below>{_LIMIT}){_UNIT}|(?P<above>{_LIMIT}){_UNIT}\s+or\s+more)"
)
_STEPS = (1.0, 2.0, 5.0)
_FEWEST = 3  # classes that make a legend
_NEAR = 1e-9


@dataclass(frozen=True)
class Class:
    """One class of a legend: its place on the page, its number if it has one, and its limits."""

    at: int
    text: str
    number: str
    low: float
    high: float

    @property
    def numerals(self) -> dict[str, float]:
        """Its limits, as they are printed."""
        limits = re.findall(_LIMIT, self.text.partition(":")[2] if self.number else self.text)
        return {limit: float(limit.replace(",", "")) for limit in limits}


def legends(texts: Iterable[tuple[int, str, str]]) -> list[list[Class]]:
    """
    The legends among texts: three or more classes that stand in one place.

    Parameters
    ----------
    texts : iterable of (position, text, where)
        Classes of one legend stand in the same place.

    Examples
    --------
    >>> found = legends([(7, "under 5", "key"), (8, "5 to under 10", "key"), (9, "Rate", "key"),
    ...                  (10, "10 or more", "key")])
    >>> [(one.at, one.low, one.high) for one in found[0]]
    [(7, -inf, 5.0), (8, 5.0, 10.0), (10, 10.0, inf)]
    """
    places: dict[str, list[Class]] = {}
    for at, text, where in texts:
        if shape := _CLASS.fullmatch(text.strip()):
            low = _value(shape["low"] or shape["above"], -math.inf)
            high = _value(shape["high"] or shape["below"], math.inf)
            one = Class(at, text.strip(), shape["number"] or "", low, high)
            places.setdefault(where, []).append(one)
    return [legend for legend in places.values() if len(legend) >= _FEWEST]


def wrong_limits(legend: Sequence[Class]) -> dict[int, list[str]]:
    """
    The numerals of each class that are wrong: limits that do not meet or that leave the ladder.

    Ladders are equal steps of a round width from nothing; numbers that double; and ratios that
    mirror each other around one. If the classes meet and yet are none of these, any limit may be
    the wrong one, and all are reported.

    Examples
    --------
    >>> texts = ["1: 0 to under 20", "2: 20 to under 40", "3: 40 or more"]
    >>> wrong_limits(legends([(n, text, "key") for n, text in enumerate(texts)])[0])
    {0: [], 1: [], 2: []}
    """
    told: dict[int, list[str]] = {one.at: [] for one in legend}
    for one, other in pairwise(legend):
        if abs(one.high - other.low) > _NEAR:
            for each in (one, other):
                told[each.at] += [text for text in each.numerals if text not in told[each.at]]
    for expected, one in enumerate(legend, 1):
        if one.number and one.number != str(expected):
            told[one.at].append(one.number)
    if not any(told.values()) and not _ladder([one.low for one in legend] + [legend[-1].high]):
        return {one.at: list(one.numerals) for one in legend}
    return told


def wrong_classes(
    areas: Sequence[tuple[int, str]], legend: Sequence[Class], shaded: Iterable[np.ndarray]
) -> dict[int, list[str]]:
    """
    Numbers of classes drawn on one map, held to how many areas each class has.

    Parameters
    ----------
    areas : sequence of (position, number)
        What is drawn within the areas.
    legend : sequence of Class
    shaded : iterable of arrays
        The figures that the map may shade, one array for each map that it may be.

    Returns
    -------
    dict of position to list of str
        Where the numbers are none of the arrays', those that differ from the nearest one.
    """
    inner = [one.high for one in legend[:-1]]
    if not np.all(np.diff(inner) >= 0):
        return {at: [] for at, _ in areas}  # the legend itself is wrong, and said to be
    shown = Counter(number for _, number in areas)
    expected = [
        Counter(str(step + 1) for step in np.digitize(values, inner).tolist()) for values in shaded
    ]
    if shown in expected or not expected:
        odd = set() if expected else set(shown)
    else:
        nearest = min(expected, key=lambda one: (shown - one).total() + (one - shown).total())
        odd = {number for number in shown | nearest if shown[number] != nearest[number]}
    return {at: [number] if number in odd else [] for at, number in areas}


def _ladder(edges: Sequence[float]) -> bool:
    """Whether limits, the outer ones open or not, are of a kind that is fixed beforehand."""
    inner = [edge for edge in edges if math.isfinite(edge)]
    steps = np.diff(inner)
    if (steps <= 0).any():
        return False
    if np.allclose(steps, steps[0]) and _is_round(steps[0]):
        return inner[0] == 0 or abs(inner[0] - steps[0]) < _NEAR
    if inner[0] <= 0:
        return False
    doubling = np.allclose(np.array(inner[1:]) / inner[:-1], 2)
    return doubling or np.allclose(np.array(inner) * inner[::-1], 1)


def _is_round(step: float) -> bool:
    lead = step / 10.0 ** math.floor(math.log10(step))
    return any(abs(lead - one) < 1e-6 for one in _STEPS)


def _value(text: str | None, open_end: float) -> float:
    return float(text.replace(",", "")) if text else open_end
