"""Years compared: annual totals that admit gaps, changes with their limits, known breaks."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.periods import Period
from cdrp_analysis.vocabulary import SERIES_BREAKS, SeriesBreak


def annual(
    counts: pd.DataFrame, periods: Sequence[Period], *, by: Sequence[str] = ("theme",)
) -> pd.DataFrame:
    """
    Offences per period; a period with a missing month is missing, never an undercount.

    Parameters
    ----------
    counts : DataFrame, one row per theme and month (and area, where there is one)
        ``month`` (``YYYY-MM``), ``offences`` (``<NA>`` = missing), the columns ``by`` and any of
        ``area``, ``theme``.
    periods : sequence of Period
        In the order wanted, oldest first.
    by : sequence of str
        Keys kept. Areas not kept are added up; a month is then known only if every area's is.

    Returns
    -------
    DataFrame, one row per key and period
        The keys, ``period`` (label), ``offences`` (Int64), ``months_known``; no rows without
        periods.

    Raises
    ------
    InputError
        For a missing column or a key that occurs twice.
    """
    by = list(by)
    monthly = _monthly(counts, by)
    parts = []
    keys = monthly[by].drop_duplicates()
    for period in periods:
        months = period.months()
        inside = monthly[monthly["month"].isin(months) & monthly["offences"].notna()]
        totals = inside.groupby(by, observed=True)["offences"].agg(["sum", "size"]).reset_index()
        part = keys.merge(totals, on=by, how="left").assign(period=period.label)
        part["months_known"] = part["size"].fillna(0).astype("int64")
        part["offences"] = part["sum"].where(part["months_known"] == len(months)).astype("Int64")
        parts.append(part[[*by, "period", "offences", "months_known"]])
    if not parts:
        columns = [*by, "period", "offences", "months_known"]
        return keys.head(0).reindex(columns=columns).astype({"offences": "Int64"})
    return pd.concat(parts, ignore_index=True)


def rolling_12(counts: pd.DataFrame, *, by: Sequence[str] = ("theme",)) -> pd.DataFrame:
    """
    Offences in the twelve months to each month; missing where one of them is.

    Takes what :func:`annual` takes. Returns the keys, ``month``, ``offences`` of the month and
    ``rolling_12`` (Int64), for every month between a key's first and last.
    """
    by = list(by)
    parts = []
    for key, series in _monthly(counts, by).groupby(by, observed=True, sort=True):
        months = pd.period_range(series["month"].min(), series["month"].max(), freq="M").astype(str)
        every = series.set_index("month")["offences"].reindex(months)
        part = pd.DataFrame({"month": months, "offences": every.to_numpy()})
        part["rolling_12"] = every.astype("Float64").rolling(12, min_periods=12).sum().to_numpy()
        for position, (name, value) in enumerate(zip(by, key, strict=True)):
            part.insert(position, name, value)
        parts.append(part)
    return pd.concat(parts, ignore_index=True).astype({"offences": "Int64", "rolling_12": "Int64"})


def year_on_year(
    annual: pd.DataFrame,
    *,
    before: str | None = None,
    after: str | None = None,
    confidence: float = 0.95,
    false_discovery_rate: float = 0.05,
) -> pd.DataFrame:
    """
    Change of every theme between two periods, with what chance alone could do.

    The counts are taken as Poisson. Limits of the ratio and p are exact: given the sum, the
    later count is binomial. Themes are judged together (Benjamini and Hochberg). Real years vary
    by more than Poisson, so "no clear change" is firm and "up" means more than chance in
    counting, not necessarily a lasting rise.

    Parameters
    ----------
    annual : DataFrame, one row per theme and period
        ``theme``, ``period``, ``offences``, as from :func:`annual`; of no rows the change is a
        table of no rows.
    before, after : str
        Period labels; by default the last two in order of appearance.

    Returns
    -------
    DataFrame, one row per theme
        theme, before, after (Int64), change, change_share, ratio_lower, ratio_upper, z, p, q,
        signal ("up", "down", "no clear change", or "not known" where a period is missing).
        ``z`` is the field's 2(√after − √before); it takes the earlier count as exact, so its
        standard deviation is √2 between two equal years: read it as an index, judge by ``q``.

    References
    ----------
    Przyborowski, J. and Wilenski, H. (1940). Biometrika 31, 313-323 (conditional test).
    Wheeler, A. (2016). Security Journal 29, 382-401 (z of two counts).
    Benjamini, Y. and Hochberg, Y. (1995). J. R. Statist. Soc. B 57, 289-300.

    Examples
    --------
    >>> years = pd.DataFrame({"theme": ["burglary"] * 2, "period": ["2016/17", "2017/18"],
    ...                       "offences": [304, 309]})
    >>> year_on_year(years)[["change", "z", "signal"]].round(3).to_string(index=False)
    ' change     z          signal\\n      5 0.286 no clear change'
    """
    labels = list(dict.fromkeys(annual["period"]))
    if before is None and after is None and len(labels) >= 2:
        before, after = labels[-2:]
    if (before not in labels or after not in labels) and len(annual):
        raise InputError(
            f"a comparison needs two periods; the table has {', '.join(map(str, labels))}.",
            where="measures.trends.year_on_year",
            do="name two of them as before and after",
        )
    table = pd.DataFrame({"theme": annual["theme"].drop_duplicates()})
    for name, label in (("before", before), ("after", after)):
        chosen = annual.loc[annual["period"] == label, ["theme", "offences"]]
        table = table.merge(chosen.rename(columns={"offences": name}), on="theme", how="left")
    table = table.astype({"before": "Int64", "after": "Int64"})
    pre = table["before"].to_numpy(float, na_value=np.nan)
    post = table["after"].to_numpy(float, na_value=np.nan)
    table["change"] = table["after"] - table["before"]
    table["change_share"] = np.divide(post - pre, pre, out=np.full(len(pre), np.nan), where=pre > 0)
    table["ratio_lower"], table["ratio_upper"] = ratio_limits(pre, post, confidence=confidence)
    table["z"] = 2 * (np.sqrt(post) - np.sqrt(pre))
    table["p"] = _conditional_p(pre, post)
    table["q"] = benjamini_hochberg(table["p"])
    clear = table["q"] <= false_discovery_rate
    table["signal"] = np.select(
        [table["p"].isna(), clear & (post > pre), clear & (post < pre)],
        ["not known", "up", "down"],
        "no clear change",
    )
    return table


def ratio_limits(before, after, *, confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Exact limits of the ratio of two Poisson means, after over before (Clopper and Pearson)."""
    before, after = np.asarray(before, float), np.asarray(after, float)
    tail = (1 - confidence) / 2
    low = np.where(after > 0, stats.beta.ppf(tail, after, before + 1), 0.0)
    high = np.where(before > 0, stats.beta.ppf(1 - tail, after + 1, before), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower, upper = low / (1 - low), np.where(high < 1, high / (1 - high), np.inf)
    missing = np.isnan(before) | np.isnan(after)
    return np.where(missing, np.nan, lower), np.where(missing, np.nan, upper)


def benjamini_hochberg(p) -> np.ndarray:
    """
    Smallest false discovery rate at which each test is counted; missing p stay out and NaN.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). J. R. Statist. Soc. B 57, 289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p, float)
    q, known = np.full(p.shape, np.nan), np.flatnonzero(~np.isnan(p))
    if len(known):
        order = known[np.argsort(p[known], kind="stable")]
        scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
        q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


def series_breaks_within(
    months: Sequence[str], groups: Sequence[str] = ()
) -> tuple[SeriesBreak, ...]:
    """
    Known breaks that fall inside a run of months and touch one of these offence groups.

    Parameters
    ----------
    months : sequence of str
        ``YYYY-MM``. A break at the first month separates nothing and is not named.
    groups : sequence of str
        Theme labels, offence groups or categories; none means all.

    Examples
    --------
    >>> [b.month for b in series_breaks_within(["2016-04", "2018-03"], ["BURGLARY"])]
    ['2017-04']
    """
    if not len(months):
        return ()
    first, last = min(months), max(months)
    names = [group.lower() for group in groups]
    return tuple(
        known
        for known in SERIES_BREAKS
        if first < known.month <= last
        and (
            not names
            or known.affects == "all offences"
            or any(known.affects.lower() in name for name in names)
        )
    )


def _conditional_p(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Twice the smaller binomial tail: below 0.05 exactly when the 95% limits leave out 1."""
    known = ~np.isnan(before) & ~np.isnan(after)
    pre, post = np.where(known, before, 0), np.where(known, after, 0)
    tail = np.minimum(
        stats.binom.cdf(post, pre + post, 0.5), stats.binom.sf(post - 1, pre + post, 0.5)
    )
    return np.where(known, np.minimum(1.0, 2 * tail), np.nan)


def _monthly(counts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One row per key and month; missing where any of its parts is missing or absent."""
    absent = [name for name in [*by, "month", "offences"] if name not in counts.columns]
    if absent:
        raise InputError(
            f"the monthly counts lack {', '.join(absent)}.",
            where="measures.trends",
            do="give one row per theme and month",
        )
    parts = [name for name in ("area", "theme") if name in counts.columns and name not in by]
    twice = int(counts.duplicated([*by, *parts, "month"]).sum())
    if twice:
        raise InputError(
            f"{twice} rows repeat a {', '.join([*by, *parts])} and month.",
            where="measures.trends",
            do="add up the offences of a theme first",
        )
    known = counts.assign(known=counts["offences"].notna(), part=0)
    if parts:
        named = [counts[name].astype(str) for name in parts]
        known["part"] = named[0].str.cat(named[1:], sep="|")
    wanted = known.groupby(by, observed=True)["part"].nunique().rename("wanted")
    monthly = (
        known.groupby([*by, "month"], observed=True)
        .agg(offences=("offences", "sum"), known=("known", "sum"))
        .reset_index()
        .merge(wanted.reset_index(), on=by)
    )
    whole = monthly["known"] == monthly["wanted"]
    monthly["offences"] = monthly["offences"].astype("Int64").where(whole)
    return monthly[[*by, "month", "offences"]]
