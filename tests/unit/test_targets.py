"""Targets: what they are about, the chance that they are met, the way there."""

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.projection import project, year_end
from cdrp_analysis.measures.target_series import what_targets_are_about
from cdrp_analysis.measures.targets import chance_of_meeting, paths, word_for
from cdrp_analysis.periods import Period
from tests.drawn import frame
from tests.unit.test_projection import panel

YEAR = Period.parse("2024")
KNOWN_TO = "2024-06"
MONTHS = YEAR.months()
BEFORE_2020 = {"disturbed": ()}


@pytest.fixture(scope="module")
def counts():
    return panel([100 + 4 * n for n in range(12)], noise=3)


def register(**more):
    rows = frame("""
        target | label             | wanted | baseline | value | change_percent | starts_on  | ends_on
        t      | Burglary, down 5% | down   |          |       | -5             | 2024-01-01 | 2024-12-31
    """)  # noqa: E501
    rows = rows.assign(series="burglary", series_label="Burglary", **more)
    return rows.assign(**{name: pd.to_datetime(rows[name]) for name in ("starts_on", "ends_on")})


THEMES = frame("""
    theme                | label
    residential_burglary | Residential burglary
    personal_robbery     | Personal robbery
    violence             | Violence against the person
""")


@pytest.mark.parametrize(
    ("label", "measure", "series"),
    [
        ("Residential burglary, down 4%", "burglary", "residential_burglary"),
        ("Violence with injury, down 2%", "violence", "VIOLENCE WITH INJURY"),  # not all violence
        ("The force: robbery", "robbery", "ROBBERY"),
        ("Down by 5%", "personal robbery", "personal_robbery"),
        ("Violence", "violence", "violence"),
        ("Robberyish things", "NI 16", ""),  # a name is a whole word
        ("NI 16 Serious acquisitive crime rate", "NI 16", ""),
    ],
)
def test_a_target_is_about_the_series_it_is_named_after(label, measure, series):
    rows = pd.DataFrame({"label": [label], "measure": [measure]})
    found = what_targets_are_about(
        rows, THEMES, groups=["ROBBERY", "BURGLARY"], offences=["VIOLENCE WITH INJURY"]
    )
    assert found["series"].tolist() == [series]


def test_the_chance_is_read_off_the_limits(counts):
    """At the upper limit of 80% nine in ten outcomes are below, at the point one half."""
    forecast = project(counts[counts["month"] <= KNOWN_TO], **BEFORE_2020)
    total = forecast.total(MONTHS)
    for column, chance in (("lower_95", 0.025), ("lower_80", 0.1), ("point", 0.5),
                           ("upper_50", 0.75), ("upper_80", 0.9), ("upper_95", 0.975)):  # fmt: skip
        found = forecast.chance_at_most(MONTHS, total[column])
        np.testing.assert_allclose(found, chance, atol=1e-6)


def test_a_greater_value_has_no_smaller_chance(counts):
    forecast = project(counts[counts["month"] <= KNOWN_TO], **BEFORE_2020)
    point = forecast.total(MONTHS)["point"].to_numpy()
    chances = np.stack(
        [forecast.chance_at_most(MONTHS, point * f) for f in np.linspace(0.4, 2.0, 60)]
    )
    assert (np.diff(chances, axis=0) >= 0).all()
    assert chances.min() >= 0 and chances.max() <= 1


def test_a_year_that_is_over_is_certain(counts):
    forecast = project(counts, **BEFORE_2020)
    known = forecast.total(MONTHS)["known"].to_numpy()
    assert forecast.chance_at_most(MONTHS, known).tolist() == [1.0] * 12
    assert forecast.chance_at_most(MONTHS, known - 1).tolist() == [0.0] * 12
    assert np.isnan(forecast.chance_at_most(MONTHS, np.nan)).all()


def test_what_is_known_already_cannot_be_undone(counts):
    forecast = project(counts[counts["month"] <= KNOWN_TO], **BEFORE_2020)
    known = forecast.total(MONTHS)["known"].to_numpy()
    assert (forecast.chance_at_most(MONTHS, known - 1) == 0).all()


