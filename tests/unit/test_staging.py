"""Folders behind a URL: copied here, and what changed copied back; paths stay where they are."""

import uuid

import pytest

from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.assessment.staging import is_url, partnership, staged
from cdrp_analysis.errors import InputError, SettingsError

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def remote():
    """A folder of its own in fsspec's memory, and its file system."""
    url = f"memory://{uuid.uuid4().hex}"
    system, path = fsspec.core.url_to_fs(url)
    system.makedirs(path)
    system.pipe_file(f"{path}/data/assessment.toml", first_file().encode())
    system.pipe_file(f"{path}/data/police-uk/2018-01/a.csv", b"rows")
    return url, system, path


def there(system, path):
    return {name.removeprefix(f"{path}/"): system.cat_file(name) for name in system.find(path)}


def test_paths_and_file_urls_are_used_where_they_are(tmp_path):
    with staged(str(tmp_path / "a.toml"), None, "outputs") as here:
        assert (here.file, here.data) == (tmp_path / "a.toml", None)
    with staged(
        f"file://{tmp_path}/a%20b.toml", f"file://{tmp_path}", f"file://{tmp_path}/o"
    ) as here:
        assert (here.file, here.data) == (tmp_path / "a b.toml", tmp_path)
        assert here.out == tmp_path / "o"
    assert not is_url("C:/x") and is_url("s3://bucket/x") and list(tmp_path.iterdir()) == []


def test_data_and_file_come_here_and_what_was_made_goes_there(remote):
    url, system, path = remote
    asked = (f"{url}/data/assessment.toml", None, f"{url}/out")
    with staged(*asked) as here:
        assert (here.data / "police-uk/2018-01/a.csv").read_bytes() == b"rows"
        made = here.out / partnership(asked[0])
        assert made.is_dir() and list(made.iterdir()) == []
        for name in ("2017-18/manifest.json", "2017-18/restricted/a.html", ".lock"):
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_text(name)
    kept = there(system, f"{path}/out")
    assert set(kept) == {"exampleborough/2017-18/manifest.json",
                         "exampleborough/2017-18/restricted/a.html"}  # fmt: skip
    with staged(*asked) as here:  # the next run finds it, and what it removes is gone there too
        made = here.out / "exampleborough"
        assert (made / "2017-18/restricted/a.html").read_text() == "2017-18/restricted/a.html"
        (made / "2017-18/restricted/a.html").unlink()
        (made / "2017-18/manifest.json").write_text("anew")
    assert there(system, f"{path}/out") == {"exampleborough/2017-18/manifest.json": b"anew"}
    assert not here.out.exists()


def test_a_manifest_is_there_only_when_all_that_it_names_is(remote, monkeypatch):
    url, system, _ = remote
    came = []
    put = type(system).put_file
    monkeypatch.setattr(
        type(system), "put_file", lambda self, here, to: (came.append(to), put(self, here, to))
    )
    with staged(f"{url}/data/assessment.toml", None, f"{url}/out") as here:
        for name in ("2017-18/manifest.json", "2017-18/restricted/z.html", "store/page"):
            made = here.out / "exampleborough" / name
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(name)
    assert len(came) == 3 and came[-1].endswith("/2017-18/manifest.json")


def test_a_run_that_fails_puts_back_what_it_had_finished(remote):
    url, system, path = remote
    with pytest.raises(InputError), staged(f"{url}/data/assessment.toml", None, f"{url}/o") as here:
        (here.out / "exampleborough/store").mkdir()
        (here.out / "exampleborough/store/page").write_text("kept")
        raise InputError("no month is complete.")
    assert there(system, f"{path}/o") == {"exampleborough/store/page": b"kept"}


def test_nothing_at_the_url_and_no_such_kind_of_url_are_errors(remote, tmp_path):
    url, _, _ = remote
    with pytest.raises(InputError, match="nothing at this URL"), staged(
        f"{url}/data/assessment.toml", f"{url}/none", "out"
    ):  # fmt: skip
        pass
    with pytest.raises(SettingsError, match="cannot be opened"), staged(
        "gopher://old/a.toml", None, "out"
    ):  # fmt: skip
        pass
