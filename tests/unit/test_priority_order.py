"""What the page of priorities is built from: chances side by side, residents, the horizon."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cdrp_analysis.assessment import priority_order
from cdrp_analysis.measures.priority_sensitivity import rank_acceptability
from cdrp_analysis.measures.weighted_scores import CRITERIA, Criterion
from cdrp_analysis.periods import Period
from cdrp_analysis.settings import Criteria
from tests.drawn import frame

THEMES = pd.DataFrame(
    {
        "theme": [f"t{n:02d}" for n in range(12)], "offences": range(12), "offences_sd": 0.2,
        "change": 0.0, "change_sd": 0.1, "cchi_days": 1.0, "cchi_days_sd": 0.1, "css": 1.0,
        "css_sd": 0.1, "share_for_50": 0.1,
    }
)  # fmt: skip
SURVEY = frame("""
    sex    | first_concern | second_concern | third_concern
    female | robbery       | noise          |
    female | robbery       |                |
    male   | burglary      | robbery        |
    male   | burglary      | noise          |
""")
MARGINS = frame("""
    variable | category | residents
    sex      | female   | 300
    sex      | male     | 100
""")


def partnership(concerns=None, criteria=None, **feeds):
    given = {"t01": ["robbery"], "t00": ["burglary"]} if concerns is None else concerns
    themes = [SimpleNamespace(key=key, concerns=given.get(key, [])) for key in THEMES["theme"]]
    return SimpleNamespace(
        has_feed=lambda name: name in feeds,
        feed=lambda name: feeds[name],
        assessment=SimpleNamespace(themes=themes, criteria=criteria or Criteria()),
        weight_editions="Weights: CCHI",
        compared=[Period.parse("2009/10")],
    )


def test_a_theme_has_the_word_of_the_test_that_allows_for_years():
    """Counting alone says up and down; years differ by as much as violence fell."""
    tables = {
        "year_on_year": """
            theme    | before | after | change_share | signal
            all      | 3220   | 2860  | -0.11        | down
            violence | 2235   | 2058  | -0.08        | down
            vehicle  | 985    | 802   | -0.19        | down
            new      |        | 40    |              | not known
        """,
        "harm": "theme | offences\nviolence | 2058\nvehicle | 802",
        "real_changes": """
            theme    | change | q
            violence | -177   | 0.662
            vehicle  | -183   | 0.173
        """,
    }
    evidence = SimpleNamespace(
        table=lambda name: frame(tables[name]), offences=lambda period: None,
        areas=lambda kind: None, compared=[Period.parse("2009/10")],
        thresholds=SimpleNamespace(seed=1),
        themes=frame("theme | label\nviolence | Violence\nvehicle | Vehicles\nnew | New"),
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        nowhere = frame("theme | share_for_50\nvehicle | 0.2")
        patch.setattr(priority_order, "theme_concentration", lambda *_, **__: nowhere)
        found = priority_order.themes(evidence).set_index("theme")["signal"]
    assert found.to_dict() == {
        "violence": "no clear change", "vehicle": "possible fall", "new": "not known",
    }  # fmt: skip


def test_later_places_are_taken_together_and_nothing_is_lost():
    only = (Criterion("offences", 1.0, spread="log"),)
    chances = rank_acceptability(THEMES, seed=1, criteria=only)
    table = priority_order.chance_of_places(chances).set_index("theme")
    assert table.sum(axis=1).tolist() == pytest.approx([1] * 12)
    assert table.index[0] == "t11" and table.loc["t00", "p_later"] > 0.9
    seventh = chances[(chances["theme"] == "t05") & chances["place"].between(6, 10)]
    assert table.loc["t05", "p_6_10"] == pytest.approx(seventh["probability"].sum())


def test_few_themes_have_no_later_places():
    only = (Criterion("offences", 1.0),)
    table = priority_order.chance_of_places(
        rank_acceptability(THEMES.head(3), seed=1, criteria=only)
    )
    assert (table[["p_4", "p_5", "p_6_10", "p_later"]] == 0).all(axis=None)


def test_residents_are_weighed_and_what_they_were_not_asked_is_not_known():
    """Women are three quarters: robbery 0.75 + 0.125, burglary 0.25."""
    table, note = priority_order.consultation(
        partnership(survey=SURVEY, survey_margins=MARGINS), THEMES
    )
    named = table.set_index("theme")["concern_share"]
    assert named[["t01", "t00"]].tolist() == pytest.approx([0.875, 0.25])
    assert named.isna().sum() == 10
    assert "Survey of 4 residents" in note and "weighted to the residents" in note
    assert "Named, but no theme of the ranking: noise." in note


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (partnership(), "Not received: a survey of residents."),
        (partnership(concerns={}, survey=SURVEY), "No theme of the assessment file names"),
    ],
)
def test_without_answers_there_are_no_rows_and_it_says_why(made, said):
    table, note = priority_order.consultation(made, THEMES)
    assert table.empty and note.startswith(said)


def test_a_scan_without_responses_is_whole_and_none_is_empty():
    scan = frame("""
        factor | item  | likelihood | impact | horizon | response
        social | rents | 3          | 3      | 2012    |
    """)
    assert priority_order.horizon(partnership(pestelo=scan))["response"].tolist() == [""]
    assert priority_order.horizon(partnership()).empty


def test_a_year_has_its_weeks():
    assert priority_order.weeks(partnership()) == pytest.approx(365 / 7)


def test_how_exact_the_chances_are_is_said():
    chances = pd.DataFrame({"standard_error": [0.0, 0.0079]})
    assert priority_order.drawn(chances, 4000) == (
        "4,000 draws; the standard error of a chance is at most 0.8 points"
    )


def test_the_assessment_file_weighs_the_criteria():
    made = partnership(criteria=Criteria(volume=0, harm=2))
    weights = {c.key: c.weight for c in priority_order.criteria(made.assessment)}
    assert weights == {
        "offences": 0, "change": 0.2, "cchi_days": 2, "css": 0.2, "share_for_50": 0.1,
    }  # fmt: skip
    assert priority_order.weighed_by(made).endswith(f"; {priority_order.OWN_WEIGHTS}")


def test_a_file_that_says_nothing_weighs_as_the_measures_do():
    made = partnership()
    assert priority_order.criteria(made.assessment) == CRITERIA
    assert priority_order.weighed_by(made) == "Weights: CCHI"


def test_residents_concerns_are_laid_beside_the_order_of_the_file():
    """All weight on harm, of which every theme has as much: no theme comes before another."""
    even = Criteria(volume=0, change=0, severity=0, concentration=0)
    table, _ = priority_order.consultation(partnership(survey=SURVEY, criteria=even), THEMES)
    assert (table["rank_without"] == 1).all()
