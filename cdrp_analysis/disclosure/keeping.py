"""Which tables and rows an edition keeps, each row with its rule."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.kept import Kept, entry, row_keys
from cdrp_analysis.disclosure.merging import merged
from cdrp_analysis.disclosure.relations import Hierarchy, addresses
from cdrp_analysis.disclosure.rules import Rule, stricter
from cdrp_analysis.disclosure.scope import in_scope
from cdrp_analysis.disclosure.sensitive import TOTALS, sensitive_parts, sensitive_rows, totals_of
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError, InputError
from cdrp_analysis.settings import Thresholds


def kept_tables(
    tables: Mapping[str, pd.DataFrame],
    specs: Mapping[str, TableSpec],
    rules: Mapping[str, Rule],
    thresholds: Thresholds,
    hierarchy: Hierarchy,
    entries: list[dict[str, str]],
) -> dict[str, Kept]:
    """
    The tables of one edition with the rule of every row; what is left out goes into ``entries``.

    Parameters
    ----------
    tables : dict of name to DataFrame
        Restricted tables, as declared.
    specs : dict of name to TableSpec
        Their declarations.
    rules : dict of content type to Rule
        The edition's policy.
    thresholds : Thresholds
        The assessment's own numbers.
    hierarchy : Hierarchy
        Which themes make up the total.
    entries : list
        The redaction ledger, added to.

    Raises
    ------
    InputError
        If a content type has no rule.
    DisclosureError
        If counts must be protected that nothing ties to the other tables.
    """
    within = any(sensitive_parts(frame, hierarchy).any() for frame in tables.values())
    kept = {}
    for name, frame in tables.items():
        spec = specs[name]
        rule = _rule(rules, spec)
        if not rule.publish:
            entries.append(entry(spec, "", "", rule, "table left out", rule.basis))
            continue
        wide = in_scope(spec, frame, rule, hierarchy)
        _left_out(spec, frame[~wide], rule, entries)
        frame, merges = _rows(frame, wide), []
        if rule.merge:
            before = frame
            frame, merges = merged(spec, before, rule, hierarchy)
            _entered(spec, before, frame, rule, entries)
        if within:
            frame = _without_whole(spec, frame, rule, thresholds, hierarchy, entries)
        table = _keep_rows(spec, frame, rule, thresholds, hierarchy, entries, within=within)
        table = replace(table, merges=tuple(merges))
        kept[name] = _totals_hidden(table, thresholds) if within else table
    return kept


def _rule(rules: Mapping[str, Rule], spec: TableSpec) -> Rule:
    if spec.content not in rules:
        raise InputError(
            f"the table {spec.name} has the content type {spec.content!r}, which has no rule.",
            where="disclosure.keeping",
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
    sensitive theme. Totals of the small areas stay: what they leave over is in the joint system,
    and protected there whatever its size.
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


def _entered(
    spec: TableSpec, before: pd.DataFrame, after: pd.DataFrame, rule: Rule, entries: list
) -> None:
    """Enter every row that stands for others now."""
    kept = set(row_keys(spec, after))
    for key in row_keys(spec, before):
        if key not in kept:
            entries.append(entry(spec, key, "", rule, "merged", rule.merge))


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
    *,
    within: bool,
) -> Kept:
    strict = stricter(rule, thresholds)
    # The joint system knows what is left of a small area's total; elsewhere a total less the
    # themes that are shown exactly would be the sensitive count itself.
    sensitive = sensitive_rows(frame)
    themes = addresses(frame[sensitive], spec.cells) if spec.cells is not None else ()
    parts = sensitive_parts(frame, hierarchy)
    # A table that lists no sensitive theme may still hold the total of them all.
    holds = parts.any() or (within and rule.sensitive == "drop" and "theme" in frame)
    if holds and not (rule.suppress_below and spec.cells is not None):
        sensitive = sensitive | frame["theme"].isin(TOTALS).to_numpy(dtype=bool)
    totals = {}
    if rule.sensitive == "drop":
        _left_out(spec, frame[sensitive], strict, entries)
        frame = _rows(frame, ~sensitive)
        sensitive = np.zeros(len(frame), dtype=bool)
    elif rule.sensitive == "protect" and sensitive.any():
        totals = totals_of(spec, frame, parts, hierarchy)
    by_row = [strict if flag and rule.sensitive == "protect" else rule for flag in sensitive]
    counts = [c.name for c in spec.columns if c.role == "count" and c.shown_in(rule.edition)]
    unaddressed = [c for c in counts if spec.cells is None or c != spec.cells.count]
    if (rule.suppress_below or rule.hides_more) and unaddressed:
        raise DisclosureError(
            f"{', '.join(unaddressed)} in {spec.name} must be protected, but no cell address "
            "ties them to the other tables.",
            where="disclosure.keeping",
            do="declare TableSpec.cells for the table, or mark the column restricted",
        )
    named = frozenset(cell.offence for cell in themes)
    return Kept(spec, rule.edition, frame, by_row, totals, counts=rule.counts, sensitive=named)
