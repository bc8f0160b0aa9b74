"""A list that can be managed: whom a limited number of places would hold, and what is lost."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.measures.proportions import require


def caught(scores: pd.Series, harm: pd.Series, k: int) -> float:
    """
    Share of harm done by the k people with the highest score; those tied at the cut count in part.

    Examples
    --------
    >>> caught(pd.Series([3, 2, 2, 1]), pd.Series([10.0, 6.0, 2.0, 2.0]), 2)
    0.7
    """
    score, done = scores.to_numpy(float), harm.to_numpy(float)
    k = min(k, len(score))
    if k == 0 or not done.sum():
        return 0.0
    cut = np.sort(score)[-k]
    above, tied = score > cut, score == cut
    return float((done[above].sum() + (k - above.sum()) * done[tied].mean()) / done.sum())


def curve(
    people: pd.DataFrame, *, scores: Sequence[str], harm: str, lengths: Sequence[int]
) -> pd.DataFrame:
    """
    Share of the following year's harm that a list of each length would have held.

    Returns
    -------
    DataFrame, one row per score and length
        ``score``, ``places``, ``caught_share`` and ``per_place_share``: what each further place
        adds since the shorter list, as a share of all harm.
    """
    require(people, *scores, harm, where="short_list.curve")
    rows = []
    for score in scores:
        before, shorter = 0.0, 0
        for k in lengths:
            found = caught(people[score], people[harm], k)
            rows.append((score, k, found, (found - before) / max(k - shorter, 1)))
            before, shorter = found, k
    return pd.DataFrame(rows, columns=["score", "places", "caught_share", "per_place_share"])


def banded(people: pd.DataFrame, *, score: str, places: int, reach: float = 0.2) -> pd.DataFrame:
    """
    People in order of a score, those near the cut marked as open to a person's judgement.

    Parameters
    ----------
    people : DataFrame, one row per person
    score : str
        What they are ranked by, the highest first.
    places : int
        Places there are.
    reach : float
        Part of the places on either side of the cut that is borderline.

    Returns
    -------
    DataFrame
        The people in order with ``rank`` (1 the highest; ties share the lowest) and ``band``:
        "listed", "borderline" or "not listed".
    """
    require(people, score, where="short_list.banded")
    ordered = people.sort_values(score, ascending=False, kind="stable").reset_index(drop=True)
    rank = ordered[score].rank(ascending=False, method="min").astype(int)
    low, high = places * (1 - reach), places * (1 + reach)
    band = np.where(rank <= low, "listed", np.where(rank <= high, "borderline", "not listed"))
    return ordered.assign(rank=rank, band=band)
