"""The readers on real files: every row accounted for, and the numbers the publishers give."""

import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from cdrp_analysis.contracts import CONTRACTS
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import BoundarySet, Denominator, Deprivation, Feed, Lookup
from cdrp_analysis.sources import read
from cdrp_analysis.sources.archive import find_file
from cdrp_analysis.sources.areas import read_boundaries, read_lookup
from cdrp_analysis.sources.coverage import month_coverage, thinned_months
from cdrp_analysis.sources.denominators import read_denominator, read_deprivation
from cdrp_analysis.sources.numbers import parse_number
from cdrp_analysis.sources.policeuk import revisions
from cdrp_analysis.sources.tables import read_table

DATA = Path(
    os.environ.get("CDRP_REAL_DATA", Path(__file__).parents[2].parent / "shared" / "data-real")
)
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real public data are not on this machine"),
]


def readings(layout, glob, vintage="2026-03-31", **more):
    feed = Feed(key="f", layout=layout, files=[glob], vintage=date.fromisoformat(vintage), **more)
    return list(read(feed, DATA))


# Rows of the data sets' own README; nothing in them is quarantined or repeated.
STREET, OUTCOMES, SEARCH = "policeuk-street", "policeuk-outcomes", "policeuk-stop-and-search"
POLICE_UK = [
    (STREET, "police-uk/hf-allcrime/*/*-street.csv", 57, 62_133, 0),
    (SEARCH, "police-uk/hf-allcrime/*/*-stop-and-search.csv", 29, 6_741, 4),
    (STREET, "police-uk/city-of-london.zip", 132, 87_046, 0),
    (OUTCOMES, "police-uk/city-of-london.zip", 36, 21_452, 0),
    (OUTCOMES, "police-uk/hf-burglary-2010-12_2025-02.zip", 158, 6_544, 5),
    (SEARCH, "police-uk/hf-stop-and-search-2015-04_2024-08.zip", 85, 18_874, 14),
    (STREET, "police-uk/raw-2018-01_2018-06.zip!*south-yorkshire*", 6, 93_181, 0),
    (SEARCH, "police-uk/raw-2018-01_2018-06.zip", 6, 69_568, 0),
]


@pytest.mark.parametrize("layout, glob, files, rows, header_only", POLICE_UK)
def test_every_row_of_the_sites_own_files_is_sound(layout, glob, files, rows, header_only):
    found = readings(layout, glob)
    assert len(found) == files
    assert sum(reading.rows_in for reading in found) == rows
    assert sum(len(reading.accepted) for reading in found) == rows
    assert sum(reading.rows_in == 0 for reading in found) == header_only


def test_identical_rows_of_hammersmith_are_kept_and_the_missing_month_is_seen():
    found = readings(STREET, "police-uk/hf-allcrime/*/*-street.csv", "2018-09-01")
    rows = pd.concat([reading.accepted for reading in found])
    CONTRACTS["street"].schema.validate(rows)
    content = rows.drop(columns=["source_file", "source_row", "vintage"])
    # One row in eight is byte for byte another's: dropping them would halve incidents.
    assert content.duplicated().mean() == pytest.approx(0.125, abs=0.001)
    months = pd.DataFrame({"feed": "hf", "month": [r.month for r in found],
                           "rows": [r.rows_in for r in found]})  # fmt: skip
    status = month_coverage(months, first="2016-01", last="2018-06", collapse_share=0.35)
    assert status.loc[status["status"] != "complete", "month"].tolist() == ["2016-03"]


def test_lsoa_editions_mix_within_months_of_2022():
    found = readings(STREET, "police-uk/hf-burglary-2010-12_2025-02.zip!202[1-3]-*", "2025-04-01")
    rows = pd.concat([reading.accepted for reading in found])
    split_2021 = rows["lsoa"].isin(["E01035484", "E01035485", "E01035486", "E01035487"])
    months = rows.loc[split_2021, "month"]
    assert months.min() >= "2022-03"


