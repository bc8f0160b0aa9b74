"""Small tables drawn in a test read as a person reads them."""

import io

import pandas as pd


def frame(drawing: str) -> pd.DataFrame:
    """A frame from ``a | b`` lines; the first line holds the names."""
    lines = [line.strip() for line in drawing.strip().splitlines()]
    table = pd.read_csv(io.StringIO("\n".join(lines)), sep=r"\s*\|\s*", engine="python")
    return table.rename(columns=str.strip)
