"""Weekly counts watched: seasonal expectation, cumulative sum of residuals, weeks to an alarm."""

from collections.abc import Collection
from math import sqrt

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.cusum import WEEKS, cumulative_sum, cusum_limit
from cdrp_analysis.measures.trends import ratio_limits

LEAST_WEEKS = 2 * WEEKS
GUARD = 8  # latest weeks kept out of the level, so that a rise does not become its own measure
HARMONICS = 2
_TERMS = 1 + 2 * HARMONICS
_WHERE = "measures.weekly"


def weekly_counts(days, *, first: str, last: str, missing: Collection[str] = ()) -> pd.DataFrame:
    """
    Offences by week, Monday to Sunday; weeks not wholly inside the given days are left out.

    Parameters
    ----------
    days : sequence of dates
        One per offence; those without a day are not counted.
    first, last : str
        First and last day for which the feed is complete, ``YYYY-MM-DD``.
    missing : collection of str
        Months ``YYYY-MM`` between them of which the feed is not complete.

    Returns
    -------
    DataFrame
        ``week`` (Monday, Timestamp), ``count`` (Int64). A week without an offence is a zero, one
        that a missing month reaches into is missing.
    """
    begin, end = pd.Timestamp(first), pd.Timestamp(last)
    begin += pd.Timedelta(days=-begin.weekday() % 7)
    weeks = pd.date_range(begin, end - pd.Timedelta(days=6), freq="7D")
    day = pd.to_datetime(pd.Series(days)).dropna().dt.normalize()
    monday = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    counted = monday.value_counts().reindex(weeks, fill_value=0)
    ends = (weeks, weeks + pd.Timedelta(days=6))
    gap = np.any([end.strftime("%Y-%m").isin(list(missing)) for end in ends], axis=0)
    return pd.DataFrame(
        {"week": weeks, "count": counted.reset_index(drop=True).astype("Int64").mask(gap)}
    )


def watch(weeks: pd.DataFrame, *, start: str, false_alarms: float = 0.05) -> pd.DataFrame:
    """
    Weeks from ``start`` beside what was expected of them, with alarms of rises.

    The expected count is the mean of a year of deseasonalised weeks that ends eight weeks before,
    times the season (two harmonics of the year, from the weeks before ``start``). A residual is
    the normal score of the count's place in a negative binomial distribution, whose dispersion
    is that of earlier weeks about expectations made in the same way. The cumulative sum
    S = max(0, S + residual - 1/2) cries out above a limit that an unchanged series passes in
    52 weeks with the chance ``false_alarms``, and begins anew. The limit allows for what is not
    known of level and season, learnt from so many weeks.

    Parameters
    ----------
    weeks : DataFrame
        ``week`` (Mondays without a gap) and ``count`` (``<NA>`` = missing; the sum then waits).
    start : str
        First day watched. Two years of weeks are needed before it.
    false_alarms : float
        Chance of at least one false alarm in 52 weeks.

    Returns
    -------
    DataFrame, one row per week watched
        ``week, count, expected, lower, upper`` (95% of single weeks), ``residual``, ``cusum``
        (before it begins anew), ``limit``, ``alarm`` (bool), ``since`` (at an alarm: Monday of
        the week in which the sum last left nought, the estimate of when the rise began).

    Raises
    ------
    InputError
        If there are gaps, or less than two years before ``start``.

    References
    ----------
    Page, E. (1954). Biometrika 41, 100-115 (cumulative sums, time of the change).
    Brook, D. and Evans, D. (1972). Biometrika 59, 539-549 (run lengths by Markov chain).
    Noufaily, A. et al. (2013). Statist. Medicine 32, 1206-1222 (guard weeks, overdispersion).
    """
    week = pd.DatetimeIndex(weeks["week"])
    if not (np.diff(week.to_numpy()) == np.timedelta64(7, "D")).all():
        raise InputError(
            "the weeks have gaps or are not in order.",
            where=_WHERE,
            do="give one row for every week; a week without a count is <NA>",
        )
    count = weeks["count"].astype("Float64").to_numpy(float, na_value=np.nan)
    begin = int((week < pd.Timestamp(start)).sum())
    if begin < LEAST_WEEKS:
        raise InputError(
            f"{begin} weeks lie before {start}; {LEAST_WEEKS} are needed.",
            where=_WHERE,
            do="give more weeks, or watch from a later day",
        )
    season = _season(count[:begin], week)
    expected = _level(count / season) * season
    dispersion = _dispersion(count[:begin], expected[:begin])
    now = slice(begin, None)
    table = pd.DataFrame(
        {
            "week": week[now],
            "count": pd.array(count[now], dtype="Float64").astype("Int64"),
            "expected": expected[now],
        }
    )
    table["lower"], table["upper"] = (
        _distribution(expected[now], dispersion).ppf(tail) for tail in (0.025, 0.975)
    )
    table["residual"] = _normal_scores(count[now], expected[now], dispersion)
    fitted = max(WEEKS, int((~np.isnan(count[:begin])).sum()) - WEEKS)
    limit = cusum_limit(false_alarms, level_sd=round(sqrt(1 / WEEKS + _TERMS / fitted), 2))
    cusum, alarm, since = cumulative_sum(table["residual"].to_numpy(), limit)
    table["cusum"], table["limit"], table["alarm"] = cusum, limit, alarm
    began = pd.Series(pd.NaT, index=table.index, dtype=table["week"].dtype)
    began[alarm] = table["week"].to_numpy()[since[alarm]]
    return table.assign(since=began)


