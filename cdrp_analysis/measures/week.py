"""The hours of the week: how much of each theme falls into them, with limits."""

import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy.sparse

from cdrp_analysis.measures.proportions import require
from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.measures.times import ZONE, names_of, time_weights
from cdrp_analysis.measures.week_windows import HOURS_A_WEEK, place_in_week

_CELLS = {"weekday": range(1, 8), "hour": range(24)}
_FEW = 10  # events that reach a cell: with fewer, resampling has too little to draw from


def hours_of_week(first: str, last: str) -> np.ndarray:
    """
    How often each hour of the week came between two days, both included.

    Parameters
    ----------
    first, last : str
        Days, ``YYYY-MM-DD``. Clock changes are allowed for: an hour left out came once less.

    Returns
    -------
    array of 168 int, from Monday midnight

    Examples
    --------
    >>> hours_of_week("2010-03-22", "2010-03-28")[[144, 145, 146]].tolist()  # clocks forward
    [1, 0, 1]
    """
    end = pd.Timestamp(last) + pd.Timedelta(days=1)
    every = pd.date_range(first, end, freq="h", tz=ZONE, inclusive="left")
    return np.bincount(place_in_week(every.day_of_week + 1, every.hour), minlength=HOURS_A_WEEK)


def time_shares(
    weights: pd.DataFrame,
    themes: Sequence[str],
    *,
    by: Sequence[str] = ("weekday", "hour"),
    seed: int,
    draws: int = 500,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    How much of each theme falls on each weekday, hour, or hour of each weekday.

    Parameters
    ----------
    weights : DataFrame
        From :func:`~cdrp_analysis.measures.times.time_weights`.
    themes : sequence of str, one per event
        Theme of the events that ``weights`` numbers; events without a theme take no part.
    by : sequence of "weekday", "hour"
        What the cells are.
    seed, draws : int
        Of the bootstrap: events are drawn again with their whole windows.
    confidence : float
        Coverage of the limits.

    Returns
    -------
    DataFrame, one row per theme and cell, cells in which nothing happened included
        ``theme``, the columns ``by``, ``offences`` (sum of weights), ``share`` of the theme's
        offences with ``share_lower`` and ``share_upper``: bootstrap percentiles, or Wilson's
        limits where fewer than ten events reach the cell. Themes keep the order of their first
        event.

    References
    ----------
    Efron, B. and Tibshirani, R. (1993). An Introduction to the Bootstrap, ch. 13.
    """
    require(weights, "event", "weight", *by, where="week.time_shares")
    sizes = [len(_CELLS[name]) for name in by]
    cells = pd.MultiIndex.from_product([_CELLS[name] for name in by], names=list(by))
    place = np.ravel_multi_index([weights[name].to_numpy() - _CELLS[name][0] for name in by], sizes)
    theme_of = names_of(themes)
    parts = []
    for theme in pd.unique(theme_of[pd.unique(weights["event"])]):
        if theme is None:
            continue
        here = (theme_of == theme)[weights["event"].to_numpy()]
        events, row = np.unique(weights["event"].to_numpy()[here], return_inverse=True)
        share_out = scipy.sparse.csr_array(
            (weights["weight"].to_numpy()[here], (row, place[here])),
            shape=(len(events), len(cells)),
        )
        part = _shares(share_out, _rng(seed, theme), draws, confidence)
        part.index = cells
        parts.append(part.reset_index().assign(theme=theme))
    columns = ["theme", *by, "offences", "share", "share_lower", "share_upper"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def week_hours(events: pd.DataFrame, *, seed: int, draws: int = 500) -> pd.DataFrame:
    """
    Every theme by hour of the week, with all offences together first.

    Parameters
    ----------
    events : DataFrame
        ``theme``, ``kind``, ``start``, ``end``.
    seed, draws : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        As :func:`time_shares`; the theme ``all`` is every offence, those in no theme included,
        and no incident.
    """
    weights = time_weights(events)
    every = np.where(events["kind"] == "offence", "all", None)
    parts = [time_shares(weights, themes, seed=seed, draws=draws)
             for themes in (every, events["theme"])]  # fmt: skip
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _shares(share_out, rng: np.random.Generator, draws: int, confidence: float) -> pd.DataFrame:
    count = share_out.shape[0]
    offences = np.asarray(share_out.sum(axis=0)).ravel()
    again = rng.multinomial(count, np.full(count, 1 / count), size=draws)
    tail = (1 - confidence) / 2
    lower, upper = np.quantile((again @ share_out) / count, [tail, 1 - tail], axis=0)
    few = np.bincount(share_out.indices, minlength=share_out.shape[1]) < _FEW
    exact = wilson(np.minimum(offences, count), np.full(len(offences), count),
                   confidence=confidence)  # fmt: skip
    return pd.DataFrame(
        {
            "offences": offences,
            "share": offences / count,
            "share_lower": np.where(few, exact[0], lower),
            "share_upper": np.where(few, exact[1], upper),
        }
    )


def _rng(seed: int, theme: str) -> np.random.Generator:
    """A stream of its own for every theme: leaving one out changes no other's limits."""
    return np.random.default_rng([seed, zlib.crc32(str(theme).encode())])
