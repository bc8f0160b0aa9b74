"""School terms: the runs of days on which a local authority's schools are open."""

from pathlib import Path

import pandas as pd

from cdrp_analysis.contracts import check_rows, conform
from cdrp_analysis.contracts.base import Column, Contract, Rule
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import SchoolTerms
from cdrp_analysis.sources.archive import find_file
from cdrp_analysis.sources.tables import read_table
from cdrp_analysis.sources.tabular import key

_RUNS = Contract(
    name="school_terms",
    description="One row per run of school days.",
    columns=(
        Column("first_day", "date", "first day that schools are open", nullable=False),
        Column("last_day", "date", "last day before they close again", nullable=False),
    ),
    rules=(Rule("it ends before it begins", lambda rows: rows["last_day"] < rows["first_day"]),),
)


def read_school_terms(setting: SchoolTerms, root: Path | str) -> pd.DataFrame:
    """
    Runs of school days: ``first_day`` and ``last_day``, in order.

    Raises
    ------
    InputError
        If a heading is missing, a row has no dates or ends before it begins, or two runs
        overlap: which of them is right nobody can say.
    """
    file = find_file(root, setting.file, where="school terms")
    wanted = {"first_day": setting.first_day, "last_day": setting.last_day}
    table = read_table(file, tuple(wanted.values()))
    have = {key(name): name for name in table.frame.columns}
    cells = pd.DataFrame({ours: table.frame[have[key(name)]] for ours, name in wanted.items()})
    frame, unread = conform(cells, _RUNS)
    kept, reasons = check_rows(frame, _RUNS)
    refused = pd.concat([table.refused, unread.fillna(reasons).dropna()])
    if len(refused):
        raise InputError(
            f"{len(refused)} rows of the school terms are refused: {refused.iloc[0]}.",
            where=file.name,
            do="give the first and last day of every run of school days",
        )
    runs = kept.sort_values("first_day", ignore_index=True)
    overlapping = int((runs["first_day"].iloc[1:].array <= runs["last_day"].iloc[:-1].array).sum())
    if overlapping:
        raise InputError(
            f"{overlapping} runs of school days begin before the one before them ends.",
            where=file.name,
            do="give half terms as rows of their own, each day in one of them",
        )
    return runs
