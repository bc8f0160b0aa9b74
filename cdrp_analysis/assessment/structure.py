"""data/structure.json: what sums a reader of an edition can make, said in public."""

import json
from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from cdrp_analysis.assessment import licensed
from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.table_sums import has_rows, sums_of_tables
from cdrp_analysis.disclosure.alternatives import CELL_KEY, MOST_NOISE, SUPPRESSION
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.catalogue.formulas import FORMULAS
from cdrp_analysis.disclosure.catalogue.untold import NOT_SHOWN, UNTOLD, words_of
from cdrp_analysis.disclosure.relations import Partition
from cdrp_analysis.disclosure.rules import Rule, stricter
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.measures.premises import VIOLENCE, ring_codes, ring_shapes
from cdrp_analysis.measures.tabulation import ALL, OTHER
from cdrp_analysis.measures.week_parts import sums_of_parts

FORMAT = 1
_TOUCHING = 1.0  # metres: rings are drawn with chords, and counted by distance


def structure_text(
    evidence: Evidence, tables: Mapping[str, pd.DataFrame], rules: Mapping[str, Rule], edition: str
) -> str:
    """
    The JSON text that says how the tables of an edition hang together.

    Parameters
    ----------
    evidence : Evidence
        The restricted run.
    tables : mapping of name to DataFrame
        The protected tables.
    rules : mapping of content type to Rule
        The edition's rules.
    edition : str
        ``committee`` or ``public``.
    """
    limits = evidence.thresholds
    said = {
        "format": FORMAT,
        "edition": edition,
        "partnership": evidence.name,
        "code": evidence.borough,
        "period": evidence.period.label,
        "rules": {
            "suppress_below": limits.suppress_below,
            "round_to": limits.round_to,
            "minimum_denominator": limits.minimum_denominator,
        },
        "tables": {
            name: _table(SPECS[name], frame, rules[SPECS[name].content], evidence)
            for name, frame in sorted(tables.items())
        },
        "sensitive": sorted(t.key for t in evidence.assessment.themes if t.sensitive),
        "sums": _sums(evidence),
        "bands": _bands(evidence, tables),
        "overlaps": _overlaps(evidence, tables),
        "placed_by_code": _placed_by_code(evidence),
    }
    if evidence.assessment.disclosure.may_stand:
        said["may_stand"] = list(evidence.assessment.disclosure.may_stand)
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def _table(spec: TableSpec, frame: pd.DataFrame, rule: Rule, evidence: Evidence) -> dict:
    strict = stricter(rule, evidence.thresholds) if rule.sensitive == "protect" else None
    said = {
        "keys": spec.keys,
        "suppress_below": rule.suppress_below,
        "round_to": rule.round_to,
        "sensitive": strict
        and {
            "suppress_below": strict.suppress_below,
            "round_to": strict.round_to,
            # A total is made of its parts as they are shown, so that it tells no more of them.
            "totals_as_shown": {"column": "theme", "totals": [ALL]},
        },
        "derived": _derived(spec, frame),
    }
    method = evidence.assessment.disclosure.method
    if spec.cells is not None and method != SUPPRESSION:
        most = MOST_NOISE if method == CELL_KEY else max(evidence.thresholds.round_to, 2) - 1
        said |= {"altered": {"method": method, "by_at_most": most}}
        said |= {"suppress_below": 0, "round_to": 1}  # the rule is the method's, not these
    said |= {"limits": _limits(spec, frame, rule, evidence)}
    # Percentages may stand without their counts: then no cell of the joint system is shown.
    if spec.cells is not None and spec.cells.count in frame:
        at = spec.cells
        said["cells"] = {
            "source": at.source, "count": at.count, "area": at.area, "offence": at.offence,
            "period": at.period,
        }  # fmt: skip
    return said


def _derived(spec: TableSpec, frame: pd.DataFrame) -> dict:
    """How each derived column follows from what the table shows, or why that is not told."""
    said: dict = {}
    for column in spec.columns:
        if column.name not in frame or column.role != "derived":
            continue
        formula = FORMULAS.get(spec.name, {}).get(column.name)
        untold = UNTOLD.get(spec.name, {}).get(column.name)
        if untold is not None:
            said[column.name] = {"of": list(untold.of), "why": untold.why}
        elif formula is not None:
            of = [c.name for c in spec.columns if c.name in words_of(formula)]
            hidden = {"of": of, "why": NOT_SHOWN, "formula": formula}
            said[column.name] = formula if set(of) <= set(frame) else hidden
    return said


