"""Rates, shares and changes of a release follow from its published counts, or are found out."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cdrp_analysis.assessment.release import dictionary
from cdrp_analysis.auditor.bundle import Bundle, open_bundle
from cdrp_analysis.auditor.cells import numbers
from cdrp_analysis.auditor.formulas import NotUnderstood, Rows, parsed
from cdrp_analysis.auditor.limits import LIMITS
from cdrp_analysis.auditor.percentages import not_of_rounded_counts
from cdrp_analysis.auditor.recomputed import (
    SHARPER,
    UNEXPLAINED,
    WORKED_OUT,
    not_of_the_counts,
)
from cdrp_analysis.auditor.release import audit_numbers
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.catalogue.formulas import FORMULAS
from cdrp_analysis.disclosure.catalogue.untold import UNTOLD
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy
from cdrp_analysis.disclosure.release_csv import csv_frame, shortened
from cdrp_analysis.disclosure.rules import RELEASED, policy
from tests import (
    disorder_frames,
    exhibit_frames,
    exhibit_frames_delivery,
    exhibit_frames_events,
    exhibit_frames_premises,
    exhibit_frames_sites,
    exhibit_frames_voice,
    people_frames,
    substance_frames,
)
from tests.drawn import frame
from tests.unit.test_structure import said

# What a formula gives ---------------------------------------------------------------------


WARDS = """
    area | theme | year    | offences | residents
    E1   | theft | 2009/10 | 10       | 1000
    E1   | drugs | 2009/10 | [c]      | 1000
    E2   | theft | 2009/10 | 30       | 2000
    E1   | theft | 2010/11 | 15       | 1000
    E1   | drugs | 2010/11 | 5        | 1000
    E2   | theft | 2010/11 | 30       | 2000
