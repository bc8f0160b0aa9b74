"""The force's extract of the sample: planted faults, places and times, found in the raw files."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.spatial import cKDTree

from cdrp_analysis import settings, sources
from cdrp_analysis.sample.defects import SPOILT
from cdrp_analysis.sample.plan import (
    ANTI_SOCIAL_KINDS,
    BOROUGH,
    CALENDAR,
    OFFENCES,
    OTHER_INCIDENT_KINDS,
)
from cdrp_analysis.sample.planted import HOTSPOTS

PATTERN = {offence.offence: offence.pattern for offence in OFFENCES}
DOORS_M = 60.0  # from a snap point to the doors around it
HALF_YEAR = ("2010-04", "2010-09")


@pytest.fixture(scope="module")
def told(sample) -> dict:
    return json.loads((sample / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rows_told(told) -> dict:
    return told["rows"]


@pytest.fixture(scope="module")
def truth(told) -> dict[str, dict]:
    return {one["key"]: one for one in told["truths"]}


@pytest.fixture(scope="module")
def assessment(sample) -> settings.Assessment:
    return settings.load(sample / "assessment.toml")


@pytest.fixture(scope="module")
def readings(sample, assessment) -> dict[str, list[sources.FileReading]]:
    feeds = {feed.key: feed for feed in assessment.feeds}
    keys = ("offences", "offences_earlier", "incidents")
    return {key: list(sources.read(feeds[key], sample, among=assessment.feeds)) for key in keys}


def raw(sample: Path, kind: str) -> pd.DataFrame:
    """All files of a kind as text, with file, line and whole metres."""
    parts = []
    for path in sorted((sample / "police").glob(f"{kind}-*.csv")):
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        parts.append(rows.assign(file=f"police/{path.name}", row=rows.index + 2))
    rows = pd.concat(parts, ignore_index=True)
    for axis, text in (("x", "easting"), ("y", "northing")):
        rows[axis] = pd.to_numeric(rows[text], errors="coerce")
    return rows


@pytest.fixture(scope="module")
def whole(sample) -> pd.DataFrame:
    """Every line of the extract, the spoilt ones too."""
    return raw(sample, "offences")


@pytest.fixture(scope="module")
def sound(whole, sample, rows_told) -> pd.DataFrame:
    """The lines without a planted fault, with month, pattern and where they lie."""
    faults = {
        (one["file"], one["row"])
        for ones in rows_told["to_be_quarantined"].values()
        for one in ones
    }
    spoilt = pd.MultiIndex.from_frame(whole[["file", "row"]]).isin(faults)
    rows = whole[~spoilt].reset_index(drop=True)
    outline = gpd.read_file(sample / "boundaries" / "borough.geojson").to_crs(27700)
    inside = shapely.contains_xy(outline.geometry.iloc[0], rows["x"], rows["y"])
    rows["where"] = np.select([rows["easting"] == "", inside], ["nowhere", "ours"], "next door")
    rows["month"] = rows["recorded_on"].str[:7]
    rows["pattern"] = rows["offence"].map(PATTERN)
    return rows


@pytest.fixture(scope="module")
def ours(sound) -> pd.DataFrame:
    """Rows that lie in the borough."""
    return sound[sound["where"] == "ours"]


@pytest.fixture(scope="module")
def incidents(sample) -> pd.DataFrame:
    rows = raw(sample, "incidents")
    return rows.assign(month=rows["started_at"].str[:7])


def places(truth: dict) -> dict[str, dict]:
    return {spot["key"]: spot for spot in truth["hotspots"]["places"]}


def near(rows: pd.DataFrame, spot: dict, metres: float) -> pd.Series:
    return np.hypot(rows["x"] - spot["easting"], rows["y"] - spot["northing"]) <= metres


def half_year(rows: pd.DataFrame, years_back: int = 0) -> pd.DataFrame:
    first, last = (str(int(month[:4]) - years_back) + month[4:] for month in HALF_YEAR)
    return rows[rows["month"].between(first, last)]


# Planted faults ---------------------------------------------------------------------------


def test_every_spoilt_row_is_refused_for_its_reason_at_its_line_and_no_other(readings, rows_told):
    refused = pd.concat([reading.quarantined for reading in readings["offences"]])
    found = set(zip(refused["reason"], refused["file"], refused["row"], strict=True))
    planted = rows_told["to_be_quarantined"]
    assert found == {
        (reason, one["file"], one["row"]) for reason, ones in planted.items() for one in ones
    }
    assert {reason: len(ones) for reason, ones in planted.items()} == {
        reason: len(spoilings) for reason, spoilings in SPOILT.items()
    }
    assert len(refused) == 14
    assert all(reading.quarantined.empty for reading in readings["incidents"])


@pytest.mark.parametrize("reason", SPOILT)
def test_the_fault_is_in_the_raw_line(reason, whole, rows_told):
    lines = whole.set_index(["file", "row"])
    found = [lines.loc[(one["file"], one["row"])] for one in rows_told["to_be_quarantined"][reason]]
    assert len(found) == len(SPOILT[reason])
    for spoiling in SPOILT[reason]:
        assert any(all(line[name] == cell for name, cell in spoiling.items()) for line in found)


def test_rows_read_are_the_rows_told(readings, rows_told, whole):
    for kind in ("offences", "incidents"):
        assert sum(reading.rows_in for reading in readings[kind]) == rows_told[kind]
        assert [reading.note for reading in readings[kind] if reading.note] == []
    by_file = {reading.file: reading.rows_in for reading in readings["offences"]}
    assert by_file == whole.groupby("file").size().to_dict()
    years = [f"police/offences-{year}-{year - 1999:02d}.csv" for year in range(2004, 2011)]
    assert sorted(by_file) == years


def test_each_file_holds_its_financial_year(sound, incidents):
    for rows in (sound, incidents):
        months = rows.groupby("file")["month"].agg(["min", "max", "nunique"])
        for file, (first, last, number) in months.iterrows():
            year = int(file[-11:-7])
            assert first == f"{year}-04"
            assert last == ("2010-09" if year == 2010 else f"{year + 1}-03")
            assert number == (6 if year == 2010 else 12)


def test_known_defects_are_in_the_extract_as_counted(whole, sound, incidents, rows_told):
    assert whole["reference"].duplicated().sum() == rows_told["repeated_references"] > 1000
    assert whole["easting"].eq("").sum() == rows_told["without_coordinates"]
    assert whole.loc[whole["easting"] == "", ["northing", "lsoa"]].eq("").all(axis=None)
    cells = incidents.drop(columns=["file", "row", "x", "y", "month"])
    assert cells.duplicated().sum() == rows_told["incidents_alike"] > 30
    assert incidents["reference"].eq("").mean() == pytest.approx(0.85, abs=0.02)
    next_door = (sound["where"] == "next door").sum()
    nowhere = (sound["where"] == "nowhere").sum()
    assert next_door <= rows_told["outside_the_borough"] <= next_door + 0.05 * nowhere
    coded = sound.loc[sound["where"] == "ours", "lsoa"].ne("").mean()
    assert coded == pytest.approx(0.98, abs=0.005)
    assert sound.loc[sound["where"] == "next door", "lsoa"].eq("").all()


def test_offences_on_one_report_share_place_and_time(sound):
    repeated = sound[sound["reference"].duplicated(keep=False)]
    assert repeated["pattern"].eq("violence").all()
    when = repeated.drop_duplicates(["reference", "from_time", "to_time", "recorded_on"])
    assert when["reference"].is_unique
    placed = repeated[repeated["easting"] != ""].drop_duplicates(["reference", "x", "y"])
    assert placed["reference"].is_unique


def test_an_offence_ends_after_it_starts_and_is_recorded_afterwards(sound):
    start = pd.to_datetime(sound["from_time"])
    end = pd.to_datetime(sound["to_time"].where(sound["to_time"] != ""))
    assert (end.dropna() > start[end.notna()]).all()
    assert (end.fillna(start).dt.normalize() <= pd.to_datetime(sound["recorded_on"])).all()
    assert sound.loc[end.notna(), "pattern"].value_counts().index[0] == "vehicle"


def test_one_month_mixes_both_editions_of_lsoa_codes(sound, incidents, sample, rows_told):
    changes = pd.read_csv(sample / "lookups" / "lsoa2001_lsoa2011.csv")
    split = changes[changes["CHGIND"] == "S"]
    later = sound[sound["lsoa"].isin(split["LSOA11CD"])]
    assert set(later["month"]) == {CALENDAR.mixed_lsoa_codes}
    assert len(later) == rows_told["with_2011_codes_of_split_lsoas"] > 5
    month = sound[sound["month"] == CALENDAR.mixed_lsoa_codes]
    assert month["lsoa"].isin(split["LSOA01CD"]).any()
    known = set(changes["LSOA01CD"]) | set(changes["LSOA11CD"]) | {""}
    assert set(sound["lsoa"]) | set(incidents["lsoa"]) <= known


@pytest.mark.parametrize("kind", ["offences", "incidents"])
def test_points_lie_in_the_lsoa_that_the_row_names(kind, ours, incidents, sample):
    rows = {"offences": ours, "incidents": incidents}[kind]
    rows = rows[rows["lsoa"].ne("") & rows["x"].notna()].drop_duplicates(["x", "y", "lsoa"])
    editions = [
        gpd.read_file(sample / "boundaries" / f"lsoas_{year}.geojson") for year in (2001, 2011)
    ]
    shape = pd.concat(editions).drop_duplicates("code").set_index("code").to_crs(27700).geometry
    inside = shapely.contains_xy(shape[rows["lsoa"]].array, rows["x"], rows["y"])
    assert len(rows) > 800
    assert inside.all()


def test_rows_of_a_neighbour_lie_beyond_the_boundary(sound, sample):
    outline = gpd.read_file(sample / "boundaries" / "borough.geojson").to_crs(27700)
    rows = sound[sound["where"] == "next door"]
    away = shapely.distance(outline.geometry.iloc[0], shapely.points(rows["x"], rows["y"]))
    assert (away > 25).all(), "farther than what generalised outlines leave in doubt"
    assert (away < 600).all()


def test_the_earlier_release_differs_by_what_is_told(readings, sample, assessment, rows_told):
    (earlier,) = readings["offences_earlier"]
    assert earlier.repeated == earlier.rows_in, "the newer release holds all its months"
    feed = next(feed for feed in assessment.feeds if feed.key == "offences_earlier")
    names = ["rows_before", "rows_after", "rows_added", "rows_removed", "rows_changed"]
    found = {
        entry["month"]: {name: entry[name] for name in names}
        for entry in sources.revised_months(feed, sample, among=assessment.feeds)
    }
    assert found == rows_told["revisions"]
    assert list(found) == list(CALENDAR.earlier)
    for month in found.values():
        assert month["rows_changed"] > 0.3 * month["rows_after"]
        assert min(month["rows_added"], month["rows_removed"]) > 0


# Counts and flags -------------------------------------------------------------------------


def test_the_extract_follows_the_borough_table(sound, sample):
    """A row without any place may be a neighbour's: so few too many, and never one too few."""
    table = pd.read_csv(sample / "counts" / "borough-wide.csv")
    own = table[table["boroughname"] == BOROUGH].set_index("minortext").filter(regex=r"^\d{6}$")
    rows = sound[sound["where"] != "next door"]
    month = rows["month"].str.replace("-", "")
    found = pd.crosstab(rows["offence"], month).reindex_like(own).fillna(0)
    over = found - own
    assert (over >= 0).all(axis=None)
    assert over.to_numpy().sum() < 0.05 * (sound["where"] == "nowhere").sum()


