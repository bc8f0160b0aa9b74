"""From restricted tables to the tables of an edition: all of them together, then attacked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.attack import Shown, attack, shown_bounds
from cdrp_analysis.disclosure.redaction import LEDGER, Kept, entry, redacted, row_keys
from cdrp_analysis.disclosure.relations import Hierarchy, System, addresses, build
from cdrp_analysis.disclosure.rules import (
    TOTALS,
    Rule,
    policy,
    sensitive_parts,
    sensitive_rows,
    stricter,
    totals_of,
)
from cdrp_analysis.disclosure.suppression import suppress
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError, InputError
from cdrp_analysis.settings import Thresholds

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
            edition, checked, pd.DataFrame(columns=LEDGER), pd.DataFrame(columns=_ATTACK)
        )
    hierarchy = hierarchy or Hierarchy()
    entries: list[dict[str, str]] = []
    kept = {}
    within = any(sensitive_parts(frame, hierarchy).any() for frame in checked.values())
    for name, frame in checked.items():
        rule = _rule(rules, specs[name])
        if rule.publish:
            if within:
                frame = _without_whole(specs[name], frame, rule, thresholds, hierarchy, entries)
            table = _keep_rows(specs[name], frame, rule, thresholds, hierarchy, entries)
            kept[name] = _totals_hidden(table, thresholds) if within else table
        else:
            entries.append(entry(specs[name], "", "", rule, "table left out", rule.basis))
    joint = {name: table.frame for name, table in kept.items() if table.spec.cells is not None}
    system = build(joint, specs, hierarchy)
    primary = _primaries(system, kept, hierarchy, thresholds.suppress_below)
    hidden = _hidden(system, primary, hierarchy, thresholds.suppress_below)
    done = {name: redacted(table, system, primary, hidden, entries) for name, table in kept.items()}
    attacked = _attacked(system, kept, done, primary, thresholds.suppress_below)
    ledger = pd.DataFrame(entries, columns=LEDGER)
    return Protected(edition, done, ledger, attacked)


def _rule(rules: Mapping[str, Rule], spec: TableSpec) -> Rule:
    if spec.content not in rules:
        raise InputError(
            f"the table {spec.name} has the content type {spec.content!r}, which has no rule.",
            where="disclosure.protect",
            do=f"use one of {', '.join(rules)}",
        )
    return rules[spec.content]


def _without_whole(
    spec: TableSpec,
    frame: pd.DataFrame,
    rule: Rule,
    thresholds: Thresholds,
    hierarchy: Hierarchy,
    entries: list,
) -> pd.DataFrame:
    """
    A small-area table without the partnership's own total.

    Less the other themes, which other tables show exactly and by month, it would give a
    sensitive theme. Totals of the small areas stay: what they leave over is in the joint system.
    """
    if rule.sensitive != "drop" or spec.cells is None:
        return frame
    top = hierarchy.top_areas()
    cells = addresses(frame, spec.cells)
    whole = np.array([c.area in top and c.offence in TOTALS for c in cells], dtype=bool)
    _left_out(spec, frame[whole], stricter(rule, thresholds), entries)
    return _rows(frame, ~whole)


def _totals_hidden(table: Kept, thresholds: Thresholds) -> Kept:
    """Counts over all themes that no other table is tied to are not shown at all."""
    spec = table.spec
    exempt = {rule.sensitive for rule in table.rules} <= {"keep"}
    if exempt or "theme" in table.frame or spec.cells is not None:
        return table
    strict = [stricter(rule, thresholds) for rule in table.rules]
    return replace(table, rules=strict, totals=dict.fromkeys(range(len(strict))))


def _left_out(spec: TableSpec, frame: pd.DataFrame, rule: Rule, entries: list) -> None:
    for key in row_keys(spec, frame):
        entries.append(entry(spec, key, "", rule, "row left out", rule.basis))


def _rows(frame: pd.DataFrame, chosen: np.ndarray) -> pd.DataFrame:
    """Some rows, with what the frame says about itself."""
    some = frame[chosen].reset_index(drop=True)
    some.attrs = dict(frame.attrs)
    return some


def _keep_rows(
    spec: TableSpec,
    frame: pd.DataFrame,
    rule: Rule,
    thresholds: Thresholds,
    hierarchy: Hierarchy,
    entries: list,
) -> Kept:
    strict = stricter(rule, thresholds)
    # The joint system knows what is left of a small area's total; elsewhere a total less the
    # themes that are shown exactly would be the sensitive count itself.
    sensitive = sensitive_rows(frame)
    parts = sensitive_parts(frame, hierarchy)
    if parts.any() and not (rule.suppress_below and spec.cells is not None):
        sensitive = sensitive | frame["theme"].isin(TOTALS).to_numpy(dtype=bool)
    totals = {}
    if rule.sensitive == "drop":
        _left_out(spec, frame[sensitive], strict, entries)
        frame = _rows(frame, ~sensitive)
        sensitive = np.zeros(len(frame), dtype=bool)
    elif rule.sensitive == "protect" and sensitive.any():
        totals = totals_of(spec, frame, parts, hierarchy)
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
    return Kept(spec, frame, by_row, totals)


def _primaries(
    system: System, kept: Mapping[str, Kept], hierarchy: Hierarchy, threshold: int
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


def _attacked(
    system: System,
    kept: Mapping[str, Kept],
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
