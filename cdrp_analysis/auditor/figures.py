"""Every figure that published tables account for, each with the row, column and unit it has."""

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

# Columns that say the same of a row: which area, which theme, which time.
_DIMENSIONS = {
    "area": "area",
    "area_name": "area",
    "theme": "theme",
    "label": "theme",
    "period": "period",
    "month": "period",
    "target": "period",
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_TARGET = re.compile(r"year end (\d{4}/\d\d)")
_BOROUGH = re.compile(r"\bthe borough\b", re.I)
_SHARES = re.compile(r"share|coverage|covered|recapture|gini|error|^p_|pei|pai")
_ESTIMATE = 1000  # estimates from here on are printed to three significant figures
_PERCENT, _COUNT, _REAL, _RANK, _THINGS = range(5)
FORMS = {"percent": _PERCENT, "count": _COUNT, "real": _REAL, "rank": _RANK, "things": _THINGS}
TOTAL = "all"


class Figures:
    """
    All figures of published tables as one long list, narrowed by what a text speaks of.

    Parameters
    ----------
    published : dict of name to DataFrame
        Protected tables.

    Notes
    -----
    A figure is a cell; a share as a percentage; a ratio's distance from one; a cell as a share of
    its area's total, or of the column's total where the rows are one list; the share of events that
    a share of the area caught (its prediction accuracy index times that share); the difference of
    ``before`` and ``after``; the total of a column of a list that is about neither areas nor
    themes, and the ratio of two of them; events per 1,000 residents over all areas; how many rows
    or different values a table has, in all or of one kind. Nothing else.
    """

    def __init__(self, published: Mapping[str, pd.DataFrame]):
        self.terms: dict[str, set[tuple[str, str]]] = {}
        self._values: list[np.ndarray] = []
        self._forms: list[np.ndarray] = []
        self._columns: list[np.ndarray] = []
        self._keys: dict[str, list[np.ndarray]] = {d: [] for d in ("area", "theme", "period")}
        self._codes: dict[tuple[str, str], int] = {}
        self._names: list[str] = []
        self._narrowed: dict[object, dict[int, np.ndarray]] = {}
        totals = _totals(published)
        self._same = _names(published)
        for frame in published.values():
            self._take(frame, totals)
        self._borough_rate(published)
        joined = [self._values, self._forms, self._columns]
        self.values, self.forms, self.columns = (
            np.concatenate(parts) if parts else np.array([]) for parts in joined
        )
        self.keys = {
            d: np.concatenate(parts) if parts else np.array([]) for d, parts in self._keys.items()
        }
        self._months = {t: c for (d, t), c in self._codes.items() if _MONTH.fullmatch(t)}
        self._whole = self._codes.get(("area", _borough(published)), -1)
        longest = sorted((t for t in self.terms if len(t) > 2), key=len, reverse=True)
        spelled = "|".join(map(re.escape, longest))
        self._spoken = re.compile(rf"(?<!\w)(?:{spelled})(?!\w)", re.I) if longest else None

    def names(self, cell: str) -> bool:
        """Whether a text is the name of an area, a theme or a time, and nothing else."""
        return cell.strip().lower() in self.terms

    def has(self, heading: str) -> bool:
        """Whether a heading is the name of a published column."""
        return bool(self._columns_of(heading))

    def mentions(self, text: str) -> dict[str, frozenset[int]]:
        """
        Areas, themes and times that a text names, as codes, by dimension.

        Two months stand for all between them; "the borough" for the area that holds the others.
        """
        found: dict[str, set[int]] = {}
        if self._whole >= 0 and _BOROUGH.search(text):
            found["area"] = {self._whole}
        for spoken in self._spoken.findall(text) if self._spoken else ():
            for dimension, value in self.terms[spoken.lower()]:
                found.setdefault(dimension, set()).add(self._codes[dimension, value])
        if months := found.get("period", set()) & set(self._months.values()):
            named = sorted(month for month, code in self._months.items() if code in months)
            between = {c for m, c in self._months.items() if named[0] <= m <= named[-1]}
            found["period"] |= between
        return {dimension: frozenset(codes) for dimension, codes in found.items()}

    def accounts(
        self,
        value: float,
        decimals: int,
        forms: Iterable[int],
        near: Mapping[str, frozenset[int]],
        far: Mapping[str, frozenset[int]],
        heading: str = "",
    ) -> bool:
        """
        Whether a figure, rounded as it is printed, is that value.

        ``near`` says what the row or sentence speaks of: a figure must be of it. ``far`` says
        what the heading or the page is about: a figure of something else does not count, a
        figure of a table that knows no such division does.
        """
        held = self._narrow(near, far, heading)
        half = 0.5 * 10.0**-decimals + 1e-9
        for form in forms:
            if form in (_COUNT, _RANK, _THINGS) and decimals:
                continue
            room = 1e-9 if form in (_COUNT, _RANK, _THINGS) else half
            numbers = held.get(form, np.array([]))
            at = np.searchsorted(numbers, value - room)
            if at < len(numbers) and numbers[at] <= value + room:
                return True
        return False

    def _narrow(self, near: Mapping, far: Mapping, heading: str) -> dict[int, np.ndarray]:
        spoken = self._columns_of(heading)
        key = (frozenset(near.items()), frozenset(far.items()), spoken)
        if key not in self._narrowed:
            keep = np.ones(len(self.values), dtype=bool)
            for dimension, codes in self.keys.items():
                if dimension in near:
                    # Tables of two times compared have them in their title, not in their rows.
                    without = [-1] if dimension == "period" else []
                    keep &= np.isin(codes, [*near[dimension], *without])
                elif dimension in far:
                    keep &= np.isin(codes, [*far[dimension], -1])
            if spoken and (keep & np.isin(self.columns, list(spoken))).any():
                keep &= np.isin(self.columns, list(spoken)) | (self.forms == _PERCENT)
            self._narrowed[key] = {
                form: np.unique(self.values[keep & (self.forms == form)]) for form in FORMS.values()
            }
        return self._narrowed[key]

    def _columns_of(self, heading: str) -> frozenset[int]:
        """Columns that a heading names word for word."""
        said = "_".join(re.findall(r"[a-z]+", heading.lower()))
        return frozenset(n for n, name in enumerate(self._names) if said and name == said)

    def _take(self, frame: pd.DataFrame, totals: Mapping) -> None:
        numeric = [c for c in frame if pd.api.types.is_numeric_dtype(frame[c].dtype)
                   and not pd.api.types.is_bool_dtype(frame[c].dtype)]  # fmt: skip
        texts = [c for c in frame if c not in numeric and not c.endswith("_symbol")
                 and frame[c].dtype != bool]  # fmt: skip
        rows = {dimension: np.full(len(frame), -1) for dimension in self._keys}
        for column in texts:
            if dimension := _DIMENSIONS.get(column):
                rows[dimension] = self._coded(frame, column, dimension, rows[dimension])
        for column in numeric:
            self._cells(frame[column].astype(float).to_numpy(), column, rows)
        if {"before", "after"} <= set(numeric):
            gap = (frame["after"] - frame["before"]).astype(float).to_numpy()
            self._add(np.abs(gap), _COUNT, "change", rows)
        self._shares(frame, numeric, rows, totals)
        self._things(frame, texts, numeric)

    def _coded(self, frame, column: str, dimension: str, known: np.ndarray) -> np.ndarray:
        """A code for every row's area, theme or time; ``area`` and ``area_name`` share theirs."""
        codes = known.copy()
        for at, text in enumerate(frame[column].astype(object)):
            if not isinstance(text, str) or not text:
                continue
            key = (dimension, self._same.get((dimension, text), text))
            codes[at] = self._codes.setdefault(key, len(self._codes))
            for name in {text, *_spelled(text)}:
                self.terms.setdefault(name.lower(), set()).add(key)
        return codes

    def _cells(self, values: np.ndarray, column: str, rows: Mapping) -> None:
        whole = np.nan_to_num(values, nan=0.5) % 1 == 0
        near = np.abs(values)
        self._add(np.where(whole, near, np.nan), _COUNT, column, rows)
        if column.startswith("rank"):
            self._add(near, _RANK, column, rows)
        if not np.nan_to_num(values % 1).any():
            if _SHARES.search(column):
                self._add(100 * near, _PERCENT, column, rows)
            return
        self._add(near, _REAL, column, rows)
        with np.errstate(divide="ignore"):
            steps = 10.0 ** (np.floor(np.log10(np.where(near > 0, near, 1))) - 2)
        large = np.where(near >= _ESTIMATE, np.round(near / steps) * steps, np.nan)
        self._add(large, _COUNT, column, rows)
        if _SHARES.search(column):
            self._add(100 * near, _PERCENT, column, rows)
        if column.startswith("ratio"):
            self._add(100 * np.abs(values - 1), _PERCENT, column, rows)

    def _shares(self, frame, numeric: list[str], rows: Mapping, totals: Mapping) -> None:
        if {"point", "first_month", "last_month"} <= set(frame):
            first, last = (
                pd.PeriodIndex(frame[c], freq="M") for c in ("first_month", "last_month")
            )
            months = (last.year - first.year) * 12 + last.month - first.month + 1
            monthly = frame["point"].astype(float).to_numpy() / months.to_numpy()
            self._cells(monthly, "a_month", rows)
        if {"feed", "month", "rows", "status"} <= set(frame):
            self._runs(frame)
        if {"feed", "files"} <= set(frame):  # a feed may stand in several rows, one a download
            self._alone(frame.groupby("feed")["files"].sum(), _COUNT, "files")
        if {"share_of_area", "pai"} <= set(numeric):
            caught = (frame["share_of_area"] * frame["pai"]).astype(float).to_numpy()
            self._add(100 * caught, _PERCENT, "recapture", rows)
        divided = [d for d, codes in rows.items() if (codes >= 0).any()]
        for column in numeric:
            values = frame[column].astype(float).to_numpy()
            total = np.nansum(values)
            if len(divided) == 1 and total > 0:
                self._add(100 * np.abs(values) / total, _PERCENT, column, rows)
            if {"area_name", "theme"} <= set(frame) and "period" in frame:
                keys = zip(frame["area_name"], frame["period"], strict=True)
                whole = np.array([totals.get((column, *key), np.nan) for key in keys])
                self._add(100 * values / whole, _PERCENT, column, rows)
        if not divided:
            sums = {c: float(np.nansum(frame[c].astype(float))) for c in numeric}
            self._alone([n for n in sums.values() if n % 1 == 0], _COUNT)
            below = [n for n in sums.values() if n > 0]
            self._alone([100 * a / b for a in sums.values() for b in below], _PERCENT)

    def _runs(self, frame: pd.DataFrame) -> None:
        """Months in a row of the same status, and their rows."""
        ordered = frame.sort_values(["feed", "month"])
        state = ordered[["feed", "status"]]
        runs = ordered.groupby((state != state.shift()).any(axis=1).cumsum())["rows"]
        self._alone(runs.size(), _COUNT, "months")
        self._alone(runs.sum(), _COUNT, "rows")

    def _things(self, frame: pd.DataFrame, texts: list[str], numeric: list[str]) -> None:
        """How many rows there are, of each kind, with a figure and without one."""
        counts: set[int] = set()
        # Sentences count themes without the total of all of them.
        lists = [frame, frame[frame["theme"] != "all"]] if "theme" in frame else [frame]
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
                if 1 < held.nunique() <= 8:
                    counts.add(0)  # nothing of a kind
        self._alone(counts, _THINGS)

    def _borough_rate(self, published: Mapping[str, pd.DataFrame]) -> None:
        for frame in published.values():
            if {"offences", "residents", "rate"} <= set(frame) and frame["residents"].sum() > 0:
                rate = 1000 * frame["offences"].sum() / frame["residents"].sum()
                self._alone([float(rate)], _REAL)

    def _alone(self, values: Iterable[float], form: int, column: str = "") -> None:
        values = np.array(sorted(values), dtype=float)
        self._add(values, form, column, {d: np.full(len(values), -1) for d in self._keys})

    def _add(self, values: np.ndarray, form: int, column: str, rows: Mapping) -> None:
        known = np.isfinite(values)
        if column not in self._names:
            self._names.append(column)
        self._values.append(values[known])
        self._forms.append(np.full(known.sum(), form))
        self._columns.append(np.full(known.sum(), self._names.index(column)))
        for dimension, codes in rows.items():
            self._keys[dimension].append(codes[known])


def _totals(published: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str, str], float]:
    """Column, area and period of every total over all themes."""
    totals: dict[tuple[str, str, str], float] = {}
    borough = _borough(published)
    for frame in published.values():
        if {"theme", "period", "offences"} <= set(frame) and "area" not in frame:
            whole = frame.loc[frame["theme"] == TOTAL, ["period", "offences"]]
            totals |= {("offences", borough, p): n for p, n in whole.itertuples(index=False)}
        if not {"area_name", "period"} <= set(frame):
            continue
        whole = frame[frame["theme"] == TOTAL] if "theme" in frame else frame
        for column in whole.select_dtypes("number"):
            named = zip(whole["area_name"], whole["period"], whole[column], strict=True)
            totals |= {(column, area, period): float(value) for area, period, value in named}
    return totals


def _borough(published: Mapping[str, pd.DataFrame]) -> str:
    """The area that holds the others: the one with most offences by theme."""
    for frame in published.values():
        if {"area_name", "theme", "offences"} <= set(frame) and len(frame):
            return str(frame.groupby("area_name")["offences"].sum().idxmax())
    return ""


def _names(published: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], str]:
    """The name of every area code and theme key."""
    names = {}
    for dimension, key, name in (("area", "area", "area_name"), ("theme", "theme", "label")):
        for frame in published.values():
            if {key, name} <= set(frame):
                pairs = frame[[key, name]].dropna().astype(str).drop_duplicates()
                named = pairs.itertuples(index=False, name=None)
                names |= {(dimension, code): text for code, text in named}
    return names


def _spelled(text: str) -> Iterable[str]:
    """Other ways to write a month, and the year that a projection is of."""
    if found := _TARGET.fullmatch(text):
        return (found[1],)
    if found := _MONTH.fullmatch(text):
        month = _MONTHS[int(found[2]) - 1]
        return (f"{month} {found[1]}", f"{month[:3]} {found[1]}")
    return ()
