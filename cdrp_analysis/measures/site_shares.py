"""Shares of people at a site and elsewhere, from counts of a table that may hide some of them."""

import numpy as np
import pandas as pd

from cdrp_analysis.measures.rates import wilson
from cdrp_analysis.measures.ratios import share_ratio

AT_SITE, ELSEWHERE = "at the site", "elsewhere"
CHARGED, OWN, OUTSIDE = "everybody charged", "own postcode area", "another postcode area"
EVERY_AGE, CHILDREN, OLDER = "every known age", "10 to 17 years", "other ages"
LEAST_BASE = 20  # people: no share of fewer
SHARES = ("share", "share_lower", "share_upper", "ratio", "ratio_lower", "ratio_upper")


def with_site_shares(
    counts: pd.DataFrame, *, group: str, whole: str, count: str, by: tuple[str, ...] = ()
) -> pd.DataFrame:
    """
    Each group's share of all people of its place, and that of the site over that elsewhere.

    Parameters
    ----------
    counts : DataFrame
        ``area_name`` (:data:`AT_SITE`, :data:`ELSEWHERE` or the whole), the columns ``group`` and
        ``by``, and ``count`` (missing where hidden).
    group : str
        Column of the groups.
    whole : str
        Its value on rows that count every group.
    count : str
        Column of the counts.
    by : tuple of str
        Columns within whose values shares are taken, such as hours.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``share`` with Wilson's ``share_lower`` and ``share_upper`` and, on rows of the site,
        ``ratio`` with ``ratio_lower`` and ``ratio_upper`` (Katz, log scale). Missing where a
        count is hidden, a base is below 20, or a share that is divided by is nothing.
    """
    numbers = counts[count].astype("Float64").astype(float).to_numpy()
    keys = list(zip(*(counts[name] for name in ("area_name", *by)), strict=True))
    bases = {
        key: n for key, n, one in zip(keys, numbers, counts[group], strict=True) if one == whole
    }
    found = {(*key, one): n for key, n, one in zip(keys, numbers, counts[group], strict=True)}
    base = np.array([bases.get(key, np.nan) for key in keys], dtype=float)
    base = np.where((base >= LEAST_BASE) & (counts[group] != whole), base, np.nan)
    part = np.minimum(numbers, base)  # a rounded part may come out above its rounded whole
    lower, upper = wilson(part, base)
    ratios = [
        _ratio(found, bases, key, one) if key[0] == AT_SITE and one != whole else (np.nan,) * 3
        for key, one in zip(keys, counts[group], strict=True)
    ]
    share = pd.DataFrame(
        {
            "share": part / base,
            "share_lower": np.where(np.isnan(part), np.nan, lower),
            "share_upper": np.where(np.isnan(part), np.nan, upper),
        },
        index=counts.index,
    )
    ratio = pd.DataFrame(ratios, columns=list(SHARES[3:]), index=counts.index, dtype=float)
    kept = counts.drop(columns=[name for name in SHARES if name in counts])
    return kept.join(share).join(ratio)


def home_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Shares of home areas among those charged: ``area_name, home, charged``."""
    return with_site_shares(table, group="home", whole=CHARGED, count="charged")


def young_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Shares of ages among victims of each hours: ``area_name, age, hours, victims``."""
    return with_site_shares(table, group="age", whole=EVERY_AGE, count="victims", by=("hours",))


def _ratio(found: dict, bases: dict, key: tuple, one: str) -> tuple[float, float, float]:
    there = (ELSEWHERE, *key[1:])
    hits, base = found.get((*key, one), np.nan), bases.get(key, np.nan)
    other, other_base = found.get((*there, one), np.nan), bases.get(there, np.nan)
    known = np.array([hits, base, other, other_base], dtype=float)
    sound = np.isfinite(known).all() and known.min() > 0 and min(base, other_base) >= LEAST_BASE
    if not sound or hits > base or other > other_base:
        return (np.nan,) * 3
    return share_ratio(int(hits), int(base), int(other), int(other_base))
