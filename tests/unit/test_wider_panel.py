"""Counts of the wider area: sums that admit gaps, and what may be shown month by month."""

import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.wider_panel import ORDINARY, together, with_ordinary, yearly
from cdrp_analysis.periods import Period
from tests.drawn import frame

COUNTS = frame("""
    area | theme | month   | offences
    A    | all   | 2009-04 | 30
    A    | cars  | 2009-04 | 10
    A    | shops | 2009-04 | 12
    A    | rape  | 2009-04 | 3
    A    | noise | 2009-04 | 90
    B    | all   | 2009-04 | 20
    B    | cars  | 2009-04 | 9
    B    | shops | 2009-04 |
    B    | rape  | 2009-04 | 2
    B    | noise | 2009-04 | 70
""").astype({"offences": "Int64"})
THEMES = frame("""
    theme | kind     | sensitive
    cars  | offence  | no
    shops | offence  | no
    rape  | offence  | yes
    noise | incident | no
    drugs | offence  | no
""").replace({"yes": True, "no": False})


def test_a_sum_of_themes_is_missing_where_one_of_them_is():
    found = together(COUNTS, ["cars", "shops"], "both").set_index("area")["offences"]
    assert found["A"] == 22
    assert found.isna()["B"]  # 9 would pass for a quiet month


def test_a_theme_without_counts_is_named():
    with pytest.raises(InputError, match="1 themes have no counts"):
        together(COUNTS, ["cars", "bikes"], "both")
    with pytest.raises(InputError, match="no theme is named"):
        together(COUNTS, [], "none")


def test_what_may_be_shown_by_month_holds_neither_sensitive_themes_nor_incidents():
    """Drugs have no row in the table: they are in no theme's count and in no sum of themes."""
    found = with_ordinary(COUNTS, THEMES)
    own = found[found["area"] == "A"].set_index("theme")["offences"]
    assert own[ORDINARY] == 10 + 12
    assert list(dict.fromkeys(found["theme"])) == ["all", ORDINARY, "cars", "shops", "rape"]


def test_without_a_sensitive_theme_the_sum_is_of_all_themes():
    plain = THEMES[THEMES["theme"].isin(["cars", "shops"])]
    found = with_ordinary(COUNTS, plain)
    assert found.loc[(found["area"] == "A") & (found["theme"] == ORDINARY), "offences"].item() == 22


def test_a_year_with_a_missing_month_is_missing():
    months = Period.parse("2009/10").months()
    whole = [{"area": area, "theme": "all", "month": m, "offences": 5}
             for area in "AB" for m in months]  # fmt: skip
    panel = pd.DataFrame(whole)
    gap = panel[~((panel["area"] == "B") & (panel["month"] == "2009-09"))]
    found = yearly(gap, [Period.parse("2009/10")]).set_index("area")["offences"]
    assert found["A"] == 60
    assert found.isna()["B"]
