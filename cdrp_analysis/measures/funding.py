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


MONEY, IN_KIND, NO_END = "money", "in kind", "no end given"


def by_stream(ledger: pd.DataFrame) -> pd.DataFrame:
    """
    The ledger by year and stream, money apart from what is given in kind.

    A stream of which parts end on different days has a line for each of them.

    Parameters
    ----------
    ledger : DataFrame, one row per stream, recipient and year
        ``stream``, ``year``, ``amount`` (£, >= 0), ``in_kind`` (flag), ``ends_on`` (day; missing:
        no end is given).

    Returns
    -------
    DataFrame, one row per year, kind and line, in order of these
        ``year``, ``kind`` ("money" or "in kind"), ``line`` (the stream, with its end where it has
        several), ``stream``, ``ends_on`` (text), ``amount`` (whole £) and what :func:`with_totals`
        adds.

    Raises
    ------
    InputError
        For a missing column, or an amount that is missing or negative.
    """
    _check(ledger, ("stream", "year", "in_kind", "ends_on"), "by_stream")
    days = ledger["ends_on"].dt.strftime("%Y-%m-%d").fillna(NO_END)
    kinds = ledger["in_kind"].astype(bool).map({True: IN_KIND, False: MONEY})
    rows = ledger.assign(ends_on=days, kind=kinds)
    keys = ["year", "kind", "stream", "ends_on"]
    table = rows.groupby(keys, observed=True)["amount"].sum().round().astype("int64").reset_index()
    several = table.groupby(keys[:3], observed=True)["ends_on"].transform("size") > 1
    ending = table["stream"] + ", to " + table["ends_on"]
    table["line"] = table["stream"].where(~several, ending)
    return with_totals(table[["year", "kind", "line", "stream", "ends_on", "amount"]])


def with_totals(lines: pd.DataFrame) -> pd.DataFrame:
    """
    Each line's share, and its year's whole, concentration and what ends; rows stay in order.

    Adds ``total`` (£ of that year and kind), ``share`` (of it), ``hhi`` (:func:`herfindahl` over
    streams), ``ending`` (£ of that year and kind that end on the same day; missing where no end is
    given) and ``ending_share``. All are missing where an amount of that year and kind is.
    """
    made = ["total", "share", "hhi", "ending", "ending_share"]
    parts = []
    for _, own in lines.groupby(["year", "kind"], sort=False, observed=True):
        if own["amount"].isna().any():
            parts.append(own.assign(**dict.fromkeys(made, np.nan)))
            continue
        amount = own["amount"].astype(float)
        total = amount.sum()
        dated = own.assign(amount=amount, ends_on=own["ends_on"].where(own["ends_on"] != NO_END))
        edges = cliff_edges(dated).set_index("ends_on")
        parts.append(
            own.assign(
                total=total,
                share=amount / total if total else np.nan,
                hhi=herfindahl(shares(dated, by=["stream"])["amount"]),
                ending=dated["ends_on"].map(edges["amount"]).astype(float),
                ending_share=dated["ends_on"].map(edges["share"]).astype(float),
            )
        )
    if not parts:
        return lines.assign(**{name: pd.Series(dtype=float) for name in made})
    return pd.concat(parts).loc[lines.index]


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
