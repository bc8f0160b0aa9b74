"""How unevenly offences fall on places, beside what chance alone would show."""

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError

SHARES = (0.25, 0.50)


def concentration(
    places: pd.DataFrame,
    *,
    unit: str,
    seed: int,
    count: str = "offences",
    draws: int = 999,
    confidence: float = 0.9,
) -> pd.DataFrame:
    """
    Share of places that hold a quarter and half of the offences, and Gini, with a random null.

    Places must be complete: those without an offence are rows too, or crime looks spread out.
    Even offences strewn at random leave most places of a sparse map empty, so the observed share
    is read beside the shares of a multinomial draw of as many offences over as many places.

    Parameters
    ----------
    places : DataFrame, one row per place
        ``count``, whole numbers >= 0. Places whose count is missing are left out.
    unit : str
        What a place is, e.g. "LSOA 2011".
    seed, draws : int
        Seed and number of the null's draws.
    confidence : float
        Width of the null's band.

    Returns
    -------
    DataFrame, one row
        unit, places, offences, share_for_25, share_for_50, gini, gini_adjusted (Bernasco and
        Steenbeek), and ``null_share_for_25`` and ``_50`` with ``_lower`` and ``_upper``.
        Shares are missing where there is no offence.

    References
    ----------
    Bernasco, W. and Steenbeek, W. (2017). J. Quant. Criminology 33, 451-467.
    """
    counts = _counts(places[count])
    total = int(counts.sum())
    row = {"unit": unit, "places": len(counts), "offences": total}
    observed = _shares_of_places(counts[None, :])[0]
    row |= {f"share_for_{share:.0%}".rstrip("%"): value
            for share, value in zip(SHARES, observed, strict=True)}  # fmt: skip
    row |= {"gini": gini(counts), "gini_adjusted": gini_adjusted(counts)}
    null = np.full((1, len(SHARES)), np.nan)
    if total:
        random = np.random.default_rng(seed)
        even = np.full(len(counts), 1 / len(counts))
        null = _shares_of_places(random.multinomial(total, even, size=draws))
    tail = (1 - confidence) / 2
    for share, values in zip(SHARES, null.T, strict=True):
        name = f"null_share_for_{share:.0%}".rstrip("%")
        row[name] = values.mean()
        row[f"{name}_lower"], row[f"{name}_upper"] = np.quantile(values, [tail, 1 - tail])
    return pd.DataFrame([row])


def places_needed(counts) -> list[float]:
    """
    Share of places that hold a quarter, and half, of the offences, busiest first.

    Examples
    --------
    >>> places_needed([5, 3, 1, 1])
    [0.25, 0.25]
    """
    return _shares_of_places(_counts(counts)[None, :])[0].tolist()


def lorenz(counts) -> pd.DataFrame:
    """
    The Lorenz curve, busiest places first: ``share_of_places`` against ``share_of_offences``.

    Starts at (0, 0) and has one row more than there are places.
    """
    counts = np.sort(_counts(counts))[::-1]
    total = counts.sum()
    shares = np.cumsum(counts) / total if total else np.full(len(counts), np.nan)
    return pd.DataFrame(
        {
            "share_of_places": np.arange(len(counts) + 1) / len(counts),
            "share_of_offences": np.r_[0.0, shares],
        }
    )


def gini(counts) -> float:
    """
    Gini coefficient Σ(2i − n − 1)xᵢ / (nΣx) of counts in ascending order; NaN without offences.

    Examples
    --------
    >>> round(gini([3, 1, 1, 0, 0, 0, 0, 0, 0, 0]), 2)
    0.78
    """
    counts = np.sort(_counts(counts))
    n, total = len(counts), counts.sum()
    if not total:
        return float("nan")
    return float(((2 * np.arange(1, n + 1) - n - 1) * counts).sum() / (n * total))


def gini_adjusted(counts) -> float:
    """
    Gini against the most even spread that so few offences allow: max(1, n/c)(G − 1) + 1.

    With at least as many offences as places it equals :func:`gini`.

    References
    ----------
    Bernasco, W. and Steenbeek, W. (2017). J. Quant. Criminology 33, 451-467.

    Examples
    --------
    >>> round(gini_adjusted([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]), 2)
    0.0
    """
    counts = _counts(counts)
    total = counts.sum()
    if not total:
        return float("nan")
    return float(max(1.0, len(counts) / total) * (gini(counts) - 1) + 1)


