"""An exhibit is one figure or table with what was found, its sources and its table."""

import base64
import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Text

from cdrp_analysis.errors import OutputError
from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.theme import figure_svg

ABOUT_LABELS = {
    "source": "Source",
    "period": "Period",
    "denominator": "Denominator",
    "geography": "Areas",
    "rounding": "Rounding",
    "note": "Note",
}


@dataclass(frozen=True)
class Finding:
    """
    What was found, computed from a table.

    ``headline`` is one clause that can head an exhibit; ``figures`` gives it its numbers;
    ``detail`` is what a reader also needs, in whole sentences.
    """

    headline: str
    figures: str = ""
    detail: str = ""

    @property
    def text(self) -> str:
        """The whole finding as prose."""
        first = f"{self.headline}: {self.figures}" if self.figures else self.headline
        return f"{first}. {self.detail}".strip()

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f'<p class="finding">{html.escape(self.text)}</p>'


@dataclass(frozen=True)
class Exhibit:
    """
    One figure or table, complete: a notebook cell shows it by naming it.

    Parameters
    ----------
    title : str
        What was found, or for a reference table ``""`` (its caption then heads it).
    body : str
        HTML of the image, table or map.
    alt : str
        What a reader who cannot see the image needs: kind of chart, range, main feature.
        Required wherever the body holds an image.
    about : mapping of str to str
        ``source``, ``period``, ``denominator``, ``geography``, ``note``; printed beneath.
    table : DataFrame, optional
        The numbers behind the image.
    table_html : str
        The same numbers as an accessible table, folded beneath the image.

    Raises
    ------
    OutputError
        If the body holds an image and there is no alt text.
    """

    title: str
    body: str
    alt: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    table: pd.DataFrame | None = None
    table_html: str = ""

    def __post_init__(self):
        if "<img" in self.body and not self.alt.strip():
            raise OutputError(
                "an image has no alternative text.",
                where=f"exhibit {self.title!r}",
                do="say in alt what the image shows",
            )

    def __repr__(self) -> str:
        return f"Exhibit({self.title!r})"

    def _repr_html_(self) -> str:
        parts = ['<figure class="exhibit">']
        if self.title:
            parts.append(f'<h3 class="exhibit-title">{html.escape(self.title)}</h3>')
        parts.append(self.body)
        if self.table_html:
            parts.append(
                '<details class="data"><summary>Table of the figures'
                f'<span class="for-screen-readers">: {html.escape(self.title)}</span></summary>'
                f"{self.table_html}</details>"
            )
        parts.append(_caption(self.about))
        return "\n".join(part for part in [*parts, "</figure>"] if part)


def image(figure: Figure, alt: str) -> str:
    """
    The figure as an ``<img>`` that carries its own picture and alternative text.

    Symbols that are drawn in it, as ``[c]``, are explained beneath.
    """
    drawn = " ".join(text.get_text() for text in figure.findobj(Text))
    encoded = base64.b64encode(figure_svg(figure).encode()).decode("ascii")
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    return (
        f'<img class="chart" width="{width}" height="{height}" alt="{html.escape(alt)}" '
        f'src="data:image/svg+xml;base64,{encoded}">{symbols_html(wording.symbols_in(drawn))}'
    )


def symbols_html(used: Iterable[str]) -> str:
    """What these symbols mean, as a paragraph; ``""`` if there are none."""
    said = wording.explained(used)
    return f'<p class="symbols">{html.escape(said)}</p>' if said else ""


def about(frame: pd.DataFrame, **more: str) -> dict[str, str]:
    """What the frame says about itself, with more notes added behind its own."""
    known = {key: str(text) for key, text in (frame.attrs.get("about") or {}).items() if text}
    for key, text in more.items():
        if text:
            known[key] = f"{known[key].rstrip('.')}. {text}" if known.get(key) else text
    return known


def _caption(about: Mapping[str, str]) -> str:
    lines = [
        f"<div><dt>{label}</dt> <dd>{html.escape(str(about[key]))}</dd></div>"
        for key, label in ABOUT_LABELS.items()
        if about.get(key)
    ]
    if not lines:
        return ""
    return f'<figcaption><dl class="about">{"".join(lines)}</dl></figcaption>'
