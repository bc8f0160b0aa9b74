"""Derived columns are computed again from what is published, so none is sharper than its count."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure import rederived
from tests.drawn import frame


def test_a_change_is_that_between_the_published_counts():
    exact = frame("""
        theme    | label    | before | after | change | change_share | signal
        burglary | Burglary | 400    | 205   | -197   | -0.4925      | down
        robbery  | Robbery  | 100    | 100   | 3      | 0.03         | up
    """)
    table = rederived.year_on_year(exact).set_index("theme")
    assert table["change"].tolist() == [-195, 0]
    assert table["change_share"].tolist() == pytest.approx([-0.4875, 0])
    assert table["signal"].tolist() == ["down", "no clear change"]
    assert table["label"].tolist() == ["Burglary", "Robbery"]


def test_no_share_of_harm_is_given_where_one_theme_is_left_out():
    """The shares of the rest would give the missing one away: they add up to one."""
    table = pd.DataFrame(
        {"theme": ["a", "b"], "cchi_days": [10.0, np.nan], "css": [1.0, np.nan],
         "cchi_covered": [1.0, 1.0], "share_volume": [0.4, 0.6], "share_cchi": [0.4, 0.6],
         "share_css": [0.4, 0.6]}
    )  # fmt: skip
    hidden = rederived.harm(table)
    assert hidden[["share_volume", "share_cchi", "share_css"]].isna().all(axis=None)
    assert hidden["cchi_days"].equals(table["cchi_days"])
    whole = table.assign(cchi_days=[10.0, 15.0])
    assert rederived.harm(whole).equals(whole)
    # A theme without weights is left out of nothing: it has no harm to give away.
    assert rederived.harm(table.assign(cchi_covered=[1.0, 0.0]))["share_cchi"].notna().all()
