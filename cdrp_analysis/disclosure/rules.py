"""Release rules: what each edition may show of each content type, and why."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.relations import Hierarchy
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.settings import Thresholds

EDITIONS = ("restricted", "public")
TOTALS = ("all", "other")  # no themes of their own: every offence, and those in no theme


@dataclass(frozen=True)
class Rule:
    """
    What one edition may show of one content type.

    Parameters
    ----------
    content : str
        Content type a table declares.
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
        The release rule it follows, and the reason for it.
    """

    content: str
    publish: bool
    suppress_below: int
    round_to: int
    minimum_denominator: int
    sensitive: Literal["keep", "protect", "drop"]
    rule: str
    basis: str

    @property
    def exact(self) -> bool:
        """Whether counts are shown as they are."""
        return self.suppress_below == 0 and self.round_to == 1


def policy(edition: str, thresholds: Thresholds | None = None) -> dict[str, Rule]:
    """
    The rule of every content type for one edition.

    Parameters
    ----------
    edition : {"restricted", "public"}
        The restricted edition shows everything exactly.
    thresholds : Thresholds, optional
        The assessment's own numbers; default: those the release rules recommend.

    Returns
    -------
    dict
        Content type to :class:`Rule`.

    Raises
    ------
    SettingsError
        For an edition that has no rules.
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
    if edition == "restricted":
        return {
            content: Rule(content, True, 0, 1, 0, "keep", "restricted edition: exact", row["basis"])
            for content, row in rows.items()
        }
    return {
        content: Rule(
            content=content,
            publish=row["publish"],
            suppress_below=thresholds.suppress_below if row["suppress"] else 0,
            round_to=thresholds.round_to if row["round"] else 1,
            minimum_denominator=thresholds.minimum_denominator if row["percentages"] else 0,
            sensitive=row["sensitive"],
            rule=row["rule"],
            basis=row["basis"],
        )
        for content, row in rows.items()
    }


def stricter(rule: Rule, thresholds: Thresholds) -> Rule:
    """The rule of a sensitive row: as its table's, but suppressed and rounded."""
    return Rule(
        content=rule.content,
        publish=rule.publish,
        suppress_below=max(rule.suppress_below, thresholds.suppress_below),
        round_to=max(rule.round_to, thresholds.round_to),
        minimum_denominator=max(rule.minimum_denominator, thresholds.minimum_denominator),
        sensitive=rule.sensitive,
        rule="Rape, domestic abuse, honour-based, hate, child sexual offences: "
        "borough annual total rounded to 5; <5 suppressed",
        basis="ICO: sensitive crime types",
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
