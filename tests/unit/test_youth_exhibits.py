"""Young people in pictures and words: what they say is what their tables hold, hidden or not."""

import pytest
from bs4 import BeautifulSoup

from cdrp_analysis import exhibits
from cdrp_analysis.exhibits import wording
from cdrp_analysis.exhibits.findings import NOTHING_SHOWN
from cdrp_analysis.measures import people_tables
from tests import people_frames as frames
from tests.unit.test_charts import svg
from tests.unit.test_exhibit_tables import cells

SEEN, PLAN = "young people with a case", "with a plan of their own"
# Every exhibit of one table, as its page shows it.
SHOWN = {
    "bars": ("youth_rates", exhibits.youth_bars),
    "rate": ("youth_rates", lambda t: exhibits.youth_rate_sentence(t, measure=SEEN)),
    "trend": ("youth_rates", lambda t: exhibits.entrants_trend(t, frames.none_of("youth_peers"))),
    "beside": ("youth_peers", exhibits.entrants_beside_sentence),
    "funnel": ("youth_peers", exhibits.entrants_funnel),
    "share": ("youth_shares", lambda t: exhibits.share_sentence(t, measure=PLAN)),
    "share table": ("youth_shares", lambda t: exhibits.youth_share_table(t, measure=PLAN)),
    "share chart": ("youth_shares", lambda t: exhibits.youth_share_chart(t, measure=PLAN)),
    "reoffending": ("youth_reoffending", exhibits.reoffending_sentence),
    "readings": ("youth_reoffending", exhibits.readings_table),
    "cohorts": ("youth_reoffending", exhibits.cohorts_table),
    "groups": ("youth_ethnicity", exhibits.representation_sentence),
    "groups drawn": ("youth_ethnicity", exhibits.representation_chart),
    "groups by year": ("youth_ethnicity", exhibits.representation_years),
    "adjusted": ("youth_adjusted", exhibits.adjusted_sentence),
    "adjusted table": ("youth_adjusted", exhibits.adjusted_table),
    "list": ("youth_shares", exhibits.high_risk_sentence),
    "parents": ("parenting_referrals", exhibits.parenting_sentence),
    "parents table": ("parenting_referrals", exhibits.parenting_table),
    "diverted": ("diversion_groups", exhibits.diversion_table),
    "effect": ("diversion_groups", exhibits.diversion_sentence),
    "cost": ("youth_shared_service", exhibits.shared_service_sentence),
    "cost table": ("youth_shared_service", exhibits.shared_service_table),
    "saving": ("youth_shared_target", exhibits.saving_sentence),
    "tracker": ("youth_shared_target", exhibits.saving_tracker),
    "areas": ("youth_shared_areas", exhibits.shared_areas_table),
    "together": ("youth_combined", exhibits.combined_sentence),
    "together table": ("youth_combined", exhibits.combined_table),
}


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_received_is_said(name):
    table, show = SHOWN[name]
    shown = show(frames.none_of(table))
    if hasattr(shown, "headline"):
        assert shown == NOTHING_SHOWN
    else:
        assert "Not received: cases of young people." in shown.body
        assert "<img" not in shown.body and shown.title


@pytest.mark.parametrize("name", [name for name in SHOWN if SHOWN[name][0] not in (
    "youth_shared_service", "youth_shared_target", "youth_shared_areas",
)])  # fmt: skip
def test_a_hidden_count_is_a_symbol_and_no_number(name):
    table, show = SHOWN[name]
    whole = frames.TABLES[table]()
    count = whole["number" if "number" in whole else "people"]
    row = int(count.last_valid_index())
    shown = show(frames.hidden(whole, row=row))
    text = shown.text if hasattr(shown, "text") else shown.body + shown.table_html
    assert "nan" not in text.lower() and "&lt;NA&gt;" not in text
    visible = BeautifulSoup(text, "html.parser").get_text(" ")
    assert f"{count[row]:,}" not in visible.split()


def test_where_the_last_share_is_hidden_the_one_before_is_told_and_that_it_is():
    table = frames.youth_shares()
    row = int((table["measure"] == PLAN).to_numpy().nonzero()[0][-1])
    shown = exhibits.youth_share_chart(frames.hidden(table, row=row), measure=PLAN)
    assert shown.title == f"{wording.upper_first(PLAN)}: 85.6% of {SEEN} in 2008/09"
    found = exhibits.share_sentence(frames.hidden(table, row=row), measure=PLAN)
    assert found.detail == f"The share of {frames.LAST} is hidden or not available."
    assert not exhibits.share_sentence(table, measure=PLAN).detail


def test_a_fall_is_told_with_its_limits_from_the_near_end_to_the_far():
    found = exhibits.youth_rate_sentence(frames.youth_rates(), measure=SEEN)
    assert found.headline == f"236 {SEEN} from {frames.LAST}"
    assert found.figures.startswith("19.0 per 1,000 residents of that age (95% limits 16.7 to ")
    assert found.detail == "23% fewer than in 2008/09 (between 8% and 35% fewer)."


def test_a_change_that_chance_can_bring_is_no_change():
    found = exhibits.youth_rate_sentence(frames.youth_rates(), measure="first-time entrants")
    assert found.detail.startswith("No clear change since 2008/09: between −")


