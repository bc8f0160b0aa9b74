"""Why a cell of a release is hidden, and what would give it away: for analysts in a notebook."""

from collections.abc import Mapping

from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.explained_row import (
    Names,
    absent,
    find_row,
    rule_of,
    spec_of,
    status_of,
)
from cdrp_analysis.disclosure.explanation import Explanation, Reveal
from cdrp_analysis.disclosure.ranges import Ranges
from cdrp_analysis.disclosure.relations import Cell
from cdrp_analysis.disclosure.released import Release
from cdrp_analysis.disclosure.revealing import protected_by, revealing
from cdrp_analysis.disclosure.tables import TableSpec


def explain(
    release: Release,
    table: str,
    key: Mapping[str, str] | Cell,
    *,
    edition: str = "public",
    specs: Mapping[str, TableSpec] = SPECS,
    show_value: bool = False,
) -> Explanation:
    """
    Why a cell is hidden, and what would reveal it.

    The explanation names small counts, though never how small: it belongs to the restricted
    edition.

    Parameters
    ----------
    release : Release
        From :func:`~cdrp_analysis.disclosure.protect.protect`.
    table : str
        Name of a table.
    key : mapping of key column to value, or Cell
        Which row.
    edition : str
        Whose reader is asked about.
    specs : mapping of name to TableSpec
        Declarations of the tables.
    show_value : bool
        Whether the explanation says what the count is.

    Returns
    -------
    Explanation
        Prints as plain English.

    Raises
    ------
    InputError
        If there is no such edition, table or row.
    """
    if edition not in release.editions:
        raise absent("edition", edition, release.editions)
    spec = spec_of(release, table, specs)
    names = Names(release, specs)
    cell, where = find_row(release, spec, key, edition)
    here = release.system.index.get(cell) if cell is not None else None
    words = names.of(cell) if cell is not None else where
    status = status_of(release, spec, where, edition, here)
    rule = rule_of(release, spec, where, edition)
    if here is None:
        return Explanation(words, spec.title, edition, status, rule, own=status == "hidden")
    lower, upper = release[edition].known
    least, greatest = Ranges(release.system, lower, upper).of(here, whole=True)
    said = {
        "exposed": bool(release.exposed[here]),
        "least": least,
        "greatest": greatest,
        "value": int(release.system.values[here]) if show_value else None,
    }
    if status != "hidden":
        return Explanation(words, spec.title, edition, status, rule, **said)
    own = bool(release.primary[here])
    protected, by_exact = ([], False) if own else protected_by(release, here, edition)
    return Explanation(
        words, spec.title, edition, status, rule if own else "", own=own,
        reason=str(release.primaries.reason[here]) if own else "",
        protects=tuple(names.of(release.system.cells[i]) for i in protected), by_exact=by_exact,
        reveals=tuple(
            Reveal(tuple(names.of(release.system.cells[i]) for i in cells), how)
            for cells, how in revealing(release, here, edition)
        ),
        **said,
    )  # fmt: skip
