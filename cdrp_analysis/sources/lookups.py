"""Lookups from one edition or kind of area to another."""

import re
from pathlib import Path

import pandas as pd

from cdrp_analysis.contracts import CONTRACTS, check_rows, conform
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Lookup
from cdrp_analysis.sources.archive import find_file
from cdrp_analysis.sources.tables import read_table
from cdrp_analysis.sources.tabular import key
from cdrp_analysis.vocabulary import AREA_CODE_PATTERNS


def read_lookup(setting: Lookup, root: Path | str) -> pd.DataFrame:
    """
    A table from one edition or kind of area to another.

    Returns
    -------
    DataFrame, one row per pair of codes, sorted
        ``from_code``, ``to_code``, ``change`` (ONS CHGIND letter, missing where not given);
        ``attrs`` carries from, to and source file.

    Raises
    ------
    InputError
        If a column is missing or codes are not of the kinds the setting names.
    """
    where = f"lookup {setting.from_type} {setting.from_edition} to {setting.to_type}"
    file = find_file(root, setting.file, where=where)
    wanted = {"from_code": setting.from_code, "to_code": setting.to_code}
    if setting.change:
        wanted["change"] = setting.change
    table = read_table(file, tuple(wanted.values()))
    have = {key(name): name for name in table.frame.columns}
    contract = CONTRACTS["lookup"]
    cells = pd.DataFrame({ours: table.frame[have[key(name)]] for ours, name in wanted.items()})
    frame, _ = conform(cells, contract)
    frame, reasons = check_rows(frame, contract)
    refused = pd.concat([table.refused, reasons.dropna()])
    for ours, kind in (("from_code", setting.from_type), ("to_code", setting.to_type)):
        wrong = [code for code in frame[ours].unique() if not _is(kind, code)]
        if wrong or len(refused):
            count = len(wrong) or len(refused)
            why = f"not codes of a {kind}" if wrong else str(refused.iloc[0])
            raise InputError(
                f"{count} rows of the lookup are refused: {why}.",
                where=f"{file.name}, {wanted[ours]}",
                areas=sorted(wrong),
                do="correct the columns or the kinds of area in the setting; offences of a "
                "dropped pair would vanish",
            )
    frame = frame.drop_duplicates().sort_values(["from_code", "to_code"], ignore_index=True)
    frame.attrs = {
        "from": f"{setting.from_type} {setting.from_edition}",
        "to": f"{setting.to_type} {setting.to_edition}",
        "file": file.name,
        "note": table.note,
    }
    return frame


def _is(kind: str, code: str) -> bool:
    return re.fullmatch(AREA_CODE_PATTERNS[kind], code) is not None
