"""Release policies: every content type follows a rule of the partnership's own table."""

import tomllib
from importlib.resources import files

import pytest

from cdrp_analysis.disclosure.catalogue import TABLES
from cdrp_analysis.disclosure.exemptions import EXEMPTIONS
from cdrp_analysis.disclosure.rules import DEFAULT_AUTHORITY, RELEASED, policy
from cdrp_analysis.errors import SettingsError
from cdrp_analysis.settings import Thresholds

# First column of the partnership's table of release rules, as printed there.
SOURCES = {
    "Crime counts, borough total, ordinary offences",
    "Crime counts by ward / LSOA / grid",
    "Rape, domestic abuse, honour-based, hate, child sexual offences",
    "Point locations",
    "KDE/Gi* maps",
    "Named premises (licensed, retail outlets, schools)",
    "Individuals (PPO/IOM list, 20 high-risk youths, gang members)",
    "Youth justice tables",
    "Health admissions",
    "Drug treatment (NDTMS)",
    "Intelligence text, source grading, tactics, deployment times, informants",
    "Emerging-threat judgements",
    "Funding and contract negotiations",
    "Consultation verbatims",
    "Case studies / offender testimony",
    "Performance vs target, peer bands, trends",
}
RULES = tomllib.loads(
    files("cdrp_analysis.disclosure").joinpath("release_rules.toml").read_text("utf-8")
)
OWN = {
    "source": "Crime counts by ward / LSOA / grid",
    "basis": "our information sharing agreement",
    "decided_by": "Board, 4 May 2011",
    "committee": {"rule": "exact"},
    "public": {"rule": "counts below 8 hidden", "suppress": True, "suppress_below": 8},
}


@pytest.mark.parametrize("content", RULES)
def test_every_content_type_follows_a_rule_of_the_table_in_both_editions(content):
    row = RULES[content]
    # Beside ordinary offences the borough's tables hold sensitive ones, which have their own row.
    source = row["source"].removesuffix("; sensitive offences")
    assert source in SOURCES
    assert row["basis"]
    assert all(row[edition]["rule"] for edition in RELEASED)


def test_no_rule_of_the_table_is_forgotten():
    used = {row["source"].removesuffix("; sensitive offences") for row in RULES.values()}
    assert used == SOURCES


def test_the_shipped_rules_are_held_to_what_a_partnerships_own_are():
    """As an own policy they say nothing else than they do shipped."""
    own = {content: row | {"decided_by": DEFAULT_AUTHORITY} for content, row in RULES.items()}
    for edition in RELEASED:
        assert policy(edition, own=own) == policy(edition)


@pytest.mark.parametrize("edition", RELEASED)
def test_every_exemption_is_one_that_statements_know(edition):
    codes = {code for rule in policy(edition).values() for code in rule.exemption}
    assert codes
    assert codes <= set(EXEMPTIONS)


@pytest.mark.parametrize("edition", RELEASED)
def test_what_is_left_out_is_so_under_a_code_that_holds_for_that_edition(edition):
    """The Freedom of Information Act alone keeps nothing from the committee."""
    bare = [
        rule.content
        for rule in policy(edition).values()
        if not rule.publish
        and not any(EXEMPTIONS[code].keeps_from(edition) for code in rule.exemption)
    ]
    assert bare == []


def test_every_table_of_the_catalogue_has_a_rule():
    assert {spec.content for spec in TABLES} <= set(RULES)


def test_the_public_edition_never_shows_more_than_the_committees():
    strictness = {"keep": 0, "protect": 1, "drop": 2}
    wide, narrow = policy("committee"), policy("public")
    for content, rule in narrow.items():
        other = wide[content]
        assert rule.publish <= other.publish
        if not rule.publish:
            continue
        assert rule.suppress_below >= other.suppress_below
        assert rule.round_to >= other.round_to
        assert rule.minimum_denominator >= other.minimum_denominator
        assert strictness[rule.sensitive] >= strictness[other.sensitive]
        assert rule.counts <= other.counts
        assert rule.months <= other.months
        assert (rule.areas == "partnership") >= (other.areas == "partnership")
        assert rule.each_group >= other.each_group
        for name in ("contributors", "groups", "zeros", "merge"):
            assert bool(getattr(rule, name)) >= bool(getattr(other, name))


# Values of the partnership's table: hidden below, rounded to, least base of a percentage.
@pytest.mark.parametrize(
    ("content", "edition", "limits"),
    [
        ("small_area_counts", "committee", (5, 1, 20)),
        ("small_area_counts", "public", (5, 5, 20)),
        ("health_admissions", "committee", (8, 5, 20)),
        ("health_admissions", "public", (8, 5, 20)),
        ("youth_justice", "committee", (5, 1, 10)),
        ("youth_justice", "public", (5, 5, 10)),
        ("drug_treatment", "public", (5, 5, 30)),
        ("borough_counts", "public", (0, 1, 20)),
        ("map_bands", "public", (0, 1, 0)),
        ("sensitive_offences", "committee", (5, 1, 20)),
        ("sensitive_offences", "public", (5, 5, 20)),
        ("premises_counts", "public", (5, 5, 20)),
        ("list_sizes", "public", (10, 5, 20)),
        ("service_places", "public", (10, 5, 20)),
        ("service_places", "committee", (10, 1, 20)),
        ("service_use", "committee", (10, 1, 20)),
        ("survey_estimates", "committee", (5, 1, 50)),
        ("survey_estimates", "public", (5, 5, 50)),
        ("consultation_themes", "public", (5, 1, 20)),
        ("funding_streams", "public", (0, 1, 20)),
    ],
)
def test_the_numbers_are_those_of_the_table(content, edition, limits):
    rule = policy(edition)[content]
    assert (rule.suppress_below, rule.round_to, rule.minimum_denominator) == limits


