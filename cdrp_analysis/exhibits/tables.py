"""Accessible HTML tables: a caption, scoped headings, aligned numbers, explained symbols."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

import pandas as pd

from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.exhibit import Exhibit, about, symbols_html


@dataclass(frozen=True)
class Shown:
    """
    How one column appears: its heading and how its values are written.

    ``form`` is a name in ``wording.FORMATS`` or a function of a number; ``"text"`` shows words
    as they are and ``"month"`` writes ``2018-03`` as March 2018.
    """

    heading: str
    form: str | Callable[[float], str] = "text"


@dataclass(frozen=True)
class Interval:
    """Two columns shown as one range, ``lower to upper``."""

    heading: str
    lower: str
    upper: str
    form: str | Callable[[float], str] = "decimal"


Columns = Mapping[str, str | tuple[str, str] | Shown | Interval]


def table_html(frame: pd.DataFrame, columns: Columns, *, caption: str) -> str:
    """
    A frame as an accessible table.

    Parameters
    ----------
    frame : DataFrame
        Restricted or protected; a protected column shows its symbols.
    columns : mapping of str to heading, (heading, format), Shown or Interval
        Columns in order; the first heads its row. Columns the frame lacks are left out, so a
        protected frame may have fewer.
    caption : str
        Names the table; also the label of its scrolling region.

    Returns
    -------
    str
        A focusable scrolling region with the table, then what its symbols mean.
    """
    specs = {
        name: _spec(given)
        for name, given in columns.items()
        if (name in frame)
        or (isinstance(given, Interval) and {given.lower, given.upper} <= set(frame))
    }
    if not specs:
        raise InputError(
            f"none of the columns {', '.join(columns)} is in the table.",
            where=f"table {caption!r}",
            do="name columns the frame has",
        )
    texts = {name: _texts(frame, name, spec) for name, spec in specs.items()}
    kinds = {name: _kind(specs[name], column) for name, column in texts.items()}
    head = "".join(
        f'<th scope="col"{kinds[name]}>{html.escape(spec.heading)}</th>'
        for name, spec in specs.items()
    )
    first, *others = specs
    rows = [
        f'<tr><th scope="row">{_escaped(texts[first][i])}</th>'
        + "".join(f"<td{kinds[name]}>{_escaped(texts[name][i])}</td>" for name in others)
        + "</tr>"
        for i in range(len(frame))
    ]
    if not rows:
        rows = [f'<tr><td colspan="{len(specs)}">No rows.</td></tr>']
    return (
        f'<div class="table-scroll" role="group" tabindex="0" aria-label="{html.escape(caption)}">'
        f"<table><caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
        + symbols_html(text for column in texts.values() for text in column)
    )


def data_table(
    frame: pd.DataFrame,
    columns: Columns,
    *,
    caption: str,
    title: str = "",
    about_table: Mapping[str, str] | None = None,
) -> Exhibit:
    """
    Any frame as a table exhibit.

    Parameters
    ----------
    frame : DataFrame
        Restricted or protected.
    columns : mapping
        As for ``table_html``.
    caption : str
        What the table holds.
    title : str
        What was found; leave empty for a reference table.
    about_table : mapping, optional
        Replaces what ``frame.attrs["about"]`` says.
    """
    return Exhibit(
        title=title,
        body=table_html(frame, columns, caption=caption),
        about=about(frame) if about_table is None else about_table,
        table=frame.copy(),
    )


def _spec(given: str | tuple[str, str] | Shown | Interval) -> Shown | Interval:
    if isinstance(given, (Shown, Interval)):
        return given
    return Shown(given) if isinstance(given, str) else Shown(*given)


def _texts(frame: pd.DataFrame, name: str, spec: Shown | Interval) -> list[str]:
    if isinstance(spec, Interval):
        lower = wording.shown(frame, spec.lower, spec.form)
        upper = wording.shown(frame, spec.upper, spec.form)
        # A hidden pair is one symbol, not "[c] to [c]".
        return [a if a == b else f"{a} to {b}" for a, b in zip(lower, upper, strict=True)]
    if spec.form == "text":
        return [
            mark or ("yes" if value is True else "no" if value is False else str(value))
            for mark, value in zip(wording.symbols(frame, name), frame[name].tolist(), strict=True)
        ]
    if spec.form == "month":
        return [
            wording.month_name(value) if pd.notna(value) else wording.MISSING
            for value in frame[name]
        ]
    return wording.shown(frame, name, spec.form)


def _kind(spec: Shown | Interval, texts: list[str]) -> str:
    """Numbers stand right; running text is given room."""
    if isinstance(spec, Interval) or spec.form not in ("text", "month"):
        return ' class="number"'
    return ' class="words"' if max(map(len, texts), default=0) > 30 else ""


def _escaped(text: str) -> str:
    """Composed and escaped, control characters out; a space that may not break is kept."""
    composed = normalize("NFC", text)
    return html.escape("".join(c if c.isprintable() or c == "\xa0" else " " for c in composed))
