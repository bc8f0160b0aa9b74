"""One look for every figure, and SVG that is the same bytes on every run."""

import functools
import io
import re
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

# Government Analysis Function, "Data visualisation: colours" (categorical palette).
DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE, DARK_GREY, LIGHT_PURPLE = (
    "#12436D",
    "#28A197",
    "#801650",
    "#F46A25",
    "#3D3D3D",
    "#A285D1",
)
# Its blue sequence, filled in to five steps. Neighbours differ by less than 3:1, so every
# shaded map also has outlines and printed class labels.
SEQUENCE = ("#E6EFF7", "#AFCDE8", "#6BACE6", "#2073BC", "#12436D")
INK, MUTED_INK, RULE, PALE = "#0B0C0C", "#505A5F", "#B1B4B6", "#DCE3E9"
PAPER = "#FFFFFF"

WIDTH_IN = 8.0  # 768 CSS pixels: the width of a page's text column
TEXT_PT = 10.5  # 14 CSS pixels at full width
SMALL_PT = 9.0

# Text is laid out with the one font that comes with matplotlib, the same on every machine,
# and shown in a narrower one: nothing measured to fit can then overflow.
_MEASURED_FONT = "DejaVu Sans"
_SHOWN_FONTS = "Arial, 'Liberation Sans', Helvetica, sans-serif"

_STYLE = {
    **sns.axes_style(
        "ticks",
        rc={
            "axes.edgecolor": RULE,
            "axes.labelcolor": MUTED_INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "font.family": "sans-serif",
            "font.sans-serif": [_MEASURED_FONT],
            "grid.color": "#E3E5E6",
            "text.color": INK,
            "xtick.color": MUTED_INK,
            "ytick.color": MUTED_INK,
        },
    ),
    "axes.labelsize": TEXT_PT,
    "axes.linewidth": 0.8,
    "axes.titlelocation": "left",
    "axes.titlesize": TEXT_PT,
    "axes.unicode_minus": True,
    "font.size": TEXT_PT,
    "hatch.color": MUTED_INK,
    "hatch.linewidth": 0.7,
    "legend.fontsize": TEXT_PT,
    "legend.frameon": False,
    "text.parse_math": False,  # a name with dollar signs is a name
    "svg.fonttype": "none",  # text stays text, for people who search and for the auditor
    "svg.hashsalt": "cdrp",
    "xtick.labelsize": TEXT_PT,
    "xtick.major.size": 3,
    "ytick.labelcolor": INK,
    "ytick.labelsize": TEXT_PT,
    "ytick.major.size": 0,
}
# A label that reaches into a neighbour stays readable: its edge is painted beneath its letters.
# (matplotlib's own way of doing this would turn the letters into outlines.)
_HALOES = "".join(
    f'g[id^="{name}-"] text{{paint-order:stroke;stroke:{colour};stroke-width:2.4px;'
    "stroke-linejoin:round}"
    for name, colour in (("ink-label", PAPER), ("paper-label", DARK_BLUE))
)
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


_Given, _Made = ParamSpec("_Given"), TypeVar("_Made")


def styled(draw: Callable[_Given, _Made]) -> Callable[_Given, _Made]:
    """Draw under this style, and leave matplotlib's settings as they were."""

    @functools.wraps(draw)
    def within(*args: _Given.args, **kwargs: _Given.kwargs) -> _Made:
        with matplotlib.rc_context(_STYLE):
            return draw(*args, **kwargs)

    return within


def new_figure(height: float, *, width: float = WIDTH_IN) -> Figure:
    """An empty figure, sizes in inches, that belongs to no global state."""
    return Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)


def new_axes(height: float, *, width: float = WIDTH_IN) -> tuple[Figure, Axes]:
    """A figure with one pair of axes."""
    figure = new_figure(height, width=width)
    return figure, figure.add_subplot()


@styled
def figure_svg(figure: Figure) -> str:
    """
    The figure as SVG text.

    The same figure gives the same bytes: identifiers are hashed with a fixed salt, and no
    date, software version or document-type address is written. Letters stay letters.
    """
    _lay_out(figure)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"font-family: [^;\"]*", f"font-family: {_SHOWN_FONTS}", svg)
    if "-label-" in svg:
        svg = svg.replace("</style>", f"{_HALOES}</style>", 1)
    return re.sub(r"[ \t]*\n[ \t]*", "\n", svg)


def _lay_out(figure: Figure) -> None:
    """Give everything its place; left to savefig, all would be drawn once just for that."""
    engine, dpi = figure.get_layout_engine(), figure.dpi
    FigureCanvasSVG(figure)  # becomes the figure's canvas: text is measured as SVG has it
    figure.dpi = FigureCanvasSVG.fixed_dpi
    engine.execute(figure)
    figure.dpi = dpi
    figure.set_layout_engine("none")


def haloed(ink: str, number: str) -> str:
    """The group id that gives a label in this ink an edge to stand on."""
    return f"{'paper' if ink == PAPER else 'ink'}-label-{number}"


def readable_on(fill: str) -> str:
    """Black or white, whichever stands out more on this fill (WCAG relative luminance)."""
    channels = [int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return PAPER if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.0533 else INK
