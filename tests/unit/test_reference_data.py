"""The weights shipped with the workbench: readable, sourced, and of categories that exist."""

from pathlib import Path

import pandas as pd
import pytest

from cdrp_analysis.measures.harm import WEIGHT_COLUMNS, weights_from
from cdrp_analysis.vocabulary import ASB, STREET_CATEGORIES

FOLDER = Path(__file__).parents[2] / "data" / "reference"
_OTHERS = {*FOLDER.glob("mission_*.csv"), *FOLDER.glob("day_count_*.csv")}  # no weights
FILES = sorted(set(FOLDER.glob("*.csv")) - _OTHERS)


def read(name):
    return weights_from(pd.read_csv(FOLDER / name))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_is_a_table_of_weights_and_is_described(file):
    assert tuple(pd.read_csv(file, nrows=0).columns) == WEIGHT_COLUMNS
    assert len(weights_from(pd.read_csv(file))) > 0
    assert f"`{file.name}`" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_national_day_count_adds_up_to_its_printed_totals():
    """66,107 reports and £13.5m on the day, £3.375bn in a year of 250 days (Home Office, 2003)."""
    rows = pd.read_csv(FOLDER / "day_count_2003.csv").set_index("category")
    total, kinds = rows.loc["TOTAL"], rows.drop("TOTAL")
    assert kinds["reports_10_sep_2003"].sum() == total["reports_10_sep_2003"] == 66_107
    assert kinds["cost_per_day_gbp"].sum() == total["cost_per_day_gbp"] == 13_500_000
    each = kinds["cost_per_day_gbp"] / kinds["reports_10_sep_2003"]
    assert (each - kinds["unit_cost_gbp"]).abs().max() < 0.01
    assert "`day_count_2003.csv`" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_street_categories_are_those_of_the_site_and_asb_has_no_weight():
    for file in FILES:
        rows = pd.read_csv(file).query("classification == 'policeuk'")
        assert set(rows["category"]) <= set(STREET_CATEGORIES) - {ASB}


def test_both_names_of_home_burglary_weigh_the_same():
    for name in ("cchi_2026_mps.csv", "css_2016_mps.csv", "unit_costs_2015_16.csv"):
        weight = read(name).query("classification == 'mps'").set_index("category")["weight"]
        assert (
            weight["BURGLARY/DOMESTIC BURGLARY"]
            == weight["BURGLARY/BURGLARY - RESIDENTIAL"]
            == weight["BURGLARY/RES BURGLARY OF A HOME"]
        )


def test_graver_offences_weigh_more_in_both_harm_schemes():
    for name in ("cchi_2026_mps.csv", "css_2016_mps.csv"):
        weight = read(name).set_index("category")["weight"]
        order = [
            "VIOLENCE AGAINST THE PERSON/HOMICIDE",
            "SEXUAL OFFENCES/RAPE",
            "ROBBERY/ROBBERY OF PERSONAL PROPERTY",
            "BURGLARY/DOMESTIC BURGLARY",
            "THEFT/SHOPLIFTING",
        ]
        assert weight[order].is_monotonic_decreasing


def test_costs_say_that_they_are_per_estimated_crime():
    costs = read("unit_costs_2015_16.csv")
    assert costs["unit"].str.contains("per estimated").all()
    assert costs["status"].str.contains("multiply recorded crime").all()
