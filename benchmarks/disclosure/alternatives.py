"""Suppression, controlled rounding and cell-key noise on the same systems: kept, told, taken."""

import time
from collections.abc import Iterator

import numpy as np

from benchmarks.disclosure.systems import (
    THRESHOLD,
    generated,
    small,
    unpublished,
    wards_by_types_by_months,
)
from cdrp_analysis.disclosure.cell_key import (
    perturb,
    perturbation_table,
    possible_counts_keyed,
    record_keys,
)
from cdrp_analysis.disclosure.controlled_rounding import controlled_rounding
from cdrp_analysis.disclosure.relations import System
from cdrp_analysis.disclosure.rounding_attack import Reader
from cdrp_analysis.disclosure.suppression import suppress

SYSTEMS, SEED = 10, 7
SALT = bytes(range(32))  # nothing is protected here
NOISE = perturbation_table(5, 3.0, 2)

Outcome = tuple[np.ndarray, np.ndarray, np.ndarray]  # figures (NaN: hidden), least, greatest


def suppressed(system: System) -> Outcome:
    """Small counts and what would give them away hidden, the others exact."""
    pattern = suppress(
        system,
        primary=small(system),
        unpublished=unpublished(system),
        spared=np.zeros(len(system.cells), dtype=bool),
        threshold=THRESHOLD,
    )
    figures = np.where(pattern.hidden, np.nan, system.values)
    lower = np.where(pattern.hidden, 0.0, system.values)
    return figures, lower, np.where(pattern.hidden, np.inf, system.values)


def rounded(system: System, *, unbiased: bool) -> Outcome:
    """Every count a multiple of 5, all sums exact."""
    found = controlled_rounding(system, base=5, seed=SEED, unbiased=unbiased)
    reach = np.where(found.beyond, 2 * found.base, found.base) - 1
    return found.values.astype(float), np.maximum(found.values - reach, 0), found.values + reach


def keyed(system: System) -> Outcome:
    """
    Every shown count with noise of variance 3 and at most 5; 1 and 2 never shown.

    A key is drawn for every cell: keys of different sets of records are independent.
    """
    names = ["\x1f".join(cell) for cell in system.cells]
    figures = perturb(system.values, record_keys(names, salt=SALT), NOISE).astype(float)
    lower, upper = np.array([possible_counts_keyed(int(f), NOISE) for f in figures]).T
    unseen = unpublished(system)
    figures[unseen] = np.nan
    return figures, np.where(unseen, 0.0, lower), np.where(unseen, np.inf, upper)


METHODS = {
    "suppression": suppressed,
    "controlled rounding": lambda system: rounded(system, unbiased=True),
    "  the same, nearest": lambda system: rounded(system, unbiased=False),
    "cell key": keyed,
}


def told(system: System, lower: np.ndarray, upper: np.ndarray) -> tuple[int, int]:
    """Small counts that the sums give exactly, and those left fewer than five possible counts."""
    reader = Reader(system, lower, upper)
    widths = []
    for cell in np.flatnonzero(small(system)):
        least, most = reader.range(cell, THRESHOLD)
        widths.append(most - least + 1)
    return sum(width <= 1 for width in widths), sum(width < THRESHOLD for width in widths)


def measured(systems: list[System]) -> Iterator[str]:
    """One line for each method, over all systems together."""
    for name, method in METHODS.items():
        seconds, shown, cells, errors, exact, narrow = 0.0, 0, 0, [], 0, 0
        for system in systems:
            start = time.process_time()
            figures, lower, upper = method(system)
            seconds += time.process_time() - start
            published = ~unpublished(system)
            there = published & ~np.isnan(figures)
            shown, cells = shown + int(there.sum()), cells + int(published.sum())
            errors.append(np.abs(figures - system.values)[there])
            found = told(system, lower, upper)
            exact, narrow = exact + found[0], narrow + found[1]
        error = np.concatenate(errors)
        yield (
            f"{name:<22}{shown / cells:>8.1%}{error.mean():>8.2f}{error.sum():>9.0f}"
            f"{exact:>7}{narrow:>8}{seconds:>9.1f}"
        )


def main() -> None:
    """Print one small table for the generated systems and one for the largest."""
    for title, systems in (
        (f"{SYSTEMS} generated systems", [generated(number, SEED) for number in range(SYSTEMS)]),
        ("wards by types by months", [wards_by_types_by_months()]),
    ):
        cells = sum(len(system.cells) for system in systems)
        least = sum(int(small(system).sum()) for system in systems)
        print(f"{title}: {cells:,} cells, {least:,} of them from 1 to {THRESHOLD - 1}")
        print(f"{'':<22}{'shown':>8}{'error':>8}{'summed':>9}{'exact':>7}{'narrow':>8}{'s':>9}")
        for line in measured(systems):
            print(line, flush=True)
        print()
    print(
        "shown: published cells with a number · error, summed: mean and summed distance of these\n"
        "numbers from the counts · exact, narrow: small counts that follow exactly from the sums\n"
        "and the rules, and those left fewer than five possible counts · s: processor seconds"
    )


if __name__ == "__main__":
    main()
