"""Screening of free text: what identifies somebody is found, ordinary prose is left alone."""

import pytest

from cdrp_analysis.disclosure.screening import Match, masked, screen

# Invented: Ofcom's numbers for drama, HMRC's and DVLA's example styles, reserved addresses.
FOUND = {
    "National Insurance number": [
        "AB123456C", "AB 12 34 56 C", "ab-12-34-56-d", "NI number: AB 12 34 56",
        "his NINO is jg103759a",
    ],
    "NHS number": ["943 476 5919", "9434765919", "943-476-5919", "NHS no. 943 476 5918"],
    "postcode": ["W6 9JT", "w6 9jt", "SW1A 1AA", "EC1A 1BB", "M25 2ND", "W69JT", "GIR 0AA",
                 "B33\u00a08TH", "DN55 1PT"],
    "phone number": [
        "020 7946 0123", "(020) 7946 0123", "07700 900123", "07700900123", "+44 7700 900123",
        "+44 (0)20 7946 0123", "0044 7700 900123", "01632 960123", "01632 960 123",
        "0161 496 0123", "07700-900-123", "0770 090 0123", "+353 20 910 1234",
        "07700\u200b 900\u2011123",
    ],
    "e-mail address": ["a.b@example.org", "o'neil@police.example.uk", "a.b [at] example [dot] org"],
    "vehicle mark": [
        "AB51 CDE", "AB51CDE", "ab51cde", "LK09 XYZ", "K123 ABC", "K1ABC", "A12 XYR", "Q123 ABC",
        "ABC 123K", "ABC12D", "VRM: ABC 123", "registration 1234 AB", "index AIG 4321",
    ],
    "PNC number": ["2008/1234567A", "08/123456X", "1999/0123456X", "PNC ID 08/12A", "20/9N"],
    "CRO number": ["123456/08A", "SF08/12345B", "CRO no 1234/99Z"],
    "crime reference": [
        "1234567/10", "01FH/1234/10", "HF/12345/10", "CAD 1234/12JUN10", "CRIS 0123456",
        "crime reference 42010123", "crime no. 22012/10", "incident log 123456",
    ],
    "date of birth": [
        "DOB 12/06/1993", "d.o.b. 12.6.93", "date of birth: 12 June 1993", "born on 12 June 1993",
        "born 1993-06-12", "born on the 3rd of May 1990", "DOB June 1993",
    ],
    "address": [
        "12 King Street", "14a Coningham Road", "12-14 King Street", "at 7, Glebe Close",
        "22 ST PETER'S ROAD", "14 1st Avenue", "Flat 3", "FLAT B", "in flat 12",
        "9 Bishop's Park Lane", "2 The Avenue", "PO Box 12", "5 High St", "on 12\nKing Street",
    ],
    "grid reference": [
        "TQ 232 786", "TQ232786", "TQ 2325 7862", "TQ 23250 78625", "523250, 178625",
        "523250 178625", "E 523250 N 178625", "easting 523250",
    ],
    "coordinates": [
        "51.4927, -0.2239", "51.4927 -0.2239", "-0.2239,51.4927", "51.4927\u00b0N 0.2239\u00b0W",
        "51\u00b029'33\"N", "///filled.count.soap",
    ],
    "network address": ["192.0.2.17", "2001:db8::8a2e:370:7334"],
    "bank details": [
        "GB82 WEST 1234 5698 7654 32", "4111 1111 1111 1111", "sort code 20-00-00",
        "account number 55779911", "20-00-00 55779911",
    ],
    "driver number": ["MORGA657054SM9IJ"],
    "prison number": ["A1234BC"],
    "name": [
        "Mr X", "Mr Smith", "Mrs Jane O'Neil", "MR SMITH", "mr smith", "PC Smith", "PC 123 Smith",
        "PC 123FH", "DS A. Jones", "Insp. Brown", "Dr Patel", "Cllr Green", "victim John Smith",
        "suspect: Jane Doe", "Sir J Smith", "Ms D'Arcy-Jones",
    ],
}  # fmt: skip
ORDINARY = [
    "Robbery rose by 12% in 2010/11, from 1,234 to 1,382 offences; the 2009/10 figure was revised.",
    "Burglary fell on King Street and Shepherds Bush Green, between the A4 and the M4.",
    "In 2010 King Street saw most thefts. In April 2010, King Street was closed.",
    "King Street 45, Fulham Road 32, North End Road 28; Uxbridge Road 1,204.",
    "The top 3 Fulham Road locations and the 12 Green Lane offences were reviewed.",
    "On 12 June King Street was closed from 8pm to 2am; by 23:00 King Street was quiet.",
    "Under section 31 of the Act, section 17 and section 115, and paragraph 3 of Schedule 12A.",
    "Funding of £250,000 (£1.2m in 2009-10) was cut by 3.5 per cent to £241,250.",
    "PSA 23 and NI 35, NI 195 and NI 15 were the targets; LAA 35 was met.",
    "ASB calls: 12,345 in Q1 2010, 11,002 in Q2. The A4 ASB hotspots, M4 PPO cohort, T5 BAA.",
    "From 1 April 2010 to 31 March 2011 (01/04/2010 - 31/03/2011; 01-04-2010 31-03-2011).",
    "Table 4 Church Road; Figure 2.1; bus route 9 Hammersmith Road; ward 7 Glebe Close.",
    "Sections 3.2.1.4 and 10.2; version 2.0.1; see pages 12-14 and 100 to 115.",
    "Wards E05000255 and E05000260, LSOA E01001932, borough E09000013.",
    "Victim Support, the Witness Service and Offender Management Unit; victim Support referrals.",
    "The Lord Mayor and the Lord Chancellor; the Councillor Call for Action; a PC theft; PC World.",
    "PCSO Teams and PC patrols; Inspector General; Sergeant posts.",
    "Repeat victims within 28 days: 4.2% (95% limits 3.1% to 5.5%); ratio 1.234, 0.987, 12.5.",
    "12 Youth Court cases, 45 Crown Court trials, 3 Public Place offences, 6 Safer Schools visits.",
    "Rates of 51.493% and 0.224; a risk of 51.5 against 0.2; 200 to 250 m grid squares.",
    "Crime reference 2010/11 tables; crime numbers fell; incident number 4 in the list; CAD data.",
    "Young people born in 1994 or between April 1993 and March 1995; aged 10 to 17.",
    "Crimestoppers is on 0800 555 111; dial 999, 101 or 0300 123 1212.",
    "Thefts were flat at 5% growth; knife crime remained flat 3 years running.",
    "M25 2nd exit, A40 1st junction, B12 3rd turn; 24/7 cover; 9am-5pm; 2 of 16 wards.",
    "Operation Blunt 2, Operation 12 ran 10 to 16 May; Tasking on 6 May 2010 at 14.30.",
    "Reoffending of 123 in a cohort of 1,234: 10.0% to 12.4%; +12 -3 -14 -25 +6; n = 523250.",
    "SI 2009/942, SI 2007/1831; Home Office Circular 12/2009; Cm 7448; ISBN 978-1-84987-123-4.",
    "Populations of 123,456 and 234,567; 100 000 residents; harm 12,345,678 CCHI days.",
    "MPS data, 2010/11; FY10 AND FY11 THE SAME; CCTV, ANPR and Q1 AND Q2 figures; E1 ASB; W6 area.",
    "Account 12 of the year; account managers; index 104 (2005 = 100); plates were stolen.",
    "Registration number plates: 45 thefts. Index was 100. Index of 104 in 2010.",
]
POSITIVE = [(text, kind) for kind, texts in FOUND.items() for text in texts]


