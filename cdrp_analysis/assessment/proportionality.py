"""The record of proportionality of every exhibit about people, without which none is released."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from cdrp_analysis import settings
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.rules import policy
from cdrp_analysis.errors import DisclosureError, SettingsError
from cdrp_analysis.measures import accounting

# Content types of the release rules whose tables say something of people one could be.
OF_PEOPLE = frozenset({
    "sensitive_offences", "sensitive_profiles", "victim_profiles", "individuals", "list_sizes",
    "youth_justice", "youth_justice_adjusted", "health_admissions", "drug_treatment",
    "case_studies", "verbatims",
})  # fmt: skip


def of_people(tables: Iterable[str]) -> list[str]:
    """Those of the tables that are about people, in the catalogue's order."""
    given = set(tables)
    return [name for name, spec in SPECS.items() if name in given and spec.content in OF_PEOPLE]


def records(assessment: settings.Assessment, tables: Iterable[str] = SPECS) -> pd.DataFrame:
    """
    What is on record of every table about people.

    Parameters
    ----------
    assessment : Assessment
        Its ``[[proportionality]]`` names exhibits by the names of their tables.
    tables : iterable of str
        By default all that the catalogue has.

    Returns
    -------
    DataFrame, one row per table
        As the table ``proportionality``; texts are blank where there is no record.

    Raises
    ------
    SettingsError
        If a record names a table that there is not, or that another names too.
    """
    by_table: dict[str, settings.Proportionality] = {}
    for given in assessment.proportionality:
        for name in given.exhibits:
            wrong = ""
            if name not in SPECS:
                wrong = f"{name!r} is no table"
            elif name in by_table:
                wrong = f"{name!r} has two records"
            if wrong:
                raise SettingsError(
                    f"{wrong}.",
                    where=f"proportionality, {given.key}",
                    do="name each table once, as docs/reference/tables.md does",
                )
            by_table[name] = given
    rules = {name: policy(name, assessment.thresholds) for name in ("committee", "public")}
    rows = []
    for name in of_people(tables):
        given, spec = by_table.get(name), SPECS[name]
        rows.append(
            {
                "table": name,
                "title": spec.title,
                "shows": given.shows if given else "",
                "purpose": given.purpose if given else "",
                "committee_rule": rules["committee"][spec.content].rule,
                "public_rule": rules["public"][spec.content].rule,
                "why": given.why if given else "",
                "signed_by": given.signed_by if given else "",
                "signed_on": given.signed_on.isoformat() if given and given.signed_on else "",
            }
        )
    columns = [column.name for column in SPECS["proportionality"].columns]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(state=accounting.record_state(table))


def require_records(assessment: settings.Assessment, draft: Path) -> None:
    """
    Refuse a draft with an exhibit about people that nobody signed off as proportionate.

    Parameters
    ----------
    draft : path
        Folder of the draft; its tables are those in ``data``. One without rows shows nobody.

    Raises
    ------
    DisclosureError
        Naming the tables without a signed record.
    SettingsError
        As :func:`records`.
    """
    files = sorted((draft / "data").glob("*.csv"))
    there = [path.stem for path in files if path.read_bytes().count(b"\n") > 1]
    table = records(assessment, there)
    lacking = table.loc[table["state"] != accounting.SIGNED, "table"].tolist()
    if not lacking:
        return
    named = ", ".join(lacking[:6]) + (f" and {len(lacking) - 6} more" if len(lacking) > 6 else "")
    raise DisclosureError(
        f"tables about people without a signed record of proportionality: {named}.",
        where=f"{draft.name}; [[proportionality]] of the assessment file",
        do="say what each shows of people, for what purpose and why that is proportionate, have "
        "it signed off, and make the drafts again",
    )
