"""What other areas' months foretell for one area, and how far such foretelling goes wrong."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

_RIDGES = (0.001, 0.01, 0.1, 1.0)  # tried; the one that foretells the last year before is kept
_STEP = 6  # months between placebo dates
_LEAST_BEFORE = 24  # months before a placebo date


@dataclass(frozen=True)
class Placebos:
    """
    Foretelling where nothing happened: of every other area now, of every area at earlier dates.

    ``seen``, ``told``: sums over the time after, scaled to its whole length (one per placebo);
    where a placebo's time after is shorter, what it misses is stretched as measured (see
    :func:`placebos`).
    ``months_seen``, ``months_told``: the single months of all of them.
    """

    seen: np.ndarray
    told: np.ndarray
    months_seen: np.ndarray
    months_told: np.ndarray

    def __len__(self) -> int:
        return len(self.seen)


def weights_of(own: np.ndarray, others: np.ndarray, ridge: float | None) -> np.ndarray:
    """
    What each of the others counts for: offences here per offence there.

    Parameters
    ----------
    own : array (month,), others : array (area, month)
        Counts of the months before.
    ridge : float or None
        How strongly the weights are drawn to an equal share of every area; None: all areas move
        the own level alike, as in difference in differences.
    """
    if ridge is None:
        return np.full(len(others), own.sum() / others.sum())
    scale, level = others.mean(axis=1), max(own.mean(), 1e-9)
    # Each area as a multiple of its own mean; a ridge towards the same share of every one of them
    # rather than towards nothing keeps the level.
    design, even = (others / scale[:, None]).T, np.full(len(others), 1 / len(others))
    shrink = np.sqrt(ridge * len(own)) * np.eye(len(others))
    found, _ = nnls(
        np.vstack([design, shrink]),
        np.concatenate([own / level, np.sqrt(ridge * len(own)) * even]),
    )
    return found * level / scale


def best_ridge(others: np.ndarray, start: int) -> float:
    """The ridge that foretells the last year before the event best, over the other areas."""
    cut = start - 12 if start >= 24 else start // 2
    errors = {}
    for ridge in _RIDGES:
        missed = [
            _foretold(others, one, np.delete(np.arange(len(others)), one), cut, start, ridge)
            for one in range(len(others))
        ]
        errors[ridge] = sum(
            (np.sqrt(seen.sum()) - np.sqrt(told.sum())) ** 2 for seen, told in missed
        )
    return min(errors, key=errors.get)


def placebos(counts: np.ndarray, own: int, start: int, ridge: float | None) -> Placebos:
    """
    Every other area at the event's date, and every area at dates half-years before it.

    The further ahead, the further areas drift apart. An earlier date has fewer months before the
    event to be foretold, and misses by less than the whole time after would: its errors are
    stretched by how much those of the other areas at the event's own date grow between that many
    months and all of them. Without that, intervals of 90% left out the truth in 12% of areas where
    nothing happened (benchmarks/evaluation).

    Parameters
    ----------
    counts : array (area, month)
        Without gaps.
    own : int
        Row of the area in which something happened; it serves as nobody's comparison.
    start : int
        Column of the first month after.
    """
    length, everyone = counts.shape[1] - start, np.arange(len(counts))
    others = np.delete(everyone, own)
    runs = [(one, start, start + length) for one in others]
    for when in range(start - _STEP, _LEAST_BEFORE - 1, -_STEP):
        end = min(when + length, start)  # nothing of what came after the event
        if end - when >= min(12, length):
            runs += [(one, when, end) for one in everyone]
    sums, seen, told = [], [], []
    for one, when, end in runs:
        here = _foretold(counts, one, others[others != one], when, end, ridge)
        seen.append(here[0])
        told.append(here[1])
        sums.append([part.sum() * length / (end - when) for part in here])
    sums = np.array(sums).reshape(-1, 2)
    grown = {n: _growth(seen, told, len(others), n) for n in {len(part) for part in seen}}
    off = np.array([grown[len(part)] for part in seen]) * (
        np.sqrt(sums[:, 0]) - np.sqrt(sums[:, 1])
    )
    stretched = np.maximum(np.sqrt(sums[:, 1]) + off, 0) ** 2
    flat = (np.concatenate(parts) if parts else np.empty(0) for parts in (seen, told))
    return Placebos(stretched, sums[:, 1], *flat)


def _growth(seen: list[np.ndarray], told: list[np.ndarray], at_the_date: int, months: int) -> float:
    """How much errors of the placebos at the event's date grow from so many months to all; ≥ 1."""
    whole, part = (
        np.mean(
            [
                (np.sqrt(s[:cut].mean()) - np.sqrt(t[:cut].mean())) ** 2
                for s, t in zip(seen[:at_the_date], told[:at_the_date], strict=True)
            ]
        )
        for cut in (None, months)
    )
    return float(np.sqrt(max(1.0, whole / part))) if part > 0 else 1.0


def _foretold(
    counts: np.ndarray, one: int, others: np.ndarray, start: int, end: int, ridge: float | None
) -> tuple[np.ndarray, np.ndarray]:
    """What was counted and what was foretold for one area, month by month."""
    weights = weights_of(counts[one, :start], counts[others, :start], ridge)
    return counts[one, start:end], weights @ counts[others, start:end]


def standard_errors(seen: np.ndarray, told: np.ndarray) -> tuple[np.ndarray, float]:
    """
    Errors of foretelling on the square-root scale in units of their size, sorted, and what is
    beyond chance.

    Chance alone gives the square root a variance of a quarter; what is beyond it grows with size.

    Returns
    -------
    errors : array
        Absolute, sorted.
    excess : float
        Variance beyond chance per offence foretold.
    """
    errors = np.sqrt(seen) - np.sqrt(told)
    excess = max(0.0, float(np.mean(errors**2)) - 0.25) / float(np.mean(told))
    return np.sort(np.abs(errors) / np.sqrt(0.25 + excess * told)), excess


def reach(errors: np.ndarray, excess: float, expected: np.ndarray, coverage: float) -> np.ndarray:
    """Half width of an interval on the square-root scale that so many placebos lie within."""
    needed = int(np.ceil((len(errors) + 1) * coverage))
    return errors[needed - 1] * np.sqrt(0.25 + excess * np.asarray(expected, dtype=float))
