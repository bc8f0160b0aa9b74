"""Blocks joined to areas of like size, each in one piece."""

import numpy as np
import pandas as pd
from scipy.cluster.vq import kmeans2


def neighbours_of(edges: pd.DataFrame, count: int) -> list[list[int]]:
    """Blocks that each block touches; ``edges`` has left and right, -1 outside."""
    found: list[list[int]] = [[] for _ in range(count)]
    for left, right in edges[["left", "right"]].to_numpy():
        if left >= 0 and right >= 0:
            found[left].append(right)
            found[right].append(left)
    return found


def clusters(points: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Nearest of ``count`` centres, the centres spread evenly by k-means."""
    start = points[rng.choice(len(points), 1)]
    while len(start) < count:  # farthest point first, so that no cluster is left empty
        gap = np.linalg.norm(points[:, None] - start[None], axis=2).min(axis=1)
        start = np.vstack([start, points[gap.argmax()]])
    return kmeans2(points, start, iter=25, minit="matrix", missing="raise")[1]


def contiguous(labels: np.ndarray, neighbours: list[list[int]]) -> np.ndarray:
    """Give every piece cut off from its area's largest piece to an area it touches."""
    labels = labels.copy()
    while True:
        pieces = _pieces(labels, neighbours)
        largest = {}
        for piece in pieces:
            label = labels[piece[0]]
            if len(piece) > len(largest.get(label, [])):
                largest[label] = piece
        stray = [piece for piece in pieces if largest[labels[piece[0]]] is not piece]
        if not stray:
            return labels
        for piece in stray:
            beside = [labels[n] for b in piece for n in neighbours[b] if n not in piece]
            labels[piece] = max(sorted(set(beside)), key=beside.count)


def _pieces(labels: np.ndarray, neighbours: list[list[int]]) -> list[list[int]]:
    seen, pieces = set(), []
    for first in range(len(labels)):
        if first in seen:
            continue
        piece, queue = [], [first]
        seen.add(first)
        while queue:
            block = queue.pop()
            piece.append(block)
            for other in neighbours[block]:
                if other not in seen and labels[other] == labels[block]:
                    seen.add(other)
                    queue.append(other)
        pieces.append(sorted(piece))
    return pieces
