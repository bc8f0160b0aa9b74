"""Feeds of one layout together: the newer download of a month counts, the older is a repeat."""

from datetime import date

import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources import read, revised_months
from tests.rawfiles import STREET_HEADER, feed, street_row, text, write, write_zip

NAME = "2018-01-testshire-street.csv"
OLDER = feed("policeuk-street", "old/*.csv", key="older", vintage=date(2018, 3, 1))
NEWER = feed("policeuk-street", "new/*.csv", key="newer", vintage=date(2018, 9, 1))
BOTH = [OLDER, NEWER]


@pytest.fixture
def root(tmp_path):
    """January twice, one outcome revised, one row gone and two new; February only once."""
    february = text(STREET_HEADER, street_row(id="feb1", month="2018-02"))
    write(tmp_path, "old/2018-02-testshire-street.csv", february)
    write(tmp_path, f"old/{NAME}", january(("a", "Under investigation"), ("gone", "")))
    newer = january(("a", "Offender fined"), ("b", ""), ("c", ""))
    write(tmp_path, f"new/{NAME}", newer)
    return tmp_path


def january(*rows):
    return text(STREET_HEADER, *(street_row(id=name, outcome=outcome) for name, outcome in rows))


def accounting(readings):
    return {r.month: (r.rows_in, len(r.accepted), r.repeated) for r in readings}


def test_the_newer_download_is_used_and_every_older_row_is_a_repeat(root):
    newer = list(read(NEWER, root, among=BOTH))
    assert accounting(newer) == {"2018-01": (3, 3, 0)}
    assert newer[0].accepted["crime_id"].tolist() == ["a", "b", "c"]
    older = list(read(OLDER, root, among=BOTH))
    assert accounting(older) == {"2018-01": (2, 0, 2), "2018-02": (1, 1, 0)}


def test_the_order_of_the_feeds_does_not_matter(root):
    for among in (BOTH, BOTH[::-1]):
        assert accounting(read(OLDER, root, among=among))["2018-01"] == (2, 0, 2)
        assert accounting(read(NEWER, root, among=among))["2018-01"] == (3, 3, 0)


def test_a_feed_on_its_own_is_not_superseded(root):
    assert accounting(read(OLDER, root))["2018-01"] == (2, 2, 0)


def test_feeds_of_another_layout_have_no_say(root):
    searches = feed(
        "policeuk-stop-and-search", "new/*.csv", key="searches", vintage=date(2019, 1, 1)
    )
    assert accounting(read(OLDER, root, among=[OLDER, searches]))["2018-01"] == (2, 2, 0)


def test_what_changed_between_the_two_is_recorded_with_the_older_feed(root):
    (log,) = revised_months(OLDER, root, among=BOTH)
    assert log == {
        "feed": "older", "month": "2018-01", "publisher": "testshire",
        "vintage_before": "2018-03-01", "vintage_after": "2018-09-01",
        "rows_before": 2, "rows_after": 3, "rows_added": 2, "rows_removed": 1, "rows_changed": 1,
    }  # fmt: skip
    assert revised_months(NEWER, root, among=BOTH) == []
    assert revised_months(OLDER, root) == []


def test_the_same_bytes_again_are_a_repeat_but_no_revision(tmp_path):
    for folder in ("old", "new"):
        write(tmp_path, f"{folder}/{NAME}", january(("a", "")))
    same = [OLDER, NEWER.model_copy(update={"vintage": OLDER.vintage})]
    found = [accounting(read(one, tmp_path, among=same))["2018-01"] for one in same]
    assert sorted(found) == [(1, 0, 1), (1, 1, 0)]
    assert [revised_months(one, tmp_path, among=same) for one in same] == [[], []]


def test_two_different_files_of_equal_vintage_are_refused(root):
    equal = [OLDER, NEWER.model_copy(update={"vintage": OLDER.vintage})]
    with pytest.raises(InputError, match="two different files hold testshire street 2018-01"):
        list(read(OLDER, root, among=equal))


def test_one_file_in_two_feeds_is_refused(root):
    both = feed("policeuk-street", "*/*.csv", key="everything", vintage=date(2018, 9, 1))
    with pytest.raises(InputError) as caught:
        list(read(OLDER, root, among=[OLDER, both]))
    assert caught.value.what == "the feeds older and everything both take the same file."
    assert caught.value.where.startswith("old/2018-0")
    assert caught.value.do == "narrow one of the globs: a row may be counted once only"


def test_a_zip_and_a_folder_are_weighed_alike(tmp_path):
    write_zip(tmp_path / "old.zip", {f"2018-01/{NAME}": january(("a", ""), ("b", ""))})
    write(tmp_path, f"new/{NAME}", january(("a", "")))
    zipped = OLDER.model_copy(update={"files": ["old.zip"]})
    (reading,) = read(zipped, tmp_path, among=[zipped, NEWER])
    assert (reading.file, reading.repeated) == (f"old.zip!2018-01/{NAME}", 2)
    (log,) = revised_months(zipped, tmp_path, among=[zipped, NEWER])
    assert (log["rows_removed"], log["rows_added"]) == (1, 0)


def test_count_tables_have_no_downloads_of_months_to_compare(tmp_path):
    counts = feed("counts-wide", "c.csv", key="counts", area_type="borough")
    assert revised_months(counts, tmp_path, among=[counts]) == []


def test_a_feed_without_a_file_of_its_layout_is_refused(root):
    write(root, "out/2018-01-testshire-outcomes.csv", b"x\n")
    wrong = feed("policeuk-street", "out/2018-01-testshire-outcomes.csv", key="wrong")
    with pytest.raises(InputError):
        list(read(wrong, root, among=[wrong]))
