"""What came in, what was used, what was set aside, and how complete it is."""

from collections.abc import Mapping, Sequence

import pandas as pd

from cdrp_analysis.measures.street_names import street_names
from cdrp_analysis.periods import Period

SIGNED, UNSIGNED, NO_RECORD = "signed", "not signed off", "no record"
_KIND_OF_PLACE = "street name (else a kind of place)"


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
        row = {"feed": feed, "field": _KIND_OF_PLACE, "missing": kind}
        parts.append(pd.DataFrame([{**row, "rows": len(location)}]))
    table = pd.concat(parts, ignore_index=True)
    share = table["missing"] / table["rows"].where(table["rows"] > 0)
    return table.assign(missing_share=share)[["feed", "field", "rows", "missing", "missing_share"]]


def feed_quality(fields: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """
    How complete each feed is and how soon it tells: the matrix of data quality.

    Parameters
    ----------
    fields : DataFrame
        As :func:`completeness` gives; what it says of kinds of place is no field.
    days : DataFrame, one row per feed
        ``feed``, ``holder``, ``lag_days`` (median days from event to record) and ``age_days``
        (days from the newest row to the release); missing where the rows do not say.

    Returns
    -------
    DataFrame, one row per feed with rows, in the order of ``days``
        ``feed``, ``holder``, ``rows``, ``fields``, ``filled_share`` (of its cells),
        ``blank_fields`` (fields that are blank somewhere), ``worst`` (field most often blank; ""
        where none is) with ``worst_share``, ``lag_days``, ``age_days``.
    """
    known = fields[(fields["field"] != _KIND_OF_PLACE) & (fields["rows"] > 0)]
    rows = []
    for feed, own in known.groupby("feed", sort=False):
        share = own["missing"] / own["rows"]
        worst = share.idxmax()
        rows.append(
            {
                "feed": feed,
                "rows": int(own["rows"].max()),
                "fields": len(own),
                "filled_share": 1 - own["missing"].sum() / own["rows"].sum(),
                "blank_fields": int((own["missing"] > 0).sum()),
                "worst": own.loc[worst, "field"] if share[worst] > 0 else "",
                "worst_share": float(share[worst]),
            }
        )
    names = ["feed", "rows", "fields", "filled_share", "blank_fields", "worst", "worst_share"]
    made = days.merge(pd.DataFrame(rows, columns=names), on="feed", how="inner")
    return made[["feed", "holder", *names[1:], "lag_days", "age_days"]].reset_index(drop=True)


def source_quality(feeds: pd.DataFrame, *, least: int) -> pd.DataFrame:
    """
    The same by source, so rounded that nobody can tell how long any one file is.

    Parameters
    ----------
    feeds : DataFrame
        As :func:`feed_quality` gives.
    least : int
        Rows below which a feed has no part in the share: it would be one of few cells.

    Returns
    -------
    DataFrame, one row per holder, sorted
        ``holder``, ``feeds``, ``fields``, ``filled_share`` (mean of its feeds' shares, to a whole
        per cent; never 1 while a field is blank), ``lag_days`` and ``age_days`` (medians over its
        feeds, whole days).
    """
    rows = []
    for holder, own in feeds.groupby("holder", sort=True):
        enough = own.loc[own["rows"] >= least, "filled_share"]
        share = round(float(enough.mean()), 2) if len(enough) else float("nan")
        rows.append(
            {
                "holder": holder,
                "feeds": len(own),
                "fields": int(own["fields"].sum()),
                "filled_share": min(share, 0.99) if (enough < 1).any() else share,
                "lag_days": own["lag_days"].median().round(),
                "age_days": own["age_days"].median().round(),
            }
        )
    columns = ["holder", "feeds", "fields", "filled_share", "lag_days", "age_days"]
    return pd.DataFrame(rows, columns=columns)


def record_state(records: pd.DataFrame) -> pd.Series:
    """
    Whether each exhibit has a record of proportionality that somebody signed.

    Parameters
    ----------
    records : DataFrame, one row per exhibit
        ``why``, ``signed_by`` and ``signed_on``, each "" where there is none.

    Returns
    -------
    Series of str, same index
        ``signed``, ``not signed off`` (a record without a name or a day) or ``no record``.
    """
    written = records["why"].ne("")
    signed = written & records["signed_by"].ne("") & records["signed_on"].ne("")
    return pd.Series(NO_RECORD, records.index).mask(written, UNSIGNED).mask(signed, SIGNED)


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
