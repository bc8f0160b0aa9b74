"""The tutorial in a real JupyterLab and a real browser: drag a slider, see the order, save."""

import shutil
import tomllib

import pytest

from cdrp_analysis.assessment.layout import notebooks
from tests import devtools, jupyterlab
from tests.browser import CHROMIUM, WHY_NOT, asked_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=WHY_NOT),
]

TUTORIAL = "five-minutes.ipynb"
CURRENT = "window.jupyterapp?.shell?.currentWidget"
READY = f"{CURRENT}?.sessionContext?.session?.kernel?.status === 'idle'"
RUN_ALL = "window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)"
PANEL = "document.querySelectorAll('.cdrp-panel')[0]"  # priorities
THEMES = f"Array.from({PANEL}.querySelectorAll('tbody tr')).map(r => r.children[0].innerText)"
SAID = f"{PANEL}.querySelector('.cdrp-said').innerText"
HEADING = f"{PANEL}.querySelector('.exhibit-title').innerText"


@pytest.fixture(scope="module")
def lab(explored, tmp_path_factory):
    """The page of a running JupyterLab with every cell of the tutorial run, and the file."""
    folder = tmp_path_factory.mktemp("jupyterlab")
    (folder / "notebooks").mkdir()
    shutil.copy(notebooks() / "tutorial" / TUTORIAL, folder / "notebooks")
    file, net = folder / "my-area.toml", folder / "net.json"
    shutil.copy(explored / "data" / "assessment.toml", file)
    with (
        jupyterlab.running(
            folder / "notebooks",
            folder / "jupyter",
            CDRP_ASSESSMENT=str(file),
            CDRP_DATA=str(explored / "data"),
            CDRP_OUTPUTS=str(explored / "outputs"),
        ) as address,
        devtools.opened(
            address.format(TUTORIAL),
            folder / "chromium",
            f"--log-net-log={net}",
        ) as page,
    ):
        page.wait(READY, what="the notebook is open and its kernel idle")
        page.ask(RUN_ALL)
        page.wait("document.querySelectorAll('.cdrp-panel').length === 3", what="three panels")
        yield page, file
    asked = [url for url in asked_for(net) if url]
    outside = [url for url in asked if "//127.0.0.1:" not in url]
    assert len(asked) > 10 and outside == [], "JupyterLab and its widgets work without a network"


def test_a_dragged_weight_changes_the_order_and_the_button_writes_it(lab):
    page, file = lab
    text = file.read_text(encoding="utf-8")
    before = page.ask(THEMES)
    assert len(before) > 10 and page.ask(HEADING) == "The order is that of the assessment file"
    page.drag(f"{PANEL}.querySelectorAll('.noUi-handle')[4]", 120)
    page.wait(f"{HEADING} !== 'The order is that of the assessment file'", what="another order")
    after = page.wait(f"{THEMES}.length && {THEMES}", what="themes in a table")
    assert sorted(after[: len(before)]) == sorted(before) and after != before
    assert file.read_text(encoding="utf-8") == text, "nothing is written before Save is pressed"
    page.click(f"{PANEL}.querySelector('button')")
    said = page.wait(f"{SAID}.startsWith('Written') && {SAID}", what="what was written")
    now = file.read_text(encoding="utf-8")
    weight = tomllib.loads(now)["criteria"]["concentration"]
    assert 0.1 < weight <= 1 and f"criteria.concentration: 0.1 → {weight:g}" in said
    assert now.startswith(text.rstrip("\n")), "all that was there is there still"


def test_maps_and_charts_are_drawn_in_the_panels(lab):
    page, _ = lab
    for place, charts in ((0, 1), (1, 1), (2, 2)):
        images = f"document.querySelectorAll('.cdrp-panel')[{place}].querySelectorAll('img.chart')"
        page.wait(f"{images}.length === {charts}", what="charts")
        page.wait(
            f"Array.from({images}).every(i => i.complete && i.naturalWidth > 300)",
            what="charts that are pictures",
        )
        assert page.ask(f"Array.from({images}).every(i => i.alt.length > 40)")
