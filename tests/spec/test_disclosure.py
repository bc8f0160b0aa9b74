"""What may leave the partnership: small drawn tables, protected together and attacked."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy, Partition
from cdrp_analysis.disclosure.rounding import possible_counts
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.errors import DisclosureError, InputError
from cdrp_analysis.settings import Thresholds
from tests.drawn import frame

EXACT = Thresholds(round_to=1)
OFFENCES = Column("offences", "count", "Recorded offences")


def spec(name, keys, *, content="small_area_counts", cells=None, more=(), rederive=None):
    columns = (*(Column(key, "key", "") for key in keys), OFFENCES, *more)
    return TableSpec(name, name, content, columns, "places", cells, rederive)


BY_WARD = spec("by_ward", ["ward"], cells=CellAddress("street", "offences", "ward", "=all", "=y"))
BY_THEME = spec(
    "by_theme", ["ward", "theme"], cells=CellAddress("street", "offences", "ward", "theme", "=y")
)
BY_MONTH = spec(
    "by_month", ["ward", "month"], cells=CellAddress("street", "offences", "ward", "=all", "month")
)


def wards(*names, complete=True):
    return (Partition("Borough", names, complete),)


def hidden(table, *keys):
    """Keys of the suppressed rows."""
    rows = table[table["offences_symbol"] == "[c]"]
    return set(rows[keys[0]]) if len(keys) == 1 else set(map(tuple, rows[list(keys)].to_numpy()))


def published(tables, specs, hierarchy, thresholds=EXACT):
    return protect(
        tables,
        {s.name: s for s in specs},
        editions=["public"],
        thresholds=thresholds,
        hierarchy=hierarchy,
    )["public"]


def test_a_lone_small_ward_takes_its_smallest_neighbour_with_it():
    """Otherwise the published total gives it away: 55 - 12 - 40 = 3."""
    counts = frame("""
        ward    | offences
        Abbey   |  3
        Castle  | 12
        Minster | 40
        Borough | 55
    """)
    done = published(
        {"by_ward": counts}, [BY_WARD], Hierarchy(area=wards("Abbey", "Castle", "Minster"))
    )
    assert hidden(done.tables["by_ward"], "ward") == {"Abbey", "Castle"}


@pytest.mark.parametrize(("offences", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_counts_from_one_to_four_are_small(offences, small):
    counts = pd.DataFrame({"ward": ["Abbey"], "offences": [offences]})
    done = published({"by_ward": counts}, [BY_WARD], Hierarchy())
    assert (done.tables["by_ward"]["offences_symbol"] == "[c]").tolist() == [small]


def test_two_small_wards_that_cannot_be_told_apart_are_still_not_safe():
    """
    3 + 1 = 4 cannot be solved, so elimination alone (GaussSuppression) stops there; but
    nobody could have had 5, and the reader knows it. Castle must go as well.
    """
    counts = frame("""
        ward    | offences
        Abbey   |  3
        Bourne  |  1
        Castle  | 12
        Minster | 40
        Borough | 56
    """)
    hierarchy = Hierarchy(area=wards("Abbey", "Bourne", "Castle", "Minster"))
    done = published({"by_ward": counts}, [BY_WARD], hierarchy)
    assert hidden(done.tables["by_ward"], "ward") == {"Abbey", "Bourne", "Castle"}
    small = done.attack[done.attack["primary"]]
    assert (small["lower"] == 0).all()
    assert (small["upper"] == 16).all()


def test_the_person_behind_a_one_cannot_work_out_the_other_hidden_count():
    """Knowing her own 1, she would read Abbey's 4 off the two hidden: 5 - 1 = 4."""
    counts = frame("""
        ward    | offences
        Abbey   |  4
        Bourne  |  1
        Castle  | 12
        Minster | 40
        Borough | 57
    """)
    hierarchy = Hierarchy(area=wards("Abbey", "Bourne", "Castle", "Minster"))
    done = published({"by_ward": counts}, [BY_WARD], hierarchy)
    assert hidden(done.tables["by_ward"], "ward") == {"Abbey", "Bourne", "Castle"}


