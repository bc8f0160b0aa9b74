"""Weights of respondents, so that a survey stands for the residents and not for who answered."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import wilson

_TOLERANCE, _ROUNDS = 1e-8, 500
AT_MOST = 5.0  # times the mean weight: no respondent stands for more, whatever the margins ask


@dataclass(frozen=True)
class Raked:
    """
    Weights and how they came about.

    ``weights`` have the mean 1. ``rounds`` were made over all variables, and ``converged`` says
    whether the last moved none; ``trimmed`` respondents had a weight cut to the most allowed, and
    ``gap`` is the largest difference that is left to a margin, as a share of the residents.
    """

    weights: pd.Series
    rounds: int
    converged: bool
    trimmed: int
    gap: float


def rake(
    respondents: pd.DataFrame, margins: pd.DataFrame, *, at_most: float | None = AT_MOST
) -> Raked:
    """
    Weights under which every margin of the survey is that of the residents.

    Each variable in turn is scaled to its margin until none moves. A category without a
    respondent can be reached by no weight: the others of its variable stand for it. A respondent
    whose category is not known keeps the weight that the other variables give. A weight above
    ``at_most`` times the mean is cut to it and the others raked again, until none is above.

    Parameters
    ----------
    respondents : DataFrame, one row per respondent
        A column for each variable of ``margins``.
    margins : DataFrame, one row per variable and category
        ``variable``, ``category``, ``residents`` (people).
    at_most : float, optional
        Largest weight allowed, times the mean; None cuts none.

    Returns
    -------
    Raked

    Raises
    ------
    InputError
        If there are no respondents, or a variable is no column of theirs.

    References
    ----------
    Deming, W. and Stephan, F. (1940). Annals of Mathematical Statistics 11, 427-444. Trimming and
    raking again: Battaglia, M. et al. (2009). Survey Practice 2(5).
    """
    absent = [name for name in margins["variable"].unique() if name not in respondents]
    if absent or respondents.empty:
        raise InputError(
            f"the survey lacks {', '.join(absent)}." if absent else "nobody answered the survey.",
            where="measures.raking",
            do="leave out the margin, or send the column",
        )
    codes = {}
    for name, rows in margins.groupby("variable", sort=True):
        wanted = rows.set_index("category")["residents"].astype(float)
        wanted = wanted[wanted.index.isin(respondents[name].dropna().unique())]
        code = pd.Categorical(respondents[name], categories=wanted.index).codes
        codes[name] = (code, wanted.to_numpy() / wanted.sum())
    weights, cut = np.ones(len(respondents)), np.zeros(len(respondents), dtype=bool)
    rounds, converged = 0, False
    while rounds < _ROUNDS and not converged:
        before = weights
        for code, wanted in codes.values():
            weights = _scaled(weights, code, wanted)
        weights = weights / weights.mean()
        if at_most is not None:
            weights, above = _cut(weights, at_most)
            cut |= above
        rounds += 1
        converged = np.abs(weights - before).max() < _TOLERANCE
    gap = max((_gap(weights, *of) for of in codes.values()), default=0.0)
    return Raked(
        pd.Series(weights, respondents.index, name="weight"), rounds, bool(converged),
        int(cut.sum()), gap,
    )  # fmt: skip


def raked(
    respondents: pd.DataFrame, margins: pd.DataFrame, *, at_most: float | None = AT_MOST
) -> pd.Series:
    """
    The weights of :func:`rake`.

    Examples
    --------
    >>> people = pd.DataFrame({"sex": ["female", "male", "male", "male"]})
    >>> halves = pd.DataFrame({"variable": "sex", "category": ["female", "male"],
    ...                        "residents": [500, 500]})
    >>> raked(people, halves).round(3).tolist()
    [2.0, 0.667, 0.667, 0.667]
    """
    return rake(respondents, margins, at_most=at_most).weights


def _scaled(weights: np.ndarray, code: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    inside = code >= 0
    sums = np.bincount(code[inside], weights[inside], minlength=len(wanted))
    scale = np.divide(wanted * sums.sum(), sums, out=np.ones_like(sums), where=sums > 0)
    return np.where(inside, weights * scale[code], weights)


def _cut(weights: np.ndarray, at_most: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights with none above the most allowed and the mean kept at 1, and which were cut."""
    cut = np.zeros(len(weights), dtype=bool)
    while (above := (weights > at_most * (1 + 1e-12)) & ~cut).any():
        cut |= above
        free = len(weights) - at_most * cut.sum()
        weights = np.where(cut, at_most, weights * free / weights[~cut].sum())
    return weights, cut


