"""What came in, what was used, what was set aside, and how complete it is."""

from collections.abc import Mapping, Sequence

import pandas as pd

from cdrp_analysis.measures.place_units import street_names
from cdrp_analysis.periods import Period


def row_accounting(provenance: pd.DataFrame, feeds: pd.DataFrame) -> pd.DataFrame:
    """
    One row per feed: files and rows in, accepted, quarantined and repeated.

    Parameters
    ----------
    provenance : DataFrame, one row per raw file
        ``feed, vintage, first_month, last_month, rows_in, accepted, quarantined, repeated``.
    feeds : DataFrame
        ``feed, source, layout`` of every feed in the assessment file, in print order.
    """
    grouped = provenance.groupby("feed", sort=False)
    sums = grouped[["rows_in", "accepted", "quarantined", "repeated"]].sum()
    spans = grouped.agg(
        vintage=("vintage", "max"),
        first_month=("first_month", "min"),
        last_month=("last_month", "max"),
        files=("rows_in", "size"),
    )
    return feeds.merge(spans.join(sums).reset_index(), on="feed", how="left").reset_index(drop=True)


def quarantine_reasons(quarantine: pd.DataFrame) -> pd.DataFrame:
    """``feed, reason, rows``: how many rows each reason set aside, most first."""
    if quarantine.empty:
        return pd.DataFrame(columns=["feed", "reason", "rows"])
    counted = quarantine.groupby(["feed", "reason"], sort=True).size().rename("rows").reset_index()
    return counted.sort_values(["feed", "rows"], ascending=[True, False], ignore_index=True)


def completeness(
    blanks: Mapping[str, pd.DataFrame], places: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """
    Share of accepted rows in which each field is blank.

    Parameters
    ----------
    blanks : mapping of feed to DataFrame
        ``field, rows, missing``.
    places : mapping of feed to Series of str
        Its location texts: one more row says how many are kinds of place ("On or near
        Supermarket"), which recur all over an area and cannot be read as a street.

    Returns
    -------
    DataFrame
        ``feed, field, rows, missing, missing_share``.
    """
    parts = [table.assign(feed=feed) for feed, table in blanks.items()]
    for feed, location in places.items():
        kind = int(street_names(location).isna().sum())
        row = {"feed": feed, "field": "street name (else a kind of place)", "missing": kind}
        parts.append(pd.DataFrame([{**row, "rows": len(location)}]))
    table = pd.concat(parts, ignore_index=True)
    share = table["missing"] / table["rows"].where(table["rows"] > 0)
    return table.assign(missing_share=share)[["feed", "field", "rows", "missing", "missing_share"]]


def source_agreement(
    counts: pd.DataFrame, offences: pd.DataFrame, periods: Sequence[Period], months: set[str]
) -> pd.DataFrame:
    """
    Offences of each period in the count table and in the rows, over the months both have.

    Parameters
    ----------
    counts : DataFrame
        The partnership's ``month`` and ``offences`` for all offences, from the count table.
    offences : DataFrame, one row per offence
        ``month``; incidents left out.
    periods : sequence of Period
        Periods compared.
    months : set of str
        Months whose rows are complete.

    Returns
    -------
    DataFrame
        ``period, months`` (compared), ``in_table, in_rows``, ``share`` (rows ÷ table).
    """
    table = counts.dropna(subset=["offences"]).groupby("month")["offences"].sum()
    rows = offences.groupby("month").size()
    found = []
    for period in periods:
        both = [m for m in period.months() if m in months and m in table.index]
        if both:
            counted, listed = int(table[both].sum()), int(rows.reindex(both, fill_value=0).sum())
            share = listed / counted if counted else float("nan")
            found.append((period.label, len(both), counted, listed, share))
    return pd.DataFrame(found, columns=["period", "months", "in_table", "in_rows", "share"])