def lorenz_null(
    counts, *, seed: int, draws: int = 999, confidence: float = 0.9, steps: int = 200
) -> pd.DataFrame:
    """
    The Lorenz curve beside the one that chance alone would draw, thinned for a chart.

    Parameters
    ----------
    counts : sequence of whole numbers
        Offences of every place, zeros included.
    seed, draws : int
        Seed and number of multinomial draws of as many offences over as many places.
    confidence : float
        Width of the band of the null.
    steps : int
        Rows wanted, at most one more than there are places.

    Returns
    -------
    DataFrame
        ``share_of_places`` (busiest first, from 0 to 1), ``share_of_offences``, ``by_chance``
        (mean of the draws), ``by_chance_lower``, ``by_chance_upper``; NaN without offences.
    """
    curve = lorenz(counts)
    places = len(curve) - 1
    total = int(_counts(counts).sum())
    # Half of the rows lie in the first tenth, where the curve bends.
    wanted = np.r_[np.linspace(0, 0.1, steps // 2), np.linspace(0.1, 1, steps - steps // 2)]
    at = np.unique(np.rint(wanted * places).astype(int))
    table = curve.iloc[at].reset_index(drop=True)
    names = ("by_chance", "by_chance_lower", "by_chance_upper")
    if not total:
        return table.assign(**dict.fromkeys(names, np.nan))
    random, even = np.random.default_rng(seed), np.full(places, 1 / places)
    drawn = np.empty((draws, len(at)))
    for draw in range(draws):  # one at a time: draws x places may not fit in memory
        held = np.cumsum(np.sort(random.multinomial(total, even))[::-1]) / total
        drawn[draw] = np.r_[0.0, held][at]
    tail = (1 - confidence) / 2
    lower, upper = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return table.assign(by_chance=drawn.mean(axis=0), by_chance_lower=lower, by_chance_upper=upper)


def repeat_places(
    counts, *, seed: int, draws: int = 999, confidence: float = 0.9, most: int = 5
) -> pd.DataFrame:
    """
    Places by how often they were hit, beside chance: how much is repetition at the same place?

    Parameters
    ----------
    counts : sequence of whole numbers
        Offences of every place, zeros included.
    seed, draws, confidence
        As for :func:`concentration`.
    most : int
        Places with so many offences or more share the last row.

    Returns
    -------
    DataFrame, one row per number of offences at a place, from 0 to ``most``
        ``hits`` (the number), ``or_more`` (True in the last row), ``places``, ``offences`` (at
        them), ``share_of_offences``, and ``places_by_chance`` with ``_lower`` and ``_upper``.
    """
    counts = _counts(counts).astype(np.int64)
    total, places = int(counts.sum()), len(counts)
    random, even = np.random.default_rng(seed), np.full(places, 1 / places)
    drawn = np.empty((draws, most + 1))
    for draw in range(draws):
        strewn = random.multinomial(total, even)
        drawn[draw] = np.bincount(np.minimum(strewn, most), minlength=most + 1)
    tail = (1 - confidence) / 2
    hits = np.minimum(counts, most)
    offences = np.bincount(hits, weights=counts, minlength=most + 1).astype(int)
    return pd.DataFrame(
        {
            "hits": np.arange(most + 1),
            "or_more": np.arange(most + 1) == most,
            "places": np.bincount(hits, minlength=most + 1),
            "offences": offences,
            "share_of_offences": offences / total if total else np.nan,
            "places_by_chance": drawn.mean(axis=0),
            "places_by_chance_lower": np.quantile(drawn, tail, axis=0),
            "places_by_chance_upper": np.quantile(drawn, 1 - tail, axis=0),
        }
    )


def _shares_of_places(counts: np.ndarray) -> np.ndarray:
    """Per row, the smallest share of places that holds each of SHARES; NaN without offences."""
    held = np.cumsum(-np.sort(-counts, axis=1), axis=1)
    total = held[:, -1:]
    found = np.full((len(counts), len(SHARES)), np.nan)
    some = total[:, 0] > 0
    for column, share in enumerate(SHARES):
        needed = (held < share * total).sum(axis=1) + 1
        found[some, column] = needed[some] / counts.shape[1]
    return found


def _counts(values) -> np.ndarray:
    counts = pd.array(np.asarray(values, dtype=object), dtype="Float64").to_numpy(
        float, na_value=np.nan
    )
    counts = counts[~np.isnan(counts)]
    if not len(counts) or (counts < 0).any():
        raise InputError(
            f"{int((counts < 0).sum())} of {len(counts)} places have a negative count."
            if len(counts)
            else "there is no place with a known count.",
            where="measures.concentration",
            do="give whole counts, with zero for places without an offence",
        )
    return counts
