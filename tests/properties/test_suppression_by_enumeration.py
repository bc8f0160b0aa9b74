"""No hidden count can be worked out: every alternative table is enumerated, without a solver."""

import itertools

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.settings import Thresholds

WARDS, THEMES = ("Abbey", "Castle", "Temple"), ("robbery", "theft")
HIERARCHY = Hierarchy((Partition("Borough", WARDS),), (Partition("all", THEMES),))
SPEC = TableSpec(
    "by_theme",
    "",
    "small_area_counts",
    (Column("ward", "key", ""), Column("theme", "key", ""), Column("offences", "count", "")),
    "places",
    CellAddress("street", "offences", "ward", "theme", "=y"),
)
MOST = 14  # counts tried for each of the six inner cells, so 15 ** hidden tables


def margins(inner):
    """All twelve counts of tables given as arrays of shape (..., 3 wards, 2 themes)."""
    with_all = np.concatenate([inner, inner.sum(-1, keepdims=True)], axis=-1)
    return np.concatenate([with_all, with_all.sum(-2, keepdims=True)], axis=-2)


def as_frame(inner):
    table = margins(np.array(inner).reshape(3, 2))
    rows = [
        (ward, theme, table[w, t])
        for w, ward in enumerate((*WARDS, "Borough"))
        for t, theme in enumerate((*THEMES, "all"))
    ]
    return pd.DataFrame(rows, columns=["ward", "theme", "offences"])


def alternatives(shown):
    """Every table of whole numbers up to MOST that agrees with the published ones (NaN: hidden)."""
    inner = shown[:3, :2]
    open_cells = list(zip(*np.nonzero(np.isnan(inner)), strict=True))
    choices = np.array(list(itertools.product(range(MOST + 1), repeat=len(open_cells))), dtype=int)
    tables = np.broadcast_to(np.nan_to_num(inner).astype(int), (len(choices), 3, 2)).copy()
    for number, (ward, theme) in enumerate(open_cells):
        tables[:, ward, theme] = choices[:, number]
    every = margins(tables)
    agrees = (np.isnan(shown) | (every == np.nan_to_num(shown))).all(axis=(1, 2))
    return every[agrees]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_every_small_count_could_be_anything_from_none_to_the_threshold(inner):
    counts = as_frame(inner)
    done = protect(
        {"by_theme": counts},
        {"by_theme": SPEC},
        editions=["public"],
        thresholds=Thresholds(round_to=1),
        hierarchy=HIERARCHY,
    )["public"]
    shown = done.tables["by_theme"]["offences"].to_numpy(dtype=float).reshape(4, 3)
    values = counts["offences"].to_numpy().reshape(4, 3)
    if np.isnan(shown[:3, :2]).sum() > 5:
        return  # 15 ** 6 tables are too many; five hidden cells are enough to go wrong
    found = alternatives(shown)
    for ward, theme in zip(*np.nonzero(np.isnan(shown)), strict=True):
        attainable = set(found[:, ward, theme])
        assert len(attainable) > 1
        if 1 <= values[ward, theme] < 5:
            assert min(attainable) == 0
            assert max(attainable) >= 5


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=6, max_size=6), st.randoms(use_true_random=False))
def test_the_attack_finds_what_enumeration_finds(inner, random):
    """Hiding cells at random, safe or not: ranges from the solver equal those enumerated."""
    from cdrp_analysis.disclosure.attack import attack
    from cdrp_analysis.disclosure.joint_system import build

    counts = as_frame(inner)
    system = build({"by_theme": counts}, {"by_theme": SPEC}, HIERARCHY)
    values = counts["offences"].to_numpy(dtype=float)
    # Borough totals stay shown, which bounds every hidden cell by 27 at most.
    hide = np.array([random.random() < 0.5 and row < 9 for row in range(12)])
    inner_rows = [0, 1, 3, 4, 6, 7]
    if hide[inner_rows].sum() > 4 or not hide.any():
        return
    where = [list(system.cells).index(c) for c in _cells(counts)]
    lower, upper = system.values.copy(), system.values.copy()
    lower[np.array(where)[hide]], upper[np.array(where)[hide]] = 0, np.inf
    ranges = attack(
        system, lower, upper, primary=np.zeros(len(system.cells), bool), threshold=5
    ).set_index(["area", "offence"])
    found = alternatives(np.where(hide, np.nan, values).reshape(4, 3))
    names = (*WARDS, "Borough"), (*THEMES, "all")
    for row in np.flatnonzero(hide):
        ward, theme = divmod(int(row), 3)
        seen = found[:, ward, theme]
        if seen.max() >= MOST:
            continue  # the enumeration stops there, the solver does not
        expected = (seen.min(), seen.max())
        got = ranges.loc[(names[0][ward], names[1][theme])]
        if (found[:, :3, :2] < MOST).all():
            assert (got["lower"], got["upper"]) == expected


def _cells(counts):
    from cdrp_analysis.disclosure.relations import addresses

    return addresses(counts, SPEC.cells)
