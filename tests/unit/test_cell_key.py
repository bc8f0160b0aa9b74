"""Noise that belongs to the records counted, with the moments it states."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.cell_key import (
    KEYS,
    cell_keys,
    perturb,
    perturbation_table,
    possible_counts_keyed,
    record_keys,
)
from cdrp_analysis.errors import InputError, SettingsError

SALT = bytes(range(32))
TABLES = [(2, 1.0, 0), (5, 3.0, 2), (4, 1.0, 0), (10, 6.25, 0), (1, 0.5, 0), (3, 2.5, 1)]


@pytest.mark.parametrize("maximum, variance, forbidden", TABLES)
def test_every_row_adds_up_is_unbiased_and_has_the_variance(maximum, variance, forbidden):
    table = perturbation_table(maximum, variance, forbidden)
    chances, noise = table.to_numpy(), table.columns.to_numpy()
    assert (chances >= 0).all()
    assert (chances.sum(axis=1) == KEYS).all()
    assert (chances @ noise == 0).all()
    np.testing.assert_allclose(chances[1:] @ noise**2 / KEYS, variance, atol=1e-6)


@pytest.mark.parametrize("maximum, variance, forbidden", TABLES)
def test_nothing_is_negative_or_forbidden_and_zero_stays_zero(maximum, variance, forbidden):
    table = perturbation_table(maximum, variance, forbidden)
    assert table.loc[0, 0] == KEYS
    shown = table.index.to_numpy()[:, None] + table.columns.to_numpy()
    never = (shown < 0) | ((shown >= 1) & (shown <= forbidden))
    assert (table.to_numpy()[never] == 0).all()
    symmetric = table.iloc[-1].to_numpy()
    np.testing.assert_allclose(symmetric / KEYS, symmetric[::-1] / KEYS, atol=1e-7)


def test_the_symmetric_row_is_that_of_the_r_package_ptable():
    """Vignette of ptable 1.0.0, create_cnt_ptable(D = 2, V = 1): p = 0.0638 and p_stay = 0.383."""
    row = perturbation_table(2, 1.0).loc[2] / KEYS
    assert row.round(4).tolist()[::4] == [0.0638, 0.0638]
    assert round(row[0], 3) == 0.383


def test_a_row_has_more_entropy_than_its_neighbours_with_the_same_moments():
    row = (perturbation_table(5, 3.0, 2).iloc[-1] / KEYS).to_numpy()
    direction = np.zeros(11)
    direction[3:7] = [1, -3, 3, -1]  # changes neither sum nor mean nor variance

    def entropy(p):
        return -(p * np.log(p)).sum()

    for step in (1e-3, -1e-3):
        assert entropy(row + step * direction) < entropy(row)


def test_a_variance_out_of_reach_is_refused_with_the_range():
    with pytest.raises(SettingsError, match=r"count of 1 .* above 0 and below 2"):
        perturbation_table(2, 2.0)
    with pytest.raises(SettingsError, match="above 2"):
        perturbation_table(5, 1.5, 2)
    with pytest.raises(SettingsError, match="maximum of at least 1"):
        perturbation_table(0, 1.0)


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(65), "0123456789abcdef"])
def test_a_salt_too_short_too_long_or_a_text_is_refused(salt):
    with pytest.raises(SettingsError, match="16 to 64 bytes"):
        record_keys(["a"], salt=salt)


def test_records_without_an_identifier_of_their_own_are_refused_without_naming_them():
    with pytest.raises(InputError, match="1 record identifiers are missing and 1") as told:
        record_keys(["secret", None, "secret"], salt=SALT)
    assert "secret" not in str(told.value)


def test_a_record_keeps_its_key_in_any_order_and_company_but_not_with_another_salt():
    one = dict(zip("abc", record_keys("abc", salt=SALT), strict=True))
    other = dict(zip("cdab", record_keys("cdab", salt=SALT), strict=True))
    assert all(one[name] == other[name] for name in "abc")
    assert record_keys("a", salt=SALT[::-1])[0] != one["a"]


def test_keys_look_uniform():
    keys = record_keys(range(40_000), salt=SALT)
    for shift in (0, 28):  # lowest and highest four bits
        found = np.bincount((keys >> np.uint32(shift)) & np.uint32(15), minlength=16)
        assert ((found - 2500) ** 2 / 2500).sum() < 44.3  # chi-square, 15 degrees, 1 in 10,000


def test_the_same_records_get_the_same_figure_in_every_table():
    rows = pd.DataFrame({"id": range(60), "ward": np.arange(60) % 3, "theme": np.arange(60) // 40})
    rows["key"] = record_keys(rows["id"], salt=SALT)
    table = perturbation_table(5, 3.0, 2)

    def figures(frame, cell, count):
        codes = frame[cell].to_numpy()
        keys = cell_keys(frame["key"].to_numpy(), codes, count)
        return perturb(np.bincount(codes, minlength=count), keys, table)

    whole = figures(rows, "ward", 3)
    shuffled = figures(rows.sample(frac=1, random_state=1), "ward", 3)
    alone = [figures(rows[rows["ward"].eq(w)].assign(one=0), "one", 1)[0] for w in range(3)]
    assert whole.tolist() == shuffled.tolist() == alone
    assert figures(rows, "ward", 4)[3] == 0


def test_figures_follow_the_table():
    """200,000 cells of 3: each noise about as often as its chance says."""
    table = perturbation_table(5, 3.0, 2)
    keys = np.random.default_rng(1).integers(0, KEYS, 200_000, dtype=np.uint32)
    noise = perturb(np.full(200_000, 3), keys, table) - 3
    found = np.array([(noise == v).mean() for v in table.columns])
    np.testing.assert_allclose(found, table.loc[3] / KEYS, atol=0.006)
    ends = np.array([0, KEYS - 1], dtype=np.uint32)
    assert perturb([3, 1000], ends, table).tolist() == [0, 1005]


def test_counts_that_are_no_counts_are_refused():
    table, keys = perturbation_table(2, 1.0), np.zeros(2, dtype=np.uint32)
    for counts in ([1, -1], [1, 1.5], [1, np.nan], [1]):
        with pytest.raises(InputError, match="keys do not match them"):
            perturb(counts, keys, table)


def test_what_a_reader_of_the_table_can_tell():
    table = perturbation_table(5, 3.0, 2)
    assert possible_counts_keyed(0, table) == (0, 5)
    assert possible_counts_keyed(3, table) == (1, 8)
    assert possible_counts_keyed(100, table) == (95, 105)


def test_the_difference_of_two_nested_cells_is_wrong_five_times_in_six():
    """
    The reader subtracts cells that differ by one record and should get 1.

    Independent noise of variance 3 makes that right with the chance that two draws are equal,
    16%: about 1 / (2 √(3π)).
    """
    table = perturbation_table(5, 3.0, 2)
    row = table.iloc[-1].to_numpy() / KEYS
    expected = (row**2).sum()
    assert expected == pytest.approx(1 / (2 * np.sqrt(3 * np.pi)), abs=0.005)
    keys = record_keys(range(20 * 4000), salt=SALT).reshape(4000, 20)
    larger = perturb(np.full(4000, 20), keys.sum(axis=1, dtype=np.uint32), table)
    smaller = perturb(np.full(4000, 19), keys[:, 1:].sum(axis=1, dtype=np.uint32), table)
    right = (larger - smaller == 1).mean()
    assert right == pytest.approx(expected, abs=0.025)


def test_totals_are_noisy_by_themselves():
    table = perturbation_table(5, 3.0, 2)
    keys = np.random.default_rng(2).integers(0, KEYS, 3000, dtype=np.uint32)
    codes = np.arange(3000) % 300
    parts = perturb(np.full(300, 10), cell_keys(keys, codes, 300), table)
    total = perturb([3000], cell_keys(keys, np.zeros(3000, dtype=int), 1), table)[0]
    assert abs(total - 3000) <= 5
    assert parts.sum() != total  # as documented: figures do not add up