def test_the_ward_table_is_the_extract_by_ward(ours, sound, sample, truth):
    """But for rows without a place, which the force's own table knows and nobody else."""
    lookup = pd.read_csv(sample / "lookups" / "lsoa2001_ward2002.csv")
    changes = pd.read_csv(sample / "lookups" / "lsoa2001_lsoa2011.csv")
    ward = lookup.set_index("LSOA01CD")["WD02CD"]
    ward = pd.concat([ward, changes.set_index("LSOA11CD")["LSOA01CD"].map(ward)])
    ward = ward[~ward.index.duplicated()]
    outlines = gpd.read_file(sample / "boundaries" / "wards_2002.geojson").to_crs(27700)
    points = gpd.GeoDataFrame(ours, geometry=gpd.points_from_xy(ours["x"], ours["y"]), crs=27700)
    by_point = points.sjoin(outlines[["code", "geometry"]], predicate="within")["code"]
    named = ours["lsoa"] != ""
    assert (by_point[named] == ours.loc[named, "lsoa"].map(ward)).all()
    table = pd.read_csv(sample / "counts" / "ward-wide.csv")
    table = table.set_index(["wardcode", "minortext"]).filter(regex=r"^\d{6}$").iloc[:, 1:]
    month = ours["month"].str.replace("-", "")
    found = pd.crosstab([by_point, ours["offence"]], month)
    found = found.reindex(index=table.index, columns=table.columns, fill_value=0)
    short = (table - found)[table.notna()]
    assert (short.fillna(0) >= 0).all(axis=None)
    nowhere = (sound["where"] == "nowhere").sum()
    assert 0.9 * nowhere < short.to_numpy()[table.notna()].sum() <= nowhere


