"""One table as it will be shown: counts hidden or rounded, derived columns recomputed, a ledger."""

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.alternatives import Altered
from cdrp_analysis.disclosure.derived_columns import derive
from cdrp_analysis.disclosure.kept import Kept, entry, row_keys
from cdrp_analysis.disclosure.primary import DOMINANCE, FEW, GROUP, ONE, ZERO
from cdrp_analysis.disclosure.relations import System, addresses
from cdrp_analysis.disclosure.rounding import low_symbols, round_to_base
from cdrp_analysis.disclosure.rules import Rule
from cdrp_analysis.vocabulary import MISSING, SUPPRESSED


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
        derive(table, shown, derived, symbols)
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
