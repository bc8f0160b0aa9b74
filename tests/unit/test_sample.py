"""The invented partnership: same bytes for a seed, nothing half-written, truths that hold."""

import hashlib
import json
import time
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from cdrp_analysis import settings
from cdrp_analysis.errors import OutputError, SettingsError
from cdrp_analysis.sample import make_sample
from cdrp_analysis.sample.plan import CALENDAR, HOTSPOTS, OFFENCES, PLANTED_CHANGE
from cdrp_analysis.sources.policeuk import (
    read_outcomes,
    read_stop_and_search,
    read_street,
)
from cdrp_analysis.sources.revisions import revisions
from cdrp_analysis.vocabulary import ASB


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "sample"
    started = time.monotonic()
    make_sample(folder)
    assert time.monotonic() - started < 20, "the sample must be made in under 20 s"
    return folder


@pytest.fixture(scope="module")
def truths(sample) -> dict:
    return json.loads((sample / "truths.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def assessment(sample) -> settings.Assessment:
    return settings.load(sample / "assessment.toml")


@pytest.fixture(scope="module")
def readings(sample, assessment) -> dict:
    feeds = {feed.key: feed for feed in assessment.feeds}
    readers = {
        "street": read_street,
        "street_earlier": read_street,
        "outcomes": read_outcomes,
        "stop_and_search": read_stop_and_search,
    }
    return {key: list(reader(feeds[key], sample)) for key, reader in readers.items()}


@pytest.fixture(scope="module")
def street(readings) -> pd.DataFrame:
    return pd.concat([reading.accepted for reading in readings["street"]], ignore_index=True)


@pytest.fixture(scope="module")
def in_borough(street, sample) -> pd.DataFrame:
    """Rows by the force whose LSOA, of either edition, is the borough's."""
    lookup = pd.read_csv(sample / "lookups" / "lsoa2011_lsoa2021.csv")
    codes = set(lookup["LSOA11CD"]) | set(lookup["LSOA21CD"])
    return street[street["lsoa"].isin(codes) & street["reported_by"].eq("Estuary Police")]


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_same_bytes_and_a_second_call_leaves_the_folder_alone(sample, tmp_path):
    folder = tmp_path / "sample"
    make_sample(folder, seed=3)
    other = digests(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    make_sample(folder, seed=3)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    make_sample(folder)
    assert digests(folder) == digests(sample), "the default seed replaces the other borough"
    for name in ("boundaries/wards_2014.geojson", "counts/borough-wide.csv"):
        assert other[name] != digests(sample)[name]
    assert [path.name for path in tmp_path.iterdir()] == ["sample"], "no working folder is left"


def test_a_folder_with_somebody_elses_files_is_refused_and_untouched(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "case.csv").write_text("a\n")
    with pytest.raises(OutputError, match="not empty and is not a sample"):
        make_sample(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["case.csv"]


def test_a_failure_leaves_nothing_that_looks_finished(tmp_path, monkeypatch):
    def half(folder, *_):
        folder.mkdir()
        (folder / "truths.json").write_text("{}")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cdrp_analysis.sample.write_partnership", half)
    with pytest.raises(OutputError, match="No space left"):
        make_sample(tmp_path / "sample")
    assert list(tmp_path.iterdir()) == []


def test_a_negative_seed_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="seed is -1"):
        make_sample(tmp_path / "sample", seed=-1)


def test_every_file_the_assessment_names_is_there(sample, assessment):
    named = [item.file for item in (*assessment.boundaries, *assessment.lookups)]
    named += [item.file for item in (*assessment.denominators, *assessment.deprivation)]
    assert [name for name in named if not (sample / name).is_file()] == []
    for feed in assessment.feeds:
        for glob in feed.files:
            assert list(sample.glob(glob)), glob
    assert assessment.period.period.label == CALENDAR.period


def test_wards_tile_the_borough_and_lsoas_tile_the_wards(sample):
    def read(name):
        return gpd.read_file(sample / "boundaries" / name)

    borough, wards = read("borough.geojson"), read("wards_2014.geojson")
    old, new = read("lsoas_2011.geojson"), read("lsoas_2021.geojson")
    assert (len(borough), len(wards), len(old), len(new)) == (1, 16, 110, 112)
    for areas in (wards, old, new):
        assert areas.geom_type.eq("Polygon").all()
        assert areas.is_valid.all()
        assert shapely.coverage_is_valid(areas.geometry.array), "no gap, no overlap"
        assert areas.union_all().symmetric_difference(borough.union_all()).area < 1e-13
    lookup = pd.read_csv(sample / "lookups" / "lsoa2011_ward2014.csv")
    within = old.merge(lookup, left_on="code", right_on="LSOA11CD")
    for ward, parts in within.groupby("WD14CD"):
        outline = wards.geometry[wards["code"] == ward].iloc[0]
        assert parts.union_all().symmetric_difference(outline).area < 1e-13, ward


def test_split_lsoas_are_tiled_by_their_halves(sample):
    changes = pd.read_csv(sample / "lookups" / "lsoa2011_lsoa2021.csv")
    split = changes[changes["CHGIND"] == "S"]
    assert split.groupby("LSOA11CD").size().tolist() == [2, 2]
    old = gpd.read_file(sample / "boundaries" / "lsoas_2011.geojson").set_index("code")
    new = gpd.read_file(sample / "boundaries" / "lsoas_2021.geojson").set_index("code")
    for code, halves in split.groupby("LSOA11CD"):
        joined = new.geometry[halves["LSOA21CD"]].union_all()
        assert joined.symmetric_difference(old.geometry[code]).area < 1e-13


def test_the_boroughs_around_leave_no_gap_and_hold_the_same_borough(sample):
    around = gpd.read_file(sample / "boundaries" / "boroughs_around.gpkg")
    own = gpd.read_file(sample / "boundaries" / "borough.geojson").to_crs(around.crs)
    assert len(around) == 16
    assert around.crs.to_epsg() == 27700
    assert shapely.coverage_is_valid(around.geometry.array)
    same = around.geometry[around["code"] == own["code"].iloc[0]].iloc[0]
    # Rounding of degrees and of metres moves each vertex by up to about 0.1 m.
    assert same.symmetric_difference(own.geometry.iloc[0]).area < 0.2 * same.length


def test_every_spoilt_row_is_quarantined_and_no_other(readings, truths):
    refused = pd.concat([reading.quarantined for reading in readings["street"]])
    files = refused["file"].str.removeprefix("police-uk/")
    found = set(zip(files, refused["row"], strict=True))
    planted = {
        (row["file"], row["row"])
        for rows in truths["street"]["to_be_quarantined"].values()
        for row in rows
    }
    assert len(planted) == 12
    assert found == planted
    for key in ("street_earlier", "outcomes", "stop_and_search"):
        assert sum(len(reading.quarantined) for reading in readings[key]) == 0, key


def test_rows_read_are_the_rows_the_truths_state(readings, truths):
    by_file = {
        reading.file.removeprefix("police-uk/"): reading.rows_in for reading in readings["street"]
    }
    assert by_file == truths["street"]["rows_by_file"]
    assert sum(by_file.values()) == truths["street"]["rows"]
    for key in ("outcomes", "stop_and_search"):
        assert sum(reading.rows_in for reading in readings[key]) == truths[key]["rows"]


def test_known_defects_are_in_the_street_files_as_counted(street, truths):
    stated = truths["street"]
    content = street.drop(columns=["source_file", "source_row", "vintage"])
    again = content.duplicated()
    anti_social = content["category"] == ASB
    assert again.sum() == stated["exact_duplicates"]
    assert again[anti_social].sum() == stated["exact_duplicates_anti_social"]
    assert 0.08 < again.mean() < 0.16, "about one row in ten, as in real files"
    assert street["crime_id"].dropna().duplicated().sum() == stated["repeated_crime_ids"]
    assert street.loc[anti_social, "crime_id"].isna().all()
    assert street["longitude"].isna().sum() == stated["without_coordinates"]
    place = street["location"].str.contains("Area|Supermarket|Station|Hospital|Space|Nightclub")
    assert 0.15 < place.mean() < 0.30
    points = street.groupby(["longitude", "latitude"]).size()
    assert 0.03 < points.max() / len(street) < 0.05


def test_offences_on_one_report_share_month_and_place(street):
    repeated = street[street["crime_id"].notna() & street["crime_id"].duplicated(keep=False)]
    each = repeated.groupby("crime_id")
    assert each["month"].nunique().max() == 1
    assert each["longitude"].nunique(dropna=False).max() == 1


def test_one_month_mixes_both_editions_of_lsoa_codes(street, sample):
    changes = pd.read_csv(sample / "lookups" / "lsoa2011_lsoa2021.csv")
    split = changes[changes["CHGIND"] == "S"]
    later = street[street["lsoa"].isin(split["LSOA21CD"])]
    assert set(later["month"]) == {CALENDAR.mixed_lsoa_codes}
    month = street[street["month"] == CALENDAR.mixed_lsoa_codes]
    assert month["lsoa"].isin(split["LSOA11CD"]).any()


def test_points_lie_in_the_lsoa_that_the_file_names(in_borough, sample):
    lsoas = gpd.read_file(sample / "boundaries" / "lsoas_2011.geojson")
    codes = pd.read_csv(sample / "lookups" / "lsoa2011_lsoa2021.csv")
    to_old = codes.set_index("LSOA21CD")["LSOA11CD"]
    points = in_borough.drop_duplicates(["longitude", "latitude"])
    places = gpd.GeoDataFrame(
        {"stated": points["lsoa"].map(to_old).fillna(points["lsoa"])},
        geometry=gpd.points_from_xy(points["longitude"], points["latitude"]),
        crs=4326,
    )
    joined = places.sjoin(lsoas, predicate="within")
    assert len(joined) == len(places)
    assert joined["stated"].eq(joined["code"]).all()


def test_searches_lack_a_month_and_have_an_empty_file(readings, truths):
    months = {reading.month: reading.rows_in for reading in readings["stop_and_search"]}
    assert set(CALENDAR.street_months()) - set(months) == {CALENDAR.searches_absent}
    assert [month for month, rows in months.items() if rows == 0] == [CALENDAR.searches_header_only]
    rows = pd.concat([reading.accepted for reading in readings["stop_and_search"]])
    assert rows["longitude"].isna().sum() == truths["stop_and_search"]["without_coordinates"]


def test_searches_of_a_summer_midnight_stand_in_the_next_months_file(readings, truths):
    shifted = sum(
        int((reading.accepted["searched_at"].dt.strftime("%Y-%m") != reading.month).sum())
        for reading in readings["stop_and_search"]
    )
    assert shifted == truths["stop_and_search"]["dated_in_the_month_before_their_file"] > 0
    for reading in readings["stop_and_search"]:
        assert set(reading.accepted["month"]) <= {reading.month}, "local time decides"


def test_every_outcome_belongs_to_a_published_crime(readings, street):
    closed = pd.concat([reading.accepted for reading in readings["outcomes"]])
    reported = street.drop_duplicates("crime_id").set_index("crime_id")["month"]
    assert closed["crime_id"].isin(reported.index).all()
    assert not closed["crime_id"].duplicated().any()
    assert (closed["month"] >= closed["crime_id"].map(reported)).all()


def test_the_earlier_download_differs_by_what_the_truths_state(readings, truths):
    names = ["rows_before", "rows_after", "rows_added", "rows_removed", "rows_changed"]
    after = {r.month: r.accepted for r in readings["street"] if r.publisher == "estuary"}
    assert [reading.month for reading in readings["street_earlier"]] == list(CALENDAR.earlier)
    for before in readings["street_earlier"]:
        stated = truths["revisions"][before.month]
        found = revisions(before.accepted, after[before.month])
        assert found == {name: stated[name] for name in names}
        assert found["rows_changed"] > 0.3 * found["rows_after"]


def test_the_zip_has_a_top_folder_fixed_times_and_cut_zeros(sample):
    with zipfile.ZipFile(sample / "police-uk" / "earlier-downloads.zip") as archive:
        infos = archive.infolist()
        first = pd.read_csv(archive.open(infos[0]), dtype=str)
    assert {info.filename.split("/")[0] for info in infos} == {CALENDAR.earlier_downloaded}
    assert len({info.date_time for info in infos}) == 1
    assert not first["Longitude"].dropna().str.endswith("0").any()


def test_one_street_file_starts_with_a_byte_order_mark(sample):
    marked = [
        path.name
        for path in sample.glob("police-uk/*/*.csv")
        if path.read_bytes().startswith(b"\xef\xbb\xbf")
    ]
    assert marked == [f"{CALENDAR.byte_order_mark}-estuary-street.csv"]


def wide(sample: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(sample / "counts" / name, dtype={"wardcode": str})


def test_count_tables_add_up_and_street_rows_follow_them(sample, in_borough):
    months = [month.replace("-", "") for month in CALENDAR.count_months()]
    boroughs, wards = wide(sample, "borough-wide.csv"), wide(sample, "ward-wide.csv")
    own = boroughs[boroughs["boroughname"] == "Alderhythe"].set_index("minortext")[months]
    pd.testing.assert_frame_equal(
        wards.groupby("minortext")[months].sum().sort_index(), own.sort_index()
    )
    category = {offence.offence: offence.category for offence in OFFENCES}
    counted = own[[m for m in months if m >= CALENDAR.street[0].replace("-", "")]].sum(axis=1)
    counted = counted.groupby(category).sum().drop("")
    published = in_borough["category"].value_counts().drop(ASB)
    ratio = published / counted
    assert ratio.between(0.93, 1.0).all(), ratio.round(3).to_dict()


def test_ward_table_starts_with_a_stub_and_the_borough_table_has_odd_names(sample):
    wards = wide(sample, "ward-wide.csv")
    first, second = [column for column in wards.columns if column.isdigit()][:2]
    assert first == CALENDAR.stub.replace("-", "")
    assert wards[first].sum() < 0.01 * wards[second].sum()
    names = set(wide(sample, "borough-wide.csv")["boroughname"])
    assert len(names) == 17
    assert {"Unknown", "Greywater & Sedge", "KINGSMARSH"} <= names


def test_planted_rise_and_fall_stand_out_of_the_other_groups(sample):
    """By z = 2(√after − √before); others differ by chance, counts being overdispersed."""
    table = wide(sample, "borough-wide.csv")
    own = table[table["boroughname"] == "Alderhythe"].groupby("majortext").sum(numeric_only=True)
    before, after = own.iloc[:, -24:-12].sum(axis=1), own.iloc[:, -12:].sum(axis=1)
    z = 2 * (after**0.5 - before**0.5)
    largest = z.abs().nlargest(3)
    assert set(largest.index[:2]) == set(PLANTED_CHANGE)
    assert largest.iloc[2] < 0.6 * largest.iloc[1]
    for group, factor in PLANTED_CHANGE.items():
        assert after[group] / before[group] == pytest.approx(factor, rel=0.12)


def test_counts_are_overdispersed(sample):
    table = wide(sample, "borough-wide.csv")
    months = [column for column in table.columns if column.isdigit()]
    burglary = table[table["minortext"] == "DOMESTIC BURGLARY"].set_index("boroughname")[months]
    year = burglary.drop("Unknown").iloc[:, -12:]
    assert (year.var(axis=1) / year.mean(axis=1)).mean() > 1.3


def test_types_of_one_area_move_together(sample):
    """Months of more theft than the months around are months of more violence."""
    table = wide(sample, "borough-wide.csv")
    table = table[table["boroughname"] != "Unknown"]
    residuals = []
    for group in ("THEFT", "VIOLENCE AGAINST THE PERSON"):
        rows = table[table["majortext"] == group].groupby("boroughname")
        months = rows.sum(numeric_only=True).T
        level = months / months.rolling(13, center=True).mean()
        season = level.groupby(lambda column: column[4:]).transform("mean")
        residuals.append((level / season).dropna().to_numpy().ravel())
    assert np.corrcoef(*residuals)[0, 1] > 0.10  # by chance within 0.08


def test_bicycle_theft_has_a_summer_and_burglary_a_winter(sample):
    table = wide(sample, "borough-wide.csv").groupby("minortext").sum(numeric_only=True)
    by_month = table.T.groupby(lambda column: column[4:]).mean()
    assert by_month["BICYCLE THEFT"].idxmax() in ("07", "08", "09")
    assert by_month["DOMESTIC BURGLARY"].idxmax() in ("11", "12", "01")


@pytest.mark.parametrize("spot", HOTSPOTS, ids=lambda spot: spot.key)
def test_hotspots_draw_at_least_their_stated_share(spot, in_borough, truths):
    planted = next(row for row in truths["places"]["hotspots"] if row["key"] == spot.key)
    rows = in_borough[in_borough["category"].isin(spot.draws) & in_borough["longitude"].notna()]
    places = gpd.GeoSeries.from_xy(rows["longitude"], rows["latitude"], crs=4326).to_crs(27700)
    middle = shapely.Point(planted["easting"], planted["northing"])
    near = places.distance(middle).to_numpy() <= spot.radius_m + 1
    for category, share in spot.draws.items():
        found = near[rows["category"].to_numpy() == category].mean()
        assert found > 0.85 * share, category


def test_two_fifths_of_offences_lie_on_the_top_twentieth_of_points(in_borough, truths):
    offences = in_borough[in_borough["category"] != ASB]
    points = offences.groupby(["longitude", "latitude"]).size().sort_values(ascending=False)
    top = round(truths["places"]["snap_points"] / 20)
    share = points.iloc[:top].sum() / points.sum()
    assert 0.38 < share < 0.52
    stated = truths["places"]["share_of_offences_on_top_5_percent_of_points"]
    assert share == pytest.approx(stated, abs=0.01)


def test_numbers_are_written_as_publishers_write_them(sample):
    residents = pd.read_csv(sample / "denominators" / "population_lsoa2011.csv", dtype=str)
    assert residents["Mid-2018: Population"].str.fullmatch(r"\d,\d{3}").mean() > 0.95
    scores = pd.read_csv(sample / "deprivation" / "imd2015_lsoa2011.csv", dtype=str)
    assert scores["IMD_score"].str.fullmatch(r"\d+,\d{3}").all()
    assert scores["IMD_decile"].astype(int).between(1, 10).all()
