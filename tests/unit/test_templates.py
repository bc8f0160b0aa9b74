"""Partners' files: headings matched, rows typed or set aside, newer releases before older."""

from datetime import date

import pandas as pd
import pytest

from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.errors import InputError, OutputError, SettingsError
from cdrp_analysis.settings import Feed
from cdrp_analysis.sources import kin, read, revised_months
from cdrp_analysis.sources.blank_templates import EXPLAINED, allowed, write_template
from cdrp_analysis.sources.template_rows import heading_key, own_columns
from tests.rawfiles import reasons, text, write, write_zip

HEADER = "Reference,CATEGORY,Attended-at,easting,northing"
FALSE_ALARM = "malicious false alarm"


def fire(name="c-1", at="2010-04-01 23:15", category=FALSE_ALARM, place="523000,178000"):
    return f"{name},{category},{at},{place}"


def feed(*files, contract="fire_incidents", key="fire", day=date(2010, 10, 18), **more):
    return Feed(
        key=key, layout="template", contract=contract, files=list(files) or ["*.csv"],
        vintage=day, **more,
    )  # fmt: skip


def one(root, setting=None, among=()):
    (reading,) = read(setting or feed(), root, among=among)
    return reading


def refused(setting, root, kind=InputError):
    with pytest.raises(kind) as caught:
        list(read(setting, root))
    return caught.value


# Headings --------------------------------------------------------------------------------


@pytest.mark.parametrize("spelt", ["attended_at", "ATTENDED AT", " Attended-At ", "attendedat"])
def test_case_spaces_underscores_and_hyphens_of_headings_do_not_count(spelt):
    assert heading_key(spelt) == "attendedat"


def test_rows_are_typed_and_know_their_month_and_their_line(tmp_path):
    write(
        tmp_path, "fire.csv", text("Fire service,,,,", HEADER, fire(), fire("c-2", "2/5/2010 1:00"))
    )
    found = one(tmp_path)
    assert (found.rows_in, len(found.accepted), found.repeated) == (2, 2, 0)
    assert (found.contract, found.month, found.publisher) == ("fire_incidents", None, "fire-csv")
    contract = PARTNER_FEEDS["fire_incidents"]
    contract.schema.validate(found.accepted)
    assert found.accepted["month"].tolist() == ["2010-04", "2010-05"]
    assert found.accepted["source_row"].tolist() == [3, 4]
    assert found.accepted["vintage"].tolist() == ["2010-10-18"] * 2
    assert found.note == "1 lines above the header"


def test_a_column_that_may_not_be_blank_must_be_there_and_the_nearest_heading_is_named(tmp_path):
    write(tmp_path, "fire.csv", text("reference,Categories,attended_at", "c-1,x,2010-04-01 01:00"))
    error = refused(feed(), tmp_path)
    assert error.what == "the heading 'category' is missing; the nearest heading is 'categories'."
    assert (error.where, error.exit_code) == ("fire.csv", 11)


def test_other_headings_are_named_in_the_assessment_file(tmp_path):
    write(
        tmp_path, "fire.csv", text("Ref,category,When,note", f"c-1,{FALSE_ALARM},2010-04-01 1:00,x")
    )
    renamed = feed(columns={"reference": "Ref", "attended_at": "when"})
    found = one(tmp_path, renamed)
    assert found.accepted["reference"].tolist() == ["c-1"]
    assert found.note == "left out, the contract does not need them: note"
    error = refused(feed(columns={"reference": "Number"}), tmp_path)
    assert "'Number' is missing" in error.what
    error = refused(feed(columns={"referense": "Ref"}), tmp_path, SettingsError)
    assert error.what == "columns.referense is not a column of fire_incidents."
    assert error.do == "did you mean 'reference'?"


@pytest.mark.parametrize("name", ["month", "vintage"])
def test_what_is_added_while_reading_cannot_be_named(tmp_path, name):
    write(tmp_path, "fire.csv", text(HEADER, fire()))
    refused(feed(columns={name: "easting"}), tmp_path, SettingsError)


