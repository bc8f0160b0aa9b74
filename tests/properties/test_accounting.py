"""Whatever a file holds, every row is accepted, set aside or counted as repeated."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdrp_analysis.contracts import CONTRACTS
from cdrp_analysis.sources import read
from cdrp_analysis.sources.policeuk import revisions
from tests.rawfiles import STREET_FILE, STREET_HEADER, feed, street_row, text, write

QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

good = st.sampled_from(
    [
        {},
        {"id": "", "type": "Anti-social behaviour", "outcome": ""},
        {"longitude": "", "latitude": "", "lsoa": ""},
        {"lsoa": "E01035484"},
    ]
).map(lambda cells: (street_row(**cells), True))
bad = st.one_of(
    st.sampled_from(
        [
            {"month": "2018-02"},
            {"type": "Piracy"},
            {"location": "=1+1"},
            {"longitude": "51.5", "latitude": "-0.2"},
            {"longitude": "-4.9", "latitude": "53.9"},
            {"context": "\x00"},
            {"lsoa": "E1"},
        ]
    ).map(lambda cells: (street_row(**cells), False)),
    st.sampled_from(["too,few", street_row() + ",more"]).map(lambda line: (line, False)),
)


@QUICK
@given(rows=st.lists(st.one_of(good, bad), max_size=30))
def test_good_rows_are_accepted_bad_ones_set_aside_and_none_is_lost(tmp_path, rows):
    write(tmp_path, STREET_FILE, text(STREET_HEADER, *(line for line, _ in rows)))
    (reading,) = read(feed(), tmp_path)
    sound = [number for number, (_, ok) in enumerate(rows, 2) if ok]
    faulty = [number for number, (_, ok) in enumerate(rows, 2) if not ok]
    assert reading.accepted["source_row"].tolist() == sound
    assert reading.quarantined["row"].tolist() == faulty
    assert reading.rows_in == len(sound) + len(faulty) + reading.repeated
    CONTRACTS["street"].schema.validate(reading.accepted)


@QUICK
@given(content=st.binary(max_size=400))
def test_any_bytes_below_a_header_are_accounted_for(tmp_path, content):
    write(tmp_path, STREET_FILE, STREET_HEADER.encode() + b"\n" + content)
    (reading,) = read(feed(), tmp_path)
    assert reading.rows_in == len(reading.accepted) + len(reading.quarantined)


@QUICK
@given(cells=st.lists(st.text(max_size=30), min_size=12, max_size=12))
def test_any_text_in_any_cell_is_accounted_for(tmp_path, cells):
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    content = f"{STREET_HEADER}\n{quoted}\n{street_row()}\n"
    write(tmp_path, STREET_FILE, content.encode("utf-8", errors="replace"))
    (reading,) = read(feed(), tmp_path)
    # The sound row below is never swallowed.
    assert len(reading.accepted) >= 1
    assert reading.accepted["location"].iloc[-1] == "On or near High Street"


@QUICK
@given(
    counts=st.lists(
        st.lists(st.sampled_from(["0", "7", "1,204", "", "[x]", "-2", "x", "1.5"]), min_size=3,
                 max_size=3),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_every_cell_of_a_wide_table_is_accounted_for(tmp_path, counts):
    lines = [
        f"Place {place}," + ",".join(f'"{cell}"' for cell in row)
        for place, row in enumerate(counts)
    ]
    write(tmp_path, "t.csv", text("borough,201801,201802,201803", *lines))
    (reading,) = read(feed("counts-wide", "t.csv", area_type="borough"), tmp_path)
    assert reading.rows_in == 3 * len(counts)
    assert reading.rows_in == len(reading.accepted) + len(reading.quarantined)
    CONTRACTS["counts"].schema.validate(reading.accepted)


months = st.lists(good.map(lambda row: row[0]), max_size=15)


@QUICK
@given(before=months, after=months, moved=st.randoms(use_true_random=False))
def test_revisions_add_up_and_do_not_depend_on_the_order(tmp_path, before, after, moved):
    def download(name, rows):
        write(tmp_path, f"{name}/{STREET_FILE}", text(STREET_HEADER, *rows))
        made = feed("policeuk-street", f"{name}/**/*.csv", vintage=date(2018, 9, 1))
        return next(iter(read(made, tmp_path))).accepted

    old, new = download("old", before), download("new", after)
    found = revisions(old, new)
    assert found["rows_before"] - found["rows_removed"] + found["rows_added"] == len(after)
    moved.shuffle(after)
    assert revisions(old, download("moved", after)) == found
    back = revisions(new, old)
    assert back["rows_changed"] == found["rows_changed"]
    assert (back["rows_added"], back["rows_removed"]) == (
        found["rows_removed"],
        found["rows_added"],
    )
