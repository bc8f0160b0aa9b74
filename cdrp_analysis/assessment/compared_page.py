"""The page that says what differs between two runs."""

from pathlib import Path

import pandas as pd

from cdrp_analysis.assessment.compared import Compared
from cdrp_analysis.assessment.layout import kept_settings, period_asked
from cdrp_analysis.assessment.render import render_index
from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.tables import Columns, table_html
from cdrp_analysis.settings import load, marking

_CELLS = 20  # of a table, shown one by one


def write_page(found: Compared, path: Path, before: Path, after: Path) -> Path:
    """
    The comparison as one page, restricted like the runs it tells of.

    Parameters
    ----------
    found : Compared
        What differs.
    path : path
        The page.
    before, after : path
        Folders of the two runs.

    Raises
    ------
    InputError
        If a folder is no finished run.
    OutputError
        If the page cannot be written.
    """
    said = "".join(f"<p>{line}</p>" for line in found.sentences())
    parts = [
        f"<h2>{heading}</h2>{table_html(frame, columns, caption=caption)}"
        for heading, frame, columns, caption in _sections(found)
        if len(frame)
    ]
    return render_index(
        path,
        marking=_marking(after),
        edition="restricted",
        title=f"What changed: {_name(before)} and {_name(after)}",
        sections=(),
        introduction_html=said + "".join(parts),
    )


def _sections(found: Compared) -> list[tuple[str, pd.DataFrame, Columns, str]]:
    beside = {"before": "First run", "after": "Second run"}
    shown = found.cells.groupby("table", sort=False).head(_CELLS)
    return [
        (
            "Which priorities moved, and why",
            found.priorities,
            {
                "label": "Theme",
                "rank_before": ("Place, first run", "count"),
                "rank_after": ("Place, second run", "count"),
                "score_change": ("Change of score", _three),
                "criterion": "Criterion that moved it most",
                "criterion_change": ("Through it", _three),
                "others_change": ("Through all others", _three),
            },
            "Themes whose place changed, the largest move first",
        ),
        (
            "Which tables differ",
            found.tables,
            {
                "title": "Table",
                "cells_changed": ("Cells changed", "count"),
                "rows_new": ("Rows only in the second", "count"),
                "rows_gone": ("Rows only in the first", "count"),
                "table": "File",
            },
            "Tables of the restricted edition that are not the same",
        ),
        (
            f"Which cells (up to {_CELLS} of each table)",
            shown,
            {"table": "Table", "key": "Row", "column": "Column", "kind": "What", **beside},
            "Cells that differ, and rows that one run alone has",
        ),
        (
            "Which raw files differ",
            found.inputs,
            {
                "file": "File",
                "feed": "Feed",
                "kind": "What",
                "rows_before": ("Rows, first run", "count"),
                "rows_after": ("Rows, second run", "count"),
            },
            "Raw files that are new, gone or have other bytes",
        ),
        ("Which settings differ", found.settings, {"key": "Setting", **beside},
         "Settings of the assessment file"),
        ("Which versions differ", found.versions, {"key": "Package", **beside},
         "Versions of the workbench and its packages"),
    ]  # fmt: skip


def _name(run: Path) -> str:
    """Partnership and period, as its folders are called."""
    return "/".join(run.resolve().parts[-2:])


def _marking(run: Path) -> str:
    return marking(load(kept_settings(run), period=period_asked(run)).period.period)


def _three(value: float) -> str:
    return wording.signed(value, 3)
