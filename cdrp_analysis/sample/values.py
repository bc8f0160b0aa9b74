"""Values as partners type them, the words that must not leak, and the form of a planted truth."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from cdrp_analysis.sample.plan import NEIGHBOURS, stream
from cdrp_analysis.sample.world import World

# Feed -> frame of the columns that a partner fills in; and what was planted in them.
Planted = tuple[dict[str, pd.DataFrame], list[dict]]
Made = tuple[pd.DataFrame, list[dict]]  # the same of one feed
Part = Callable[[World, np.random.Generator], Made]

OTHER_BOROUGHS = tuple(f"E0999{number + 2:04d}" for number in range(len(NEIGHBOURS)))


def plant(world: World, parts: Mapping[str, tuple[str, Part]]) -> Planted:
    """
    Make feeds one after the other, each from a random stream of its own.

    Parameters
    ----------
    parts : mapping
        Feed -> name of its stream, and what makes its frame and truths.
    """
    files, truths = {}, []
    for feed, (name, part) in parts.items():
        files[feed], found = part(world, stream(world.seed, name))
        truths += found
    return files, truths


def truth(key: str, item: str, what: str, planted, unit: str, how: str, **more) -> dict:
    """
    One planted truth, ready for JSON.

    ``what`` says what it is and the time it is about; ``how`` is exact, process (a true rate
    behind chance) or found.
    """
    fields = {"key": key, "item": item, "what": what, "planted": planted, "unit": unit, "how": how}
    return {name: _plain(value) for name, value in (fields | more).items()}


def canary_truth(feed: str, words) -> dict:
    """The truth that lists the canaries of one feed, written as its cells write them."""
    what = f"words in the secret columns of {feed}, for the restricted edition only"
    return truth(f"canaries_{feed}", "A19", what, sorted(words), "words", "found")


def canaries(rng: np.random.Generator, count: int) -> np.ndarray:
    """Words that occur nowhere else: if one is ever published, something secret leaked."""
    letters = rng.integers(ord("a"), ord("z") + 1, size=(count, 10))
    return np.array(["zq" + "".join(map(chr, word)) for word in letters], dtype=object)


def pseudonyms(rng: np.random.Generator, count: int, prefix: str) -> np.ndarray:
    """As many different pseudonyms or references, in the order of nothing: Y-482913."""
    numbers = rng.choice(900_000, count, replace=False) + 100_000
    return np.array([f"{prefix}-{number}" for number in numbers], dtype=object)


def yes_no(mask) -> np.ndarray:
    """Flags as a partner types them."""
    return np.where(np.asarray(mask, dtype=bool), "yes", "no").astype(object)


def drawn(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> np.ndarray:
    """As many names, each with its share as probability."""
    return rng.choice(list(shares), count, p=list(shares.values()))


def repeated(counts: Mapping[str, int]) -> list[str]:
    """Every name as often as its count says, one after the other."""
    return [name for name, count in counts.items() for _ in range(count)]


def lines(table: str) -> list[list[str]]:
    """Cells of a table written in a module as ``a|b`` lines."""
    return [line.split("|") for line in table.strip().splitlines()]


def shared_out(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to the weights that add to the total: largest remainders."""
    exact = total * weights / weights.sum()
    whole = np.floor(exact).astype(int)
    whole[np.argsort(whole - exact)[: total - whole.sum()]] += 1
    return whole


def split_up(total: int, shares) -> np.ndarray:
    """Whole numbers that add to the total, cut where the running sum of the shares says."""
    edges = np.round(np.cumsum(list(shares)) * total).astype(int)
    return np.diff(edges, prepend=0)


def _plain(value):
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value
