"""What was promised and what was done: plan actions, targets in force, targets that add up."""

from collections.abc import Sequence

import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.rates import wilson

COMPLETED = "completed"


def completion(
    actions: pd.DataFrame, *, by: Sequence[str] = (), confidence: float = 0.95
) -> pd.DataFrame:
    """
    Actions of a plan, those completed, and whether in time and with evidence.

    Parameters
    ----------
    actions : DataFrame, one row per action
        ``status`` ("completed" or another), ``due_on``, ``completed_on`` (days), ``evidence``
        (text; missing: none) and the columns ``by``.
    by : sequence of str
        Keys kept, e.g. priority; by default one row for the whole plan.
    confidence : float
        Coverage of the limits.

    Returns
    -------
    DataFrame, one row per key, in sorted order
        The keys, ``actions``, ``completed``, ``share`` with ``share_lower`` and ``share_upper``
        (Wilson), ``late`` (completed after the day due) and ``with_evidence`` (completed).

    Raises
    ------
    InputError
        For a missing column.

    References
    ----------
    Wilson, E. (1927). J. Amer. Statist. Assoc. 22, 209-212.
    """
    _need(actions, (*by, "status", "due_on", "completed_on", "evidence"), "completion")
    done = actions["status"] == COMPLETED
    rows = actions[list(by)].assign(
        actions=1,
        completed=done,
        late=done & (actions["completed_on"] > actions["due_on"]),
        with_evidence=done & actions["evidence"].notna(),
    )
    if by:
        table = rows.groupby(list(by), observed=True).sum().reset_index()
    else:
        table = rows.sum().to_frame().T
    numbers = ["actions", "completed", "late", "with_evidence"]
    table = table.astype(dict.fromkeys(numbers, "int64"))
    lower, upper = wilson(table["completed"], table["actions"], confidence=confidence)
    share = table["completed"] / table["actions"].where(table["actions"] > 0)
    table = table.assign(share=share, share_lower=lower, share_upper=upper)
    order = ["actions", "completed", "share", "share_lower", "share_upper", "late", "with_evidence"]
    return table[[*by, *order]]


def rated(actions: pd.DataFrame, day: str | pd.Timestamp) -> pd.DataFrame:
    """
    How each action of a plan stands on a day, in words and as a colour, by rule.

    Green: completed by the day due with evidence kept, or on track and not yet due. Amber:
    completed late or without evidence, or not due yet and not on track. Red: the day due has
    passed and it is not completed. Grey: dropped.

    Takes ``status``, ``due_on``, ``completed_on``, ``evidence`` and the day; adds ``standing``
    and ``colour`` to the same rows.

    Raises
    ------
    InputError
        For a missing column.
    """
    _need(actions, ("status", "due_on", "completed_on", "evidence"), "rated")
    done = actions["status"] == COMPLETED
    late = done & (actions["completed_on"] > actions["due_on"])
    bare = done & actions["evidence"].isna()
    past = actions["due_on"] < pd.Timestamp(day)
    rules = (
        (actions["status"] == "dropped", "dropped", "grey"),
        (late & bare, "completed late, no evidence kept", "amber"),
        (late, "completed late", "amber"),
        (bare, "completed, no evidence kept", "amber"),
        (done, "completed", "green"),
        (past, "overdue", "red"),
        (actions["status"] == "on track", "on track", "green"),
    )
    # What no rule takes is not due yet: late, or not started, in the register's own word.
    standing = actions["status"].astype("object")
    colour = pd.Series("amber", index=actions.index, dtype="object")
    for where, word, shade in reversed(rules):
        where = where.fillna(False).astype(bool)
        standing, colour = standing.mask(where, word), colour.mask(where, shade)
    return actions.assign(standing=standing, colour=colour)


def milestones(calendar: pd.DataFrame, day: str | pd.Timestamp) -> pd.DataFrame:
    """
    How each milestone stands on a day, and in which half of a financial year it is due.

    Takes ``due_on`` and ``done_on`` (days; the latter missing: not done) and the day; returns the
    rows by the day due with ``half``, ``standing`` (done in time, done late, overdue, to come) and
    ``days_late`` (missing where not done, 0 where in time). What is due on the day itself and not
    done is still to come.

    Raises
    ------
    InputError
        For a missing column.

    Examples
    --------
    >>> due = pd.DataFrame({"due_on": pd.to_datetime(["2010-09-30"]), "done_on": [pd.NaT]})
    >>> [milestones(due, day)["standing"].item() for day in ("2010-09-30", "2010-10-01")]
    ['to come', 'overdue']
    """
    _need(calendar, ("due_on", "done_on"), "milestones")
    rows = calendar.sort_values("due_on", kind="stable", ignore_index=True)
    done, late = rows["done_on"].notna(), rows["done_on"] > rows["due_on"]
    standing = pd.Series("to come", index=rows.index, dtype="object")
    standing = standing.mask(rows["due_on"] < pd.Timestamp(day), "overdue")
    standing = standing.mask(done, "done in time").mask(late, "done late")
    days = (rows["done_on"] - rows["due_on"]).dt.days.clip(lower=0).astype("Int64")
    half = [_half_year(due) for due in rows["due_on"]]
    return rows.assign(half=half, standing=standing, days_late=days)


