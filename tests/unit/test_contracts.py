"""Contracts: every accepted row keeps them, and pandera, asked independently, agrees."""

import pandas as pd
import pytest
import shapely

from cdrp_analysis.contracts import CONTRACTS, PARTNER_FEEDS, check_rows, conform
from cdrp_analysis.contracts.areas import LONDON_BOROUGHS, canonical_area
from cdrp_analysis.contracts.base import PROVENANCE, Column, Contract, Rule
from cdrp_analysis.contracts.location import IRISH_SEA
from cdrp_analysis.errors import InputError

TOY = Contract(
    "toy",
    "A contract for these tests.",
    columns=(
        Column("area", "code", "code", nullable=False),
        Column("offences", "count", "number"),
        Column("seen", "flag", "yes or no"),
        Column("at", "time", "when"),
    ),
    rules=(
        Rule("negative", lambda f: (f["offences"] < 0).fillna(False).astype(bool)),
        Rule("too many", lambda f: (f["offences"].abs() > 5).fillna(False).astype(bool)),
    ),
)


def toy(*rows):
    return conform(pd.DataFrame(rows, columns=["area", "offences", "seen", "at"]), TOY)


def test_text_becomes_the_contracts_types_and_blank_becomes_missing():
    frame, reasons = toy(
        ("A", "5", "True", "2018-06-01T23:30:00+01:00"), (" B ", "", "no", ""), ("", "0", "", "")
    )
    assert reasons.isna().all()
    assert frame["area"].tolist()[:2] == ["A", "B"]
    assert frame.isna().sum().to_dict() == {"area": 1, "offences": 1, "seen": 1, "at": 2}
    assert frame["seen"].tolist()[:2] == [True, False]
    assert frame["at"][0] == pd.Timestamp("2018-06-01T22:30:00", tz="UTC")


@pytest.mark.parametrize(
    "row, reason",
    [
        (("A", "five", "", ""), "offences is not a whole number"),
        (("A", "1.5", "", ""), "offences is not a whole number"),
        (("A", "1", "maybe", ""), "seen is neither true nor false"),
        (("A", "1", "", "yesterday"), "at is not a date and time"),
    ],
)
def test_what_cannot_be_converted_says_what_it_should_have_been(row, reason):
    assert toy(row)[1].tolist() == [reason]


def test_the_first_reason_is_given_and_the_callers_frame_is_untouched():
    frame, _ = toy(("A", "5", "", ""), ("", "-9", "", ""), ("C", "-9", "", ""), ("D", "9", "", ""))
    before = frame.copy(deep=True)
    accepted, reasons = check_rows(frame, TOY)
    assert reasons.fillna("").tolist() == ["", "area is blank", "negative", "too many"]
    assert accepted.index.tolist() == [0]
    pd.testing.assert_frame_equal(frame, before)


def test_a_missing_column_is_an_error():
    with pytest.raises(InputError, match="toy rows lack offences"):
        check_rows(pd.DataFrame({"area": ["A"], "seen": [True], "at": [pd.NaT]}), TOY)


def test_pandera_refuses_what_the_rules_refuse():
    import pandera.errors

    frame, _ = toy(("A", "5", "", ""), ("B", "-1", "", ""))
    accepted, _ = check_rows(frame, TOY)
    TOY.schema.validate(accepted)
    with pytest.raises(pandera.errors.SchemaError, match="negative"):
        TOY.schema.validate(frame)


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_contract_documents_its_columns_and_accepts_no_rows_at_all(name):
    contract = CONTRACTS[name]
    contract.schema.validate(contract.empty())
    assert contract.documentation()["meaning"].str.len().min() > 2
    assert len(set(contract.names)) == len(contract.names)


