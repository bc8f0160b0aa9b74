"""From restricted tables to the tables of an edition: all of them together, then attacked."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.attack import Shown, attack, shown_bounds
from cdrp_analysis.disclosure.relations import Hierarchy, System, addresses, build
from cdrp_analysis.disclosure.rounding import low_symbols, round_to_base
from cdrp_analysis.disclosure.rules import Rule, policy, stricter
from cdrp_analysis.disclosure.suppression import suppress
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError, InputError
from cdrp_analysis.settings import Thresholds
from cdrp_analysis.vocabulary import MISSING, NOT_APPLICABLE, SUPPRESSED

_LEDGER = ("table", "key", "column", "rule", "action", "reason")
_ATTACK = ("source", "area", "offence", "period", "kind", "primary", "lower", "upper", "safe")


@dataclass(frozen=True)
class Protected:
    """
    The tables of one edition and the record of what was withheld.

    ``tables`` may be published. ``ledger`` (every redaction: table, row, column, rule, action,
    reason) and ``attack`` (range of every hidden cell) are restricted.
    """

    edition: str
    tables: dict[str, pd.DataFrame]
    ledger: pd.DataFrame
    attack: pd.DataFrame


@dataclass(frozen=True)
class _Kept:
    """A table whose rows may be published, with the rule of each row."""

    spec: TableSpec
    frame: pd.DataFrame
    rules: list[Rule]

    @property
    def below(self) -> np.ndarray:
        return np.array([rule.suppress_below for rule in self.rules], dtype=int)

    @property
    def base(self) -> np.ndarray:
        return np.array([rule.round_to for rule in self.rules], dtype=int)


def protect(
    tables: Mapping[str, pd.DataFrame],
    specs: Mapping[str, TableSpec],
    *,
    edition: str,
    thresholds: Thresholds | None = None,
    hierarchy: Hierarchy | None = None,
) -> Protected:
    """
    Make the tables of an edition, all from one joint system of cells, and attack the result.

    Parameters
    ----------
    tables : dict of name to DataFrame
        Restricted tables.
    specs : dict of name to TableSpec
        Their declarations.
    edition : {"restricted", "public"}
        The restricted edition gets the tables as they are.
    thresholds : Thresholds, optional
        The assessment's own numbers.
    hierarchy : Hierarchy, optional
        Which totals fall into which parts; parts must not overlap.

    Returns
    -------
    Protected
        Count and derived columns hold numbers, NaN where none is shown, and
        ``<column>_symbol`` says why ("" where a number is shown). Tables, rows and columns
        that the rules withhold are absent.

    Raises
    ------
    DisclosureError
        If a hidden count could be worked out from what would be published.
    InputError
        If a table is not as declared.
    """
    thresholds = thresholds or Thresholds()
    rules = policy(edition, thresholds)
    checked = {name: specs[name].check(frame) for name, frame in tables.items()}
    if edition == "restricted":
        return Protected(
            edition, checked, pd.DataFrame(columns=_LEDGER), pd.DataFrame(columns=_ATTACK)
        )
    entries: list[dict[str, str]] = []
    kept = {}
    for name, frame in checked.items():
        rule = _rule(rules, specs[name])
        if rule.publish:
            kept[name] = _keep_rows(specs[name], frame, rule, thresholds, entries)
        else:
            entries.append(_entry(specs[name], "", "", rule, "table left out", rule.basis))
    joint = {name: table.frame for name, table in kept.items() if table.spec.cells is not None}
    system = build(joint, specs, hierarchy or Hierarchy())
    primary = _primaries(system, kept, hierarchy or Hierarchy(), thresholds.suppress_below)
    hidden = _hidden(system, primary, hierarchy or Hierarchy(), thresholds.suppress_below)
    done = {
        name: _protected(table, system, primary, hidden, entries) for name, table in kept.items()
    }
    attacked = _attacked(system, kept, done, primary, thresholds.suppress_below)
    ledger = pd.DataFrame(entries, columns=_LEDGER)
    return Protected(edition, done, ledger, attacked)


def _rule(rules: Mapping[str, Rule], spec: TableSpec) -> Rule:
    if spec.content not in rules:
        raise InputError(
            f"the table {spec.name} has the content type {spec.content!r}, which has no rule.",
            where="disclosure.protect",
            do=f"use one of {', '.join(rules)}",
        )
    return rules[spec.content]


def _keep_rows(
    spec: TableSpec, frame: pd.DataFrame, rule: Rule, thresholds: Thresholds, entries: list
) -> _Kept:
    sensitive = np.zeros(len(frame), dtype=bool)
    if "sensitive" in frame:
        # A row nobody has classed is treated as sensitive.
        sensitive = frame["sensitive"].astype("boolean").fillna(True).to_numpy(dtype=bool)
    strict = stricter(rule, thresholds)
    if rule.sensitive == "drop":
        for key in _keys(spec, frame[sensitive]):
            entries.append(_entry(spec, key, "", strict, "row left out", strict.basis))
        frame = frame[~sensitive].reset_index(drop=True)
        sensitive = np.zeros(len(frame), dtype=bool)
    by_row = [strict if flag and rule.sensitive == "protect" else rule for flag in sensitive]
    counts = [c.name for c in spec.columns if c.role == "count" and not c.restricted]
    unaddressed = [c for c in counts if spec.cells is None or c != spec.cells.count]
    if rule.suppress_below and unaddressed:
        raise DisclosureError(
            f"{', '.join(unaddressed)} in {spec.name} must be protected, but no cell address "
            "ties them to the other tables.",
            where="disclosure.protect",
            do="declare TableSpec.cells for the table, or mark the column restricted",
        )
    return _Kept(spec, frame, by_row)


def _primaries(
    system: System, kept: Mapping[str, _Kept], hierarchy: Hierarchy, threshold: int
) -> np.ndarray:
    """
    Cells hidden for their own value.

    Besides the counts that tables show these are sums and remainders of small areas: a reader
    can work them out, so a remainder of 3 is as good as published. What is left of a
    partnership total, or placed in no area, says nothing of a small area.
    """
    primary = np.zeros(len(system.cells), dtype=bool)
    protected_sources, areas = set(), set()
    for table in kept.values():
        if table.spec.cells is None:
            continue
        for cell, below in zip(addresses(table.frame, table.spec.cells), table.below, strict=True):
            areas.add(cell.area)
            if below:
                protected_sources.add(cell.source)
            if cell in system.index and 1 <= system.values[system.index[cell]] < below:
                primary[system.index[cell]] = True
    small = areas - hierarchy.top_areas()
    for here, cell in enumerate(system.cells):
        if system.kind[here] != "table" and cell.area in small:
            primary[here] |= (
                cell.source in protected_sources and 1 <= system.values[here] < threshold
            )
    return primary


def _hidden(
    system: System, primary: np.ndarray, hierarchy: Hierarchy, threshold: int
) -> np.ndarray:
    unpublished = np.array([kind != "table" for kind in system.kind], dtype=bool)
    top = hierarchy.top_areas()
    spared = np.array([cell.area in top for cell in system.cells], dtype=bool)
    return suppress(
        system,
        primary=primary,
        unpublished=unpublished,
        spared=spared & ~unpublished,
        threshold=threshold,
    ).hidden


def _protected(
    table: _Kept, system: System, primary: np.ndarray, hidden: np.ndarray, entries: list
) -> pd.DataFrame:
    spec, frame = table.spec, table.frame
    shown = frame[[c.name for c in spec.columns if not c.restricted and c.role != "derived"]].copy()
    symbols: dict[str, np.ndarray] = {}
    for column in spec.columns:
        if column.restricted:
            rule = table.rules[0] if table.rules else None
            if rule is not None:
                entries.append(
                    _entry(spec, "", column.name, rule, "column left out", "restricted column")
                )
        elif column.role == "count":
            shown[column.name], symbols[column.name] = _count(
                table, column.name, system, primary, hidden, entries
            )
    derived = [c.name for c in spec.columns if c.role == "derived" and not c.restricted]
    if derived and spec.rederive is not None:
        _derive(table, shown, derived, symbols)
    elif derived and table.rules:
        for name in derived:
            entries.append(
                _entry(
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
    table: _Kept, name: str, system: System, primary: np.ndarray, hidden: np.ndarray, entries: list
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers and symbols of one count column."""
    spec = table.spec
    exact = pd.to_numeric(table.frame[name]).astype("Float64").to_numpy(float, na_value=np.nan)
    symbols = np.where(np.isnan(exact), MISSING, "").astype(object)
    small = (exact >= 1) & (exact < table.below)
    secondary = np.zeros(len(exact), dtype=bool)
    if spec.cells is not None and name == spec.cells.count:
        for row, cell in enumerate(addresses(table.frame, spec.cells)):
            here = system.index.get(cell)
            if here is None or np.isnan(exact[row]):
                continue
            small[row] |= bool(primary[here])
            secondary[row] = bool(hidden[here])
    secondary &= ~small
    symbols[small | secondary] = SUPPRESSED
    numbers = np.array(
        [round_to_base(value, base) for value, base in zip(exact, table.base, strict=True)]
    ).reshape(len(exact))
    for row in np.flatnonzero(symbols == ""):
        symbols[row] = low_symbols(exact[row], table.base[row]).item()
    numbers[symbols != ""] = np.nan
    keys = _keys(spec, table.frame)
    for row in range(len(exact)):
        rule = table.rules[row]
        if small[row]:
            entries.append(_entry(spec, keys[row], name, rule, "suppressed", rule.basis))
        elif secondary[row]:
            reason = "another hidden count could be worked out from it"
            entries.append(_entry(spec, keys[row], name, rule, "suppressed", reason))
        elif symbols[row] != MISSING and numbers[row] != exact[row]:
            entries.append(_entry(spec, keys[row], name, rule, "rounded", rule.basis))
    return numbers, symbols


