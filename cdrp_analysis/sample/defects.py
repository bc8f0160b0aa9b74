"""Rows spoilt on purpose, and an earlier download of some months: what readers must survive."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import FORCE_SLUG, Calendar
from cdrp_analysis.sample.street_rows import STREET_HEADER, UNDER_INVESTIGATION
from cdrp_analysis.vocabulary import ASB

# Reason -> what each spoilt row is given instead of its own values.
SPOILT: dict[str, list[Mapping[str, str]]] = {
    "bad month": [{"Month": "2018-13"}, {"Month": "1018-05"}, {"Month": "May 2018"}],
    "swapped coordinates": [{"Longitude": "Latitude", "Latitude": "Longitude"}] * 3,
    "in the Irish Sea": [
        {"Longitude": "-4.812000", "Latitude": "53.791000"},
        {"Longitude": "-5.004000", "Latitude": "53.612000"},
    ],
    "formula in a text": [
        {"Location": "=SUM(A1:A9)"},
        {"Location": "=1+1"},
    ],
    "unknown category": [{"Crime type": "Category 99"}, {"Crime type": "Piracy"}],
}
_EARLIER_STILL_OPEN = 0.5
_EARLIER_MOVED = 0.012
_EARLIER_ABSENT = 0.010
_EARLIER_WITHDRAWN = 0.004


def spoil(
    rows: pd.DataFrame, calendar: Calendar, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[dict]]:
    """
    Slip spoilt rows between the good ones of the force's own files.

    Returns
    -------
    rows : DataFrame
        As given, with one row more for every planted fault, in its file's order. The column
        ``file_month`` says which file a row belongs to (its own Month may be spoilt).
    planted : list of dict
        reason, file (below the folder police-uk), row (line in the file, the header is 1).
    """
    rows = rows.assign(file_month=rows["Month"], reason="")
    free = [
        month
        for month in calendar.street_months()
        if month not in (*calendar.earlier, calendar.byte_order_mark)
    ]
    extra = []
    for reason, spoilings in SPOILT.items():
        for spoiling in spoilings:
            month = free[rng.integers(len(free))]
            candidates = rows.index[
                (rows["Month"] == month)
                & (rows["slug"] == FORCE_SLUG)
                & rows["Longitude"].ne("")
                & rows["Crime type"].ne(ASB)
            ]
            pattern = rows.loc[candidates[rng.integers(len(candidates))]]
            row = pattern.to_dict() | {
                # A swap names the column to take the value from.
                key: pattern.get(value, value)
                for key, value in spoiling.items()
            }
            row |= {"Crime ID": rng.bytes(32).hex(), "reason": reason, "report": -1}
            extra.append((pattern.name, row))
    extra.sort(key=lambda item: item[0])
    spoilt = pd.DataFrame([row for _, row in extra], index=[at + 0.5 for at, _ in extra])
    together = pd.concat([rows, spoilt]).sort_index(kind="stable").reset_index(drop=True)
    line = together.groupby(["file_month", "slug"]).cumcount() + 2
    planted = [
        {
            "reason": row.reason,
            "file": f"{row.file_month}/{row.file_month}-{row.slug}-street.csv",
            "row": int(line[row.Index]),
        }
        for row in together[together["reason"] != ""].itertuples()
    ]
    return together.drop(columns="reason"), planted


def earlier_download(
    rows: pd.DataFrame, table: pd.DataFrame, month: str, rng: np.random.Generator
) -> tuple[pd.DataFrame, dict]:
    """
    One month of the force's rows as an earlier download had them.

    Half of the outcomes were still open, some points lay elsewhere, a few rows were not there
    yet and a few others have been withdrawn since; trailing zeros of coordinates are cut.

    Returns
    -------
    rows : DataFrame with the site's twelve columns
    changes : dict
        rows_before, rows_after, rows_added, rows_removed, rows_changed (the same Crime ID with
        another outcome or place), and of these outcomes_changed and points_changed.
    """
    after = rows[(rows["Month"] == month) & (rows["slug"] == FORCE_SLUG)].reset_index(drop=True)
    # Offences on one report stay together: the second of them is never touched alone.
    alone = ~after["Crime ID"].duplicated(keep=False) & after["Crime ID"].ne("")
    draw = rng.random(len(after))
    absent = alone & (draw < _EARLIER_ABSENT)
    kept = after[~absent].reset_index(drop=True)
    alone = alone[~absent].reset_index(drop=True)
    before = kept.copy()

    closed = before["Last outcome category"].ne("") & before["Last outcome category"].ne(
        UNDER_INVESTIGATION
    )
    reopened = closed & (rng.random(len(before)) < _EARLIER_STILL_OPEN)
    before.loc[reopened, "Last outcome category"] = UNDER_INVESTIGATION
    moved = alone & before["Longitude"].ne("") & (rng.random(len(before)) < _EARLIER_MOVED)
    inside = np.flatnonzero(table["inside"])
    elsewhere = table.iloc[rng.choice(inside, int(moved.sum()))]
    for column, name in (
        ("longitude", "Longitude"),
        ("latitude", "Latitude"),
        ("location", "Location"),
        ("lsoa", "LSOA code"),
        ("lsoa_name", "LSOA name"),
    ):
        before.loc[moved, name] = elsewhere[column].to_numpy()
    changed = before.ne(kept)
    withdrawn = before[alone].sample(round(_EARLIER_WITHDRAWN * len(before)), random_state=rng)
    withdrawn = withdrawn.assign(**{"Crime ID": [rng.bytes(32).hex() for _ in withdrawn.index]})
    before = pd.concat([before, withdrawn], ignore_index=True)
    for axis in ("Longitude", "Latitude"):
        before[axis] = before[axis].str.rstrip("0")
    changes = {
        "rows_before": len(before),
        "rows_after": len(after),
        "rows_added": int(absent.sum()),
        "rows_removed": len(withdrawn),
        "rows_changed": int(changed.any(axis=1).sum()),
        "outcomes_changed": int(changed["Last outcome category"].sum()),
        "points_changed": int(changed[["Longitude", "Latitude"]].any(axis=1).sum()),
    }
    return before[STREET_HEADER], changes
