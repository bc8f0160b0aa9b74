"""The Metropolitan Police borough table as a tidy panel: 32 boroughs, 14 types, one release."""

import os
from pathlib import Path

import pandas as pd

FILE = "mps/mps-borough-2010-04_2024-02.parquet"  # one release: never joined to a later one
# Types that boards watch by themselves; the rest of theft is left out, fraud too, as it went to
# a national body in 2013.
OWN_TYPES = ("BICYCLE THEFT", "OTHER THEFT", "SHOPLIFTING", "THEFT FROM THE PERSON")


def why_absent() -> str:
    """Why the table cannot be read, ``""`` if it can."""
    folder = os.environ.get("CDRP_REAL_DATA", "")
    if not folder:
        return "CDRP_REAL_DATA names no folder with the public data"
    return "" if (Path(folder) / FILE).exists() else f"CDRP_REAL_DATA has no {FILE}"


def boroughs() -> pd.DataFrame:
    """``area, offence, month, count``, April 2010 to February 2024."""
    wide = pd.read_parquet(Path(os.environ["CDRP_REAL_DATA"]) / FILE)
    wide = wide[~wide["boroughname"].str.contains("Unknown|Heathrow")]
    wide = wide[~wide["majortext"].isin(["FRAUD AND FORGERY", "NFIB FRAUD"])]
    own = wide["minortext"].isin(OWN_TYPES)
    months = [name for name in wide.columns if name.isdigit()]
    counts = wide.assign(
        area=wide["boroughname"], offence=wide["minortext"].where(own, wide["majortext"])
    )
    summed = counts.groupby(["area", "offence"])[months].sum().reset_index()
    panel = summed.melt(["area", "offence"], months, "month", "count")
    return panel.assign(month=panel["month"].str[:4] + "-" + panel["month"].str[4:])
