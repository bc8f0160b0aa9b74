"""Rates made comparable: direct and indirect standardisation, and over-representation."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.proportions import require
from cdrp_analysis.measures.rates import byar, wilson

# First age of each group and its people of 100,000; the last group is open.
EUROPEAN_STANDARD = {
    # Waterhouse, J. et al. (1976). Cancer Incidence in Five Continents III. IARC.
    "1976": ((0, 8_000), (5, 7_000), (10, 7_000), (15, 7_000), (20, 7_000), (25, 7_000),
             (30, 7_000), (35, 7_000), (40, 7_000), (45, 7_000), (50, 7_000), (55, 6_000),
             (60, 5_000), (65, 4_000), (70, 3_000), (75, 2_000), (80, 1_000), (85, 1_000)),
    # Eurostat (2013). Revision of the European Standard Population.
    "2013": ((0, 5_000), (5, 5_500), (10, 5_500), (15, 5_500), (20, 6_000), (25, 6_000),
             (30, 6_500), (35, 7_000), (40, 7_000), (45, 7_000), (50, 7_000), (55, 6_500),
             (60, 6_000), (65, 5_500), (70, 5_000), (75, 4_000), (80, 2_500), (85, 1_500),
             (90, 1_000)),
}  # fmt: skip
PER = 100_000


def standard_population(bands: Sequence[str], *, edition: str) -> pd.Series:
    """
    The European Standard Population in age bands of one's own, such as ``10-17`` or ``65+``.

    A band that cuts a five-year group takes its single years in equal parts.

    Takes bands in years of age and ``"1976"`` or ``"2013"``; returns people of the standard
    (of 100,000), indexed by band.

    Raises
    ------
    InputError
        If a band cannot be read, or the bands overlap or leave ages out.

    Examples
    --------
    >>> standard_population(["0-9", "10-17", "18-24", "25+"], edition="1976").tolist()
    [15000.0, 11200.0, 9800.0, 64000.0]
    """
    groups = EUROPEAN_STANDARD[edition]
    ends = [first for first, _ in groups[1:]] + [groups[-1][0] + 1]
    years = {
        age: people / (end - first)
        for (first, people), end in zip(groups, ends, strict=True)
        for age in range(first, end)
    }
    weights = {}
    for band in bands:
        first, _, last = band.removesuffix("+").partition("-")
        last = max(years) if band.endswith("+") else last
        if not str(first).isdigit() or not str(last).isdigit():
            raise _wrong(f"{band!r} is not an age band", "write bands as 10-17 or 65+")
        weights[band] = sum(years.get(age, 0.0) for age in range(int(first), int(last) + 1))
    if not np.isclose(sum(weights.values()), PER):
        raise _wrong("the age bands overlap or leave ages out", "give bands from 0 to an open end")
    return pd.Series(weights, name="weight").rename_axis("age_band")


def directly_standardised(
    frame: pd.DataFrame,
    *,
    by: Sequence[str],
    count: str = "count",
    residents: str = "residents",
    weight: str = "weight",
    per: float = PER,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Directly standardised rates with Dobson's limits.

    The rate is Σ w y / n over Σ w; its limits are Byar's of the total count, shrunk or widened
    by the ratio of the two standard deviations. Counts may be fractions, as admissions in part
    due to alcohol are; the limits take them as whole events. A missing count leaves its key
    without a rate.

    Parameters
    ----------
    frame : DataFrame, one row per key and stratum (age band)
        The keys ``by``, ``count`` (events), ``residents`` (people, > 0), ``weight`` (people of
        the standard). Every key needs every stratum.

    Returns
    -------
    DataFrame, one row per key
        The keys, ``count``, ``rate``, ``rate_lower``, ``rate_upper`` (per ``per`` people).

    Raises
    ------
    InputError
        If a column is missing, a stratum has no residents or a key lacks a stratum.

    References
    ----------
    Dobson, A. et al. (1991). Statistics in Medicine 10, 457-462.

    Examples
    --------
    >>> ages = pd.DataFrame({"area": ["A", "A"], "count": [10, 40], "residents": [5000, 4000],
    ...                      "weight": [60_000, 40_000]})
    >>> directly_standardised(ages, by=["area"]).round(1).to_string(index=False)
    'area  count  rate  rate_lower  rate_upper\\n   A   50.0 520.0       385.5       686.1'
    """
    by = list(by)
    require(frame, *by, count, residents, weight, where="standardisation.directly_standardised")
    events, people, share = _numbers(frame, count, residents, weight)
    if not (people > 0).all():
        raise _wrong("a stratum has no residents", "join age bands until each has some")
    parts = frame[by].assign(
        count=events,
        weight=share,
        weighted=share * events / people,
        variance=share**2 * events / people**2,
    )
    sums = parts.groupby(by).sum(skipna=False).reset_index()
    if not np.allclose(sums["weight"], sums["weight"].max()):
        raise _wrong("a key lacks a stratum", "give every key every age band, with 0 where none")
    total = sums["count"].to_numpy(float)
    rate = (sums["weighted"] / sums["weight"]).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.sqrt(sums["variance"].to_numpy() / sums["weight"].to_numpy() ** 2 / total)
    lower, upper = byar(total, confidence=confidence)
    return sums[[*by, "count"]].assign(
        rate=per * rate,
        rate_lower=per * (rate + scale * (lower - total)),
        rate_upper=per * (rate + scale * (upper - total)),
    )


