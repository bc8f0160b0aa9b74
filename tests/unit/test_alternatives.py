"""What a policy may choose in place of suppression."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.released import Surroundings
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.errors import SettingsError
from tests.drawn import frame

SECRET = b"sixteen letters!"
WARDS = TableSpec(
    "wards",
    "wards",
    "small_area_counts",
    (Column("area", "key", ""), Column("theme", "key", ""), Column("offences", "count", "")),
    "places",
    CellAddress("street", "offences", "area", "theme", "=y"),
)
SUMS = Hierarchy(
    area=[Partition("Borough", ("Abbey", "Castle", "Minster"))],
    offence=[Partition("all", ("theft", "robbery"))],
)
COUNTS = frame("""
    area    | theme   | offences
    Abbey   | theft   |  3
    Abbey   | robbery |  9
    Abbey   | all     | 12
    Castle  | theft   | 41
    Castle  | robbery |  2
    Castle  | all     | 43
    Minster | theft   | 17
    Minster | robbery |  4
    Minster | all     | 21
    Borough | theft   | 61
    Borough | robbery | 15
    Borough | all     | 76
""")


def made(method, *, salt=SECRET, keys=None, counts=COUNTS):
    beside = Surroundings({}, {}, keys=keys)
    return protect(
        {"wards": counts}, {"wards": WARDS}, hierarchy=SUMS, method=method, salt=salt, beside=beside
    )


def test_rounded_figures_add_up_and_none_is_hidden():
    done = made("controlled rounding")
    table = done["public"].tables["wards"]
    shown = table.pivot_table(index="area", columns="theme", values="offences")
    assert shown.notna().all().all() and (shown % 5 == 0).all().all()
    assert (shown["theft"] + shown["robbery"] == shown["all"]).all()
    assert (shown.loc[["Abbey", "Castle", "Minster"]].sum() == shown.loc["Borough"]).all()
    assert set(done["public"].ledger["action"]) == {"rounded"}


def test_both_editions_show_the_same_figures():
    """Else who holds two of them could lay one over the other."""
    done = made("controlled rounding")
    pd.testing.assert_frame_equal(done["committee"].tables["wards"], done["public"].tables["wards"])


def test_small_counts_stay_open_to_a_reader_who_knows_the_sums():
    attack = made("controlled rounding").attack
    assert len(attack) and attack["safe"].all()
    assert (attack["upper"] - attack["lower"] >= 4).all()


def test_the_order_of_the_rows_has_no_influence():
    turned = COUNTS.iloc[::-1].reset_index(drop=True)
    keys = ["area", "theme"]
    one, other = (
        made("controlled rounding", counts=counts)["public"].tables["wards"].sort_values(keys)
        for counts in (COUNTS, turned)
    )
    assert one["offences"].tolist() == other["offences"].tolist()


def test_cell_keys_decide_the_noise():
    def keys(cells):
        return np.array([1234567 * len(str(cell)) for cell in cells], dtype=np.uint32)

    def others(cells):
        return keys(cells) + np.uint32(2**31)

    first, again, moved = (
        made("cell key", keys=which)["public"].tables["wards"]["offences"].tolist()
        for which in (keys, keys, others)
    )
    assert first == again != moved
    assert not {1.0, 2.0} & set(first)
    assert max(abs(a - b) for a, b in zip(first, COUNTS["offences"], strict=True)) <= 5


def test_both_need_a_secret():
    with pytest.raises(SettingsError, match="16 characters"):
        made("controlled rounding", salt=b"short")


def test_cell_keys_need_records():
    with pytest.raises(SettingsError, match="records"):
        made("cell key")
