"""Count tables as publishers make them: months wide or long, areas under many names."""

from datetime import date

import pandas as pd
import pytest

from cdrp_analysis.contracts import CONTRACTS
from cdrp_analysis.errors import InputError, SettingsError
from cdrp_analysis.sources import read
from cdrp_analysis.sources.counts import STUB_REASON, read_counts, stub_months
from tests.rawfiles import feed, reasons, text, write


def wide(root, *lines, area_type="borough", **more):
    write(root, "t.csv", text(*lines))
    made = feed("counts-wide", "t.csv", area_type=area_type, **more)
    (reading,) = read(made, root)
    return reading


def long(root, *lines, area_type="borough", **more):
    write(root, "t.csv", text(*lines))
    (reading,) = read(feed("counts-long", "t.csv", area_type=area_type, **more), root)
    return reading


def cells(reading, *columns):
    return reading.accepted[list(columns)].astype("object").to_numpy().tolist()


def test_a_wide_table_becomes_one_row_per_cell(tmp_path):
    reading = wide(
        tmp_path,
        "majortext,minortext,boroughname,201801,2018-02",
        "BURGLARY,BURGLARY BUSINESS AND COMMUNITY,Camden,5,0",
        'ROBBERY,ROBBERY OF PERSONAL PROPERTY,Camden,"1,234",7',
    )
    assert reading.rows_in == 4
    assert cells(reading, "area", "group", "month", "offences", "source_row") == [
        ["E09000007", "BURGLARY", "2018-01", 5, 2],
        ["E09000007", "ROBBERY", "2018-01", 1234, 3],
        ["E09000007", "BURGLARY", "2018-02", 0, 2],
        ["E09000007", "ROBBERY", "2018-02", 7, 3],
    ]
    CONTRACTS["counts"].schema.validate(reading.accepted)


@pytest.mark.parametrize(
    "spelling",
    ["Hammersmith and Fulham", "HAMMERSMITH & FULHAM", "E09000013", "e09000013",
     "Hammersmith & Fulham "],
)  # fmt: skip
def test_a_borough_is_known_by_any_spelling(tmp_path, spelling):
    reading = wide(tmp_path, "borough,201801", f"{spelling},5")
    assert cells(reading, "area") == [["E09000013"]]


def test_what_is_no_area_is_kept_as_named_and_said(tmp_path):
    reading = wide(
        tmp_path, "borough,201801", "Unknown,5", "London Heathrow and London City Airports,6"
    )
    assert reading.accepted["area"].isna().all()
    assert reading.accepted["area_name"].tolist() == [
        "Unknown",
        "London Heathrow and London City Airports",
    ]
    assert "2 area names without a code" in reading.note


def test_names_of_other_places_are_known_when_given(tmp_path):
    write(tmp_path, "t.csv", text("borough,201801", "ALDER & HYTHE,5"))
    made = feed("counts-wide", "t.csv", area_type="borough")
    (reading,) = read_counts(made, tmp_path, codes={"Alder and Hythe": "E07000999"})
    assert cells(reading, "area") == [["E07000999"]]


@pytest.mark.parametrize(
    "count, reason",
    [
        ("", "no count given: missing is not zero"),
        ("[x]", "no count given: missing is not zero"),
        ("[c]", "no count given: missing is not zero"),
        ("few", "count is not a number"),
        ("2.5", "count is not a whole number"),
        ("-3", "negative count: the publisher's correction of an earlier month, kept out"),
    ],
)
def test_a_cell_that_is_no_count_is_set_aside_and_never_a_zero(tmp_path, count, reason):
    reading = wide(tmp_path, "borough,201801,201802", f"Camden,5,{count}")
    assert reasons(reading) == {2: reason}
    assert reading.accepted["offences"].tolist() == [5]


@pytest.mark.parametrize("code", ["E0900001", "E05000250", "E0900001X"])
def test_a_code_of_no_borough_is_set_aside_and_not_taken_for_a_name(tmp_path, code):
    reading = wide(tmp_path, "borough,201801", f"{code},5", "Camden,7")
    assert reasons(reading) == {2: "area code is no code of this kind of area"}


@pytest.mark.parametrize("stub, dropped", [(4, True), (5, False), (6, False)])
def test_a_month_under_a_twentieth_of_the_median_is_a_stub(tmp_path, stub, dropped):
    reading = wide(tmp_path, "borough,201801,201802,201803", f"Camden,100,{stub},100")
    assert reasons(reading) == ({2: STUB_REASON} if dropped else {})
    assert len(reading.accepted) == (2 if dropped else 3)


def test_a_stub_takes_every_cell_of_its_month_with_it(tmp_path):
    reading = wide(tmp_path, "borough,201801,201802,201803", "Camden,100,0,100", "Barnet,100,1,100")
    assert reading.quarantined["row"].tolist() == [2, 3]
    assert set(reading.accepted["month"].astype(str)) == {"2018-01", "2018-03"}


def test_an_empty_month_of_a_rare_offence_is_no_stub():
    counts = pd.DataFrame({"month": list("abc"), "offences": [19, 0, 19]})
    assert stub_months(counts) == []
    assert stub_months(counts.assign(offences=[20, 0, 20])) == ["b"]


def test_a_renamed_offence_gets_its_new_name_and_it_is_said(tmp_path):
    reading = wide(
        tmp_path, "majortext,minortext,boroughname,201801", "BURGLARY,DOMESTIC BURGLARY,Camden,5"
    )
    assert cells(reading, "offence") == [["BURGLARY - RESIDENTIAL"]]
    assert "DOMESTIC BURGLARY is now called BURGLARY - RESIDENTIAL" in reading.note


