"""The record of what was hidden, and of the attack on it."""

from cdrp_analysis.disclosure.tables import Column, TableSpec

TABLES = (
    TableSpec(
        "redaction_ledger",
        "Every redaction: where, by which rule, under which code, by whom",
        "restricted",
        (
            Column("number", "key", "Number of the redaction"),
            Column("edition", "open", "Edition it was made in"),
            Column("table", "open", "Table, or statement"),
            Column("key", "open", "Row; blank: the whole table or column"),
            Column("column", "open", "Column; blank: the whole row or table"),
            Column("rule", "open", "Release rule"),
            Column("action", "open", "What was done"),
            Column("reason", "open", "Why"),
            Column("code", "open", "Exemption"),
            Column("approved_by", "open", "Who set the rule or approved the wording"),
        ),
        "redaction",
    ),
    TableSpec(
        "redaction_attack",
        "What the best informed reader can say of every hidden count",
        "restricted",
        (
            Column("edition", "key", "Edition the reader holds"),
            Column("source", "key", "Population counted"),
            Column("area", "key", "Area, or overlap of layers"),
            Column("offence", "key", "Theme"),
            Column("period", "key", "Period"),
            Column("kind", "open", "table, remainder, implied, fragment or earlier"),
            Column("primary", "open", "Whether it is hidden for its own value"),
            Column("lower", "open", "Least possible count"),
            Column("upper", "open", "Greatest possible count; infinite where nothing limits it"),
            Column("floor", "open", "Count that it must be able to fall to"),
            Column("reach", "open", "Count that it must be able to rise to"),
            Column("exposed", "open", "Given away by an earlier release"),
            Column("safe", "open", "Whether its range is as wide as it must be"),
        ),
        "redaction",
    ),
    TableSpec(
        "redaction_survival",
        "What is left of every table of counts",
        "restricted",
        (
            Column("edition", "key", "Edition"),
            Column("table", "key", "Table"),
            Column("title", "open", "Its title"),
            Column("cells", "open", "Counts in the restricted table", "cells"),
            Column("shown", "open", "Numbers in the edition", "cells"),
            Column("share_of_cells", "open", "Share of the counts that are shown"),
            Column("share_of_offences", "open", "Share of the offences in them that are shown"),
        ),
        "redaction",
    ),
)
