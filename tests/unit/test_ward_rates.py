"""Rates and ranks of wards: the borough has a rate and no rank."""

import pytest

from cdrp_analysis.disclosure import rederived
from cdrp_analysis.measures.ward_rates import ward_rates
from tests.drawn import frame

COUNTS = frame("""
    area      | area_name | theme    | period  | offences
    E09000099 | Borough   | all      | 2017/18 | 600
    E05000001 | Abbey     | all      | 2017/18 | 500
    E05000002 | Castle    | all      | 2017/18 | 100
    E05000002 | Castle    | burglary | 2017/18 | 90
    E05000002 | Castle    | all      | 2016/17 | 1
""")
PEOPLE = frame("""
    area      | residents
    E05000001 | 5000
    E05000002 | 10000
""")


def rates(seed=1):
    return ward_rates(
        COUNTS, PEOPLE, period="2017/18", borough="E09000099", seed=seed, draws=500
    ).set_index("area_name")


def test_rates_are_per_thousand_and_limits_contain_them():
    table = rates()
    assert table["rate"].to_dict() == pytest.approx({"Borough": 40, "Abbey": 100, "Castle": 10})
    assert table.loc["Borough", "residents"] == 15000
    assert (table["rate_lower"] < table["rate"]).all()
    assert (table["rate"] < table["rate_upper"]).all()


def test_wards_are_ranked_and_the_borough_is_not():
    table = rates()
    assert table["rank"].astype(object).where(table["rank"].notna(), None).to_dict() == {
        "Borough": None, "Abbey": 1, "Castle": 2,
    }  # fmt: skip
    assert (table["rank_lower"].dropna() <= table["rank"].dropna()).all()


def test_the_seed_decides_the_draws():
    assert rates(3).equals(rates(3))


def test_public_rates_follow_from_the_published_count_not_the_exact_one():
    exact = rates().reset_index()
    published = exact.assign(offences=[600, 500, 105])
    table = rederived.ward_rates(published).set_index("area_name")
    assert table["rate"].to_dict() == pytest.approx({"Borough": 40, "Abbey": 100, "Castle": 10.5})
