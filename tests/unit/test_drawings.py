"""Numbers in drawings: axes in equal steps, classes of maps, labels of the figure's own table."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdrp_analysis.auditor.axes import axis_labels, classes
from cdrp_analysis.auditor.numerals import numerals
from tests.drawn import frame

PUBLISHED = {
    "ward_rates": frame("""
        area      | area_name | offences | residents | rate
        E09000001 | Borough   |     2427 |     47350 | 51.3
        E05000001 | Abbey     |      910 |     10000 | 91.0
        E05000002 | Castle    |      430 |     10750 | 40.0
        E05000003 | Minster   |      275 |     12500 | 22.0
        E05000004 | Tolgate   |      812 |     14100 | 57.6
    """),
    "elsewhere": frame("""
        label    | offences | share
        Burglary |       61 |  0.47
        Robbery  |       83 |  0.53
    """),
}
TABLE = (
    "<table><caption>Rates</caption><thead><tr><th>Area</th><th>Rate</th></tr></thead>{}</table>"
)
ROWS = "".join(
    f"<tr><th scope='row'>{name}</th><td>{rate:.1f}</td></tr>"
    for name, rate in PUBLISHED["ward_rates"][["area_name", "rate"]]
    .iloc[1:]
    .itertuples(index=False)
)


def figure(drawing: str) -> str:
    return f"<figure>{drawing}{TABLE.format(ROWS)}</figure>"


def svg(*texts: str) -> str:
    return "<svg>" + "".join(f"<text>{text}</text>" for text in texts) + "</svg>"


def unresolved(tmp_path, body):
    (tmp_path / "p.html").write_text(f"<html><body>{body}</body></html>")
    return numerals(tmp_path, PUBLISHED)


# ── axes ─────────────────────────────────────────────────────────────────────────────────────


@given(
    start=st.integers(-5, 5),
    step=st.sampled_from([1, 2, 5, 10, 20, 25, 50, 200]),
    length=st.integers(3, 12),
)
def test_round_numbers_in_equal_steps_are_an_axis(start, step, length):
    texts = [str(step * (start + i)) for i in range(length)]
    assert axis_labels(texts) == dict.fromkeys(range(length), "tick")


@given(
    step=st.sampled_from([5, 10, 20, 25, 50]),
    length=st.integers(7, 12),
    at=st.integers(3, 8),
    off=st.sampled_from([-3, -1, 1, 2]),
)
def test_one_wrong_label_within_an_axis_is_a_misfit(step, length, at, off):
    at = min(at, length - 4)
    texts = [str(step * i + (off if i == at else 0)) for i in range(length)]
    assert [place for place, what in axis_labels(texts).items() if what == "misfit"] == [at]


@pytest.mark.parametrize("texts", [["3", "6", "9"], ["0", "20"], ["0", "20", "45"], ["a", "b"]])
def test_other_numbers_are_none(texts):
    assert axis_labels(texts) == {}


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        (("0", "20", "40", "60", "80", "100"), 0),
        (("0", "20", "41", "60", "80", "100"), 1),
        (("0", "20", "40", "61", "80", "100", "120"), 1),  # 61 is a figure, of another table
        (("0", "20", "40", "60", "80", "91.0"), 0),  # what the table prints
        (("0", "20", "40", "60", "80", "83"), 1),  # what another table holds
    ],
)
def test_labels_must_be_in_step_or_in_the_table_of_the_figure(tmp_path, texts, wrong):
    found = unresolved(tmp_path, figure(svg(*texts)))
    assert len(found) == wrong, found.to_string()


def test_a_share_in_a_drawing_must_be_one_of_its_own_table(tmp_path):
    """47% is a share of the release, but of no figure behind this chart."""
    assert len(unresolved(tmp_path, figure(svg("Abbey", "47%")))) == 1


# ── maps ─────────────────────────────────────────────────────────────────────────────────────

LEGEND = ("1: 22 to 40", "2: 40 to 58", "3: 58 to 91")
AREAS = ("3", "1", "1", "2")  # Abbey, Castle, Minster, Tolgate: 40.0 begins the second class


def test_a_legend_that_joins_up_and_fits_its_figures_resolves(tmp_path):
    assert unresolved(tmp_path, figure(svg("3", "2", "1", "2", *LEGEND))).empty


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("40 to 58", "41 to 58"),  # does not begin where the last one ends
        ("58 to 91", "58 to 92"),  # not the highest rate
        ("22 to 40", "21 to 40"),  # not the lowest
    ],
)
def test_a_wrong_limit_of_a_class_is_reported(tmp_path, right, wrong):
    legend = [text.replace(right, wrong) for text in LEGEND]
    assert legend != list(LEGEND)
    assert not unresolved(tmp_path, figure(svg("3", "2", "1", "2", *legend))).empty


def test_limits_that_join_up_must_be_figures_too(tmp_path):
    """52 ends one class and begins the next, and no rate rounds to it."""
    legend = ("1: 22 to 40", "2: 40 to 52", "3: 52 to 91")
    assert not unresolved(tmp_path, figure(svg("3", "2", "1", "3", *legend))).empty


def test_as_many_areas_have_a_class_as_it_holds(tmp_path):
    assert not unresolved(tmp_path, figure(svg(*AREAS, *LEGEND))).empty


def test_classes_are_found_among_other_texts():
    texts = [(0, "Rate", "a"), (1, "1 to 2", "a"), (2, "2 to 5", "a"), (3, "5 to 9", "a"),
             (4, "1 to 2", "b")]  # fmt: skip
    assert classes(texts) == [[(1, (True, True)), (2, (True, True)), (3, (True, True))]]


@pytest.mark.parametrize(("rate", "wrong"), [("91.0", 0), ("91.4", 1), ("40.0", 1)])
def test_what_a_map_says_of_an_area_must_be_its_own_figure(tmp_path, rate, wrong):
    texts = json.dumps([f"Abbey: {rate} per 1,000 residents", "Castle: 40.0"])
    script = f"<script>var texts = {texts};</script>"
    found = unresolved(tmp_path, figure(script))
    assert len(found) == wrong, found.to_string()
