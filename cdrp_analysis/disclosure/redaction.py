"""One table as it will be shown: counts hidden or rounded, derived columns recomputed, a ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.alternatives import Altered
from cdrp_analysis.disclosure.merging import Merge
from cdrp_analysis.disclosure.primary import DOMINANCE, FEW, GROUP, ONE, ZERO
from cdrp_analysis.disclosure.relations import System, addresses
from cdrp_analysis.disclosure.rounding import low_symbols, possible_counts, round_to_base
from cdrp_analysis.disclosure.rules import Rule
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import InputError
from cdrp_analysis.vocabulary import MISSING, NOT_APPLICABLE, SUPPRESSED

LEDGER = (
    "edition", "table", "key", "column", "rule", "action", "reason", "code", "approved_by",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """
    A table whose rows an edition may publish, with the rule of each row.

    ``totals`` names, by row number, the totals that hold rows shown less than exactly, with
    those rows; None where nobody has said which rows a total holds. ``merges`` are rows that
    stand for several categories.
    """

    spec: TableSpec
    edition: str
    frame: pd.DataFrame
    rules: list[Rule]
    totals: Mapping[int, tuple[int, ...] | None] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()

    @property
    def below(self) -> np.ndarray:
        return np.array([rule.suppress_below for rule in self.rules], dtype=int)

    @property
    def most_hidden(self) -> int:
        """The highest threshold of its rows; 0 where none hides anything."""
        return int(self.below.max(initial=0))

    @property
    def base(self) -> np.ndarray:
        return np.array([rule.round_to for rule in self.rules], dtype=int)


def redacted(
    table: Kept,
    system: System,
    reason: np.ndarray,
    hidden: np.ndarray,
    entries: list,
    figures: Altered | None = None,
) -> pd.DataFrame:
    """
    The table with counts hidden or rounded, derived columns recomputed, every change entered.

    Where there are ``figures`` a count that would be hidden or rounded is shown as those have it.
    ``reason`` says of every cell of the system why it is hidden for its own value ("" if not).
    """
    spec, frame = table.spec, table.frame
    columns = [column for column in spec.columns if column.shown_in(table.edition)]
    shown = frame[[c.name for c in columns if c.role != "derived"]].copy()
    symbols: dict[str, np.ndarray] = {}
    for column in spec.columns:
        if column not in columns:
            if table.rules:
                reason = f"for the {column.audience} edition only"
                entries.append(
                    entry(spec, "", column.name, table.rules[0], "column left out", reason)
                )
        elif column.role == "count":
            shown[column.name], symbols[column.name] = _count(
                table, column.name, system, reason, hidden, entries, figures
            )
    derived = [c.name for c in columns if c.role == "derived"]
    if derived and spec.rederive is not None:
        _derive(table, shown, derived, symbols)
    elif derived and table.rules:
        for name in derived:
            entries.append(
                entry(
                    spec, "", name, table.rules[0], "column left out",
                    "it cannot be recomputed from protected counts",
                )
            )  # fmt: skip
    order = []
    for column in spec.columns:
        if column.name in shown:
            order.append(column.name)
        if column.name in symbols:
            shown[f"{column.name}_symbol"] = pd.array(symbols[column.name], dtype="str")
            order.append(f"{column.name}_symbol")
    result = shown[order]
    result.attrs = dict(frame.attrs)
    return result


def _count(
    table: Kept,
    name: str,
    system: System,
    reason: np.ndarray,
    hidden: np.ndarray,
    entries: list,
    figures: Altered | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers and symbols of one count column."""
    spec = table.spec
    if figures is not None and spec.cells is not None and name == spec.cells.count:
        return _altered(table, name, system, figures, entries)
    given = pd.to_numeric(table.frame[name]).astype("Float64").to_numpy(float, na_value=np.nan)
    exact = _with_totals_as_shown(table, given)
    symbols = np.where(np.isnan(given), MISSING, "").astype(object)
    small = (exact >= 1) & (exact < table.below)
    small |= np.isnan(exact) & ~np.isnan(given)
    why = np.full(len(exact), "", dtype=object)
    secondary = np.zeros(len(exact), dtype=bool)
    if spec.cells is not None and name == spec.cells.count:
        for row, cell in enumerate(addresses(table.frame, spec.cells)):
            here = system.index.get(cell)
            if here is None or np.isnan(exact[row]):
                continue
            small[row] |= bool(reason[here])
            why[row] = reason[here]
            secondary[row] = bool(hidden[here])
    secondary &= ~small
    symbols[small | secondary] = SUPPRESSED
    numbers = _round_each(exact, table.base)
    for row in np.flatnonzero(symbols == ""):
        symbols[row] = low_symbols(exact[row], table.base[row]).item()
    numbers[symbols != ""] = np.nan
    keys = row_keys(spec, table.frame)
    for row in range(len(exact)):
        rule = table.rules[row]
        if small[row]:
            entries.append(
                entry(spec, keys[row], name, rule, "suppressed", _because(rule, why[row]))
            )
        elif secondary[row]:
            said = "another hidden count could be worked out from it"
            entries.append(entry(spec, keys[row], name, rule, "suppressed", said))
        elif symbols[row] != MISSING and numbers[row] != given[row]:
            entries.append(entry(spec, keys[row], name, rule, "rounded", rule.basis))
    return numbers, symbols