def test_rules_for_cells_that_are_not_small_name_their_source():
    """Each says whose rule it is, as the ledger prints it."""
    said = {
        (content, name): getattr(rule, name)
        for content, rule in policy("public").items()
        for name in ("contributors", "groups", "zeros", "merge")
        if getattr(rule, name)
    }
    assert set(said) == {
        ("premises_counts", "contributors"), ("funding_streams", "contributors"),
        ("list_sizes", "groups"), ("youth_justice", "groups"), ("consultation_themes", "merge"),
    }  # fmt: skip
    for (content, name), words in said.items():
        assert "ESSnet Handbook" in words or words in RULES[content]["public"]["rule"], name


def test_a_rule_on_contributors_takes_its_numbers_from_the_assessment_or_itself():
    limits = Thresholds(fewest_contributors=5, dominance_percent=80, p_percent=15)
    found = policy("public", limits)["premises_counts"].limits
    assert (found.fewest, found.k, found.p) == (5, 80, 15)
    row = RULES["premises_counts"] | {"decided_by": "Board"}
    row |= {"public": row["public"] | {"fewest_contributors": 4, "p_percent": 20}}
    own = policy("public", limits, {"premises_counts": row})["premises_counts"].limits
    assert (own.fewest, own.k, own.p) == (4, 80, 20)


def test_an_edition_prints_its_own_words_with_the_rule_they_follow():
    assert policy("public")["map_bands"].rule == (
        "KDE/Gi* maps: class bands only (low, medium, high), fixed breaks; no counts, no points"
    )
    assert policy("committee")["map_bands"].rule == "KDE/Gi* maps: class bands only, fixed breaks"
    assert policy("restricted")["map_bands"].rule == "restricted edition: exact"
    assert policy("public")["map_bands"].decided_by == DEFAULT_AUTHORITY


def test_a_partnerships_own_rule_replaces_a_whole_content_type_and_names_who_decided_it():
    limits = Thresholds(suppress_below=6, round_to=10)
    own = policy("public", limits, {"small_area_counts": OWN})
    rule = own["small_area_counts"]
    assert (rule.suppress_below, rule.round_to) == (8, 1)
    assert (rule.decided_by, rule.basis) == (OWN["decided_by"], OWN["basis"])
    assert own["small_area_rates"] == policy("public", limits)["small_area_rates"]
    assert policy("committee", limits, {"small_area_counts": OWN})["small_area_counts"].exact


def without(key: str) -> dict:
    return {name: value for name, value in OWN.items() if name != key}


@pytest.mark.parametrize(
    ("content", "row", "wrong"),
    [
        ("small_area_counts", without("decided_by"), "small_area_counts lacks decided_by"),
        ("small_area_counts", without("public"), "small_area_counts lacks public"),
        ("small_area_count", OWN, "no content type 'small_area_count'; 'small_area_counts'?"),
        ("xyz", OWN, "there is no content type 'xyz'."),
        (
            "small_area_counts",
            OWN | {"public": {"rule": "", "supress": True}},
            "small_area_counts.public has no key 'supress'",
        ),
        (
            "small_area_counts",
            OWN | {"public": {"rule": "", "zeros": True}},
            "small_area_counts.public says zeros = True, which must be the reason in words",
        ),
        (
            "small_area_counts",
            OWN | {"public": {"rule": "", "counts": "no"}},
            "small_area_counts.public says counts = 'no', which must be true or false",
        ),
        (
            "small_area_counts",
            OWN | {"public": {"rule": "", "areas": "ward"}},
            "small_area_counts.public says areas = 'ward', which must be one of all, partnership",
        ),
        (
            "small_area_counts",
            OWN | {"public": {"rule": "", "suppress_below": "8"}},
            "small_area_counts.public says suppress_below = '8', which must be a number",
        ),
        (
            "small_area_counts",
            OWN | {"public": {"rule": "", "merge": "small ones merged"}},
            "small_area_counts.public merges small counts, and hides none",
        ),
        (
            "small_area_counts",
            OWN | {"committee": {"suppress": True}},
            "small_area_counts.committee lacks rule",
        ),
    ],
)
@pytest.mark.parametrize("edition", RELEASED)
def test_an_own_rule_that_cannot_be_read_is_refused(content, row, wrong, edition):
    with pytest.raises(SettingsError) as caught:
        policy(edition, own={content: row})
    assert wrong in caught.value.what
    assert caught.value.where == "release policy"


def test_the_places_of_a_service_are_one_count_wherever_they_are_told():
    """A sum of twelve months beside it gave away a mean that a list of the same people hid."""
    tables = [spec for spec in TABLES if {"places", "filled"} <= {c.name for c in spec.columns}]
    assert {spec.name for spec in tables} == {"service_places", "service_use", "services_used"}
    assert len({spec.cells for spec in tables}) == 1 and tables[0].cells is not None
    for spec in tables:
        roles = {column.name: column.role for column in spec.columns}
        assert (roles["filled"], roles["used_share"]) == ("count", "derived")
        assert all(policy(edition)[spec.content].suppress_below in (0, 10) for edition in RELEASED)
