"""What a newcomer reads first: links lead somewhere, pictures are there, commands exist."""

import json
import os
import re
import runpy
import struct
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from typer.main import get_command

from cdrp_analysis import cli
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.sample.plan import BOROUGH, CALENDAR
from cdrp_analysis.settings import Assessment

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = ("hotspots", "priorities", "public-page")
GUIDES = (
    "README.md", "NEWS.md", "CONTRIBUTING.md", "data/README.md", "docs/how-to/real-partnership.md",
    "docs/how-to/explore.md", "docs/explanation/house.md", "docs/explanation/disclosure.md",
    "docs/reference/rap.md", "docs/reference/published-values.md", "docs/reference/attacks.md",
)  # fmt: skip
MAKE = runpy.run_path(str(ROOT / "docs" / "pictures" / "make.py"))


def code_of(text: str) -> str:
    """What is printed as code: blocks and spans, a line to each."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return re.sub(r"(?m)^ +", "", "\n".join(blocks + spans))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("guide", GUIDES)
def test_every_link_leads_to_a_file_of_the_repository(guide):
    text = (ROOT / guide).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    broken = []
    for link in links:
        path, _, anchor = link.partition("#")
        target = (ROOT / guide).parent / path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_the_readme_leads_to_what_a_newcomer_needs_next():
    linked = set(re.findall(r"\]\(([^)]+)\)", README))
    assert {
        "docs/how-to/real-partnership.md", "docs/reference/seed-coverage.md",
        "docs/reference/feeds/README.md", "docs/explanation/disclosure.md", "CONTRIBUTING.md",
    } <= linked  # fmt: skip


def test_three_pictures_are_shown_with_a_text_alternative_each():
    shown = {path: alt for alt, path in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README)}
    assert list(shown) == [f"docs/pictures/{name}.png" for name in PICTURES]
    assert all(len(alt) > 60 for alt in shown.values())


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_of_modest_size_and_says_nothing_but_its_pixels(name):
    data = (ROOT / "docs" / "pictures" / f"{name}.png").read_bytes()
    assert data.startswith(b"\x89PNG") and len(data) < MAKE["LARGEST"]
    width, height = struct.unpack(">II", data[16:24])
    assert width == MAKE["WIDTH"] and 600 < height < 1400
    kinds, at = [], 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        kinds.append(kind)
        at += length + 12
    assert set(kinds) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_that_a_guide_names_exists(guide):
    code = code_of((ROOT / guide).read_text(encoding="utf-8"))
    commands = get_command(cli.app).commands
    for name, rest in re.findall(r"(?m)^(?:\.venv/bin/)?cdrp (\w+)([^\n#]*)", code):
        assert name in commands, name
        options = {o for p in commands[name].params for o in p.opts}
        assert set(re.findall(r"--[a-z]+", rest)) <= options, f"cdrp {name}{rest}"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z]+):", makefile))
    assert set(re.findall(r"(?m)^make ([a-z]+)", code)) <= targets


def test_the_readme_names_the_two_commands_and_those_to_go_on_with():
    code = code_of(README)
    assert {"assessment", "test", "lab", "pictures"} <= set(re.findall(r"(?m)^make ([a-z]+)", code))
    assert {"lab", "new", "feeds", "template", "check", "assess"} <= set(
        re.findall(r"(?m)^cdrp (\w+)", code)
    )
    assert set(re.findall(r"(?m)^cdrp template (\w+)", code)) <= set(PARTNER_FEEDS)


def test_what_the_readme_says_of_the_sample_is_so():
    assert f"**{BOROUGH}**" in README and f"The period is {CALENDAR.period}" in README
    months = CALENDAR.months()
    of_period = [month for month in months if month >= f"{CALENDAR.period[:4]}-04"]
    assert months[0] == "2004-04" and len(of_period) == 6, "half of the period is known"
    waiting = pd.read_csv(ROOT / "data/reference/mission_coverage.csv")["status"].eq("waits")
    assert ("most still wait for a page" in README) == bool(waiting.mean() > 0.5)


def test_folders_of_the_layout_are_those_of_the_repository():
    table = README.partition("## Layout")[2].partition("## ")[0]
    named = re.findall(r"(?m)^\| `([\w.]+/?)`", table)
    made = {"outputs/"}
    assert all((ROOT / name).exists() for name in named if name not in made)
    kept = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith(".")}
    for folder in ("notebooks", "cdrp_analysis", "data", "tests", "docs"):
        assert folder in kept and f"{folder}/" in named
    kinds = re.search(r"\| `tests/` \| `([^`]+)`", table)[1].split()
    assert all((ROOT / "tests" / kind).is_dir() for kind in kinds)


def test_nothing_of_the_first_sample_is_left_in_the_guides():
    for guide in GUIDES:
        if guide != "NEWS.md":  # which says that it is gone
            text = (ROOT / guide).read_text(encoding="utf-8")
            assert not re.search(r"truths\.json|2018/19|reference/feeds\.md", text), guide


def test_partner_feeds_and_themes_printed_in_the_guide_are_accepted():
    guide = (ROOT / "docs/how-to/real-partnership.md").read_text(encoding="utf-8")
    printed = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)
    whole = tomllib.loads(first_file())
    whole["themes"] = []
    for text in printed:
        part = tomllib.loads(text)
        whole["feeds"] += part["feeds"]
        whole["themes"] += part.get("themes", [])
    found = Assessment.model_validate(whole)
    assert {feed.contract for feed in found.feeds} - {""} == {
        "youth_cases", "offences", "incidents",
    }  # fmt: skip
    assert [feed.contract for feed in found.event_feeds()] == ["offences", "incidents"]
    releases = [feed for feed in found.feeds if feed.contract == "youth_cases"]
    assert len({feed.vintage for feed in releases}) == len(releases) == 2
    columns = PARTNER_FEEDS["youth_cases"].names
    assert all(set(feed.columns) <= set(columns) for feed in releases)
    assert {theme.kind for theme in found.themes} == {"offence", "incident"}


def test_the_figure_below_a_heading_is_found_with_its_height_and_alternative():
    page = (
        '<h2 id="one"><img alt="first" class="chart" height="1" src="data:a" width="2"/></h2>'
        '<h2 id="two">Two</h2><img alt="second" class="chart" height="300" src="data:b" '
        'width="600"/>'
    )
    source, height, alt = MAKE["figure_of"](page, "two")
    assert (source, alt) == ("data:b", "second")
    assert height == (MAKE["WIDTH"] - 2 * MAKE["MARGIN"]) // 2
    with pytest.raises(LookupError, match="three"):
        MAKE["figure_of"](page, "three")


def test_pictures_are_made_of_invented_data_only(tmp_path):
    manifest = tmp_path / "manifest.json"
    with pytest.raises(SystemExit, match="no finished run"):
        MAKE["require_sample"](tmp_path)
    manifest.write_text(json.dumps({"settings": {"truth": ""}}), encoding="utf-8")
    with pytest.raises(SystemExit, match="not a run of the sample"):
        MAKE["require_sample"](tmp_path)
    manifest.write_text(json.dumps({"settings": {"truth": "truth.json"}}), encoding="utf-8")
    MAKE["require_sample"](tmp_path)


def test_pictures_are_made_where_a_run_of_the_sample_lies():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    run = re.search(r"(?m)^RUN +\?= \$\(OUT\)/(.+)$", makefile)[1]
    assert os.fspath(MAKE["RUN"]) == f"outputs/{run}"
    assert run == f"{BOROUGH.lower()}/{CALENDAR.period.replace('/', '-')}"