def test_columns_the_contract_does_not_know_are_left_out_and_counted(tmp_path):
    extra = ",".join(f"extra {n}" for n in range(10))
    write(tmp_path, "fire.csv", text(f"{HEADER},{extra}", f"{fire()}{',x' * 10}"))
    found = one(tmp_path)
    assert found.accepted.columns.tolist() == PARTNER_FEEDS["fire_incidents"].names
    assert found.note.endswith("extra 6, extra 7 and 2 more")


def test_two_headings_of_one_column_are_refused(tmp_path):
    write(tmp_path, "fire.csv", text(f"{HEADER},attended_at", f"{fire()},2010-04-01 01:00"))
    assert "occurs 2 times" in refused(feed(), tmp_path).what


def test_an_unknown_contract_is_refused_by_its_nearest_name(tmp_path):
    error = refused(feed(contract="fire_incident"), tmp_path, SettingsError)
    assert (error.what, error.do) == (
        "'fire_incident' is not a partner feed.", "did you mean 'fire_incidents'?",
    )  # fmt: skip
    # What is published has a reader of its own.
    assert refused(feed(contract="street"), tmp_path, SettingsError).exit_code == 10


# Rows ------------------------------------------------------------------------------------


def test_every_row_is_accepted_or_set_aside_with_its_line_and_reason(tmp_path):
    rows = [
        fire(),
        fire("c-2", "yesterday"),
        fire("John", place=","),
        fire("c-4", category="Malicious FALSE alarm"),  # as a spreadsheet capitalises
        fire("c-5", category="a cat in a tree"),
        fire("c-6", place="twelve,178000"),
        fire("c-7", place="523000,"),
        fire("c-8", "2011-01-01 00:00"),
        fire("=cmd()"),
        fire("c-10") + ",too many",
        fire("c-11", place="[x],-"),
        "c-12",
    ]
    write(tmp_path, "fire.csv", text(HEADER, *rows))
    found = one(tmp_path)
    assert found.rows_in == 12
    assert found.accepted["reference"].tolist() == ["c-1", "c-4", "c-11"]
    assert set(found.accepted["category"]) == {FALSE_ALARM}
    assert reasons(found) == {
        3: "attended at is not a date and time (2010-09-30 23:15 or 30/09/2010 23:15)",
        4: "reference is no pseudonym (letters, digits, - and _, at least one digit)",
        6: "category is not one of its values",
        7: "easting is not a number",
        8: "easting without northing, or the reverse",
        9: "attended at after the day of the release",
        10: "a spreadsheet formula in a cell",
        11: "too many cells for the header",
        13: "too few cells for the header",
    }


@pytest.mark.parametrize(
    "cells, numbers, note",
    [
        (["1,200", "35"], [1200.0, 35.0], "minutes: commas read as thousands"),
        (["12,5", "35"], [12.5, 35.0], "minutes: commas read as decimal commas"),
        (["+1.5e1", " 35 "], [15.0, 35.0], ""),
    ],
)
def test_numbers_are_read_as_the_column_writes_them(tmp_path, cells, numbers, note):
    rows = [f"kind {n};{cell}" for n, cell in enumerate(cells)]
    write(tmp_path, "d.csv", text("category;minutes", *rows))
    found = one(tmp_path, feed("d.csv", contract="demand_times"))
    assert found.accepted["minutes"].tolist() == numbers
    assert found.note == note


def test_a_mark_for_missing_is_no_zero_and_a_blank_that_must_be_filled_is_refused(tmp_path):
    write(tmp_path, "d.csv", text("category,minutes,source", "a,0,x", "b,[x],x", "c,1.5.2,x"))
    found = one(tmp_path, feed("d.csv", contract="demand_times"))
    assert found.accepted["minutes"].tolist() == [0.0]
    assert reasons(found) == {3: "minutes is blank", 4: "minutes is not a number"}


