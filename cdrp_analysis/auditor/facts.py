"""Every number of a published table as a fact: which count it is of, and what range it leaves."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.addresses import Address, address
from cdrp_analysis.auditor.bundle import DICTIONARY, Bundle, roles_of
from cdrp_analysis.auditor.derived import Columns, tops
from cdrp_analysis.auditor.evidence import INFINITY, Fact, Facts, possible_counts
from cdrp_analysis.auditor.recomputed import formula_of, rows_of
from cdrp_analysis.errors import InputError
from cdrp_analysis.vocabulary import LOW, SUPPRESSED


def table_facts(bundle: Bundle) -> Facts:
    """
    Facts and ties of all tables of a bundle.

    Counts of tables without a cell address are cells of their own, tied to no other table.
    Derived figures are ties, unless they can be had from the counts as they are shown: then
    they say no more than those do.

    Raises
    ------
    InputError
        If a table lacks a column that its declaration names.
    """
    found = Facts()
    roles = roles_of(bundle)
    for name in sorted(set(bundle.tables) - {DICTIONARY}):
        _Table(bundle, name, roles.get(name, {}), found).read()
    return found


class _Table:
    """Reads one table."""

    def __init__(self, bundle: Bundle, name: str, roles: Mapping[str, str], found: Facts):
        self.bundle, self.name, self.found = bundle.name, name, found
        self.frame = bundle.tables[name]
        self.file = f"data/{name}.csv"
        self.declared = bundle.structure["tables"][name]
        self.at = self.declared.get("cells") or {}
        said = {name: formula_of(one) for name, one in (self.declared.get("derived") or {}).items()}
        self.formulas = {name: one for name, one in said.items() if one and name in self.frame}
        counts = [column for column, role in roles.items() if role == "count"]
        if not counts:
            counts = [name for one in self.formulas.values() for name in sorted(tops(one))]
        counts += [self.at["count"]] if self.at else []
        denominators = {column for column, role in roles.items() if role == "denominator"}
        self.counts = [
            c for c in dict.fromkeys(counts) if c in self.frame and c not in denominators
        ]
        undeclared = {column for column, role in roles.items() if role == "derived"}
        self.unexplained = sorted((undeclared - set(self.formulas)) & set(self.frame))
        self._check()
        self.base, self.below, self.sensitive = self._rules(bundle)
        self.slack = self._slack()
        self.cells = {column: self._addresses(column) for column in self.counts}
        self.rows = rows_of(bundle, name)

    def read(self) -> None:
        for column in self.counts:
            self.found.facts += self._facts(column)
        columns = Columns(self.file, self.rows, self.cells)
        for column, formula in self.formulas.items():
            self.found.ties += columns.ties(column, formula)
        self._beside_hidden()

    def _check(self) -> None:
        parts = [self.at[key] for key in ("count", "area", "offence", "period") if key in self.at]
        wanted = [part for part in parts if not part.startswith("=")]
        wanted += self.declared.get("keys") or []
        absent = [column for column in wanted if column not in self.frame]
        if absent:
            raise InputError(
                f"the table {self.name} lacks {', '.join(sorted(set(absent)))}.",
                where=f"{self.bundle}: {self.file}",
                do="declare in data/structure.json the columns that the table has",
            )

    def _rules(self, bundle: Bundle) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rounding base, threshold, and whether the stricter rule applies, of every row."""
        size = len(self.frame)
        base = np.full(size, int(self.declared.get("round_to") or 1))
        below = np.full(size, int(self.declared.get("suppress_below") or 0))
        strict = self.declared.get("sensitive")
        sensitive = np.zeros(size, dtype=bool)
        if strict and "sensitive" in self.frame:
            sensitive = self.frame["sensitive"].ne("False").to_numpy(dtype=bool)
            base[sensitive] = int(strict.get("round_to") or 1)
            below[sensitive] = int(strict.get("suppress_below") or 0)
        return base, below, sensitive

    def _slack(self) -> np.ndarray:
        """
        How far each total may be from the true one.

        A total declared to be made of its parts as they are shown is off by what each sensitive
        part is rounded, or stands for while it is hidden.
        """
        slack = np.zeros(len(self.frame))
        strict = self.declared.get("sensitive") or {}
        made = strict.get("totals_as_shown") or {}
        if self.frame.empty or not made or made["column"] not in self.frame:
            return slack
        keys = [k for k in self.declared.get("keys") or [] if k != made["column"]]
        whole = pd.Series("", index=self.frame.index)
        group = self.frame[keys].agg(" · ".join, axis=1) if keys else whole
        parts = group[self.sensitive].value_counts()
        each = max(int(strict.get("round_to") or 1), int(strict.get("suppress_below") or 0)) // 2
        total = self.frame[made["column"]].isin(made["totals"]).to_numpy(dtype=bool)
        slack[total] = each * group[total].map(parts).fillna(0).to_numpy(dtype=float)
        return slack

    def _addresses(self, column: str) -> list[Address]:
        size = len(self.frame)
        if self.at and column == self.at["count"]:
            parts = [
                [part[1:]] * size if part.startswith("=") else self.frame[part].tolist()
                for part in (self.at["area"], self.at["offence"], self.at["period"])
            ]
            return [address(self.at["source"], *row) for row in zip(*parts, strict=True)]
        keys = self.declared.get("keys") or []
        rows = self.frame[keys].agg(" · ".join, axis=1) if keys and size else range(size)
        return [Address(f"{self.name}: {column}", str(row), "", "") for row in rows]

    def _facts(self, column: str) -> Iterator[Fact]:
        shown, texts = self.rows.values[column], self.frame[column].tolist()
        lower, upper = possible_counts(shown, self.base, self.below)
        if moved := self.declared.get("altered"):
            # Every figure may be off by this much; a zero count stays zero by both methods.
            lower, upper = shown - int(moved["by_at_most"]), shown + int(moved["by_at_most"])
        most_low = np.ceil(self.base / 2) - 1
        for row, text in enumerate(texts):
            hidden = text == SUPPRESSED
            if hidden:
                least, most = 0.0, INFINITY
            elif text == LOW:
                least = 1.0
                most = max(most_low[row], 1.0)
            elif np.isnan(shown[row]):
                continue
            else:
                least = max(0.0, lower[row] - self.slack[row])
                most = upper[row] + self.slack[row]
            yield Fact(
                self.cells[column][row], least, most, self.file, f"row {row + 2}, {column}",
                float(shown[row]), hidden, int(self.below[row]), bool(self.sensitive[row]),
            )  # fmt: skip

    def _beside_hidden(self) -> None:
        """A derived figure without a formula must not stand beside a hidden count."""
        if not self.counts or not self.unexplained:
            return
        hidden = np.any([self.frame[column].eq(SUPPRESSED) for column in self.counts], axis=0)
        for column in self.unexplained:
            for row in np.flatnonzero(hidden & ~np.isnan(self.rows.values[column])):
                what = f"a figure made from a hidden count stands beside it, in {column}"
                self.found.findings.append((self.file, f"row {row + 2}", "worked out", what))
