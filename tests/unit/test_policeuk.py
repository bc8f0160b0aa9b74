"""data.police.uk files of every year, and the facts that make naive code wrong."""

import pandas as pd
import pytest

from cdrp_analysis.contracts import CONTRACTS
from cdrp_analysis.errors import InputError
from cdrp_analysis.sources import read
from tests.rawfiles import (
    OUTCOMES_HEADER,
    SEARCH_HEADER,
    STREET_FILE,
    STREET_HEADER,
    feed,
    read_street_rows,
    reasons,
    search_row,
    street_row,
    text,
    write,
    write_zip,
)


def test_identical_rows_of_one_file_are_real_and_all_kept(tmp_path):
    """Incidents carry no Crime ID and a snapped point: two in one street look alike."""
    incident = street_row(id="", type="Anti-social behaviour", outcome="")
    reading = read_street_rows(tmp_path, incident, incident, incident)
    assert (len(reading.accepted), reading.repeated) == (3, 0)


def test_several_offences_on_one_report_share_a_crime_id(tmp_path):
    reading = read_street_rows(tmp_path, street_row(type="Robbery"), street_row(type="Drugs"))
    assert reading.accepted["crime_id"].tolist() == ["ab12", "ab12"]


def test_rows_without_a_place_are_kept_and_stay_missing(tmp_path):
    reading = read_street_rows(tmp_path, street_row(longitude="", latitude="", lsoa=""))
    row = reading.accepted.iloc[0]
    assert row[["longitude", "latitude", "lsoa"]].isna().all()


def test_lsoa_codes_of_both_editions_stand_in_one_file(tmp_path):
    reading = read_street_rows(tmp_path, street_row(), street_row(lsoa="E01035484"))
    assert reading.accepted["lsoa"].tolist() == ["E01001874", "E01035484"]


def test_accepted_rows_keep_the_contract_and_say_where_they_come_from(tmp_path):
    reading = read_street_rows(tmp_path, street_row(), street_row(id="", outcome=""))
    CONTRACTS["street"].schema.validate(reading.accepted)
    assert reading.accepted["source_file"].unique().tolist() == [STREET_FILE]
    assert reading.accepted["source_row"].tolist() == [2, 3]
    assert reading.accepted["vintage"].unique().tolist() == ["2018-09-01"]
    assert (reading.month, reading.publisher, reading.contract) == (
        "2018-01",
        "testshire",
        "street",
    )


def test_a_folder_and_its_zip_read_alike(tmp_path):
    content = text(STREET_HEADER, street_row(), street_row(type="Piracy"))
    write(tmp_path, f"folder/{STREET_FILE}", content)
    write_zip(tmp_path / "a.zip", {STREET_FILE: content})
    (folder,) = read(feed("policeuk-street", "folder/**/*.csv"), tmp_path)
    (zipped,) = read(feed("policeuk-street", "a.zip"), tmp_path)
    assert zipped.file == f"a.zip!{STREET_FILE}"
    assert folder.sha256 == zipped.sha256
    pd.testing.assert_frame_equal(
        folder.accepted.drop(columns="source_file"), zipped.accepted.drop(columns="source_file")
    )


def test_a_zip_of_all_kinds_gives_each_feed_its_own(tmp_path):
    write_zip(
        tmp_path / "a.zip",
        {
            STREET_FILE: text(STREET_HEADER, street_row()),
            STREET_FILE.replace("street", "outcomes"): text(
                OUTCOMES_HEADER, ",".join([*street_row().split(",")[:9], "Suspect charged"])
            ),
            STREET_FILE.replace("street", "stop-and-search"): text(SEARCH_HEADER, search_row()),
            "README.txt": b"not a table",
        },
    )
    for layout, contract in (
        ("policeuk-street", "street"),
        ("policeuk-outcomes", "outcomes"),
        ("policeuk-stop-and-search", "stop_search"),
    ):
        (reading,) = read(feed(layout, "a.zip"), tmp_path)
        assert (reading.contract, len(reading.accepted)) == (contract, 1)
        CONTRACTS[contract].schema.validate(reading.accepted)


def test_an_outcome_without_its_crime_id_is_set_aside(tmp_path):
    row = ",".join([*street_row(id="").split(",")[:9], "Suspect charged"])
    write(tmp_path, STREET_FILE.replace("street", "outcomes"), text(OUTCOMES_HEADER, row))
    (reading,) = read(feed("policeuk-outcomes"), tmp_path)
    assert reasons(reading) == {2: "crime id is blank"}


