"""Random noise on counts that is the same wherever the same records are counted: cell keys."""

import hashlib
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import logsumexp

from cdrp_analysis.errors import InputError, SettingsError

KEYS = 2**32  # keys run from 0 to this less one; chances are whole numbers out of it
_SALT = (16, 64)  # bytes; 64 is what BLAKE2b takes


def record_keys(identifiers: Iterable[object], *, salt: bytes) -> np.ndarray:
    """
    The permanent key of every record: keyed BLAKE2b of its identifier.

    Parameters
    ----------
    identifiers : sequence of str or int
        What identifies each record in every extract and year; no two alike.
    salt : bytes
        16 to 64 random bytes that only the partnership knows and never changes. Whoever has it
        can take the noise off.

    Returns
    -------
    array of uint32, one per record
        As if drawn uniformly, and independent between records.

    Raises
    ------
    SettingsError
        If the salt is not bytes of that length.
    InputError
        If identifiers are missing or repeated.

    References
    ----------
    Fraser, B., Wooton, J. (2005). A proposed method for confidentialising tabular output to
    protect against differencing. Joint UNECE/Eurostat work session on statistical data
    confidentiality, Geneva.
    """
    if not isinstance(salt, bytes) or not _SALT[0] <= len(salt) <= _SALT[1]:
        raise SettingsError(
            f"the salt of the record keys must be {_SALT[0]} to {_SALT[1]} bytes.",
            where="disclosure.cell_key.record_keys",
            do="draw it once with secrets.token_bytes(32) and keep it with the restricted files",
        )
    named = pd.Series(list(identifiers), dtype=object)
    missing, repeated = int(named.isna().sum()), int(named.astype(str).duplicated().sum())
    if missing or repeated:
        raise InputError(
            f"{missing} record identifiers are missing and {repeated} are repeated.",
            where="disclosure.cell_key.record_keys",
            do="give every record an identifier of its own that stays the same in later extracts",
        )
    digests = [
        hashlib.blake2b(str(name).encode(), key=salt, digest_size=4, person=b"record key").digest()
        for name in named
    ]
    return np.frombuffer(b"".join(digests), dtype=">u4").astype(np.uint32)


def cell_keys(keys: np.ndarray, cells: np.ndarray, count: int) -> np.ndarray:
    """
    The key of every cell: the sum of its records' keys modulo 2**32.

    Parameters
    ----------
    keys : array of uint32, one per record
        From :func:`record_keys`.
    cells : array of int, one per record
        The cell each record falls into, from 0 to ``count`` - 1.
    count : int
        Number of cells.

    Examples
    --------
    >>> cell_keys(np.array([4294967295, 2, 7], dtype=np.uint32), np.array([0, 0, 2]), 3)
    array([1, 0, 7], dtype=uint32)
    """
    sums = np.zeros(count, dtype=np.uint32)
    np.add.at(sums, np.asarray(cells, dtype=int), np.asarray(keys, dtype=np.uint32))
    return sums


def perturbation_table(maximum: int, variance: float, forbidden: int = 0) -> pd.DataFrame:
    """
    The noise of most entropy that has mean 0 and the stated variance for every count.

    Parameters
    ----------
    maximum : int
        No count moves by more than this.
    variance : float
        Of the noise on every count above 0.
    forbidden : int
        Counts from 1 to this are never shown; 0 forbids none.

    Returns
    -------
    DataFrame
        Rows: counts, of which the last stands for all above. Columns: noise from -maximum to
        maximum. Entries: chances, as whole numbers out of 2**32, so that each row's sum and mean
        are exact; the variance is met to within 1e-6. 0 stays 0 and nothing becomes negative.

    Raises
    ------
    SettingsError
        If some count cannot have such noise; the message says which, and what it could have.

    References
    ----------
    Giessing, S. (2016). Computational issues in the design of transition probabilities and
    disclosure risk estimation for additive noise. Privacy in Statistical Databases, LNCS 9867,
    237-251.
    Marley, J. K., Leaver, V. L. (2011). A method for confidentialising user-defined tables:
    statistical properties and a risk-utility analysis. 58th World Statistics Congress, Dublin.
    """
    if maximum < 1 or forbidden < 0 or not 0 < variance < np.inf:
        raise SettingsError(
            "cell-key noise needs a maximum of at least 1, a variance above 0 and forbidden >= 0.",
            where="disclosure.cell_key.perturbation_table",
            do="for instance maximum 5, variance 3, forbidden 2",
        )
    noise = np.arange(-maximum, maximum + 1)
    last = maximum + (forbidden + 1 if forbidden else 0)
    table = pd.DataFrame(0, index=range(last + 1), columns=noise, dtype="int64")
    table.loc[0, 0] = KEYS
    for count in range(1, last + 1):
        shown = count + noise
        possible = noise[(shown >= 0) & ((shown == 0) | (shown > forbidden))]
        chances = _most_entropy(possible, variance, count)
        table.loc[count, possible] = _whole_chances(possible, chances)
    return table.rename_axis(index="count", columns="noise")


