"""Make the public folder: protect every table together, write it, and audit what was written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.audit import Secrets, audit_folder
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.maps import public_geometry
from cdrp_analysis.disclosure.protect import Protected, csv_frame, protect
from cdrp_analysis.disclosure.relations import Hierarchy
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.measures.tabulation import ALL, OTHER
from cdrp_analysis.vocabulary import SYMBOL_MEANINGS

# About 70 m east to west: fine enough to know a ward by its shape, too coarse for a doorstep.
DECIMALS = 3


@dataclass(frozen=True)
class Release:
    """What was protected, and what may never appear in the public folder."""

    protected: Protected
    secrets: Secrets


def protect_tables(
    evidence: Evidence, folder: Path, geometries: Mapping[str, gpd.GeoDataFrame]
) -> Protected:
    """
    Write every publishable table and boundary of a run, protected together, into ``folder``.

    Parameters
    ----------
    evidence : Evidence
        The restricted run.
    folder : path
        ``public/data``.
    geometries : mapping of name to GeoDataFrame
        Boundaries that public maps are drawn on: code, name, geometry.

    Returns
    -------
    Protected
        With the redaction ledger and the attacker's intervals, which stay restricted.
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
        csv_frame(frame, SPECS[name]).to_csv(
            folder / f"{name}.csv", index=False, lineterminator="\n"
        )
    about = {name: tables[name].attrs.get("about", {}) for name in protected.tables}
    dictionary(protected, about).to_csv(folder / "dictionary.csv", index=False, lineterminator="\n")
    for name, areas in geometries.items():
        public_geometry(areas, decimals=DECIMALS).to_file(
            folder / f"{name}.geojson", driver="GeoJSON", COORDINATE_PRECISION=DECIMALS
        )
    return protected


def hierarchy(evidence: Evidence) -> Hierarchy:
    """Wards make up the borough, themes all offences, months the period."""
    period = evidence.period
    themes = [t.key for t in evidence.assessment.themes if t.kind == "offence"]
    return Hierarchy(
        area={evidence.borough: tuple(evidence.areas("ward")["code"])},
        offence={ALL: (*themes, OTHER)},
        period={p.label: tuple(p.months()) for p in (period.previous(), period)},
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


def audit(folder: Path, secrets: Secrets, protected: Protected) -> pd.DataFrame:
    """
    Read every byte of the public folder as an attacker would.

    Raises
    ------
    DisclosureError
        If anything is found; the findings are masked.
    """
    findings = audit_folder(folder, secrets=secrets, published=protected.tables)
    if len(findings):
        kinds = ", ".join(f"{n} × {kind}" for kind, n in findings["kind"].value_counts().items())
        first = findings.iloc[0]
        raise DisclosureError(
            f"the audit of the public edition found {len(findings)} problems: {kinds}.",
            where=f"{first['file']}, {first['place']}: {first['what']}",
            do="the public folder was removed; see restricted/disclosure/findings.csv",
        )
    return findings
