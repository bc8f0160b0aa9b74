"""Reoffending of cohorts in its four readings, and offending before and after a scheme."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.proportions import require, share
from cdrp_analysis.measures.rates import garwood
from cdrp_analysis.measures.trends import ratio_limits

DAYS_A_MONTH = 365.25 / 12
PEOPLE, BEFORE, AFTER = "people", "offences before", "offences after"


def reoffending(cohorts: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """
    The four readings of a cohort's reoffending, which are never to be mixed.

    ``binary_rate``: share of members with a proven reoffence. ``per_member``: reoffences per
    member, National Indicator 19. ``per_reoffender``: reoffences per member with at least one.
    ``to_previous``: ``per_member`` over that of the cohort before. Limits of the counts are
    exact for Poisson counts; a few people who offend often spread them more than that, so read
    them as the least uncertainty there is.

    Parameters
    ----------
    cohorts : DataFrame, one row per cohort, oldest first
        ``members`` (people, > 0), ``reoffenders`` (people), ``reoffences`` (proven, within the
        follow-up). ``<NA>`` where the follow-up is not over: that is not none.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``binary_rate``, ``per_member``, ``per_reoffender``, ``to_previous``, each with
        ``_lower`` and ``_upper``; missing where they cannot be known.

    Raises
    ------
    InputError
        If a column is missing, a cohort has no members, or reoffences and reoffenders
        contradict each other.

    References
    ----------
    Ministry of Justice (2010). Reoffending of juveniles: results from the 2008 cohort.
    Garwood, F. (1936). Biometrika 28, 437-442.
    Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323 (ratio of two counts).

    Examples
    --------
    >>> two = pd.DataFrame({"members": [170, 150], "reoffenders": [66, 54],
    ...                     "reoffences": [153, 117]})
    >>> reoffending(two)[["binary_rate", "per_member", "per_reoffender", "to_previous"]].round(2)
       binary_rate  per_member  per_reoffender  to_previous
    0         0.39        0.90            2.32          NaN
    1         0.36        0.78            2.17         0.87
    """
    require(cohorts, "members", "reoffenders", "reoffences", where="reoffending.reoffending")
    members, people, count = (
        cohorts[name].to_numpy(float, na_value=np.nan)
        for name in ("members", "reoffenders", "reoffences")
    )
    if not (members > 0).all() or (people > count).any() or ((people == 0) & (count > 0)).any():
        raise InputError(
            "a cohort has no members, fewer reoffences than reoffenders, or reoffences of nobody.",
            where="measures.reoffending.reoffending",
            do="count reoffences and reoffenders over the same members and follow-up",
        )
    binary = share(cohorts, found="reoffenders", base="members", confidence=confidence)
    lower, upper = garwood(count, confidence=confidence)
    each = np.where(people > 0, people, np.nan)
    before, ratio_base = _shifted(count), members / _shifted(members)
    low, high = ratio_limits(before, count, confidence=confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(before > 0, count / before, np.nan) / ratio_base
    added = {
        "binary_rate": binary["share"],
        "binary_rate_lower": binary["share_lower"],
        "binary_rate_upper": binary["share_upper"],
        "per_member": count / members,
        "per_member_lower": lower / members,
        "per_member_upper": upper / members,
        "per_reoffender": count / each,
        "per_reoffender_lower": lower / each,
        "per_reoffender_upper": upper / each,
        "to_previous": ratio,
        "to_previous_lower": low / ratio_base,
        "to_previous_upper": high / ratio_base,
    }
    return cohorts.assign(**added)


def at_liberty(people: pd.DataFrame) -> pd.DataFrame:
    """
    Months of each window less the time in custody, in which nobody can offend outside.

    Parameters
    ----------
    people : DataFrame, one row per person
        ``months_before``, ``months_after`` and, where custody is known,
        ``custody_days_before``, ``custody_days_after`` (blank: none known).

    Returns
    -------
    DataFrame, same rows in the same order
        ``months_before`` and ``months_after`` are now months at liberty.
    """
    free = {}
    for window in ("before", "after"):
        months, days = f"months_{window}", f"custody_days_{window}"
        require(people, months, where="reoffending.at_liberty")
        held = people[days].astype(float).fillna(0.0) if days in people else 0.0
        free[months] = (people[months].astype(float) - held / DAYS_A_MONTH).clip(lower=0.0)
    return people.assign(**free)


def before_after(
    people: pd.DataFrame, *, by: Sequence[str] = (), confidence: float = 0.95
) -> pd.DataFrame:
    """
    Offences a month after over before, with exact limits of a ratio of two counts.

    Nothing is allowed for but the time looked at: people chosen for a bad year offend less in
    the next whatever is done, so this alone is no effect of a scheme.

    Parameters
    ----------
    people : DataFrame, one row per person
        ``offences_before``, ``months_before``, ``offences_after``, ``months_after`` and the
        keys ``by``. People whose window after is missing are left out of both.

    Returns
    -------
    DataFrame, one row per key (one row where there are none)
        The keys, ``people``, ``offences_before``, ``offences_after``, ``ratio``,
        ``ratio_lower``, ``ratio_upper``.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323.
    """
    by, known = list(by), _known(people, "before_after")
    sums = known.assign(people=1)[[*by, "people", *_SPAN]]
    sums = sums.groupby(by).sum().reset_index() if by else sums.sum().to_frame().T
    a, b = (sums[f"offences_{window}"].to_numpy(float) for window in ("after", "before"))
    time = (sums["months_after"] / sums["months_before"]).to_numpy(float)
    lower, upper = ratio_limits(b, a, confidence=confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(b > 0, a / b, np.nan) / time
    columns = [*by, "people", "offences_before", "offences_after"]
    whole = dict.fromkeys(columns[-3:], "int64")
    return (
        sums[columns]
        .astype(whole)
        .assign(ratio=ratio, ratio_lower=lower / time, ratio_upper=upper / time)
    )


def against_comparison(
    people: pd.DataFrame, *, treated: str, confidence: float = 0.95
) -> pd.Series:
    """
    The change of those in a scheme over the change of a comparison group.

    The limits are normal on the log scale, their variance that of ratios of sums over people:
    offences of one person come together, and Poisson limits would be too narrow. Sound only
    where neither group was chosen for its count before.

    Parameters
    ----------
    people : DataFrame, one row per person
        As in :func:`before_after`, and ``treated``, true for those in the scheme.

    Returns
    -------
    Series
        ``ratio``, ``ratio_lower``, ``ratio_upper``, ``treated_ratio``, ``comparison_ratio`` and
        ``log_error``, the standard error of the logarithm of ``ratio``.

    Raises
    ------
    InputError
        If a column is missing or one of the four counts is nought.

    References
    ----------
    Cochran, W. (1977). Sampling Techniques, 3rd ed., ch. 6 (ratio estimators).
    """
    known = _known(people, "against_comparison", treated)
    inside = known[treated].astype(bool)
    (one, variance), (other, more) = (_log_ratio(known[mask]) for mask in (inside, ~inside))
    error = np.sqrt(variance + more)
    half = stats.norm.ppf((1 + confidence) / 2) * error
    return pd.Series(
        {
            "ratio": np.exp(one - other),
            "ratio_lower": np.exp(one - other - half),
            "ratio_upper": np.exp(one - other + half),
            "treated_ratio": np.exp(one),
            "comparison_ratio": np.exp(other),
            "log_error": error,
        }
    )


def groups_followed(people: pd.DataFrame, *, treated: str) -> pd.DataFrame:
    """
    People and offences of those in a scheme and of the others, and the years they were followed.

    Parameters
    ----------
    people : DataFrame, one row per person
        As in :func:`before_after`, and ``treated``, true for those in the scheme.

    Returns
    -------
    DataFrame, three rows per group, those in the scheme first
        ``treated``, ``measure`` (:data:`PEOPLE`, :data:`BEFORE`, :data:`AFTER`), ``number``
        (Int64), ``years`` (person-years of that window; missing for people) and ``years_each``
        (those of a person in the mean, to two decimals: finer would tell how many they are).
    """
    known = _known(people, "groups_followed", treated)
    rows = []
    for inside in (True, False):
        here = known[known[treated].astype(bool) == inside]
        rows.append((inside, PEOPLE, len(here), np.nan, np.nan))
        for measure, window in ((BEFORE, "before"), (AFTER, "after")):
            count, months = (here[f"{name}_{window}"].sum() for name in ("offences", "months"))
            each = round(here[f"months_{window}"].mean() / 12, 2)
            rows.append((inside, measure, int(count), months / 12, each))
    columns = [treated, "measure", "number", "years", "years_each"]
    return pd.DataFrame(rows, columns=columns).astype({"number": "Int64"})


_SPAN = ["offences_before", "months_before", "offences_after", "months_after"]


def _known(people: pd.DataFrame, function: str, *more: str) -> pd.DataFrame:
    require(people, *_SPAN, *more, where=f"reoffending.{function}")
    known = people[people[_SPAN].notna().all(axis=1)]
    return known.astype(dict.fromkeys(_SPAN, "float64"))


def _log_ratio(group: pd.DataFrame) -> tuple[float, float]:
    """Log of the rate after over the rate before, and its variance over people."""
    sums = group[_SPAN].sum()
    if not (sums[["offences_before", "offences_after"]] > 0).all():
        raise InputError(
            "a group has no offences before or after, so no change of it can be stated.",
            where="measures.reoffending.against_comparison",
            do="give both groups, with offences in both windows",
        )
    parts = sum(
        sign * (group[f"offences_{w}"] / sums[f"offences_{w}"]
                - group[f"months_{w}"] / sums[f"months_{w}"])
        for sign, w in ((1, "after"), (-1, "before"))
    )  # fmt: skip
    ratio = (sums["offences_after"] / sums["months_after"]) / (
        sums["offences_before"] / sums["months_before"]
    )
    count = len(group)
    return float(np.log(ratio)), float((parts**2).sum() * count / max(count - 1, 1))


def _shifted(values: np.ndarray) -> np.ndarray:
    return np.concatenate([[np.nan], values[:-1]])