@pytest.mark.parametrize(
    "spelling", ["2018-01", "201801", "2018-01-01", "2018-01-31T00:00:00", "20180115"]
)
def test_a_long_table_may_write_its_months_in_many_ways(tmp_path, spelling):
    reading = long(tmp_path, "month,borough,category,count", f"{spelling},Camden,Drugs,5")
    assert cells(reading, "area", "offence", "month", "offences") == [
        ["E09000007", "Drugs", "2018-01", 5]
    ]


def test_dates_of_a_parquet_table_are_months_too(tmp_path):
    table = pd.DataFrame(
        {"month_year": pd.to_datetime(["2018-01-01"]), "lsoa_code": ["E01001874"], "count": [5.0]}
    )
    table.to_parquet(tmp_path / "t.parquet")
    (reading,) = read(feed("counts-long", "t.parquet", area_type="lsoa"), tmp_path)
    assert cells(reading, "area", "month", "offences") == [["E01001874", "2018-01", 5]]
    assert reading.accepted["source_row"].tolist() == [2]


@pytest.mark.parametrize(
    "month, reason",
    [
        ("2018-13", "month is not a month (YYYY-MM)"),
        ("1066-10", "month before today's districts existed"),
        ("2018-10", "month after the day of the download"),
    ],
)
def test_an_absurd_month_is_set_aside(tmp_path, month, reason):
    reading = long(tmp_path, "month,borough,count", f"{month},Camden,5", "2018-09,Camden,5")
    assert reasons(reading) == {2: reason}


def test_headings_are_given_by_the_feed_where_they_are_unusual(tmp_path):
    reading = long(
        tmp_path,
        "When,Where,How many",
        "2018-01,Camden,5",
        columns={"month": "When", "area": "Where", "count": "How many"},
    )
    assert cells(reading, "area", "offences") == [["E09000007", 5]]


def test_an_unknown_column_of_ours_is_refused_with_the_nearest():
    with pytest.raises(SettingsError, match="did you mean 'offence'"):
        read_counts(
            feed("counts-long", "x", area_type="borough", columns={"ofence": "x"}), "unread"
        )


def test_a_column_nobody_named_is_asked_for(tmp_path):
    with pytest.raises(InputError, match="no column for area was recognised"):
        wide(tmp_path, "somewhere,201801", "Camden,5")


@pytest.mark.parametrize("name", ["sheet", "measure", "scheme"])
def test_stacked_worksheets_and_mixed_measures_are_never_added(tmp_path, name):
    """Offence and victim counts, or one report under two schemes: the sum means nothing."""
    with pytest.raises(InputError, match=f"the column {name} splits the table into 2 parts"):
        long(
            tmp_path, f"month,borough,count,{name}", "2018-01,Camden,5,one", "2018-01,Camden,5,two"
        )


def test_one_part_alone_is_read(tmp_path):
    reading = long(tmp_path, "month,borough,count,sheet", "2018-01,Camden,5,one")
    assert len(reading.accepted) == 1


@pytest.mark.parametrize("count", [5, 6])
def test_a_second_count_for_the_same_cell_is_refused(tmp_path, count):
    with pytest.raises(InputError, match="1 rows give a second count"):
        long(tmp_path, "month,borough,count", "2018-01,Camden,5", f"2018-01,Camden,{count}")


def test_one_area_in_two_parts_told_apart_is_kept_in_two_rows(tmp_path):
    """Heathrow Villages is counted under its borough and under aviation security."""
    reading = wide(
        tmp_path,
        "wardcode,lookup_boroughname,201801",
        "E05013570,Hillingdon,5",
        "E05013570,Aviation Security (SO18),6",
        area_type="ward",
    )
    assert reading.accepted["offences"].sum() == 11


def test_a_month_in_two_columns_is_refused(tmp_path):
    with pytest.raises(InputError, match="a month has two columns"):
        wide(tmp_path, "borough,201801,2018-01", "Camden,5,5")


def test_a_wide_table_without_months_is_refused(tmp_path):
    with pytest.raises(InputError, match="no column is headed by a month"):
        wide(tmp_path, "borough,total", "Camden,5")


def test_a_refused_table_row_stands_for_all_its_cells(tmp_path):
    reading = wide(tmp_path, "borough,201801,201802", "=Camden,5,6", "Barnet,7,8")
    assert reading.rows_in == 4
    assert reading.quarantined["row"].tolist() == [2, 2]


def test_a_workbook_reads_like_its_csv(tmp_path):
    table = pd.DataFrame({"borough": ["Camden", "Barnet"], "201801": [5, 6], "201802": [7, 8]})
    table.to_excel(tmp_path / "t.xlsx", index=False)
    table.to_csv(tmp_path / "t.csv", index=False)
    table.to_parquet(tmp_path / "t.parquet")
    frames = []
    for suffix in ("csv", "xlsx", "parquet"):
        (reading,) = read(feed("counts-wide", f"t.{suffix}", area_type="borough"), tmp_path)
        frames.append(reading.accepted.drop(columns="source_file"))
    for other in frames[1:]:
        pd.testing.assert_frame_equal(frames[0], other)


def test_files_of_one_feed_have_publishers_of_their_own(tmp_path):
    for name in ("older.csv", "newer.csv"):
        write(tmp_path, name, text("borough,201801", "Camden,5"))
    made = feed("counts-wide", "*.csv", area_type="borough", vintage=date(2018, 3, 1))
    assert len({reading.publisher for reading in read(made, tmp_path)}) == 2
