"""Shares in a long table, where a whole and its parts are rows, each with one count."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.measures.proportions import require, share, share_difference

SHARES = ("share", "share_lower", "share_upper")
DIFFERENCES = ("difference_share", "difference_share_lower", "difference_share_upper")
_MADE = ("difference", "difference_lower", "difference_upper")


def with_shares(
    frame: pd.DataFrame,
    *,
    by: Sequence[str],
    part: str,
    wholes: dict[str, str | tuple[str, ...]],
    number: str = "number",
    least: float = 0,
) -> pd.DataFrame:
    """
    The share of some parts of their whole, with Wilson's limits, in the row of the part.

    Parameters
    ----------
    frame : DataFrame, one row per key and part
        ``by``, ``part`` (its name) and ``number`` (count; missing where it is hidden).
    by : sequence of str
        Keys within which parts belong together.
    wholes : dict
        Part to the part, or the parts added up, that it is a share of.
    least : float
        Smallest whole of which a share is given.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``share``, ``share_lower``, ``share_upper`` (0 to 1; missing in rows of other parts,
        and where the part or its whole is missing or the whole too small).

    Examples
    --------
    >>> tests = pd.DataFrame({"for": "theft", "part": ["tested", "positive"], "number": [80, 40]})
    >>> with_shares(tests, by=["for"], part="part", wholes={"positive": "tested"})["share"].tolist()
    [nan, 0.5]
    """
    require(frame, *by, part, number, where="parts.with_shares")
    base = _wholes(frame, by, part, wholes, number)
    found = pd.to_numeric(frame[number]).astype(float)
    base = base.where((base >= least) & (base > 0) & (found <= base))
    known = base.notna() & found.notna()
    made = share(pd.DataFrame({"found": found[known], "base": base[known]}))
    return frame.assign(**{name: made[name].reindex(frame.index) for name in SHARES})


def with_differences(
    frame: pd.DataFrame,
    *,
    by: str,
    part: str,
    wholes: dict[str, str | tuple[str, ...]],
    everyone: str | None = None,
    number: str = "number",
    least: float = 0,
) -> pd.DataFrame:
    """
    Each group's share less that of all other groups together, with Newcombe's limits.

    Parameters
    ----------
    frame : DataFrame
        As for :func:`with_shares`, keyed by the one column ``by``.
    everyone : str, optional
        The group that holds everybody: the others are it less the group. Without it they are
        all other groups added up.

    Returns
    -------
    DataFrame, same rows in the same order
        Adds ``difference_share`` with ``_lower`` and ``_upper`` (-1 to 1); missing where the group
        or what the others are made of is.
    """
    found = pd.to_numeric(frame[number]).astype(float)
    base = _wholes(frame, [by], part, wholes, number)
    rows = frame[part].isin(wholes)
    if everyone is None:
        sums = {
            name: values.groupby(frame[part]).transform(lambda each: each.sum(skipna=False))
            for name, values in (("found", found), ("base", base))
        }
    else:
        rows &= frame[by] != everyone
        whole = frame[by] == everyone
        sums = {
            name: frame[part].map(dict(zip(frame.loc[whole, part], values[whole], strict=True)))
            for name, values in (("found", found), ("base", base))
        }
    two = pd.DataFrame(
        {
            "found": found, "base": base,
            "other_found": sums["found"] - found, "other_base": sums["base"] - base,
        }
    )  # fmt: skip
    known = two.notna().all(axis=1) & rows
    known &= two[["base", "other_base"]].gt(0).all(axis=1)
    known &= two[["base", "other_base"]].ge(least).all(axis=1)
    known &= (two["found"] <= two["base"]) & (two["other_found"] <= two["other_base"])
    made = share_difference(two[known])
    return frame.assign(
        **{n: made[m].reindex(frame.index) for n, m in zip(DIFFERENCES, _MADE, strict=True)}
    )


def _wholes(frame, by, part, wholes, number) -> pd.Series:
    """The number of which each row is a part; missing for rows that are none."""
    counts = frame.assign(_n=pd.to_numeric(frame[number]).astype(float))
    keys = list(by)
    base = pd.Series(np.nan, frame.index)
    for name, whole in wholes.items():
        members = (whole,) if isinstance(whole, str) else whole
        rows = counts[counts[part].isin(members)]
        sums = rows.groupby(keys)["_n"].agg(lambda each: each.sum(skipna=False))
        full = rows.groupby(keys)["_n"].size() == len(members)
        sums = sums.where(full)
        mine = frame[part].eq(name)
        index = pd.MultiIndex.from_frame(frame.loc[mine, keys]) if len(keys) > 1 else pd.Index(
            frame.loc[mine, keys[0]]
        )  # fmt: skip
        base.loc[mine] = sums.reindex(index).to_numpy()
    return base