def test_two_tables_that_share_a_ward_total_are_protected_together():
    """
    By theme alone Abbey's total could be hidden and her other theme shown; by month alone the
    months add up to that total. Together the total must be counted as known.
    """
    themes = frame("""
        ward    | theme    | offences
        Abbey   | robbery  |  3
        Abbey   | theft    | 20
        Abbey   | all      | 23
        Castle  | robbery  | 15
        Castle  | theft    | 30
        Castle  | all      | 45
        Borough | robbery  | 18
        Borough | theft    | 50
        Borough | all      | 68
    """)
    months = frame("""
        ward    | month | offences
        Abbey   | m1    | 11
        Abbey   | m2    | 12
        Castle  | m1    | 22
        Castle  | m2    | 23
    """)
    hierarchy = Hierarchy(
        area=wards("Abbey", "Castle"),
        offence=(Partition("all", ("robbery", "theft")),),
        period=(Partition("y", ("m1", "m2")),),
    )
    done = published({"by_theme": themes, "by_month": months}, [BY_THEME, BY_MONTH], hierarchy)
    assert hidden(done.tables["by_theme"], "ward", "theme") == {
        ("Abbey", "robbery"),
        ("Abbey", "theft"),
        ("Castle", "robbery"),
        ("Castle", "theft"),
    }
    assert hidden(done.tables["by_month"], "ward", "month") == set()


def test_the_partnership_total_stays_published_where_that_is_possible():
    """Hiding one large borough total would be cheaper than two wards of the next theme."""
    rows = [("Borough", "all", 2000)]
    sizes = {"robbery": (2, 900), "theft": (98, 1000)}
    for theme, (abbey, castle) in sizes.items():
        rows += [
            ("Abbey", theme, abbey),
            ("Castle", theme, castle),
            ("Borough", theme, abbey + castle),
        ]
    rows += [("Abbey", "all", 100), ("Castle", "all", 1900)]
    themes = pd.DataFrame(rows, columns=["ward", "theme", "offences"])
    hierarchy = Hierarchy(wards("Abbey", "Castle"), (Partition("all", ("robbery", "theft")),))
    done = published({"by_theme": themes}, [BY_THEME], hierarchy)
    assert not {ward for ward, _ in hidden(done.tables["by_theme"], "ward", "theme")} & {"Borough"}


def test_what_is_left_of_a_ward_total_is_protected_like_a_count_in_the_table():
    """23 - 20 = 3 offences of other kinds in Abbey, though no row says so."""
    themes = frame("""
        ward    | theme    | offences
        Abbey   | theft    | 20
        Abbey   | all      | 23
        Castle  | theft    | 30
        Castle  | all      | 45
        Borough | theft    | 50
        Borough | all      | 68
    """)
    hierarchy = Hierarchy(wards("Abbey", "Castle"), (Partition("all", ("theft",), False),))
    done = published({"by_theme": themes}, [BY_THEME], hierarchy)
    cells = hidden(done.tables["by_theme"], "ward", "theme")
    assert cells & {("Abbey", "theft"), ("Abbey", "all")}


def test_counts_that_are_left_are_rounded_and_suppressed_ones_stay_suppressed():
    counts = frame("""
        ward    | offences
        Abbey   |  3
        Castle  | 12
        Minster | 43
        Temple  |  0
        Borough | 58
    """)
    hierarchy = Hierarchy(area=wards("Abbey", "Castle", "Minster", "Temple"))
    table = published({"by_ward": counts}, [BY_WARD], hierarchy, Thresholds()).tables["by_ward"]
    table = table.set_index("ward")
    assert table.loc["Minster", "offences"] == 45
    assert table.loc["Borough", "offences"] == 60
    assert np.isnan(table.loc["Abbey", "offences"])
    assert set(table["offences_symbol"]) == {"", "[c]"}


