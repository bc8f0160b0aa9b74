"""Weights of respondents, so that a survey stands for the residents and not for who answered."""

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

_TOLERANCE, _ROUNDS = 1e-8, 500


def raked(respondents: pd.DataFrame, margins: pd.DataFrame) -> pd.Series:
    """
    Weights under which every margin of the survey is that of the residents.

    Each variable in turn is scaled to its margin until none moves. A category without a
    respondent can be reached by no weight: the others of its variable stand for it. A respondent
    whose category is not known keeps the weight that the other variables give.

    Parameters
    ----------
    respondents : DataFrame, one row per respondent
        A column for each variable of ``margins``.
    margins : DataFrame, one row per variable and category
        ``variable``, ``category``, ``residents`` (people).

    Returns
    -------
    Series of float, same index
        Mean 1.

    Raises
    ------
    InputError
        If there are no respondents, or a variable is no column of theirs.

    References
    ----------
    Deming, W. and Stephan, F. (1940). Annals of Mathematical Statistics 11, 427-444.

    Examples
    --------
    >>> people = pd.DataFrame({"sex": ["female", "male", "male", "male"]})
    >>> halves = pd.DataFrame({"variable": "sex", "category": ["female", "male"],
    ...                        "residents": [500, 500]})
    >>> raked(people, halves).round(3).tolist()
    [2.0, 0.667, 0.667, 0.667]
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
    weights = np.ones(len(respondents))
    for _ in range(_ROUNDS):
        before = weights
        for code, wanted in codes.values():
            inside = code >= 0
            sums = np.bincount(code[inside], weights[inside], minlength=len(wanted))
            scale = np.divide(wanted * sums.sum(), sums, out=np.ones_like(sums), where=sums > 0)
            weights = np.where(inside, weights * scale[code], weights)
        weights = weights / weights.mean()
        if np.abs(weights - before).max() < _TOLERANCE:
            break
    return pd.Series(weights, respondents.index, name="weight")


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
