"""Raw files are found where the globs say, and never outside the data folder."""

import stat
import struct
import zipfile

import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.sources import archive
from cdrp_analysis.sources.archive import check_member, find_file, find_files, sha256
from tests.rawfiles import write, write_zip


def names(files):
    return [file.name for file in files]


def test_files_come_once_each_and_sorted(tmp_path):
    write(tmp_path, "b/2.csv", b"x")
    write(tmp_path, "a/1.csv", b"x")
    assert names(find_files(tmp_path, ["b/*.csv", "**/*.csv"])) == ["a/1.csv", "b/2.csv"]


def test_a_zip_stands_for_its_members_and_a_glob_behind_it_for_some(tmp_path):
    write_zip(tmp_path / "x.zip", {"one/2018-01/a.csv": b"1", "two/2018-02/b.csv": b"2"})
    assert names(find_files(tmp_path, ["x.zip"])) == [
        "x.zip!one/2018-01/a.csv",
        "x.zip!two/2018-02/b.csv",
    ]
    (file,) = find_files(tmp_path, ["x.zip!*/2018-02/*"])
    assert (file.read(), file.stem, file.suffix) == (b"2", "b", ".csv")


def test_the_systems_own_files_are_passed_over(tmp_path):
    write(tmp_path, "a.csv", b"x")
    write(tmp_path, ".hidden.csv", b"x")
    write_zip(tmp_path / "x.zip", {"a.csv": b"x", "__MACOSX/._a.csv": b"x"})
    assert names(find_files(tmp_path, ["*.csv", "x.zip"])) == ["a.csv", "x.zip!a.csv"]


def test_a_glob_that_matches_nothing_is_an_error_because_absent_is_not_empty(tmp_path):
    with pytest.raises(InputError, match=r"no file matches 'none/\*.csv'"):
        find_files(tmp_path, ["none/*.csv"])
    write_zip(tmp_path / "x.zip", {"a.csv": b"x"})
    with pytest.raises(InputError, match="no file matches"):
        find_files(tmp_path, ["x.zip!*.txt"])


@pytest.mark.parametrize("glob", ["../*.csv", "/etc/passwd", "a/../../b", "C:\\x.csv", ""])
def test_a_glob_may_not_leave_the_folder(tmp_path, glob):
    with pytest.raises(InputError, match="leads outside the data folder"):
        find_files(tmp_path, [glob])


def test_a_link_may_not_leave_the_folder(tmp_path):
    write(tmp_path, "outside.csv", b"x")
    root = tmp_path / "root"
    root.mkdir()
    (root / "link.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(InputError, match="a link leads outside"):
        find_files(root, ["*.csv"])


def test_a_link_within_the_folder_is_followed(tmp_path):
    write(tmp_path, "a.csv", b"x")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert names(find_files(tmp_path, ["*.csv"])) == ["a.csv", "b.csv"]


def test_a_link_inside_a_zip_is_refused(tmp_path):
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr(info, "/etc/passwd")
    with pytest.raises(InputError, match="a member is a link"):
        find_files(tmp_path, ["x.zip"])


def test_two_members_of_one_name_are_refused(tmp_path):
    with (
        zipfile.ZipFile(tmp_path / "x.zip", "w") as made,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        made.writestr("a.csv", "1")
        made.writestr("a.csv", "2")
    with pytest.raises(InputError, match="two members have the same name"):
        find_files(tmp_path, ["x.zip"])


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    write_zip(tmp_path / "x.zip", {"a.csv": b"0" * (archive.HARMLESS_BYTES + 1)})
    with pytest.raises(InputError, match="zip bomb"):
        find_files(tmp_path, ["x.zip"])


def test_the_ratio_is_judged_only_above_a_harmless_size():
    info = zipfile.ZipInfo("a.csv")
    info.compress_size = 100
    info.file_size = archive.HARMLESS_BYTES
    check_member(info, "x.zip")
    info.file_size += 1
    with pytest.raises(InputError, match="zip bomb"):
        check_member(info, "x.zip")


def test_a_member_above_the_limit_is_refused():
    info = zipfile.ZipInfo("a.csv")
    info.file_size = info.compress_size = archive.MAX_FILE_BYTES + 1
    with pytest.raises(InputError, match="larger than 1,024 MB"):
        check_member(info, "x.zip")


def test_a_member_that_understates_its_size_is_refused(tmp_path):
    path = write_zip(tmp_path / "x.zip", {"a.csv": bytes(range(256)) * 100})
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 10)
    path.write_bytes(bytes(content))
    (file,) = find_files(tmp_path, ["x.zip"])
    with pytest.raises(InputError, match="truncated or damaged"):
        file.read()


def test_an_encrypted_member_is_refused_with_what_to_do(tmp_path):
    path = write_zip(tmp_path / "x.zip", {"a.csv": b"x" * 50})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[content.index(b"PK\x03\x04") + 6] |= 1
    path.write_bytes(bytes(content))
    (file,) = find_files(tmp_path, ["x.zip"])
    with pytest.raises(InputError, match="cannot be unpacked"):
        file.read()


def test_what_is_no_zip_is_refused(tmp_path):
    write(tmp_path, "x.zip", b"not a zip")
    with pytest.raises(InputError, match="truncated or damaged"):
        find_files(tmp_path, ["x.zip"])


def test_one_file_where_one_is_needed(tmp_path):
    write(tmp_path, "a.csv", b"x")
    write(tmp_path, "b.csv", b"x")
    assert find_file(tmp_path, "a.csv", where="here").name == "a.csv"
    with pytest.raises(InputError, match="stands for 2 files"):
        find_file(tmp_path, "*.csv", where="here")


def test_the_hash_is_that_of_the_bytes():
    # FIPS 180-2, appendix B.1.
    assert sha256(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223")