def test_limits_and_whole_numbers_are_held(tmp_path):
    rows = ["1,23,1", "8,0,1", "0,0,1", "1.5,0,1", "1,24,1", "1,0,-1"]
    write(tmp_path, "r.csv", text("weekday,hour,officers", *rows))
    found = one(tmp_path, feed("r.csv", contract="rosters"))
    assert len(found.accepted) == 1
    assert reasons(found) == {
        3: "weekday is above 7", 4: "weekday is below 1", 5: "weekday is not a whole number",
        6: "hour is above 23", 7: "officers is below 0",
    }  # fmt: skip


def test_a_file_that_names_people_is_refused_whole_before_anything_of_it_is_kept(tmp_path):
    write(tmp_path, "fire.csv", text(f"{HEADER},Caller name", f"{fire()},Zqperson"))
    error = refused(feed(), tmp_path)
    assert "the column 'Caller name' is for names" in error.what
    assert (error.where, error.exit_code) == ("fire.csv", 11)
    assert "Zqperson" not in str(error)
    write(tmp_path, "fire.csv", text(f"{HEADER},note", f"{fire()},ring 07700 900123"))
    assert "the column 'note' holds telephone numbers" in refused(feed(), tmp_path).what


# Formats ---------------------------------------------------------------------------------


def test_csv_excel_and_parquet_give_the_same_rows(tmp_path):
    sheet = pd.DataFrame(
        {
            "Reference": ["c-1", "c-2"], "category": [FALSE_ALARM] * 2,
            "attended at": pd.to_datetime(["2010-04-01 23:15", "2010-04-02 00:00"]),
            "easting": [523000.5, None], "northing": [178000, None],
        }
    )  # fmt: skip
    sheet.to_csv(tmp_path / "a.csv", index=False)
    sheet.to_excel(tmp_path / "b.xlsx", index=False)
    sheet.to_parquet(tmp_path / "c.parquet")
    found = [one(tmp_path, feed(name)) for name in ("a.csv", "b.xlsx", "c.parquet")]
    for other in found[1:]:
        pd.testing.assert_frame_equal(
            other.accepted.drop(columns="source_file"),
            found[0].accepted.drop(columns="source_file"),
        )


def test_whole_numbers_with_gaps_stay_whole_in_text(tmp_path):
    frame = pd.DataFrame({"stream": ["x", "y"], "recipient": "z", "year": [2010.0, None],
                          "amount": 5, "in_kind": [True, False]})  # fmt: skip
    frame.to_parquet(tmp_path / "f.parquet")
    found = one(tmp_path, feed("f.parquet", contract="funding"))
    assert found.accepted["year"].tolist() == ["2010"]
    assert reasons(found) == {3: "year is blank"}


def test_files_of_one_feed_have_names_of_their_own(tmp_path):
    for name in ("fire a.csv", "fire-a.csv", "fire_a.csv"):
        write(tmp_path, name, text(HEADER, fire(name.replace(" ", "x")[:6] + "1")))
    found = [reading.publisher for reading in read(feed(), tmp_path)]
    assert len(set(found)) == 3
    assert found[0] == "fire-a-csv"


def test_a_zip_is_read_as_its_members(tmp_path):
    write_zip(
        tmp_path / "f.zip", {"a/1.csv": text(HEADER, fire()), "2.csv": text(HEADER, fire("c-2"))}
    )
    assert [r.publisher for r in read(feed("f.zip"), tmp_path)] == ["f-zip-2-csv", "f-zip-a-1-csv"]


# Releases --------------------------------------------------------------------------------

OLDER = feed("old.csv", key="older", day=date(2010, 7, 5))
NEWER = feed("new.csv", key="newer")
BOTH = [OLDER, NEWER]