PARTNER_TOY = Contract(
    "partner toy",
    "The types and limits that partners' feeds use.",
    columns=(
        Column("person", "pseudonym", "who", nullable=False),
        Column("day", "date", "day"),
        Column("moment", "clock", "date and time"),
        Column("sex", "text", "sex", values=("female", "male")),
        Column("age", "count", "age", at_least=10, at_most=17),
        Column("hours", "number", "hours", at_least=0),
    ),
)


def partner_toy(**cells):
    """The one row that these cells make, and why it would be refused (None: it is not)."""
    row = {"person": "Y-000123", "day": "", "moment": "", "sex": "", "age": "", "hours": ""}
    assert set(cells) <= set(row)
    frame, unread = conform(pd.DataFrame([row | cells], dtype="str"), PARTNER_TOY)
    reason = unread.fillna(check_rows(frame, PARTNER_TOY)[1]).iloc[0]
    return frame.iloc[0], None if pd.isna(reason) else reason


@pytest.mark.parametrize("said", ["Y-000123", "a_1", "123456", "x" * 63 + "1"])
def test_a_pseudonym_is_letters_digits_and_marks(said):
    row, reason = partner_toy(person=said)
    assert (row["person"], reason) == (said, None)


@pytest.mark.parametrize(
    "said", ["John", "John Smith", "J. Smith 1", "a1", "x" * 64 + "1", "Zoë-1"]
)
def test_what_may_be_a_name_is_no_pseudonym(said):
    assert partner_toy(person=said)[1].startswith("person is no pseudonym")


def test_a_pseudonym_that_is_needed_may_not_be_blank():
    assert partner_toy(person=" ")[1] == "person is blank"


@pytest.mark.parametrize(
    "said", ["2010-09-30", "30/09/2010", " 30/09/2010 ", "2010-09-30 14:10", "30/09/2010 14:10:05"]
)
def test_a_date_is_read_day_first_and_without_its_time(said):
    row, reason = partner_toy(day=said)
    assert (row["day"], reason) == (pd.Timestamp("2010-09-30"), None)


@pytest.mark.parametrize("said", ["2010-09-30 23:15", "30/09/2010 23:15", "2010-09-30T23:15:00"])
def test_a_clock_keeps_the_time_that_the_wall_showed(said):
    row, reason = partner_toy(moment=said)
    assert (row["moment"], reason) == (pd.Timestamp("2010-09-30 23:15"), None)


@pytest.mark.parametrize("said", ["09/30/2010", "31/09/2010", "30.9.10", "soon", "2010-13-01"])
def test_what_is_no_date_is_refused_and_never_guessed(said):
    assert partner_toy(day=said)[1] == "day is not a date (2010-09-30 or 30/09/2010)"
    assert partner_toy(moment=said)[1].startswith("moment is not a date and time")


@pytest.mark.parametrize(
    "cells, reason",
    [
        ({"sex": "female"}, None),
        ({"sex": "F"}, "sex is not one of its values"),
        ({"age": "10"}, None),
        ({"age": "17"}, None),
        ({"age": "9"}, "age is below 10"),
        ({"age": "18"}, "age is above 17"),
        ({"age": "12.5"}, "age is not a whole number"),
        ({"hours": "0"}, None),
        ({"hours": "-0.5"}, "hours is below 0"),
        ({}, None),
    ],
)
def test_lists_and_limits_hold_and_pandera_agrees(cells, reason):
    import pandera.errors

    assert partner_toy(**cells)[1] == reason
    row = {"person": "Y-1x", "day": "", "moment": "", "sex": "", "age": "", "hours": ""}
    frame, unread = conform(pd.DataFrame([row | cells], dtype="str"), PARTNER_TOY)
    if reason is None:
        PARTNER_TOY.schema.validate(frame)
    elif unread.isna().all():
        with pytest.raises(pandera.errors.SchemaError):
            PARTNER_TOY.schema.validate(frame)


