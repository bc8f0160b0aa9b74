"""Every figure that published tables account for, with its table, column, unit and row."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.printed import significant
from cdrp_analysis.auditor.spoken import TOTAL, Spoken, borough

_SHARES = ("share", "coverage", "covered", "recapture", "gini", "error", "pei", "pai")
_ESTIMATE = 1000  # estimates from here on are printed to three significant figures
_PERCENT, _COUNT, _REAL, _RANK, _THINGS = range(5)
FORMS = {"percent": _PERCENT, "count": _COUNT, "real": _REAL, "rank": _RANK, "things": _THINGS}
_FEW = 8  # values of a column of kinds, of which there may be none


class Accounted:
    """
    All figures of published tables as parallel arrays.

    Parameters
    ----------
    published : dict of name to DataFrame
        Protected tables.
    spoken : Spoken
        Gives every row a code in each dimension.

    Attributes
    ----------
    values, forms, columns : arrays
        Each figure, how it may be printed (``FORMS``) and its place in ``named``.
    named : list of (table, column)
        Where figures stand.
    keys : dict of dimension to array
        The code of each figure's row, -1 where the table has no such division.

    Notes
    -----
    A figure is a cell; a share as a percentage; a ratio's distance from one; a cell as a share of
    its area's total, or of the column's total where the rows are one list; the share of events that
    a share of the area caught (its prediction accuracy index times that share); the difference of
    ``before`` and ``after``; the total of a column of a list that is about neither areas nor
    themes, and the ratio of two of them; events per 1,000 residents over all areas; how many rows
    or different values a table has, in all or of one kind. Nothing else.
    """

    def __init__(self, published: Mapping[str, pd.DataFrame], spoken: Spoken):
        self.named: list[tuple[str, str]] = []
        self._parts: list[tuple[np.ndarray, int, int, dict[str, np.ndarray]]] = []
        self._places: dict[tuple[str, str], int] = {}
        self._table = ""
        totals = _totals(published)
        for name, frame in published.items():
            self._table = name
            self._take(frame, spoken.rows(frame), totals)
        sizes = [len(values) for values, *_ in self._parts]
        self.values = np.concatenate([values for values, *_ in self._parts] or [np.array([])])
        self.forms = np.repeat([form for _, form, _, _ in self._parts], sizes).astype(int)
        self.columns = np.repeat([column for _, _, column, _ in self._parts], sizes).astype(int)
        self.keys = {
            dimension: np.concatenate(
                [
                    rows.get(dimension, np.full(size, -1))
                    for (_, _, _, rows), size in zip(self._parts, sizes, strict=True)
                ]
                or [np.array([], dtype=int)]
            )
            for dimension in spoken.dimensions
        }

    def _take(self, frame: pd.DataFrame, rows: Mapping, totals: Mapping) -> None:
        numeric = [c for c in frame if pd.api.types.is_numeric_dtype(frame[c].dtype)
                   and not pd.api.types.is_bool_dtype(frame[c].dtype)]  # fmt: skip
        texts = [c for c in frame if c not in numeric and not c.endswith("_symbol")
                 and frame[c].dtype != bool]  # fmt: skip
        for column in numeric:
            self._cells(frame[column].astype(float).to_numpy(), column, rows)
        if {"before", "after"} <= set(numeric):
            gap = (frame["after"] - frame["before"]).astype(float).to_numpy()
            self._add(np.abs(gap), _COUNT, "change", rows)
        self._shares(frame, numeric, rows, totals)
        self._things(frame, texts, numeric)
        if {"offences", "residents", "rate"} <= set(frame) and frame["residents"].sum() > 0:
            rate = 1000 * frame["offences"].sum() / frame["residents"].sum()
            self._alone([float(rate)], _REAL, "rate of all")

    def _cells(self, values: np.ndarray, column: str, rows: Mapping) -> None:
        whole = np.nan_to_num(values, nan=0.5) % 1 == 0
        near = np.abs(values)
        self._add(np.where(whole, near, np.nan), _COUNT, column, rows)
        shares = column.startswith("p_") or any(name in column for name in _SHARES)
        if column.startswith("rank"):
            self._add(near, _RANK, column, rows)
        if shares:
            self._add(100 * near, _PERCENT, column, rows)
        if not np.nan_to_num(values % 1).any():
            return
        self._add(near, _REAL, column, rows)
        large = np.where(near >= _ESTIMATE, significant(near), np.nan)
        self._add(large, _COUNT, column, rows)
        if column.startswith("ratio"):
            self._add(100 * np.abs(values - 1), _PERCENT, column, rows)

    def _shares(self, frame, numeric: list[str], rows: Mapping, totals: Mapping) -> None:
        if {"point", "first_month", "last_month"} <= set(frame):
            first, last = (
                pd.PeriodIndex(frame[c], freq="M") for c in ("first_month", "last_month")
            )
            months = (last.year - first.year) * 12 + last.month - first.month + 1
            monthly = frame["point"].astype(float).to_numpy() / months.to_numpy()
            self._cells(monthly, "point a month", rows)
        if {"feed", "month", "rows", "status"} <= set(frame):
            self._runs(frame, rows)
        if {"feed", "files"} <= set(frame):  # a feed may stand in several rows, one a download
            self._alone(frame.groupby("feed")["files"].sum(), _COUNT, "files")
        if {"share_of_area", "pai"} <= set(numeric):
            caught = (frame["share_of_area"] * frame["pai"]).astype(float).to_numpy()
            self._add(100 * caught, _PERCENT, "share caught", rows)
        divided = [d for d in ("area", "theme", "period") if (rows.get(d, np.array([])) >= 0).any()]
        for column in numeric:
            values = frame[column].astype(float).to_numpy()
            total = np.nansum(values)
            if len(divided) == 1 and total > 0:
                share = 100 * np.abs(values) / total
                self._add(share, _PERCENT, f"{column} of all", rows)
            if {"area_name", "theme"} <= set(frame) and "period" in frame:
                keys = zip(frame["area_name"], frame["period"], strict=True)
                whole = np.array([totals.get((column, *key), np.nan) for key in keys])
                self._add(100 * values / whole, _PERCENT, f"{column} of the area's", rows)
        if not divided:
            sums = {c: float(np.nansum(frame[c].astype(float))) for c in numeric}
            self._alone([n for n in sums.values() if n % 1 == 0], _COUNT, "totals")
            below = [n for n in sums.values() if n > 0]
            shares = [100 * a / b for a in sums.values() for b in below]
            self._alone(shares, _PERCENT, "shares of totals")

    def _runs(self, frame: pd.DataFrame, rows: Mapping) -> None:
        """Months of a feed in a row of the same status: how many, and their rows."""
        ordered = frame.reset_index(drop=True).sort_values(["feed", "month"])
        state = ordered[["feed", "status"]]
        runs = ordered.groupby((state != state.shift()).any(axis=1).cumsum())["rows"]
        first = ordered.index[~state.eq(state.shift()).all(axis=1)]
        named = {name: codes[first] for name, codes in rows.items()}  # from its first month
        self._add(runs.size().to_numpy(float), _COUNT, "months, in a run", named)
        self._add(runs.sum().to_numpy(float), _COUNT, "rows, in a run", named)

    def _things(self, frame: pd.DataFrame, texts: list[str], numeric: list[str]) -> None:
        """How many rows there are, of each kind, with a figure and without one."""
        counts: set[int] = set()
        # Sentences count themes without the total of all of them.
        lists = [frame, frame[frame["theme"] != TOTAL]] if "theme" in frame else [frame]
        for rows in lists:
            counts.add(len(rows))
            for column in numeric:
                shown = int(rows[column].notna().sum())
                counts |= {shown, len(rows) - shown}
                if "area" in rows:  # the row of the whole is no area among others
                    counts.add(max(shown - 1, 0))
            for column in texts:
                held = rows[column].dropna().astype(str)
                counts |= {held.nunique(), *held.value_counts()} if len(held) else set()
                if 1 < held.nunique() <= _FEW:
                    counts.add(0)  # nothing of a kind
        self._alone(counts, _THINGS, "things")

    def _alone(self, values: Iterable[float], form: int, column: str) -> None:
        self._add(np.array(sorted(values), dtype=float), form, column, {})

    def _add(self, values: np.ndarray, form: int, column: str, rows: Mapping) -> None:
        known = np.isfinite(values)
        place = (self._table, column)
        if place not in self._places:
            self._places[place] = len(self.named)
            self.named.append(place)
        kept = {dimension: codes[known] for dimension, codes in rows.items()}
        self._parts.append((values[known], form, self._places[place], kept))


def _totals(published: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str, str], float]:
    """Column, area and period of every total over all themes."""
    totals: dict[tuple[str, str, str], float] = {}
    whole_area = borough(published)
    for frame in published.values():
        if {"theme", "period", "offences"} <= set(frame) and "area" not in frame:
            whole = frame.loc[frame["theme"] == TOTAL, ["period", "offences"]]
            totals |= {("offences", whole_area, p): n for p, n in whole.itertuples(index=False)}
        if not {"area_name", "period"} <= set(frame):
            continue
        whole = frame[frame["theme"] == TOTAL] if "theme" in frame else frame
        for column in whole.select_dtypes("number"):
            named = zip(whole["area_name"], whole["period"], whole[column], strict=True)
            totals |= {(column, area, period): float(value) for area, period, value in named}
    return totals