def test_small_numbers_are_exact(sound, truth):
    now, before = half_year(sound), half_year(sound, 1)
    assert now["knife"].eq("yes").sum() == truth["knife"]["planted"]
    assert before["knife"].eq("yes").sum() == truth["knife"]["year_before"]
    assert now["gun"].eq("yes").sum() == truth["gun"]["planted"]
    low, high = truth["gun"]["band"]
    assert low <= truth["gun"]["planted"] <= high
    assert not (now["gun"].eq("yes") & now["knife"].eq("yes")).any()
    for rows, planted in zip((now, before), truth["rape"]["planted"], strict=True):
        rapes = rows[rows["offence_code"].eq("19C") & rows["where"].ne("next door")]
        assert len(rapes) == planted


def test_flags_are_as_told_but_for_rows_without_a_place(sound, truth):
    now = half_year(sound)
    hate = now[now["hate"] != ""]["where"].value_counts()
    planted = truth["hate"]["planted"]
    assert hate["ours"] <= planted <= hate["ours"] + hate.get("nowhere", 0)
    possession = now[now["offence"].eq("POSSESSION OF DRUGS") & now["where"].ne("next door")]
    cannabis = possession["drug"].eq("cannabis")
    assert cannabis.mean() == pytest.approx(truth["cannabis_offences"]["planted"], abs=0.005)
    assert (possession["offence_code"] == "92E").equals(cannabis)