@pytest.mark.parametrize("text, kind", POSITIVE)
def test_what_identifies_is_found(text, kind):
    assert [match.kind for match in screen(f"Seen, {text}, again.")] == [kind]


def test_there_are_enough_examples_of_each():
    assert len(POSITIVE) >= 60 and min(len(texts) for texts in FOUND.values()) >= 1


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_prose_raises_no_alarm(text):
    assert [text[match.start : match.end] for match in screen(text)] == []


@pytest.mark.parametrize("text", [text for text, _ in POSITIVE])
def test_masked_text_screens_clean_and_loses_nothing_else(text):
    cleaned = masked(f"Before {text} after.")
    assert cleaned.startswith("Before ") and cleaned.endswith(" after.") and "[" in cleaned
    assert screen(cleaned) == []


def test_positions_are_those_of_the_text_as_given():
    text = "\u200bNear\u00a0 W6 \n 9JT."
    (match,) = screen(text)
    assert text[match.start : match.end] == "W6 \n 9JT" and match.kind == "postcode"


def test_a_match_says_where_and_what_kind_but_never_the_text():
    assert repr(screen("W6 9JT")[0]) == "Match(start=0, end=6, kind='postcode')"


def test_overlapping_finds_are_covered_whole():
    """A name runs into an address: neither end may stay."""
    text = "Mr Smith of 12 King Street, W6 9JT, 07700 900123"
    assert masked(text) == "[name] of [address], [postcode], [phone number]"


@pytest.mark.parametrize(
    "right, wrong",
    [
        ("943 476 5919", "943 476 5918"),  # NHS number: modulus 11
        ("4111 1111 1111 1111", "4111 1111 1111 1112"),  # card: Luhn
        ("GB82 WEST 1234 5698 7654 32", "GB83 WEST 1234 5698 7654 32"),  # IBAN: modulus 97
        ("20/9N", "20/9P"),  # PNC number with a short serial: modulus 23
        ("192.0.2.17", "192.0.2.317"),
    ],
)
def test_check_digits_tell_a_number_from_a_figure(right, wrong):
    assert screen(right) and not screen(wrong)


def test_texts_of_nothing():
    assert screen("") == [] and screen(" \n\n ") == [] and masked("") == ""


def test_matches_sort_by_place():
    assert sorted([Match(5, 6, "name"), Match(1, 2, "postcode")])[0].kind == "postcode"
