"""What analysts and partners wrote, screened for persons before an edition is built."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import nbformat
import pandas as pd

from cdrp_analysis.assessment.execute import belongs
from cdrp_analysis.disclosure.screening import screen
from cdrp_analysis.errors import DisclosureError


def require_clean(
    tables: Mapping[str, Mapping[str, pd.DataFrame]], notebooks: Path, allowed: Collection[str]
) -> None:
    """
    Refuse editions whose text would identify somebody.

    Parameters
    ----------
    tables : mapping of edition to name to DataFrame
        The protected tables: their wording comes from partners' files and the assessment file.
    notebooks : path
        The folder of notebooks: of their text only cells that an edition shows are read.
    allowed : collection of str
        Wording that may stand although it looks personal: a public telephone number.

    Raises
    ------
    DisclosureError
        With every place and the kinds of what was found, never the text.
    """
    seen: dict[str, Counter] = {}
    found: dict[str, Counter] = {}
    for place, text in _texts(tables, notebooks):
        if text not in seen:
            seen[text] = Counter(match.kind for match in screen(_without(text, allowed)))
        if seen[text]:
            found.setdefault(place, Counter()).update(seen[text])
    if found:
        places = "; ".join(
            f"{place}: {', '.join(f'{kind} ({count})' for kind, count in sorted(kinds.items()))}"
            for place, kinds in sorted(found.items())
        )
        raise DisclosureError(
            f"text of an edition holds what would identify somebody: {places}.",
            where="assessment.screened_text",
            do="reword it; or, where everybody may know it, such as a public telephone number, "
            "list it word for word in [disclosure] may_stand",
        )


def _texts(
    tables: Mapping[str, Mapping[str, pd.DataFrame]], notebooks: Path
) -> Iterator[tuple[str, str]]:
    """Every text with the place where it stands."""
    for edition, named in tables.items():
        for name, frame in named.items():
            for column in frame.select_dtypes(exclude=["number", "bool", "datetime"]):
                for text in frame[column].dropna().astype(str).unique():
                    yield f"{edition}, table {name}, column {column}", text
    for path in sorted(notebooks.glob("*.ipynb")):
        for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
            for edition in tables:
                if cell.cell_type == "markdown" and belongs(cell, edition):
                    yield f"{edition}, {path.name}, cell {number}", cell.source


def _without(text: str, allowed: Collection[str]) -> str:
    for wording in sorted(allowed, key=len, reverse=True):
        text = text.replace(wording, "…")
    return text
