"""From restricted tables to the editions of a release: all together, then attacked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.alternatives import SUPPRESSION, altered
from cdrp_analysis.disclosure.attack import attack
from cdrp_analysis.disclosure.derived_columns import without_counts
from cdrp_analysis.disclosure.earlier import ADDRESS, Joined, join
from cdrp_analysis.disclosure.earlier_periods import carried, nested
from cdrp_analysis.disclosure.joint_system import build
from cdrp_analysis.disclosure.keeping import kept_tables
from cdrp_analysis.disclosure.kept import LEDGER, Kept
from cdrp_analysis.disclosure.own_value import own_values
from cdrp_analysis.disclosure.primary import Primaries
from cdrp_analysis.disclosure.readers import as_shown, known_to, told, with_bands
from cdrp_analysis.disclosure.redaction import redacted
from cdrp_analysis.disclosure.relations import Cell, Hierarchy
from cdrp_analysis.disclosure.released import Protected, Release, Surroundings
from cdrp_analysis.disclosure.rules import RELEASED, policy
from cdrp_analysis.disclosure.suppression import suppress
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.settings import Thresholds

__all__ = ["Protected", "Release", "Surroundings", "protect"]


def protect(
    tables: Mapping[str, pd.DataFrame],
    specs: Mapping[str, TableSpec],
    *,
    editions: Sequence[str] = RELEASED,
    thresholds: Thresholds | None = None,
    hierarchy: Hierarchy | None = None,
    own_rules: Mapping[str, Mapping] | None = None,
    beside: Surroundings | None = None,
    method: str = SUPPRESSION,
    salt: bytes = b"",
) -> Release:
    """
    Make the tables of every edition from one joint system of cells, and attack the result.

    One pattern of hidden cells serves all editions, so that nobody who holds two of them can
    subtract one from the other.

    Parameters
    ----------
    tables : dict of name to DataFrame
        Restricted tables.
    specs : dict of name to TableSpec
        Their declarations.
    editions : sequence of str
        ``committee``, ``public``; the best informed reader first.
    thresholds : Thresholds, optional
        The assessment's own numbers.
    hierarchy : Hierarchy, optional
        Which totals fall into which parts; parts must not overlap.
    own_rules : mapping, optional
        The partnership's own release rules (:func:`~cdrp_analysis.disclosure.rules.policy`).
    beside : Surroundings, optional
        Map bands, overlapping layers and earlier releases.
    method : str
        ``suppression``, or what shows every count of small areas and none exactly:
        ``controlled rounding``, ``cell key``.
    salt : bytes
        A secret of the partnership, for the other methods.

    Returns
    -------
    Release
        Count and derived columns hold numbers, NaN where none is shown, and
        ``<column>_symbol`` says why ("" where a number is shown). Tables, rows and columns
        that the rules withhold are absent.

    Raises
    ------
    DisclosureError
        If a hidden count could be worked out from what would be published.
    InputError
        If a table is not as declared.
    """
    thresholds = thresholds or Thresholds()
    hierarchy = hierarchy or Hierarchy()
    beside = beside or Surroundings({}, {})
    checked = {name: specs[name].check(frame) for name, frame in tables.items()}
    entries: dict[str, list[dict]] = {edition: [] for edition in editions}
    kept = {
        edition: kept_tables(
            checked, specs, policy(edition, thresholds, own_rules), thresholds, hierarchy,
            entries[edition],
        )
        for edition in editions
    }  # fmt: skip
    hierarchy, fragments = _with_merges(kept, hierarchy, beside)
    joined = _joint(kept, hierarchy, fragments, beside)
    below = max((table.most_hidden for each in kept.values() for table in each.values()), default=0)
    primaries = own_values(
        joined, kept, hierarchy,
        overlaps={cell.area for cell in beside.fragments},
        threshold=below or thresholds.suppress_below,
    )  # fmt: skip
    primary, reason = primaries.hidden, primaries.reason
    figures, open_cells = None, None
    if method == SUPPRESSION:
        pattern = suppress(
            joined.system,
            primary=primary,
            unpublished=_unpublished(joined),
            spared=_spared(joined, hierarchy),
            fixed=joined.told,
            threshold=primaries.reach,
            floor=primaries.floor,
            sole=primaries.sole,
        )
        hidden, exposed = pattern.hidden, pattern.exposed
    else:
        figures = altered(
            joined.system, method, base=max(thresholds.round_to, 2), salt=salt, keys=beside.keys
        )
        hidden, exposed = _unpublished(joined), np.zeros(len(primary), dtype=bool)
        # No count is hidden: the small ones must stay open though a figure stands for them.
        primary, open_cells = np.zeros(len(primary), dtype=bool), primary
        reason = np.full(len(primary), "")
    done = {
        edition: {
            name: redacted(table, joined.system, reason, hidden, entries[edition], figures)
            for name, table in kept[edition].items()
        }
        for edition in editions
    }
    made = {}
    for edition in editions:
        own = with_bands(
            joined, beside, *told(joined.system, as_shown(kept[edition], done[edition]), figures)
        )
        lower, upper = known_to(edition, kept, done, joined, beside, figures)
        found = attack(
            joined.system, lower, upper, primary=primary, threshold=primaries.reach,
            floor=primaries.floor, sole=primaries.sole, exposed=exposed, also=open_cells,
        )  # fmt: skip
        here = [joined.system.index[Cell(*row)] for row in found[ADDRESS].to_numpy().tolist()]
        if figures is not None:
            width = (primaries.reach - primaries.floor)[here] - 1
            found["safe"] &= found["upper"] - found["lower"] >= width
        if joined.told.any() and (~found["safe"] & ~found["exposed"]).any():
            exposed = exposed | _given_away(joined, primary, primaries)
            found["exposed"] = exposed[here]
        _require_safe(found)
        tables = {
            name: without_counts(kept[edition][name], frame, entries[edition])
            for name, frame in done[edition].items()
        }
        ledger = pd.DataFrame(entries[edition], columns=LEDGER)
        made[edition] = Protected(edition, tables, ledger, found, own, (lower, upper))
    return Release(made, joined.system, primaries, hidden, exposed, joined.revised, method)


def _with_merges(
    kept: Mapping[str, Mapping[str, Kept]], hierarchy: Hierarchy, beside: Surroundings
) -> tuple[Hierarchy, dict[Cell, int]]:
    """Sums and counts that a reader can form, those behind merged categories among them."""
    fragments = dict(beside.fragments)
    for table in (table for tables in kept.values() for table in tables.values()):
        for merge in table.merges:
            fragments |= merge.counts
            sums = getattr(hierarchy, merge.dimension)
            if merge.partition not in sums:
                hierarchy = replace(hierarchy, **{merge.dimension: (*sums, merge.partition)})
    return hierarchy, fragments


def _joint(
    kept: Mapping, hierarchy: Hierarchy, fragments: Mapping[Cell, int], beside: Surroundings
) -> Joined:
    """All cells of all editions, of what lies beside them, and of earlier releases."""
    frames, specs = {}, {}
    for edition, tables in kept.items():
        for name, table in tables.items():
            if table.spec.cells is not None:
                frames[f"{edition} {name}"] = table.frame
                specs[f"{edition} {name}"] = table.spec
    if beside.earlier:
        known = build(frames, specs, hierarchy, fragments=fragments)
        shown = dict(zip(known.cells, known.values.astype(int).tolist(), strict=True))
        within = nested(known.cells, beside.earlier, hierarchy.period)
        hierarchy = replace(hierarchy, period=(*hierarchy.period, *within))
        today = {**(beside.now or {}), **shown}
        more = carried(beside.earlier, hierarchy.period, today, beside.period)
        fragments = {**fragments, **more}
    system = build(frames, specs, hierarchy, fragments=fragments)
    return join(system, beside.earlier, beside.now or {}, beside.period)


def _unpublished(joined: Joined) -> np.ndarray:
    in_table = np.array([kind == "table" for kind in joined.system.kind], dtype=bool)
    return (~in_table | joined.hidden) & ~joined.told


def _spared(joined: Joined, hierarchy: Hierarchy) -> np.ndarray:
    """Totals of the partnership: hidden only if there is no other way."""
    top = hierarchy.top_areas()
    whole = np.array([cell.area in top for cell in joined.system.cells], dtype=bool)
    return whole & ~_unpublished(joined)


def _given_away(joined: Joined, primary: np.ndarray, primaries: Primaries) -> np.ndarray:
    """Counts that the earlier releases give away by themselves."""
    alone = attack(
        joined.system, joined.lower, joined.upper, primary=primary, threshold=primaries.reach,
        floor=primaries.floor, sole=primaries.sole,
    )  # fmt: skip
    cells = alone.loc[~alone["safe"], ADDRESS].to_numpy().tolist()
    given_away = np.zeros(len(primary), dtype=bool)
    given_away[[joined.system.index[Cell(*row)] for row in cells]] = True
    return given_away


def _require_safe(found: pd.DataFrame) -> None:
    open_cells = found[~found["safe"] & ~found["exposed"]]
    if open_cells.empty:
        return
    raise DisclosureError(
        f"{len(open_cells)} of {len(found)} hidden counts could be worked out from what would "
        "be published.",
        where="disclosure.attack",
        areas=sorted(set(open_cells["area"])),
        do="nothing has been published; leave out a table that shares these cells",
    )