"""
X = np.nan


@pytest.mark.parametrize(
    ("formula", "made"),
    [
        ("1000 * offences / residents", [10, X, 15, 15, 5, 15]),
        ("-offences + 1.5", [-8.5, X, -28.5, -13.5, -3.5, -28.5]),
        ("offences - first(offences, year)", [0, X, 0, 5, X, 0]),
        ("previous(offences, year)", [X, X, X, 10, X, 30]),
        ("at(offences, area='E2')", [30, X, 30, 30, X, 30]),
        ("at(offences, area=partnership)", [30, X, 30, 30, X, 30]),
        ("at(offences, area='E1', theme=theme)", [10, X, 10, 15, 5, 15]),
        ("at(offences, year, theme='theft')", [10, 10, 10, 15, 15, 15]),
        ("total(offences, year)", [40, 40, 40, 50, 50, 50]),
        ("whole(offences, year)", [X, X, X, 50, 50, 50]),
        ("total(offences)", [90] * 6),
        ("mean(offences, year)", [20, 20, 20, 50 / 3, 50 / 3, 50 / 3]),
        ("number(offences, year)", [2, 2, 2, 3, 3, 3]),
        ("rank(offences, year)", [2, X, 1, 2, 3, 1]),
        ("total(among(residents, offences), year)", [3000] * 3 + [4000] * 3),
        ("where(1, 2, theme='drugs')", [2, 1, 2, 2, 1, 2]),
        ("where(1, 2, theme=('drugs', 'theft'), year='2009/10')", [1, 1, 1, 2, 2, 2]),
        ("min(offences, 12)", [10, X, 12, 12, 5, 12]),
        ("round(sqrt(max(offences, 16)), 1)", [4, X, 5.5, 4, 4, 5.5]),
        ("offences / (residents - 2000)", [-0.01, X, X, -0.015, -0.005, X]),
    ],
)
def test_a_formula_gives_what_its_words_say(formula, made):
    table = frame(WARDS).astype(str)
    values = {name: numbers(table[name]) for name in table}
    rows = Rows(table, values, ["area", "theme", "year"], "E2")
    assert rows.value(parsed(formula)).tolist() == pytest.approx(made, nan_ok=True)


@pytest.mark.parametrize(
    "formula",
    ["offences /", "crimes / residents", "at(offences, ward='E1')", "open('x')", "offences ** 2"],
)
def test_a_formula_that_means_nothing_here_is_refused(formula):
    table = frame(WARDS).astype(str)
    rows = Rows(table, {name: numbers(table[name]) for name in table}, ["area"], "")
    with pytest.raises(NotUnderstood):
        rows.value(parsed(formula))


@pytest.mark.parametrize(
    ("method", "given", "ends"),
    [
        ("wilson", (473, 876), (0.5068, 0.5727)),
        ("exact", (19, 290), (0.0399, 0.1004)),
        ("exact", (0, 20), (0, 0.1684)),  # 1 - 0.025 ** (1 / 20)
        ("poisson", (10,), (4.7954, 18.3904)),  # Garwood's table
        ("poisson", (0,), (0, 3.6889)),
        ("byar", (10,), (4.7874, 18.3915)),  # 10 (1 - 1/90 - 1.96 / 9.487)³ and so on
        ("newcombe", (56, 70, 48, 80), (0.0524, 0.3339)),  # Newcombe 1998, example (a)
        ("katz", (189, 11034, 104, 11037), (1.4330, 2.3059)),  # the aspirin trial
        ("woolf", (141, 928, 420, 13525), (4.0, 5.99)),
        ("two_counts", (20, 10), (0.89, 4.78)),
    ],
)
def test_limits_are_those_of_the_literature(method, given, ends):
    found = LIMITS[method](*(np.array([float(number)]) for number in given))
    places = 2 if method in ("woolf", "two_counts") else 4
    assert [round(end.item(), places) for end in found] == list(ends)


# Real tables, protected ---------------------------------------------------------------------

MADE = {
    **{name: made for name, made in people_frames.TABLES.items() if name in FORMULAS},
    **{name: made for name, made in substance_frames.published().items() if name in FORMULAS},
    "asb_wards": disorder_frames.asb_wards(),
    "fear_wards": disorder_frames.fear_wards(),
    "ward_change": exhibit_frames.ward_change(),
    "year_on_year": exhibit_frames.year_on_year(),
    "ward_beside": exhibit_frames_events.ward_beside(),
    "ward_rates": exhibit_frames_events.ward_beside(),
    "ward_travel": exhibit_frames_events.ward_travel(),
    "site_places": exhibit_frames_events.site_places().assign(
        contributors=50, largest=1, second=1, top=2
    ),
    "home_areas": exhibit_frames_sites.homes(),
    "young_victims": exhibit_frames_sites.young(),
    "premises_areas": exhibit_frames_premises.areas(),
    "later_closing": exhibit_frames_premises.closing(),
    "premises_rings": exhibit_frames_premises.rings(),
    "member_groups": exhibit_frames_voice.member_groups(),
    "survey_profile": exhibit_frames_voice.survey_profile(),
    "demand_index": exhibit_frames_delivery.demand_index().assign(sensitive=False),
    "funding_streams": exhibit_frames_delivery.funding_streams(),
    "services_used": exhibit_frames_delivery.services_used(),
}


def restricted(name: str) -> pd.DataFrame:
    made = MADE[name]
    return made() if callable(made) else made


def released(folder: Path, name: str, edition: str = "public") -> Bundle | None:
    """A catalogue table as an edition has it, alone; None where the edition leaves it out."""
    table = restricted(name)
    tops = {area: [f"a ward of {area}"] for area in table.get("area", [])}
    made = protect({name: table}, SPECS, editions=[edition], hierarchy=Hierarchy(tops))[
        edition
    ].tables
    if name not in made:
        return None
    data = folder / "data"
    data.mkdir(parents=True)
    csv_frame(shortened(made[name])).to_csv(data / f"{name}.csv", index=False)
    dictionary(made, {}).to_csv(data / "dictionary.csv", index=False)
    (data / "structure.json").write_text(json.dumps(said(made, edition)))
    return open_bundle(folder)


def changed(bundle: Bundle, name: str, **columns: pd.Series) -> Bundle:
    """The bundle with other columns in one of its tables."""
    tables = {**bundle.tables, name: bundle.tables[name].assign(**columns)}
    return Bundle(bundle.name, bundle.files, tables, bundle.structure, bundle.pages)


@pytest.mark.parametrize("edition", RELEASED)
@pytest.mark.parametrize("name", MADE)
def test_every_figure_of_a_protected_table_is_what_its_counts_give(tmp_path, name, edition):
    bundle = released(tmp_path / "a", name, edition)
    if bundle is not None:
        assert list(not_of_the_counts(bundle)) == []
        assert list(not_of_rounded_counts(bundle)) == []


SHARES = (
    "parenting_referrals", "youth_shares", "youth_rates", "youth_peers", "youth_reoffending",
    "adult_needs", "adult_caseload", "drug_tests", "pilot_tests", "possession_ladder",
    "service_places", "fear_wards", "home_areas", "member_groups",
    "premises_areas", "premises_rings", "later_closing", "diversion_groups",
)  # fmt: skip


@pytest.mark.parametrize("name", SHARES)
def test_an_exact_share_beside_rounded_counts_is_found(tmp_path, name):
    """The true share of a true whole is a count that the table rounds."""
    bundle, exact = released(tmp_path / "a", name), SPECS[name].rederive(restricted(name))
    shown = bundle.tables[name]
    planted = {}
    for column in FORMULAS[name]:
        if column not in exact or column not in shown:
            continue
        true, told = exact[column].astype("Float64").to_numpy(float, np.nan), numbers(shown[column])
        other = ~np.isnan(told) & (np.abs(true - told) > 0.001)
        if other.any():
            row = int(np.flatnonzero(other)[0])
            text = shown[column].copy()
            text[row] = f"{true[row]:.6f}"
            planted[column] = (row, text)
    assert planted, "no figure of the table is another one for the rounding"
    for column, (row, text) in planted.items():
        found = list(not_of_the_counts(changed(bundle, name, **{column: text})))
        assert [(one[1], one[2]) for one in found] == [(f"row {row + 2}, {column}", SHARPER)]
    audited = audit_numbers(changed(bundle, name, **{column: text}))
    assert SHARPER in set(audited["kind"])


@pytest.mark.parametrize("name", ["treatment_need", "treatment_waits"])
def test_an_exact_share_whose_counts_are_not_shown_is_found(tmp_path, name):
    """With its limits it tells how many it is of, so that both counts follow."""
    bundle, exact = released(tmp_path / "a", name), SPECS[name].rederive(restricted(name))
    shown = bundle.tables[name]
    assert "number" not in shown
    true, told = exact["share"].to_numpy(float), numbers(shown["share"])
    others = np.flatnonzero(np.abs(true - told) > 0.001)
    assert len(others)
    planted = shown.copy()
    for column in ("share", "share_lower", "share_upper"):
        for row in others:
            planted.loc[row, column] = f"{exact[column][row]:.4f}"
    columns = {column: planted[column] for column in planted}
    found = list(not_of_rounded_counts(changed(bundle, name, **columns)))
    assert {kind for _, _, kind, _ in found} == {SHARPER}
    assert [place for _, place, _, _ in found] == [f"row {row + 2}, share" for row in others]
    audited = audit_numbers(changed(bundle, name, **columns))
    assert set(audited["kind"]) == {SHARPER}


def test_no_figure_may_stand_beside_a_hidden_count(tmp_path):
    bundle = released(tmp_path / "a", "youth_shares")
    table = bundle.tables["youth_shares"]
    base = table["measure"].eq("young people with a case")
    hidden = table["people"].mask(base & table["period"].eq("2008/09"), "[c]")
    found = list(not_of_the_counts(changed(bundle, "youth_shares", people=hidden)))
    assert {kind for _, _, kind, _ in found} == {WORKED_OUT}
    assert [place for _, place, _, _ in found] == [
        f"row 3, {name}" for name in ("share", "share_lower", "share_upper")
    ]
    part = table["people"].mask(table.index == 1, "[c]")
    audited = audit_numbers(changed(bundle, "youth_shares", people=part))
    places = audited.loc[audited["kind"].eq("worked out"), "place"].tolist()
    assert "row 3, share" in places
    assert "row 3, people" in places, "the share of a published whole gives the hidden part away"


def test_a_derived_column_that_nobody_explains_is_found(tmp_path):
    bundle = released(tmp_path / "a", "youth_shares")
    structure = json.loads(json.dumps(bundle.structure))
    del structure["tables"]["youth_shares"]["derived"]["share"]
    silent = Bundle(bundle.name, bundle.files, bundle.tables, structure, bundle.pages)
    found = list(not_of_the_counts(silent))
    assert [(place, kind) for _, place, kind, _ in found] == [("share", UNEXPLAINED)]
    exact = structure["tables"]["youth_shares"]
    exact["round_to"], exact["suppress_below"], exact["sensitive"] = 1, 0, None
    assert list(not_of_the_counts(silent)) == []
    for empty in ("people / cases", "share", "people /"):
        structure["tables"]["youth_shares"]["derived"]["share"] = empty
        assert [kind for _, _, kind, _ in not_of_the_counts(silent)] == [UNEXPLAINED]


def test_a_formula_of_percentages_that_cannot_be_read_is_found(tmp_path):
    bundle = released(tmp_path / "a", "treatment_need")
    for column, said_of in bundle.structure["tables"]["treatment_need"]["derived"].items():
        if column == "share":
            said_of["formula"] = "number / whole(people)"
    assert [kind for _, _, kind, _ in not_of_rounded_counts(bundle)] == [UNEXPLAINED]


# What is declared ---------------------------------------------------------------------------


def shown_columns() -> set[tuple[str, str]]:
    """Derived columns of the catalogue that some edition may show."""
    return {
        (name, column.name)
        for name, spec in SPECS.items()
        for edition in RELEASED
        if policy(edition)[spec.content].publish
        for column in spec.columns
        if column.role == "derived" and column.shown_in(edition)
    }


def test_every_derived_column_that_an_edition_shows_has_a_formula_or_a_reason():
    told = {(name, column) for name, made in FORMULAS.items() for column in made}
    untold = {(name, column) for name, made in UNTOLD.items() for column in made}
    assert told & untold == set()
    assert told | untold == shown_columns()
    for name, column in untold:
        assert set(UNTOLD[name][column].of) <= {each.name for each in SPECS[name].columns}
        assert UNTOLD[name][column].why


def test_few_formulas_are_not_told():
    """Of these the auditor only sees that they do not stand beside a hidden count."""
    why = pd.Series([one.why for made in UNTOLD.values() for one in made.values()])
    assert why.value_counts().to_dict() == {
        "allows for how far all the rates differ (Spiegelhalter's funnel)": 14,
        "prices kinds that are not shown at the mean of theirs": 11,
        "is a word, read off the limits beside it": 8,
        "weighs each offence code, and codes are not published": 6,
        "adjusts the p of all rows at once (Benjamini and Hochberg)": 5,
        "weighs every offence by its tests in the quarters compared": 5,
        "is drawn at random from the rates as published": 4,
        "names the needs that it joins in words": 2,
        "compares with counts that another table holds": 1,
        "is of places, which the table does not hold": 1,
    }
    assert sum(map(len, FORMULAS.values())) > 200
