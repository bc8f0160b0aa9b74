"""Derived columns are computed again from what is published, so none is sharper than its count."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.protect import protect
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


def test_shares_of_harm_are_of_the_themes_shown_where_one_is_left_out():
    """Shares of the whole would give the missing one away: they add up to one."""
    table = pd.DataFrame(
        {"theme": ["a", "b"], "cchi_days": [10.0, np.nan], "css": [1.0, np.nan],
         "cchi_covered": [1.0, 1.0], "share_volume": [0.4, 0.6], "share_cchi": [0.4, 0.6],
         "share_css": [0.4, 0.6]}
    )  # fmt: skip
    hidden = rederived.harm(table)
    shares = hidden[["share_volume", "share_cchi", "share_css"]]
    assert shares.iloc[0].eq(1).all() and shares.iloc[1].isna().all()
    assert hidden["cchi_days"].equals(table["cchi_days"])
    whole = table.assign(cchi_days=[10.0, 15.0])
    assert rederived.harm(whole).equals(whole)
    # A theme without weights is left out of nothing: it has no harm to give away.
    assert rederived.harm(table.assign(cchi_covered=[1.0, 0.0]))["share_cchi"].notna().all()


def test_a_sensitive_theme_shows_no_coverage_and_is_in_no_share():
    """12 of 17 weighed: 0.7059 of a shown 15 can be nothing else."""
    table = frame("""
        theme    | label    | offences | cchi_days | css | share_volume | share_cchi | share_css | cchi_covered | css_covered | sensitive
        burglary | Burglary | 400      | 10.0      | 8.0 | 0.96         | 0.9        | 0.9       | 1.0          | 1.0         | False
        hate     | Hate     | 17       | 0.0       | 0.5 | 0.04         | 0.1        | 0.1       | 0.0          | 0.7059      | True
    """)  # noqa: E501
    made = protect({"harm": table}, SPECS, editions=["public"])
    shown = made["public"].tables["harm"].set_index("theme")
    derived = ["cchi_days", "css", "cchi_covered", "css_covered"]
    shares = ["share_volume", "share_cchi", "share_css"]
    assert shown.loc["hate", [*derived, *shares]].isna().all()
    assert (shown.loc["hate", [f"{name}_symbol" for name in derived]] == "[c]").all()
    assert shown.loc["burglary", derived].tolist() == [10.0, 8.0, 1.0, 1.0]
    assert shown.loc["burglary", shares].tolist() == [1.0, 1.0, 1.0]  # of what is shown


def test_no_reason_names_a_share_of_harm_where_one_theme_is_protected():
    table = frame("""
        theme    | offences | signal      | change_share
        burglary | 400      | likely rise | 0.2
        hate     | 15       |             |
    """).assign(reason=["1st by volume, likely rise of 20%, 31% of harm (CCHI)", None])
    reasons = rederived.priorities(table)["reason"]
    assert reasons[0] == "1st by volume, likely rise of 20%"
    assert pd.isna(reasons[1])
    whole = table.iloc[:1]
    assert rederived.priorities(whole).equals(whole)
