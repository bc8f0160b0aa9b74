"""Contracts: every accepted row keeps them, and pandera, asked independently, agrees."""

import pandas as pd
import pytest
import shapely

from cdrp_analysis.contracts import CONTRACTS, check_rows, conform
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
