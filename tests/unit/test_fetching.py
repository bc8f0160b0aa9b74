"""Published files: resumed, counted, compared with their checksums, and never overwritten."""

import errno
import hashlib
import io
import json
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

from cdrp_analysis import fetching
from cdrp_analysis.cli import app
from cdrp_analysis.errors import FetchError, OutputError, SettingsError
from cdrp_analysis.fetching.addresses import filled
from cdrp_analysis.sources import read
from tests.publisher import archive, serving
from tests.rawfiles import feed

DAY = date(2018, 3, 1)
ARCHIVE = "/data/archive/2018-01.zip"
PAGE = "/data/archive/"
LAYER = "/wards/FeatureServer/0/query"
TOLD = {"month": "2018-01", "area": "E09000013", "name": "King's Test"}
WARDS = [{"WD24CD": f"E0500000{n}", "WD24NM": f"Ward {n}", "LAD24CD": "E09000013"}
         for n in (3, 1, 2, 5, 4)]  # fmt: skip


@pytest.fixture
def publisher():
    with serving() as one:
        one.files[ARCHIVE] = archive()
        listed = hashlib.md5(archive()).hexdigest()
        one.files[PAGE] = (
            '<li><a href="/data/archive/2018-02.zip">February</a> MD5: ' + "0" * 32 +
            f'</li><li><a href="/data/archive/2018-01.zip">January</a> <code>{listed}</code></li>'
        ).encode()  # fmt: skip
        one.layers[LAYER] = WARDS
        yield one


@pytest.fixture
def addresses(publisher, tmp_path):
    path = tmp_path / "addresses.toml"
    path.write_text(f"""
[manners]
agent = "test"
pause_seconds = 0
attempts = 3
first_wait_seconds = 0
[crimes]
what = "crimes"
address = "{publisher.root}/data/archive/{{month}}.zip"
checksums = "{publisher.root}{PAGE}"
to = "police-uk/{{month}}.zip"
[wards]
what = "wards"
kind = "layer"
address = "{publisher.root}{LAYER}"
where = "LAD24CD = '{{area}}'"
key = "WD24CD"
to = "boundaries/wards.geojson"
[lookup]
what = "lookup"
kind = "table"
address = "{publisher.root}{LAYER}"
key = "WD24CD"
to = "lookups/wards.csv"
""")
    return fetching.load(path)


def get(addresses, folder, *names, again=False):
    said = io.StringIO()
    bars = fetching.Bars(Console(file=said, width=200))
    done = fetching.fetch(addresses, names, folder, TOLD, bars=bars, on=DAY, again=again)
    return done, said.getvalue()


def leftovers(folder):
    return [path.name for path in folder.rglob(".*")]


def test_an_archive_comes_whole_and_is_read_as_it_is(publisher, addresses, tmp_path):
    (entry,), said = get(addresses, tmp_path / "data", "crimes")
    held = tmp_path / "data" / "police-uk/2018-01.zip"
    assert held.read_bytes() == archive()
    assert (entry.sha256, entry.bytes) == (hashlib.sha256(archive()).hexdigest(), len(archive()))
    assert (entry.fetched, entry.checked) == ("2018-03-01", "published checksum")
    assert said.startswith("police-uk/2018-01.zip of ") and leftovers(tmp_path) == []
    street = feed("policeuk-street", "police-uk/2018-01.zip!*-street.csv")
    assert [len(one.accepted) for one in read(street, tmp_path / "data")] == [2000, 2000]


def test_what_is_there_is_not_asked_for_again_unless_told(publisher, addresses, tmp_path):
    get(addresses, tmp_path, "crimes")
    before = len(publisher.asked)
    _, said = get(addresses, tmp_path, "crimes")
    assert len(publisher.asked) == before and "there, unchanged" in said
    get(addresses, tmp_path, "crimes", again=True)
    assert publisher.count(ARCHIVE) == 2


def test_an_answer_that_breaks_off_goes_on_from_that_byte(publisher, addresses, tmp_path):
    publisher.faults[ARCHIVE] = ["cut", "cut"]
    _, said = get(addresses, tmp_path, "crimes")
    assert (tmp_path / "police-uk/2018-01.zip").read_bytes() == archive()
    ranges = [wanted for path, wanted in publisher.asked if path == ARCHIVE]
    assert ranges[0] == "" and all(ranges[1:]) and len(set(ranges)) == 3
    twice = publisher.served - len(publisher.files[PAGE]) - len(archive())
    assert 0 <= twice < 2 * 64 * 1024  # of each answer that broke off, less than a chunk
    assert "the answer broke off" in said and "goes on at" in said


