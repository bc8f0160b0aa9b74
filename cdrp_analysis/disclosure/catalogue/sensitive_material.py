"""Statements in words and the intelligence behind them."""

from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec

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
        "statement_editions",
        "Statements that each edition prints whole, in other words, or not at all",
        "administrative",
        (
            Column("edition", "key", "Edition"),
            Column("statements", "open", "Statements there are", "statements"),
            Column("whole", "open", "Printed whole", "statements"),
            Column("worded", "open", "Printed in the wording approved", "statements"),
            Column("withheld", "open", "Withheld", "statements"),
            Column("codes", "open", "Codes of the exemptions claimed"),
        ),
        "sensitive-material",
    ),
    TableSpec(
        "statement_codes",
        "Exemptions claimed, and statements kept back under them",
        "administrative",
        (
            Column("code", "key", "Exemption"),
            Column("ground", "open", "Ground in law"),
            Column("law", "open", "Act or regulations"),
            Column(
                "committee", "open", "Statements the committee is not shown whole", "statements"
            ),
            Column("public", "open", "Statements not whole for the public", "statements"),
        ),
        "sensitive-material",
    ),
    TableSpec(
        "comment_answers",
        "Comments on the draft by what was done with them",
        "consultation_themes",
        (
            Column("response", "key", "What was done"),
            Column("comments", "count", "Comments", "comments"),
        ),
        "sensitive-material",
        cells=CellAddress("comments", "comments", "=partnership", "response", "=draft"),
        attribute="offence",
    ),
    TableSpec(
        "comment_log",
        "Every comment on the draft",
        "verbatims",
        (
            Column("reference", "key", "Comment, as a pseudonym"),
            Column("received_on", "open", "Day it came"),
            Column("body", "open", "Committee, agency or public"),
            Column("section", "open", "Part of the assessment"),
            Column("text", "open", "The comment"),
            Column("response", "open", "What was done"),
        ),
        "sensitive-material",
    ),
    TableSpec(
        "proportionality",
        "Exhibits about people: what they show, why that is proportionate, who signed off",
        "restricted",
        (
            Column("table", "key", "Table behind the exhibit"),
            Column("title", "open", "What it is called"),
            Column("shows", "open", "What it shows of people"),
            Column("purpose", "open", "Purpose"),
            Column("committee_rule", "open", "Release rule of the committee's edition"),
            Column("public_rule", "open", "Release rule of the public edition"),
            Column("why", "open", "Why it is proportionate"),
            Column("signed_by", "open", "Who signed off: role and name"),
            Column("signed_on", "open", "Day of it"),
            Column("state", "open", "signed, not signed off, or no record"),
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
