"""From restricted tables to the editions of a release: all together, then attacked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.alternatives import SUPPRESSION, Altered, altered
from cdrp_analysis.disclosure.attack import Shown, attack, shown_bounds
from cdrp_analysis.disclosure.earlier import ADDRESS, Earlier, Joined, join
from cdrp_analysis.disclosure.keeping import kept_tables
from cdrp_analysis.disclosure.redaction import LEDGER, Kept, redacted
from cdrp_analysis.disclosure.relations import Cell, Hierarchy, System, addresses, build
from cdrp_analysis.disclosure.rules import RELEASED, policy
from cdrp_analysis.disclosure.suppression import suppress
from cdrp_analysis.disclosure.tables import TableSpec
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.settings import Thresholds


@dataclass(frozen=True)
class Surroundings:
    """
    What a reader can lay beside the tables of a release.

    Parameters
    ----------
    fragments : mapping of Cell to count
        Where layers of areas overlap, or the months by which two periods differ.
    bands : mapping of Cell to (least, most)
        What a map in bands tells of the counts of its areas.
    earlier : sequence of Earlier
        Releases of this partnership that readers hold, oldest first.
    now : mapping of Cell to count
        Today's counts of cells of earlier releases.
    keys : callable, optional
        Key of every cell, made of its records' (:mod:`cdrp_analysis.disclosure.cell_key`).
    """

    fragments: Mapping[Cell, int]
    bands: Mapping[Cell, tuple[float, float]]
    earlier: Sequence[Earlier] = ()
    now: Mapping[Cell, int] | None = None
    keys: Callable[[Sequence[Cell]], np.ndarray] | None = None


@dataclass(frozen=True)
class Protected:
    """
    The tables of one edition and the record of what was withheld from it.

    ``tables`` may be published. ``ledger`` (every redaction: table, row, column, rule, action,
    reason, code) and ``attack`` (range of every hidden cell) are restricted. ``told`` is the
    least and greatest count that its own tables leave each cell, ``known`` what its reader
    knows from all that can be laid beside them.
    """

    edition: str
    tables: dict[str, pd.DataFrame]
    ledger: pd.DataFrame
    attack: pd.DataFrame
    told: tuple[np.ndarray, np.ndarray]
    known: tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Release:
    """
    The editions of a release over one system of cells with one pattern of hidden cells.

    ``release["public"]`` is an edition; ``explain`` in ``disclosure.explain`` says why a cell
    is hidden.
    """

    editions: dict[str, Protected]
    system: System
    primary: np.ndarray
    hidden: np.ndarray
    exposed: np.ndarray
    threshold: int
    revised: int = 0
    method: str = SUPPRESSION

    def __getitem__(self, edition: str) -> Protected:
        return self.editions[edition]

    @property
    def ledger(self) -> pd.DataFrame:
        """Every redaction of every edition."""
        return pd.concat([e.ledger for e in self.editions.values()], ignore_index=True)

    @property
    def attack(self) -> pd.DataFrame:
        """The range of every hidden cell for the readers of every edition."""
        parts = [e.attack.assign(edition=name) for name, e in self.editions.items()]
        return pd.concat(parts, ignore_index=True)

    def attacked_cells(self, edition: str) -> np.ndarray:
        """Which cells the attack on an edition held to be hidden, but for those given away."""
        found = self.editions[edition].attack
        here = [self.system.index[Cell(*row)] for row in found[ADDRESS].to_numpy().tolist()]
        attacked = np.zeros(len(self.system.cells), dtype=bool)
        attacked[here] = True
        return attacked & ~self.exposed

    def cells(self, edition: str) -> pd.DataFrame:
        """What the register keeps of an edition: every cell, its count and what was told of it."""
        system, (lower, upper) = self.system, self.editions[edition].told
        frame = pd.DataFrame(system.cells, columns=ADDRESS)
        told = (lower > 0) | np.isfinite(upper)
        return frame.assign(
            value=system.values.astype("int64"),
            lower=lower,
            upper=upper,
            hidden=self.hidden & ~told,
            primary=self.primary,
        )


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
    joined = _joint(kept, hierarchy, beside)
    below = max((table.most_hidden for each in kept.values() for table in each.values()), default=0)
    threshold = below or thresholds.suppress_below
    primary = _primaries(joined, kept, hierarchy, beside, threshold)
    figures, open_cells = None, None
    if method == SUPPRESSION:
        pattern = suppress(
            joined.system,
            primary=primary,
            unpublished=_unpublished(joined),
            spared=_spared(joined, hierarchy),
            fixed=joined.told,
            threshold=threshold,
        )
        hidden, exposed = pattern.hidden, pattern.exposed
    else:
        figures = altered(
            joined.system, method, base=max(thresholds.round_to, 2), salt=salt, keys=beside.keys
        )
        hidden, exposed = _unpublished(joined), np.zeros(len(primary), dtype=bool)
        # No count is hidden: the small ones must stay open though a figure stands for them.
        primary, open_cells = np.zeros(len(primary), dtype=bool), primary
    done = {
        edition: {
            name: redacted(table, joined.system, primary, hidden, entries[edition], figures)
            for name, table in kept[edition].items()
        }
        for edition in editions
    }
    made = {}
    for edition in editions:
        own = _with_bands(
            joined, beside, *_told(joined.system, _shown(kept[edition], done[edition]), figures)
        )
        lower, upper = _known_to(edition, kept, done, joined, beside, figures)
        found = attack(
            joined.system, lower, upper, primary=primary, threshold=threshold,
            exposed=exposed, also=open_cells,
        )  # fmt: skip
        if figures is not None:
            found["safe"] &= found["upper"] - found["lower"] >= threshold - 1
        if joined.told.any() and (~found["safe"] & ~found["exposed"]).any():
            exposed = exposed | _given_away(joined, primary, threshold)
            here = [joined.system.index[Cell(*row)] for row in found[ADDRESS].to_numpy().tolist()]
            found["exposed"] = exposed[here]
        _require_safe(found)
        ledger = pd.DataFrame(entries[edition], columns=LEDGER)
        made[edition] = Protected(edition, done[edition], ledger, found, own, (lower, upper))
    return Release(made, joined.system, primary, hidden, exposed, threshold, joined.revised, method)


def _joint(kept: Mapping, hierarchy: Hierarchy, beside: Surroundings) -> Joined:
    """All cells of all editions, of what lies beside them, and of earlier releases."""
    frames, specs = {}, {}
    for edition, tables in kept.items():
        for name, table in tables.items():
            if table.spec.cells is not None:
                frames[f"{edition} {name}"] = table.frame
                specs[f"{edition} {name}"] = table.spec
    system = build(frames, specs, hierarchy, fragments=beside.fragments)
    return join(system, beside.earlier, beside.now or {})


def _unpublished(joined: Joined) -> np.ndarray:
    in_table = np.array([kind == "table" for kind in joined.system.kind], dtype=bool)
    return (~in_table | joined.hidden) & ~joined.told


def _spared(joined: Joined, hierarchy: Hierarchy) -> np.ndarray:
    """Totals of the partnership: hidden only if there is no other way."""
    top = hierarchy.top_areas()
    whole = np.array([cell.area in top for cell in joined.system.cells], dtype=bool)
    return whole & ~_unpublished(joined)


def _primaries(
    joined: Joined,
    kept: Mapping[str, Mapping[str, Kept]],
    hierarchy: Hierarchy,
    beside: Surroundings,
    threshold: int,
) -> np.ndarray:
    """
    Cells hidden for their own value.

    Besides the counts that tables show these are sums, remainders and overlaps of small areas:
    a reader can work them out, so a remainder of 3 is as good as published. What is left of a
    partnership total, or placed in no area, says nothing of a small area.
    """
    system = joined.system
    primary = joined.primary.copy()
    protected_sources, areas = set(), {cell.area for cell in beside.fragments}
    for table in (table for tables in kept.values() for table in tables.values()):
        if table.spec.cells is None:
            continue
        for cell, below in zip(addresses(table.frame, table.spec.cells), table.below, strict=True):
            areas.add(cell.area)
            if below:
                protected_sources.add(cell.source)
            if cell in system.index and 1 <= system.values[system.index[cell]] < below:
                primary[system.index[cell]] = True
    small = areas - hierarchy.top_areas()
    for here, cell in enumerate(system.cells):
        if system.kind[here] not in ("table", "earlier") and cell.area in small:
            primary[here] |= (
                cell.source in protected_sources and 1 <= system.values[here] < threshold
            )
    return primary


def _shown(tables: Mapping[str, Kept], done: Mapping[str, pd.DataFrame]) -> list[Shown]:
    return [
        Shown(table.spec, done[name], table.base, table.below)
        for name, table in tables.items()
        if table.spec.cells is not None
    ]


def _told(
    system: System, shown: Sequence[Shown], figures: Altered | None
) -> tuple[np.ndarray, np.ndarray]:
    """What tables say of each cell, by the rule that their figures follow."""
    if figures is None:
        return shown_bounds(system, shown)
    lower, upper = np.zeros(len(system.cells)), np.full(len(system.cells), np.inf)
    for table in shown:
        known = table.frame[table.spec.cells.count].notna().to_numpy()
        for cell in addresses(table.frame[known], table.spec.cells):
            here = system.index[cell]
            lower[here], upper[here] = figures.lower[here], figures.upper[here]
    return lower, upper


def _known_to(
    edition: str,
    kept: Mapping,
    done: Mapping,
    joined: Joined,
    beside: Surroundings,
    figures: Altered | None,
) -> tuple[np.ndarray, np.ndarray]:
    """
    What a reader of an edition knows of every cell.

    A member of the committee reads the public edition as well, whoever reads the public one
    only that; all know the earlier releases and what the bands of the map mean.
    """
    readable = [name for name in kept if name == edition or name == "public"]
    shown = [table for name in readable for table in _shown(kept[name], done[name])]
    lower, upper = _told(joined.system, shown, figures)
    lower, upper = np.maximum(lower, joined.lower), np.minimum(upper, joined.upper)
    return _with_bands(joined, beside, lower, upper)


def _with_bands(
    joined: Joined, beside: Surroundings, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """And what the bands of the map tell."""
    for cell, (least, most) in beside.bands.items():
        here = joined.system.index.get(cell)
        if here is not None:
            lower[here], upper[here] = max(lower[here], least), min(upper[here], most)
    return lower, upper


def _given_away(joined: Joined, primary: np.ndarray, threshold: int) -> np.ndarray:
    """Small counts that the earlier releases give away by themselves."""
    alone = attack(joined.system, joined.lower, joined.upper, primary=primary, threshold=threshold)
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
