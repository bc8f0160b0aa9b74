"""Release rules: what each edition may show of each content type, and why."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Literal

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.relations import Hierarchy
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.settings import Thresholds

EDITIONS = ("restricted", "committee", "public")
RELEASED = ("committee", "public")  # best informed reader first
TOTALS = ("all", "other")  # no themes of their own: every offence, and those in no theme
DEFAULT_AUTHORITY = "release rules of the workbench"

_OF_EDITION = {
    "rule", "publish", "suppress", "round", "percentages", "sensitive", "suppress_below",
    "round_to", "minimum_denominator", "exemption",
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """
    What one edition may show of one content type.

    Parameters
    ----------
    content, edition : str
        Content type a table declares, and the edition.
    publish : bool
        Whether tables of this content appear in the edition at all.
    suppress_below : int
        Counts from 1 to this less one are hidden; 0 hides none.
    round_to : int
        Counts shown are multiples of this; 1 shows them exactly.
    minimum_denominator : int
        No derived figure is shown on a base below this; 0 sets no limit.
    sensitive : {"keep", "protect", "drop"}
        What happens to rows of sensitive themes.
    rule, basis : str
        The release rule in words, and the reason for it.
    exemption : tuple of str
        Codes under which what is left out is withheld.
    decided_by : str
        Who set the rule.
    """

    content: str
    edition: str
    publish: bool
    suppress_below: int
    round_to: int
    minimum_denominator: int
    sensitive: Literal["keep", "protect", "drop"]
    rule: str
    basis: str
    exemption: tuple[str, ...] = ()
    decided_by: str = DEFAULT_AUTHORITY

    @property
    def exact(self) -> bool:
        """Whether counts are shown as they are."""
        return self.suppress_below == 0 and self.round_to == 1


def policy(
    edition: str, thresholds: Thresholds | None = None, own: Mapping[str, Mapping] | None = None
) -> dict[str, Rule]:
    """
    The rule of every content type for one edition.

    Parameters
    ----------
    edition : {"restricted", "committee", "public"}
        The restricted edition shows everything exactly.
    thresholds : Thresholds, optional
        The assessment's own numbers; default: those the release rules recommend.
    own : mapping, optional
        Content types that the partnership words itself, laid out as in ``release_rules.toml``,
        each with ``decided_by``.

    Returns
    -------
    dict
        Content type to :class:`Rule`.

    Raises
    ------
    SettingsError
        For an edition that has no rules, or a policy that cannot be read.
    """
    if edition not in EDITIONS:
        raise SettingsError(
            f"there are no release rules for the edition {edition!r}.",
            where="disclosure.rules.policy",
            do=f"use one of {', '.join(EDITIONS)}",
        )
    thresholds = thresholds or Thresholds()
    text = files("cdrp_analysis.disclosure").joinpath("release_rules.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    for content, row in (own or {}).items():
        _require_readable(content, row, rows)
        rows[content] = row
    if edition == "restricted":
        return {
            content: Rule(
                content, edition, True, 0, 1, 0, "keep", "restricted edition: exact", row["basis"]
            )
            for content, row in rows.items()
        }
    return {content: _rule(content, edition, row, thresholds) for content, row in rows.items()}


def _rule(content: str, edition: str, row: Mapping, thresholds: Thresholds) -> Rule:
    said = row[edition]
    below = said.get("suppress_below", thresholds.suppress_below)
    base = said.get("round_to", thresholds.round_to)
    least = said.get("minimum_denominator", thresholds.minimum_denominator)
    return Rule(
        content=content,
        edition=edition,
        publish=said.get("publish", True),
        suppress_below=below if said.get("suppress", False) else 0,
        round_to=base if said.get("round", False) else 1,
        minimum_denominator=least if said.get("percentages", True) else 0,
        sensitive=said.get("sensitive", "keep"),
        rule=f"{row['source']}: {said['rule']}",
        basis=row["basis"],
        exemption=tuple(said.get("exemption", ())),
        decided_by=row.get("decided_by", DEFAULT_AUTHORITY),
    )


def _require_readable(content: str, row: Mapping, known: Mapping) -> None:
    """A partnership's own rule names who decided it and says all that a rule must say."""
    wrong = ""
    if content not in known:
        near = difflib.get_close_matches(content, known, n=1, cutoff=0.4)
        wrong = f"there is no content type {content!r}" + (f"; {near[0]!r}?" if near else "")
    elif absent := [k for k in ("source", "basis", "decided_by", *RELEASED) if k not in row]:
        wrong = f"{content} lacks {', '.join(absent)}"
    else:
        for edition in RELEASED:
            odd = sorted(set(row[edition]) - _OF_EDITION)
            if odd or "rule" not in row[edition]:
                what = f"has no key {odd[0]!r}" if odd else "lacks rule"
                wrong = f"{content}.{edition} {what}"
    if wrong:
        raise SettingsError(
            f"the release policy cannot be used: {wrong}.",
            where="release policy",
            do="docs/how-to/redact.md shows a whole entry",
        )


