"""The real pages in a real browser: nothing is requested, axe finds nothing, every link leads."""

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from tests.browser import AXE, CHROMIUM, RUN_AXE, WHY_NOT, asked_for, requests, told

EDITIONS = ("restricted", "public")
LOOKED_AT = (
    "index",
    "strategic-assessment",
    "places",
    "priorities",
    "trends",
    "data-quality",
    "ward-pack-e05990001",  # which has hidden counts
)


@pytest.fixture(scope="module")
def parsed(run) -> dict[tuple[str, str], BeautifulSoup]:
    """Every page of both editions."""
    return {
        (edition, page): BeautifulSoup(
            (run.places.finished / edition / f"{page}.html").read_text(encoding="utf-8"),
            "html.parser",
        )
        for edition in EDITIONS
        for page in run.pages
    }


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT)
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("page", LOOKED_AT)
def test_axe_finds_nothing_and_nothing_is_requested(run, tmp_path, edition, page):
    shown = run.places.finished / edition / f"{page}.html"
    log = tmp_path / "netlog.json"
    result = told(shown, tmp_path / "profile", AXE + RUN_AXE, f"--log-net-log={log}")
    assert result["found"] == []
    assert result["passes"] >= 10
    assert asked_for(log) == []


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT)
@pytest.mark.parametrize("edition", EDITIONS)
def test_maps_inside_the_page_find_nothing_wrong_either(run, tmp_path, edition):
    """Axe does not look into a frame that is walled off: its document is looked at alone."""
    page = (run.places.finished / edition / "places.html").read_text(encoding="utf-8")
    frames = BeautifulSoup(page, "html.parser").find_all("iframe")
    assert len(frames) >= 2
    document = tmp_path / "map.html"
    document.write_text(frames[-1]["srcdoc"], encoding="utf-8")
    result = told(document, tmp_path / "profile", AXE + RUN_AXE)
    assert result["found"] == []


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT)
def test_a_tile_server_in_a_real_page_would_be_seen_were_the_policy_gone(run, tmp_path):
    page = (run.places.public / "places.html").read_text(encoding="utf-8")
    tile = "http://127.0.0.1:9/tile/1/2/3.png"
    asking = page.replace("</main>", f"<img src='{tile}' alt='tile'></main>")
    guarded, bare = tmp_path / "guarded.html", tmp_path / "bare.html"
    guarded.write_text(asking, encoding="utf-8")
    bare.write_text(
        re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", asking), encoding="utf-8"
    )
    assert requests(guarded, tmp_path / "one") == []
    assert requests(bare, tmp_path / "two") == [tile]


def test_every_link_leads_to_a_page_or_place_that_is_there(run, parsed):
    followed = 0
    for (edition, page), soup in parsed.items():
        folder = run.places.finished / edition
        for link in soup.find_all("a", href=True):
            target, _, anchor = unquote(link["href"]).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            followed += 1
            assert not target or (folder / target).is_file(), (edition, page, target)
            there = parsed.get((edition, Path(target).stem)) if target else soup
            if anchor:
                assert there.find(id=anchor), (edition, page, link["href"])
            assert ".." not in target, "an edition is a folder that can be given away alone"
    assert followed > 2 * 22 * 6


def test_every_page_is_reached_from_the_index(run, parsed):
    for edition in EDITIONS:
        links = {a["href"] for a in parsed[edition, "index"].find_all("a", href=True)}
        assert {f"{page}.html" for page in run.pages if page != "index"} <= links
        for page in run.pages:
            back = parsed[edition, page].select("nav a[href='index.html']")
            assert back, page
    links = {a["href"] for a in parsed["public", "index"].find_all("a", href=True)}
    data = {f"data/{path.name}" for path in (run.places.public / "data").glob("*.csv")}
    assert data <= links


def test_every_image_is_described_in_words_of_its_own(parsed):
    described = 0
    for (edition, page), soup in parsed.items():
        images = soup.find_all("img")
        for image in images:
            words = html.unescape(image.get("alt", "")).split()
            assert len(words) >= 8, (edition, page)
        described += len(images)
        for drawing in soup.find_all("svg"):
            assert drawing.get("role") == "img" or drawing.get("aria-hidden") == "true"
    assert described > 2 * 16


def test_every_map_has_its_table_beside_it(parsed):
    for edition in EDITIONS:
        soup = parsed[edition, "places"]
        frames = soup.find_all("iframe")
        assert frames
        assert len(soup.find_all("table")) >= len(frames)


def test_code_is_folded_in_one_edition_and_absent_in_the_other(parsed):
    for page in LOOKED_AT[1:]:
        restricted = parsed["restricted", page].find_all("details")
        assert any("evidence" in fold.get_text() for fold in restricted), page
        assert not any(fold.has_attr("open") for fold in restricted), page
        assert "open_evidence" not in str(parsed["public", page]), page
