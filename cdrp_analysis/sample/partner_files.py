"""The partners' files as they arrive: each agency's format, headings and ways of writing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cdrp_analysis.sample import files

FOLDER = "partners"


@dataclass(frozen=True)
class Habit:
    """How one agency writes a feed, where it departs from the template in CSV."""

    suffix: str = "csv"
    delimiter: str = ","
    headings: Mapping[str, str] | None = None  # the template's column -> the agency's heading
    english_dates: bool = False  # day, month, year with slashes
    decimal_commas: tuple[str, ...] = ()


_WORKBOOK = Habit("xlsx")
HABITS: dict[str, Habit] = {
    "funding": _WORKBOOK,
    "plan_actions": _WORKBOOK,
    "targets": _WORKBOOK,
    "asb_day_count": _WORKBOOK,
    "community_payback": _WORKBOOK,
    "peers": _WORKBOOK,
    "survey": Habit("parquet"),
    "council_asb": Habit(
        headings={
            "reference": "Case ref.",
            "category": "Type of ASB",
            "reported_at": "Date and time reported",
            "service": "Taken by",
        },
        english_dates=True,
    ),
    "exclusions": Habit(headings={"excluded_on": "Start date"}, english_dates=True),
    "ambulance_calls": Habit(delimiter=";"),
    "alcohol_admissions": Habit(delimiter=";", decimal_commas=("admissions",)),
}


def write_partner_files(tables: Mapping[str, pd.DataFrame], folder: Path) -> dict[str, dict]:
    """
    Write every feed as its agency writes it.

    Returns
    -------
    dict
        Feed -> ``file`` below the data folder and ``columns`` (the template's column to the
        agency's heading), as the assessment file names them.
    """
    named = {}
    for feed, table in tables.items():
        habit = HABITS.get(feed, Habit())
        path = folder / FOLDER / f"{feed}.{habit.suffix}"
        written = _in_the_agencys_way(table, habit)
        if habit.suffix == "xlsx":
            files.write_workbook(written, path, title=feed.replace("_", " "))
        elif habit.suffix == "parquet":
            path.parent.mkdir(parents=True, exist_ok=True)
            written.astype("str").to_parquet(path, index=False)
        else:
            files.write_csv(written, path, delimiter=habit.delimiter)
        named[feed] = {"file": f"{FOLDER}/{path.name}", "columns": dict(habit.headings or {})}
    return named


def _in_the_agencys_way(table: pd.DataFrame, habit: Habit) -> pd.DataFrame:
    written = table.copy()
    if habit.english_dates:
        for name in written.select_dtypes(["object", "str"]):
            cells = written[name].astype("str")
            dates = cells.str.extract(r"^(\d{4})-(\d{2})-(\d{2})( \d{2}:\d{2})?$")
            known = dates[0].notna()
            english = dates[2] + "/" + dates[1] + "/" + dates[0] + dates[3].fillna("")
            written[name] = cells.where(~known, english)
    for name in habit.decimal_commas:
        written[name] = written[name].astype("str").str.replace(".", ",", regex=False)
    return written.rename(columns=dict(habit.headings or {}))
