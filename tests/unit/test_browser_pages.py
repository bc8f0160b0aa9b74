"""Pages in a real browser: nothing is requested, axe finds nothing, maps draw and can be heard."""

import re
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from cdrp_analysis.assessment.render import Link, Section, render_index, render_notebook
from cdrp_analysis.exhibits import title_block
from tests import exhibit_frames
from tests.browser import AXE, CHROMIUM, RUN_AXE, WHY_NOT, requests, told

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT),
]


def all_kinds(*, public: bool) -> nbformat.NotebookNode:
    """A notebook with one exhibit of every kind."""
    cells = [nbformat.v4.new_markdown_cell("# Everything\n\nOne exhibit of every kind.")]
    for i, (name, shown) in enumerate(exhibit_frames.every_exhibit(public=public).items()):
        if i % 6 == 0:
            cells.append(nbformat.v4.new_markdown_cell(f"## Part {i // 6 + 1}"))
        data = {"text/html": shown._repr_html_(), "text/plain": repr(shown)}
        output = nbformat.v4.new_output("execute_result", data, execution_count=1)
        cells.append(nbformat.v4.new_code_cell(f"exhibits.{name}(table)", outputs=[output]))
    warning = nbformat.v4.new_output("stream", name="stderr", text="UserWarning: odd")
    cells.append(nbformat.v4.new_code_cell("odd()", outputs=[warning]))
    return nbformat.v4.new_notebook(cells=cells)


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    """Both editions, an index, and the maps inside them as pages of their own."""
    folder = tmp_path_factory.mktemp("pages")
    nav = [("Contents", "index.html"), ("Restricted", "restricted.html")]
    made = {}
    for edition, marking in (("restricted", "OFFICIAL-SENSITIVE"), ("public", "OFFICIAL")):
        made[edition] = render_notebook(
            all_kinds(public=edition == "public"),
            folder / f"{edition}.html",
            marking=marking,
            edition=edition,
            title="Everything",
            nav=nav,
            code="folded",
            run_record="Made once",
        )
        page = made[edition].read_text(encoding="utf-8")
        policy = re.search(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", page)[0]
        for frame in BeautifulSoup(page, "html.parser").find_all("iframe"):
            document = frame["srcdoc"].replace("<head>", f"<head>{policy}", 1)
            name = re.search(r'id="map_(\w+)"', document)[1]
            made[f"{edition}-{name}"] = folder / f"{edition}-{name}.html"
            made[f"{edition}-{name}"].write_text(document, encoding="utf-8")
    made["index"] = render_index(
        folder / "index.html",
        marking="OFFICIAL-SENSITIVE",
        edition="restricted",
        title="Strategic assessment",
        lead="What the data say.",
        introduction_html=title_block(exhibit_frames.document())._repr_html_(),
        nav=nav,
        sections=[
            Section("Reports", [Link("Everything", "restricted.html", "What is there?")]),
            Section("Wards", [Link("Abbey", "a.html"), Link("Castle", "c.html")], compact=True),
        ],
        run_record="Made once",
    )
    return made


KINDS = [
    "restricted",
    "public",
    "index",
    "restricted-rate_map",
    "restricted-ward_selection_map",
    "restricted-density_change",
    "restricted-density_surface",
    "restricted-hotspot_map",
    "restricted-locality_map",
    "restricted-persistence_map",
    "public-rate_map",
    "public-ward_selection_map",
    "public-band_map",
]


def test_every_page_is_looked_at(pages):
    assert sorted(pages) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(pages, tmp_path, kind):
    result = told(pages[kind], tmp_path / "profile", AXE + RUN_AXE)
    assert result["found"] == []
    assert result["passes"] >= 10


def test_axe_would_find_something(tmp_path):
    page = tmp_path / "bad.html"
    page.write_text("<html><body><img src='data:,'><p>x</p></body></html>", encoding="utf-8")
    found = told(page, tmp_path / "profile", AXE + RUN_AXE)["found"]
    assert {"image-alt", "html-has-lang", "document-title"} <= {fault["id"] for fault in found}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_requested(pages, tmp_path, kind):
    assert requests(pages[kind], tmp_path / "profile") == []


def test_a_request_would_be_seen(tmp_path):
    page = tmp_path / "asks.html"
    image, inner = "http://127.0.0.1:9/asked.png", "http://127.0.0.1:9/inner.png"
    ahead = "http://127.0.0.2:9/"
    page.write_text(
        f"<html><head><link rel='preconnect' href='{ahead}'></head><body><img src='{image}'>"
        f"<iframe sandbox srcdoc=\"<img src='{inner}'>\"></iframe></body></html>",
        encoding="utf-8",
    )
    assert requests(page, tmp_path / "profile") == [image, inner, ahead]


def test_the_policy_stops_a_request_before_it_is_made(pages, tmp_path):
    """Were something to slip past the checks, the page itself would not let it out."""
    address = "http://127.0.0.1:9/slipped.png"
    page = tmp_path / "slipped.html"
    text = pages["public"].read_text(encoding="utf-8")
    page.write_text(text.replace("</main>", f"<img src='{address}'></main>"), encoding="utf-8")
    assert requests(page, tmp_path / "profile") == []


COUNT_PATHS = """
document.querySelectorAll("details").forEach(function (d) { d.open = true; });
setTimeout(function () {
  var out = document.createElement("pre");
  out.id = "told";
  var frames = Array.from(document.querySelectorAll("iframe"));
  out.textContent = JSON.stringify(frames.map(function (frame) {
    return frame.contentDocument.querySelectorAll("path.leaflet-interactive").length;
  }));
  document.body.appendChild(out);
}, 3000);
"""


@pytest.mark.parametrize(
    ("edition", "drawn"), [("restricted", [4, 4, 16, 5, 4, 4, 5]), ("public", [4, 4, 4])]
)
def test_maps_draw_inside_the_page_under_its_policy(pages, tmp_path, edition, drawn):
    """The frame's own walls are taken from the copy, so that the test can look inside."""
    page = tmp_path / "open.html"
    text = pages[edition].read_text(encoding="utf-8")
    page.write_text(
        text.replace('sandbox="allow-scripts"', "").replace('loading="lazy"', ""), encoding="utf-8"
    )
    assert told(page, tmp_path / "profile", COUNT_PATHS) == drawn


FIND = """
window.addEventListener("load", function () {
  var list = document.getElementById("find-area"), said = [];
  list.selectedIndex = 3;
  list.dispatchEvent(new Event("change"));
  said.push(list.options[3].text, document.getElementById("reading").textContent);
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  said.push(document.getElementById("reading").textContent);
  var out = document.createElement("pre");
  out.id = "told";
  out.textContent = JSON.stringify(said);
  document.body.appendChild(out);
});
"""


def test_an_area_can_be_found_and_heard_without_a_mouse(pages, tmp_path):
    said = told(pages["public-rate_map"], tmp_path / "profile", FIND)
    assert said == ["Minster", "Minster: [c]", ""]
