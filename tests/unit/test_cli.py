"""The command: arguments in, one call, and an exit code that a scheduler can read."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cdrp_analysis import cli
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.contracts import CONTRACTS, PARTNER_FEEDS
from cdrp_analysis.errors import EXIT_CODES

ALL_KINDS = """
import sys
from cdrp_analysis import cli, errors
@cli.app.command()
def fail():
    raise errors.EXIT_CODES[int({code})]("it failed.", where="here", do="mend it [now]")
sys.argv = ["cdrp", "fail"]
cli.main()
"""


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(monkeypatch, capsys):
    """The command as a shell runs it, but in this process: its imports take seconds."""

    def command(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["cdrp", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Done(ended.value.code or 0, said.out, said.err)

    return command


@pytest.mark.parametrize("code", sorted(EXIT_CODES))
def test_each_kind_of_failure_has_its_exit_code_and_its_words_on_stderr(code):
    program = [sys.executable, "-c", ALL_KINDS.format(code=code)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"{EXIT_CODES[code].__name__}: it failed.", "  where: here", "  do:    mend it [now]",
    ]  # fmt: skip


def test_help_names_every_exit_code():
    text = CliRunner().invoke(cli.app, ["--help"]).output
    for code in EXIT_CODES:
        assert str(code) in text


def test_wrong_arguments_are_exit_code_2():
    assert CliRunner().invoke(cli.app, ["assess"]).exit_code == 2
    assert CliRunner().invoke(cli.app, ["asess", "x"]).exit_code == 2


# 10: settings --------------------------------------------------------------------------


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(first_file(), encoding="utf-8")
    return path


def test_check_says_that_a_file_is_right(sound):
    done = CliRunner().invoke(cli.app, ["check", str(sound)])
    assert (done.exit_code, done.output) == (
        0,
        "Exampleborough, 2017/18: 1 feeds, all keys known\n",
    )


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["check", "absent.toml"], "there is no file absent.toml."),
        (["assess", "{file}", "--period", "2017/19"], "2017 is followed by 18."),
        (["assess", "{file}", "--edition", "secret"], "'secret' is not an edition."),
    ],
)
def test_wrong_settings_are_exit_code_10_and_nothing_is_written(
    run, sound, tmp_path, arguments, said
):
    out = tmp_path / "out"
    given = [argument.format(file=sound) for argument in arguments]
    done = run(*given, *(["--out", out] if given[0] == "assess" else []))
    assert (done.returncode, done.stdout) == (10, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


# 11: input -----------------------------------------------------------------------------


def test_no_raw_file_is_exit_code_11_and_nothing_looks_finished(run, sound, tmp_path):
    done = run("assess", sound, "--out", tmp_path / "out")
    assert done.returncode == 11
    assert "InputError" in done.stderr
    assert "Traceback" not in done.stderr
    assert left(tmp_path / "out/exampleborough") == {".lock", "store"}


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# 14: output ----------------------------------------------------------------------------


def test_an_output_folder_that_is_a_file_is_exit_code_14(run, sound, tmp_path):
    (tmp_path / "out").write_text("x", encoding="utf-8")
    done = run("assess", sound, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (14, "")
    assert "the output folder cannot be written" in done.stderr


def test_new_writes_a_file_that_check_accepts_and_never_overwrites(run, tmp_path):
    path = tmp_path / "mine.toml"
    runner = CliRunner()
    assert runner.invoke(cli.app, ["new", str(path)]).exit_code == 0
    assert runner.invoke(cli.app, ["check", str(path)]).exit_code == 0
    path.write_text("mine", encoding="utf-8")
    done = run("new", path)
    assert done.returncode == 14
    assert "OutputError: mine.toml exists already." in done.stderr
    assert path.read_text(encoding="utf-8") == "mine"


def test_docs_writes_the_reference_pages(tmp_path):
    done = CliRunner().invoke(cli.app, ["docs", str(tmp_path)])
    assert done.exit_code == 0
    written = [str(path) for path in tmp_path.rglob("*.md")]
    assert sorted(done.output.split()) == sorted(written)


def test_feeds_lists_every_feed_with_its_holder_and_basis(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    done = CliRunner().invoke(cli.app, ["feeds"])
    assert done.exit_code == 0
    lines = {line.split()[0]: line for line in done.output.splitlines() if not line.startswith(" ")}
    assert set(CONTRACTS) <= set(lines)
    for name, contract in PARTNER_FEEDS.items():
        assert f" {contract.holder} " in lines[name]
    assert "s17A para 5" in lines["collisions"]
    assert "One row per road traffic collision with casualties" in lines["collisions"]


def test_template_writes_an_empty_file_into_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.app, ["template", "rosters"])
    assert done.output.split() == ["rosters.csv", "rosters-columns.csv"]
    assert (tmp_path / "rosters.csv").read_text("utf-8-sig") == "weekday,hour,officers\n"
    done = CliRunner().invoke(cli.app, ["template", "rosters", "--out", "r.xlsx"])
    assert done.output.split() == ["r.xlsx"]
    assert (tmp_path / "r.xlsx").exists()


@pytest.mark.parametrize(
    "arguments, code, said",
    [
        (["template", "roster"], 10, "did you mean 'rosters'?"),
        (["template", "rosters", "--out", "{folder}/r.ods"], 10, "neither .csv nor .xlsx"),
        (["template", "rosters", "--out", "{folder}/a.toml/r.csv"], 14, "cannot be written"),
    ],
)
def test_a_template_that_cannot_be_written_says_why(run, sound, tmp_path, arguments, code, said):
    done = run(*(argument.format(folder=tmp_path) for argument in arguments))
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]
