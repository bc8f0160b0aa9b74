"""Periods cut at one another's ends: what an earlier release and this one tell together."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from cdrp_analysis.assessment.restricted import Evidence
from cdrp_analysis.disclosure.earlier import Earlier
from cdrp_analysis.disclosure.relations import Cell, Partition
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.measures import tabulation
from cdrp_analysis.measures.tabulation import ALL
from cdrp_analysis.periods import Period

SOURCE = "street"


@dataclass(frozen=True)
class PeriodParts:
    """
    Periods of this release and earlier ones, in the parts into which they cut one another.

    Parameters
    ----------
    partitions : list of Partition
        Which periods add up to which.
    inside : list of Period
        Periods of earlier releases, and parts, that lie wholly or in part in the current period:
        small areas counted in both can be subtracted from one another.
    now : mapping of Cell to count
        What the rows give today for the parts and for cells of earlier releases.
    fragments : mapping of Cell to count
        Those of them that no table of this release shows.
    """

    partitions: list[Partition]
    inside: list[Period]
    now: dict[Cell, int]
    fragments: dict[Cell, int]


def parts_of_periods(evidence: Evidence, earlier: Sequence[Earlier]) -> PeriodParts:
    """
    Cut periods at one another's ends, and count each part from today's rows.

    A year published now and its first half published then give the second half.

    Parameters
    ----------
    evidence : Evidence
        The restricted run, its tables made.
    earlier : sequence of Earlier
        Releases of the register.
    """
    shown = {period.label: period for period in evidence.compared}
    before = {label: p for release in earlier for label, p in _periods(release).items()}
    usable = evidence.usable_months
    whole = {
        label: period
        for label, period in {**before, **shown}.items()
        if usable.issuperset(period.months())
    }
    spans, segments = _cut(whole)
    months = tuple(evidence.known_months)
    current = evidence.current
    spans.append(Partition(current.label, months))
    spans += [
        Partition(label, tuple(part.months()))
        for label, part in segments.items()
        if label != current.label and set(part.months()) <= set(months)
    ]
    wanted = {**{k: p for k, p in before.items() if k in whole}, **segments}
    inside = [
        period
        for label, period in wanted.items()
        if label not in shown and set(period.months()) & set(current.months())
    ]
    months_then = {
        month
        for release in earlier
        for month in release.cells.loc[release.cells["source"] == SOURCE, "period"].unique()
        if month in usable
    }
    now = {
        **_by_ward(evidence, wanted),
        **_by_lsoa(evidence, inside),
        **_monthly(evidence, sorted(months_then)),
    }
    fragments = {cell: n for cell, n in now.items() if cell.period not in shown}
    return PeriodParts(spans, inside, now, fragments if earlier else {})


def _cut(periods: dict[str, Period]) -> tuple[list[Partition], dict[str, Period]]:
    """What the periods add up to, and their parts."""
    starts = {pd.Period(p.first, "M") for p in periods.values()}
    ends = {pd.Period(p.last, "M") + 1 for p in periods.values()}
    cuts = sorted(starts | ends)
    spans: list[Partition] = []
    parts: dict[str, list[Period]] = {}
    for label, period in periods.items():
        inside = [c for c in cuts if period.first < str(c) <= period.last]
        edges = [pd.Period(period.first, "M"), *inside, pd.Period(period.last, "M") + 1]
        parts[label] = [Period.between(a, b - 1) for a, b in pairwise(edges)]
        if len(parts[label]) > 1:
            spans.append(Partition(label, tuple(part.label for part in parts[label])))
    for label, own in parts.items():  # one published period in another, where it is cut itself
        for inner, its in parts.items():
            if 1 < len(its) < len(own) and set(its) < set(own):
                rest = (part.label for part in own if part not in its)
                spans.append(Partition(label, (inner, *rest)))
    segments = {part.label: part for own in parts.values() if len(own) > 1 for part in own}
    return spans, segments


def _periods(release: Earlier) -> dict[str, Period]:
    """Periods longer than a month of which a release counts offences, as far as labels say."""
    found = {}
    offences = release.cells["source"] == SOURCE
    for label in release.cells.loc[offences, "period"].unique():
        try:
            period = Period.parse(label)
        except SettingsError:
            continue  # a month, or a period with months missing: nothing adds up to it
        found[label] = period
    return found


def _by_ward(evidence: Evidence, periods: dict[str, Period]) -> dict[Cell, int]:
    found = {}
    # One at a time: the periods of different releases overlap.
    for label, period in periods.items():
        table = tabulation.by_area_theme_period(
            evidence.offences(period), evidence.areas("ward"), evidence.themes, [period],
            whole=evidence.whole,
        )  # fmt: skip
        table = table[~table["sensitive"] & table["offences"].notna()]
        found |= {
            Cell(SOURCE, row.area, row.theme, label): int(row.offences)
            for row in table.itertuples()
        }
    return found


def _by_lsoa(evidence: Evidence, periods: Sequence[Period]) -> dict[Cell, int]:
    codes = evidence.areas("lsoa")["code"]
    return {
        Cell(SOURCE, code, ALL, period.label): int(number)
        for period in periods
        for code, number in evidence.points(period)["lsoa"]
        .value_counts().reindex(codes, fill_value=0).items()
    }  # fmt: skip


def _monthly(evidence: Evidence, months: list[str]) -> dict[Cell, int]:
    if not months:
        return {}
    table = tabulation.by_area_month(
        evidence.offences(), evidence.areas("ward"), months, whole=evidence.whole
    )
    return {Cell(SOURCE, row.area, ALL, row.month): int(row.offences) for row in table.itertuples()}
