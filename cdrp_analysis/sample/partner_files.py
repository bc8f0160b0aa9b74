"""The partners' files as they arrive: CSV, workbooks with a title, Parquet."""

from pathlib import Path

import pandas as pd

from cdrp_analysis.sample import files

# Agencies differ: some send workbooks, one sends Parquet, the others CSV.
WORKBOOKS = ("funding", "plan_actions", "targets", "asb_day_count", "community_payback", "peers")
PARQUET = ("survey",)
FOLDER = "partners"


def write_partner_files(tables: dict[str, pd.DataFrame], folder: Path) -> dict[str, str]:
    """
    Write every feed in its agency's format.

    Returns
    -------
    dict
        Feed -> file below ``folder``'s parent, as the assessment file names it.
    """
    named = {}
    for feed, table in tables.items():
        suffix = "xlsx" if feed in WORKBOOKS else "parquet" if feed in PARQUET else "csv"
        path = folder / FOLDER / f"{feed}.{suffix}"
        if suffix == "xlsx":
            files.write_workbook(table, path, title=feed.replace("_", " "))
        elif suffix == "parquet":
            path.parent.mkdir(parents=True, exist_ok=True)
            table.astype("str").to_parquet(path, index=False)
        else:
            files.write_csv(table, path)
        named[feed] = f"{FOLDER}/{path.name}"
    return named