@pytest.mark.parametrize("name", PARTNER_FEEDS)
def test_every_partner_feed_says_who_holds_it_why_and_when(name):
    contract = PARTNER_FEEDS[name]
    assert contract.name == name
    assert contract.holder and contract.basis and contract.description.endswith(".")
    assert {c.name for c in PROVENANCE} <= set(contract.names)
    types = {column.name: column.type for column in contract.columns}
    assert ("month" in types) == bool(contract.dated)
    if contract.dated:
        assert types[contract.dated] in ("date", "clock")
        assert any(rule.reason.endswith("after the day of the release") for rule in contract.rules)


@pytest.mark.parametrize("name", PARTNER_FEEDS)
def test_no_rows_of_a_partner_feed_conform_as_they_are(name):
    contract = PARTNER_FEEDS[name]
    frame, reasons = conform(contract.empty(), contract)
    accepted, refused = check_rows(frame, contract)
    assert (len(accepted), len(reasons), len(refused)) == (0, 0, 0)
    contract.schema.validate(accepted)


@pytest.mark.parametrize("name", PARTNER_FEEDS)
def test_a_row_of_blanks_is_refused_by_every_partner_feed(name):
    """Every feed has a column without which a row says nothing."""
    contract = PARTNER_FEEDS[name]
    blank = pd.DataFrame([dict.fromkeys(contract.names, "")], dtype="str")
    frame, _ = conform(blank, contract)
    _, reasons = check_rows(frame.assign(vintage="2010-10-18"), contract)
    assert reasons.iloc[0].endswith("is blank")


@pytest.mark.parametrize("name", ["street", "outcomes", "stop_search", "counts"])
def test_every_row_of_a_feed_says_where_it_comes_from(name):
    assert {c.name for c in PROVENANCE} <= set(CONTRACTS[name].names)


# Places on the coast around the Irish Sea (Ordnance Survey and OSNI gazetteers, two decimals).
ASHORE = {
    "Holyhead": (-4.63, 53.31), "Amlwch": (-4.35, 53.41), "Great Orme": (-3.86, 53.34),
    "Rhyl": (-3.49, 53.32), "Hoylake": (-3.18, 53.39), "Formby": (-3.07, 53.56),
    "Blackpool": (-3.05, 53.82), "Walney": (-3.26, 54.10), "Millom": (-3.27, 54.21),
    "Seascale": (-3.48, 54.39), "St Bees": (-3.61, 54.49), "Whitehaven": (-3.59, 54.55),
    "Burrow Head": (-4.39, 54.68), "Mull of Galloway": (-4.86, 54.64),
    "Donaghadee": (-5.53, 54.64), "Portavogie": (-5.44, 54.46), "Ardglass": (-5.61, 54.26),
    "Newcastle": (-5.89, 54.21), "Kilkeel": (-5.99, 54.06), "Bardsey": (-4.80, 52.76),
}  # fmt: skip


@pytest.mark.parametrize("place", ASHORE)
def test_no_place_ashore_lies_in_the_irish_sea(place):
    assert not IRISH_SEA.contains(shapely.Point(ASHORE[place]))


def test_open_water_and_the_isle_of_man_do():
    for point in ((-4.0, 53.8), (-5.3, 53.9), (-3.6, 53.7), (-5.5, 53.4), (-4.48, 54.15)):
        assert IRISH_SEA.contains(shapely.Point(point))


@pytest.mark.parametrize(
    "spelling",
    ["Hammersmith and Fulham", "HAMMERSMITH & FULHAM", " hammersmith  and fulham ",
     "London Borough of Hammersmith & Fulham", "Hammersmith&Fulham"],
)  # fmt: skip
def test_a_borough_has_one_name_however_it_is_spelt(spelling):
    assert canonical_area(spelling) == "hammersmith and fulham"


def test_two_boroughs_never_share_a_name():
    assert len({canonical_area(name) for name in LONDON_BOROUGHS}) == 33
    assert len(set(LONDON_BOROUGHS.values())) == 33
