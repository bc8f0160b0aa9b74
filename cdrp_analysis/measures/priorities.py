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
    harm weight exists, say) is scored on its other criteria.

    The rank interval and ``p_top_5`` come from stochastic acceptability analysis: draws over the
    weights (Dirichlet about the base weights) and over the data (as each criterion's ``spread``
    says). ``topsis_rank`` is a second method's opinion on the base values.

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
    normal = _normalised(values[None], criteria)[0]
    score = _scores(normal[None], weights[None])[0]
    random = np.random.default_rng(seed)
    order = np.argsort(evidence["theme"].astype(str).to_numpy())  # shuffled rows, same draws
    drawn = np.empty((draws, *values.shape))
    drawn[:, order] = _drawn(evidence.iloc[order], values[order], criteria, draws, random)
    positive = weights > 0
    drawn_weights = np.zeros((draws, len(weights)))
    drawn_weights[:, positive] = random.dirichlet(weight_spread * weights[positive], size=draws)
    ranks = _ranks(_scores(_normalised(drawn, criteria), drawn_weights))
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
        topsis_rank=_ranks(_topsis(values, normal, weights, criteria)[None])[0],
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
        theme, criterion, value, normalised (0 to 1; missing where the value is), weight (share of
        the theme's score, over the criteria that it has).
    """
    values, weights = _values(evidence, criteria)
    normal = _normalised(values[None], criteria)[0]
    present = ~np.isnan(normal) * weights
    share = present / np.maximum(present.sum(axis=1, keepdims=True), 1e-300)
    return pd.DataFrame(
        {
            "theme": np.repeat(evidence["theme"].to_numpy(), len(criteria)),
            "criterion": [criterion.key for criterion in criteria] * len(evidence),
            "value": values.ravel(),
            "normalised": normal.ravel(),
            "weight": share.ravel(),
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
    normal = _normalised(values[None], criteria)[0]
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


def _scores(normal, weights):
    """Weighted mean over the criteria a theme has: draws by themes."""
    known = ~np.isnan(normal)
    share = weights[:, None, :] * known
    total = share.sum(axis=2)
    summed = (share * np.where(known, normal, 0.0)).sum(axis=2)
    return np.divide(summed, total, out=np.zeros_like(total), where=total > 0)


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


def _topsis(values, normal, weights, criteria):
    """Closeness to the best of all criteria; a missing value counts as the theme's own mean."""
    own = _scores(normal[None], weights[None])[0]
    filled = np.where(np.isnan(normal), own[:, None], normal)
    length = np.sqrt((filled**2).sum(axis=0))
    scaled = weights * filled / np.where(length > 0, length, 1.0)
    best = np.sqrt(((scaled - scaled.max(axis=0)) ** 2).sum(axis=1))
    worst = np.sqrt(((scaled - scaled.min(axis=0)) ** 2).sum(axis=1))
    return np.divide(worst, best + worst, out=np.zeros_like(best), where=best + worst > 0)


def _ties(pair, weights, column):
    """Weights of one criterion, between 0 and 1, at which two themes' scores are equal."""
    rest = 1 - weights[column]
    if rest <= 0:
        return []
    others = np.delete(weights, column) / rest
    quotients = []
    for row in pair:
        known = ~np.isnan(row)
        elsewhere = np.delete(known, column) * others
        mean = (elsewhere * np.nan_to_num(np.delete(row, column))).sum()
        here, has = np.nan_to_num(row[column]), float(known[column])
        # score = (w·here + (1 − w)·mean) / (w·has + (1 − w)·sum elsewhere), as polynomials in w
        quotients.append(([here - mean, mean], [has - elsewhere.sum(), elsewhere.sum()]))
    (top_a, under_a), (top_b, under_b) = quotients
    roots = np.roots(np.polysub(np.polymul(top_a, under_b), np.polymul(top_b, under_a)))
    real = roots[np.abs(roots.imag) < 1e-9].real
    # At a weight of 1 on a criterion that one of them lacks, that one has no score to tie with.
    scored = (np.polyval(under_a, real) > 1e-9) & (np.polyval(under_b, real) > 1e-9)
    return [float(w) for w in real[scored] if 0 <= w <= 1]
