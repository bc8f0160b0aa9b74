"""Voices in pictures and words: what they say is what their tables hold."""

import pandas as pd
import pytest

from cdrp_analysis import exhibits
from tests import exhibit_frames_voice as frames
from tests.unit.test_charts import svg
from tests.unit.test_exhibit_tables import cells


def test_the_first_concern_is_told_with_its_limits():
    found = exhibits.concern_sentence(frames.survey_concerns())
    assert found.text == (
        "Anti-social behaviour is named first most often: 31% (95% limits 28% to 34%). "
        "Next comes burglary: 22%. Without the weights burglary would come first: 31%."
    )
    drawn = exhibits.concern_chart(frames.survey_concerns())
    assert "95% limits" in svg(drawn) and found.text in drawn.alt


def test_where_weights_change_no_leader_nothing_is_said_of_them():
    same = frames.survey_concerns().assign(unweighted_share=[0.309, 0.257])
    assert exhibits.concern_sentence(same).detail == "Next comes burglary: 22%."


def test_concerns_shown_as_one_have_no_bar():
    together = frames.survey_concerns()
    together.loc[1, ["concern", "share", "share_lower", "share_upper"]] = [
        "together: a, b", None, None, None,
    ]  # fmt: skip
    drawn = exhibits.concern_chart(together)
    assert "together" not in svg(drawn) and "together" in drawn.table_html


def test_the_cost_of_weights_is_said():
    text = exhibits.quality_sentence(frames.survey_quality()).text
    assert text.startswith("1,400 residents answered, worth 866 of equal weight")


def test_the_least_reached_group_is_no_ward():
    found = exhibits.profile_sentence(frames.survey_profile())
    assert found.headline == "Reached least for its share of residents: age 10-17"
    assert [row[0] for row in cells(exhibits.profile_table(frames.survey_profile()).body)] == [
        "10-17", "65+", "Abbey",
    ]  # fmt: skip


def test_a_ward_of_few_answers_has_no_dot_and_a_symbol():
    shown = exhibits.safety_chart(frames.safety_by_group())
    assert "Castle" not in svg(shown)
    assert cells(shown.table_html)[-1][3:] == ["[x]", "[x]"]
    found = exhibits.safety_sentence(frames.safety_by_group())
    assert "The share is highest in Abbey: 63% (95% limits 50% to 74%)" in found.detail


def test_a_ward_without_its_member_is_named():
    found = exhibits.panels_sentence(frames.panel_attendance())
    assert found.headline == "A ward member came to 5 of 15 panel meetings"
    assert found.detail.endswith("No member ever came in Abbey.")
    assert cells(exhibits.panels_table(frames.panel_attendance()).body)[0][0] == "Abbey"


def test_people_met_are_not_households_reached():
    found = exhibits.reach_sentence(frames.engagement_reach())
    assert found.text == (
        "12 events of the year, 11 with a number of people. Face to face most people came to "
        "events of the kind forum: 230."
    )
    assert len(cells(exhibits.reach_table(frames.engagement_reach()).body)) == 4


def test_accounts_say_what_they_lack():
    checks = pd.DataFrame({
        "reference": ["A-1", "A-2"], "theme": ["treatment", "parenting"],
        "kind": ["testimony", "case study"], "taken_on": ["2010-02-03", "2010-05-22"],
        "lacks": ["written consent", ""], "publishable": [False, True],
    })  # fmt: skip
    shown = exhibits.accounts_table(checks)
    assert shown.title == "1 of 2 accounts may be published"
    assert [row[4] for row in cells(shown.body)] == ["written consent", "nothing"]
    themes = pd.DataFrame({"subject": ["Parenting"], "accounts": [6]})
    assert cells(exhibits.account_box(themes).body) == [["Parenting", "6"]]
    assert "No account may be published" in exhibits.account_box(themes.head(0)).title


def test_few_members_have_no_ratio():
    found = exhibits.members_sentence(frames.member_groups())
    assert "hold 0.72 times their share of residents: 95% limits 0.34 to 1.31" in found.text
    few = frames.member_groups()
    few["index_symbol"] = ["[c]", "[c]", ""]
    assert "cannot be shown" in exhibits.members_sentence(few).headline
    assert cells(exhibits.members_table(few).body)[1][3] == "[c]"


def test_hate_is_told_by_whole_years():
    found = exhibits.hate_sentence(frames.hate_years())
    assert "Hate crimes: 224 in 2009/10, 219 the year before." in found.detail
    assert len(cells(exhibits.hate_table(frames.hate_years()).body)) == 5


def test_a_wards_pack_shows_its_own_row():
    shown = exhibits.ward_voice_box(frames.ward_voice(), "E1")
    assert cells(shown.body) == [["Abbey", "8", "0", "2", "1", "60", "63%", "50% to 74%"]]
    assert "were received" in exhibits.ward_voice_box(frames.ward_voice(), "E2").body


SHOWN = {
    "survey_quality": (exhibits.quality_sentence,),
    "survey_concerns": (exhibits.concern_chart, exhibits.concern_sentence),
    "survey_profile": (exhibits.profile_table, exhibits.profile_sentence),
    "safety_by_group": (exhibits.safety_chart, exhibits.safety_sentence),
    "panel_attendance": (exhibits.panels_table, exhibits.panels_sentence),
    "engagement_reach": (exhibits.reach_table, exhibits.reach_sentence, exhibits.event_table),
    "member_groups": (exhibits.members_table, exhibits.members_sentence, exhibits.accounts_table),
    "hate_years": (exhibits.hate_table, exhibits.hate_sentence),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_what_was_not_received_is_said_to_be_missing(name):
    none = frames.published()[name].head(0)
    none.attrs["about"] = {"note": "Not received: a feed."}
    for shown in SHOWN[name]:
        made = shown(none)
        text = f"{made.title} {made.body}" if hasattr(made, "body") else made.text
        assert text.strip() and "nan" not in text and "<tbody>" not in text
