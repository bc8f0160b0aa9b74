"""Themes in wards: rates beside the borough's, and changes judged together."""

import pandas as pd
import pytest

from cdrp_analysis.measures.ward_themes import theme_rates, ward_change, ward_quotients
from tests.drawn import frame

RESIDENTS = pd.DataFrame({"area": ["A", "B"], "residents": [1000, 3000]})


def counts() -> pd.DataFrame:
    return frame("""
        area | area_name | theme    | label        | period | offences | kind    | sensitive
        A    | Abbey     | all      | All offences | old    | 100      | offence | False
        A    | Abbey     | all      | All offences | new    | 200      | offence | False
        A    | Abbey     | burglary | Burglary     | new    |  20      | offence | False
        A    | Abbey     | other    | Other        | new    | 180      | offence | False
        B    | Brook     | all      | All offences | old    | 100      | offence | False
        B    | Brook     | all      | All offences | new    | 101      | offence | False
        B    | Brook     | burglary | Burglary     | new    |  20      | offence | False
        W    | Whole     | all      | All offences | old    | 200      | offence | False
        W    | Whole     | all      | All offences | new    | 301      | offence | False
        W    | Whole     | burglary | Burglary     | new    |  40      | offence | False
    """)


def test_a_rate_is_held_against_the_boroughs_rate_of_the_same_theme():
    """Abbey: 20 per 1,000; the borough: 40 per 4,000 = 10 per 1,000."""
    rates = theme_rates(counts(), RESIDENTS, period="new", borough="W").set_index(["area", "theme"])
    assert rates.loc[("A", "burglary"), "times_borough"] == pytest.approx(2.0)
    assert rates.loc[("B", "burglary"), "times_borough"] == pytest.approx(2 / 3)
    assert rates.loc[("W", "burglary"), "times_borough"] == 1
    assert "other" not in rates.index.get_level_values("theme")


def test_nothing_is_held_against_a_borough_without_any():
    none = counts()
    none.loc[none["theme"] == "burglary", "offences"] = 0
    rates = theme_rates(none, RESIDENTS, period="new", borough="W")
    assert rates.loc[rates["theme"] == "burglary", "times_borough"].isna().all()


def test_a_missing_count_is_no_rate():
    gap = counts().astype({"offences": "Int64"})
    gap.loc[(gap["area"] == "A") & (gap["theme"] == "burglary"), "offences"] = pd.NA
    rates = theme_rates(gap, RESIDENTS, period="new", borough="W").set_index(["area", "theme"])
    assert pd.isna(rates.loc[("A", "burglary"), "times_borough"])
    assert rates.loc[("B", "burglary"), "times_borough"] == pytest.approx(2 / 3)


def test_change_stands_on_the_later_periods_rows():
    change = ward_change(counts()).set_index(["area", "period"])
    assert change.loc[("A", "new"), "change_share"] == 1.0
    assert change.loc[("A", "new"), "signal"] == "up"
    assert change.loc[("B", "new"), "signal"] == "no clear change"
    assert change.loc[(slice(None), "old"), "signal"].isna().all()


def test_one_period_is_compared_with_nothing():
    alone = counts()[lambda rows: rows["period"] == "new"]
    assert ward_change(alone).empty


def test_what_a_ward_has_more_of_than_the_boroughs_mix():
    """Abbey: 60 of 100 are burglaries, both wards: 80 of 200. 0.6 / 0.4; incidents are no part."""
    mixed = frame("""
        area | area_name | theme    | label    | period | offences | kind     | sensitive
        A    | Abbey     | burglary | Burglary | new    | 60       | offence  | False
        A    | Abbey     | theft    | Theft    | new    | 40       | offence  | False
        A    | Abbey     | asb      | ASB      | new    | 900      | incident | False
        B    | Brook     | burglary | Burglary | new    | 20       | offence  | False
        B    | Brook     | theft    | Theft    | new    | 80       | offence  | False
        W    | Whole     | burglary | Burglary | new    | 80       | offence  | False
        W    | Whole     | theft    | Theft    | new    | 120      | offence  | False
    """)
    found = ward_quotients(mixed, period="new", borough="W").set_index(["area", "theme"])
    assert found.loc[("A", "burglary"), "location_quotient"] == pytest.approx(1.5)
    assert found.loc[("A", "burglary"), "location_quotient_lower"] > 1
    assert set(found.index.get_level_values("area")) == {"A", "B"}
    assert "asb" not in found.index.get_level_values("theme")