def _limits(spec: TableSpec, frame: pd.DataFrame, rule: Rule, evidence: Evidence) -> dict:
    """What the auditor holds the table's figures to, as far as its rule says so."""
    said: dict = {}
    bases = {c.name: False for c in spec.columns if c.role == "denominator" and c.name in frame}
    if spec.base and spec.base in frame:
        bases[spec.base] = next(c.role == "count" for c in spec.columns if c.name == spec.base)
    if rule.minimum_denominator and bases:
        said |= {"minimum_base": rule.minimum_denominator, "bases": bases}
        if rule.each_group:
            said["each_of"] = [key for key in spec.keys if key != spec.attribute_column]
    if not rule.counts:
        said["counts"] = False
    if rule.zeros and not spec.structural:
        said["zeros"] = "hidden"
    if rule.areas == "partnership" and spec.cells.area in frame:
        said["areas"] = {"column": spec.cells.area, "only": [evidence.borough]}
    if not rule.months and spec.cells.period in frame:
        said["months"] = {"column": spec.cells.period}
    return said


def _sums(evidence: Evidence) -> dict:
    themes = tuple(t.key for t in evidence.assessment.themes if t.kind == "offence")
    wards = tuple(evidence.areas("ward")["code"])
    weeks = sums_of_parts(_weeks(evidence))
    sums = {
        "area": [Partition(evidence.borough, wards)],
        "offence": [Partition(ALL, (*themes, OTHER))],
        "period": [
            Partition(evidence.current.label, tuple(evidence.known_months)),
            *(Partition(total, tuple(parts)) for total, parts in weeks),
        ],
    }
    more = sums_of_tables(evidence)
    return {
        dimension: [
            {"total": one.total, "parts": list(one.parts), "complete": one.complete}
            | ({"offences": list(one.offences)} if one.offences else {})
            for one in (*own, *more[dimension])
        ]
        for dimension, own in sums.items()
    }


def _weeks(evidence: Evidence) -> list[str]:
    """Periods of which the hours of the week are told."""
    if not evidence.has("week_parts"):
        return []
    return evidence.table("week_parts")["period"].unique().tolist()


def _placed_by_code(evidence: Evidence) -> list[str]:
    """
    Areas whose events were given their LSOA by the publisher, not by where they lie.

    A snapped point may lie in another area than the code beside it says, so that the counts of
    these areas are not the sums of the pieces of ground in which their outlines overlap.
    """
    if all(feed.contract for feed in evidence.assessment.event_feeds()):
        return []
    return sorted(code for kind in ("ward", "lsoa") for code in evidence.areas(kind)["code"])


def _overlaps(evidence: Evidence, tables: Mapping[str, pd.DataFrame]) -> dict:
    """
    Which wards have ground in which ring around licensed premises: rings are on no map.

    Said of the ground alone, wherever anything happened. Where publishers gave events their area,
    the count of a ward is not that of its ground.
    """
    rings = "premises_rings"
    if rings not in tables or not has_rows(evidence, rings) or _placed_by_code(evidence):
        return {}
    wards = evidence.areas("ward")
    shapes = ring_shapes(licensed.premises(evidence).register, evidence.boundary)
    apart = shapely.distance(wards.geometry.to_numpy()[:, None], shapes[None, :])
    near = np.argwhere(apart < _TOUCHING)
    pairs = [[wards["code"].iloc[ward], ring_codes()[ring]] for ward, ring in near.tolist()]
    return {rings: {"source": SPECS[rings].cells.source, "offence": VIOLENCE, "pairs": pairs}}


def _bands(evidence: Evidence, tables: Mapping[str, pd.DataFrame]) -> dict:
    """
    What each band leaves open, in round numbers.

    A reader works these ranges out from the groups' share of the ground and the published total;
    rounded outwards they tell no more than the map does.
    """
    if "hotspot_bands" not in tables or not evidence.has("band_groups"):
        return {}
    base = evidence.thresholds.round_to
    ranges = {}
    for group in evidence.table("band_groups").itertuples():
        medium, high = int(group.medium_from), int(group.high_from)
        ranges[group.area] = {
            "low": [0, -(-medium // base) * base],
            "medium": [medium // base * base, -(-high // base) * base],
            "high": [high // base * base, None],
        }
    address = {"source": SPECS["ward_rates"].cells.source, "offence": ALL}
    return {"hotspot_bands": {**address, "period": evidence.current.label, "groups": ranges}}
