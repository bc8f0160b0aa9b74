"""Numbers in drawings: axes in equal steps, classes of maps, labels of the figure's own table."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdrp_analysis.auditor.axes import axis_labels
from cdrp_analysis.auditor.legends import legends, wrong_limits
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

LEGEND = ("1: 0 to under 20", "2: 20 to under 40", "3: 40 to under 60", "4: 60 or more")
AREAS = ("4", "3", "2", "3")  # Abbey, Castle, Minster, Tolgate: 40.0 begins the third class


def test_a_legend_of_fixed_classes_and_the_areas_in_them_resolve(tmp_path):
    assert unresolved(tmp_path, figure(svg(*AREAS, *LEGEND))).empty


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("2: 20 to under 40", "2: 21 to under 40"),  # does not begin where the last one ends
        ("4: 60 or more", "4: 80 or more"),
        ("3: 40 to under 60", "3: 40 to under 10"),  # ends before it begins
        ("1: 0 to under 20", "1: 5 to under 20"),  # no ladder begins there
        ("2: 20 to under 40", "4: 20 to under 40"),  # no fourth class comes second
    ],
)
def test_a_wrong_limit_of_a_class_is_reported(tmp_path, right, wrong):
    legend = [text.replace(right, wrong) for text in LEGEND]
    assert legend != list(LEGEND)
    assert not unresolved(tmp_path, figure(svg(*AREAS, *legend))).empty


def test_limits_that_meet_must_be_of_a_ladder_too(tmp_path):
    """52 ends one class and begins the next, and is no step of any ladder."""
    legend = [text.replace("60", "52") for text in LEGEND]
    assert len(unresolved(tmp_path, figure(svg("4", "3", "2", "4", *legend)))) >= len(legend)


@pytest.mark.parametrize("areas", [("4", "3", "2", "2"), ("4", "3", "2", "3", "3")])
def test_as_many_areas_have_a_class_as_it_holds(tmp_path, areas):
    assert not unresolved(tmp_path, figure(svg(*areas, *LEGEND))).empty


def test_every_one_of_several_maps_is_held_to_its_own_figures(tmp_path):
    maps = ("4", "3", "2", "3", "Robbery", "4", "3", "[c]", "2", "3", "Burglary")
    assert unresolved(tmp_path, figure(svg(*maps, *LEGEND))).empty
    wrong = ("4", "3", "2", "3", "Robbery", "4", "2", "2", "3", "Burglary")
    assert len(unresolved(tmp_path, figure(svg(*wrong, *LEGEND)))) == 3  # a 3 too few, a 2 too many


def test_without_figures_no_class_of_an_area_is_accounted_for(tmp_path):
    assert len(unresolved(tmp_path, svg(*AREAS, *LEGEND))) == len(AREAS)


def test_legends_are_found_among_other_texts():
    texts = [(0, "Rate", "a"), (1, "under 0.5 times", "a"), (2, "0.5 to under 2 times", "a"),
             (3, "2 times or more", "a"), (4, "1 to under 2", "b")]  # fmt: skip
    found = legends(texts)
    assert [[one.at for one in legend] for legend in found] == [[1, 2, 3]]
    assert not any(wrong_limits(found[0]).values())


@pytest.mark.parametrize(
    ("edges", "fixed"),
    [
        ((0, 20, 40, 60), True),
        ((20, 40, 60), True),
        ((1, 2, 4, 8), True),
        ((0.5, 0.8, 1.25, 2), True),
        ((0, 30, 60, 90), False),  # no round step
        ((0.5, 0.8, 1.3, 2), False),
        ((20, 40, 40), False),
        ((10, 30, 50), False),  # nothing lies at 10 less a step
    ],
)
def test_what_is_a_ladder(edges, fixed):
    classes = [f"{low} to under {high}" for low, high in pairwise(edges)]
    texts = [(n, text, "") for n, text in enumerate([*classes, f"{edges[-1]} or more"])]
    texts += [(n, text, "") for n, text in enumerate([f"under {edges[0]}"])] if edges[0] else []
    texts = texts[-1:] + texts[:-1] if edges[0] else texts
    assert (not any(wrong_limits(legends(texts)[0]).values())) == fixed


@pytest.mark.parametrize(("rate", "wrong"), [("91.0", 0), ("91.4", 1), ("40.0", 1)])
def test_what_a_map_says_of_an_area_must_be_its_own_figure(tmp_path, rate, wrong):
    texts = json.dumps([f"Abbey: {rate} per 1,000 residents", "Castle: 40.0"])
    script = f"<script>var texts = {texts};</script>"
    found = unresolved(tmp_path, figure(script))
    assert len(found) == wrong, found.to_string()
