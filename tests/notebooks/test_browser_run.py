"""The real pages in a real browser: nothing is requested, axe finds nothing, every link leads."""

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from tests.browser import AXE, CHROMIUM, RUN_AXE, WHY_NOT, asked_for, requests, told
from tests.notebooks.conftest import DRAFTS, FOLDERS

REPORTED = (
    "strategic-assessment",
    "places",
    "priorities",
    "trends",
    "data-quality",
    "sensitive-material",
)
PACK = "ward-pack-e05990001"  # which has hidden counts
LOOKED_AT = {
    "restricted": ("index", *REPORTED, "redaction", PACK),
    "draft-committee": ("index", *REPORTED, "method"),
    "draft-public": ("index", *REPORTED, "method", PACK),
}


@pytest.fixture(scope="module")
def parsed(run) -> dict[tuple[str, str], BeautifulSoup]:
    """Every page of every edition."""
    return {
        (folder, page.stem): BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for folder in FOLDERS
        for page in sorted((run.places.finished / folder).glob("*.html"))
    }


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT)
@pytest.mark.parametrize(
    ("folder", "page"), [(folder, page) for folder in FOLDERS for page in LOOKED_AT[folder]]
)
def test_axe_finds_nothing_and_nothing_is_requested(run, tmp_path, folder, page):
    shown = run.places.finished / folder / f"{page}.html"
    log = tmp_path / "netlog.json"
    result = told(shown, tmp_path / "profile", AXE + RUN_AXE, f"--log-net-log={log}")
    assert result["found"] == []
    assert result["passes"] >= 10
    assert asked_for(log) == []


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT)
@pytest.mark.parametrize("folder", FOLDERS)
def test_maps_inside_the_page_find_nothing_wrong_either(run, tmp_path, folder):
    """Axe does not look into a frame that is walled off: its document is looked at alone."""
    page = (run.places.finished / folder / "places.html").read_text(encoding="utf-8")
    frames = BeautifulSoup(page, "html.parser").find_all("iframe")
    assert len(frames) >= 2
    document = tmp_path / "map.html"
    document.write_text(frames[-1]["srcdoc"], encoding="utf-8")
    result = told(document, tmp_path / "profile", AXE + RUN_AXE)
    assert result["found"] == []


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT)
def test_a_tile_server_in_a_real_page_would_be_seen_were_the_policy_gone(run, tmp_path):
    page = (run.draft("public") / "places.html").read_text(encoding="utf-8")
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
    assert followed > len(parsed) * 6


def test_every_page_is_reached_from_the_index(run, parsed):
    for folder in FOLDERS:
        links = {a["href"] for a in parsed[folder, "index"].find_all("a", href=True)}
        pages = {page for of, page in parsed if of == folder}
        assert pages >= set(run.pages(folder))
        assert {f"{page}.html" for page in pages if page != "index"} <= links
        for page in pages:
            back = parsed[folder, page].select("nav a[href='index.html']")
            assert back, page
    for folder in DRAFTS:
        links = {a["href"] for a in parsed[folder, "index"].find_all("a", href=True)}
        published = (run.places.finished / folder / "data").iterdir()
        data = {f"data/{path.name}" for path in published if path.suffix in (".csv", ".json")}
        assert data | {"licence.txt"} <= links


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
    for folder in FOLDERS:
        soup = parsed[folder, "places"]
        frames = soup.find_all("iframe")
        assert frames
        assert len(soup.find_all("table")) >= len(frames)


def test_code_is_folded_in_one_edition_and_absent_in_the_others(parsed):
    for page in (*REPORTED, "redaction", PACK):
        restricted = parsed["restricted", page].find_all("details")
        assert any("evidence" in fold.get_text() for fold in restricted), page
        assert not any(fold.has_attr("open") for fold in restricted), page
    for (folder, page), soup in parsed.items():
        assert folder == "restricted" or "open_evidence" not in str(soup), page
