"""data/structure.json: what the tables of an edition say of one another, in public."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from cdrp_analysis import settings
from cdrp_analysis.assessment.release import dictionary
from cdrp_analysis.assessment.structure import FORMAT, structure_text
from cdrp_analysis.auditor.bundle import open_bundle
from cdrp_analysis.auditor.release import audit_numbers
from cdrp_analysis.auditor.rules import against_rules
from cdrp_analysis.disclosure.alternatives import CELL_KEY, MOST_NOISE, ROUNDING, SUPPRESSION
from cdrp_analysis.disclosure.catalogue import SPECS
from cdrp_analysis.disclosure.catalogue.formulas import FORMULAS
from cdrp_analysis.disclosure.catalogue.untold import NOT_SHOWN
from cdrp_analysis.disclosure.protect import protect
from cdrp_analysis.disclosure.relations import Hierarchy
from cdrp_analysis.disclosure.release_csv import csv_frame
from cdrp_analysis.disclosure.rules import policy
from cdrp_analysis.disclosure.tables import CellAddress, Column, TableSpec
from cdrp_analysis.periods import Period
from cdrp_analysis.settings import Thresholds

AREAS = {"ward": ["E05990001", "E05990002"], "lsoa": ["E01990001"]}
HALF = Period.parse("2010-04..2010-09")
GROUPS = pd.DataFrame(
    [("g1", "c1", 7, 23), ("g2", "c2", 10, 20)],
    columns=["area", "cells", "medium_from", "high_from"],
)


def evidence(
    *, limits=None, method=SUPPRESSION, groups=GROUPS, contract="offences"
) -> SimpleNamespace:
    """A run as far as the structure asks: half of a year is known."""
    themes = [
        SimpleNamespace(key="burglary", kind="offence", sensitive=False),
        SimpleNamespace(key="asb", kind="incident", sensitive=False),
        SimpleNamespace(key="robbery", kind="offence", sensitive=True),
    ]
    disclosure = settings.Disclosure().model_copy(update={"method": method})
    return SimpleNamespace(
        name="Alderhythe",
        borough="E09990001",
        period=Period.parse("2010/11"),
        current=HALF,
        known_months=HALF.months(),
        thresholds=limits or Thresholds(),
        assessment=SimpleNamespace(
            themes=themes,
            disclosure=disclosure,
            event_feeds=lambda: [SimpleNamespace(contract=contract)],
        ),
        areas=lambda kind: pd.DataFrame({"code": AREAS[kind]}),
        has=lambda name: groups is not None and name == "band_groups",
        table=lambda name: groups,
    )


def table(name: str, *without: str) -> pd.DataFrame:
    """An empty table with the columns that an edition shows."""
    return pd.DataFrame(columns=[c.name for c in SPECS[name].columns if c.name not in without])


def said(tables, edition="public", run=None) -> dict:
    run = run or evidence()
    return json.loads(structure_text(run, tables, policy(edition, run.thresholds), edition))


def test_the_head_names_the_release_and_its_numbers():
    found = said({}, run=evidence(limits=Thresholds(suppress_below=6, round_to=10)))
    assert {key: found[key] for key in ("format", "edition", "partnership", "code", "period")} == {
        "format": FORMAT, "edition": "public", "partnership": "Alderhythe", "code": "E09990001",
        "period": "2010/11",
    }  # fmt: skip
    assert found["sensitive"] == ["robbery"]
    assert found["rules"] == {"suppress_below": 6, "round_to": 10, "minimum_denominator": 20}


def test_sums_are_of_wards_of_offences_without_incidents_and_of_the_months_known():
    sums = said({})["sums"]
    assert sums["area"] == [
        {"total": "E09990001", "parts": ["E05990001", "E05990002"], "complete": True}
    ]
    assert sums["offence"] == [
        {"total": "all", "parts": ["burglary", "robbery", "other"], "complete": True}
    ]
    assert sums["period"] == [
        {"total": "April to September 2010", "parts": HALF.months(), "complete": True}
    ]


def test_rings_and_nights_out_add_up_where_they_are_told():
    run = evidence()
    run.compared = [Period.parse("2009-04..2009-09"), HALF]
    run.has = lambda name: name in ("premises_rings", "premises_areas")
    run.table = lambda name: pd.DataFrame({"area": ["E05990001"]})
    sums = said({}, run=run)["sums"]
    assert sums["area"][-1] == {
        "total": "E09990001",
        "parts": [
            "ring 0 to 50 m", "ring 50 to 100 m", "ring 100 to 250 m", "ring farther away"
        ],
        "complete": True,
    }  # fmt: skip
    assert [one["total"] for one in sums["period"][-2:]] == [
        "April to September 2009", "April to September 2010"
    ]  # fmt: skip
    assert sums["period"][-1]["parts"] == [
        "nights out, April to September 2010", "other hours, April to September 2010"
    ]  # fmt: skip


@pytest.mark.parametrize(("edition", "limits"), [("committee", (5, 1)), ("public", (5, 5))])
def test_a_table_of_wards_says_where_its_counts_are_and_how_they_are_shown(edition, limits):
    found = said({"ward_offences": table("ward_offences")}, edition)["tables"]["ward_offences"]
    assert found["keys"] == ["area", "theme", "period"]
    assert (found["suppress_below"], found["round_to"]) == limits
    assert found["sensitive"] is None  # such rows are left out
    assert found["derived"] == {}
    assert found["cells"] == {
        "source": "street", "count": "offences", "area": "area", "offence": "theme",
        "period": "period",
    }  # fmt: skip
    assert "altered" not in found


def test_a_derived_column_says_how_it_follows_from_what_the_table_shows():
    whole = said({"ward_rates": table("ward_rates")})["tables"]["ward_rates"]
    assert whole["cells"]["offence"] == "=all"
    assert whole["derived"] == {
        "rate": "1000 * offences / residents",
        "rate_lower": "1000 * poisson_lower(offences) / residents",
        "rate_upper": "1000 * poisson_upper(offences) / residents",
        "rank": "rank(among(offences / residents, rank))",
        "rank_lower": {
            "of": ["offences", "residents"],
            "why": "is drawn at random from the rates as published",
        },
        "rank_upper": whole["derived"]["rank_lower"],
    }
    cut = said({"ward_rates": table("ward_rates", "rate")})["tables"]["ward_rates"]
    assert "rate" not in cut["derived"]
    changed = said({"year_on_year": table("year_on_year")})["tables"]["year_on_year"]
    assert changed["derived"]["change"] == "after - before"


def test_a_percentage_without_its_counts_says_that_they_are_not_shown():
    told = said({"treatment_need": table("treatment_need", "number")})["tables"]["treatment_need"]
    formula = "number / whole(number)"
    assert told["derived"]["share"] == {"of": ["number"], "why": NOT_SHOWN, "formula": formula}
    shown = said({"treatment_need": table("treatment_need")})["tables"]["treatment_need"]
    assert shown["derived"]["share"] == formula


@pytest.mark.parametrize(("edition", "round_to"), [("committee", 1), ("public", 5)])
def test_a_table_of_the_partnership_says_how_its_sensitive_rows_are_shown(edition, round_to):
    found = said({"year_on_year": table("year_on_year")}, edition)["tables"]["year_on_year"]
    assert (found["suppress_below"], found["round_to"]) == (0, 1)
    assert found["sensitive"] == {
        "suppress_below": 5,
        "round_to": round_to,
        "totals_as_shown": {"column": "theme", "totals": ["all"]},
    }
    assert "cells" not in found


@pytest.mark.parametrize(
    ("method", "base", "most"),
    [(CELL_KEY, 5, MOST_NOISE), (ROUNDING, 5, 4), (ROUNDING, 10, 9), (ROUNDING, 1, 1)],
)
def test_other_methods_say_how_far_a_figure_may_be_from_its_count(method, base, most):
    run = evidence(limits=Thresholds(round_to=base), method=method)
    tables = {name: table(name) for name in ("ward_offences", "year_on_year")}
    found = said(tables, run=run)["tables"]
    assert found["ward_offences"]["altered"] == {"method": method, "by_at_most": most}
    assert "altered" not in found["year_on_year"]


def test_bands_are_rounded_outwards_so_that_they_tell_no_more_than_the_map():
    """Medium from 7 and high from 23: to fives, low is up to 10, medium 5 to 25, high from 20."""
    found = said({"hotspot_bands": table("hotspot_bands")})["bands"]["hotspot_bands"]
    assert found["groups"] == {
        "g1": {"low": [0, 10], "medium": [5, 25], "high": [20, None]},
        "g2": {"low": [0, 10], "medium": [10, 20], "high": [20, None]},
    }
    assert (found["source"], found["offence"], found["period"]) == ("street", "all", HALF.label)
    for group in GROUPS.itertuples():
        told = found["groups"][group.area]
        assert told["low"][1] >= group.medium_from - 1
        assert told["medium"][0] <= group.medium_from
        assert told["medium"][1] >= group.high_from - 1
        assert told["high"][0] <= group.high_from


@pytest.mark.parametrize(
    ("contract", "codes"),
    [("offences", []), (None, ["E01990001", "E05990001", "E05990002"])],
)
def test_areas_whose_events_carry_the_publishers_own_codes_are_named(contract, codes):
    """A snapped point may lie outside the area beside it; the force's own points decide."""
    assert said({}, run=evidence(contract=contract))["placed_by_code"] == codes