def test_bars_of_two_measures_stand_side_by_side():
    shown = exhibits.youth_bars(frames.youth_rates())
    drawn = svg(shown)
    assert "First-time entrants" in drawn and "Young people with a case" in drawn
    assert [row[2] for row in cells(shown.table_html)] == ["306", "236", "110", "101"]


def test_a_share_stands_beside_what_it_is_of():
    shown = exhibits.youth_share_table(frames.youth_shares(), measure=PLAN)
    assert [row[1:4] for row in cells(shown.body)] == [
        ["262", "306", "85.6%"], ["229", "236", "97.0%"],
    ]  # fmt: skip


def test_each_reading_has_its_name_and_what_it_tells():
    shown = exhibits.readings_table(frames.youth_reoffending())
    rows = cells(shown.body)
    assert [row[1] for row in rows] == ["36%", "0.78", "2.17", "0.87", "0.90"]
    assert len({row[3] for row in rows}) == 5
    found = exhibits.reoffending_sentence(frames.youth_reoffending())
    assert "0.78 proven reoffences a member" in found.figures
    assert "Not yet known: 2009/10" in found.detail


def test_a_group_is_called_over_represented_only_where_its_limits_say_so():
    found = exhibits.representation_sentence(frames.youth_ethnicity())
    assert found.headline.startswith("Black young people: 1.29 times as large a share")
    assert "clearly more: Black" in found.detail and "clearly fewer: Asian" in found.detail
    assert "says nothing of its cause" in found.detail
    none = frames.youth_ethnicity().assign(index_lower=0.5, index_upper=2.0)
    assert "no group clearly more or fewer" in exhibits.representation_sentence(none).detail


def test_what_chance_can_bring_is_said_of_the_adjusted_index():
    found = exhibits.adjusted_sentence(frames.youth_adjusted())
    assert "which chance alone can bring" in found.figures
    clear = frames.youth_adjusted().assign(index_adjusted_lower=1.01)
    assert "which chance does not explain" in exhibits.adjusted_sentence(clear).figures


def test_the_list_is_said_to_be_peoples_choice():
    found = exhibits.high_risk_sentence(frames.youth_shares())
    assert found.text.startswith("20 young people are on the list")
    assert "8.5%" in found.figures and "without a person's review" in found.detail


def test_diversion_without_a_clear_effect_says_so():
    wide = frames.diversion_groups().assign(effect_upper=1.2)
    assert "no clear difference" in exhibits.diversion_sentence(wide).figures
    assert "a clear difference" in exhibits.diversion_sentence(frames.diversion_groups()).figures


def test_the_trend_stands_beside_all_areas_together_where_they_are_known():
    alone = exhibits.entrants_trend(frames.youth_rates(), frames.none_of("youth_peers"))
    beside = exhibits.entrants_trend(frames.youth_rates(), frames.youth_peers())
    assert alone.title == beside.title == "First-time entrants: about as many as in 2008/09"
    assert "Pooled rate" not in alone.table_html
    assert "Pooled rate" in beside.table_html


def test_the_funnel_names_who_lies_outside_and_says_where_we_lie():
    said = exhibits.entrants_beside_sentence(frames.youth_peers()).text
    assert said.startswith("First-time entrants in 2009/10: our rate is inside the limits")
    assert "985 per 100,000 residents of that age" in said
    assert "Outside the limits: Farrowgate (high)." in said
    assert "Farrowgate" in svg(exhibits.entrants_funnel(frames.youth_peers()))


def test_our_hidden_count_leaves_others_in_the_funnel_and_says_nothing_of_us():
    table = frames.hidden(frames.youth_peers(), row=3)
    assert exhibits.entrants_beside_sentence(table) == NOTHING_SHOWN
    assert "not known" in exhibits.entrants_funnel(table).table_html


def test_two_areas_make_no_funnel():
    two = people_tables.with_funnel(frames.youth_peers().head(2))
    assert two["position"].eq("not known").all() and two["rate"].notna().all()
    assert "Too few areas" in exhibits.entrants_funnel(two).body


def test_the_saving_stands_beside_what_was_wanted():
    said = exhibits.saving_sentence(frames.youth_shared_target()).text
    assert "76% of the saving wanted in management was made in 2010/11" in said
    assert "£972,000 against a target of £900,000, from £1,200,000" in said
    assert "The cost is £72,000 above the target." in said
    drawn = svg(exhibits.saving_tracker(frames.youth_shared_target()))
    assert "£900,000" in drawn and "£972,000" in drawn


def test_areas_that_share_the_service_are_told_together_and_each():
    said = exhibits.combined_sentence(frames.youth_combined()).text
    assert "2 areas that share the service, together: 223 first-time entrants in 2009/10" in said
    rows = cells(exhibits.combined_table(frames.youth_combined()).body)
    assert [row[1] for row in rows] == ["Alderhythe", "Bramley", "All that share the service"]


def test_the_largest_of_two_that_are_shown_alike_is_not_named():
    table = frames.parenting_referrals()
    assert "one kind of place: school." in exhibits.parenting_sentence(table).text
    alike = table.assign(people=table["people"].mask(table["measure"] == "library", 130))
    assert "kind of place" not in exhibits.parenting_sentence(alike).text
