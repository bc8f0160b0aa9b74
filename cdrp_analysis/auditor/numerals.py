"""Every numeral a public page shows must come from a published cell, or be a date or a label."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from cdrp_analysis.auditor import (
    claims_adults,
    claims_alarms,
    claims_comparison,
    claims_delivery,
    claims_disorder,
    claims_events,
    claims_hours,
    claims_lists,
    claims_messages,
    claims_place,
    claims_premises,
    claims_sites,
    claims_standing,
    claims_substances,
    claims_targets,
    claims_time,
    claims_voice,
    claims_wards,
    claims_youth,
)
from cdrp_analysis.auditor.claims import Claims
from cdrp_analysis.auditor.decoders import decode
from cdrp_analysis.auditor.pages import Piece
from cdrp_analysis.auditor.resolver import Resolver
from cdrp_analysis.auditor.shown import Shown, on_page

_COLUMNS = ["file", "place", "kind", "what"]
CLAIMS = (
    *claims_time.CLAIMS,
    *claims_hours.CLAIMS,
    *claims_alarms.CLAIMS,
    *claims_targets.CLAIMS,
    *claims_place.CLAIMS,
    *claims_wards.CLAIMS,
    *claims_comparison.CLAIMS,
    *claims_standing.CLAIMS,
    *claims_events.CLAIMS,
    *claims_delivery.CLAIMS,
    *claims_premises.CLAIMS,
    *claims_sites.CLAIMS,
    *claims_lists.CLAIMS,
    *claims_voice.CLAIMS,
    *claims_messages.CLAIMS,
    *claims_youth.CLAIMS,
    *claims_adults.CLAIMS,
    *claims_substances.CLAIMS,
    *claims_disorder.CLAIMS,
)


def numerals(
    path: Path | str,
    published: Mapping[str, pd.DataFrame],
    *,
    allowed: Iterable[str] = (),
    decoder: Callable[[str, bytes], Iterable[Piece]] = decode,
) -> pd.DataFrame:
    """
    Numerals in the visible text and the alternative texts of pages that resolve to nothing.

    Dates, versions, thresholds and unit labels resolve. Everything else must be of a published
    cell, and the closer the better (``Resolver``): a sentence of a known form states one row of a
    table (``claims``); a cell is of the published column that its own column shows
    (``bound_cells``); a number in a drawing is one that the figure's own table prints, or the
    label of an axis or a class (``axes``); any other numeral is a figure (``figures.Figures``) of
    the tables behind its section, with its unit, of the areas, themes and times that its sentence,
    its heading or its page names.

    Parameters
    ----------
    path : path
        Folder with the pages (``.html``).
    published : dict of name to DataFrame
        Protected tables.
    allowed : iterable of str
        Further texts whose numerals are no findings: titles, names of sources.
    decoder : callable
        Gives the pieces of a page of that name and bytes.

    Returns
    -------
    DataFrame, one row per place
        ``file``, ``place``, ``kind`` ("numeral") and ``what``: how many do not resolve there,
        masked. Whether that stops a release is for the caller to say.
    """
    path = Path(path)
    known = resolver(published, allowed)
    rows = []
    for file in sorted(path.rglob("*.html")):
        name = file.relative_to(path).as_posix()
        page = on_page(decoder(name, file.read_bytes()))
        for shown, unknown in unresolved(page, known):
            masked = ", ".join(re.sub(r"\d", "•", numeral) for numeral in unknown[:5])
            what = f"{len(unknown)} unresolved: {masked}"
            rows.append((name, shown.piece.place, "numeral", what))
    return pd.DataFrame(rows, columns=_COLUMNS)


def resolver(published: Mapping[str, pd.DataFrame], allowed: Iterable[str] = ()) -> Resolver:
    """What resolves numerals for a release, with every form of sentence that is known."""
    return Resolver(published, Claims(CLAIMS, published), allowed)


def unresolved(page: Sequence[Shown], known: Resolver) -> Iterator[tuple[Shown, list[str]]]:
    """The pieces of a page with numerals that nothing accounts for, in order."""
    found = known.unresolved(page)
    for at in sorted(found):
        yield page[at], found[at]