def test_missing_and_zero_and_suppressed_are_three_different_things():
    counts = pd.DataFrame({"ward": ["A", "B", "C"], "offences": [pd.NA, 0, 2]})
    table = published({"by_ward": counts}, [BY_WARD], Hierarchy()).tables["by_ward"]
    assert table["offences_symbol"].tolist() == ["[x]", "", "[c]"]
    assert table["offences"].isna().tolist() == [True, False, True]


SENSITIVE = (Column("sensitive", "open", ""),)


def test_sensitive_themes_are_rounded_in_yearly_borough_tables():
    counts = frame("""
        theme   | offences | sensitive
        robbery | 3        | False
        rape    | 3        | True
        hate    | 17       | True
    """)
    yearly = spec("yearly", ["theme"], content="borough_counts", more=SENSITIVE)
    table = published({"yearly": counts}, [yearly], Hierarchy(), Thresholds()).tables["yearly"]
    assert table["offences_symbol"].tolist() == ["", "[c]", ""]
    assert table["offences"].dropna().tolist() == [3, 15]


THEMES = Hierarchy(offence=(Partition("all", ("burglary", "robbery", "rape", "hate", "other")),))
WITHIN_A_TOTAL = """
    theme    | offences | sensitive
    all      | {all}    | False
    burglary | {others} | False
    rape     | {rape}   | True
    asb      | 700      | False
"""


def yearly_totals(others, rape, hierarchy=THEMES):
    yearly = spec("yearly", ["theme"], content="borough_counts", more=SENSITIVE)
    counts = frame(WITHIN_A_TOTAL.format(all=others + rape, others=others, rape=rape))
    done = published({"yearly": counts}, [yearly], hierarchy, Thresholds())
    return done.tables["yearly"].set_index("theme")


def test_a_total_less_the_other_themes_is_not_a_sensitive_count():
    """118 - 101 = 17, though rape is shown as 15."""
    table = yearly_totals(101, 17)
    assert table.loc["burglary", "offences"] == 101
    assert table.loc["rape", "offences"] == 15
    assert table.loc["all", "offences"] - 101 != 17


@pytest.mark.parametrize("others", range(100, 105))
def test_a_total_leaves_open_every_count_that_the_sensitive_row_leaves_open(others):
    """Rounded by itself, 118 would be shown as 120: only 17 fits that, 101 and a shown 15."""
    for same in (range(1, 5), range(5, 8), range(13, 18), range(18, 23)):
        shown = {
            yearly_totals(others, rape)[["offences", "offences_symbol"]].to_csv() for rape in same
        }
        assert len(shown) == 1


def test_a_total_of_which_nobody_says_what_it_holds_is_not_shown():
    assert yearly_totals(101, 17, Hierarchy()).loc["all", "offences_symbol"] == "[c]"


def test_a_total_without_sensitive_parts_stays_exact():
    """Incidents, sensitive or not, are in no total of offences."""
    counts = frame("""
        theme    | offences | sensitive
        all      | 101      | False
        burglary | 101      | False
        domestic | 17       | True
    """)
    yearly = spec("yearly", ["theme"], content="borough_counts", more=SENSITIVE)
    table = published({"yearly": counts}, [yearly], THEMES, Thresholds()).tables["yearly"]
    assert table["offences"].tolist() == [101, 101, 15]


def test_every_year_has_a_total_of_its_own():
    counts = frame("""
        theme    | period | offences | sensitive
        all      | y1     | 118      | False
        burglary | y1     | 101      | False
        rape     | y1     | 17       | True
        all      | y2     | 214      | False
        burglary | y2     | 202      | False
        rape     | y2     | 12       | True
    """)
    yearly = spec("yearly", ["theme", "period"], content="borough_counts", more=SENSITIVE)
    table = published({"yearly": counts}, [yearly], THEMES, Thresholds()).tables["yearly"]
    totals = table[table["theme"] == "all"].set_index("period")["offences"]
    assert totals.to_dict() == {"y1": 115, "y2": 210}  # 101 + 15 and 202 + 10, rounded to 5


