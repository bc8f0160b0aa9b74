"""Weighted scores of themes over several criteria, and draws of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

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


def base_scores(
    evidence: pd.DataFrame, criteria: Sequence[Criterion]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every theme's score, its normalised criteria without gaps, and the weights (sum 1)."""
    values, weights = values_and_weights(evidence, criteria)
    normal = filled(normalised(values[None], criteria)[0])
    return scored(normal[None], weights[None])[0], normal, weights


def drawn_ranks(
    evidence: pd.DataFrame,
    criteria: Sequence[Criterion],
    *,
    seed: int,
    draws: int,
    weight_spread: float,
) -> np.ndarray:
    """
    Ranks in every draw of weights, data and what is not known: draws by themes, 1 = first.

    The order of the rows changes nothing: draws go by the themes' keys.
    """
    values, weights = values_and_weights(evidence, criteria)
    random = np.random.default_rng(seed)
    order = np.argsort(evidence["theme"].astype(str).to_numpy())  # shuffled rows, same draws
    drawn = np.empty((draws, *values.shape))
    drawn[:, order] = drawn_values(evidence.iloc[order], values[order], criteria, draws, random)
    positive = weights > 0
    drawn_weights = np.zeros((draws, len(weights)))
    drawn_weights[:, positive] = random.dirichlet(weight_spread * weights[positive], size=draws)
    unknown = np.full(drawn.shape, MIDDLE)
    supplied = ~np.isnan(values).all(axis=0)
    unknown[:, order] = np.where(supplied, random.random(drawn.shape), MIDDLE)
    return ranked(scored(filled(normalised(drawn, criteria), unknown), drawn_weights))


def values_and_weights(evidence, criteria):
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


def normalised(values, criteria):
    """0 to 1 by the least and greatest of each criterion; a criterion that is equal for all: 0."""
    signed = values * np.array([1.0 if c.higher_is_worse else -1.0 for c in criteria])
    known = ~np.isnan(signed)
    low = np.where(known, signed, np.inf).min(axis=1, keepdims=True)
    high = np.where(known, signed, -np.inf).max(axis=1, keepdims=True)
    width = high - low
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = np.where(width > 0, (signed - low) / width, 0.0)
    return np.where(known, scaled, np.nan)


def filled(normal, unknown=MIDDLE):
    """Normalised values with something in the place of missing ones."""
    return np.where(np.isnan(normal), unknown, normal)


def scored(normal, weights):
    """Weighted mean over the criteria: draws by themes."""
    return (normal * weights[:, None, :]).sum(axis=2)


def ranked(scores):
    """1 = highest; equal scores share the better rank."""
    return (scores[:, None, :] > scores[:, :, None] + 1e-12).sum(axis=2) + 1


def drawn_values(evidence, values, criteria, draws, random):
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


def topsis(normal, weights):
    """Closeness to the best of all criteria."""
    length = np.sqrt((normal**2).sum(axis=0))
    scaled = weights * normal / np.where(length > 0, length, 1.0)
    best = np.sqrt(((scaled - scaled.max(axis=0)) ** 2).sum(axis=1))
    worst = np.sqrt(((scaled - scaled.min(axis=0)) ** 2).sum(axis=1))
    return np.divide(worst, best + worst, out=np.zeros_like(best), where=best + worst > 0)


def tying_weights(pair, weights, column):
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