def test_an_edition_without_a_map_in_bands_says_nothing_of_bands():
    assert said({})["bands"] == {}
    without = evidence(groups=None)
    assert said({"hotspot_bands": table("hotspot_bands")}, run=without)["bands"] == {}


def test_the_text_is_the_same_whatever_the_order_of_the_tables():
    tables = {name: table(name) for name in ("ward_rates", "ward_offences")}
    again = dict(reversed(tables.items()))
    run, rules = evidence(), policy("public")
    text = structure_text(run, tables, rules, "public")
    assert text == structure_text(run, again, rules, "public")
    assert text.endswith("}\n")


# What a content's own rule adds ---------------------------------------------------------

CONTENTS = {
    "treated": TableSpec(
        "treated", "", "drug_treatment",
        (
            Column("drug", "key", ""), Column("completed", "count", ""),
            Column("treated", "denominator", ""), Column("share", "derived", ""),
        ),
        "n", CellAddress("treated", "completed", "=E09990001", "drug", "=year"),
        rederive=lambda table: table.assign(share=table["completed"] / table["treated"]),
    ),
    "hate": TableSpec(
        "hate", "", "sensitive_offences",
        (Column("area", "key", ""), Column("period", "key", ""), Column("offences", "count", "")),
        "n", CellAddress("hate", "offences", "area", "=hate", "period"),
    ),
    "rates": TableSpec(
        "rates", "", "youth_justice",
        (
            Column("group", "key", ""), Column("young", "count", ""),
            Column("residents", "denominator", ""), Column("rate", "derived", ""),
        ),
        "n", CellAddress("youth", "young", "=E09990001", "group", "=year"), attribute="offence",
        rederive=lambda table: table.assign(rate=table["young"] / table["residents"]),
    ),
    "survey": TableSpec(
        "survey", "", "survey_estimates",
        (
            Column("ward", "key", ""), Column("asked", "count", ""), Column("share", "derived", ""),
        ),
        "n", CellAddress("survey", "asked", "ward", "=all", "=wave"), base="asked",
        rederive=lambda table: table.assign(share=0.5),
    ),
}  # fmt: skip
MADE = {
    "treated": {"share": "completed / treated"},
    "rates": {"rate": "young / residents"},
    "survey": {"share": "0.5"},
}
COUNTS = {
    "treated": pd.DataFrame(
        {"drug": ["opiates", "crack"], "completed": [21, 12], "treated": [60, 29]}
    ).assign(share=0.4),
    "hate": pd.DataFrame(
        {"area": ["E09990001", "E09990001", "E05990001", "E05990002"],
         "period": ["2010/11", "2010-04", "2010/11", "2010/11"], "offences": [51, 9, 20, 31]}
    ),
    "rates": pd.DataFrame(
        {"group": ["a", "b"], "young": [6, 12], "residents": [9, 300]}
    ).assign(rate=0.1),
    "survey": pd.DataFrame({"ward": ["E05990001", "E05990002"], "asked": [49, 80]}).assign(
        share=0.5
    ),
}  # fmt: skip
WARDS = Hierarchy({"E09990001": ["E05990001", "E05990002"]})


