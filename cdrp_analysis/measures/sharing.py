"""What partners owe each other and give: data sets due and received, places of services used."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.errors import InputError

LEAST = 10  # people: the number in a service with fewer is told in the restricted edition alone
BY_LAW = "para "  # data sets named by the paragraph of the prescribed information


def by_law(deliveries: pd.DataFrame) -> pd.Series:
    """Whether each data set is one that a statute has the agency disclose."""
    return deliveries["dataset"].str.startswith(BY_LAW).astype(bool)


def received(deliveries: pd.DataFrame) -> pd.Series:
    """Whether each delivery came at all."""
    return deliveries["received_on"].notna()


def late(deliveries: pd.DataFrame) -> pd.Series:
    """Whether each delivery came after the day it was due."""
    return deliveries["received_on"] > deliveries["due_on"]


def scorecard(deliveries: pd.DataFrame, *, by: Sequence[str] = ("agency",)) -> pd.DataFrame:
    """
    Deliveries due, received and late, and how complete and fresh they were.

    Parameters
    ----------
    deliveries : DataFrame, one row per data set and day due
        ``dataset``, ``due_on``, ``received_on`` (missing: never), ``complete_percent`` (% of the
        agreed fields), ``lag_days`` (median, from event to record) and the keys ``by``.

    Returns
    -------
    DataFrame, one row per key, in sorted order
        The keys, ``due``, ``received``, ``late``, ``received_share``, ``in_time_share`` (of those
        due), ``complete_share`` (median share of the agreed fields of what came) and ``lag_days``
        (median; both missing where nothing came).

    Raises
    ------
    InputError
        For a missing column.
    """
    _need(deliveries, (*by, "dataset", "due_on", "received_on", "complete_percent", "lag_days"))
    came = received(deliveries)
    rows = deliveries[list(by)].assign(
        due=1,
        received=came,
        late=late(deliveries),
        complete_share=(deliveries["complete_percent"] / 100).where(came),
        lag_days=deliveries["lag_days"].where(came),
    )
    table = (
        rows.groupby(list(by), observed=True)
        .agg(
            due=("due", "sum"),
            received=("received", "sum"),
            late=("late", "sum"),
            complete_share=("complete_share", "median"),
            lag_days=("lag_days", "median"),
        )
        .reset_index()
    )
    table = table.astype(dict.fromkeys(("due", "received", "late"), "int64"))
    table["received_share"] = table["received"] / table["due"]
    table["in_time_share"] = (table["received"] - table["late"]) / table["due"]
    return table[
        [
            *by,
            "due",
            "received",
            "late",
            "received_share",
            "in_time_share",
            "complete_share",
            "lag_days",
        ]
    ]


def use_of_places(months: pd.DataFrame) -> pd.DataFrame:
    """
    How far services' places were used, in the mean of the months given.

    Parameters
    ----------
    months : DataFrame, one row per service and month
        ``service``, ``places`` and ``filled`` (both >= 0).

    Returns
    -------
    DataFrame, one row per service, in sorted order
        ``service``, ``months``, ``places`` and ``filled`` (means), ``used_share``
        (:func:`with_use`) and ``months_full`` (as many filled as there are, or more; missing for
        a service of fewer than :data:`LEAST`, whose people it would give away).

    Raises
    ------
    InputError
        For a missing column.
    """
    _need(months, ("service", "places", "filled"))
    rows = months.assign(full=months["filled"] >= months["places"])
    table = (
        rows.groupby("service", observed=True)
        .agg(
            months=("places", "size"),
            places=("places", "mean"),
            filled=("filled", "mean"),
            months_full=("full", "sum"),
        )
        .reset_index()
    )
    full = table["months_full"].astype("Int64").where(table["filled"].round() >= LEAST)
    return with_use(table.assign(months_full=full))


def in_whole_places(services: pd.DataFrame) -> pd.DataFrame:
    """Services' places and use with means as whole numbers, as counts of people are released."""
    whole = {name: services[name].round().astype("int64") for name in ("places", "filled")}
    return with_use(services.assign(**whole))


def with_use(table: pd.DataFrame) -> pd.DataFrame:
    """Adds ``used_share``: ``filled`` over ``places``, above 1 where there is no room for all."""
    return table.assign(used_share=table["filled"] / table["places"].where(table["places"] > 0))


def _need(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    absent = [name for name in columns if name not in frame.columns]
    if absent:
        raise InputError(
            f"the register lacks {', '.join(absent)}.",
            where="measures.sharing",
            do=f"it has {', '.join(map(str, frame.columns[:12]))}",
        )
