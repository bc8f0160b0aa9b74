"""What was received, how complete it is, and how far sources agree."""

from cdrp_analysis.disclosure.catalogue.columns import FEED, MONTH, SENSITIVE
from cdrp_analysis.disclosure.tables import Column, TableSpec

TABLES = (
    TableSpec(
        "source_inventory",
        "What was received, from whom, for which months",
        "source_inventory",
        (
            FEED,
            Column("source", "open", "Publisher"),
            Column("vintage", "open", "Newest download or release date"),
            Column("first_month", "open", "First month with rows"),
            Column("last_month", "open", "Last month with rows"),
            Column("files", "open", "Files read", "files"),
        ),
        "data-quality",
    ),
    TableSpec(
        "row_accounting",
        "Rows received, accepted, set aside and repeated, by feed",
        "source_detail",
        (
            FEED,
            Column("source", "open", "Publisher"),
            Column("layout", "open", "How the publisher lays the files out"),
            Column("vintage", "open", "Newest download or release date"),
            Column("first_month", "open", "First month with rows"),
            Column("last_month", "open", "Last month with rows"),
            Column("files", "open", "Files read", "files"),
            Column("rows_in", "open", "Rows in the files (cells, for wide tables)", "rows"),
            Column("accepted", "open", "Rows used", "rows"),
            Column("quarantined", "open", "Rows set aside with a reason", "rows"),
            Column("repeated", "open", "Rows of a second download of the same month", "rows"),
            SENSITIVE,
        ),
        "data-quality",
    ),
    TableSpec(
        "quarantine_reasons",
        "Why rows were set aside",
        "restricted",
        (
            FEED,
            Column("reason", "key", "Reason in plain words"),
            Column("rows", "count", "Rows set aside for it", "rows"),
        ),
        "data-quality",
    ),
    TableSpec(
        "feed_completeness",
        "How complete each field is",
        "source_detail",
        (
            FEED,
            Column("field", "key", "Field of the feed"),
            Column("rows", "open", "Accepted rows", "rows"),
            Column("missing", "open", "Rows in which the field is blank", "rows"),
            Column("missing_share", "open", "Share of rows in which it is blank"),
            SENSITIVE,
        ),
        "data-quality",
    ),
    TableSpec(
        "month_coverage",
        "Which months each feed covers",
        "source_inventory",
        (
            FEED,
            MONTH,
            Column("rows", "open", "Accepted rows", "rows"),
            Column("status", "open", "complete, absent, header only or collapsed"),
        ),
        "data-quality",
    ),
    TableSpec(
        "source_agreement",
        "Offences in the count table and in the rows",
        "restricted",
        (
            Column("period", "key", "Twelve (or six) months"),
            Column("months", "open", "Months that both have", "months"),
            Column("in_table", "count", "Offences in the count table", "offences"),
            Column("in_rows", "count", "Offences in the rows", "offences"),
            Column("share", "derived", "Rows as a share of the table"),
        ),
        "data-quality",
    ),
    TableSpec(
        "revisions",
        "How much months changed between downloads",
        "restricted",
        (
            FEED,
            MONTH,
            Column("publisher", "key", "Force or file compared"),
            Column("vintage_before", "key", "Date of the older download"),
            Column("vintage_after", "open", "Date of the newer download"),
            Column("rows_before", "count", "Rows in the older download", "rows"),
            Column("rows_after", "count", "Rows in the newer download", "rows"),
            Column("rows_added", "count", "Rows only in the newer", "rows"),
            Column("rows_removed", "count", "Rows only in the older", "rows"),
            Column("rows_changed", "count", "Rows in both with other content", "rows"),
        ),
        "data-quality",
    ),
)