def _half_year(due: pd.Timestamp) -> str:
    if 4 <= due.month <= 9:
        return f"April to September {due.year}"
    first = due.year if due.month > 9 else due.year - 1
    return f"October {first} to March {first + 1}"


def target_status(register: pd.DataFrame, held: pd.Series, day: str | pd.Timestamp) -> pd.Series:
    """
    Each target's status on a day: in force, withdrawn, ended or not begun.

    Takes the register and, of its rows or more, what :func:`in_force` gives for that day.
    """
    held, day = held.reindex(register.index), pd.Timestamp(day)
    status = pd.Series("in force", index=register.index, dtype="object", name="status")
    status = status.mask(~held & (register["starts_on"] > day), "not begun")
    status = status.mask(~held & (register["ends_on"] < day), "ended")
    return status.mask(withdrawn(register, day), "withdrawn")


def in_force(register: pd.DataFrame, day: str | pd.Timestamp) -> pd.Series:
    """
    Whether each target holds on a day.

    It holds from its first day to the day by which it should be met, both included, and until
    the day before it is withdrawn.

    Parameters
    ----------
    register : DataFrame, one row per target
        ``starts_on``, ``ends_on``, ``withdrawn_on`` (days; the last missing: not withdrawn).
    day : text or Timestamp
        The day asked about.

    Returns
    -------
    Series of bool, same index

    Raises
    ------
    InputError
        For a missing column.
    """
    _need(register, ("starts_on", "ends_on", "withdrawn_on"), "in_force")
    day = pd.Timestamp(day)
    current = (register["starts_on"] <= day) & (register["ends_on"] >= day)
    return (current & ~withdrawn(register, day)).rename("in_force")


def withdrawn(register: pd.DataFrame, day: str | pd.Timestamp) -> pd.Series:
    """Whether each target has been withdrawn by a day: on it or before."""
    _need(register, ("withdrawn_on",), "withdrawn")
    return (register["withdrawn_on"] <= pd.Timestamp(day)).rename("withdrawn")


def reconciliation(
    targets: pd.DataFrame, *, parts: str = "borough", whole: str = "force"
) -> pd.DataFrame:
    """
    What the parts promise, held against what the whole promises.

    Parameters
    ----------
    targets : DataFrame, one row per target, all of one year
        ``measure``, ``level`` and ``value`` (number to reach; missing where the target is a
        change in percent, which does not add up).
    parts, whole : str
        Levels compared.

    Returns
    -------
    DataFrame, one row per measure that both levels have, in sorted order
        ``measure``, ``whole``, ``parts`` (sum), ``part_targets`` (number), ``gap`` (parts less
        whole: above 0, the parts allow more than the whole may have). Sum and gap are missing
        where a part's value is.

    Raises
    ------
    InputError
        For a missing column, or two targets of the whole for one measure.

    Examples
    --------
    >>> targets = pd.DataFrame({"measure": "robbery", "level": ["force", "borough", "borough"],
    ...                         "value": [100.0, 60.0, 45.0]})
    >>> reconciliation(targets)["gap"].tolist()
    [5.0]
    """
    _need(targets, ("measure", "level", "value"), "reconciliation")
    above = targets[targets["level"] == whole]
    twice = int(above["measure"].duplicated().sum())
    if twice:
        raise InputError(
            f"{twice} measures have more than one target of the {whole}.",
            where="measures.delivery.reconciliation",
            do="choose one year, and targets in force",
        )
    below = targets[targets["level"] == parts].groupby("measure")["value"]
    sums = pd.DataFrame({
        "parts": below.sum().where(below.count() == below.size()),
        "part_targets": below.size(),
    })  # fmt: skip
    wholes = above.set_index("measure")["value"].rename("whole")
    table = sums.join(wholes, how="inner").sort_index().reset_index()
    table["gap"] = table["parts"] - table["whole"]
    return table[["measure", "whole", "parts", "part_targets", "gap"]]


def _need(frame: pd.DataFrame, columns: Sequence[str], function: str) -> None:
    absent = [name for name in columns if name not in frame.columns]
    if absent:
        raise InputError(
            f"the register lacks {', '.join(absent)}.",
            where=f"measures.delivery.{function}",
            do=f"it has {', '.join(map(str, frame.columns[:12]))}",
        )