def test_classes_are_those_of_the_themes(sound, incidents, assessment):
    named = {code for theme in assessment.themes for code in theme.codes}
    assert named < set(sound["offence_code"])
    assert set(sound["offence_code"]) - named == {"99"}, "in no theme"
    disorder = {kind for theme in assessment.themes for kind in theme.incidents}
    assert disorder == set(ANTI_SOCIAL_KINDS)
    assert set(incidents["category"]) == disorder | set(OTHER_INCIDENT_KINDS)


# Places -----------------------------------------------------------------------------------


@pytest.mark.parametrize("spot", HOTSPOTS, ids=lambda spot: spot.key)
def test_hotspots_draw_their_stated_share(spot, ours, incidents, truth):
    """Of what later ones in the list leave: they draw from all the borough, hotspots included."""
    planted = places(truth)[spot.key]
    assert planted["share_drawn_of"] == spot.draws
    disorder = incidents[incidents["category"].isin(ANTI_SOCIAL_KINDS) & incidents["x"].notna()]
    rows = pd.concat([ours, disorder.assign(pattern="anti-social")])
    # Before the market closed, or for the shopping centre from its opening on.
    last = CALENDAR.known_to if spot.kind == "emerging" else "2008-03"
    rows = rows[rows["month"].between(spot.from_month, last)]
    beside = HOTSPOTS[HOTSPOTS.index(spot) + 1 :]
    for pattern, share in spot.draws.items():
        left = np.prod([
            1 - other.draws.get(pattern, 0) for other in beside
            if other.from_month <= spot.from_month <= other.to_month
        ])  # fmt: skip
        of_pattern = rows[rows["pattern"] == pattern]
        found = near(of_pattern, planted, spot.radius_m + DOORS_M).mean()
        assert found > 0.9 * share * left, pattern
        assert found < 2 * share, pattern


