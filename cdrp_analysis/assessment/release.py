"""Make the public folder: protect every table together, write it, and audit what was written."""

import json
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.auditor.folder import Secrets, audit_folder
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.maps import public_geometry
from cdrp_analysis.disclosure.protect import Protected, protect
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.release_csv import csv_frame
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.measures.tabulation import ALL, OTHER
from cdrp_analysis.vocabulary import SYMBOL_MEANINGS

# About 7 m east to west. Only outlines carry coordinates, and the audit holds every coordinate
# against these outlines: anything finer than about 100 m that is no vertex of one is refused.
DECIMALS = 4
PUBLIC_AREAS = ("borough", "ward", "hexes")


def protect_tables(evidence: Evidence, folder: Path) -> Protected:
    """
    Write every publishable table and boundary of a run, protected together, into ``folder``.

    Parameters
    ----------
    evidence : Evidence
        The restricted run.
    folder : path
        ``public/data``.

    Returns
    -------
    Protected
        With the redaction ledger and the attacker's intervals, which stay restricted.

    Raises
    ------
    DisclosureError
        If a hidden count could be worked out from what would be published.
    """
    tables = {name: evidence.table(name) for name in SPECS if evidence.has(name)}
    protected = protect(
        tables,
        SPECS,
        edition="public",
        thresholds=evidence.thresholds,
        hierarchy=hierarchy(evidence),
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in protected.tables.items():
        csv_frame(frame.round(4)).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    about = {name: tables[name].attrs.get("about", {}) for name in protected.tables}
    dictionary(protected, about).to_csv(folder / "dictionary.csv", index=False, lineterminator="\n")
    for kind in PUBLIC_AREAS:
        if evidence.has_areas(kind):
            (folder / f"{kind}.geojson").write_text(
                outline_text(evidence.areas(kind)), encoding="utf-8"
            )
    return protected


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


def hierarchy(evidence: Evidence) -> Hierarchy:
    """Wards make up the borough, themes all offences, months the period."""
    themes = tuple(t.key for t in evidence.assessment.themes if t.kind == "offence")
    current = evidence.compared[-1]
    return Hierarchy(
        area=(Partition(evidence.borough, tuple(evidence.areas("ward")["code"])),),
        offence=(Partition(ALL, (*themes, OTHER)),),
        period=(Partition(current.label, tuple(evidence.known_months)),),
    )


def dictionary(protected: Protected, about: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """
    ``table, column, role, unit, description`` of everything in the public data folder.

    Rows with a blank column say what the whole table is: its title, source, period, geography.
    """
    rows = []
    for name, frame in protected.tables.items():
        spec = SPECS[name]
        rows.append((name, "", "fact", "title", spec.title))
        rows += [(name, "", "fact", fact, text) for fact, text in about[name].items()]
        rows += [
            (name, column.name, column.role, column.unit, column.doc)
            for column in spec.columns
            if column.name in frame
        ]
    rows += [("(all)", "", "symbol", mark, text) for mark, text in SYMBOL_MEANINGS.items()]
    return pd.DataFrame(rows, columns=["table", "column", "role", "unit", "description"])


def audit(folder: Path, known: Secrets, protected: Protected) -> pd.DataFrame:
    """
    Read every byte of the public folder as an attacker would.

    Returns
    -------
    DataFrame
        ``file, place, kind, what`` of every finding, masked; empty if there is none.
    """
    return audit_folder(folder, secrets=known, published=protected.tables)


def require_clean(findings: pd.DataFrame) -> None:
    """
    Stop the release if the audit found anything.

    Raises
    ------
    DisclosureError
        With the kinds of finding and where the first is; never what was found.
    """
    if findings.empty:
        return
    kinds = ", ".join(f"{n} {kind}" for kind, n in findings["kind"].value_counts().items())
    first = findings.iloc[0]
    raise DisclosureError(
        f"the audit of the public edition found {len(findings)} problems ({kinds}).",
        where=f"{first['file']}, {first['place']}: {first['what']}",
        do="nothing was released; refused-release.csv in the partnership's folder lists them",
    )
