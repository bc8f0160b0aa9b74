"""What the readers of an edition know of every cell, from all that they can lay side by side."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cdrp_analysis.disclosure.alternatives import Altered
from cdrp_analysis.disclosure.attack import Shown, shown_bounds
from cdrp_analysis.disclosure.earlier import Joined
from cdrp_analysis.disclosure.kept import Kept
from cdrp_analysis.disclosure.relations import System, addresses
from cdrp_analysis.disclosure.released import Surroundings


def as_shown(tables: Mapping[str, Kept], done: Mapping[str, pd.DataFrame]) -> list[Shown]:
    return [
        Shown(table.spec, done[name], table.base, table.below)
        for name, table in tables.items()
        if table.spec.cells is not None
    ]


def told(
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


def known_to(
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
    shown = [table for name in readable for table in as_shown(kept[name], done[name])]
    lower, upper = told(joined.system, shown, figures)
    lower, upper = np.maximum(lower, joined.lower), np.minimum(upper, joined.upper)
    return with_bands(joined, beside, lower, upper)


def with_bands(
    joined: Joined, beside: Surroundings, lower: np.ndarray, upper: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """And what the bands of the map tell."""
    for cell, (least, most) in beside.bands.items():
        here = joined.system.index.get(cell)
        if here is not None:
            lower[here], upper[here] = max(lower[here], least), min(upper[here], most)
    return lower, upper