def observed_over_expected(frame: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """
    Observed over expected events with Byar's limits; the expected number is taken as known.

    Takes ``observed`` and ``expected`` (events, > 0); adds ``ratio``, ``ratio_lower``,
    ``ratio_upper`` to the same rows.

    References
    ----------
    Breslow, N. and Day, N. (1987). Statistical Methods in Cancer Research II. IARC, p. 69.
    """
    require(frame, "observed", "expected", where="standardisation.observed_over_expected")
    observed, expected = _numbers(frame, "observed", "expected")
    if not (expected > 0).all():
        raise _wrong("nothing is expected somewhere", "join strata until each expects something")
    lower, upper = byar(observed, confidence=confidence)
    return frame.assign(
        ratio=observed / expected,
        ratio_lower=lower / expected,
        ratio_upper=upper / expected,
    )


def indirectly_standardised(
    strata: pd.DataFrame, *, by: Sequence[str] = (), confidence: float = 0.95
) -> pd.DataFrame:
    """
    A group's events over those expected at everybody's rates, stratum by stratum.

    Everybody includes the group, which draws the ratio towards 1 where the group is large.

    Parameters
    ----------
    strata : DataFrame, one row per key and stratum
        ``observed``, ``residents`` (of the group), ``all_observed``, ``all_residents`` (of
        everybody in the stratum, > 0) and the keys ``by``.

    Returns
    -------
    DataFrame, one row per key (one row where there are none)
        The keys, ``observed``, ``expected``, ``ratio``, ``ratio_lower``, ``ratio_upper``.

    Raises
    ------
    InputError
        If a column is missing, a stratum has no residents or nothing is expected.

    References
    ----------
    Breslow, N. and Day, N. (1987). Statistical Methods in Cancer Research II. IARC, ch. 2.
    """
    by = list(by)
    needed = ("observed", "residents", "all_observed", "all_residents")
    require(strata, *by, *needed, where="standardisation.indirectly_standardised")
    observed, residents, all_observed, all_residents = _numbers(strata, *needed)
    if not (all_residents > 0).all():
        raise _wrong("a stratum has no residents", "join strata until each has some")
    expected = residents * all_observed / all_residents
    parts = strata[by].assign(observed=observed, expected=expected)
    whole = parts.groupby(by or np.zeros(len(parts))).sum(skipna=False)
    return observed_over_expected(whole.reset_index(drop=not by), confidence=confidence)


def representation(frame: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """
    How far a group is over-represented, in the three readings that "29%" may have.

    ``index`` is the group's share of people seen over its share of residents; ``gap`` is the
    first less the second, in percentage points; ``rri``, the relative rate index, is its rate
    over that of all others. The residents are taken as known.

    Takes ``observed`` (people of the group seen), ``all_observed``, ``residents`` (of the
    group), ``all_residents``; adds ``index``, ``gap``, ``rri``, each with ``_lower`` and
    ``_upper``, to the same rows. Wilson's limits of the share serve the first two, log limits
    of a Poisson ratio the third (missing where the group or the others have nobody).

    References
    ----------
    Rothman, K. and Greenland, S. (1998). Modern Epidemiology, 2nd ed. (limits of a rate ratio).

    Examples
    --------
    >>> young = pd.DataFrame({"observed": [73], "all_observed": [236],
    ...                       "residents": [2973], "all_residents": [12400]})
    >>> representation(young)[["index", "gap", "rri"]].round(2)
       index   gap   rri
    0   1.29  6.96  1.42
    """
    names = ("observed", "all_observed", "residents", "all_residents")
    require(frame, *names, where="standardisation.representation")
    seen, everyone, people, all_people = _numbers(frame, *names)
    if not ((people > 0) & (people < all_people)).all():
        raise _wrong("a group has no residents, or all of them", "compare groups that both live")
    of_residents, others = people / all_people, everyone - seen
    low, high = wilson(seen, everyone, confidence=confidence)
    # Nobody on one side leaves no ratio to take the log of.
    one, other = (np.where(number > 0, number, np.nan) for number in (seen, others))
    rri = (one / people) / (other / (all_people - people))
    z = stats.norm.ppf((1 + confidence) / 2)
    width = np.exp(z * np.sqrt(1 / one + 1 / other))
    share = seen / np.where(everyone > 0, everyone, np.nan)
    added = {}
    for end, value in (("", share), ("_lower", low), ("_upper", high)):
        added[f"index{end}"] = value / of_residents
        added[f"gap{end}"] = 100 * (value - of_residents)
    return frame.assign(**added, rri=rri, rri_lower=rri / width, rri_upper=rri * width)


def _numbers(frame: pd.DataFrame, *names: str) -> list[np.ndarray]:
    return [frame[name].to_numpy(float, na_value=np.nan) for name in names]


def _wrong(what: str, do: str) -> InputError:
    return InputError(f"{what}.", where="measures.standardisation", do=do)
