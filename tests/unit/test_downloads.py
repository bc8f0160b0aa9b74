"""Several downloads of one month: the newest counts, identical ones repeat, rivals are refused."""

from datetime import date

import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources import read
from cdrp_analysis.sources.archive import find_files
from cdrp_analysis.sources.policeuk import plan_downloads, read_download
from tests.rawfiles import STREET_HEADER, feed, street_row, text, write

OLD, NEW = date(2018, 3, 1), date(2018, 9, 1)
NAME = "2018-01-testshire-street.csv"


def two_downloads(root, first, second):
    write(root, f"one/{NAME}", text(STREET_HEADER, *first))
    write(root, f"two/{NAME}", text(STREET_HEADER, *second))
    return find_files(root, ["*/*.csv"])


def test_the_newer_vintage_is_current_and_every_row_of_the_older_is_repeated(tmp_path):
    files = two_downloads(tmp_path, [street_row()] * 3, [street_row(outcome="")] * 4)
    plan = plan_downloads(files, {"one/" + NAME: NEW, "two/" + NAME: OLD})
    assert [(d.file.name[:3], d.status) for d in plan] == [
        ("one", "current"),
        ("two", "superseded"),
    ]
    older = read_download(plan[1], "test")
    assert (older.rows_in, older.repeated, len(older.accepted)) == (4, 4, 0)
    assert older.note == f"superseded by one/{NAME}"


def test_the_same_file_twice_counts_once(tmp_path):
    two_downloads(tmp_path, [street_row()] * 3, [street_row()] * 3)
    one, two = read(feed(), tmp_path)
    assert (len(one.accepted), one.repeated) == (3, 0)
    assert (len(two.accepted), two.repeated, two.rows_in) == (0, 3, 3)
    assert one.sha256 == two.sha256


def test_two_different_files_of_one_vintage_are_refused_and_both_named(tmp_path):
    files = two_downloads(tmp_path, [street_row()], [street_row(outcome="")])
    with pytest.raises(InputError) as caught:
        plan_downloads(files, NEW)
    assert f"one/{NAME} and two/{NAME}" in str(caught.value)


def test_forces_kinds_and_months_do_not_compete(tmp_path):
    for name in (
        NAME,
        "2018-02-testshire-street.csv",
        "2018-01-btp-street.csv",
        "2018-01-testshire-outcomes.csv",
        "2018-01-testshire-stop-and-search.csv",
    ):
        write(tmp_path, name, text(STREET_HEADER))  # fmt: skip
    plan = plan_downloads(find_files(tmp_path, ["*.csv"]), NEW)
    assert [d.status for d in plan] == ["current"] * 5
    assert {(d.force, d.kind) for d in plan} == {
        ("testshire", "street"), ("btp", "street"), ("testshire", "outcomes"),
        ("testshire", "stop-and-search"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["crimes.csv", "2018-13-testshire-street.csv", "2018-01-street.csv"]
)
def test_a_file_not_named_as_the_site_names_it_is_refused(tmp_path, name):
    write(tmp_path, name, text(STREET_HEADER))
    with pytest.raises(InputError, match=r"not named as data\.police\.uk names"):
        plan_downloads(find_files(tmp_path, ["*.csv"]), NEW)


def test_a_feed_without_a_file_of_its_kind_is_an_error(tmp_path):
    write(tmp_path, NAME, text(STREET_HEADER))
    with pytest.raises(InputError, match="outcomes file"):
        list(read(feed("policeuk-outcomes"), tmp_path))
