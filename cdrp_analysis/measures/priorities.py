"""Ranking of themes over several criteria, with how firm each rank is and what would change it."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from cdrp_analysis.measures.theme_evidence import reasons
from cdrp_analysis.measures.weighted_scores import (
    CRITERIA,
    Criterion,
    base_scores,
    drawn_ranks,
    normalised,
    ranked,
    topsis,
    tying_weights,
    values_and_weights,
)

TOP = 5


def priorities(
    evidence: pd.DataFrame,
    *,
    seed: int,
    criteria: Sequence[Criterion] = CRITERIA,
    draws: int = 4000,
    weight_spread: float = 20.0,
    confidence: float = 0.9,
) -> pd.DataFrame:
    """
    Themes ranked by the weighted sum of their normalised criteria, 1 = first.

    Each criterion runs from 0 (least pressing theme) to 1 (most) in proportion to its value: a
    theme with twice the harm of another stands twice as far from the bottom. Ranks instead of
    values would count 31% against 30% of harm like 31% against 3%. A theme without a value (no
    harm weight exists, say) stands in the middle of that criterion: were it scored on its other
    criteria alone, missing evidence would win it ranks.

    The rank interval and ``p_top_5`` come from stochastic acceptability analysis: draws over the
    weights (Dirichlet about the base weights), over the data (as each criterion's ``spread``
    says) and over missing values (anywhere from 0 to 1, so that the less is known of a theme,
    the wider its ranks). A criterion without any value tells no theme from another and is
    not drawn. ``topsis_rank`` is a second method's opinion on the base values.

    Parameters
    ----------
    evidence : DataFrame, one row per theme
        ``theme``, the criteria's columns and their ``<key>_sd``, as from
        :func:`cdrp_analysis.measures.theme_evidence.evidence`.
    seed, draws : int
        Seed and number of the draws.
    weight_spread : float
        Sum of the Dirichlet parameters; 20 lets a weight of 0.2 range over about 0.08 to 0.36.

    Returns
    -------
    DataFrame, best rank first
        The evidence's columns and rank, rank_lower, rank_upper, p_top_5 (share of draws), score
        (0 to 1), topsis_rank, reason.

    Raises
    ------
    InputError
        For a missing column, a theme given twice, or weights that do not add up to more than 0.

    References
    ----------
    Lahdelma, R. and Salminen, P. (2001). Operations Research 49, 444-454 (SMAA-2).
    Hwang, C. and Yoon, K. (1981). Multiple Attribute Decision Making. Springer (TOPSIS).
    """
    score, normal, weights = base_scores(evidence, criteria)
    ranks = drawn_ranks(evidence, criteria, seed=seed, draws=draws, weight_spread=weight_spread)
    rank, tail = ranked(score[None])[0], (1 - confidence) / 2
    # The base rank lies in its interval by definition, however rare it is among the draws.
    low = np.minimum(np.quantile(ranks, tail, axis=0, method="lower"), rank).astype(int)
    high = np.maximum(np.quantile(ranks, 1 - tail, axis=0, method="higher"), rank).astype(int)
    table = evidence.assign(
        rank=rank,
        rank_lower=low,
        rank_upper=high,
        p_top_5=(ranks <= TOP).mean(axis=0),
        score=score,
        topsis_rank=ranked(topsis(normal, weights)[None])[0],
        reason=reasons(evidence),
    )
    return table.sort_values(["rank", "theme"]).reset_index(drop=True)


def priority_criteria(
    evidence: pd.DataFrame, *, criteria: Sequence[Criterion] = CRITERIA
) -> pd.DataFrame:
    """
    What every theme's score is made of.

    Returns
    -------
    DataFrame, one row per theme and criterion
        theme, criterion, value, normalised (0 to 1; missing where the value is, and then 0.5 in
        the score), weight (share of the score, the same for every theme).
    """
    values, weights = values_and_weights(evidence, criteria)
    normal = normalised(values[None], criteria)[0]
    return pd.DataFrame(
        {
            "theme": np.repeat(evidence["theme"].to_numpy(), len(criteria)),
            "criterion": [criterion.key for criterion in criteria] * len(evidence),
            "value": values.ravel(),
            "normalised": normal.ravel(),
            "weight": np.tile(weights, len(evidence)),
        }
    )


def swap_weights(
    evidence: pd.DataFrame, *, criteria: Sequence[Criterion] = CRITERIA, top: int = TOP
) -> pd.DataFrame:
    """
    The smallest change of a single weight that swaps each of the first ranks with the next.

    The other weights keep their proportions. A pair that no single weight can swap has a missing
    criterion: its order does not hang on the weights.

    Returns
    -------
    DataFrame, one row per pair of neighbours down to rank ``top``
        rank, theme, next_theme, criterion, weight (base), swaps_at (weight at which they tie).
    """
    score, normal, weights = base_scores(evidence, criteria)
    order = np.lexsort((evidence["theme"].astype(str), -score))
    rows = []
    for rank, (first, second) in enumerate(pairwise(order), start=1):
        if rank > top:
            break
        ties = [
            (abs(tie - weights[c]), criterion.key, weights[c], tie)
            for c, criterion in enumerate(criteria)
            for tie in tying_weights(normal[[first, second]], weights, c)
        ]
        _, key, base, tie = min(ties, default=(None, None, np.nan, np.nan))
        first_theme, second_theme = evidence["theme"].iloc[[first, second]]
        rows.append((rank, first_theme, second_theme, key, base, tie))
    names = ["rank", "theme", "next_theme", "criterion", "weight", "swaps_at"]
    return pd.DataFrame(rows, columns=names)
