"""The document itself: its title block and its statutory contents."""

from cdrp_analysis.disclosure.catalogue.columns import LABEL, SENSITIVE, THEME
from cdrp_analysis.disclosure.tables import Column, TableSpec

TABLES = (
    TableSpec(
        "statutory_checklist",
        "The contents that a strategic assessment must have",
        "administrative",
        (
            Column("requirement", "key", "Required content"),
            Column("covered_by", "open", "Where it is"),
            Column("status", "open", "covered, part covered or lacking, as stated"),
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
    TableSpec(
        "priority_reasons",
        "What each criterion says of the first themes",
        "performance",
        (
            THEME,
            LABEL,
            Column("criterion", "key", "Criterion"),
            Column("rank", "open", "Place of the theme, 1 the highest"),
            Column("found", "open", "What is found"),
            Column("where", "open", "Page that shows it"),
            SENSITIVE,
        ),
        "strategic-assessment",
    ),
    TableSpec(
        "plan_progress",
        "How far the last plan was carried out",
        "administrative",
        (
            Column("priority", "key", "Priority of the plan"),
            Column("actions", "open", "Actions of the plan", "actions"),
            Column("completed", "open", "Actions completed", "actions"),
            Column("share", "open", "Share completed"),
            Column("late", "open", "Completed after the day they were due", "actions"),
            Column("with_evidence", "open", "Completed, with evidence", "actions"),
            Column("open", "open", "Neither completed nor dropped", "actions"),
            Column("dropped", "open", "Dropped", "actions"),
        ),
        "strategic-assessment",
    ),
    TableSpec(
        "recommendations",
        "What the assessment recommends",
        "performance",
        (
            Column("key", "key", "Name in the assessment file"),
            LABEL,
            Column("text", "open", "What should be done"),
            Column("owner", "open", "Agency that would lead it"),
            Column("due", "open", "By when"),
            SENSITIVE,
        ),
        "strategic-assessment",
    ),
    TableSpec(
        "intelligence_gaps",
        "What is not known and ought to be",
        "intelligence",
        (
            Column("key", "key", "Name in the assessment file"),
            LABEL,
            Column("text", "open", "What is not known"),
            Column("means", "open", "How it could be closed"),
            Column("owner", "open", "Agency that would close it"),
        ),
        "strategic-assessment",
    ),
    TableSpec(
        "key_message_reading",
        "How easily the key messages read",
        "administrative",
        (
            Column("band", "key", "Band of Flesch's scale"),
            Column("sentences", "open", "Sentences", "sentences"),
            Column("words", "open", "Words", "words"),
            Column("syllables", "open", "Syllables", "syllables"),
            Column("ease", "open", "Reading ease, about 100 being very easy"),
        ),
        "key-messages",
    ),
    TableSpec(
        "method_annex",
        "How each question is answered",
        "administrative",
        (
            Column("question", "key", "Question"),
            Column("method", "open", "Method"),
            Column("reference", "open", "Who described it"),
            Column("where", "open", "Page that uses it"),
        ),
        "strategic-assessment",
    ),
    TableSpec(
        "glossary",
        "What the words mean",
        "administrative",
        (
            Column("term", "key", "Word"),
            Column("meaning", "open", "What it means here"),
        ),
        "strategic-assessment",
    ),
)