@pytest.fixture
def quarters(tmp_path):
    """April only in the older release, May in both: one row revised, one gone, one new."""
    may = "2010-05-02 10:00"
    write(tmp_path, "old.csv", text(HEADER, fire("a-1"), fire("b-1", may), fire("gone1", may),
                                    fire("John", may), fire("bad", "soon")))  # fmt: skip
    write(tmp_path, "new.csv", text(HEADER, fire("b-1", may, place="523100,178000"),
                                    fire("c-1", may), fire("d-1", "2010-06-01 10:00")))  # fmt: skip
    return tmp_path


def test_the_newest_release_that_holds_a_month_counts_and_older_rows_are_repeats(quarters):
    newer, older = one(quarters, NEWER, BOTH), one(quarters, OLDER, BOTH)
    assert (newer.rows_in, len(newer.accepted), newer.repeated) == (3, 3, 0)
    assert older.accepted["reference"].tolist() == ["a-1"]
    # A faulty row of a month that was released again is a repeat; one without a month is not.
    assert (older.rows_in, older.repeated, list(reasons(older))) == (5, 3, [6])
    assert older.note == "months that a newer release holds: 1 (2010-05)"


def test_the_order_of_the_feeds_does_not_matter_and_a_feed_alone_is_whole(quarters):
    assert one(quarters, OLDER, BOTH[::-1]).repeated == 3
    assert len(one(quarters, OLDER).accepted) == 3


def test_a_feed_of_another_contract_has_no_say(quarters):
    other = feed("new.csv", contract="racial_incidents", key="other", day=date(2011, 1, 1))
    assert one(quarters, OLDER, [OLDER, other]).repeated == 0
    assert kin(OLDER, [OLDER, NEWER, other]) == BOTH


def test_how_much_a_month_changed_is_told_by_reference(quarters):
    assert revised_months(OLDER, quarters, among=BOTH) == [
        {
            "feed": "older", "month": "2010-05", "publisher": "fire_incidents",
            "vintage_before": "2010-07-05", "vintage_after": "2010-10-18",
            "rows_before": 2, "rows_after": 2, "rows_added": 1, "rows_removed": 1,
            "rows_changed": 1,
        }
    ]  # fmt: skip
    assert revised_months(NEWER, quarters, among=BOTH) == []


def test_of_three_releases_each_month_goes_to_the_newest_that_holds_it(quarters):
    write(quarters, "third.csv", text(HEADER, fire("z-1", "2010-06-01 10:00")))
    third = feed("third.csv", key="third", day=date(2011, 1, 10))
    among = [*BOTH, third]
    months = {f.key: set(one(quarters, f, among).accepted["month"]) for f in among}
    assert months == {"older": {"2010-04"}, "newer": {"2010-05"}, "third": {"2010-06"}}
    assert [e["vintage_after"] for e in revised_months(OLDER, quarters, among=among)] == [
        "2010-10-18"
    ]


def test_releases_of_one_day_are_parts_and_add_up(quarters):
    same = OLDER.model_copy(update={"vintage": NEWER.vintage})
    assert one(quarters, same, [same, NEWER]).repeated == 0
    assert one(quarters, NEWER, [same, NEWER]).repeated == 0
    assert revised_months(same, quarters, among=[same, NEWER]) == []


def test_the_same_bytes_again_are_a_repeat_in_one_feed_or_two(quarters):
    write(quarters, "copy.csv", (quarters / "new.csv").read_bytes())
    twice = feed("new.csv", "copy.csv")
    found = [(r.file, len(r.accepted), r.repeated, r.note) for r in read(twice, quarters)]
    assert found == [
        ("copy.csv", 3, 0, ""), ("new.csv", 0, 3, "the same file as copy.csv"),
    ]  # fmt: skip
    older = feed("copy.csv", key="older", day=date(2010, 7, 5))
    assert one(quarters, older, [older, NEWER]).repeated == 3
    assert one(quarters, NEWER, [older, NEWER]).repeated == 0


