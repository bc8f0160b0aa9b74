"""An exhibit is complete: heading, image with alternative text, sources, table; all escaped."""

import base64
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from cdrp_analysis.errors import OutputError
from cdrp_analysis.exhibits import Exhibit, Finding, theme
from cdrp_analysis.exhibits.exhibit import about, image
from cdrp_analysis.exhibits.tables import table_html
from cdrp_analysis.vocabulary import SYMBOL_MEANINGS
from tests.exhibit_frames import every_exhibit

SHOWN = {public: every_exhibit(public=public) for public in (False, True)}
ALL = [(public, name) for public, shown in SHOWN.items() for name in shown]


def images(html: str) -> list[str]:
    """The SVG inside every image of a piece of HTML."""
    found = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    return [base64.b64decode(text).decode() for text in found]


def test_an_image_without_alternative_text_is_refused_where_it_is_made():
    with pytest.raises(OutputError, match="no alternative text"):
        Exhibit(title="Bars", body='<img src="data:,">', alt=" ")


@pytest.mark.parametrize(("public", "name"), ALL)
def test_every_exhibit_is_complete(public, name):
    shown = SHOWN[public][name]
    soup = BeautifulSoup(shown._repr_html_(), "html.parser")
    if isinstance(shown, Finding):
        assert soup.p["class"] == ["finding"]
        assert soup.p.text == shown.text and shown.text.endswith(".")
        return
    assert soup.figure
    assert [heading.text for heading in soup.find_all("h3")] == [shown.title] * bool(shown.title)
    assert soup.table and soup.table.caption.text
    if name != "title_block":
        assert "Source" in soup.figcaption.text and "2017/18" in soup.figcaption.text
        assert soup.figure.find_all(recursive=False)[-1].name == "figcaption"
    for picture in soup.find_all("img"):
        assert len(picture["alt"]) > 40
        assert picture["src"].startswith("data:image/svg+xml;base64,")
    for box in soup.select(".table-scroll"):
        assert box["tabindex"] == "0" and box["aria-label"]


def test_what_lies_beneath_a_symbol_changes_no_byte():
    """Not in a text, a bar's height, an axis, an order, a class break or a colour."""
    other = every_exhibit(public=True, beneath=3.0)
    for name, shown in SHOWN[True].items():
        assert shown._repr_html_() == other[name]._repr_html_(), name


def test_hidden_values_are_drawn_as_symbols():
    for name in ("annual_trend", "year_on_year_chart", "ward_rate_chart", "ward_profile"):
        assert "[c]</text>" in "".join(images(SHOWN[True][name]._repr_html_())), name


@pytest.mark.parametrize(("public", "name"), ALL)
def test_what_a_drawn_symbol_means_stands_beneath_the_image_and_is_not_folded_away(public, name):
    html = SHOWN[public][name]._repr_html_()
    drawn = " ".join(images(html))
    soup = BeautifulSoup(html, "html.parser")
    for folded in soup.find_all("details"):
        folded.decompose()
    for symbol, meaning in SYMBOL_MEANINGS.items():
        if symbol in drawn:
            assert f"{symbol} {meaning}" in soup.text


def test_figures_are_the_same_bytes_every_time():
    again = every_exhibit(public=False)
    for name, shown in SHOWN[False].items():
        assert shown._repr_html_() == again[name]._repr_html_(), name


def test_figures_keep_their_letters_and_carry_no_date_or_address():
    svg = images(SHOWN[False]["ward_rate_chart"]._repr_html_())[0]
    assert "Castle</text>" in svg and "Arial" in svg
    assert svg.startswith("<svg") and "metadata" not in svg and "DejaVu" not in svg
    assert set(re.findall(r"https?://[^\"' ]+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_drawing_leaves_no_trace_in_matplotlib():
    import matplotlib

    before = dict(matplotlib.rcParams)
    every_exhibit(public=False)["annual_trend"]
    assert dict(matplotlib.rcParams) == before


def test_exhibits_leave_the_callers_frames_alone():
    from tests import exhibit_frames

    table = exhibit_frames.protected_ward_rates()
    kept = table.copy()
    from cdrp_analysis import exhibits

    exhibits.ward_rate_chart(table)
    exhibits.rate_map(table, exhibit_frames.wards())
    exhibits.ward_table(table)
    pd.testing.assert_frame_equal(table, kept)


def test_hostile_text_is_escaped_everywhere():
    nasty = '<script>alert("x")</script>'
    table = pd.DataFrame({"name": [nasty], "value": [1]})
    shown = Exhibit(
        title=nasty,
        body=table_html(table, {"name": nasty, "value": ("n", "count")}, caption=nasty),
        alt=nasty,
        about={"source": nasty},
        table_html=table_html(table, {"name": "Name"}, caption=nasty),
    )
    assert "<script" not in shown._repr_html_() + Finding(nasty)._repr_html_()
    figure, axes = theme.new_axes(1)
    axes.set_title(nasty)
    assert "<script" not in image(figure, nasty)
    assert "<script" not in images(image(figure, nasty))[0]


def test_notes_are_added_behind_the_frames_own():
    table = pd.DataFrame({"a": [1]})
    table.attrs["about"] = {"source": "MPS", "note": "Provisional.", "period": ""}
    assert about(table, note="Hidden.") == {"source": "MPS", "note": "Provisional. Hidden."}
    assert table.attrs["about"]["note"] == "Provisional."
