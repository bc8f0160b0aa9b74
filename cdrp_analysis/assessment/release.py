"""Make the editions that leave the partnership: protect all tables together, write, audit."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.assessment.structure import structure_text
from cdrp_analysis.assessment.surroundings import beside
from cdrp_analysis.assessment.wordings import statement_table, statements
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.earlier import Earlier
from cdrp_analysis.disclosure.maps import public_geometry
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.release_csv import csv_frame, shortened
from cdrp_analysis.disclosure.released import Protected, Release
from cdrp_analysis.disclosure.rules import policy
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.vocabulary import SYMBOL_MEANINGS

# About 7 m east to west. Only outlines carry coordinates, and the audit holds every coordinate
# against these outlines: anything finer than about 100 m that is no vertex of one is refused.
DECIMALS = 4
RELEASED_AREAS = {
    "committee": ("borough", "ward", "lsoa", "hexes"),
    "public": ("borough", "ward", "hexes"),
}


def own_rules(evidence: Evidence, root: Path) -> dict:
    """The partnership's own release rules, where its assessment file names a policy."""
    name = evidence.assessment.disclosure.policy
    if not name:
        return {}
    kept = root / Path(name).name  # beside the pages of a finished run
    try:
        file = root / name if (root / name).exists() else kept
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"the release policy cannot be read: {error}.",
            where=name,
            do="check disclosure.policy in the assessment file",
        ) from None


def protect_release(
    evidence: Evidence,
    folders: Mapping[str, Path],
    *,
    rules: Mapping[str, Mapping],
    earlier: Sequence[Earlier] = (),
) -> Release:
    """
    Write every publishable table and outline of every edition, all protected together.

    Parameters
    ----------
    evidence : Evidence
        The restricted run.
    folders : mapping of edition to path
        Its folder ``data``.
    rules : mapping
        The partnership's own release rules.
    earlier : sequence of Earlier
        Releases of the register, oldest first.

    Returns
    -------
    Release
        With the redaction ledger and the attacker's intervals, which stay restricted.

    Raises
    ------
    DisclosureError
        If a hidden count could be worked out from what would be published.
    """
    tables = {name: evidence.table(name) for name in SPECS if evidence.has(name)}
    hierarchy, known = beside(evidence, earlier)
    release = protect(
        tables,
        SPECS,
        editions=[name for name in ("committee", "public") if name in folders],
        thresholds=evidence.thresholds,
        hierarchy=hierarchy,
        own_rules=rules,
        beside=known,
        method=evidence.assessment.disclosure.method,
        salt=evidence.assessment.disclosure.salt.encode("utf-8"),
    )
    about = {name: frame.attrs.get("about", {}) for name, frame in tables.items()}
    for edition, folder in folders.items():
        _write(evidence, release[edition], folder, about, policy(
            edition, evidence.thresholds, rules
        ))  # fmt: skip
    return release


def _write(evidence, protected: Protected, folder: Path, about: Mapping, rules: Mapping) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    edition, made = protected.edition, dict(protected.tables)
    if given := statements(evidence.assessment):
        made["statements"] = statement_table(given, edition)
    for name, frame in made.items():
        told = csv_frame(shortened(frame))
        told.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    for kind in RELEASED_AREAS[edition]:
        if evidence.has_areas(kind):
            (folder / f"{kind}.geojson").write_text(
                outline_text(evidence.areas(kind)), encoding="utf-8"
            )
    text = structure_text(evidence, made, rules, edition)
    (folder / "structure.json").write_text(text, encoding="utf-8")
    ledger = protected.ledger
    changed = set(ledger.loc[ledger["action"].eq("rounded"), "table"])
    facts = {}
    for name, rule in json.loads(text)["tables"].items():
        own = about.get(name, {})
        altered = rounding(rule, SPECS[name], some=name in changed)
        facts[name] = {**own, "rounding": altered or own.get("rounding", "")}
    words = dictionary(made, facts)
    words.to_csv(folder / "dictionary.csv", index=False, lineterminator="\n")


def rounding(rule: Mapping, spec: TableSpec, *, some: bool) -> str:
    """
    What a table's reader must know of its counts, each page being read by itself.

    Parameters
    ----------
    rule : mapping
        What :func:`~cdrp_analysis.assessment.structure.structure_text` says of the table.
    spec : TableSpec
        Its columns.
    some : bool
        Whether a count of it was rounded.

    Returns
    -------
    str
        Blank where every count that is shown is exact.
    """
    if most := rule.get("altered", {}).get("by_at_most"):
        return f"counts are altered by at most {most}, and what is worked out from them with them"
    units = {column.unit or "counts" for column in spec.columns if column.role == "count"}
    if rule["round_to"] > 1 and units:
        told = f"{' and '.join(sorted(units))} to the nearest {rule['round_to']}"
        if any(column.role == "derived" for column in spec.columns):
            told += "; percentages, rates and differences of them are of the rounded numbers"
        if "people" in units and any(column.name == "residents" for column in spec.columns):
            told += "; residents are not rounded"
        return told
    if some:
        base = rule["sensitive"]["round_to"]
        return f"counts of sensitive themes to the nearest {base}, and totals made with them so"
    return ""


def outline_text(areas: gpd.GeoDataFrame) -> str:
    """Areas as GeoJSON with few decimals, the same bytes every time."""
    text = public_geometry(areas, decimals=DECIMALS).to_json(drop_id=True, show_bbox=False)
    return json.dumps(_rounded(json.loads(text)), separators=(",", ":"), sort_keys=True) + "\n"


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return {k: _rounded(v) for k, v in value.items()} if isinstance(value, dict) else value


def dictionary(
    tables: Mapping[str, pd.DataFrame], about: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """
    ``table, column, role, unit, description`` of everything in an edition's data folder.

    Rows with a blank column say what the whole table is: its title, source, period, geography.
    """
    rows = []
    for name, frame in tables.items():
        spec = SPECS[name]
        rows.append((name, "", "fact", "title", spec.title))
        facts = about.get(name, {}).items()
        rows += [(name, "", "fact", fact, text) for fact, text in facts if text]
        rows += [
            (name, column.name, column.role, column.unit, column.doc)
            for column in spec.columns
            if column.name in frame
        ]
    rows += [("(all)", "", "symbol", mark, text) for mark, text in SYMBOL_MEANINGS.items()]
    return pd.DataFrame(rows, columns=["table", "column", "role", "unit", "description"])
