"""What was put out: actions at sites, and hours of community payback."""

import pandas as pd


def site_outputs(actions: pd.DataFrame) -> pd.DataFrame:
    """
    What was done at sites, by kind of action and financial year.

    Takes ``site, action, number, done_on`` (one row per occasion); returns one row per site, action
    and year, in sorted order: ``site, action, year, number`` (actions) and ``occasions`` (rows).
    """
    rows = actions.assign(year=[financial_year(day) for day in actions["done_on"]])
    grouped = rows.groupby(["site", "action", "year"], observed=True)["number"]
    return (
        grouped.agg(number="sum", occasions="size")
        .astype({"number": "int64", "occasions": "int64"})
        .reset_index()
    )


def payback(work: pd.DataFrame) -> pd.DataFrame:
    """
    Days, hours and projects of community payback, by who proposed the project.

    Takes ``project, hours, suggested_by, taken_up`` (one row per day of work; a proposal without
    work has a row of no hours); returns one row per proposer and a last one, "all":
    ``suggested_by, days, hours, projects`` (these three of rows with hours), ``proposed`` (every
    project) and ``taken_up`` (projects whose proposal was taken up). Projects that nobody is named
    for stand under "not known".
    """
    worked = work["hours"].gt(0)
    named = work.assign(
        suggested_by=work["suggested_by"].fillna("not known"),
        day=worked,
        worked=work["project"].where(worked),
        taken=work["project"].where(work["taken_up"].fillna(False).astype(bool)),
    )
    parts = [named, named.assign(suggested_by="all")] if len(named) else [named]
    made = [
        part.groupby("suggested_by", observed=True)
        .agg(
            days=("day", "sum"),
            hours=("hours", "sum"),
            projects=("worked", "nunique"),
            proposed=("project", "nunique"),
            taken_up=("taken", "nunique"),
        )
        .reset_index()
        for part in parts
    ]
    return pd.concat(made, ignore_index=True)


def financial_year(day: pd.Timestamp) -> str:
    """April to March: ``2010-05-10`` lies in ``2010/11``."""
    first = day.year - (day.month < 4)
    return f"{first}/{(first + 1) % 100:02d}"