@pytest.mark.parametrize(
    ("name", "edition", "limits"),
    [
        ("treated", "public",
         {"minimum_base": 30, "bases": {"treated": False}, "counts": False}),
        ("treated", "committee", {"minimum_base": 20, "bases": {"treated": False}}),
        ("hate", "public", {
            "areas": {"column": "area", "only": ["E09990001"]}, "months": {"column": "period"},
        }),
        ("hate", "committee", {"areas": {"column": "area", "only": ["E09990001"]}}),
        ("rates", "public",
         {"minimum_base": 10, "bases": {"residents": False}, "each_of": []}),
        ("survey", "public", {"minimum_base": 50, "bases": {"asked": True}}),
    ],
)  # fmt: skip
def test_a_content_with_a_rule_of_its_own_is_protected_declared_and_audited(
    tmp_path, monkeypatch, name, edition, limits
):
    """Against what protection makes of a table nothing is found, against the bare one something."""
    monkeypatch.setitem(SPECS, name, CONTENTS[name])
    monkeypatch.setitem(FORMULAS, name, MADE.get(name, {}))
    tables = {name: COUNTS[name]}
    made = protect(tables, SPECS, hierarchy=WARDS)[edition].tables
    structure = said(made, edition)
    assert structure["tables"][name]["limits"] == limits
    found = {}
    for kind, each in (("protected", made), ("bare", tables)):
        folder = tmp_path / kind / "data"
        folder.mkdir(parents=True)
        csv_frame(each[name].round(4)).to_csv(folder / f"{name}.csv", index=False)
        dictionary(each, {}).to_csv(folder / "dictionary.csv", index=False)
        (folder / "structure.json").write_text(json.dumps(structure))
        found[kind] = list(against_rules(open_bundle(folder.parent)))
    assert found["protected"] == []
    assert found["bare"] != []
    assert audit_numbers(open_bundle(tmp_path / "protected")).empty
