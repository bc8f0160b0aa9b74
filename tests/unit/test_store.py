"""The restricted store: whole or not at all, nothing lost, and newer downloads replace older."""

import os

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError, OutputError
from cdrp_analysis.sources import revisions
from cdrp_analysis.sources.reading import FileReading
from cdrp_analysis.store import Store, fingerprint
from tests.drawn import frame

JANUARY = """
    crime_id | category | location | outcome    | source_row
    a1       | Burglary | High St  | Charged    | 2
    a2       | Robbery  |          | Unresolved | 3
    a3       | Burglary | Mill Ln  |            | 5
"""
QUARANTINE = pd.DataFrame(columns=["feed", "file", "row", "reason"])


def reading(
    drawing=JANUARY, *, month="2018-01", vintage="2018-03-01", publisher="testshire", feed="street",
    quarantined=QUARANTINE, repeated=0,
):  # fmt: skip
    file = f"{vintage}/{month}-{publisher}.csv"
    rows = frame(drawing).assign(month=month or "2018-01", vintage=vintage, source_file=file)
    rows["longitude"] = 0.1
    text = ["crime_id", "category", "location", "outcome"]
    rows[text] = rows[text].astype("string").replace("", pd.NA)
    rows = rows.iloc[: 0 if repeated else None]
    return FileReading(
        feed=feed, contract="street", file=file, sha256="0" * 64, vintage=vintage, month=month,
        publisher=publisher, rows_in=len(rows) + len(quarantined) + repeated, accepted=rows,
        quarantined=quarantined, repeated=repeated,
    )  # fmt: skip


