"""Settings written back into an assessment file: nothing else in it changes."""

import os
import stat

import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.errors import OutputError, SettingsError
from cdrp_analysis.explore import settings_file
from cdrp_analysis.explore.settings_file import Change, write_back

OWN = """
[thresholds]   # chosen in May
# squares of a street block
cell_size_m = 200 # metres
seed = 5

# ── what we weigh ──
[criteria]
volume = 0.3
harm   =   0.2     # agreed by the board
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "my-area.toml"
    start = first_file().partition("[thresholds]")[0]
    ours = [line for line in start.splitlines() if line != "# Numbers an analyst may change"]
    path.write_text("\n".join(ours) + OWN, encoding="utf-8")
    settings.load(path)
    return path


def test_one_line_changes_and_what_stands_behind_it_stays(file):
    before = file.read_text(encoding="utf-8")
    changes = write_back(file, {"criteria.harm": 0.35, "thresholds.cell_size_m": 250})
    assert changes == [
        Change("criteria.harm", 0.2, 0.35), Change("thresholds.cell_size_m", 200, 250),
    ]  # fmt: skip
    assert str(changes[0]) == "criteria.harm: 0.2 → 0.35"
    expected = before.replace("harm   =   0.2     #", "harm   =   0.35     #")
    expected = expected.replace("cell_size_m = 200 # metres", "cell_size_m = 250 # metres")
    assert file.read_text(encoding="utf-8") == expected
    assert settings.load(file).criteria.harm == 0.35


def test_a_new_key_stands_with_its_section_not_under_the_next_heading(file):
    before = file.read_text(encoding="utf-8")
    write_back(file, {"thresholds.bandwidth_m": 300, "criteria.change": 0.5})
    expected = before.replace("seed = 5\n", "seed = 5\nbandwidth_m = 300\n")
    expected = expected.rstrip("\n") + "\nchange = 0.5\n"
    assert file.read_text(encoding="utf-8") == expected


def test_a_section_that_was_not_there_is_added_at_the_end(file):
    text = file.read_text(encoding="utf-8").partition("# ── what we weigh")[0]
    file.write_text(text, encoding="utf-8")
    (change,) = write_back(file, {"criteria.volume": 0.6})
    assert file.read_text(encoding="utf-8") == text.rstrip("\n") + "\n\n[criteria]\nvolume = 0.6\n"
    assert change == Change("criteria.volume", 0.3, 0.6)


def test_a_key_can_be_taken_out_so_that_its_default_applies(file):
    (change,) = write_back(file, {"thresholds.cell_size_m": None})
    assert str(change) == "thresholds.cell_size_m: 200 → left out"
    assert "cell_size_m" not in file.read_text(encoding="utf-8").partition("[thresholds]")[2]


def test_what_holds_already_is_not_written(file):
    before = file.stat().st_mtime_ns
    assert write_back(file, {"thresholds.seed": 5, "criteria.change": 0.2}) == []
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"thresholds.cell_size_m": 20}, "thresholds.cell_size_m: Input should be greater"),
        ({"thresholds.cel_size_m": 200}, "did you mean 'cell_size_m'"),
        ({"criteria.harm": 0.4, "criteria.volume": -1}, "criteria.volume"),
        ({"period.known_to": "2018-13"}, "period.known_to"),
        ({"partnership.code": None}, "partnership.code is missing"),
        ({"nonsense.key": 1}, "nonsense is not a setting"),
        ({"feeds.vintage": 1}, "feeds.vintage is not one key of a section"),
        ({"truth": "x"}, "truth is not one key of a section"),
        ({f"criteria.{name}": 0.0 for name in settings.Criteria.model_fields}, "all weights are 0"),
    ],
)
def test_what_the_reader_would_refuse_is_refused_and_the_file_stays(file, values, what):
    before = file.read_bytes()
    with pytest.raises(SettingsError, match=what):
        write_back(file, values)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("line", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_mark_of_the_encoding_stay(file, line, mark):
    text = mark + file.read_text(encoding="utf-8").replace("\n", line)
    file.write_bytes(text.encode("utf-8"))
    write_back(file, {"thresholds.seed": 6})
    expected = text.replace(f"seed = 5{line}", f"seed = 6{line}")
    assert file.read_bytes().decode("utf-8") == expected


@pytest.mark.parametrize("section", ["criteria = {volume = 0.3}", "criteria.volume = 0.3"])
def test_other_ways_to_write_a_section_are_understood(file, section):
    text = file.read_text(encoding="utf-8").partition("# ── what we weigh")[0]
    file.write_text(f"{section} # ours\n{text}", encoding="utf-8")
    write_back(file, {"criteria.volume": 0.5, "criteria.harm": 0.1})
    found = settings.load(file)
    assert (found.criteria.volume, found.criteria.harm) == (0.5, 0.1)
    assert file.read_text(encoding="utf-8").endswith(text) and "# ours" in file.read_text("utf-8")


def test_rights_and_links_of_the_file_stay(file, tmp_path):
    file.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    write_back(link, {"thresholds.seed": 6})
    assert link.is_symlink() and settings.load(file).thresholds.seed == 6
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_file_changed_meanwhile_is_not_overwritten(file, monkeypatch):
    parse = settings.parse

    def slow(text, **more):
        file.write_bytes(file.read_bytes() + b"# a colleague was here\n")
        return parse(text, **more)

    monkeypatch.setattr(
        settings_file.settings, "load", lambda path: parse(path.read_text(), file="f")
    )
    monkeypatch.setattr(settings_file.settings, "parse", slow)
    with pytest.raises(OutputError, match="changed by somebody else"):
        write_back(file, {"thresholds.seed": 6})
    assert file.read_text(encoding="utf-8").endswith("# a colleague was here\n")


def test_a_write_that_fails_leaves_the_file_and_nothing_beside_it(file, monkeypatch):
    before = file.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="cannot be written: No space left"):
        write_back(file, {"thresholds.seed": 6})
    assert file.read_bytes() == before and list(file.parent.iterdir()) == [file]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"there is no file none\.toml"):
        write_back(tmp_path / "none.toml", {"thresholds.seed": 6})


def test_the_sample_keeps_every_other_byte(sample, tmp_path):
    copy = tmp_path / "assessment.toml"
    copy.write_bytes((sample / "assessment.toml").read_bytes())
    before = copy.read_text(encoding="utf-8")
    write_back(copy, {"period.trend_years": 4, "criteria.harm": 0.5})
    after = copy.read_text(encoding="utf-8")
    assert after.replace("trend_years = 4", "trend_years = 6").replace(
        "\n[criteria]\nharm = 0.5\n", ""
    ) == before  # fmt: skip
