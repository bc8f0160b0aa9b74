"""What the numbers of a finished release give away, worked out from its bytes alone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from cdrp_analysis.auditor.addresses import Address, address
from cdrp_analysis.auditor.bounds import Model
from cdrp_analysis.auditor.bundle import DICTIONARY, Bundle
from cdrp_analysis.auditor.evidence import INFINITY, Fact, Facts, Tie
from cdrp_analysis.auditor.facts import table_facts
from cdrp_analysis.auditor.fragments import (
    band_facts,
    fragments,
    layers,
    partly_mapped,
    regrouped,
    stated_pairs,
)
from cdrp_analysis.auditor.insiders import Insiders
from cdrp_analysis.auditor.page_tables import PageReader
from cdrp_analysis.auditor.percentages import not_of_rounded_counts
from cdrp_analysis.auditor.recomputed import not_of_the_counts
from cdrp_analysis.auditor.rules import against_rules
from cdrp_analysis.auditor.sums import completed, splits, sums_over, top_areas
from cdrp_analysis.errors import DisclosureError
from cdrp_analysis.periods import names_a_year

_COLUMNS = ["file", "place", "kind", "what"]
_ROUNDS = 20  # of setting aside figures that cannot all be true
_FIRM = 1000.0  # how much dearer it is to doubt this release than an earlier one
_NAMED = 6  # places that a finding names


def audit_numbers(
    bundle: Bundle,
    *,
    register: Sequence[Bundle] = (),
    also: Sequence[Bundle] = (),
    known: Mapping[Address, int] | None = None,
) -> pd.DataFrame:
    """
    Work out every hidden count of a release as its reader could, and say which give way.

    Parameters
    ----------
    bundle : Bundle
        The edition to be audited.
    register : sequence of Bundle
        Earlier releases of the same partnership. A figure of theirs that cannot be true beside
        this release's is taken as revised since, and kept apart.
    also : sequence of Bundle
        Other editions of the same release: one reader may have them all.
    known : dict of Address to count, optional
        Restricted values. A hidden count from 1 to the threshold less one must then leave its
        reader everything from 0 to the threshold, and whoever is behind another count of 1 must
        not know more of it than they would if all of this release were hidden.

    Returns
    -------
    DataFrame, one row per finding
        ``file`` (of another bundle after its name), ``place``, ``kind`` ("worked out", "too
        narrow", "known to insiders", "contradiction", "undeclared table", "against the rule",
        "sharper than the counts", "not explained") and ``what``: the count and the published
        places that give it away, never its value. ``attrs["notes"]`` lists revised figures,
        ``attrs["hidden"]`` and ``attrs["implied"]`` how many counts were attacked;
        ``attrs["short"]`` the hidden counts, as ``file, place, what``, that cannot reach their
        threshold and may be small or nothing: of a small one that is too narrow, of nothing it is
        right, and ``known`` does not say which it is.

    Raises
    ------
    InputError
        If a table or a map layer is not as declared.
    DisclosureError
        If the figures contradict each other so much that no count can be judged.
    """
    return _Audit(bundle, register, also, known or {}).run()


class _Audit:
    """One release with everything its reader may lay beside it."""

    def __init__(
        self,
        bundle: Bundle,
        register: Sequence[Bundle],
        also: Sequence[Bundle],
        known: Mapping[Address, int],
    ):
        self.known = {address(*cell): int(value) for cell, value in known.items()}
        self.bundles = [bundle, *also, *register]
        self.earlier = len(also) + 1  # bundles from here on are of the register
        self.threshold = int((bundle.structure.get("rules") or {}).get("suppress_below") or 0)
        self.regrouped = regrouped(self.bundles)
        self.stated = splits(one.structure for one in self.bundles)
        self.sensitive = {
            theme for one in self.bundles for theme in one.structure.get("sensitive") or ()
        }
        self.findings: dict[tuple[str, str, str, str], None] = {}
        self.notes: list[str] = []
        self.short: list[tuple[str, str, str]] = []
        self.said: dict[Address, list[Fact]] = {}
        self.ties: list[Tie] = []

    def run(self) -> pd.DataFrame:
        for check in (against_rules, not_of_the_counts, not_of_rounded_counts):
            for found in check(self.bundles[0]):
                self._find(*found)
        for number, bundle in enumerate(self.bundles):
            self._take(bundle, number)
        self._reconcile_cells()
        model = self._consistent_model()
        self.known = completed(self.known, self.sums)
        self._small_shown()
        hidden, implied = self._targets(model)
        self._attack(model, {**hidden, **implied})
        self._attack_from_within(model, {**hidden, **implied})
        found = pd.DataFrame(list(self.findings), columns=_COLUMNS)
        found.attrs = {
            "notes": self.notes,
            "hidden": len(hidden),
            "implied": len(implied),
            "short": self.short,
        }
        return found

    def _find(self, file: str, place: str, kind: str, what: str) -> None:
        self.findings[file, place, kind, what] = None

    def _take(self, bundle: Bundle, number: int) -> None:
        """Read all facts of one bundle."""
        at = "" if number == 0 else f"{_name(bundle, number)}/"
        read = table_facts(bundle)
        from_tables = read.by_cell()
        facts, ties = PageReader(bundle, from_tables).read()
        read.facts += [f for f in facts if self._agrees(f, from_tables[f.cell], at)]
        read.facts += band_facts(bundle, self.regrouped[number])
        read.ties += ties
        for file, place, kind, what in (*read.findings, *_undeclared(bundle)):
            self._find(at + file, place, kind, what)
        self._add(bundle, number, read, at)

    def _add(self, bundle: Bundle, number: int, read: Facts, at: str) -> None:
        # What ties to no other table is a count of its own in every earlier release, and so is
        # what names no year in one of another period: "survey" is another survey then.
        earlier = _name(bundle, number) if number >= self.earlier else ""
        own = f"{earlier}: " if earlier else ""
        tables = bundle.structure["tables"].values()
        common = {declared["cells"]["source"] for declared in tables if declared.get("cells")}

        same = bundle.structure.get("period") == self.bundles[0].structure.get("period")

        def here(cell: Address) -> Address:
            tied = cell.source in common and (same or names_a_year(cell.period))
            return cell if tied else cell._replace(source=own + cell.source)

        for fact in read.facts:
            beside = 0 < number < self.earlier
            fact = fact._replace(
                cell=here(fact.cell), file=at + fact.file, earlier=earlier, beside=beside
            )
            self.said.setdefault(fact.cell, []).append(fact)
        for tie in read.ties:
            terms = tuple((here(cell), weight) for cell, weight in tie.terms)
            self.ties.append(tie._replace(terms=terms, file=at + tie.file, earlier=earlier))

    def _agrees(self, fact: Fact, tables: Sequence[Fact], at: str) -> bool:
        """Whether a page's number can be true beside the tables; either way it is a finding."""
        lower = max(one.lower for one in tables)
        upper = min(one.upper for one in tables)
        if not lower <= fact.lower <= upper:
            what = f"{fact.cell.named()} is another number here than in {_places(tables)}"
            self._find(at + fact.file, fact.place, "contradiction", what)
            return False
        if lower < upper:
            what = f"{fact.cell.named()} stands here, and is hidden or rounded in {_places(tables)}"
            self._find(at + fact.file, fact.place, "worked out", what)
        return True

    def _reconcile_cells(self) -> None:
        """Set aside figures that contradict another figure of the very same count."""
        for cell, facts in list(self.said.items()):
            kept: list[Fact] = []
            lower, upper = 0.0, INFINITY
            for fact in sorted(facts, key=lambda one: bool(one.earlier)):
                if max(lower, fact.lower) > min(upper, fact.upper):
                    self._set_aside(fact, kept)
                    continue
                lower, upper = max(lower, fact.lower), min(upper, fact.upper)
                kept.append(fact)
            self.said[cell] = kept

    def _set_aside(self, fact: Fact | Tie, others: Sequence[Fact]) -> None:
        """A figure of an earlier release is revised; one of this release contradicts it."""
        if fact.earlier:
            self.notes.append(f"revised since {fact.earlier}: {fact.file}, {fact.place}")
            if isinstance(fact, Fact):
                source = f"{fact.cell.source}, as in {fact.earlier}"
                apart = fact._replace(cell=fact.cell._replace(source=source))
                self.said.setdefault(apart.cell, []).append(apart)
        else:
            beside = f" beside {_places(others)}" if others else " beside the release's other sums"
            what = f"the figure cannot be true{beside}"
            self._find(fact.file, fact.place, "contradiction", what)

    def _consistent_model(self) -> Model:
        """The model of all figures, those set aside that cannot be true beside the others."""
        maps = {
            f"{number} {name}": {names.get(code, code): shape for code, shape in shapes.items()}
            for number, (bundle, names) in enumerate(zip(self.bundles, self.regrouped, strict=True))
            for name, shapes in layers(bundle).items()
        }
        partial = {
            names.get(area, area)
            for bundle, names in zip(self.bundles, self.regrouped, strict=True)
            for area in partly_mapped(bundle)
        }
        pairs = [stated for bundle in self.bundles for stated in stated_pairs(bundle)]
        for _ in range(_ROUNDS):
            pieces = fragments(maps, self.said, self.stated, partial=partial, pairs=pairs)
            self.sums = sums_over(self.said, self.stated, pieces)
            model = Model(self.sums, self.said, self.ties)
            if model.consistent():
                return model
            doubtful = model.irreconcilable(lambda fact: 1.0 if fact.earlier else _FIRM)
            for fact in doubtful:
                if isinstance(fact, Tie):
                    self.ties = [tie for tie in self.ties if tie is not fact]
                else:
                    self.said[fact.cell] = [f for f in self.said[fact.cell] if f is not fact]
                self._set_aside(fact, ())
        raise DisclosureError(
            "the published figures contradict each other and cannot be reconciled.",
            where=_name(self.bundles[0], 0),
            do="make every table of the release from the same counts",
        )

    def _small_shown(self) -> None:
        """A count from 1 to the threshold less one must not stand in a table that hides those."""
        for cell, facts in self.said.items():
            for fact in facts:
                if fact.lower >= 1 and fact.upper < fact.below and not fact.earlier:
                    what = f"{cell.named()} is small, and shown against the table's own rule"
                    self._find(fact.file, fact.place, "worked out", what)

    def _targets(self, model: Model) -> tuple[dict[Address, int], dict[Address, int]]:
        """Counts to be attacked, each with its threshold: hidden (or blurred), and implied."""
        hidden, by_source = {}, {}
        for cell, facts in self.said.items():
            least = max((fact.below for fact in facts), default=0)
            by_source[cell.source] = max(by_source.get(cell.source, 0), least)
            current = [fact for fact in facts if not fact.earlier] or facts
            own = [fact for fact in current if not fact.beside]
            blurred = any(fact.sensitive and fact.lower < fact.upper for fact in own)
            # What this edition may show, another of the same release hides in vain.
            told = any(fact.lower == fact.upper for fact in own)
            if blurred or (any(fact.hidden for fact in current) and not told):
                hidden[cell] = least or self.threshold
        tops = top_areas(self.stated)
        # The partnership's own totals, and what of them is placed in no area, are no small
        # area's counts; everything else a reader can form is judged as if it were printed.
        rests = tuple(f"rest of {top} (" for top in tops)
        implied = {
            cell: by_source[cell.source]
            for cell in model.cells
            if cell not in self.said
            and by_source.get(cell.source)
            and not (cell.area in tops or cell.area.startswith(rests))
        }
        return hidden, implied

    def _attack(self, model: Model, targets: Mapping[Address, int]) -> None:
        """Bound every target; whatever agrees with everything published shows what is open."""
        least_seen = np.full(len(model.cells), INFINITY)
        most_seen = np.full(len(model.cells), -INFINITY)

        def ask(cell: Address, *, up: bool, whole: bool) -> float:
            value, cells, table = model.extreme(cell, up=up, whole=whole)
            least_seen[cells] = np.minimum(table, least_seen[cells])
            most_seen[cells] = np.maximum(table, most_seen[cells])
            return value

        for cell, threshold in targets.items():
            here = model.index[cell]
            shown = cell in self.said
            left_out = self.sums.left_out.get(cell.offence)
            if not shown and left_out and left_out <= self.sensitive:
                self._attack_rest(model, cell, threshold)
                continue
            primary = 1 <= self.known.get(cell, 0) < threshold
            # Of the many sums that nobody published only those that cannot be nothing matter.
            whole = shown or primary
            lower = 0.0 if least_seen[here] <= 0 else ask(cell, up=False, whole=whole)
            doubtful = cell not in self.known and any(f.hidden for f in self.said.get(cell, ()))
            enough = threshold if primary else max(lower + 1, threshold if doubtful else 0)
            if not whole and not 1 <= lower < threshold:
                continue
            upper = INFINITY if most_seen[here] >= enough else ask(cell, up=True, whole=True)
            if lower == upper and (shown or 1 <= lower < threshold):
                self._report(model, cell, "worked out", (lower, upper))
            elif _narrow(lower, upper, threshold, primary):
                self._report(model, cell, "too narrow", (lower, upper))
            elif doubtful and upper < threshold:
                at = next(fact for fact in self.said[cell] if fact.hidden)
                self.short.append((at.file, at.place, f"{cell.named()} is less than {threshold}"))

    def _attack_rest(self, model: Model, cell: Address, threshold: int) -> None:
        """
        What a small area's total leaves for the sensitive themes that are left out.

        Whatever its size, a range of less than the threshold says how many there were. Where
        the truth is known, the threshold must be open on either side of it.
        """
        lower = model.extreme(cell, up=False, whole=True).value
        upper = model.extreme(cell, up=True, whole=True).value
        true = self.known.get(cell)
        near = true is not None and (lower > max(true - threshold, 0) or upper < true + threshold)
        if near or upper - lower < threshold:
            kind = "worked out" if lower == upper else "too narrow"
            self._report(model, cell, kind, (lower, upper))

    def _attack_from_within(self, model: Model, targets: Mapping[Address, int]) -> None:
        """Bound every small count anew for those who know another count because it is theirs."""
        small = [
            cell
            for cell, limit in targets.items()
            if 1 <= self.known.get(cell, 0) < limit
            # A count that is shown altered is protected by that, and promised no more.
            and (cell not in self.said or any(fact.hidden for fact in self.said[cell]))
        ]
        if not small:
            return
        insiders, blind = Insiders(model, self._ones(model)), None
        if insiders.doubted:
            self.notes.append(f"{insiders.doubted} counts of 1 are revised since")
        reported = {(file, place) for file, place, *_ in self.findings}
        for cell in small:
            here = model.index[cell]
            least = insiders.least(here)
            if least <= 0:
                continue
            # What they would know with all of this release hidden, it cannot keep from them.
            if blind is None:
                without = self._without_this_release()
                blind = Insiders(without, self._ones(without))
            there = blind.model.index[cell]
            unavoidable = blind.least(there)
            known = least == insiders.most(here) and unavoidable < blind.most(there)
            if least <= unavoidable and not known:
                continue
            at = next((fact for fact in self.said.get(cell, ()) if fact.hidden), None)
            file, place = (at.file, at.place) if at else ("", "")
            if not file or (file, place) not in reported:
                what = f"{cell.named()} cannot be nothing for whoever is behind another count of 1"
                self._find(file, place, "known to insiders", what)

    def _without_this_release(self) -> Model:
        """The model of everything with this release's figures saying nothing."""
        said = {cell: [fact for fact in facts if fact.earlier] for cell, facts in self.said.items()}
        ties = [
            tie if tie.earlier else tie._replace(lower=-INFINITY, upper=INFINITY)
            for tie in self.ties
        ]
        return Model(self.sums, said, ties)

    def _ones(self, model: Model) -> list[int]:
        """
        Numbers of a model's counts that somebody is wholly behind.

        These are counts that are printed or hidden in print, and what such parts leave of such a
        total; of sums of several remainders nobody knows that they are theirs alone.
        """
        told = set(self.said)
        for total, parts in self.sums.relations:
            left = [part for part in parts if part not in self.said]
            if total in self.said and len(left) == 1:
                told.add(left[0])
        return [
            number
            for cell, number in model.index.items()
            if cell in told and self.known.get(cell) == 1
        ]

    def _report(self, model: Model, cell: Address, kind: str, bounds: tuple[float, float]) -> None:
        lower, upper = bounds
        facts = model.because(cell, up=False, bound=lower) if lower > 0 else []
        facts += model.because(cell, up=True, bound=upper) if upper < INFINITY else []
        facts = list(dict.fromkeys(facts))
        said = self.said.get(cell, [])
        hidden = [fact for fact in said if fact.hidden or fact.lower < fact.upper]
        at = sorted(hidden, key=lambda fact: bool(fact.earlier)) or facts or said
        names = {"worked out": "can be worked out from", "too narrow": "is left too few values by"}
        named = _places(facts) if facts else "all figures together, as counts are whole"
        file, place = (at[0].file, at[0].place) if at else ("", "")
        self._find(file, place, kind, f"{cell.named()} {names[kind]} {named}")