def test_a_total_in_a_table_without_themes_is_hidden_where_a_theme_is_sensitive():
    places = spec("places", ["unit"], content="performance")
    total = pd.DataFrame({"unit": ["ward"], "offences": [118]})
    yearly = spec("yearly", ["theme"], content="borough_counts", more=SENSITIVE)
    themes = frame("""
        theme    | offences | sensitive
        burglary | 101      | False
        rape     | 17       | True
    """)
    for rows, symbol in ((themes, "[c]"), (themes[:1], "")):
        done = published({"places": total, "yearly": rows}, [places, yearly], THEMES)
        assert done.tables["places"]["offences_symbol"].tolist() == [symbol]


@pytest.mark.parametrize("content", ["borough_counts_monthly", "performance"])
def test_a_total_is_left_out_with_the_sensitive_rows_in_it(content):
    counts = frame("""
        theme    | offences | sensitive
        all      | 123      | False
        burglary | 101      | False
        rape     | 17       | True
        other    | 5        | False
    """)
    monthly = spec("monthly", ["theme"], content=content, more=SENSITIVE)
    done = published({"monthly": counts}, [monthly], THEMES, Thresholds())
    assert done.tables["monthly"]["theme"].tolist() == ["burglary"]
    assert (done.ledger["action"] == "row left out").sum() == 3
    ordinary = published({"monthly": counts.query("theme != 'rape'")}, [monthly], THEMES)
    assert ordinary.tables["monthly"]["theme"].tolist() == ["all", "burglary", "other"]


def test_a_ward_total_less_the_themes_shown_leaves_a_sensitive_theme_open():
    """Neither one count, nor a narrower range than a rounded count would leave."""
    rows, wide = [], ("A", "B", "C")
    for at, ward in enumerate(wide):
        parts = {"burglary": 31 + 3 * at, "robbery": 12 + at, "rape": 7 + 2 * at}
        rows += [(ward, theme, n, theme == "rape") for theme, n in parts.items()]
        rows.append((ward, "all", sum(parts.values()), False))
    counts = pd.DataFrame(rows, columns=["ward", "theme", "offences", "sensitive"])
    borough = counts.groupby(["theme", "sensitive"], as_index=False)["offences"].sum()
    counts = pd.concat([counts, borough.assign(ward="Borough")])[
        ["ward", "theme", "offences", "sensitive"]
    ]
    by_theme = spec("by_theme", ["ward", "theme"], cells=BY_THEME.cells, more=SENSITIVE)
    hierarchy = Hierarchy(wards(*wide), THEMES.offence)
    done = published({"by_theme": counts}, [by_theme], hierarchy, Thresholds())
    table = done.tables["by_theme"].set_index(["ward", "theme"])
    # With exact counts of burglary and robbery, published elsewhere, it would give rape's.
    assert ("Borough", "all") not in table.index
    assert "rape" not in table.index.get_level_values("theme")
    for ward in wide:
        (least, most), *shown = (
            possible_counts(table.loc[(ward, theme), "offences"], base=5, suppress_below=5)
            for theme in ("all", "burglary", "robbery")
        )
        low, high = least - sum(s[1] for s in shown), most - sum(s[0] for s in shown)
        truth = counts.query("ward == @ward and theme == 'rape'")["offences"].item()
        assert low <= truth <= high
        assert high - low >= 4


@pytest.mark.parametrize(
    "content", ["borough_counts_monthly", "small_area_counts", "performance", "map_bands"]
)
def test_sensitive_themes_are_left_out_of_finer_tables(content):
    counts = frame("""
        ward   | theme   | offences | sensitive
        Castle | robbery | 30       | False
        Castle | rape    | 30       | True
    """)
    finer = spec("finer", ["ward", "theme"], content=content, cells=BY_THEME.cells, more=SENSITIVE)
    done = published({"finer": counts}, [finer], Hierarchy())
    assert done.tables["finer"]["theme"].tolist() == ["robbery"]
    assert (done.ledger["action"] == "row left out").sum() == 1