def test_the_market_is_a_former_hotspot(ours, truth):
    spot = places(truth)["market"]
    assert (spot["kind"], spot["to"]) == ("former", "2008-03")
    before, after = ours[ours["month"] <= spot["to"]], ours[ours["month"] > spot["to"]]
    for pattern in spot["share_drawn_of"]:
        shares = [
            near(rows[rows["pattern"] == pattern], spot, spot["radius_m"] + DOORS_M).mean()
            for rows in (before, after)
        ]
        assert shares[1] < 0.3 * shares[0], pattern


def test_the_shopping_centre_adds_its_excess_from_its_opening_on(ours, truth):
    told, spot = truth["shopping_centre_excess"], places(truth)["shopping_centre"]
    assert sum(told["by_offence"].values()) == told["planted"]
    there = ours[near(ours, spot, spot["radius_m"] + DOORS_M)]
    year = there["month"].between("2009-04", "2010-03")
    before = there["month"].between("2004-04", "2009-03")
    drawn = 0
    for offence, a_year in told["by_offence"].items():
        rows = there["offence"] == offence
        excess = (rows & year).sum() - (rows & before).sum() / 5
        assert excess == pytest.approx(a_year, abs=4 * a_year**0.5), offence
        assert (rows & before).sum() / 5 < 0.15 * a_year, "a quiet place till then"
        half = (rows & there["month"].between(*HALF_YEAR)).sum()
        assert half == pytest.approx(a_year / 2, abs=4 * a_year**0.5), "and it goes on"
        drawn += excess
    assert drawn == pytest.approx(told["drawn_first_year"], rel=0.04)
    one_door = there[year & there["offence"].eq("SHOPLIFTING")].groupby("location").size()
    assert one_door.idxmax() == "On or near Shopping Area"
    assert one_door.max() / one_door.sum() > 0.7