def test_one_file_in_two_feeds_is_refused(quarters):
    every = feed("*.csv", key="every", day=date(2011, 1, 1))
    with pytest.raises(InputError, match="the feeds older and every both take the same file"):
        list(read(OLDER, quarters, among=[OLDER, every]))


def test_of_a_feed_without_dates_the_newest_release_counts_whole(tmp_path):
    write(tmp_path, "old.csv", text("category,minutes", "a,1", "b,2", "c,x"))
    write(tmp_path, "new.csv", text("category,minutes", "a,1"))
    old = feed("old.csv", contract="demand_times", key="old", day=date(2010, 1, 1))
    new = feed("new.csv", contract="demand_times", key="new")
    found = one(tmp_path, old, [old, new])
    assert (found.rows_in, len(found.accepted), found.repeated) == (3, 0, 3)
    assert found.note == "superseded by the release of 2010-10-18"
    assert len(one(tmp_path, new, [old, new]).accepted) == 1
    assert revised_months(old, tmp_path, among=[old, new]) == []


# Blank templates -------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("name", PARTNER_FEEDS)
def test_an_empty_template_reads_back_as_no_rows(tmp_path, name, suffix):
    written = write_template(PARTNER_FEEDS[name], tmp_path / f"{name}.{suffix}")
    assert sorted(tmp_path.iterdir()) == sorted(written)
    found = one(tmp_path, feed(written[0].name, contract=name))
    assert (found.rows_in, len(found.accepted)) == (0, 0)
    assert found.note.endswith("header only: no rows")
    assert "left out" not in found.note


def test_a_filled_workbook_is_read_from_the_right_sheet(tmp_path):
    import openpyxl

    (path,) = write_template(PARTNER_FEEDS["staffing"], tmp_path / "staffing.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["staffing", "columns"]
    assert [cell.value for cell in book["columns"][1]] == list(EXPLAINED)
    book["staffing"].append(["Team 1", 2.5, "PC", date(2010, 4, 1), None, 40000, "force"])
    book.save(path)
    found = one(tmp_path, feed("staffing.xlsx", contract="staffing"))
    assert len(found.accepted) == 1
    assert found.accepted["starts_on"][0] == pd.Timestamp("2010-04-01")
    assert found.note == "worksheet staffing"


def test_the_explanations_name_every_column_once_and_its_limits(tmp_path):
    contract = PARTNER_FEEDS["youth_cases"]
    _, path = write_template(contract, tmp_path / "youth_cases.csv")
    assert path.name == "youth_cases-columns.csv"
    told = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert told.columns.tolist() == list(EXPLAINED)
    assert told["column"].tolist() == [column.name for column in own_columns(contract)]
    assert told.set_index("column").loc["age", "allowed values"] == "10 to 18"
    by_name = {column.name: column for column in contract.columns}
    assert allowed(by_name["reoffences"]) == "0 or more"
    assert allowed(by_name["sex"]) == "female; male; other; not known"
    assert allowed(by_name["opened_on"]) == ""


@pytest.mark.parametrize("there", ["fire.csv", "fire-columns.csv"])
def test_nothing_is_ever_overwritten(tmp_path, there):
    (tmp_path / there).write_text("somebody's work", encoding="utf-8")
    with pytest.raises(OutputError, match=f"{there} exists already"):
        write_template(PARTNER_FEEDS["fire_incidents"], tmp_path / "fire.csv")
    assert [p.name for p in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text(encoding="utf-8") == "somebody's work"


def test_a_wrong_suffix_or_folder_is_said(tmp_path):
    contract = PARTNER_FEEDS["fire_incidents"]
    with pytest.raises(SettingsError, match=r"neither \.csv nor \.xlsx"):
        write_template(contract, tmp_path / "fire.ods")
    with pytest.raises(OutputError, match=r"fire\.csv cannot be written: No such file"):
        write_template(contract, tmp_path / "absent" / "fire.csv")