def contents(folder):
    """Every file of a folder with its bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_accepted_rows_come_back_in_file_and_row_order(store):
    february = reading(month="2018-02")
    assert store.ingest("street", [february, reading()], fingerprint="1")
    rows = store.read("street")
    assert rows["month"].tolist() == ["2018-01"] * 3 + ["2018-02"] * 3
    assert rows["source_row"].tolist() == [2, 3, 5, 2, 3, 5]


def test_rows_are_chosen_by_month_column_and_value(store):
    store.ingest("street", [reading(), reading(month="2018-02")], fingerprint="1")
    assert store.read("street", months=["2018-02"])["month"].unique().tolist() == ["2018-02"]
    assert list(store.read("street", columns=["category", "month"])) == ["category", "month"]
    chosen = store.read("street", only={"category": {"Robbery"}}, columns=["crime_id"])
    assert chosen["crime_id"].tolist() == ["a2", "a2"]
    both = {"category": {"Burglary"}, "outcome": {"Charged"}}
    assert store.read("street", only=both, months=["2018-01"])["crime_id"].tolist() == ["a1"]
    assert store.read("street", only={"category": set()}).empty
    assert store.read("street", months=["2017-01"], columns=["month"]).columns.tolist() == ["month"]


def test_a_file_of_many_months_is_read_by_month_too(store):
    table = reading(month=None, publisher="")
    table = FileReading(
        **{**table.__dict__, "accepted": table.accepted.assign(month=["2018-01", "2018-02", "x"])}
    )
    store.ingest("counts", [table], fingerprint="1")
    assert store.read("counts", months=["2018-02"])["crime_id"].tolist() == ["a2"]


def test_values_of_the_data_are_never_read_as_sql(store):
    store.ingest("street", [reading()], fingerprint="1")
    assert store.read("street", only={"category": {"' OR 1=1 --"}}).empty


def test_the_same_fingerprint_changes_nothing(store):
    store.ingest("street", [reading()], fingerprint="1")
    before = contents(store.folder)

    def unread():
        raise AssertionError("the files were read again")
        yield

    assert store.ingest("street", unread(), fingerprint="1") is False
    assert contents(store.folder) == before


def test_the_same_files_again_give_the_same_bytes(store, tmp_path):
    other = Store(tmp_path / "other")
    for one in (store, other):
        one.ingest("street", [reading()], fingerprint="1")
    assert contents(store.folder) == contents(other.folder)


@pytest.mark.parametrize("fault", [ValueError("odd"), InputError("bad."), KeyboardInterrupt()])
def test_a_reading_that_fails_leaves_the_former_state(store, fault):
    store.ingest("street", [reading()], fingerprint="1")
    before = contents(store.folder)

    def failing():
        yield reading(month="2018-02")
        raise fault

    with pytest.raises(type(fault)):
        store.ingest("street", failing(), fingerprint="2")
    assert contents(store.folder) == before
    assert [path.name for path in (store.folder / "feeds").iterdir()] == ["street"]


def test_a_full_disk_is_said_and_leaves_the_former_state(store):
    store.ingest("street", [reading()], fingerprint="1")
    before = contents(store.folder)

    def full():
        yield reading(month="2018-02")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError) as caught:
        store.ingest("street", full(), fingerprint="2")
    assert caught.value.what == "the feed street could not be stored: No space left on device."
    assert "the former state is kept" in caught.value.do
    assert contents(store.folder) == before


def test_a_feed_is_swapped_in_whole(store):
    store.ingest("street", [reading(), reading(month="2018-02")], fingerprint="1")
    store.ingest("street", [reading(month="2018-03")], fingerprint="2")
    assert store.read("street")["month"].unique().tolist() == ["2018-03"]


def test_a_newer_download_replaces_the_older_and_the_change_is_recorded(store):
    """One offence gone, one new, one with another outcome."""
    later = """
        crime_id | category | location | outcome | source_row
        a1       | Burglary | High St  | Fined   | 2
        a2       | Robbery  |          | Unresolved | 3
        a4       | Burglary | Mill Ln  |         | 4
    """
    store.ingest("street", [reading()], fingerprint="1", revise=revisions)
    assert store.revisions("street").empty
    newer = reading(later, vintage="2018-09-01")
    store.ingest("street", [newer], fingerprint="2", revise=revisions)
    assert set(store.read("street")["crime_id"]) == {"a1", "a2", "a4"}
    (log,) = store.revisions("street").to_dict("records")
    assert log == {
        "feed": "street", "month": "2018-01", "publisher": "testshire",
        "vintage_before": "2018-03-01", "vintage_after": "2018-09-01",
        "rows_before": 3, "rows_after": 3, "rows_added": 1, "rows_removed": 1, "rows_changed": 1,
    }  # fmt: skip


def test_revisions_are_kept_over_ingests_and_recorded_once(store):
    store.ingest("street", [reading()], fingerprint="1", revise=revisions)
    newer = reading(vintage="2018-09-01")
    store.ingest("street", [newer], fingerprint="2", revise=revisions)
    store.ingest("street", [newer], fingerprint="3", revise=revisions)
    assert len(store.revisions("street")) == 1


def test_revisions_among_the_raw_files_join_the_log(store):
    found = [{"feed": "street", "month": "2018-01", "rows_added": 4}]
    store.ingest("street", [reading()], fingerprint="1", revised=lambda: found)
    assert store.revisions("street")["rows_added"].tolist() == [4]


def test_every_file_is_accounted_for(store):
    aside = frame("""
        feed   | file | row | reason
        street | x    | 4   | month is malformed
    """)
    older = reading(vintage="2017-01-01", repeated=3)
    store.ingest("street", [reading(quarantined=aside), older], fingerprint="1")
    files = store.provenance("street")
    assert files[["rows_in", "accepted", "quarantined", "repeated"]].to_numpy().tolist() == [
        [4, 3, 1, 0],
        [3, 0, 0, 3],
    ]
    assert files["sha256"].str.len().eq(64).all()
    assert store.quarantine("street")["reason"].tolist() == ["month is malformed"]
    assert len(store.read("street")) == files["accepted"].sum()


def test_two_files_of_one_month_are_refused(store):
    with pytest.raises(InputError, match=r"two files of the feed street hold testshire 2018-01\."):
        store.ingest("street", [reading(), reading(vintage="2018-09-01")], fingerprint="1")


def test_months_and_how_many_rows_they_have(store):
    store.ingest("street", [reading(), reading(month="2018-03")], fingerprint="1")
    assert store.months("street").to_numpy().tolist() == [["2018-01", 3], ["2018-03", 3]]


def test_blank_fields_are_counted(store):
    store.ingest("street", [reading(), reading(month="2018-02")], fingerprint="1")
    blanks = store.blanks("street").set_index("field")
    assert blanks["rows"].eq(6).all()
    missing = blanks["missing"]
    assert missing[["crime_id", "location", "outcome"]].tolist() == [0, 2, 2]


def test_a_feed_never_ingested_is_refused_by_name(store):
    for ask in (store.read, store.months, store.blanks):
        with pytest.raises(InputError, match="the store holds no feed burglary"):
            ask("burglary")
    assert store.provenance("burglary").empty


def test_a_feed_without_any_row_is_empty_not_unknown(store):
    store.ingest("street", [], fingerprint="1")
    assert store.read("street", columns=["month"]).empty
    assert store.months("street").empty
    assert store.blanks("street").empty


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="the store cannot be made: Permission denied"):
        Store(tmp_path / "store")


def test_a_file_where_the_store_should_be_is_refused(tmp_path):
    (tmp_path / "store").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="the store cannot be made"):
        Store(tmp_path / "store")


def test_a_fingerprint_depends_on_every_part_and_where_it_ends():
    assert fingerprint("a", "b") == fingerprint("a", "b")
    assert len({fingerprint("a", "b"), fingerprint("ab"), fingerprint("b", "a")}) == 3
