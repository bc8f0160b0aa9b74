"""The same people on several lists: records linked by keys that are alike, not by names."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.proportions import require

THRESHOLD = 0.9  # probability from which two records are taken for one person
_ROUNDS, _NEAR = 500, 1e-9
_START_M, _FLOOR = 0.9, 1e-6
AGREE, DIFFER, BLANK = 2, 1, 0


def link(
    records: pd.DataFrame, *, keys: Sequence[str], lists: str = "list", threshold: float = THRESHOLD
) -> pd.DataFrame:
    """
    Who is the same person on several lists (Fellegi and Sunter's model, weights by EM).

    Every pair of records from two lists agrees, differs or cannot be compared in each key. The
    chances of agreeing, for one person (m) and for two (u), and how many pairs are one person, are
    estimated from the pairs alone, keys taken as independent. Where a pair agrees, u is the share
    of records that have this very value: a common surname proves less than a rare one. A record
    is linked to one record of another list at most, the likeliest first.

    Parameters
    ----------
    records : DataFrame, one row per person on a list
        ``lists`` (which list) and the keys: hashes, alike when the spelling was alike; missing
        where blank.
    keys : sequence of str
        Columns that are compared.
    threshold : float
        Least probability of being one person.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``entity``: a number shared by the records of one person. ``attrs``: ``m`` and ``u``
        by key, ``share`` of pairs that are one person, ``pairs``, a frame of those linked:
        ``first``, ``second`` (row positions) and ``probability``, and ``recall``: the pairs linked
        that are one person, over those that the model takes for one person in all.

    Raises
    ------
    InputError
        If a column is missing or there are fewer than two lists.

    References
    ----------
    Fellegi, I. and Sunter, A. (1969). J. Amer. Statist. Assoc. 64, 1183-1210.
    Winkler, W. (2000). Frequency-based matching in the Fellegi-Sunter model. US Census Bureau.
    """
    require(records, lists, *keys, where="linkage.link")
    names = records[lists].to_numpy()
    if len(set(names)) < 2:
        raise InputError(
            "there are fewer than two lists.",
            where="measures.linkage.link",
            do="give the records of two lists or more",
        )
    first, second = np.triu_indices(len(records), k=1)
    apart = names[first] != names[second]
    first, second = first[apart], second[apart]
    codes = np.column_stack([pd.factorize(records[key])[0] for key in keys])  # -1 is blank
    compared = _compared(codes, first, second)
    m, u, share = _estimated(compared)
    weight = np.full(len(first), np.log(share / (1 - share)))
    for at in range(len(keys)):
        values = codes[:, at]
        frequency = np.bincount(values[values >= 0]) / max((values >= 0).sum(), 1)
        agree, differ = compared[:, at] == AGREE, compared[:, at] == DIFFER
        weight[agree] += np.log(m[at] / frequency[values[first[agree]]])
        weight[differ] += np.log((1 - m[at]) / (1 - u[at]))
    probability = 1 / (1 + np.exp(-weight))
    linked = _one_to_one(names, first, second, probability, threshold)
    entity = _together(len(records), first[linked], second[linked])
    found = records.assign(entity=entity)
    pairs = pd.DataFrame(
        {"first": first[linked], "second": second[linked], "probability": probability[linked]}
    )
    found.attrs = {
        "m": dict(zip(keys, m.tolist(), strict=True)),
        "u": dict(zip(keys, u.tolist(), strict=True)),
        "share": share,
        "pairs": pairs,
        "recall": float(min(pairs["probability"].sum() / (share * len(first)), 1.0)),
    }
    return found


def people_limits(linked: float, recall: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """
    Between how many people there are, of whom so many were linked.

    Every one was linked with the probability ``recall``; with no number likelier beforehand those
    who were not are negative binomial. Links between two people are held to be none.

    Parameters
    ----------
    linked : int
        People found on both of two lists, or rows found to be of somebody already counted.
    recall : float
        As ``attrs["recall"]`` of :func:`link`.

    References
    ----------
    Raftery, A. (1988). Inference for the binomial N parameter. Biometrika 75, 223-228.

    Examples
    --------
    >>> people_limits(31, 0.85)
    (32.0, 42.0)
    >>> people_limits(31, 1.0)
    (31.0, 31.0)
    """
    if recall >= 1:
        return float(linked), float(linked)
    tail = (1 - confidence) / 2
    missed = stats.nbinom(linked + 1, recall)
    return float(linked + missed.ppf(tail)), float(linked + missed.ppf(1 - tail))


def overlaps(linked: pd.DataFrame, *, lists: str = "list") -> pd.DataFrame:
    """
    How many people are on both of two lists, and how many on each.

    Takes what :func:`link` gives; returns ``first``, ``second`` (names of lists), ``people``
    (Int64), one row per pair of lists, and one per list beside itself: its own length.
    """
    on = linked.groupby(lists, sort=False)["entity"].agg(set)
    rows = [(name, name, len(people)) for name, people in on.items()]
    rows += [(a, b, len(on[a] & on[b])) for a, b in combinations(on.index, 2)]
    table = pd.DataFrame(rows, columns=["first", "second", "people"])
    return table.astype({"people": "Int64"})


def _compared(codes: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    one, other = codes[first], codes[second]
    blank = (one < 0) | (other < 0)
    return np.where(blank, BLANK, np.where(one == other, AGREE, DIFFER)).astype(np.int8)


def _estimated(compared: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """m, u and the share of pairs that are one person, by expectation and maximisation."""
    places = 3 ** np.arange(compared.shape[1])
    seen, counts = np.unique(compared @ places, return_counts=True)
    patterns = seen[:, None] // places % 3
    agree, differ = patterns == AGREE, patterns == DIFFER
    known = counts[:, None] * (agree | differ)
    u = np.clip((counts[:, None] * agree).sum(0) / np.maximum(known.sum(0), 1), _FLOOR, 0.5)
    m, share = np.full(len(u), _START_M), 1e-3
    for _ in range(_ROUNDS):
        own = np.prod(np.where(agree, m, np.where(differ, 1 - m, 1.0)), axis=1) * share
        other = np.prod(np.where(agree, u, np.where(differ, 1 - u, 1.0)), axis=1) * (1 - share)
        one = counts * own / (own + other)
        two = counts - one
        before = np.r_[m, u, share]
        m = _rate(one, agree, differ)
        u = _rate(two, agree, differ)
        share = float(np.clip(one.sum() / counts.sum(), _FLOOR, 0.5))
        if np.abs(np.r_[m, u, share] - before).max() < _NEAR:
            break
    return m, u, share


def _rate(weights: np.ndarray, agree: np.ndarray, differ: np.ndarray) -> np.ndarray:
    above = (weights[:, None] * agree).sum(axis=0)
    below = above + (weights[:, None] * differ).sum(axis=0)
    return np.clip(above / np.maximum(below, _FLOOR), _FLOOR, 1 - _FLOOR)


def _one_to_one(
    names: np.ndarray, first: np.ndarray, second: np.ndarray, probability: np.ndarray, least: float
) -> np.ndarray:
    """Pairs linked: of those likely enough, each record once for each other list."""
    likely = np.flatnonzero(probability >= least)
    likely = likely[np.argsort(-probability[likely], kind="stable")]
    taken: set[tuple[int, str]] = set()
    kept = []
    for at in likely.tolist():
        one, other = int(first[at]), int(second[at])
        wanted = {(one, str(names[other])), (other, str(names[one]))}
        if taken.isdisjoint(wanted):
            taken |= wanted
            kept.append(at)
    return np.array(sorted(kept), dtype=int)


def _together(size: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Numbers from 0 that records linked with each other share."""
    own = list(range(size))

    def root(at: int) -> int:
        while own[at] != at:
            own[at] = own[own[at]]
            at = own[at]
        return at

    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        one, other = root(one), root(other)
        own[max(one, other)] = min(one, other)
    return pd.factorize(np.array([root(at) for at in range(size)]))[0]
