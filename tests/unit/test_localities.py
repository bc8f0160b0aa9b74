"""What the page on localities is built from: rates from rows, wards from their small areas."""

from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from cdrp_analysis.assessment import localities
from cdrp_analysis.assessment.checks import CHECKS
from cdrp_analysis.assessment.layout import notebooks
from cdrp_analysis.settings import Choice, Thresholds
from tests.drawn import frame

LSOAS = pd.DataFrame({"code": ["E1", "E2", "E3"], "name": ["One", "Two", "Three"]})
WARDS = pd.DataFrame({"code": ["W1", "W2"], "name": ["Abbey", "Castle"]})
INSIDE = {"E1": "W1", "E2": "W1", "E3": "W2"}
GIVEN = frame("""
    lsoa | income_deprived | employment_deprived | aged_15_to_24 | low_attainment
    E1   | 30              | 20                  | 25            | 60
    E2   | 10              | 8                   | 10            | 30
    E3   | 5               | 5                   | 10            | 20
""")


def rows(**counts):
    """Offences by ``LSOA_class``; ``asb`` is an incident."""
    made = []
    for key, count in counts.items():
        lsoa, category = key.split("_")
        kind = "incident" if category == "asb" else "offence"
        made += [(lsoa, INSIDE[lsoa], category, "any", kind)] * count
    return pd.DataFrame(made, columns=["lsoa", "ward", "category", "theme", "kind"])


class Stand:
    """What localities read of the evidence."""

    thresholds = Thresholds(rank_draws=500)
    compared = ("period",)

    def __init__(self, offences, choice=None, **feeds):
        self._offences, self._feeds = offences, feeds
        self.assessment = SimpleNamespace(localities=choice or Choice(at_most=1))
        self._frames = {
            "households_lsoa": pd.DataFrame({"area": LSOAS["code"], "households": [100, 200, 0]}),
            "residents_lsoa": pd.DataFrame({"area": LSOAS["code"], "residents": [300, 100, 500]}),
            "residents_ward": pd.DataFrame({"area": WARDS["code"], "residents": [400, 500]}),
            "offences": offences,
        }

    def has_feed(self, name):
        return name in self._feeds

    def feed(self, name):
        return self._feeds[name]

    def has_frame(self, name):
        return name in self._frames

    def frame(self, name):
        return self._frames[name]

    def areas(self, kind):
        return {"lsoa": LSOAS, "ward": WARDS}[kind]

    def offences(self, period):
        return self._offences

    def points(self, period):
        return self._offences[self._offences["kind"] == "offence"]


def test_burglaries_and_damage_are_rates_per_household_of_areas_that_have_any():
    """E1 has 2 burglaries in 100 homes, E2 1 in 200: 20 and 5 per 1,000, indices 160 and 40."""
    made = Stand(rows(E1_28=2, E2_28A=1, E1_58A=1, E2_58A=1, E2_46=9), vulnerability=GIVEN)
    table, note = localities.index_of_areas(made)
    table = table.set_index("area")
    assert table["index_dwelling_burglary"].to_dict() == pytest.approx({"E1": 160, "E2": 40})
    assert table["index_dwelling_damage"].to_dict() == pytest.approx({"E1": 400 / 3, "E2": 200 / 3})
    assert table["area_name"].to_dict() == {"E1": "One", "E2": "Two"}
    assert note == "1 areas have no rates or no households and are left out"


def test_damage_that_is_not_told_apart_is_all_damage_and_is_said():
    made = Stand(rows(E1_28=1, E1_58=3, E2_58=1), vulnerability=GIVEN)
    table, note = localities.index_of_areas(made)
    assert table["index_dwelling_damage"].sum() == pytest.approx(200)
    assert "rows do not tell dwellings apart" in note


def test_without_the_rates_there_is_no_index_and_the_wards_are_ranked_all_the_same():
    made = localities.localities(Stand(rows(E1_28=9, E3_28=1, E1_asb=2)))
    assert made.areas.empty and made.lacking.startswith("Not received: rates of income")
    assert made.wards["area_name"].tolist() == ["Abbey", "Castle"]
    assert made.basis == (
        "Not known, and left out: how many feel unsafe, deprivation, "
        "the vulnerability of small areas."
    )
    assert made.wards["index_vli"].isna().all()


def test_an_index_of_a_ward_is_the_mean_of_its_residents():
    made = Stand(rows(E1_28=2, E2_28=1, E3_28=1), vulnerability=GIVEN)
    index, _ = localities.index_of_areas(made)
    vli = index.set_index("area")["vli"]
    by_ward = localities._by_ward(made, vli, localities._wards_of(made))
    assert by_ward.to_dict() == pytest.approx({"W1": 0.75 * vli["E1"] + 0.25 * vli["E2"]})


def test_a_ward_with_few_answers_is_left_out_of_fear_alone():
    survey = pd.DataFrame(
        {
            "ward": ["W1"] * 60 + ["W2"] * 10,
            "safe_after_dark": ["very unsafe"] * 30 + ["very safe"] * 30 + ["very unsafe"] * 10,
        }
    )
    made = localities.localities(Stand(rows(E1_28=2, E3_28=1), survey=survey))
    wards = made.wards.set_index("area")
    assert wards.loc["W1", "index_unsafe"] == 100 and pd.isna(wards.loc["W2", "index_unsafe"])
    assert made.basis.endswith("Wards with fewer than 50 answers, left out of that mean: 1.")


def test_as_many_wards_are_chosen_as_the_money_pays_for():
    """Two may be chosen and the money pays for one; the chances say both."""
    made = Stand(rows(E1_28=9, E3_28=1, E1_asb=2), Choice(at_most=2, cost=100, funding=199))
    found = localities.localities(made)
    assert found.wards["number"].tolist() == [1, 1]
    assert found.wards.set_index("area")["p_chosen"].sum() == pytest.approx(1)
    chances = found.chances.pivot_table(index="area", columns="number", values="p_chosen")
    assert chances[1].to_dict() == found.wards.set_index("area")["p_chosen"].to_dict()
    assert chances[2].tolist() == [1, 1]
    assert found.funding.iloc[0].to_dict() == {
        "at_most": 2, "cost": 100, "funding": 199, "number": 1,
    }  # fmt: skip


def test_money_for_no_area_chooses_none_and_the_chances_stand():
    broke = Choice(at_most=1, cost=100, funding=99)
    made = localities.localities(Stand(rows(E1_28=9, E3_28=1), broke, vulnerability=GIVEN))
    assert made.wards["p_chosen"].tolist() == [0, 0] and made.areas["p_chosen"].eq(0).all()
    assert made.chances["p_chosen"].sum() == pytest.approx(1)


def test_the_ward_chosen_first_is_named_with_how_surely():
    stand = Stand(rows(E1_28=9, E3_28=1, E1_asb=2), vulnerability=GIVEN)
    found = CHECKS["ward_chosen_first"](stand)
    assert found.value == "W1" and found.measure == "the one ward chosen in 100% of the draws"


def test_the_page_names_the_sources_of_every_index():
    """Three of the five come from no police file."""
    cells = nbformat.read(notebooks() / "localities.ipynb", as_version=4).cells
    saved = next(cell.source for cell in cells if "ward_selection" in cell.source)
    wards = saved.partition("wards = evidence.about(")[2].partition("note=")[0]
    for frame_name in ("offences", "feed_survey", "deprivation", "feed_vulnerability"):
        assert f'"{frame_name}"' in wards
    assert 'evidence.about("offences", "feed_vulnerability", note=found.lacking)' in saved
