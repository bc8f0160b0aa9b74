"""Space-time scan statistics: where and when events clustered most, and whether by chance."""

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.event_days import Rule, Unit, event_steps
from cdrp_analysis.measures.scan_run import Search, Strewn, found_clusters, strew
from cdrp_analysis.measures.scan_zones import circular_zones

RADIUS_M = 1000.0
SHARE = 0.5
_WHERE = "measures.scan"


def log_likelihood_ratio(observed, expected, total) -> np.ndarray:
    """
    LLR = c ln(c/μ) + (C − c) ln((C − c)/(C − μ)) where c > μ, else 0.

    Parameters
    ----------
    observed, expected : array
        Events c in a window and how many were expected there, μ.
    total : array
        All events C.

    References
    ----------
    Kulldorff, M. (1997). A spatial scan statistic. Communications in Statistics: Theory and
    Methods 26, 1481-1496.

    Examples
    --------
    >>> float(log_likelihood_ratio(85, 552 * 95249 / 1057673, 552).round(6))
    11.577255
    """
    c, mu, everything = (np.asarray(given, dtype=float) for given in (observed, expected, total))
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = c * np.log(c / mu)
        rest = everything - c
        outside = np.where(rest > 0, rest * np.log(rest / (everything - mu)), 0.0)
        return np.where((mu > 0) & (c > mu), inside + outside, 0.0)


def permutation_scan(
    events: pd.DataFrame,
    places: pd.DataFrame,
    *,
    unit: Unit = "day",
    rule: Rule = "middle",
    longest: int = 14,
    max_radius_m: float = RADIUS_M,
    max_share: float = SHARE,
    least: int = 2,
    alive: bool = False,
    clusters: int = 5,
    replicas: int = 999,
    seed: int,
) -> pd.DataFrame:
    """
    Where and when there were more events than place and time alone explain.

    Needs no residents and no earlier years: a busy place is expected to be busy and a busy week
    to be busy everywhere, and only what is left is a cluster. A rise of the whole area in one
    week is therefore no cluster; use :func:`poisson_scan` with ``whole_area`` for that.

    Parameters
    ----------
    events : DataFrame, one row per event
        ``place`` and the columns of time that
        :func:`~cdrp_analysis.measures.event_days.event_steps` reads. Rows without either are
        left out and counted in ``attrs``.
    places : DataFrame, one row per place
        ``place``, ``easting``, ``northing`` (metres): grid cells, areas' centres, addresses.
    unit, rule
        How finely time is told, and which moment of a window stands for an event.
    longest : int
        Longest cluster, in steps of ``unit``.
    max_radius_m, max_share : float
        Largest circle: its radius, and its share of all events.
    least : int
        Fewest events of a cluster.
    alive : bool
        Only clusters that reach the last step, as a weekly watch wants them.
    clusters : int
        So many are returned at most: the likeliest, then those that share no place with one above.
    replicas, seed : int
        Random deals of the times among the places; their seed.

    Returns
    -------
    DataFrame, likeliest cluster first
        ``cluster`` (1, 2, ...), ``place`` (its centre), ``easting``, ``northing``, ``radius_m``,
        ``places`` (how many), ``first_day``, ``last_day`` (both included), ``observed``,
        ``expected`` = n_z n_d / C, ``ratio``, ``llr``, ``p`` = (1 + #{largest LLR of a replica ≥
        llr})/(replicas + 1), ``events``, ``replicas``, ``seed``, ``method``, ``note``. ``attrs``:
        ``left_out`` and ``largest`` (the replicas' largest LLR). Every p is that of the likeliest
        cluster: for the others it errs on the safe side.

    Raises
    ------
    InputError
        If events name a place that is not among the places, or there are fewer than two.

    References
    ----------
    Kulldorff, M. et al. (2005). A space-time permutation scan statistic for disease outbreak
    detection. PLoS Medicine 2, e59.

    Examples
    --------
    >>> places = pd.DataFrame({"place": ["A", "B"], "easting": [0, 5000], "northing": [0, 0]})
    >>> days = pd.to_datetime([*pd.date_range("2010-05-01", periods=20), *["2010-05-15"] * 4])
    >>> events = pd.DataFrame({"place": ["A", "B"] * 10 + ["A"] * 4, "day": days})
    >>> found = permutation_scan(events, places, longest=3, max_share=0.6, seed=1)
    >>> [str(found.loc[0, name]) for name in ("place", "first_day", "observed")]
    ['A', '2010-05-15 00:00:00', '5']
    """
    strewn = strew(events, places, unit=unit, rule=rule)
    counts, total = strewn.counts(), len(strewn.step)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total
    zones = circular_zones(
        strewn.points,
        counts.sum(axis=1).astype(float),
        max_radius_m=max_radius_m,
        max_weight=max_share * total,
    )
    rng = np.random.default_rng(seed)

    def deal(number: int) -> tuple[np.ndarray, np.ndarray]:
        again = np.broadcast_to(strewn.step, (number, total)).copy()
        return strewn.place[None, :], rng.permuted(again, axis=1)

    search = Search(longest, least, alive, clusters, replicas)
    table = found_clusters(strewn, counts, expected, zones, deal, search)
    return _signed(
        table,
        strewn,
        seed,
        f"Space-time permutation scan, circles up to {max_radius_m:g} m and {max_share:.0%} of "
        f"events, up to {longest} {unit}s, {replicas} deals of the times",
    )