def detection_delay(watched: pd.DataFrame, onset: str) -> dict[str, object]:
    """
    When an alarm would have been given for a rise that began in a known week.

    Returns
    -------
    dict
        ``onset`` and ``alarm`` (Mondays; None if none was given from then on), ``weeks`` (of
        delay: 0 is an alarm in the very week), ``missed`` (offences above expectation from the
        onset to the week before the alarm, or to the end).
    """
    began = pd.Timestamp(onset)
    began -= pd.Timedelta(days=began.weekday())
    later = watched[watched["week"] >= began]
    alarms = later.loc[later["alarm"], "week"]
    first = alarms.iloc[0] if len(alarms) else None
    unheard = later if first is None else later[later["week"] < first]
    above = unheard["count"].astype("Float64") - unheard["expected"]
    return {
        "onset": began,
        "alarm": first,
        "weeks": None if first is None else (first - began).days // 7,
        "missed": float(above.sum()),
    }


def recent_weeks(weeks: pd.DataFrame, *, number: int = 12, confidence: float = 0.95):
    """
    The last weeks against those before them and against the same weeks a year ago.

    Parameters
    ----------
    weeks : DataFrame
        As for :func:`watch`; the last week is the last one compared.
    number : int
        Weeks compared, 12 by default.

    Returns
    -------
    DataFrame, two rows
        ``against`` (``weeks before``, ``year before``), ``first_week``, ``last_week`` (of what
        is compared with), ``before``, ``after`` (Int64; missing if a week is), ``ratio``,
        ``ratio_lower``, ``ratio_upper`` (exact, Poisson). The weeks before are another season:
        only the year before is like with like.
    """
    count = weeks["count"].astype("Int64").reset_index(drop=True)
    week = pd.DatetimeIndex(weeks["week"])
    if len(count) < WEEKS + number:
        raise InputError(
            f"{len(count)} weeks are too few for a comparison with the year before.",
            where=_WHERE,
            do=f"give at least {WEEKS + number}",
        )
    end = len(count)
    rows = []
    for against, back in (("weeks before", number), ("year before", WEEKS)):
        then = slice(end - back - number, end - back)
        sums = [part.sum(skipna=False) for part in (count[then], count[end - number :])]
        rows.append((against, week[then][0], week[then][-1], *sums))
    table = pd.DataFrame(rows, columns=["against", "first_week", "last_week", "before", "after"])
    table = table.astype({"before": "Int64", "after": "Int64"})
    before, after = (table[n].to_numpy(float, na_value=np.nan) for n in ("before", "after"))
    table["ratio"] = np.divide(after, before, out=np.full(2, np.nan), where=before > 0)
    table["ratio_lower"], table["ratio_upper"] = ratio_limits(before, after, confidence=confidence)
    return table


def _season(count: np.ndarray, week: pd.DatetimeIndex) -> np.ndarray:
    """Factor of every week: harmonics fitted to the ratio of counts to a year around them."""
    angle = 2 * np.pi * (week.day_of_year.to_numpy() + 3) / 365.25
    terms = np.column_stack(
        [np.ones(len(week))]
        + [wave(k * angle) for k in range(1, HARMONICS + 1) for wave in (np.sin, np.cos)]
    )
    middle = pd.Series(count).rolling(WEEKS, center=True, min_periods=WEEKS - 4).mean().to_numpy()
    here = ~np.isnan(middle) & ~np.isnan(count) & (middle > 0)
    if here.sum() < WEEKS:
        return np.ones(len(week))
    past = terms[: len(count)][here]
    # The noise of a ratio falls with the mean beneath it.
    weight = np.sqrt(middle[here])
    fit, *_ = np.linalg.lstsq(past * weight[:, None], count[here] / middle[here] * weight)
    return np.maximum(terms @ fit, 0.1)


def _level(deseasonalised: np.ndarray) -> np.ndarray:
    """Mean of the year of weeks that ended eight weeks before each; NaN without half a year."""
    level = pd.Series(deseasonalised).rolling(WEEKS, min_periods=WEEKS // 2).mean()
    return level.shift(GUARD + 1).to_numpy()


def _dispersion(count: np.ndarray, expected: np.ndarray) -> float:
    """Moment estimate of a in the variance m + a m squared, nought for Poisson."""
    known = ~np.isnan(count) & ~np.isnan(expected)
    m, off = expected[known], count[known] - expected[known]
    return max(0.0, float((off**2 - m).sum() / (m**2).sum()))


def _distribution(expected: np.ndarray, dispersion: float):
    m = np.maximum(expected, 1e-9)
    if dispersion < 1e-9:
        return stats.poisson(m)
    return stats.nbinom(1 / dispersion, 1 / (1 + dispersion * m))


def _normal_scores(count: np.ndarray, expected: np.ndarray, dispersion: float) -> np.ndarray:
    """Normal quantile of the middle of the step of the distribution at each count."""
    known = ~np.isnan(count) & ~np.isnan(expected)
    law = _distribution(np.where(known, expected, 1.0), dispersion)
    at = np.where(known, count, 0.0)
    # Far out in either tail the middle of the step is taken from that tail, which keeps figures.
    below = law.cdf(at) - law.pmf(at) / 2
    above = law.sf(at) + law.pmf(at) / 2
    score = np.where(below < 0.5, stats.norm.ppf(below), stats.norm.isf(above))
    return np.where(known, np.clip(score, -8, 8), np.nan)
