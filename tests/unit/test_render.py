"""Pages: self-contained, described, in order, without paths, the same bytes every time."""

import re

import nbformat
import pytest
from bs4 import BeautifulSoup

from cdrp_analysis.assessment.cells import without_paths
from cdrp_analysis.assessment.render import Link, Section, render_index, render_notebook
from cdrp_analysis.errors import NotebookError, OutputError

NAV = [("Contents", "index.html"), ("Places", "places.html")]
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5Erk"
    "Jggg=="
)
EXHIBIT = '<figure class="exhibit"><h3 class="exhibit-title">Found</h3><p>Body</p></figure>'


def shown(data: dict, **metadata) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)


def printed(text: str, name: str = "stdout") -> nbformat.NotebookNode:
    return nbformat.v4.new_output("stream", name=name, text=text)


def code(*outputs, source: str = "exhibits.show(table)") -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source, outputs=list(outputs))


def notebook(*cells) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(c) if isinstance(c, str) else c for c in cells]
    )


def page(tmp_path, node, *, edition="restricted", name="places.html", **options) -> str:
    marking = "OFFICIAL-SENSITIVE" if edition == "restricted" else "OFFICIAL"
    out = render_notebook(
        node, tmp_path / name, marking=marking, edition=edition, title="Places", nav=NAV, **options
    )
    return out.read_text(encoding="utf-8")


def test_a_page_is_complete(tmp_path):
    node = notebook("# Where?\n\nAsked by us.", "## One", code(shown({"text/html": EXHIBIT})))
    soup = BeautifulSoup(page(tmp_path, node), "html.parser")
    assert soup.html["lang"] == "en-GB"
    assert soup.title.text == "Places – OFFICIAL-SENSITIVE"
    assert [p.text for p in soup.select(".marking")] == ["OFFICIAL-SENSITIVE"] * 2
    assert soup.body.find("a")["href"] == "#main" and soup.main["id"] == "main"
    assert [h.text for h in soup.find_all("h1")] == ["Where?"]
    assert soup.select_one('nav [aria-current="page"]').text == "Places"
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'") and "http" not in policy


def test_the_policy_comes_before_anything_it_governs(tmp_path):
    html = page(tmp_path, notebook("# A"))
    assert html.index("Content-Security-Policy") < min(html.index("<style"), html.index("<title"))


def test_a_notebook_without_a_title_takes_the_pages(tmp_path):
    soup = BeautifulSoup(page(tmp_path, notebook("## One")), "html.parser")
    assert [h.text for h in soup.find_all(["h1", "h2"])] == ["Places", "One"]


def test_sections_are_listed_between_the_introduction_and_the_first(tmp_path):
    node = notebook("# Where?\n\nIntroduction.", "## One", "## Two", "## Three", "## One")
    html = page(tmp_path, node)
    soup = BeautifulSoup(html, "html.parser")
    links = [a["href"] for a in soup.select("nav.contents a")]
    assert links == ["#one", "#two", "#three", "#one-2"]
    assert all(soup.select_one(link) for link in links)
    assert html.index("Introduction.") < html.index("On this page") < html.index(">One</h2>")


@pytest.mark.parametrize(("before", "level"), [("# A", "h2"), ("## A", "h3"), ("### A", "h4")])
def test_an_exhibits_heading_takes_the_level_below_its_section(tmp_path, before, level):
    opening = "# T\n\n## S\n\n" if before == "### A" else "# T\n\n" if before == "## A" else ""
    html = page(tmp_path, notebook(opening + before, code(shown({"text/html": EXHIBIT}))))
    assert f'<{level} class="exhibit-title">Found</{level}>' in html


def test_a_skipped_heading_is_refused(tmp_path):
    with pytest.raises(NotebookError, match="level 3 follows one of level 1"):
        page(tmp_path, notebook("# A\n\n### C"))


@pytest.mark.parametrize(
    ("edition", "asked", "there"),
    [
        ("restricted", "folded", True),
        ("restricted", "absent", False),
        ("public", "absent", False),
        ("public", "folded", False),
    ],
)
def test_code_is_folded_or_absent_and_never_public(tmp_path, edition, asked, there):
    html = page(tmp_path, notebook("# A", code(source="secret = 1")), edition=edition, code=asked)
    assert ("secret = 1" in html) is there


