"""Where the money comes from: shares, how much hangs on few streams, and when it ends."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.errors import InputError


def shares(money: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """
    Sums and their shares of the whole, largest first.

    Parameters
    ----------
    money : DataFrame, one row per stream, recipient and year
        ``amount`` (£, >= 0) and the columns ``by``. Choose year and money or kind beforehand:
        what is in kind is no money.
    by : sequence of str
        Keys kept; rows in which one is missing stay, under a missing key.

    Returns
    -------
    DataFrame, one row per key
        The keys, ``amount`` (£), ``share`` (of all amounts, 0 to 1; missing where all is 0).

    Raises
    ------
    InputError
        For a missing column, or an amount that is missing or negative.

    Examples
    --------
    >>> money = pd.DataFrame({"stream": ["grant", "council"], "amount": [300.0, 100.0]})
    >>> shares(money, by=["stream"])["share"].tolist()
    [0.75, 0.25]
    """
    _check(money, by, "shares")
    sums = money.groupby(list(by), dropna=False, observed=True)["amount"].sum().reset_index()
    total = sums["amount"].sum()
    sums["share"] = sums["amount"] / total if total else np.nan
    return sums.sort_values("amount", ascending=False, kind="stable", ignore_index=True)


def herfindahl(amounts) -> float:
    """
    Sum of squared shares: 1 / n for n equal streams, 1 where all comes from one.

    Times 10,000 it is the Herfindahl-Hirschman index of competition authorities.

    References
    ----------
    Hirschman, A. (1964). American Economic Review 54, 761.

    Examples
    --------
    >>> round(herfindahl([30, 30, 20, 20]), 4)
    0.26
    """
    amounts = np.asarray(amounts, dtype=float)
    if np.isnan(amounts).any() or (amounts < 0).any():
        raise InputError(
            f"{int((np.isnan(amounts) | (amounts < 0)).sum())} of {len(amounts)} amounts are "
            "missing or negative.",
            where="measures.funding.herfindahl",
            do="leave out streams that are not known, and say so",
        )
    total = amounts.sum()
    return float(((amounts / total) ** 2).sum()) if total else float("nan")


def cliff_edges(money: pd.DataFrame) -> pd.DataFrame:
    """
    Money that ends on each day, and what is left after it.

    Parameters
    ----------
    money : DataFrame, one row per stream and recipient of one year
        ``stream``, ``amount`` (£) and ``ends_on`` (day after which nothing is promised;
        missing: no end is given, which is no promise either).

    Returns
    -------
    DataFrame, one row per day, in order
        ``ends_on``, ``streams`` (number), ``amount`` (£ that end), ``share`` (of all money),
        ``left`` (£ that have not ended).

    Raises
    ------
    InputError
        For a missing column, or an amount that is missing or negative.
    """
    _check(money, ("stream", "ends_on"), "cliff_edges")
    total = money["amount"].sum()
    days = money.dropna(subset="ends_on").groupby("ends_on", sort=True)
    table = days.agg(streams=("stream", "nunique"), amount=("amount", "sum")).reset_index()
    share = table["amount"] / total if total else np.nan
    return table.assign(share=share, left=total - table["amount"].cumsum())


def _check(money: pd.DataFrame, needed: Sequence[str], function: str) -> None:
    where = f"measures.funding.{function}"
    absent = [name for name in (*needed, "amount") if name not in money.columns]
    if absent:
        raise InputError(
            f"the funding register lacks {', '.join(absent)}.",
            where=where,
            do=f"it has {', '.join(map(str, money.columns[:12]))}",
        )
    wrong = int((money["amount"].isna() | (money["amount"] < 0)).sum())
    if wrong:
        raise InputError(
            f"{wrong} of {len(money)} amounts are missing or negative.",
            where=where,
            do="leave out streams whose amount is not known, and say so",
        )
