"""What was planted in invented data, and what was found."""

from cdrp_analysis.disclosure.tables import Column, TableSpec

TABLES = (
    TableSpec(
        "check_up",
        "What was planted in invented data, and what was found",
        "restricted",
        (
            Column("truth", "key", "Key of the truth"),
            Column("item", "open", "Item of the mission"),
            Column("what", "open", "What it is"),
            Column("how", "open", "exact, process (a true rate behind chance) or found"),
            Column("planted", "open", "What was planted"),
            Column("found", "open", "What the workbench found, with the interval it states"),
            Column("measure", "open", "How it was found"),
            Column("verdict", "open", "held, missed or no measure yet"),
        ),
        "check-up",
    ),
)