@pytest.mark.parametrize(
    "source, month, changed",
    [("niki", "2025-03", 462), ("niki", "2024-01", 16), ("tec", "2025-01", 7)],
)
def test_a_month_is_revised_between_downloads_and_never_loses_a_row(source, month, changed):
    (before,) = readings(
        STREET, f"police-uk/city-of-london-earlier-downloads.zip!{source}/{month}/*"
    )
    (after,) = readings(STREET, f"police-uk/city-of-london.zip!{month}/*street.csv")
    found = revisions(before.accepted, after.accepted)
    assert found["rows_changed"] == changed
    assert found["rows_added"] == found["rows_removed"] == 0


def test_two_copies_of_a_month_at_one_vintage_are_refused():
    with pytest.raises(InputError, match="two different files hold city-of-london street 2025-01"):
        readings(STREET, "police-uk/city-of-london-earlier-downloads.zip!*/2025-01/*")


STUBS = [
    ("borough", "mps/mps-borough-2010-04_2024-02.parquet", 1_085 * 167, 0),
    ("borough", "mps/mps-borough-2024-03_2026-02.parquet", 1_032 * 24, 0),
    ("ward", "mps/mps-ward-2024-02_2026-02.parquet", 18_688 * 25, 18_688),
    ("lsoa", "mps/mps-lsoa-2024-02_2026-02.parquet", 102_727 * 25, 102_727),
]


@pytest.mark.parametrize("kind, file, cells, stub", STUBS)
def test_the_empty_column_of_february_2024_is_no_fall_in_crime(kind, file, cells, stub):
    (reading,) = readings("counts-wide", file, area_type=kind)
    assert (reading.rows_in, len(reading.quarantined)) == (cells, stub)
    assert set(reading.quarantined["reason"].str[:11]) <= {"stub column"}
    months = set(reading.accepted["month"].astype(str))
    assert ("2024-02" in months) == (file == "mps/mps-borough-2010-04_2024-02.parquet")


def test_wards_add_up_to_their_borough_and_both_to_the_publishers_table():
    sums = {}
    for kind, first, last in (
        ("borough", "E09000013", "E09000013"),
        ("ward", "E05013733", "E05013753"),
    ):
        (reading,) = readings(
            "counts-wide", f"mps/mps-{kind}-2010-04_2024-02.parquet", area_type=kind
        )
        rows = reading.accepted
        own = rows["area"].astype(str).between(first, last)
        sums[kind] = rows[own].groupby("month", observed=True)["offences"].sum()
    raw = pd.read_parquet(DATA / "mps/mps-borough-2010-04_2024-02.parquet")
    published = raw[raw["boroughname"] == "Hammersmith and Fulham"].filter(regex=r"^\d{6}$").sum()
    assert len(published) == 167
    assert sums["borough"].tolist() == published.tolist()
    # In the newest month the publisher's two tables differ by one offence.
    assert sums["ward"].tolist()[:-1] == published.tolist()[:-1]
    assert sums["ward"].iloc[-1] == published.iloc[-1] - 1


def test_lost_lsoas_thin_the_months_that_the_readme_lists():
    (reading,) = readings(
        "counts-long",
        "police-uk/london-lsoa-month-counts-2023-05_2026-03.parquet",
        area_type="lsoa",
    )
    rows = reading.accepted
    own = rows[rows["area_name"].astype(str).str.startswith("Hammersmith and Fulham")]
    thin = set(thinned_months(own)["month"])
    complete = (
        ["2023-10", "2023-11", "2024-11", "2026-02", "2026-03"]
        + [f"2024-{month:02d}" for month in range(1, 9)]
        + [f"2025-{month:02d}" for month in (2, 3, 4, 5, 6, 10, 11, 12)]
    )
    have = set(own["month"].astype(str))
    assert have - thin == set(complete)


def test_knife_crime_and_fixmystreet_mix_what_must_not_be_added():
    with pytest.raises(InputError, match="the column measure splits"):
        readings(
            "counts-long", "mps/mps-monthly-dashboard-knife.parquet",
            area_type="borough", columns={"area": "area_code"},
        )  # fmt: skip
    with pytest.raises(InputError, match="the column scheme splits"):
        readings("counts-long", "partner/fixmystreet_lsoa_month_london.parquet", area_type="lsoa",
                 columns={"area": "lsoa", "count": "reports"})  # fmt: skip