def _gap(weights: np.ndarray, code: np.ndarray, wanted: np.ndarray) -> float:
    inside = code >= 0
    sums = np.bincount(code[inside], weights[inside], minlength=len(wanted))
    return float(np.abs(sums / sums.sum() - wanted).max(initial=0.0)) if len(wanted) else 0.0


def design_effect(weights: pd.Series) -> float:
    """
    How much unequal weights widen what a survey can say: n Σw² / (Σw)², 1 where all are alike.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley. Kish, L. (1992). J. Official Statistics 8, 183-200.

    Examples
    --------
    >>> design_effect(pd.Series([1.0, 1.0, 2.0]))
    1.125
    """
    total = float(weights.sum())
    return len(weights) * float((weights**2).sum()) / total**2 if total else float("nan")


def effective_size(weights: pd.Series) -> float:
    """Respondents of equal weight that would say as much: n over :func:`design_effect`."""
    return len(weights) / design_effect(weights) if len(weights) else 0.0


def weighted_share(
    found: pd.Series,
    weights: pd.Series,
    *,
    by: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Weighted shares of yes among those who answered, with limits on the effective sample size.

    Parameters
    ----------
    found : Series of bool, one per respondent
        Missing: did not answer, and does not count.
    weights : Series of float, same index
    by : Series, same index, optional
        Group of each respondent; those whose group is missing do not count.

    Returns
    -------
    DataFrame, one row per group in sorted order (one row, "all", without groups)
        ``group``, ``respondents`` (who answered), ``named`` (who said yes), ``effective`` (size),
        ``share``, ``share_lower``, ``share_upper`` (Wilson's score limits at the effective size),
        ``unweighted`` (share).

    References
    ----------
    Wilson, E. (1927). J. Amer. Statist. Assoc. 22, 209-212. At the effective size: Korn, E. and
    Graubard, B. (1998). Survey Methodology 24, 193-201.
    """
    groups = pd.Series("all", index=found.index) if by is None else by
    rows = pd.DataFrame({"group": groups, "found": found, "weight": weights})
    rows = rows.dropna(subset=["group", "found"])
    rows["found"] = rows["found"].astype(bool)
    made = []
    for group, own in rows.groupby("group", sort=True, observed=True):
        share = float(own.loc[own["found"], "weight"].sum() / own["weight"].sum())
        size = effective_size(own["weight"])
        lower, upper = wilson([min(share, 1.0) * size], [size], confidence=confidence)
        made.append(
            (group, len(own), int(own["found"].sum()), size, share, lower[0], upper[0],
             own["found"].mean())
        )  # fmt: skip
    names = ["group", "respondents", "named", "effective", "share", "share_lower", "share_upper",
             "unweighted"]  # fmt: skip
    return pd.DataFrame(made, columns=names)


def weighted_shares(answers: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """
    Weighted share of respondents who gave each answer in any of the columns.

    Returns
    -------
    Series of float by answer, the most frequent first
        Of all respondents; an answer given twice by one counts once.
    """
    long = answers.stack().rename("answer").reset_index(level=1, drop=True)
    given = pd.DataFrame({"answer": long, "weight": weights.reindex(long.index)})
    given = given.reset_index(names="who").drop_duplicates(["who", "answer"])
    sums = given.groupby("answer")["weight"].sum() / weights.sum()
    return sums.sort_values(ascending=False, kind="stable").rename("share")