def test_code_that_shows_nothing_stands_with_the_code_after_it_up_to_the_next_text(tmp_path):
    node = notebook(
        "# A",
        code(source="first = 1"),
        code(source="second = 2"),
        code(shown({"text/html": "<p>rich</p>"}), source="third"),
        code(source="fourth = 4"),
        "## B",
        code(shown({"text/html": "<p>more</p>"}), source="fifth"),
    )
    soup = BeautifulSoup(page(tmp_path, node, code="folded"), "html.parser")
    assert [s.text for s in soup.select("details.code summary")] == [
        "Show code, steps 1 to 3", "Show code, step 4", "Show code, step 5",
    ]  # fmt: skip
    assert soup.select_one("details.code pre").text == "first = 1\n\nsecond = 2\n\nthird"


def test_messages_are_folded_for_us_and_dropped_for_the_public(tmp_path):
    node = notebook(
        "# A",
        code(
            printed("UserWarning: odd", "stderr"),
            printed("printed"),
            shown({"text/plain": "plain result"}),
            shown({"text/html": "<p>rich</p>", "text/plain": "Exhibit(...)"}),
        ),
    )
    restricted = BeautifulSoup(page(tmp_path, node), "html.parser")
    assert "UserWarning" in restricted.select_one("details pre").text
    assert {"printed", "plain result"} <= {p.text for p in restricted.select("pre.printed")}
    public = page(tmp_path, node, edition="public")
    assert "rich" in public
    for text in ("UserWarning", "printed</", "plain result", "Exhibit("):
        assert text not in public


def test_a_failed_cell_makes_no_page(tmp_path):
    failed = nbformat.v4.new_output("error", ename="ValueError", evalue="E01 7", traceback=["x"])
    with pytest.raises(NotebookError, match=r"step 1 failed with ValueError") as refused:
        page(tmp_path, notebook("# A", code(failed)))
    assert "E01 7" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [{"image/png": PNG}, {"image/svg+xml": "<svg></svg>"}])
def test_an_image_without_alternative_text_fails_the_build(tmp_path, data):
    with pytest.raises(NotebookError, match="no alternative text"):
        page(tmp_path, notebook("# A", code(shown(data))))


@pytest.mark.parametrize("html", ['<img src="data:,">', '<img src="data:," alt=" ">'])
def test_an_image_in_html_or_prose_needs_it_too(tmp_path, html):
    with pytest.raises(NotebookError, match="no alternative text"):
        page(tmp_path, notebook("# A", code(shown({"text/html": html}))))
    with pytest.raises(NotebookError, match="no alternative text"):
        page(tmp_path, notebook("# A\n\n![](data:image/png;base64,AAAA)"))


def test_an_image_with_alternative_text_is_kept(tmp_path):
    node = notebook("# A", code(shown({"image/png": PNG}, alt='A "dot"')))
    soup = BeautifulSoup(page(tmp_path, node), "html.parser")
    assert soup.img["alt"] == 'A "dot"' and soup.img["src"] == f"data:image/png;base64,{PNG}"


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://example.org/a.js"></script>',
        '<link rel="stylesheet" href="a.css">',
        '<img alt="x" src="https://example.org/a.png">',
        '<img alt="x" src="a.png">',
        '<img alt="x" src="data:," srcset="b.png 2x">',
        '<iframe title="t" src="https://example.org"></iframe>',
        "<style>p { background: url('https://example.org/a.png') }</style>",
        "<style>@import 'a.css';</style>",
        '<p style="background:url(a.png)">x</p>',
        '<meta http-equiv="Refresh" content="0;url=https://example.org">',
        '<a href="javascript:alert(1)">x</a>',
        '<iframe title="t" srcdoc="&lt;img alt=&quot;x&quot; src=&quot;a.png&quot;&gt;"></iframe>',
    ],
)
def test_anything_fetched_from_outside_is_refused(tmp_path, html):
    with pytest.raises(OutputError, match="outside the page"):
        page(tmp_path, notebook("# A", code(shown({"text/html": html}))))


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<iframe srcdoc="x"></iframe>', "no title"),
        ('<p id="a">x</p><p id="a">y</p>', "used twice"),
    ],
)
def test_frames_and_ids_are_checked(tmp_path, html, message):
    with pytest.raises(NotebookError, match=message):
        page(tmp_path, notebook("# A", code(shown({"text/html": html}))))