BOUNDARIES = [
    ("borough", "hf_borough.geojson", "gss_code", "name", 1),
    ("ward", "hf_wards_2018.geojson", "gss_code", "name", 16),
    ("ward", "hf_wards_2024.geojson", "WD24CD", "WD24NM", 21),
    ("lsoa", "hf_lsoa_2011.geojson", "LSOA11CD", "LSOA11NM", 113),
    ("lsoa", "hf_lsoa_2021.geojson", "lsoa21cd", "lsoa21nm", 115),
    ("borough", "london_boroughs.geojson", "gss_code", "name", 33),
    ("ward", "london_wards_2018.gpkg", "GSS_CODE", "NAME", 657),
    ("lsoa", "london_lsoa_2021_gen20.gpkg", "LSOA21CD", "LSOA21NM", 4_994),
]


@pytest.mark.parametrize("kind, file, code, name, areas", BOUNDARIES)
def test_boundaries_are_sound(kind, file, code, name, areas):
    setting = BoundarySet(
        area_type=kind, file=f"boundaries/{file}", code=code, name=name, edition="x"
    )
    frame = read_boundaries(setting, DATA)
    assert len(frame) == areas
    assert frame.attrs["note"] == ""
    if file.startswith("hf_"):
        # The land of the borough is 1,640 hectares (ONS standard area measurements); some of the
        # outlines take in half of the Thames.
        assert 1_630 < frame.area.sum() / 1e4 < 1_740


def test_two_lsoas_of_hammersmith_were_split():
    setting = Lookup(
        file="lookups/lsoa2011_lsoa2021_lad2022_EW.parquet", from_type="lsoa", from_edition="2011",
        from_code="LSOA11CD", to_type="lsoa", to_edition="2021", to_code="LSOA21CD",
        change="CHGIND",
    )  # fmt: skip
    frame = read_lookup(setting, DATA)
    assert len(frame) == 35_796
    split = frame[frame["from_code"].isin(["E01001874", "E01001939"])]
    assert split["to_code"].tolist() == ["E01035484", "E01035485", "E01035486", "E01035487"]
    assert set(split["change"]) == {"S"}


def test_residents_and_deprivation_of_london():
    file = "denominators/lsoa2021_population_mid2011_mid2022_london.parquet"
    setting = Denominator(measure="residents", area_type="lsoa", edition="2021", file=file,
                          code="LSOA 2021 Code", value="Mid-{year}: Population")  # fmt: skip
    residents = read_denominator(setting, DATA, 2025)
    assert (len(residents), residents.attrs["year"]) == (4_994, 2022)
    assert residents["residents"].sum() == 8_869_043
    imd = Deprivation(file="deprivation/imd2019_lsoa2011_london.parquet", edition="2011",
                      code="lsoa11_code", rank="IMD_rank", decile="IMD_decile")  # fmt: skip
    assert len(read_deprivation(imd, DATA)) == 4_835


def test_official_text_numbers_and_decimal_commas_are_read():
    csp = read_table(
        find_file(DATA, "csp/ons_csp_table_c2_ye_jun_2025.csv", where="test"),
        ["Community Safety Partnership code", "Robbery"],
    )
    own = csp.frame[csp.frame["Community Safety Partnership code"] == "E22000198"]
    total = next(name for name in csp.frame.columns if name.startswith("Total recorded crime"))
    numbers, unreadable, _ = parse_number(csp.frame[total])
    assert numbers[own.index].tolist() == [21_232]
    assert not unreadable.any()
    survey = read_table(
        find_file(DATA, "partner/mopac_public_attitude_survey_borough.csv", where="test"),
        ["Borough", "Date"],
    )
    shares = [parse_number(survey.frame[name]) for name in survey.frame.columns]
    assert "commas read as decimal commas" in {note for _, _, note in shares}
