"""Statements in words and the intelligence behind them."""

from cdrp_analysis.disclosure.tables import Column, TableSpec

TABLES = (
    TableSpec(
        "statements",
        "Statements in words, as this edition prints them",
        "administrative",
        (
            Column("key", "key", "Name of the statement"),
            Column("title", "open", "Heading"),
            Column("text", "open", "The text, or the wording approved for this edition"),
            Column("note", "open", "Exemption claimed, or why material was withheld"),
            Column("exemptions", "open", "Codes of the exemptions"),
        ),
        "sensitive-material",
    ),
    TableSpec(
        "intelligence_logs",
        "Intelligence logs behind the assessment",
        "intelligence",
        (
            Column("reference", "key", "Log, as a pseudonym"),
            Column("dated_on", "open", "Day of the log"),
            Column("theme", "open", "Subject"),
            Column("grading", "open", "Source, information and handling"),
            Column("text", "open", "Sanitised text"),
            Column("premises_name", "open", "Premises it speaks of"),
            Column("exemption", "open", "Exemption claimed by its author"),
        ),
        "sensitive-material",
    ),
)
