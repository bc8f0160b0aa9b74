"""Whoever contributed to a sum, nobody learns another's part too nearly from a release."""

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdrp_analysis.disclosure.concentration import LIMITS, concentration, with_contributors
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy
from cdrp_analysis.disclosure.tables import CellAddress, Column, Contributors, TableSpec

BEHIND = Contributors()
STREETS, KINDS = ("High Street", "Market", "Quay"), ("theft", "damage")
KEYS = ["unit", "kind"]
SPEC = TableSpec(
    "losses", "Losses", "funding_streams",
    (*(Column(key, "key", "") for key in KEYS), Column("pounds", "count", ""), *BEHIND.columns),
    "n", CellAddress("losses", "pounds", "unit", "kind", "=year"), contributors=BEHIND,
)  # fmt: skip
SUMS = Hierarchy({"Town": STREETS}, {"all": KINDS})

losses = st.lists(
    st.tuples(
        st.sampled_from(STREETS), st.sampled_from(KINDS), st.sampled_from("ABCDEFGH"),
        st.integers(1, 900),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


def table_of(rows: pd.DataFrame) -> pd.DataFrame:
    """All sums, each with the contributors behind its own rows."""
    whole = [
        rows.assign(**changed)
        for changed in ({}, {"unit": "Town"}, {"kind": "all"}, {"unit": "Town", "kind": "all"})
    ]
    behind = concentration(pd.concat(whole), cells=KEYS, contributor="shop", value="pounds")
    places = [(unit, kind) for unit in (*STREETS, "Town") for kind in (*KINDS, "all")]
    counts = behind["total"].reindex(pd.MultiIndex.from_tuples(places, names=KEYS), fill_value=0)
    table = counts.astype("int64").rename("pounds").reset_index()
    return with_contributors(table, behind, cells=KEYS)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(losses)
def test_no_contributor_can_narrow_another_to_less_than_the_rules_allow(rows):
    table = table_of(pd.DataFrame(rows, columns=[*KEYS, "shop", "pounds"]))
    release = protect({"losses": table}, {"losses": SPEC}, hierarchy=SUMS)
    shown = release["public"].tables["losses"]
    exact = shown["pounds_symbol"].eq("").to_numpy()
    attacked = release["public"].attack.set_index(["area", "offence"])
    for row, behind in enumerate(table.itertuples()):
        if behind.contributors == 0:
            continue
        upper = behind.pounds if exact[row] else attacked.loc[(behind.unit, behind.kind), "upper"]
        lower = behind.pounds if exact[row] else attacked.loc[(behind.unit, behind.kind), "lower"]
        # What the second largest makes of the greatest possible sum, and two together of it all.
        assert upper - behind.second >= (1 + LIMITS.p / 100) * behind.largest - 1e-9
        assert behind.top <= LIMITS.k / 100 * upper + 1e-9
        if behind.contributors < LIMITS.fewest:
            assert lower == 0
    assert np.isfinite(shown.loc[exact, "pounds"]).all()