EARLY_HEADER = "Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context"


def early_file(root, *rows):
    write(root, "2011-05/2011-05-testshire-street.csv", text(EARLY_HEADER, *rows))
    (reading,) = read(feed(), root)
    return reading


def test_the_sites_first_layout_had_eastings_and_no_crime_id(tmp_path):
    # Caister Water Tower, 651409.903 313177.270, is 52 39 28.8282 N, 1 42 57.8663 E (ETRS89):
    # Ordnance Survey, "Transformations and OSGM15 user guide". Ten metres are near enough.
    reading = early_file(
        tmp_path,
        "2011-05,Testshire Police,Testshire Police,651409,313177,On or near A Road,Violent crime,",
        "2011-05,Testshire Police,Testshire Police,,,On or near A Road,Burglary,",
        "2011-05,Testshire Police,Testshire Police,east,313177,On or near A Road,Burglary,",
    )
    place = reading.accepted[["longitude", "latitude"]].iloc[0]
    assert place.tolist() == pytest.approx([1.716074, 52.658008], abs=1e-4)
    assert reading.accepted["crime_id"].isna().all()
    assert reading.accepted[["longitude", "latitude"]].iloc[1].isna().all()
    assert reasons(reading) == {4: "longitude is not a number"}
    assert "converted to degrees" in reading.note


def test_a_file_without_any_coordinates_is_refused(tmp_path):
    header = "Month,Reported by,Falls within,Location,Crime type"
    with pytest.raises(InputError, match="neither longitude and latitude nor easting"):
        read_street_rows(tmp_path, "2018-01,T,T,On or near A Road,Burglary", header=header)


def searches(root, *rows, month="2018-03"):
    write(root, f"{month}/{month}-testshire-stop-and-search.csv", text(SEARCH_HEADER, *rows))
    (reading,) = read(feed("policeuk-stop-and-search"), root)
    return reading


@pytest.mark.parametrize(
    "stamp, month",
    [
        ("2018-03-31T22:59:00+00:00", "2018-03"),  # 23:59 in London
        ("2018-03-31T23:00:00+00:00", "2018-04"),  # 00:00 in London, summer time
        ("2018-03-01T00:00:00+00:00", "2018-03"),  # winter time: London is UTC
        ("2018-02-28T23:59:00+00:00", "2018-02"),
        ("2018-03-31 22:30:00", "2018-03"),  # the site's earlier spelling, without a zone
    ],
)
def test_the_month_of_a_search_is_londons(tmp_path, stamp, month):
    reading = searches(tmp_path, search_row(date=stamp))
    assert reading.accepted["month"].tolist() == [month]


@pytest.mark.parametrize(
    "stamp, kept",
    [
        ("2018-02-27T23:59:00+00:00", False),
        ("2018-02-28T00:00:00+00:00", True),
        ("2018-04-01T22:59:00+00:00", True),
        ("2018-04-01T23:00:00+00:00", False),
        ("1918-03-01T00:00:00+00:00", False),
    ],
)
def test_a_search_may_lie_a_day_outside_the_month_of_its_file(tmp_path, stamp, kept):
    reading = searches(tmp_path, search_row(date=stamp))
    assert len(reading.accepted) == kept
    assert len(reading.quarantined) == (not kept)


def test_searches_without_a_place_or_with_unknown_flags_are_kept(tmp_path):
    reading = searches(
        tmp_path,
        search_row(date="2018-03-05T10:00:00+00:00", longitude="", latitude="", operation=""),
        search_row(date="someday"),
    )
    assert reading.accepted["operation"].isna().tolist() == [True]
    assert reasons(reading) == {3: "searched at is not a date and time"}


def test_a_layouts_old_headings_are_known(tmp_path):
    header = SEARCH_HEADER.replace("Removal of more than just", "Removal of more than").replace(
        "Self-defined", "Self defined"
    )
    row = search_row(date="2018-03-05T10:00:00+00:00", self="White - Any other", clothing="True")
    write(tmp_path, "2018-03-testshire-stop-and-search.csv", text(header, row))
    (reading,) = read(feed("policeuk-stop-and-search"), tmp_path)
    assert reading.accepted[["ethnicity_self", "clothing_removed"]].iloc[0].tolist() == [
        "White - Any other",
        True,
    ]