def test_two_fifths_of_offences_lie_on_the_top_twentieth_of_points(ours, incidents):
    """Incidents stand on the snap points themselves, offences at a door beside one."""
    points = incidents.loc[incidents["x"].notna(), ["x", "y"]].drop_duplicates().to_numpy()
    assert len(points) == 900
    nearest = cKDTree(points).query(ours[["x", "y"]].to_numpy())[1]
    number = np.sort(np.bincount(nearest, minlength=len(points)))[::-1]
    assert 0.35 < number[: len(points) // 20].sum() / number.sum() < 0.45


def test_charged_offenders_at_the_shopping_centre_come_from_outside(ours, truth):
    told = truth["outside_offenders"]
    charged = ours[ours["offender_home"] != ""]
    assert charged["outcome"].eq("Charged").all()
    centre = near(charged, places(truth)["shopping_centre"], 300) & (charged["month"] >= "2009-04")
    outside = charged["offender_home"].str.startswith("EB")
    assert centre.sum() == pytest.approx(told["base"], rel=0.1)
    chance = (told["planted"] * (1 - told["planted"]) / centre.sum()) ** 0.5
    assert outside[centre].mean() == pytest.approx(told["planted"], abs=3 * chance)
    assert outside[~centre].mean() == pytest.approx(0.35, abs=0.02)


def test_robbery_victims_at_the_shopping_centre_are_young_and_robbed_after_school(ours, truth):
    robbed = ours[ours["pattern"].eq("robbery") & ours["victim_age_band"].ne("")]
    centre = near(robbed, places(truth)["shopping_centre"], 300) & (robbed["month"] >= "2009-04")
    young = robbed["victim_age_band"] == "10-17"
    assert centre.sum() > 30
    ratio = young[centre].mean() / young[~centre].mean()
    chance = ((1 - young[centre].mean()) / young[centre].sum()) ** 0.5  # of its logarithm
    assert abs(np.log(ratio / truth["young_victims"]["planted"])) < 3 * chance
    after_school = pd.to_datetime(robbed["from_time"]).dt.hour.between(15, 18)
    elsewhere = after_school[~centre].mean()
    chance = (elsewhere * (1 - elsewhere) / centre.sum()) ** 0.5
    assert after_school[centre].mean() > elsewhere + 2 * chance


# Times ------------------------------------------------------------------------------------


def test_residential_burglary_jumped_in_the_alarm_week(sound, truth):
    told = truth["alarm_week"]
    rows = sound[sound["offence"].eq("DOMESTIC BURGLARY") & sound["where"].ne("next door")]
    monday = pd.to_datetime(rows["from_time"]).dt.to_period("W-SUN").dt.start_time
    weeks = monday.dt.strftime("%Y-%m-%d").value_counts()
    assert weeks.index[0] == told["planted"]
    assert weeks.iloc[0] == told["offences"]
    year = weeks[weeks.index.str.startswith("2010")]
    assert weeks.iloc[0] > 1.5 * year.iloc[1]


def close_pairs(rows: pd.DataFrame, *, draws: int = 39) -> tuple[int, np.ndarray]:
    """Pairs of a year within 200 m and a fortnight; also with times shuffled among the places."""
    rng = np.random.default_rng(1)
    found, shuffled = 0, np.zeros(draws)
    for year in range(2004, 2010):
        part = rows[rows["month"].between(f"{year}-04", f"{year + 1}-03")]
        day = pd.to_datetime(part["from_time"]).to_numpy("datetime64[m]").astype(float) / 1440
        left, right = cKDTree(part[["x", "y"]]).query_pairs(200, output_type="ndarray").T
        found += (np.abs(day[left] - day[right]) <= 14).sum()
        for draw in range(draws):
            other = rng.permutation(day)
            shuffled[draw] += (np.abs(other[left] - other[right]) <= 14).sum()
    return int(found), shuffled


def test_residential_burglary_repeats_nearby_more_often_than_by_chance(ours, truth):
    share = truth["near_repeat"]["planted"]
    rows = ours[ours["month"] < "2010-04"]
    burglary = rows[rows["offence"] == "DOMESTIC BURGLARY"]
    found, shuffled = close_pairs(burglary)
    assert found > shuffled.max()
    assert found - shuffled.mean() > 0.7 * share * len(burglary), "each follows one at least"
    other = rows[rows["offence"] == "THEFT FROM A VEHICLE"]
    found, shuffled = close_pairs(other)
    assert found - shuffled.mean() < 0.35 * share * len(other)


def test_violence_late_in_the_town_centre_is_drunk_more_often_every_year(ours, truth):
    rows = ours[ours["pattern"].isin(("violence", "home", "sexual")) & ours["alcohol"].ne("")]
    rows = rows[near(rows, places(truth)["town_centre"], 300)]
    start = pd.to_datetime(rows["from_time"])
    late = (start.dt.hour >= 20) | (start.dt.hour < 4)
    years = (start[late] - pd.Timestamp("2004-04-01")).dt.days / 365.25
    drunk = rows.loc[late, "alcohol"].eq("yes").astype(float)
    slope = np.polyfit(years, drunk, 1)[0]
    chance = 0.5 / len(drunk) ** 0.5 / years.std()
    assert slope == pytest.approx(truth["alcohol_violence"]["planted"], abs=3 * chance)
    assert slope > 3 * chance


def test_windows_are_stated_where_nobody_was_there(sound):
    """A burglary is found afterwards; an assault is known to the minute."""
    known = sound["to_time"].eq("").groupby(sound["pattern"]).mean()
    assert known["violence"] == 1
    assert known[["dwelling", "vehicle", "business"]].max() < 0.5


def test_the_incident_log_learnt_to_tell_the_hour(incidents):
    hour = pd.to_datetime(incidents["started_at"]).dt.hour
    shifts = incidents["month"] < "2008-04"
    assert set(hour[shifts]) == {0, 6, 12, 18}
    assert hour[~shifts].nunique() == 24


def test_the_lag_of_recording_is_that_of_the_files(sound, truth):
    happened, recorded = (
        pd.to_datetime(sound[name]).dt.normalize() for name in ("from_time", "recorded_on")
    )
    lag = (recorded - happened).dt.days
    assert lag.median() == truth["record_lag"]["planted"] and (lag >= 0).all() and lag.max() > 0
