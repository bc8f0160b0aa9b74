"""Harm: sums by hand, and no weight is not weight zero."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.harm import harm, weights_from
from tests.drawn import frame
from tests.reference.published_rates import CSS_ENGLAND


def weights(drawing):
    return weights_from(
        frame(drawing).assign(
            edition="2026", classification="policeuk", unit="days", status="", source="a book"
        )
    )


WEIGHTS = """
    scheme | category | weight
    cchi   | Burglary | 200
    cchi   | Robbery  | 365
    css    | Robbery  | 746
"""
COUNTS = """
    theme    | category  | offences | kind
    homes    | Burglary  | 30       | offence
    street   | Robbery   | 10       | offence
    street   | Snatching | 30       | offence
    nuisance | ASB       | 500      | incident
"""


def test_sums_shares_and_coverage_by_hand():
    table = harm(frame(COUNTS), weights(WEIGHTS)).set_index("theme")
    assert table.loc["homes", "cchi_days"] == 6000
    assert table.loc["street", "cchi_days"] == 3650
    assert table.loc["street", "cchi_covered"] == 0.25
    assert table.loc["homes", "share_cchi"] == pytest.approx(6000 / 9650)
    assert table.loc["street", "css"] == 7460


def test_a_theme_without_any_weight_has_no_harm_rather_than_none():
    table = harm(frame(COUNTS), weights(WEIGHTS)).set_index("theme")
    assert np.isnan(table.loc["homes", "css"]) and table.loc["homes", "css_covered"] == 0
    assert np.isnan(table.loc["nuisance", "cchi_days"])


def test_incidents_have_no_share_of_offences():
    table = harm(frame(COUNTS), weights(WEIGHTS)).set_index("theme")
    assert table.loc[["homes", "street"], "share_volume"].tolist() == [30 / 70, 40 / 70]
    assert np.isnan(table.loc["nuisance", "share_volume"])


def test_a_missing_count_leaves_no_total_and_no_share():
    counts = frame(COUNTS).astype({"offences": "Int64"})
    counts.loc[1, "offences"] = pd.NA
    table = harm(counts, weights(WEIGHTS)).set_index("theme")
    assert pd.isna(table.loc["street", "offences"]) and np.isnan(table.loc["street", "cchi_days"])
    assert table.loc["homes", "cchi_days"] == 6000
    assert np.isnan(table.loc["homes", "share_cchi"])


def test_the_relative_spread_is_that_of_a_weighted_poisson_sum():
    counts = frame("""
        theme    | category | offences
        violence | Homicide | 2
        violence | Assault  | 400
    """)
    two = weights("""
        scheme | category | weight
        cchi   | Homicide | 5475
        cchi   | Assault  | 10
    """)
    drawn = np.random.default_rng(1).poisson([2, 400], (200_000, 2)) @ [5475, 10]
    assert harm(counts, two)["cchi_days_cv"][0] == pytest.approx(
        drawn.std() / drawn.mean(), rel=0.02
    )


@pytest.mark.parametrize("year", CSS_ENGLAND)
def test_groups_add_up_to_the_published_severity_score(year):
    groups, total = CSS_ENGLAND[year]
    names = [f"g{i}" for i in range(len(groups))]
    scores = pd.DataFrame({"scheme": "css", "category": names, "weight": groups}).assign(
        edition=year, classification="mps", unit="", status="", source="ONS"
    )
    counts = pd.DataFrame({"theme": names, "category": names, "offences": 1})
    table = harm(counts, weights_from(scores))
    assert table["css"].sum() == pytest.approx(total, abs=0.0002)
    assert table["share_css"].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weight": [1, 2, -3]}, "1 weights are not numbers of 0 or more, the first for 'c'"),
        ({"weight": [1, "x", 3]}, "the first for 'b'"),
        ({"category": ["a", "b", "a"]}, "1 categories have two weights, the first 'a'"),
        ({"scheme": "chi"}, "'chi' is not a scheme"),
        ({"source": [None, "s", "s"]}, "no edition or source"),
    ],
)
def test_bad_weights_are_refused(change, message):
    good = pd.DataFrame(
        {"scheme": "cchi", "category": ["a", "b", "c"], "weight": [1, 2, 3], "edition": "e",
         "classification": "mps", "unit": "u", "status": "s", "source": "s"}
    )  # fmt: skip
    assert len(weights_from(good)) == 3
    with pytest.raises(InputError, match=message):
        weights_from(good.assign(**change))


def test_two_classifications_are_not_mixed():
    both = weights(WEIGHTS)
    both.loc[0, "classification"] = "mps"
    with pytest.raises(InputError, match="2 classifications"):
        harm(frame(COUNTS), both)
    assert len(weights_from(both, classification="mps")) == 1
