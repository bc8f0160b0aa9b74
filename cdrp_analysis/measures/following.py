"""Share of events that follow one shortly before and nearby, beyond chance."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.measures.event_days import Rule, Unit
from cdrp_analysis.measures.near_events import pairs_within, placed_events
from cdrp_analysis.measures.rates import wilson


def share_following(
    events: pd.DataFrame,
    *,
    within_m: float = 200.0,
    within: int = 14,
    unit: Unit = "day",
    rule: Rule = "start",
    strata: Sequence | None = None,
    permutations: int = 199,
    confidence: float = 0.95,
    seed: int,
) -> pd.DataFrame:
    """
    Share of events set off by one shortly before and nearby, beyond what chance would show.

    An event follows if another came before it, at most ``within`` steps earlier and at most
    ``within_m`` away. Some do so by chance: the same with times dealt out anew tells how many.
    If chance and contagion work independently, 1 − f = (1 − s)(1 − c) for the share f that
    follows, the share c by chance and the share s set off.

    Parameters
    ----------
    events, unit, rule
        As for :func:`knox`.
    within_m, within : float and int
        How near, and how many steps before, both included. Of two events in the same step with
        unknown order the one that stands later in the frame follows.
    strata : sequence, one value per row, optional
        Times change places only among rows of one stratum, such as a financial year, so that what
        moved from one place to another over the years is not taken for repeats.
    permutations, seed : int
        Random deals of the times, and their seed.
    confidence : float
        Coverage of the limits.

    Returns
    -------
    DataFrame, one row
        ``events``, ``follow`` (events), ``by_chance`` (events, mean of the deals), ``share`` with
        ``share_lower`` and ``share_upper`` (Wilson's limits of f), ``method`` and ``note``.

    References
    ----------
    Abbott, W. S. (1925). J. Economic Entomology 18, 265-267 (correction for what happens anyway).
    Knox, E. G. (1964). Applied Statistics 13, 25-29.

    Examples
    --------
    >>> rows = pd.DataFrame({"easting": [0, 0, 900, 9000], "northing": [0, 50, 0, 50],
    ...                      "day": pd.to_datetime(["2010-05-01", "2010-05-03", "2010-06-05",
    ...                                             "2010-06-06"])})
    >>> share_following(rows, seed=1)[["events", "follow"]].to_numpy().tolist()
    [[4, 1]]
    """
    from cdrp_analysis.measures import near_pairs  # compiling is paid only by those who count

    placed = placed_events(events, unit=unit, rule=rule)
    steps = placed.steps
    stratum = np.zeros(len(events)) if strata is None else pd.factorize(np.asarray(strata))[0]
    stratum = stratum[placed.kept]
    # The next number above the reach: bands end before their edge, this one holds it.
    reach = np.array([0.0, np.nextafter(within_m, np.inf)])
    left, right, _ = pairs_within(placed.points, reach)
    draws = np.empty((len(steps), permutations), dtype=np.int16)
    rng = np.random.default_rng(seed)
    for kind in np.unique(stratum):
        rows = np.flatnonzero(stratum == kind)
        again = np.broadcast_to(steps[rows], (permutations, len(rows))).copy()
        draws[rows] = rng.permuted(again, axis=1).T
    follow = int(near_pairs.followers(left, right, steps[:, None], np.int16(within))[0])
    chance = near_pairs.followers(left, right, draws, np.int16(within)).mean()
    lower, upper = wilson([follow], [len(steps)], confidence=confidence)
    share = [1 - (1 - f) / (1 - chance / len(steps))
             for f in (follow / len(steps), lower[0], upper[0])]  # fmt: skip
    row = {
        "events": len(steps),
        "follow": follow,
        "by_chance": float(chance),
        "share": share[0],
        "share_lower": share[1],
        "share_upper": share[2],
        "method": f"events with another at most {within_m:g} m away and {within} {unit}s before, "
        f"less those by chance ({permutations} deals of the times)",
        "note": placed.note,
    }
    return pd.DataFrame([row])