def _derive(
    table: _Kept, shown: pd.DataFrame, derived: list[str], symbols: dict[str, np.ndarray]
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
    least = np.array([rule.minimum_denominator for rule in table.rules])
    too_few = np.zeros(len(shown), dtype=bool)
    for column in spec.columns:
        if column.role == "denominator":
            too_few |= pd.to_numeric(frame[column.name]).fillna(0).to_numpy(float) < least
    for name in derived:
        column = made[name].reset_index(drop=True)
        marks = np.where(column.isna(), MISSING, "").astype(object)
        marks[too_few] = NOT_APPLICABLE
        marks[withheld] = SUPPRESSED
        shown[name] = column.where(marks == "")
        symbols[name] = marks


def _attacked(
    system: System,
    kept: Mapping[str, _Kept],
    done: Mapping[str, pd.DataFrame],
    primary: np.ndarray,
    threshold: int,
) -> pd.DataFrame:
    shown = [
        Shown(table.spec, done[name], table.base, table.below)
        for name, table in kept.items()
        if table.spec.cells is not None
    ]
    lower, upper = shown_bounds(system, shown)
    blurred = np.zeros(len(system.cells), dtype=bool)  # sensitive totals shown rounded
    for table in kept.values():
        if table.spec.cells is not None:
            for cell, rule in zip(
                addresses(table.frame, table.spec.cells), table.rules, strict=True
            ):
                if cell in system.index and rule.sensitive == "protect" and not rule.exact:
                    blurred[system.index[cell]] = True
    blurred &= lower < upper
    found = attack(system, lower, upper, primary=primary, threshold=threshold, also=blurred)
    if not found["safe"].all():
        open_cells = found[~found["safe"]]
        raise DisclosureError(
            f"{len(open_cells)} of {len(found)} hidden counts could be worked out from what would "
            "be published.",
            where="disclosure.attack",
            areas=sorted(set(open_cells["area"]) & {cell.area for cell in system.cells}),
            do="nothing has been published; leave out a table that shares these cells",
        )
    return found


def _keys(spec: TableSpec, frame: pd.DataFrame) -> list[str]:
    if not spec.keys:
        return [str(row) for row in range(len(frame))]
    return [" · ".join(map(str, row)) for row in frame[spec.keys].itertuples(index=False)]


def _entry(
    spec: TableSpec, key: str, column: str, rule: Rule, action: str, reason: str
) -> dict[str, str]:
    return dict(zip(_LEDGER, (spec.name, key, column, rule.rule, action, reason), strict=True))