def _because(rule: Rule, reason: str) -> str:
    """The rule that hides a count for its own value, in words with its source."""
    named = {
        ZERO: rule.zeros,
        GROUP: rule.groups,
        **dict.fromkeys((ONE, FEW, DOMINANCE), rule.contributors),
    }
    if reason not in named:
        return rule.basis
    return f"{reason}: {named[reason] or 'by the rule of another table or edition'}"


def _altered(
    table: Kept, name: str, system: System, figures: Altered, entries: list
) -> tuple[np.ndarray, np.ndarray]:
    """Every count that is known, as controlled rounding or its cell key has it."""
    spec = table.spec
    given = pd.to_numeric(table.frame[name]).astype("Float64").to_numpy(float, na_value=np.nan)
    numbers = np.full(len(given), np.nan)
    keys = row_keys(spec, table.frame)
    for row, cell in enumerate(addresses(table.frame, spec.cells)):
        if np.isnan(given[row]):
            continue
        numbers[row] = figures.values[system.index[cell]]
        if numbers[row] != given[row]:
            reason = f"{figures.method} of all tables together"
            entries.append(entry(spec, keys[row], name, table.rules[row], figures.action, reason))
    return numbers, np.where(np.isnan(given), MISSING, "").astype(object)


def _with_totals_as_shown(table: Kept, exact: np.ndarray) -> np.ndarray:
    """
    Counts with every total made of its protected parts as a reader sees them.

    A total rounded by itself still says which half of its parts' rounding range is meant: with
    the other parts exact, one time in five that leaves a single count. Made of figures that are
    published anyway it says nothing. NaN where that cannot be done.
    """
    shown = _round_each(exact, table.base)
    # The same for every hidden count, so that the total does not tell which it is.
    shown = np.where((exact >= 1) & (exact < table.below), table.below // 2, shown)
    made = exact.copy()
    for total, parts in table.totals.items():
        rows = list(parts or ())
        made[total] = exact[total] - exact[rows].sum() + shown[rows].sum()
        if parts is None:
            made[total] = np.nan
    return made


def _round_each(values: np.ndarray, bases: np.ndarray) -> np.ndarray:
    """Every value rounded to its own base."""
    pairs = zip(values, bases, strict=True)
    return np.array([round_to_base(value, base) for value, base in pairs]).reshape(len(values))


def _derive(
    table: Kept, shown: pd.DataFrame, derived: list[str], symbols: dict[str, np.ndarray]
) -> None:
    """
    Recompute the derived columns in place, from what is shown.

    Where a row's counts are shown exactly its derived values go in as they are; elsewhere
    they go in as missing, so that nothing exact can come through.
    """
    spec, frame = table.spec, table.frame
    exact_rows = np.array([rule.exact for rule in table.rules], dtype=bool)
    given = shown.copy()
    for name in derived:
        given[name] = frame[name].where(exact_rows)
    given.attrs = dict(frame.attrs)
    made = spec.rederive(given)
    absent = [name for name in derived if name not in made]
    if absent or len(made) != len(shown):
        raise InputError(
            f"rederive of {spec.name} gave no {', '.join(absent) or 'matching rows'}.",
            where="disclosure.protect",
            do="it must return every derived column for the same rows in the same order",
        )
    counted = [symbols[c.name] for c in spec.columns if c.name in symbols]
    withheld = np.any([s == SUPPRESSED for s in counted], axis=0) if counted else False
    withheld = np.broadcast_to(withheld, len(shown))
    too_few = _too_few(table, shown)
    for name in derived:
        column = made[name].reset_index(drop=True)
        marks = np.where(column.isna(), MISSING, "").astype(object)
        marks[column.isna() & frame[name].notna()] = SUPPRESSED  # known, but not from what is shown
        marks[too_few] = NOT_APPLICABLE
        marks[withheld] = SUPPRESSED
        shown[name] = column.where(marks == "")
        symbols[name] = marks


def _too_few(table: Kept, shown: pd.DataFrame) -> np.ndarray:
    """
    Rows whose derived figures rest on too small a base.

    A base that is a count is judged by the least that its figure leaves open: judged by the
    true count, the presence of a percentage would say which half of its range is meant.
    """
    spec, frame = table.spec, table.frame
    least = np.array([rule.minimum_denominator for rule in table.rules], dtype=int)
    too_few = np.zeros(len(shown), dtype=bool)
    for column in spec.columns:
        if column.role == "denominator":
            too_few |= pd.to_numeric(frame[column.name]).fillna(0).to_numpy(float) < least
        elif column.name == spec.base:
            numbers = pd.to_numeric(shown[column.name]).to_numpy(float, na_value=np.nan)
            rounded = column.role == "count"
            for row in np.flatnonzero(least):
                base, below = (table.base[row], table.below[row]) if rounded else (1, 0)
                known = not np.isnan(numbers[row])
                behind = known and possible_counts(numbers[row], base=base, suppress_below=below)[0]
                too_few[row] |= not known or behind < least[row]
    whole = np.array([rule.each_group for rule in table.rules], dtype=bool)
    if whole.any() and too_few.any():
        others = [key for key in spec.keys if key != spec.attribute_column]
        group = (
            frame[others].astype(str).agg(" · ".join, axis=1)
            if others
            else pd.Series("", index=frame.index)
        )
        too_few |= whole & group.isin(group[too_few & whole]).to_numpy(dtype=bool)
    return too_few


def without_counts(table: Kept, shown: pd.DataFrame, entries: list) -> pd.DataFrame:
    """The protected table as published: without its counts where only percentages may be shown."""
    if all(rule.counts for rule in table.rules):
        return shown
    counts = [c.name for c in table.spec.columns if c.role == "count" and c.name in shown]
    for name in counts:
        reason = "only the figures derived from it are shown"
        entries.append(entry(table.spec, "", name, table.rules[0], "column left out", reason))
    result = shown.drop(columns=[*counts, *(f"{name}_symbol" for name in counts)])
    result.attrs = dict(shown.attrs)
    return result


def row_keys(spec: TableSpec, frame: pd.DataFrame) -> list[str]:
    if not spec.keys:
        return [str(row) for row in range(len(frame))]
    return [" · ".join(map(str, row)) for row in frame[spec.keys].itertuples(index=False)]


def entry(
    spec: TableSpec, key: str, column: str, rule: Rule, action: str, reason: str
) -> dict[str, str]:
    code = "; ".join(rule.exemption)
    said = (rule.edition, spec.name, key, column, rule.rule, action, reason, code, rule.decided_by)
    return dict(zip(LEDGER, said, strict=True))
