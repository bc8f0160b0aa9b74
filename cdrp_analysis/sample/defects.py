"""Rows spoilt on purpose, and an earlier release of some months: what readers must survive."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.sample.extract_rows import OWN
from cdrp_analysis.sample.plan import Calendar

# Reason in the reader's words -> what each spoilt row is given instead of its own values.
SPOILT: dict[str, list[Mapping[str, str]]] = {
    "recorded on is not a date (2010-09-30 or 30/09/2010)": [
        {"recorded_on": "2010-13-02"}, {"recorded_on": "31/02/2009"}, {"recorded_on": "May 2008"},
    ],
    "to time before from time": [{"to_time": "2004-04-01 00:05"}] * 2,
    "wrong CRS: degrees where metres are expected": [
        {"easting": "1.213456", "northing": "51.502211"},
    ],
    "coordinates outside the National Grid": [
        {"easting": "9999999", "northing": "183000"}, {"easting": "614000", "northing": "-5"},
    ],
    "easting without northing, or the reverse": [{"northing": ""}],
    "a spreadsheet formula in a cell": [{"location": "=SUM(A1:A9)"}, {"location": "=1+1"}],
    "knife is neither true nor false": [{"knife": "perhaps"}],
    "victim age band is not one of its values": [{"victim_age_band": "12"}],
    "LSOA code is malformed": [{"lsoa": "E0199X"}],
}  # fmt: skip
_STILL_OPEN = 0.5
_MOVED = 0.012
_ABSENT = 0.010
_WITHDRAWN = 0.004


def year_of(month: pd.Series) -> pd.Series:
    """Financial year of months, as the file names write it: 2004-05."""
    start = month.str[:4].astype(int) - (month.str[5:] < "04").astype(int)
    return start.astype(str) + "-" + ((start + 1) % 100).astype(str).str.zfill(2)


def spoil(
    rows: pd.DataFrame, calendar: Calendar, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[dict]]:
    """
    Slip spoilt rows between the good ones.

    Returns
    -------
    rows : DataFrame
        As given, with one row more for every planted fault, in its file's order.
    planted : list of dict
        reason, file (year of the file's name), row (line in the file, the header is 1).
    """
    rows = rows.assign(reason="")
    pattern_rows = rows.index[
        rows["easting"].ne("") & (rows["point"] >= 0) & ~rows["month"].isin(calendar.earlier)
    ]
    extra = []
    for reason, spoilings in SPOILT.items():
        for number, spoiling in enumerate(spoilings):
            pattern = rows.loc[pattern_rows[rng.integers(len(pattern_rows))]]
            own = {"reason": reason, "reference": f"X-{len(extra):03d}{number}", "point": -2}
            extra.append((pattern.name, pattern.to_dict() | dict(spoiling) | own))
    extra.sort(key=lambda item: item[0])
    spoilt = pd.DataFrame([row for _, row in extra], index=[at + 0.5 for at, _ in extra])
    together = pd.concat([rows, spoilt]).sort_index(kind="stable").reset_index(drop=True)
    year = year_of(together["month"])
    line = together.groupby(year).cumcount() + 2
    planted = [
        {"reason": row.reason, "file": year[row.Index], "row": int(line[row.Index])}
        for row in together[together["reason"] != ""].itertuples()
    ]
    return together.drop(columns="reason"), planted


def earlier_release(
    rows: pd.DataFrame, points: pd.DataFrame, calendar: Calendar, rng: np.random.Generator
) -> tuple[pd.DataFrame, dict[str, dict[str, int]]]:
    """
    Some months of the extract as an earlier release had them.

    Half of the outcomes were still open, some places lay elsewhere, a few rows were not there
    yet and a few others have been withdrawn since.

    Returns
    -------
    rows : DataFrame with the extract's columns
    changes : dict by month
        rows_before, rows_after, rows_added, rows_removed, rows_changed.
    """
    after = rows[rows["month"].isin(calendar.earlier)].reset_index(drop=True)
    alone = ~after["reference"].duplicated(keep=False)
    absent = alone & (rng.random(len(after)) < _ABSENT)
    kept = after[~absent].reset_index(drop=True)
    alone = alone[~absent].reset_index(drop=True)
    before = kept.copy()
    closed = before["outcome"].ne("Under investigation")
    reopened = closed & (rng.random(len(before)) < _STILL_OPEN)
    before.loc[reopened, "outcome"] = "Under investigation"
    moved = alone & before["lsoa"].ne("") & (rng.random(len(before)) < _MOVED)
    elsewhere = points.iloc[rng.integers(len(points), size=int(moved.sum()))]
    for column in ("easting", "northing"):
        before.loc[moved, column] = np.char.mod("%.0f", elsewhere[column].to_numpy())
    for column in ("location", "lsoa"):
        before.loc[moved, column] = elsewhere[column].to_numpy()
    changed = before[OWN["offences"]].ne(kept[OWN["offences"]]).any(axis=1)
    withdrawn = before[alone].sample(round(_WITHDRAWN * len(before)), random_state=rng)
    withdrawn = withdrawn.assign(reference=[f"W-{n:05d}" for n in range(len(withdrawn))])
    released = pd.concat([before, withdrawn]).sort_values(["recorded_on", "reference"])
    changes = {
        month: {
            "rows_before": int((released["month"] == month).sum()),
            "rows_after": int((after["month"] == month).sum()),
            "rows_added": int((absent & (after["month"] == month)).sum()),
            "rows_removed": int((withdrawn["month"] == month).sum()),
            "rows_changed": int((changed & (before["month"] == month)).sum()),
        }
        for month in calendar.earlier
    }
    return released[OWN["offences"]], changes