def test_chances_are_met_as_often_as_they_say():
    """Of targets drawn at random about the outcome of steady areas, by bands of chance."""
    chances, met = [], []
    for seed in range(6):
        table = panel([40 + 5 * n for n in range(20)], noise=seed)
        forecast = project(table[table["month"] <= KNOWN_TO], **BEFORE_2020)
        point = forecast.total(MONTHS)["point"].to_numpy()
        outcome = table[table["month"].isin(MONTHS)].groupby("area")["count"].sum().to_numpy()
        aims = point * np.random.default_rng(seed).uniform(0.93, 1.07, len(point))
        chances.append(forecast.chance_at_most(MONTHS, aims))
        met.append(outcome <= aims)
    chance, came = np.concatenate(chances), np.concatenate(met)
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 1.0)):
        here = (chance >= low) & (chance <= high)
        assert here.sum() > 20
        assert came[here].mean() == pytest.approx(chance[here].mean(), abs=0.15)


def test_the_aim_is_a_change_on_as_many_months_before(counts):
    row = chance_of_meeting(register(), counts, "A00", known_to=KNOWN_TO).iloc[0]
    own = counts[counts["area"] == "A00"].set_index("month")["count"]
    before = own[[f"2023-{n:02d}" for n in range(1, 13)]].sum()
    assert row["before"] == before
    assert row["aim"] == np.floor(0.95 * before)
    assert row["left"] == row["aim"] - own[MONTHS[:6]].sum()
    expected = year_end(counts, YEAR, KNOWN_TO)
    assert row["point"] == pytest.approx(expected.loc[expected["area"] == "A00", "point"].item())


def test_a_value_stands_before_a_change_and_a_baseline_before_the_count(counts):
    given = chance_of_meeting(register().assign(value=1100.5), counts, "A00", known_to=KNOWN_TO)
    assert given["aim"].tolist() == [1100.0]
    based = chance_of_meeting(register().assign(baseline=2000), counts, "A00", known_to=KNOWN_TO)
    assert based["aim"].tolist() == [1900.0]


def test_a_target_to_go_up_is_met_above_its_value(counts):
    down, up = (
        chance_of_meeting(
            register().assign(value=1200.0, wanted=way), counts, "A00", known_to=KNOWN_TO
        ).iloc[0]
        for way in ("down", "up")
    )
    assert down["chance_share"] + up["chance_share"] == pytest.approx(1)
    assert pd.isna(up["left"])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"series": "NI 16"}, "of no series"),
        ({"ends_on": pd.Timestamp("2024-12-30")}, "not of whole months"),
        ({"starts_on": pd.Timestamp("2024-04-01"), "ends_on": pd.Timestamp("2026-03-31")},
         "beyond what can be projected"),
    ],
)  # fmt: skip
def test_what_cannot_be_projected_says_why_and_has_no_chance(counts, change, why):
    row = chance_of_meeting(register().assign(**change), counts, "A00", known_to=KNOWN_TO).iloc[0]
    assert why in row["method"]
    assert pd.isna(row["chance_share"]) and row["word"] == "not known"


def test_a_wish_that_is_neither_down_nor_up_is_refused(counts):
    with pytest.raises(InputError, match="wants 'lower'"):
        chance_of_meeting(register().assign(wanted="lower"), counts, "A00", known_to=KNOWN_TO)


def test_no_targets_give_no_rows(counts):
    empty = register().head(0)
    found = chance_of_meeting(empty, counts, "A00", known_to=KNOWN_TO)
    assert found.empty and "chance_share" in found
    assert paths(found, counts, "A00", known_to=KNOWN_TO).empty


def test_the_way_there_is_what_is_known_and_ends_at_the_projection(counts):
    chances = chance_of_meeting(register(), counts, "A00", known_to=KNOWN_TO)
    way = paths(chances, counts, "A00", known_to=KNOWN_TO)
    own = counts[counts["area"] == "A00"].set_index("month")["count"]
    assert way["month"].tolist() == MONTHS
    assert way["known"].dropna().tolist() == own[MONTHS[:6]].cumsum().tolist()
    assert way["known"].isna().tolist() == [False] * 6 + [True] * 6
    for name in ("point", "lower_80", "upper_95"):
        assert way[name].iloc[-1] == pytest.approx(chances[name].iloc[0])
    assert (way["upper_80"] - way["lower_80"]).diff().iloc[6:].gt(0).all()


@pytest.mark.parametrize(
    ("chance", "word"),
    [(0.9, "very likely met"), (0.8999, "likely met"), (0.7, "likely met"), (0.3, "open"),
     (0.2999, "likely missed"), (0.0999, "very likely missed"), (np.nan, "not known")],
)  # fmt: skip
def test_words_follow_the_chance(chance, word):
    assert word_for(chance) == word