def _narrow(lower: float, upper: float, threshold: int, primary: bool) -> bool:
    """Whether a range shows a small count, or leaves a small count less than its due."""
    if primary:
        return lower > 0 or upper < threshold
    return lower >= 1 and upper < threshold


def _name(bundle: Bundle, number: int) -> str:
    """A bundle as messages call it."""
    edition, period = (bundle.structure.get(key) or "" for key in ("edition", "period"))
    return f"{edition} edition, {period}".strip(", ") if edition or period else f"bundle {number}"


def _places(facts: Sequence[Fact | Tie]) -> str:
    named = list(dict.fromkeys(f"{fact.file} {fact.place}" for fact in facts))
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return "; ".join(named[:_NAMED]) + more


def _undeclared(bundle: Bundle) -> Iterator[tuple[str, str, str, str]]:
    """Counts in places where no declaration says what they are."""
    for name, data in bundle.files.items():
        path = PurePosixPath(name)
        if path.suffix.lower() == ".csv" and not (
            path.parent.as_posix() == "data" and path.stem in {*bundle.tables, DICTIONARY}
        ):
            yield name, "", "undeclared table", "a table outside data/ is not declared"
        if path.suffix.lower() == ".geojson":
            features = json.loads(data)["features"]
            numeric = {
                key
                for feature in features
                for key, value in (feature.get("properties") or {}).items()
                if isinstance(value, int | float) and key not in ("code", "name", "band")
            }
            for key in sorted(numeric):
                what = f"the layer carries numbers ({key}) that no table declares"
                yield name, "", "undeclared table", what