def test_the_next_command_goes_on_where_the_last_one_gave_up(publisher, addresses, tmp_path):
    publisher.faults[ARCHIVE] = ["cut"] * 3
    with pytest.raises(FetchError, match="broke off, at each of 3 attempts"):
        get(addresses, tmp_path, "crimes")
    assert not (tmp_path / "police-uk/2018-01.zip").exists()
    get(addresses, tmp_path, "crimes")
    assert (tmp_path / "police-uk/2018-01.zip").read_bytes() == archive()
    assert leftovers(tmp_path) == []


def test_a_file_that_changed_meanwhile_is_fetched_from_the_start(publisher, addresses, tmp_path):
    publisher.files[ARCHIVE], publisher.files[PAGE] = archive() + b"old", b"no checksums"
    publisher.faults[ARCHIVE] = ["cut"] * 3
    with pytest.raises(FetchError):
        get(addresses, tmp_path, "crimes")
    publisher.files[ARCHIVE] = archive()
    (entry,), _ = get(addresses, tmp_path, "crimes")
    assert entry.sha256 == hashlib.sha256(archive()).hexdigest()
    assert entry.checked == "none published"


def test_a_download_that_was_killed_before_its_last_step_is_not_fetched_twice(
    publisher, addresses, tmp_path
):
    (tmp_path / "police-uk").mkdir()
    part = tmp_path / "police-uk/.2018-01.zip.part"
    part.write_bytes(archive())
    mark = f'"{hashlib.md5(archive()).hexdigest()}"'
    part.with_name(part.name + ".about").write_text(mark)
    get(addresses, tmp_path, "crimes")
    assert publisher.served == len(publisher.files[PAGE])


@pytest.mark.parametrize("fault", ["wait", 503])
def test_a_busy_server_is_asked_again_and_then_left_alone(publisher, addresses, tmp_path, fault):
    publisher.faults[ARCHIVE] = [fault] * 2
    get(addresses, tmp_path / "a", "crimes")
    assert publisher.count(ARCHIVE) == 3
    publisher.faults[ARCHIVE] = [fault] * 9
    with pytest.raises(FetchError, match="busy at 3 attempts"):
        get(addresses, tmp_path / "b", "crimes")


def test_a_missing_file_is_asked_for_once_and_named(publisher, addresses, tmp_path):
    del publisher.files[ARCHIVE]
    with pytest.raises(FetchError, match="404") as caught:
        get(addresses, tmp_path, "crimes")
    assert ARCHIVE in str(caught.value) and "--addresses" in str(caught.value)
    assert publisher.count(ARCHIVE) == 1


def test_nobody_there_is_an_error_that_says_so(publisher, addresses, tmp_path):
    gone = addresses.files["crimes"].model_copy(
        update={"address": "http://127.0.0.1:9/x.zip", "checksums": ""}
    )
    alone = addresses.model_copy(update={"files": {"crimes": gone}})
    with pytest.raises(FetchError, match="the connection failed, at each of 3 attempts"):
        get(alone, tmp_path, "crimes")


@pytest.mark.parametrize(
    "content, page, why",
    [
        (b"<!DOCTYPE html><p>maintenance", b"", "web page"),
        (archive()[:5000], b"", "no zip"),
        (b"", b"", "no zip"),
        (archive(), b'<a href="/data/archive/2018-01.zip">' + b"0" * 32, "MD5"),
    ],
)  # fmt: skip
def test_what_is_not_the_published_file_is_refused_and_not_kept(
    publisher, addresses, tmp_path, content, page, why
):
    publisher.files[ARCHIVE], publisher.files[PAGE] = content, page
    with pytest.raises(FetchError, match=why):
        get(addresses, tmp_path, "crimes")
    assert not list((tmp_path / "police-uk").iterdir())


def test_a_file_that_somebody_put_there_is_never_overwritten(publisher, addresses, tmp_path):
    (tmp_path / "police-uk").mkdir()
    mine = tmp_path / "police-uk/2018-01.zip"
    mine.write_bytes(b"mine")
    with pytest.raises(FetchError, match="not the one that was fetched"):
        get(addresses, tmp_path, "crimes", again=True)
    assert mine.read_bytes() == b"mine" and publisher.asked == []


