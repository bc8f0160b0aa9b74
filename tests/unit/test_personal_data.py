"""A file that names people is refused whole, by its headings or by what its cells look like."""

import pandas as pd
import pytest

from cdrp_analysis.contracts import PARTNER_FEEDS
from cdrp_analysis.errors import InputError
from cdrp_analysis.sources.personal_data import (
    personal_heading,
    personal_values,
    refuse_personal_data,
)

NAMING = {
    "names": ["Name", "FORENAME", "Surnames", "First_Name", "last-name", "FullName", "Given names",
              "Victim name", "name of offender", "School pupil name", "known as", "Initials",
              "Alias", "user name", "Names"],
    "dates of birth": ["DOB", "D.O.B.", "date_of_birth", "Birth Date", "birthday", "victimDob"],
    "PNC ids": ["PNC", "PNC id", "pnc_number", "PNCID"],
    "CRO numbers": ["CRO", "CRO No."],
    "National Insurance numbers": ["NINO", "NI number", "National Insurance No"],
    "NHS numbers": ["NHS number", "nhsNumber", "Patient NHS no"],
    "telephone numbers": ["Phone", "Telephone", "Tel no", "Mobile", "mobile phone number",
                          "Victim's mobile", "Home telephone", "Contact number"],
    "e-mail addresses": ["Email", "E-mail", "e_mail address"],
    "addresses": ["Address", "Address line 1", "home_address", "House number", "Flat No"],
    "full postcodes": ["Full postcode", "unit post code"],
    "driver numbers": ["Driver number", "Driving licence no"],
    "passport numbers": ["Passport", "passport_no"],
    "pupil numbers": ["UPN", "Unique Pupil Number"],
    "prison numbers": ["Prison number", "NOMS id"],
}  # fmt: skip
HARMLESS = [
    "reference", "person", "victim", "Ward name", "LSOA name", "street_name", "School name",
    "premises name", "Names of operation", "year of birth", "offender_home", "postcode sector",
    "outward_postcode", "postcode", "NHS trust", "mobile phone stolen", "driver age", "officers",
    "contact point", "recorded_on", "number", "mode",
]  # fmt: skip


@pytest.mark.parametrize(
    "heading, kind", [(heading, kind) for kind, headings in NAMING.items() for heading in headings]
)
def test_a_heading_that_names_people_is_known(heading, kind):
    assert personal_heading(heading) == kind


@pytest.mark.parametrize("heading", HARMLESS)
def test_a_heading_of_places_things_and_pseudonyms_passes(heading):
    assert personal_heading(heading) == ""


# Invented: Ofcom's numbers for drama, HMRC's and the NHS's own examples, a postcode of the law
# courts.
PERSONAL = {
    "e-mail addresses": ["a.b@example.org", "write to o'neil@police.example.uk today"],
    "telephone numbers": ["020 7946 0123", "(020) 7946 0123", "020-7946-0123", "07700 900123",
                          "07700900123", "+44 7700 900123", "+44(0)20 7946 0123",
                          "Tel:01632 960123.", "01632 960 123", "0161 496 0123", "0808 157 0123"],
    "National Insurance numbers": ["AB123456C", "ab 12 34 56 c", "his number QQ12, no: AB123456C"],
    "PNC ids": ["99/123456A", "2004/0123456A", "see 04/12345b"],
    "full postcodes": ["W12 8QT", "12 High St, sw1a 1aa.", "W128QT", "EC1A1BB"],
    "NHS numbers": ["943 476 5919", "943-476-5919."],
}  # fmt: skip
SOUND = [
    "", "Y-000123", "C-0001234567", "Y-02079460123", "523000.25", "178000",
    "POLYGON ((523000.5 178000, 0 0, 523100 178100.01234567890, 523000.5 178000))",
    "2010-09-30 23:15", "30/09/2010 23:15", "01-02-2004 10:30", "12/2010", "2009/10",
    "TQ 233 785", "TQ2337 7850", "Hammersmith and Fulham 017A", "E01001874", "W12 8", "SW1A 1",
    "W12", "28/1", "105A", "92E/4", "F10.2", "X85", "B2C", "M25 2nd exit", "the A4 1st left",
    "B4 3rd turning", "FOI s.31", "LGA Sch 12A para 1", "14:00 to 16:00", "1,200", "12 of 2010",
    "1234567890123", "a3f0b2c4d5e6f7081a2b3c4d", "0.12345678901", "07:30-08:30", "NI 111",
    "E06000999", "CAD 1234/12NOV10", "GB123456A", "123 456 7890", "The Zqabcdefghij Arms",
    "near 10 people @ 9pm",
]  # fmt: skip


@pytest.mark.parametrize(
    "cell, kind", [(cell, kind) for kind, cells in PERSONAL.items() for cell in cells]
)
def test_a_cell_that_points_at_a_person_is_known(cell, kind):
    assert personal_values(pd.Series(["", cell], dtype="str")) == [kind]


@pytest.mark.parametrize("cell", SOUND)
def test_references_places_times_and_codes_pass(cell):
    assert personal_values(pd.Series([cell], dtype="str")) == []


def test_only_text_is_looked_at():
    assert personal_values(pd.Series([2079460123.0])) == []
    assert personal_values(pd.Series([], dtype="str")) == []
    assert personal_values(pd.Series(["W12 8QT", None], dtype="category")) == ["full postcodes"]


def refused(frame, **more):
    with pytest.raises(InputError) as caught:
        refuse_personal_data(frame, where="x.csv", **more)
    assert caught.value.exit_code == 11
    return caught.value


def test_the_refusal_names_the_column_and_never_a_value():
    error = refused(pd.DataFrame({"Note": ["ring 07700 900123", "fine"]}))
    assert error.what == (
        "the column 'Note' holds telephone numbers: a file that names people is not read."
    )
    assert error.where == "x.csv"
    assert "900123" not in str(error)
    error = refused(pd.DataFrame({"Surname": ["Zqsurname"]}))
    assert error.what.startswith("the column 'Surname' is for names")
    assert "Zqsurname" not in str(error)


def test_a_name_or_address_of_a_place_passes_where_the_contract_has_it():
    frame = pd.DataFrame({"School address": ["1 Mill Lane, W12 8QT"], "Name": ["Mill School"]})
    refuse_personal_data(
        frame, where="x.csv", ours={"School address": "school_address", "Name": "school_name"}
    )
    refused(frame)
    # Calling a column of names a pseudonym does not help.
    names = frame[["Name"]]
    assert "'Name' is for names" in refused(names, ours={"Name": "person"}).what
    # The address of a school has its postcode; a telephone number is another matter.
    frame["School address"] = "1 Mill Lane, 020 7946 0123"
    ours = {"School address": "school_address", "Name": "school_name"}
    assert "holds telephone numbers" in refused(frame, ours=ours).what


def test_cells_that_become_numbers_or_dates_are_not_looked_at():
    frame = pd.DataFrame({"easting": ["02079460123"]})
    refuse_personal_data(frame, where="x.csv", typed={"easting"})
    refused(frame)


@pytest.mark.parametrize("name", PARTNER_FEEDS)
def test_no_contract_is_refused_for_its_own_headings(name):
    names = PARTNER_FEEDS[name].names
    blank = pd.DataFrame({heading: pd.Series(dtype="str") for heading in names})
    refuse_personal_data(blank, where=name, ours={heading: heading for heading in names})