def perturb(counts: np.ndarray, keys: np.ndarray, table: pd.DataFrame) -> np.ndarray:
    """
    Counts with the noise their cell keys call for.

    Every count, totals as well, is perturbed by itself, so parts do not add up to totals. The
    same records give the same figure in every table, edition and year; two cells that differ
    by one record have noises that are independent, so their difference is mostly wrong. The
    noise averages out over different breakdowns of one total: publish few.

    Parameters
    ----------
    counts : array of int
        Records in each cell.
    keys : array of uint32
        From :func:`cell_keys`, over those same records.
    table : DataFrame
        From :func:`perturbation_table`.

    Returns
    -------
    array of int64

    Raises
    ------
    InputError
        If a count is negative or not whole, or counts and keys are not of one length.

    References
    ----------
    Thompson, G., Broadfoot, S., Elazar, D. (2013). Methodology for the automatic
    confidentialisation of statistical outputs from remote servers at the Australian Bureau of
    Statistics. Joint UNECE/Eurostat work session on statistical data confidentiality, Ottawa.
    """
    exact, keys = np.asarray(counts, dtype=float), np.asarray(keys)
    wrong = int((~(exact >= 0) | (exact != np.floor(exact))).sum())
    if wrong or exact.shape != keys.shape:
        raise InputError(
            f"{wrong} of {exact.size} counts are negative, missing or not whole, or the "
            f"{keys.size} keys do not match them.",
            where="disclosure.cell_key.perturb",
            do="count records from 0 and sum their keys over the same cells",
        )
    whole = exact.astype(np.int64)
    upto = table.to_numpy().cumsum(axis=1)
    rows = np.minimum(whole, len(table) - 1)
    # The first noise whose summed chances exceed the key.
    column = (upto[rows] <= keys.astype(np.int64)[:, None]).sum(axis=1)
    return whole + table.columns.to_numpy()[column]


def possible_counts_keyed(shown: int, table: pd.DataFrame) -> tuple[int, int]:
    """
    The least and greatest count behind a figure, for a reader who knows the perturbation table.

    Examples
    --------
    >>> possible_counts_keyed(0, perturbation_table(2, 1.0))
    (0, 2)
    """
    last = len(table) - 1
    behind = [
        int(shown - noise)
        for noise in table.columns
        if shown >= noise and table.loc[min(shown - noise, last), noise] > 0
    ]
    return min(behind), max(behind)


def _most_entropy(noise: np.ndarray, variance: float, count: int) -> np.ndarray:
    """
    Chances p of most entropy with sum of p·noise = 0 and of p·noise² = variance.

    They are proportional to exp(a·noise + b·noise²); a and b minimise a smooth convex function,
    the Lagrange dual.
    """
    least, most = _reachable(noise)
    if not least < variance < most:
        raise SettingsError(
            f"noise on a count of {count} cannot have the variance {variance:g}: with mean 0 it "
            f"must be above {least:g} and below {most:g}.",
            where="disclosure.cell_key.perturbation_table",
            do="choose a variance in between, a greater maximum or fewer forbidden counts",
        )
    scale = float(np.abs(noise).max())
    moments = np.array([noise / scale, (noise / scale) ** 2])
    wanted = np.array([0.0, variance / scale**2])

    def chances(multipliers):
        exponents = multipliers @ moments
        return np.exp(exponents - logsumexp(exponents))

    def slope(multipliers):
        return moments @ chances(multipliers) - wanted

    def curvature(multipliers):
        p = chances(multipliers)
        mean = moments @ p
        return (moments * p) @ moments.T - np.outer(mean, mean)

    found = minimize(
        lambda m: logsumexp(m @ moments) - m @ wanted,
        np.zeros(2),
        jac=slope,
        hess=curvature,
        method="trust-exact",
        options={"gtol": 1e-11, "maxiter": 1000},
    )
    if np.abs(slope(found.x)).max() > 1e-8:
        raise SettingsError(
            f"no noise of variance {variance:g} was found for a count of {count}.",
            where="disclosure.cell_key.perturbation_table",
            do=f"move the variance away from the ends of its range, {least:g} and {most:g}",
        )
    return chances(found.x)


def _reachable(noise: np.ndarray) -> tuple[float, float]:
    """
    Least and greatest variance with mean 0 on these values.

    Least on the two values next to 0, greatest on the two ends: -below·above.
    """
    if not (noise <= 0).any() or not (noise >= 0).any():
        return np.inf, -np.inf
    nearest = -noise[noise <= 0].max() * noise[noise >= 0].min()
    return float(nearest), float(-noise.min() * noise.max())


def _whole_chances(noise: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """The chances as whole numbers out of 2**32 with exactly this sum and exactly mean 0."""
    whole = np.round(chances * KEYS).astype(np.int64)
    neighbours = np.flatnonzero(np.diff(noise) == 1)
    first = neighbours[np.argmax(np.minimum(chances[neighbours], chances[neighbours + 1]))]
    lacking, moment = KEYS - int(whole.sum()), -int(whole @ noise)
    # Two neighbouring values a and a + 1 can take up any remainder of the sum and the mean.
    second = moment - int(noise[first]) * lacking
    whole[first] += lacking - second
    whole[first + 1] += second
    return whole
