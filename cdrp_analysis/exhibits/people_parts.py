"""Parts that exhibits about people share: values with limits, periods in a sentence, what lacks."""

import html

import pandas as pd

from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about
from cdrp_analysis.exhibits.wording import number, percent


def within(label: str) -> str:
    """``in 2009/10``, ``from October 2009 to September 2010``."""
    return f"from {label}" if " to " in label else f"in {label}"


def last(frame: pd.DataFrame, **chosen: str) -> pd.DataFrame:
    """The last row of those with these values, as a frame of one row; else of none."""
    for name, value in chosen.items():
        frame = frame[frame[name] == value]
    return frame.tail(1).reset_index(drop=True)


def value(row: pd.DataFrame, column: str) -> float:
    """A number of a frame of one row; NaN where a symbol stands or there is no row."""
    if row.empty or column not in row:
        return float("nan")
    return float(wording.values(row, column).iloc[0])


def known(row: pd.DataFrame, *columns: str) -> bool:
    """Whether the row has numbers in all of these columns."""
    return all(pd.notna(value(row, column)) for column in columns)


def limits(row: pd.DataFrame, stem: str, decimals: int = 1, *, share: bool = False) -> str:
    """``95% limits 1.1 to 2.0``, as percentages where the value is a share."""
    low, high = (value(row, f"{stem}_{end}") for end in ("lower", "upper"))
    if share:
        return f"95% limits {percent(low, decimals)} to {percent(high, decimals)}"
    return f"95% limits {number(low, decimals)} to {number(high, decimals)}"


def nothing(frame: pd.DataFrame, title: str, why: str) -> Exhibit:
    """Says why there is nothing to show, as the table's note has it, or in these words."""
    note = about(frame).get("note", "") or why
    return Exhibit(title=title, body=f"<p>{html.escape(note)}</p>", about=about(frame.iloc[:0]))
