"""Disorder in pictures and words: what they say is what their tables hold."""

import pytest

from cdrp_analysis import exhibits
from cdrp_analysis.auditor.claims import Claims
from cdrp_analysis.auditor.claims_disorder import CLAIMS
from tests import disorder_frames as frames
from tests.unit.test_exhibit_tables import cells

TABLES = frames.published()
FEAR = ("fear_wards", "asb_wards", "fear_correlation")
DRAWN = {
    "asb_day_sentence": ("asb_day_total", "asb_day_parts"),
    "asb_day_chart": ("asb_day_parts",),
    "asb_day_parts_sentence": ("asb_day_parts",),
    "asb_day_agencies_table": ("asb_day_parts",),
    "asb_day_table": ("asb_day",),
    "national_day_table": ("asb_day_total",),
    "year_table": ("asb_day_total", "asb_day_parts"),
    "year_limits_table": ("asb_day_total", "asb_day_parts"),
    "year_sentence": ("asb_day_total", "asb_day_parts"),
    "asb_wards_table": ("asb_wards",),
    "asb_wards_sentence": ("asb_wards",),
    "fear_chart": FEAR,
    "fear_sentence": ("fear_correlation",),
}


def drawn(name, change=lambda table: table):
    return getattr(exhibits, name)(*(change(TABLES[table]) for table in DRAWN[name]))


@pytest.mark.parametrize("name", DRAWN)
def test_without_a_row_it_says_so(name):
    empty = drawn(name, lambda table: table.iloc[:0])
    said = getattr(empty, "title", "") or str(empty)
    assert any(text in said for text in ("not available", "Nothing can be said", "cannot be told"))


def test_hidden_wards_are_marked_and_nothing_is_said_of_them():
    wards, fear = (frames.hidden(TABLES[name]) for name in ("asb_wards", "fear_wards"))
    assert "Nothing can be said" in exhibits.asb_wards_sentence(wards).text
    assert {row[1] for row in cells(exhibits.asb_wards_table(wards).body)} == {"[c]"}
    shown = exhibits.fear_chart(fear, wards, TABLES["fear_correlation"])
    assert {row[2] for row in cells(shown.table_html)} == {"[c]"}


def test_the_day_is_told_with_its_cost_and_the_national_mean():
    assert drawn("asb_day_sentence").text == (
        "162 reports of anti-social behaviour were taken on Wednesday 15 September 2010 by 10 "
        "agencies: they cost £34,431, between £29,013 and £40,520 allowing for chance. A report "
        "cost £213 in the mean; in the Home Office's national count it was £204."
    )


def test_where_a_cost_is_not_known_no_sum_is_told():
    unpriced = TABLES["asb_day_parts"].assign(cost=float("nan"), mean_cost=float("nan"),
                                              cost_250=float("nan"))  # fmt: skip
    assert "£" not in exhibits.asb_day_sentence(TABLES["asb_day_total"], unpriced).text
    said = exhibits.year_sentence(TABLES["asb_day_total"], unpriced)
    assert "Nothing can be said" in said.text


def test_the_dearest_kind_is_named_with_who_met_it():
    assert drawn("asb_day_parts_sentence").text == (
        "Criminal damage cost most: £7,820 on the day: 23 reports to 5 agencies."
    )
    rows = cells(drawn("asb_day_chart").table_html)
    assert [row[0] for row in rows] == ["Criminal damage", "Noise"]  # agencies have their own
    assert drawn("asb_day_agencies_table").title == "Police took 39% of the reports"


def test_where_kinds_are_hidden_it_says_so_of_the_cost_and_of_the_dearest():
    """What the day cost is then no sum of the true reports, and a hidden kind may cost more."""
    parts = TABLES["asb_day_parts"]
    noise = parts["part"].eq("Noise")
    gone = {
        name: parts[name].mask(noise) for name in ("reports", "cost", "cost_lower", "cost_upper")
    }
    marks = {f"{name}_symbol": noise.map({True: "[c]", False: ""}) for name in gone}
    hidden = parts.assign(**gone, **marks)
    total = TABLES["asb_day_total"]
    said = "reckoned at the mean of their prices"
    for name in ("asb_day_sentence", "year_table"):
        for table, told in ((hidden, True), (parts, False)):
            made = getattr(exhibits, name)(total, table)
            text = made.text if hasattr(made, "text") else str(made.about)
            assert (said in text) is told, name
    assert "cost most of the kinds shown: £7,820" in exhibits.asb_day_parts_sentence(hidden).text
    known = Claims(CLAIMS, {"asb_day_parts": hidden, "asb_day_total": total})
    assert not known.check(exhibits.asb_day_parts_sentence(hidden).text).wrong


def test_costs_of_agencies_are_no_column_where_none_is_told():
    heads = ["Agency", "Reports", "Share", "Kinds", "Cost, £", "95% limits"]
    shown = exhibits.asb_day_agencies_table(TABLES["asb_day_parts"])
    assert all(f">{head}<" in shown.body for head in heads)
    names = [
        name for name in TABLES["asb_day_parts"] if name in ("cost", "cost_lower", "cost_upper")
    ]
    hidden = TABLES["asb_day_parts"].assign(**dict.fromkeys(names))
    assert "Cost" not in exhibits.asb_day_agencies_table(hidden).body


def test_a_year_is_counted_both_ways_and_for_any_day():
    found = drawn("year_sentence")
    assert found.headline == "A year would cost about £8,610,000 or £12,600,000"
    assert "allowing for that it is about £11,800,000" in found.detail
    rows = cells(drawn("year_table").body)
    assert rows[0][2] == "8,607,750"
    assert cells(drawn("year_limits_table").body)[0][1] == "29,013 to 40,520"
    assert cells(drawn("national_day_table").body) == [
        ["All agencies of the country", "66,107", "204.21", "13,500,000", "3,375,000,000"]
    ]
    # It is not the partnership's count, and nothing of it is rounded.
    said = drawn("national_day_table").about
    assert "Home Office" in said["source"] and "rounding" not in said


def test_wards_are_ordered_by_rate_and_the_whole_is_no_ward():
    assert [row[0] for row in cells(drawn("asb_wards_table").body)] == [
        "Abbey", "Alderhythe", "Castle",
    ]  # fmt: skip
    high = TABLES["asb_wards"].copy()
    high.loc[0, "rate"] = 99.0
    assert exhibits.asb_wards_sentence(high).headline.startswith("Abbey had most reports")


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (-0.4, 0.6, "No clear link"),
        (0.1, 0.8, "Wards with more reports are those where more people feel unsafe"),
    ],
)
def test_a_link_is_called_one_only_beyond_chance(lower, upper, said):
    table = TABLES["fear_correlation"].assign(lower=lower, upper=upper)
    found = exhibits.fear_sentence(table)
    assert found.headline.startswith(said)
    assert "of wards, not of people" in found.detail
