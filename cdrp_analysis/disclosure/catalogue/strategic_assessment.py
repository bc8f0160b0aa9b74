"""The document itself: its title block and its statutory contents."""

from cdrp_analysis.disclosure.tables import Column, TableSpec

TABLES = (
    TableSpec(
        "statutory_checklist",
        "The contents that a strategic assessment must have",
        "administrative",
        (
            Column("requirement", "key", "Required content"),
            Column("covered_by", "open", "Where it is"),
            Column("status", "open", "covered, part covered or not covered"),
            Column("note", "open", "What is missing"),
        ),
        "strategic-assessment",
    ),
    TableSpec(
        "document",
        "Title block",
        "administrative",
        (
            Column("field", "key", "Field"),
            Column("value", "open", "Value"),
        ),
        "strategic-assessment",
    ),
)