def poisson_scan(
    events: pd.DataFrame,
    places: pd.DataFrame,
    expected: pd.DataFrame,
    *,
    unit: Unit = "day",
    rule: Rule = "middle",
    longest: int = 14,
    max_radius_m: float = RADIUS_M,
    max_share: float = SHARE,
    whole_area: bool = False,
    least: int = 2,
    alive: bool = False,
    clusters: int = 5,
    replicas: int = 999,
    seed: int,
) -> pd.DataFrame:
    """
    Where and when there were more events than were expected there and then.

    Parameters
    ----------
    events, places, unit, rule, longest, max_radius_m, least, alive, clusters
        As for :func:`permutation_scan`.
    expected : DataFrame, one row per place and step
        ``place``, ``day`` (any day of the step) and ``expected`` (events, >= 0), for example from
        earlier years. A place and step without a row expects none. Only the proportions count:
        the sum is brought to the number of events.
    max_share : float
        Largest share of all expected events in a circle.
    whole_area : bool
        Whether the whole area is a zone too: a week that was busy everywhere.
    replicas, seed : int
        The events are strewn over places and steps by the expected numbers so many times.

    Returns
    -------
    DataFrame
        As for :func:`permutation_scan`.

    Raises
    ------
    InputError
        As there, or if an event lies where none was expected: no chance could put it there.

    References
    ----------
    Kulldorff, M. (2001). Prospective time periodic geographical disease surveillance using a scan
    statistic. J. Royal Statistical Society A 164, 61-72.
    """
    strewn = strew(events, places, unit=unit, rule=rule)
    mean, strewn = _expected(expected, places, strewn)
    counts, total = strewn.counts(mean.shape[1]), len(strewn.step)
    if (impossible := (counts > 0) & (mean <= 0)).any():
        raise InputError(
            f"{int(counts[impossible].sum())} events lie where and when none was expected.",
            where=f"{_WHERE}.poisson_scan",
            do="spread the expected events more widely, for example over all steps of a place",
        )
    mean *= total / mean.sum()
    zones = circular_zones(
        strewn.points,
        mean.sum(axis=1),
        max_radius_m=max_radius_m,
        max_weight=max_share * total,
        whole_area=whole_area,
    )
    rng = np.random.default_rng(seed)
    up_to = np.cumsum(mean.ravel())
    last = int(np.flatnonzero(mean.ravel())[-1])

    def deal(number: int) -> tuple[np.ndarray, np.ndarray]:
        drawn = rng.random((number, total)) * up_to[-1]
        at = np.minimum(np.searchsorted(up_to, drawn, side="right"), last)
        return np.divmod(at, mean.shape[1])

    search = Search(longest, least, alive, clusters, replicas)
    table = found_clusters(strewn, counts, mean, zones, deal, search)
    also = " and the whole area" if whole_area else ""
    return _signed(
        table,
        strewn,
        seed,
        f"Space-time scan against expected events, circles up to {max_radius_m:g} m and "
        f"{max_share:.0%} of those expected{also}, up to {longest} {unit}s, {replicas} replicas",
    )


def _expected(
    expected: pd.DataFrame, places: pd.DataFrame, strewn: Strewn
) -> tuple[np.ndarray, Strewn]:
    """Expected events by place and step; the events counted from the first step of either."""
    told = event_steps(expected[["day"]], unit=strewn.unit).step
    number = expected["expected"].to_numpy("float64", na_value=np.nan)
    place = pd.Index(places["place"]).get_indexer(expected["place"])
    bad = np.isnan(told) | np.isnan(number) | (number < 0) | (place < 0)
    if bad.any() or not number.sum() > 0:
        raise InputError(
            f"{int(bad.sum())} of {len(expected)} expected numbers are missing or negative, have "
            "no day, or name a place that is not among the places.",
            where=f"{_WHERE}.poisson_scan",
            do="give place, day and expected (0 or more) for every place and step",
        )
    strewn = strewn.counted_from(int(told.min()))
    step = told.astype(np.int64) - strewn.origin
    mean = np.zeros((len(places), max(int(step.max()), int(strewn.step.max())) + 1))
    np.add.at(mean, (place, step), number)
    return mean, strewn


def _signed(table: pd.DataFrame, strewn: Strewn, seed: int, method: str) -> pd.DataFrame:
    """How a table of clusters was made, in its last columns."""
    signed = table.assign(seed=seed, method=method, note=strewn.note)
    signed.attrs = table.attrs
    return signed
