"""Colours that can be read: labels on every fill, and neighbours told apart by more than colour."""

import io
import re

import matplotlib
import pytest

from cdrp_analysis.exhibits import theme
from cdrp_analysis.exhibits.hotspot_maps import BANDS


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_yardstick_itself():
    """WCAG's own ends of the scale."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("fill", [*theme.SEQUENCE, theme.PAPER, *BANDS.values()])
def test_labels_can_be_read_on_every_fill(fill):
    assert contrast(theme.readable_on(fill), fill) >= 4.5


@pytest.mark.parametrize("ink", [theme.INK, theme.MUTED_INK, theme.DARK_GREY])
def test_text_can_be_read_on_paper(ink):
    assert contrast(ink, theme.PAPER) >= 4.5


@pytest.mark.parametrize("colour", [theme.DARK_BLUE, theme.DARK_PINK, theme.TURQUOISE])
def test_marks_stand_out_from_paper(colour):
    assert contrast(colour, theme.PAPER) >= 3


def test_bands_are_told_apart_in_grey():
    low, medium, high = BANDS.values()
    assert contrast(low, high) >= 3 and contrast(medium, high) >= 3


def test_a_figure_is_laid_out_as_savefig_would():
    """It is drawn once where savefig draws it twice; nothing in it may move by that."""

    def drawn():
        figure, axes = theme.new_axes(3)
        axes.imshow([[0, 1], [1, 0]])  # pixels have a resolution of their own
        axes.set_ylabel("a long name for what stands at the side")
        figure.legend(handles=axes.plot([0, 1], label="one"), loc="outside right upper")
        return figure

    buffer = io.StringIO()
    with matplotlib.rc_context(theme._STYLE):
        ours, theirs = drawn(), drawn()
        theirs.savefig(buffer, format="svg", metadata=theme._NO_METADATA)
    inner = buffer.getvalue().split("</style>", 1)[1]
    positions = re.compile(r'(?:transform|points|d|x|y|width|height)="[^"]*"')
    assert positions.findall(theme.figure_svg(ours).split("</style>", 1)[1]) == [
        re.sub(r"[ \t]*\n[ \t]*", "\n", place) for place in positions.findall(inner)
    ]
