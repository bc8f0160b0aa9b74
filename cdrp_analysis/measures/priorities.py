"""Ranking of themes over several criteria, with how firm each rank is and what would change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.theme_evidence import reasons

TOP = 5
MIDDLE = 0.5  # where a theme of which nothing is known stands between the least and the most


@dataclass(frozen=True)
class Criterion:
    """
    One criterion: a column of the evidence, its weight, and how uncertain its values are.

    ``spread`` says what ``<key>_sd`` means: ``log`` = standard deviation of the logarithm (counts
    and harm; one shock per theme moves all of them, being the same offences), ``normal`` = of
    the value itself, ``none`` = the value is taken as it is.
    """

    key: str
    weight: float
    higher_is_worse: bool = True
    spread: Literal["log", "normal", "none"] = "none"


# Volume, change and harm count alike; the two harm views share one weight because they are two
# readings of the same thing and disagree. Concentration says where action can reach, so less.
CRITERIA = (
    Criterion("offences", 0.3, spread="log"),
    Criterion("change", 0.2, spread="normal"),
    Criterion("cchi_days", 0.2, spread="log"),
    Criterion("css", 0.2, spread="log"),
    Criterion("share_for_50", 0.1, higher_is_worse=False),
)


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
    values, weights = _values(evidence, criteria)
    normal = _filled(_normalised(values[None], criteria)[0])
    score = _scores(normal[None], weights[None])[0]
    random = np.random.default_rng(seed)
    order = np.argsort(evidence["theme"].astype(str).to_numpy())  # shuffled rows, same draws
    drawn = np.empty((draws, *values.shape))
    drawn[:, order] = _drawn(evidence.iloc[order], values[order], criteria, draws, random)
    positive = weights > 0
    drawn_weights = np.zeros((draws, len(weights)))
    drawn_weights[:, positive] = random.dirichlet(weight_spread * weights[positive], size=draws)
    unknown = np.full(drawn.shape, MIDDLE)
    supplied = ~np.isnan(values).all(axis=0)
    unknown[:, order] = np.where(supplied, random.random(drawn.shape), MIDDLE)
    ranks = _ranks(_scores(_filled(_normalised(drawn, criteria), unknown), drawn_weights))
    rank, tail = _ranks(score[None])[0], (1 - confidence) / 2
    # The base rank lies in its interval by definition, however rare it is among the draws.
    low = np.minimum(np.quantile(ranks, tail, axis=0, method="lower"), rank).astype(int)
    high = np.maximum(np.quantile(ranks, 1 - tail, axis=0, method="higher"), rank).astype(int)
    table = evidence.assign(
        rank=rank,
        rank_lower=low,
        rank_upper=high,
        p_top_5=(ranks <= TOP).mean(axis=0),
        score=score,
        topsis_rank=_ranks(_topsis(normal, weights)[None])[0],
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
    values, weights = _values(evidence, criteria)
    normal = _normalised(values[None], criteria)[0]
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
    values, weights = _values(evidence, criteria)
    normal = _filled(_normalised(values[None], criteria)[0])
    score = _scores(normal[None], weights[None])[0]
    order = np.lexsort((evidence["theme"].astype(str), -score))
    rows = []
    for rank, (first, second) in enumerate(pairwise(order), start=1):
        if rank > top:
            break
        ties = [
            (abs(tie - weights[c]), criterion.key, weights[c], tie)
            for c, criterion in enumerate(criteria)
            for tie in _ties(normal[[first, second]], weights, c)
        ]
        _, key, base, tie = min(ties, default=(None, None, np.nan, np.nan))
        first_theme, second_theme = evidence["theme"].iloc[[first, second]]
        rows.append((rank, first_theme, second_theme, key, base, tie))
    names = ["rank", "theme", "next_theme", "criterion", "weight", "swaps_at"]
    return pd.DataFrame(rows, columns=names)


def _values(evidence, criteria):
    names = ["theme"] + [c.key for c in criteria]
    names += [f"{c.key}_sd" for c in criteria if c.spread != "none"]
    absent = [name for name in names if name not in evidence.columns]
    weights = np.array([c.weight for c in criteria], float)
    twice = int(evidence["theme"].duplicated().sum()) if "theme" in evidence.columns else 0
    for wrong, what, do in (
        (bool(absent), f"the evidence lacks {', '.join(absent)}.", "add the columns"),
        (twice > 0, f"{twice} themes have two rows.", "give one row per theme"),
        (
            len(weights) == 0 or (weights < 0).any() or weights.sum() <= 0,
            "the weights of the criteria do not add up to more than 0.",
            "give at least one weight above 0, none below",
        ),
    ):
        if wrong:
            raise InputError(what, where="measures.priorities", do=do)
    values = evidence[[c.key for c in criteria]].astype("Float64").to_numpy(float, na_value=np.nan)
    return values, weights / weights.sum()


def _normalised(values, criteria):
    """0 to 1 by the least and greatest of each criterion; a criterion that is equal for all: 0."""
    signed = values * np.array([1.0 if c.higher_is_worse else -1.0 for c in criteria])
    known = ~np.isnan(signed)
    low = np.where(known, signed, np.inf).min(axis=1, keepdims=True)
    high = np.where(known, signed, -np.inf).max(axis=1, keepdims=True)
    width = high - low
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.where(width > 0, (signed - low) / width, 0.0)
    return np.where(known, scaled, np.nan)


def _filled(normal, unknown=MIDDLE):
    """Normalised values with something in the place of missing ones."""
    return np.where(np.isnan(normal), unknown, normal)


def _scores(normal, weights):
    """Weighted mean over the criteria: draws by themes."""
    return (normal * weights[:, None, :]).sum(axis=2)


def _ranks(scores):
    """1 = highest; equal scores share the better rank."""
    return (scores[:, None, :] > scores[:, :, None] + 1e-12).sum(axis=2) + 1


def _drawn(evidence, values, criteria, draws, random):
    shock = random.standard_normal((draws, len(values)))
    drawn = np.broadcast_to(values, (draws, *values.shape)).copy()
    for column, criterion in enumerate(criteria):
        if criterion.spread == "none":
            continue
        sd = evidence[f"{criterion.key}_sd"].astype("Float64").to_numpy(float, na_value=0.0)
        if criterion.spread == "log":
            drawn[:, :, column] *= np.exp(sd * shock - sd**2 / 2)
        else:
            drawn[:, :, column] += sd * random.standard_normal((draws, len(values)))
    return drawn


def _topsis(normal, weights):
    """Closeness to the best of all criteria."""
    length = np.sqrt((normal**2).sum(axis=0))
    scaled = weights * normal / np.where(length > 0, length, 1.0)
    best = np.sqrt(((scaled - scaled.max(axis=0)) ** 2).sum(axis=1))
    worst = np.sqrt(((scaled - scaled.min(axis=0)) ** 2).sum(axis=1))
    return np.divide(worst, best + worst, out=np.zeros_like(best), where=best + worst > 0)


def _ties(pair, weights, column):
    """The weight of one criterion, between 0 and 1, at which two themes' scores are equal."""
    rest = 1 - weights[column]
    if rest <= 0:
        return []
    lead = pair[0] - pair[1]
    elsewhere = (np.delete(lead, column) * np.delete(weights, column)).sum() / rest
    # lead of the first = w·here + (1 − w)·elsewhere
    apart = elsewhere - lead[column]
    if abs(apart) < 1e-12:
        return []
    tie = float(elsewhere / apart)
    return [tie] if 0 <= tie <= 1 else []