def test_a_layer_comes_page_by_page_with_every_row(publisher, addresses, tmp_path):
    get(addresses, tmp_path, "wards", "lookup")
    shapes = gpd.read_file(tmp_path / "boundaries/wards.geojson")
    assert shapes["WD24CD"].tolist() == [f"E0500000{n}" for n in range(1, 6)]
    assert shapes.crs.to_epsg() == 4326
    table = pd.read_csv(tmp_path / "lookups/wards.csv")
    assert len(table) == 5 and list(table) == ["WD24CD", "WD24NM", "LAD24CD"]
    assert publisher.count(LAYER) == 8  # a count and three pages, twice


def test_a_layer_goes_on_with_the_next_page(publisher, addresses, tmp_path):
    publisher.faults[LAYER] = [None, None, 404]
    with pytest.raises(FetchError, match="404"):
        get(addresses, tmp_path, "wards")
    before = publisher.count(LAYER)
    get(addresses, tmp_path, "wards")
    assert publisher.count(LAYER) - before == 3  # the count and the two pages that were left
    assert len(gpd.read_file(tmp_path / "boundaries/wards.geojson")) == 5
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    "rows, where, why",
    [
        ([], "1=1", "no row of the layer fits"),
        ([*WARDS, dict(WARDS[0], WD24CD=None)], "1=1", "a row has no WD24CD"),
        (WARDS, "boom", "Invalid query"),
    ],
)
def test_a_layer_that_is_not_whole_is_refused(publisher, addresses, tmp_path, rows, where, why):
    publisher.layers[LAYER] = rows
    asked = addresses.files["lookup"].model_copy(update={"where": where})
    with pytest.raises(FetchError, match=why):
        get(addresses.model_copy(update={"files": {"lookup": asked}}), tmp_path, "lookup")
    assert not (tmp_path / "lookups/wards.csv").exists()


def test_a_full_disk_is_said_and_nothing_looks_finished(
    publisher, addresses, tmp_path, monkeypatch
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OutputError, match="No space left"):
        get(addresses, tmp_path, "crimes")
    assert not (tmp_path / "police-uk/2018-01.zip").exists()


def test_a_damaged_record_is_refused(addresses, tmp_path):
    (tmp_path / "fetched.json").write_text("[{]")
    with pytest.raises(FetchError, match="record"):
        get(addresses, tmp_path, "crimes")


def test_an_apostrophe_cannot_end_the_query(addresses):
    packaged = fetching.load()
    assert filled(packaged, "lsoas", TOLD).where == "LSOA21NM LIKE 'King''s Test ____'"


@pytest.mark.parametrize(
    "name, told, why",
    [
        ("crime", TOLD, "not among the addresses"),
        ("crimes", {}, "needs the month"),
        ("crimes", {"month": "2018-13"}, "is none"),
        ("wards", {"area": "../x"}, "is none"),
    ],
)
def test_what_an_address_needs_must_be_told_rightly(name, told, why):
    with pytest.raises(SettingsError, match=why):
        filled(fetching.load(), name, told)


@pytest.mark.parametrize("text", ["[manners", '[manners]\nagent = "x"\nhaste = 1', '[x]\nto = "x"'])
def test_a_wrong_file_of_addresses_is_named(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"mine\.toml"):
        fetching.load(path)


def test_the_command_lists_what_there_is_and_keeps_a_record(publisher, addresses, tmp_path):
    listed = CliRunner().invoke(app, ["fetch"])
    assert listed.exit_code == 0 and set(fetching.load().files) <= set(listed.stdout.split())
    done = CliRunner().invoke(
        app, ["fetch", "crimes", "--month", "2018-01", "--into", str(tmp_path / "data"),
              "--addresses", str(tmp_path / "addresses.toml")],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    (entry,) = json.loads((tmp_path / "data/fetched.json").read_text())
    assert entry["file"] == "police-uk/2018-01.zip" and entry["address"].endswith(ARCHIVE)


def test_a_terminal_shows_a_bar():
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=100)
    with fetching.Bars(console).file("a.zip", 2_000_000, 500) as came:
        came(1000)
    assert "a.zip" in out.getvalue() and "2.0 MB" in out.getvalue()
