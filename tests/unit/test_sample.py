"""The invented partnership: same bytes for a seed, nothing half-written, files as partners send."""

import hashlib
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from cdrp_analysis import settings, sources
from cdrp_analysis.errors import OutputError, SettingsError
from cdrp_analysis.sample import make_sample
from cdrp_analysis.sample.plan import BOROUGH, CALENDAR, OFFENCES
from cdrp_analysis.sample.planted import LOST_KEPT, TURNS

COLUMNS = [month.replace("-", "") for month in CALENDAR.months()]


@pytest.fixture(scope="module")
def told(sample) -> dict:
    return json.loads((sample / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def truth(told) -> dict[str, dict]:
    return {one["key"]: one for one in told["truths"]}


@pytest.fixture(scope="module")
def assessment(sample) -> settings.Assessment:
    return settings.load(sample / "assessment.toml")


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# Making it --------------------------------------------------------------------------------


def test_same_seed_same_bytes_and_a_second_call_leaves_the_folder_alone(sample, tmp_path):
    folder = tmp_path / "sample"
    make_sample(folder, seed=3)
    other = digests(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    make_sample(folder, seed=3)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    make_sample(folder)
    shipped = digests(sample)
    assert digests(folder) == shipped, "the default seed replaces the other borough"
    assert [path.name for path in tmp_path.iterdir()] == ["sample"], "no working folder is left"
    assert set(other) == set(shipped)
    drawn = [name for name in shipped if name.split("/")[0] != "partners"]
    same = [name for name in drawn if other[name] == shipped[name]]
    assert same == ["assessment.toml", "calendar/school_terms.csv"], "another seed, another borough"
    partners = [name for name in shipped if name.startswith("partners/")]
    assert np.mean([other[name] != shipped[name] for name in partners]) > 0.75


def test_a_folder_with_somebody_elses_files_is_refused_and_untouched(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "case.csv").write_text("a\n")
    with pytest.raises(OutputError, match="not empty and is not a sample"):
        make_sample(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["case.csv"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"generator": "2"}', '"a sample"'])
def test_a_file_that_only_has_the_name_of_the_truths_makes_no_sample(tmp_path, text):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "truth.json").write_text(text)
    with pytest.raises(OutputError, match="not empty and is not a sample"):
        make_sample(tmp_path / "mine")
    assert (tmp_path / "mine" / "truth.json").read_text() == text


def test_a_failure_leaves_nothing_that_looks_finished(tmp_path, monkeypatch):
    def half(folder, *_):
        folder.mkdir()
        (folder / "truth.json").write_text("{}")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cdrp_analysis.sample.write_partnership", half)
    with pytest.raises(OutputError, match="No space left"):
        make_sample(tmp_path / "sample")
    assert list(tmp_path.iterdir()) == []


def test_a_negative_seed_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="seed is -1"):
        make_sample(tmp_path / "sample", seed=-1)
    assert list(tmp_path.iterdir()) == []


# Files and layouts ------------------------------------------------------------------------


def test_every_file_the_assessment_names_is_there_and_no_other(sample, assessment):
    named = [item.file for item in (*assessment.boundaries, *assessment.lookups)]
    named += [item.file for item in (*assessment.denominators, *assessment.deprivation)]
    named += [terms.file for terms in assessment.school_terms]
    named += [assessment.roads, assessment.truth, "assessment.toml", "places/places.geojson"]
    for feed in assessment.feeds:
        for glob in feed.files:
            found = [path.relative_to(sample).as_posix() for path in sample.glob(glob)]
            assert found, glob
            named += found
    assert sorted(named) == sorted(digests(sample))
    assert assessment.period.period.label == CALENDAR.period
    assert assessment.period.known_to == CALENDAR.known_to


def test_every_partners_file_is_read_whole(sample, assessment, told):
    """None of their rows is refused: the faults are planted in the offence extract alone."""
    partners = [feed for feed in assessment.feeds if feed.files[0].startswith("partners/")]
    assert len(partners) > 50
    read = {}
    for feed in partners:
        (reading,) = sources.read(feed, sample, among=assessment.feeds)
        assert reading.quarantined.empty, feed.key
        assert len(reading.accepted) == reading.rows_in
        read[feed.key] = reading.rows_in
    assert read == {feed: told["rows"][feed] for feed in read}


def test_agencies_send_what_they_have(sample):
    suffixes = {path.suffix for path in (sample / "partners").iterdir()}
    assert suffixes == {".csv", ".xlsx", ".parquet"}
    sheet = openpyxl.load_workbook(sample / "partners" / "funding.xlsx").active
    title, gap, header = ([cell.value for cell in row] for row in sheet.iter_rows(max_row=3))
    assert title[0] == "Funding (invented)"
    assert not any(gap)
    assert all(header)


def test_nothing_is_known_after_the_last_known_month(sample):
    for path in sorted((sample / "police").glob("offences-*.csv")):
        rows = pd.read_csv(path, dtype=str, encoding="utf-8-sig", usecols=["recorded_on"])
        dates = rows["recorded_on"][rows["recorded_on"].str.fullmatch(r"\d{4}-[01]\d-[0-3]\d")]
        dates = dates[dates != "2010-13-02"]  # one of the planted faults
        assert dates.max()[:7] <= CALENDAR.known_to
    for path in (sample / "counts").iterdir():
        assert pd.read_csv(path, nrows=0).columns[-1] == CALENDAR.known_to.replace("-", "")


def test_one_file_of_the_extract_starts_with_a_byte_order_mark(sample):
    marked = [
        path.name
        for path in sorted((sample / "police").glob("*.csv"))
        if path.read_bytes().startswith(b"\xef\xbb\xbf")
    ]
    assert marked == ["offences-2006-07.csv"]


def test_the_zip_has_a_top_folder_and_fixed_times(sample):
    with zipfile.ZipFile(sample / "police" / "earlier-release.zip") as archive:
        (info,) = archive.infolist()
        rows = pd.read_csv(archive.open(info), dtype=str)
    assert info.filename == f"{CALENDAR.earlier_released}/offences-2010-11.csv"
    assert info.date_time == (2010, 10, 18, 12, 0, 0)
    assert set(rows["recorded_on"].str[:7]) == set(CALENDAR.earlier)


def test_numbers_are_written_as_publishers_write_them(sample):
    residents = pd.read_csv(sample / "denominators" / "population_lsoa2001.csv", dtype=str)
    years = [f"Mid-{year}: Population" for year in range(2004, 2011)]
    assert list(residents.columns[3:]) == years
    assert residents["Mid-2008: Population"].str.fullmatch(r"\d,\d{3}").mean() > 0.95
    scores = pd.read_csv(sample / "deprivation" / "imd2007_lsoa2001.csv", dtype=str)
    assert scores["IMD_score"].str.fullmatch(r"\d+,\d{3}").all()
    assert scores["IMD_decile"].astype(int).between(1, 10).all()


def test_people_by_day_add_up_to_what_is_told_of_the_fullest_ward(sample, truth):
    """From the files alone: LSOAs to wards by the lookup, residents of mid-2010."""
    below = sample / "denominators"
    by_day = pd.read_csv(below / "workday_lsoa2001.csv", thousands=",").set_index("LSOA01CD")
    live = pd.read_csv(below / "population_lsoa2001.csv", thousands=",")
    live = live.set_index("LSOA 2001 Code")["Mid-2010: Population"]
    ward = pd.read_csv(sample / "lookups" / "lsoa2001_ward2002.csv").set_index("LSOA01CD")
    people = pd.DataFrame({"by_day": by_day["WORKDAY"], "live": live, "ward": ward["WD02NM"]})
    wards = people.groupby("ward").sum()
    fullest = (wards["by_day"] / wards["live"]).idxmax()
    assert truth["people_by_day"]["planted"] == {fullest: wards.loc[fullest, "by_day"]}
    assert wards["by_day"].sum() == pytest.approx(1.03 * wards["live"].sum(), rel=0.03)
    assert (wards["by_day"] / wards["live"]).max() > 2


def test_truths_are_told_one_by_one(told):
    truths = told["truths"]
    keys = [one["key"] for one in truths]
    assert len(keys) == len(set(keys))
    for one in truths:
        assert {"key", "item", "what", "planted", "unit", "how"} <= set(one), one["key"]
        assert one["how"] in ("exact", "process", "found")
    assert all(pd.Series([one["item"] for one in truths]).str.fullmatch(r"[AB]\d\d"))
    assert (told["period"], told["known_to"]) == (CALENDAR.period, CALENDAR.known_to)


# Boundaries -------------------------------------------------------------------------------


def boundary(sample: Path, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(sample / "boundaries" / name)


def test_wards_tile_the_borough_and_lsoas_tile_the_wards(sample):
    borough, wards = boundary(sample, "borough.geojson"), boundary(sample, "wards_2002.geojson")
    old, new = boundary(sample, "lsoas_2001.geojson"), boundary(sample, "lsoas_2011.geojson")
    assert (len(borough), len(wards), len(old), len(new)) == (1, 16, 110, 112)
    for areas in (wards, old, new):
        assert areas.geom_type.eq("Polygon").all()
        assert areas.is_valid.all()
        assert shapely.coverage_is_valid(areas.geometry.array), "no gap, no overlap"
        assert areas.union_all().symmetric_difference(borough.union_all()).area < 1e-13
    lookup = pd.read_csv(sample / "lookups" / "lsoa2001_ward2002.csv")
    within = old.merge(lookup, left_on="code", right_on="LSOA01CD")
    for ward, parts in within.groupby("WD02CD"):
        outline = wards.geometry[wards["code"] == ward].iloc[0]
        assert parts.union_all().symmetric_difference(outline).area < 1e-13, ward


def test_split_lsoas_are_tiled_by_their_halves(sample):
    changes = pd.read_csv(sample / "lookups" / "lsoa2001_lsoa2011.csv")
    split = changes[changes["CHGIND"] == "S"]
    assert split.groupby("LSOA01CD").size().tolist() == [2, 2]
    old = boundary(sample, "lsoas_2001.geojson").set_index("code")
    new = boundary(sample, "lsoas_2011.geojson").set_index("code")
    for code, halves in split.groupby("LSOA01CD"):
        joined = new.geometry[halves["LSOA11CD"]].union_all()
        assert joined.symmetric_difference(old.geometry[code]).area < 1e-13


def test_the_boroughs_around_leave_no_gap_and_hold_the_same_borough(sample):
    around = boundary(sample, "boroughs_around.gpkg")
    own = boundary(sample, "borough.geojson").to_crs(around.crs)
    assert len(around) == 16
    assert around.crs.to_epsg() == 27700
    assert shapely.coverage_is_valid(around.geometry.array)
    same = around.geometry[around["code"] == own["code"].iloc[0]].iloc[0]
    # Rounding of degrees and of metres moves each vertex by up to about 0.1 m.
    assert same.symmetric_difference(own.geometry.iloc[0]).area < 0.2 * same.length


# Count tables -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def boroughs(sample) -> pd.DataFrame:
    return pd.read_csv(sample / "counts" / "borough-wide.csv")


@pytest.fixture(scope="module")
def own(boroughs) -> pd.DataFrame:
    """The borough's own offences, one row per offence, one column per month."""
    return boroughs[boroughs["boroughname"] == BOROUGH].set_index("minortext")[COLUMNS]


@pytest.fixture(scope="module")
def wards(sample) -> pd.DataFrame:
    return pd.read_csv(sample / "counts" / "ward-wide.csv")


def half(own: pd.DataFrame, year: int, *offences: str) -> int:
    """April to September of a year."""
    rows = own.loc[list(offences)] if offences else own
    return int(rows[[f"{year}{month:02d}" for month in range(4, 10)]].to_numpy().sum())


def year(own: pd.DataFrame, first: int, *offences: str) -> int:
    """April of a year to March of the next."""
    rows = own.loc[list(offences)] if offences else own
    return int(rows[[c for c in COLUMNS if f"{first}04" <= c <= f"{first + 1}03"]].to_numpy().sum())


def test_years_of_the_borough_table_are_the_years_told(own, truth):
    found = {f"{first}/{first - 1999:02d}": year(own, first) for first in range(2004, 2010)}
    assert found == truth["offences_by_year"]["planted"]
    change = year(own, 2009) / year(own, 2008) - 1
    assert change == pytest.approx(truth["break_total"]["planted"], abs=5e-5)
    assert change > 0, "the shopping centre turned a falling series"
    # The other half is in no file; what is known of the year is its smaller part at least.
    assert half(own, 2010) < truth["year_end"]["planted"] < 2.2 * half(own, 2010)


def test_changes_told_are_those_of_the_borough_table(own, truth):
    groups = {offence.offence: offence.group for offence in OFFENCES}
    violence = [name for name in own.index if groups[name] == "VIOLENCE AGAINST THE PERSON"]
    for key, names in {
        "violence_change": violence,
        "theft_from_vehicle_change": ["THEFT FROM A VEHICLE"],
    }.items():
        change = half(own, 2010, *names) / half(own, 2009, *names) - 1
        assert change == pytest.approx(truth[key]["planted"], abs=5e-5)
        assert change < -0.04
    names = ["DOMESTIC BURGLARY", "ROBBERY OF PERSONAL PROPERTY"]
    change = year(own, 2009, *names) / year(own, 2005, *names) - 1
    assert change == pytest.approx(truth["burglary_and_robbery_against_base"]["planted"], abs=5e-5)
    assert [half(own, 2010, "RAPE"), half(own, 2009, "RAPE")] == truth["rape"]["planted"]


def test_a_rise_of_a_quarter_is_followed_by_a_fall(own):
    """Of both offences together: robberies alone are too few to show it for every seed."""
    names = ["DOMESTIC BURGLARY", "ROBBERY OF PERSONAL PROPERTY"]
    assert all(TURNS[name]["2010-04"] > 1 > TURNS[name]["2010-09"] for name in names)
    spring, summer = (
        sum(own.loc[names, f"2010{month:02d}"].sum() for month in months)
        / sum(own.loc[names, f"2009{month:02d}"].sum() for month in months)
        for months in ((4, 5, 6), (7, 8, 9))
    )
    assert spring > 1.12
    assert summer < 0.92


def test_one_neighbours_last_months_are_lost_and_nobody_elses(boroughs, truth):
    lost = truth["lost_neighbour"]
    months = [month.replace("-", "") for month in lost["months"]]
    before = [str(int(month) - 100) for month in months]
    areas = boroughs.groupby("boroughname")[COLUMNS].sum().drop("Unknown")
    kept = areas[months].sum(axis=1) / areas[before].sum(axis=1)
    assert kept[lost["planted"]] == pytest.approx(LOST_KEPT, rel=0.15)
    assert kept.drop(lost["planted"]).between(0.75, 1.25).all()


def test_wards_add_up_to_the_borough_but_for_a_ward_of_which_two_months_are_blank(
    wards, own, truth
):
    lost = truth["lost_ward"]
    blank = [month.replace("-", "") for month in lost["months"]]
    gone = wards["wardname"] == lost["planted"]
    missing = wards[COLUMNS].isna()
    assert gone.sum() == len(OFFENCES)
    assert missing.loc[gone, blank].all(axis=None)
    assert missing.to_numpy().sum() == len(OFFENCES) * len(blank), "missing nowhere else"
    added = wards.groupby("minortext")[COLUMNS].sum().loc[own.index]
    whole = [month for month in COLUMNS if month not in blank]
    assert (added[whole] == own[whole]).all(axis=None)
    assert (added[blank].sum() < own[blank].sum()).all()


def test_ward_table_starts_with_a_stub_and_the_borough_table_has_odd_names(wards, boroughs):
    first, second = [column for column in wards.columns if column.isdigit()][:2]
    assert first == CALENDAR.stub.replace("-", "")
    assert wards[first].sum() < 0.01 * wards[second].sum()
    names = set(boroughs["boroughname"])
    assert len(names) == 17
    assert {"Unknown", "Greywater & Sedge", "KINGSMARSH"} <= names


def test_small_cells_are_those_of_the_ward_table(wards, truth):
    """The ward with blank months is left out: its sums are not known."""
    months = [month for month in COLUMNS if month >= "201004"]
    cells = wards.set_index(["wardname", "minortext"])[months].sum(axis=1, skipna=False)
    assert cells.between(1, 4).sum() == truth["small_cells"]["planted"]


def test_counts_are_overdispersed(boroughs):
    burglary = boroughs[boroughs["minortext"] == "DOMESTIC BURGLARY"].set_index("boroughname")
    rest = burglary.drop(["Unknown", BOROUGH, "Dunmere"])[COLUMNS].iloc[:, -30:-6]
    assert (rest.var(axis=1) / rest.mean(axis=1)).mean() > 1.3


def test_types_of_one_area_move_together(boroughs):
    """Months of more theft than the months around are months of more violence."""
    table = boroughs[~boroughs["boroughname"].isin(["Unknown", "Dunmere"])]
    residuals = []
    for group in ("THEFT", "VIOLENCE AGAINST THE PERSON"):
        rows = table[table["majortext"] == group].groupby("boroughname")
        months = rows[COLUMNS].sum().T
        level = months / months.rolling(13, center=True).mean()
        season = level.groupby(lambda column: column[4:]).transform("mean")
        residuals.append((level / season).dropna().to_numpy().ravel())
    assert np.corrcoef(*residuals)[0, 1] > 0.10  # by chance within 0.08


def test_bicycle_theft_has_a_summer_and_burglary_a_winter(boroughs):
    table = boroughs.groupby("minortext")[COLUMNS[:72]].sum()
    by_month = table.T.groupby(lambda column: column[4:]).mean()
    assert by_month["BICYCLE THEFT"].idxmax() in ("07", "08", "09")
    assert by_month["DOMESTIC BURGLARY"].idxmax() in ("11", "12", "01")
