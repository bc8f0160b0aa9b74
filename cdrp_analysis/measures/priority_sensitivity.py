"""How firm an order of priorities is: chance of every place, what a weight or a view changes."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.priorities import TOP
from cdrp_analysis.measures.weighted_scores import (
    CRITERIA,
    Criterion,
    base_scores,
    drawn_ranks,
    ranked,
    tying_weights,
)

CONCERN = Criterion("concern_share", 0.2)  # what residents name, beside what is recorded


def rank_acceptability(
    evidence: pd.DataFrame,
    *,
    seed: int,
    criteria: Sequence[Criterion] = CRITERIA,
    draws: int = 4000,
    weight_spread: float = 20.0,
) -> pd.DataFrame:
    """
    How probable each place is for each theme: rank acceptability indices of SMAA-2.

    Parameters
    ----------
    evidence, seed, criteria, draws, weight_spread
        As for :func:`cdrp_analysis.measures.priorities.priorities`, whose draws these are.

    Returns
    -------
    DataFrame, one row per theme and place, themes by their base rank
        ``theme``, ``place`` (1 = first), ``probability`` (share of draws; equal scores share
        the better place) and ``standard_error`` of that share as an estimate from so many draws.

    References
    ----------
    Lahdelma, R. and Salminen, P. (2001). Operations Research 49, 444-454 (SMAA-2).
    """
    ranks = drawn_ranks(evidence, criteria, seed=seed, draws=draws, weight_spread=weight_spread)
    score = base_scores(evidence, criteria)[0]
    order = np.lexsort((evidence["theme"].astype(str), -score))
    places = np.arange(1, len(evidence) + 1)
    share = (ranks[:, order, None] == places).mean(axis=0)
    return pd.DataFrame(
        {
            "theme": np.repeat(evidence["theme"].to_numpy()[order], len(places)),
            "place": np.tile(places, len(order)),
            "probability": share.ravel(),
            "standard_error": np.sqrt(share * (1 - share) / draws).ravel(),
        }
    )


def weight_limits(
    evidence: pd.DataFrame, *, criteria: Sequence[Criterion] = CRITERIA, top: int = TOP
) -> pd.DataFrame:
    """
    By how much one weight must move before another theme is among the first ``top``.

    The other weights keep their proportions. Scores are straight lines in a weight, so that the
    nearest weight at which a theme inside ties with one outside is exact.

    Returns
    -------
    DataFrame, one row per criterion, in the order of ``criteria``
        ``criterion``, ``weight`` (base), and for each direction the weight at which the first
        ``top`` change and who changes places: ``down_to``, ``down_leaves``, ``down_enters``,
        ``up_to``, ``up_leaves``, ``up_enters``. Missing where no weight from 0 to 1 changes them.

    Raises
    ------
    InputError
        If ``top`` is less than 1.
    """
    if top < 1:
        raise InputError(
            f"the first {top} themes are none.",
            where="measures.priority_sensitivity.weight_limits",
            do="give top as 1 or more",
        )
    score, normal, weights = base_scores(evidence, criteria)
    order = np.lexsort((evidence["theme"].astype(str), -score))
    themes = evidence["theme"].to_numpy()
    rows = []
    for column, criterion in enumerate(criteria):
        base = weights[column]
        ties = [
            (tie, themes[inside], themes[outside])
            for inside in order[:top]
            for outside in order[top:]
            for tie in tying_weights(normal[[inside, outside]], weights, column)
        ]
        down = max((t for t in ties if t[0] <= base), default=(np.nan, None, None))
        up = min((t for t in ties if t[0] >= base), default=(np.nan, None, None))
        rows.append((criterion.key, base, *down, *up))
    names = ["criterion", "weight", "down_to", "down_leaves", "down_enters"]
    return pd.DataFrame(rows, columns=[*names, "up_to", "up_leaves", "up_enters"])


def with_and_without(
    evidence: pd.DataFrame,
    *,
    criteria: Sequence[Criterion] = CRITERIA,
    more: Criterion = CONCERN,
) -> pd.DataFrame:
    """
    The order without and with one more criterion, such as what residents name.

    Parameters
    ----------
    evidence : DataFrame, one row per theme
        As for :func:`cdrp_analysis.measures.priorities.priorities`, and the further column.
    criteria : sequence of Criterion
        Those of the order without.
    more : Criterion
        The further one; its weight is its share of the whole, the others keep their proportions.

    Returns
    -------
    DataFrame, one row per theme, in the order without
        ``theme``, the further column, ``rank_without``, ``rank_with`` and ``places_gained``
        (rank without less rank with: above 0, it comes before where it stood).

    Raises
    ------
    InputError
        If the further weight is not between 0 and 1.
    """
    if not 0 < more.weight < 1:
        raise InputError(
            f"the weight {more.weight:g} of {more.key} is no share of the whole.",
            where="measures.priority_sensitivity.with_and_without",
            do="give a weight above 0 and below 1",
        )
    without, _, weights = base_scores(evidence, criteria)
    scaled = [
        Criterion(c.key, weight * (1 - more.weight), c.higher_is_worse, c.spread)
        for c, weight in zip(criteria, weights, strict=True)
    ]
    table = pd.DataFrame(
        {
            "theme": evidence["theme"].to_numpy(),
            more.key: evidence[more.key].to_numpy(),
            "rank_without": ranked(without[None])[0],
            "rank_with": ranked(base_scores(evidence, [*scaled, more])[0][None])[0],
        }
    )
    table["places_gained"] = table["rank_without"] - table["rank_with"]
    return table.sort_values(["rank_without", "theme"]).reset_index(drop=True)