def stricter(rule: Rule, thresholds: Thresholds) -> Rule:
    """The rule of a sensitive row: as its table's, but suppressed, and rounded in public."""
    rounded = thresholds.round_to if rule.edition == "public" else 1
    shown = (
        "borough annual total rounded, small counts hidden"
        if rounded > 1
        else "small counts hidden"
    )
    return replace(
        rule,
        suppress_below=max(rule.suppress_below, thresholds.suppress_below),
        round_to=max(rule.round_to, rounded),
        minimum_denominator=max(rule.minimum_denominator, thresholds.minimum_denominator),
        rule=f"Rape, domestic abuse, honour-based, hate, child sexual offences: {shown}",
        basis="ICO: sensitive crime types",
        # The Freedom of Information Act keeps nothing from a committee.
        exemption=("FOI s.40",) if rule.edition == "public" else ("LGA Sch 12A para 2",),
    )


def sensitive_rows(frame: pd.DataFrame) -> np.ndarray:
    """Rows of sensitive themes; a row nobody has classed is treated as sensitive."""
    if "sensitive" not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame["sensitive"].astype("boolean").fillna(True).to_numpy(dtype=bool)


def _parts_of_total(hierarchy: Hierarchy) -> set[str] | None:
    """Themes that add up to every offence; None where the hierarchy does not say."""
    stated = [set(p.parts) for p in hierarchy.offence if p.total == TOTALS[0]]
    return set().union(*stated) if stated else None


def sensitive_parts(frame: pd.DataFrame, hierarchy: Hierarchy) -> np.ndarray:
    """Sensitive rows that are part of the total of all offences (incidents are not)."""
    parts = _parts_of_total(hierarchy)
    if "theme" not in frame:
        return np.zeros(len(frame), dtype=bool)
    if parts is None:
        return sensitive_rows(frame)
    return sensitive_rows(frame) & frame["theme"].isin(parts).to_numpy(dtype=bool)


def totals_of(
    spec: TableSpec, frame: pd.DataFrame, parts: np.ndarray, hierarchy: Hierarchy
) -> dict[int, tuple[int, ...] | None]:
    """Every total row with the sensitive rows in it: the same keys but for the theme."""
    if "theme" not in frame:
        return {}
    others = [key for key in spec.keys if key != "theme"]
    here = list(frame[others].astype(str).itertuples(index=False, name=None))
    inside: dict[tuple, list[int]] = {}
    for row in np.flatnonzero(parts):
        inside.setdefault(here[row], []).append(int(row))
    known = _parts_of_total(hierarchy) is not None
    return {
        int(row): tuple(inside[here[row]]) if known else None
        for row in np.flatnonzero(frame["theme"].eq(TOTALS[0]).to_numpy(dtype=bool))
        if here[row] in inside
    }
