"""Local statistics of clustering: Getis and Ord's Gi*, Anselin's local Moran, and the FDR."""

import numpy as np
import pandas as pd
from scipy import sparse, stats

from cdrp_analysis.errors import InputError

ALTERNATIVES = ("greater", "less", "two-sided")
QUADRANTS = ("high among high", "low among high", "low among low", "high among low")


def gi_star(
    values: np.ndarray, neighbours: sparse.csr_array, *, weighted: bool = False
) -> np.ndarray:
    """
    Gi* z-scores, the place itself included.

    Parameters
    ----------
    values : array of float, shape (n,)
        Counts or standardised rates.
    neighbours : sparse array, shape (n, n)
        Non-zero where two places are neighbours.
    weighted : bool
        False: every neighbour and the place itself weigh 1, whatever the array holds. True: the
        array's own weights, the place's own on the diagonal.

    Returns
    -------
    array of float, shape (n,)
        z = (Σ wᵢⱼxⱼ − W x̄) / (S √((n Σw² − W²)/(n − 1))) with W = Σ wᵢⱼ over the place and its
        neighbours. NaN where it has no meaning: all values equal, or everybody a neighbour.

    References
    ----------
    Ord, J. K. and Getis, A. (1995). Geographical Analysis 27, 286-306.

    Examples
    --------
    >>> line = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(5, 5)).tocsr()
    >>> gi_star(np.array([9, 9, 0, 0, 0]), line).round(2)
    array([ 2.  ,  1.33, -0.33, -2.  , -1.33])
    """
    values, links, own = checked(values, neighbours, weighted=weighted)
    n = len(values)
    weight = own + links.sum(axis=1)
    squares = own**2 + links.power(2).sum(axis=1)
    spread = values.std() if np.ptp(values) > 0 else 0.0
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = spread * np.sqrt(np.maximum(n * squares - weight**2, 0.0) / (n - 1))
        z = (own * values + links @ values - weight * values.mean()) / scale
    return np.where(scale > 0, z, np.nan)


def local_moran(values: np.ndarray, neighbours: sparse.csr_array) -> pd.DataFrame:
    """
    Anselin's local Moran: does a place resemble its neighbours, on which side of the mean?

    Parameters
    ----------
    values : array of float, shape (n,)
        Counts or standardised rates; three or more.
    neighbours : sparse array, shape (n, n)
        Non-zero where two places are neighbours; the diagonal is ignored.

    Returns
    -------
    DataFrame, one row per place
        ``local_moran`` Iᵢ = zᵢ Σⱼ zⱼ / kᵢ / m₂ over the k neighbours, with zᵢ = xᵢ − x̄ and
        m₂ = Σz²/n (GeoDa divides by n − 1). ``expected``, ``variance`` and ``z`` while the
        place keeps its own value and the others change places. ``quadrant``: one of QUADRANTS,
        "" on the mean. All NaN without neighbours, or where nothing varies.

    References
    ----------
    Anselin, L. (1995). Geographical Analysis 27, 93-115.
    Sokal, R., Oden, N. and Thomson, B. (1998). Geographical Analysis 30, 331-354 (eqs A7, A8).

    Examples
    --------
    >>> line = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(4, 4)).tocsr()
    >>> local_moran(np.array([8, 7, 1, 0]), line)["local_moran"].round(2).tolist()
    [0.96, 0.12, 0.12, 0.96]
    """
    values, links, _ = checked(values, neighbours)
    n, members = len(values), np.diff(links.indptr)
    own = values - values.mean() if np.ptp(values) > 0 else np.zeros(n)
    spread = (own**2).mean()
    with np.errstate(invalid="ignore", divide="ignore"):
        around = links @ own / members
        found = own * around / spread
        expected = -(own**2) / ((n - 1) * spread)
        variance = (
            (own / spread) ** 2
            * (n / (n - 2))
            * (1 / members - 1 / (n - 1))
            * (spread - own**2 / (n - 1))
        )
        z = np.where(variance > 0, (found - expected) / np.sqrt(variance), np.nan)
    sides = [(own > 0) & (around >= 0), (own < 0) & (around > 0), own < 0, own > 0]
    known = (members > 0) & (spread > 0)
    quadrant = np.where(known, np.select(sides, QUADRANTS, ""), "")
    columns = {"local_moran": found, "expected": expected, "variance": variance, "z": z}
    table = pd.DataFrame({name: np.where(known, column, np.nan)
                          for name, column in columns.items()})  # fmt: skip
    return table.assign(quadrant=quadrant)


def normal_p(z: np.ndarray, *, alternative: str) -> np.ndarray:
    """
    p-values of z-scores by the normal curve: quick, and too small where counts are sparse.

    ``alternative``: "greater" (hot), "less" (cold) or "two-sided". NaN stays NaN.
    """
    z = np.asarray(z, dtype=float)
    return tail_p(stats.norm.sf(z), stats.norm.cdf(z), alternative)


def tail_p(upper: np.ndarray, lower: np.ndarray, alternative: str) -> np.ndarray:
    """The p-value of a stated alternative; two-sided is twice the smaller tail, 1 at most."""
    if alternative not in ALTERNATIVES:
        raise InputError(
            f"{alternative!r} is no alternative.",
            where="measures.local_clustering",
            do=f"say {', '.join(ALTERNATIVES[:-1])} or {ALTERNATIVES[-1]}",
        )
    if alternative == "two-sided":
        return np.minimum(1.0, 2 * np.minimum(upper, lower))
    return upper if alternative == "greater" else lower


def false_discovery(p: np.ndarray) -> np.ndarray:
    """
    p-values adjusted for the false discovery rate; NaN stays NaN and is not counted.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). J. Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> false_discovery(np.array([0.01, 0.04, 0.03, 0.5])).round(4)
    array([0.04  , 0.0533, 0.0533, 0.5   ])
    """
    p = np.asarray(p, dtype=float)
    q = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    m = len(order)
    scaled = p[order] * m / np.arange(1, m + 1)
    q[order] = np.minimum.accumulate(scaled[::-1])[::-1].clip(max=1.0)
    return q


def checked(
    values, neighbours, *, weighted: bool = False
) -> tuple[np.ndarray, sparse.csr_array, np.ndarray]:
    """Values, weights of neighbours without the diagonal, and each place's own weight."""
    values = np.asarray(values, dtype=float)
    links = sparse.csr_array(neighbours)
    if links.shape != (len(values), len(values)) or len(values) < 2 or np.isnan(values).any():
        raise InputError(
            f"{len(values)} values ({int(np.isnan(values).sum())} missing) with neighbours of "
            f"shape {links.shape}.",
            where="measures.local_clustering",
            do="give two or more known values and neighbours for the same places, same order",
        )
    kept = links.tocoo()
    off = (kept.row != kept.col) & (kept.data != 0)
    weights = kept.data[off].astype(float) if weighted else np.ones(int(off.sum()))
    own = links.diagonal().astype(float) if weighted else np.ones(len(values))
    if not np.isfinite(weights).all() or (weights < 0).any() or (own < 0).any():
        raise InputError(
            f"{int((~(weights >= 0)).sum())} weights are negative or missing.",
            where="measures.local_clustering",
            do="give weights of 0 or more",
        )
    return values, sparse.csr_array((weights, (kept.row[off], kept.col[off])), links.shape), own
