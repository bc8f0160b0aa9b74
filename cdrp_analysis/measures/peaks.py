"""When a theme peaks: the hours of the week that hold more of it than chance would put there."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.measures.times import names_of, time_weights
from cdrp_analysis.measures.week_windows import HOURS_A_WEEK, Window, place_in_week

_LENGTHS = (2, 3, 4, 6)  # hours: less than a shift
_MOST = 1 / 8  # of the week: more is no peak
_RUNS = (
    *((day,) for day in range(1, 8)),
    *((day, day % 7 + 1) for day in range(1, 8)),
    (5, 6, 7),
    (1, 2, 3, 4),
    (1, 2, 3, 4, 5),
    (1, 2, 3, 4, 5, 6, 7),
)


def candidate_windows(*, lengths: Sequence[int] = _LENGTHS, most: float = _MOST) -> list[Window]:
    """Every window looked at: days and pairs of days, weekends, working days, all; any start."""
    found = [
        Window(days, start, hours) for days in _RUNS for hours in lengths for start in range(24)
    ]
    return [w for w in found if len(w.days) * w.hours <= most * HOURS_A_WEEK]


def peak(
    looked_in: np.ndarray,
    measured_in: np.ndarray,
    *,
    hours: np.ndarray | None = None,
    seed: int,
    draws: int = 999,
    confidence: float = 0.95,
) -> dict:
    """
    The window of the week with the clearest excess, and what other offences fall into it.

    Windows are compared by the likelihood ratio of the scan statistic against an even spread
    over the hours. A window chosen because much fell into it flatters itself, so its share and
    limits come from offences that had no part in the choice.

    Parameters
    ----------
    looked_in, measured_in : array of 168
        Offences by hour of the week from Monday midnight: those that the window is chosen on,
        and others (the next year's, say) that it is measured on. The same ones may be given for
        both; the limits are then too hopeful.
    hours : array of 168, optional
        How often each hour came (:func:`~cdrp_analysis.measures.week.hours_of_week`) where
        ``measured_in`` was counted; default: equally often.
    seed, draws : int
        Of the null: as many offences, spread evenly, searched in the same way.
    confidence : float
        Coverage of the limits (Wilson, on whole offences).

    Returns
    -------
    dict
        ``window`` (:class:`Window`), ``share_of_week``, ``share``, ``share_lower``,
        ``share_upper``, ``times_even`` (share over share of week) and ``p``: how often an even
        spread has as clear an excess somewhere, (1 + found) / (1 + draws).

    Raises
    ------
    InputError
        If there are no offences to look in.

    References
    ----------
    Kulldorff, M. (1997). Commun. Statist. Theory Meth. 26, 1481-1496 (likelihood ratio and its
    Monte Carlo null).
    """
    looked_in, measured_in = (np.asarray(given, dtype=float) for given in (looked_in, measured_in))
    exposure = np.ones(HOURS_A_WEEK) if hours is None else np.asarray(hours, dtype=float)
    if looked_in.sum() <= 0 or exposure.sum() <= 0:
        raise InputError(
            "there are no offences, or no hours, to look for a peak in.",
            where="measures.peaks.peak",
            do="leave the theme out",
        )
    even = exposure / exposure.sum()
    windows, masks = _searched()
    expected = even @ masks
    ratios = _log_ratio(looked_in @ masks, looked_in.sum(), expected)
    best = int(np.argmax(ratios))
    random = np.random.default_rng(seed)
    # Whole offences spread more unevenly than weights do: the test is on the safe side.
    spread = random.multinomial(int(np.ceil(looked_in.sum())), even, size=draws)
    null = _log_ratio(spread @ masks, spread.sum(axis=1)[:, None], expected).max(axis=1)
    total = float(measured_in.sum())
    found = float(measured_in @ masks[:, best])
    share = found / total if total else np.nan
    lower, upper = wilson(min(found, total), total, confidence=confidence)
    return {
        "window": windows[best],
        "share_of_week": float(expected[best]),
        "share": share,
        "share_lower": lower.item(),
        "share_upper": upper.item(),
        "times_even": share / float(expected[best]),
        "p": (1 + int((null >= ratios[best]).sum())) / (1 + draws),
    }


@cache
def _searched() -> tuple[list[Window], np.ndarray]:
    """The windows, and which hours lie in each: 168 rows, a column for each."""
    windows = candidate_windows()
    return windows, np.array([window.mask() for window in windows]).T.astype(float)


def peaks_by_theme(
    before: pd.DataFrame,
    now: pd.DataFrame,
    *,
    hours: np.ndarray | None = None,
    seed: int,
    fewest: int = 30,
    draws: int = 999,
) -> pd.DataFrame:
    """
    The peak of every theme, chosen on the events before and measured on those of now.

    Parameters
    ----------
    before, now : DataFrame
        ``theme``, ``start``, ``end``. Where ``before`` has fewer than ``fewest`` of a theme its
        peak is chosen on ``now`` itself.
    hours : array of 168, optional
        How often each hour of the week came in the period of ``now``.
    fewest : int
        Offences below which no peak is looked for.

    Returns
    -------
    DataFrame, one row per theme with enough offences
        ``theme``, ``peak`` (in words), ``chosen_on`` ("year before" or "same period"),
        ``offences`` (measured), ``share_of_week``, ``share``, ``share_lower``, ``share_upper``,
        ``times_even``, ``p``.
    """
    past, present = _by_hour(before), _by_hour(now)
    rows = []
    for theme, measured in present.items():
        if measured.sum() < fewest:
            continue
        looked = past.get(theme, np.zeros(HOURS_A_WEEK))
        other = looked.sum() >= fewest
        found = peak(looked if other else measured, measured, hours=hours, seed=seed, draws=draws)
        chosen = {"peak": found.pop("window").text,
                  "chosen_on": "year before" if other else "same period"}  # fmt: skip
        rows.append({"theme": theme, **chosen, "offences": measured.sum(), **found})
    columns = ["theme", "peak", "chosen_on", "offences", "share_of_week", "share",
               "share_lower", "share_upper", "times_even", "p"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _by_hour(events: pd.DataFrame) -> dict[str, np.ndarray]:
    """Offences of each theme by hour of the week, in the order of the themes' first events."""
    weights = time_weights(events)
    theme = names_of(events["theme"])[weights["event"].to_numpy()]
    place = place_in_week(weights["weekday"], weights["hour"])
    return {
        name: np.bincount(
            place[theme == name],
            weights=weights["weight"].to_numpy()[theme == name],
            minlength=HOURS_A_WEEK,
        )
        for name in events["theme"].dropna().unique()
    }


def _log_ratio(inside: np.ndarray, total, expected: np.ndarray) -> np.ndarray:
    """Log likelihood ratio of an excess inside; 0 where there is none."""
    share = inside / total
    with np.errstate(divide="ignore", invalid="ignore"):
        gained = np.where(inside > 0, inside * np.log(share / expected), 0.0)
        outside = total - inside
        lost = np.where(outside > 0, outside * np.log((1 - share) / (1 - expected)), 0.0)
    return np.where(share > expected, gained + lost, 0.0)
