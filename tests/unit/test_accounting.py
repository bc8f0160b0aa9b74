"""What came in, feed by feed; why rows were set aside; how complete the fields are."""

import pandas as pd

from cdrp_analysis.measures.accounting import (
    completeness,
    feed_quality,
    quarantine_reasons,
    row_accounting,
    source_quality,
)
from tests.drawn import frame

FEEDS = frame("""
    feed   | source | layout
    table  | MPS    | counts-wide
    street | site   | policeuk-street
    never  | none   | policeuk-street
""")


def test_one_row_per_feed_in_print_order_that_adds_up():
    files = frame("""
        feed   | vintage    | first_month | last_month | rows_in | accepted | quarantined | repeated
        street | 2018-03-01 | 2018-01     | 2018-02    | 10      | 7        | 1           | 2
        street | 2018-09-01 | 2018-01     | 2018-02    | 5       | 5        | 0           | 0
        table  | 2018-09-01 | 2017-04     | 2018-03    | 24      | 24       | 0           | 0
    """)
    table = row_accounting(files, FEEDS)
    assert table["feed"].tolist() == ["table", "street", "never"]
    street = table.set_index("feed").loc["street"]
    assert street[["vintage", "files"]].tolist() == ["2018-09-01", 2]
    assert street[["rows_in", "accepted", "quarantined", "repeated"]].tolist() == [15, 12, 1, 2]
    assert table["rows_in"].isna().tolist() == [False, False, True]


def test_reasons_are_counted_most_first():
    rows = frame("""
        feed   | reason
        street | month is malformed
        street | outside Britain
        street | outside Britain
    """)
    assert quarantine_reasons(rows).to_numpy().tolist() == [
        ["street", "outside Britain", 2], ["street", "month is malformed", 1],
    ]  # fmt: skip
    assert list(quarantine_reasons(rows.iloc[:0])) == ["feed", "reason", "rows"]


def test_blank_fields_are_a_share_and_kinds_of_place_are_no_street():
    blanks = {"street": frame("""
        field | rows | missing
        lsoa  | 4    | 1
        empty | 0    | 0
    """)}  # fmt: skip
    places = pd.Series(["On or near Supermarket", "On or near High Street", None, "No Location"])
    table = completeness(blanks, {"street": places}).set_index("field")
    assert table.loc["lsoa", "missing_share"] == 0.25
    assert pd.isna(table.loc["empty", "missing_share"])
    kinds = table.loc["street name (else a kind of place)"]
    assert kinds[["rows", "missing", "missing_share"]].tolist() == [4, 3, 0.75]


FIELDS = frame("""
    feed   | field                              | rows | missing | missing_share
    street | lsoa                               | 100  | 10      | 0.1
    street | street name (else a kind of place) | 100  | 90      | 0.9
    street | id                                 | 100  | 0       | 0
    small  | person                             | 4    | 2       | 0.5
    none   | person                             | 0    | 0       |
""")
DAYS = frame("""
    feed   | holder | lag_days | age_days
    small  | Police |          | 9
    street | Police | 3        | 20
    none   | Police |          |
""")


def test_a_feed_is_as_complete_as_its_cells_and_a_kind_of_place_is_no_field():
    table = feed_quality(FIELDS, DAYS).set_index("feed")
    assert table.index.tolist() == ["small", "street"]
    street = table.loc["street"]
    assert street[["rows", "fields", "blank_fields", "worst"]].tolist() == [100, 2, 1, "lsoa"]
    assert (street["filled_share"], street["worst_share"], street["lag_days"]) == (0.95, 0.1, 3)


def test_a_source_is_told_in_whole_per_cent_of_its_longer_feeds():
    """Of four rows a share would be the rows themselves."""
    quality = feed_quality(FIELDS, DAYS)
    police = source_quality(quality, least=20).iloc[0]
    assert (police["feeds"], police["fields"], police["filled_share"]) == (2, 3, 0.95)
    assert (police["lag_days"], police["age_days"]) == (3, 14)
    nearly = quality.assign(filled_share=0.9999)
    assert source_quality(nearly, least=20)["filled_share"].tolist() == [0.99]
    assert source_quality(quality, least=1000)["filled_share"].isna().all()