def test_restricted_tables_and_columns_are_absent_and_in_the_ledger():
    counts = pd.DataFrame({"ward": ["A"], "offences": [9], "score": [0.5]})
    score = (Column("score", "derived", "", audience="restricted"),)
    open_table = spec("open_table", ["ward"], content="performance", more=score)
    closed = spec("closed", ["ward"], content="restricted", more=score)
    done = published({"open_table": counts, "closed": counts}, [open_table, closed], Hierarchy())
    assert list(done.tables) == ["open_table"]
    assert list(done.tables["open_table"]) == ["ward", "offences", "offences_symbol"]
    assert set(done.ledger["action"]) == {"table left out", "column left out"}


def test_rates_are_recomputed_from_what_is_shown():
    """12 offences are shown as 10, so the rate is that of 10, never of 12."""

    def rate(table):
        assert table["rate"].isna().all()
        return table.assign(rate=1000 * table["offences"] / table["residents"])

    more = (Column("residents", "denominator", ""), Column("rate", "derived", ""))
    rates = spec(
        "rates", ["ward"], content="small_area_rates", cells=BY_WARD.cells, more=more, rederive=rate
    )
    counts = frame("""
        ward    | offences | residents | rate
        Abbey   |  3       | 1000      | 3.0
        Castle  | 12       | 1000      | 12.0
        Minster | 40       | 10        | 4000.0
    """)
    table = published({"rates": counts}, [rates], Hierarchy(), Thresholds()).tables["rates"]
    assert table["rate_symbol"].tolist() == ["[c]", "", "[z]"]
    assert table["rate"].dropna().tolist() == [10.0]


def test_a_total_that_is_not_the_sum_of_its_parts_is_refused_without_its_value():
    counts = frame("""
        ward    | offences
        Abbey   | 313
        Castle  | 712
        Borough | 1026
    """)
    with pytest.raises(DisclosureError, match="do not add up") as raised:
        published({"by_ward": counts}, [BY_WARD], Hierarchy(area=wards("Abbey", "Castle")))
    assert "area Borough" in str(raised.value)
    assert not any(number in str(raised.value) for number in ("313", "712", "1026"))


def test_two_tables_that_disagree_on_a_cell_are_refused():
    first = pd.DataFrame({"ward": ["Abbey"], "offences": [31]})
    second = pd.DataFrame({"ward": ["Abbey"], "theme": ["all"], "offences": [32]})
    with pytest.raises(DisclosureError, match="different counts for the same cell"):
        published({"by_ward": first, "by_theme": second}, [BY_WARD, BY_THEME], Hierarchy())


def test_small_area_counts_without_a_cell_address_are_refused():
    loose = spec("loose", ["ward"])
    counts = pd.DataFrame({"ward": ["Abbey"], "offences": [31]})
    with pytest.raises(DisclosureError, match="no cell address"):
        published({"loose": counts}, [loose], Hierarchy())


def test_half_an_offence_is_refused():
    counts = pd.DataFrame({"ward": ["Abbey"], "offences": [3.5]})
    with pytest.raises(InputError, match="not whole"):
        published({"by_ward": counts}, [BY_WARD], Hierarchy())


def test_the_callers_frames_are_untouched_and_the_row_order_changes_nothing():
    counts = frame("""
        ward    | offences
        Abbey   |  3
        Castle  | 12
        Minster | 40
        Borough | 55
    """)
    before = counts.copy()
    hierarchy = Hierarchy(area=wards("Abbey", "Castle", "Minster"))
    one = published({"by_ward": counts}, [BY_WARD], hierarchy).tables["by_ward"]
    pd.testing.assert_frame_equal(counts, before)
    other = published({"by_ward": counts[::-1]}, [BY_WARD], hierarchy).tables["by_ward"]
    pd.testing.assert_frame_equal(one, other[::-1].reset_index(drop=True))


def test_the_restricted_edition_is_exact():
    counts = pd.DataFrame({"ward": ["Abbey"], "offences": [3]})
    done = protect({"by_ward": counts}, {"by_ward": BY_WARD}, editions=["restricted"])
    shown = done["restricted"].tables["by_ward"]
    assert shown["offences_symbol"].tolist() == [""]
    pd.testing.assert_frame_equal(shown[list(counts)], counts, check_dtype=False)
    assert len(done["restricted"].ledger) == 0
