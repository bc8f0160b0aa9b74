"""What ties cells together: connected blocks, and the boxes and districts inside them."""

import itertools

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from cdrp_analysis.disclosure.relations import DIMENSIONS, System


def blocks(matrix: scipy.sparse.csr_array) -> list[tuple[np.ndarray, scipy.sparse.csr_array]]:
    """Connected blocks: cell numbers, and the relations among them as a matrix."""
    count, label = connected_components(abs(matrix).T @ abs(matrix), directed=False)
    block_of_row = label[matrix.indices[matrix.indptr[:-1]]] if matrix.shape[0] else np.array([])
    blocks = []
    for block in range(count):
        cells = np.flatnonzero(label == block)
        rows = np.flatnonzero(block_of_row == block)
        blocks.append((cells, matrix[rows][:, cells]))
    return blocks


def nests(system: System) -> list[list[np.ndarray]]:
    """Along each dimension and for every total: the cells in it, largest total first."""
    parts: list[dict[str, set[str]]] = [{} for _ in DIMENSIONS]
    for total, group in system.relations:
        for part in group:
            for below, upper, lower in zip(
                parts, system.cells[total][1:], system.cells[part][1:], strict=True
            ):
                if upper != lower:
                    below.setdefault(upper, set()).add(lower)
    nests = []
    for dimension, below in zip(DIMENSIONS, parts, strict=True):
        labels = np.array([getattr(cell, dimension) for cell in system.cells])
        inside = [np.isin(labels, sorted(_within(total, below))) for total in sorted(below)]
        nests.append(sorted(inside, key=np.count_nonzero, reverse=True))
    return nests


def _within(total: str, below: dict[str, set[str]]) -> set[str]:
    """The total, its parts, and theirs."""
    found, queue = {total}, [total]
    while queue:
        fresh = below.get(queue.pop(), set()) - found
        found |= fresh
        queue.extend(fresh)
    return found


def neighbourhoods(nests: list[list[np.ndarray]], cells: np.ndarray) -> list[np.ndarray]:
    """What falls into one total of each dimension, smallest first, each once."""
    everything = [np.ones(len(cells), dtype=bool)]
    areas, offences, periods = (
        _distinct([inside[cells] for inside in nest]) if nest else everything for nest in nests
    )
    boxes: list[np.ndarray] = []
    for area, offence in itertools.product(areas, offences):
        both = area & offence
        boxes += [both & period for period in periods] if both.any() else []
    boxes = [box for box in _distinct(boxes) if not box.all()]
    return sorted(boxes, key=np.count_nonzero)


def _distinct(sets: list[np.ndarray]) -> list[np.ndarray]:
    """Those that are not empty, each once, in order."""
    return list({inside.tobytes(): inside for inside in sets if inside.any()}.values())


def districts(areas: list[np.ndarray], cells: np.ndarray) -> list[np.ndarray]:
    """The largest areas with parts that do not overlap and are not everything."""
    districts: list[np.ndarray] = []
    taken = np.zeros(len(cells), dtype=bool)
    # An area that holds others with parts of their own is no district.
    for inside in sorted((area[cells] for area in areas), key=np.count_nonzero):
        if inside.any() and not (inside & taken).any():
            districts.append(inside)
            taken |= inside
    return districts if len(districts) > 1 else []