def test_paths_never_appear(tmp_path):
    secret = f"{tmp_path}/store/street.parquet"
    node = notebook(
        "# A",
        code(
            printed(f"reading {secret}", "stderr"),
            printed(f"{secret} read"),
            shown({"text/plain": repr(secret)}),
            source=f"tables = {secret!r}",
        ),
    )
    html = page(tmp_path, node, code="folded", run_record=f"made in {tmp_path}/out")
    assert str(tmp_path) not in html
    assert html.count("…/street.parquet") == 4 and "made in …/out" in html


def test_a_path_in_an_exhibit_is_refused_and_not_repeated(tmp_path):
    node = notebook("# A", code(shown({"text/html": f"<p>{tmp_path}/x.csv</p>"})))
    with pytest.raises(OutputError, match="path of this machine") as refused:
        page(tmp_path, node)
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("open /srv/data/a.csv", "open …/a.csv"),
        (r"open C:\Users\me\a.csv now", "open …/a.csv now"),
        ('File "/usr/lib/python3/x.py", line 3', 'File "…/x.py", line 3'),
        ("in 2017/18 and/or 1/2", "in 2017/18 and/or 1/2"),
        ("https://data.police.uk/about/columns", "https://data.police.uk/about/columns"),
        ("a / b /c", "a / b /c"),
    ],
)
def test_paths_are_told_from_other_slashes(text, clean):
    assert without_paths(text) == clean


def test_a_page_is_the_same_bytes_every_time_and_its_notebook_unchanged(tmp_path):
    node = notebook("# A", "## B", code(printed("x"), shown({"text/html": EXHIBIT})))
    before = nbformat.writes(node)
    first = page(tmp_path, node, code="folded", run_record="run 1")
    second = page(tmp_path, node, code="folded", run_record="run 2")
    assert first != second
    block = re.compile(r"<!-- run record.*?end of run record -->", re.DOTALL)
    assert block.sub("", first) == block.sub("", second)
    assert nbformat.writes(node) == before


def test_a_notebook_may_be_a_file(tmp_path):
    path = tmp_path / "deep" / "places.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook("# From a file"), path)
    assert "From a file" in page(tmp_path / "out", path)


def test_no_notebook_metadata_reaches_the_page(tmp_path):
    node = notebook("# A", code(source="x = 1"))
    node.metadata["papermill"] = {"input_path": "/srv/secret.ipynb"}
    node.cells[1].metadata["tags"] = ["secret-tag"]
    html = page(tmp_path, node, code="folded")
    assert "secret" not in html


def index(tmp_path, **options) -> str:
    out = render_index(
        tmp_path / "index.html",
        marking="OFFICIAL-SENSITIVE",
        edition="restricted",
        title="Strategic assessment",
        nav=NAV,
        sections=[
            Section("Reports", [Link("Places", "places.html", "Where does crime concentrate?")]),
            Section("Wards", [Link("Abbey <b>", "ward-abbey.html")], compact=True),
            Section("Data", []),
        ],
        **options,
    )
    return out.read_text(encoding="utf-8")


def test_the_index_says_which_question_each_report_answers(tmp_path):
    soup = BeautifulSoup(index(tmp_path, lead="One line."), "html.parser")
    assert [h.text for h in soup.find_all(["h1", "h2"])] == [
        "Strategic assessment", "Reports", "Wards",
    ]  # fmt: skip
    assert soup.select_one(".note").text == "Where does crime concentrate?"
    assert [a["href"] for a in soup.select(".listing a")] == ["places.html", "ward-abbey.html"]
    assert len(soup.select(".marking")) == 2 and soup.select_one(".lead").text == "One line."


def test_names_on_the_index_are_escaped_and_an_exhibit_may_lead(tmp_path):
    html = index(tmp_path, introduction_html=EXHIBIT)
    assert "Abbey &lt;b&gt;" in html and "Abbey <b>" not in html
    assert '<h2 class="exhibit-title">Found</h2>' in html
