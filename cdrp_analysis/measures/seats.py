"""Seats on a partnership's bodies: which exist on a day, which are held, and by whom."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.errors import InputError


def on_day(register: pd.DataFrame, day: str | pd.Timestamp) -> pd.DataFrame:
    """
    The rows of a register of seats that hold on a day, both ends included.

    Takes ``from_day`` and ``to_day`` (the latter missing: goes on).
    """
    _need(register, ("from_day", "to_day"), "on_day")
    day = pd.Timestamp(day)
    return register[(register["from_day"] <= day) & ~(register["to_day"] < day)]


def coverage(
    register: pd.DataFrame, day: str | pd.Timestamp, *, by: Sequence[str] = ("body",)
) -> pd.DataFrame:
    """
    Seats of a day and how many of them somebody holds.

    Parameters
    ----------
    register : DataFrame, one row per seat and holder
        ``holder`` (missing: vacant), ``from_day``, ``to_day`` and the keys ``by``.
    day : text or Timestamp
        The day asked about.

    Returns
    -------
    DataFrame, one row per key, in order of first appearance
        The keys, ``seats``, ``held``, ``vacant``, ``share`` (held of all).

    Raises
    ------
    InputError
        For a missing column.
    """
    _need(register, (*by, "holder"), "coverage")
    rows = on_day(register, day)
    keys = [rows[name] for name in by]
    table = rows["holder"].notna().groupby(keys, sort=False, observed=True).agg(["size", "sum"])
    table = table.astype("int64").set_axis(["seats", "held"], axis=1).reset_index()
    return table.assign(vacant=table["seats"] - table["held"], share=table["held"] / table["seats"])


def people(register: pd.DataFrame, day: str | pd.Timestamp) -> pd.DataFrame:
    """One row per person who holds a seat on a day, whatever seats that person has."""
    return on_day(register, day).dropna(subset="holder").drop_duplicates("holder")


def _need(frame: pd.DataFrame, columns: Sequence[str], function: str) -> None:
    absent = [name for name in columns if name not in frame.columns]
    if absent:
        raise InputError(
            f"the register of seats lacks {', '.join(absent)}.",
            where=f"measures.seats.{function}",
            do=f"it has {', '.join(map(str, frame.columns[:12]))}",
        )
