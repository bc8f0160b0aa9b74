"""From small raw files to the frames of a run: what is counted, where, and what is missing."""

import os
import tomllib
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from cdrp_analysis.assessment.prepare import ingest, prepare, provenance
from cdrp_analysis.assessment.scaffold import first_file
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Assessment
from cdrp_analysis.store import Store
from tests.rawfiles import STREET_HEADER, street_row, text, write

BOROUGH = "E09000013"
WEST, EAST, ELSEWHERE = "E01001874", "E01001875", "E01000001"
ABBEY, CASTLE = "E05000250", "E05000251"
EASTING, NORTHING = 523_000, 178_000


def square(column, width=1):
    west = EASTING + column * 1000
    return box(west, NORTHING, west + width * 1000, NORTHING + 1000)


def at(column, offset=500):
    """Longitude and latitude of a point of a column, as the files write them."""
    place = Point(EASTING + column * 1000 + offset, NORTHING + 500)
    degrees = gpd.GeoSeries([place], crs=27700).to_crs(4326).iloc[0]
    return {"longitude": f"{degrees.x:.6f}", "latitude": f"{degrees.y:.6f}"}


NOWHERE = {"longitude": "", "latitude": ""}


def areas(root, name, codes, shapes):
    frame = gpd.GeoDataFrame({"code": codes, "name": [f"Area {c}" for c in codes]},
                             geometry=shapes, crs=27700)  # fmt: skip
    (root / "areas").mkdir(exist_ok=True)
    frame.to_file(root / "areas" / name)


def boundary(kind, name, edition):
    return {"area_type": kind, "file": f"areas/{name}", "code": "code", "name": "name",
            "edition": edition}  # fmt: skip


class Small:
    """A borough of two squares, each a ward and an LSOA, with street files of some months."""

    def __init__(self, root):
        self.root, self.out = root, root / "out"
        areas(root, "borough.gpkg", [BOROUGH], [square(0, width=2)])
        areas(root, "wards.gpkg", [ABBEY, CASTLE], [square(0), square(1)])
        areas(root, "lsoas.gpkg", [WEST, EAST], [square(0), square(1)])
        self.raw = tomllib.loads(first_file())
        for section in ("lookups", "denominators", "deprivation", "school_terms", "weights"):
            self.raw[section] = []
        self.raw["feeds"] = [
            {"key": "street", "layout": "policeuk-street", "files": ["street/*.csv"],
             "vintage": date(2018, 9, 1)}
        ]  # fmt: skip
        self.raw["boundaries"] = [
            boundary("borough", "borough.gpkg", "2011"),
            boundary("ward", "wards.gpkg", "2018-05"),
            boundary("lsoa", "lsoas.gpkg", "2011"),
        ]

    def street(self, month, *rows):
        write(self.root, f"street/{month}-testshire-street.csv", text(STREET_HEADER, *rows))
        return self

    def prepared(self):
        assessment = Assessment.model_validate(self.raw)
        store = Store(self.out / "store")
        ingest(assessment, self.root, store)
        prepare(assessment, self.root, store, self.out / "prepared")
        self.assessment, self.store = assessment, store
        return self

    def frame(self, name):
        return pd.read_parquet(self.out / "prepared" / f"{name}.parquet")

    def counts(self, theme):
        counts = self.frame("counts_borough")
        chosen = counts[(counts["theme"] == theme) & (counts["area"] == BOROUGH)]
        return chosen.set_index("month")["offences"].astype(object).where(
            lambda n: n.notna(), None
        ).to_dict()  # fmt: skip


@pytest.fixture
def small(tmp_path):
    return Small(tmp_path)


def row(month="2018-01", column=0, **cells):
    lsoa = {"lsoa": (WEST, EAST)[column]}
    return street_row(**({"month": month} | at(column) | lsoa | cells))


def month_of(month, number, **cells):
    return [row(month, id=f"{month}-{n}", **cells) for n in range(number)]


# Missing is not zero ----------------------------------------------------------------------


def test_a_missing_month_is_missing_and_a_quiet_theme_is_zero(small):
    small.raw["feeds"][0]["expected"] = "2018-01..2018-03"
    small.street("2018-01", *month_of("2018-01", 3)).street("2018-03", *month_of("2018-03", 2))
    small.prepared()
    assert small.counts("burglary") == {"2018-01": 3, "2018-02": None, "2018-03": 2}
    assert small.counts("robbery") == {"2018-01": 0, "2018-02": None, "2018-03": 0}
    assert small.counts("all") == {"2018-01": 3, "2018-02": None, "2018-03": 2}
    status = small.frame("coverage").set_index("month")["status"]
    assert status.to_dict() == {
        "2018-01": "complete", "2018-02": "absent", "2018-03": "complete",
    }  # fmt: skip


def test_a_header_without_rows_is_missing_too(small):
    small.street("2018-01", *month_of("2018-01", 3)).street("2018-02")
    small.prepared()
    assert small.counts("all") == {"2018-01": 3, "2018-02": None}


@pytest.mark.parametrize("expected", ["2018-01..2018-03", "2018 H1"])
def test_expected_months_may_be_written_as_any_period(small, expected):
    small.raw["feeds"][0]["expected"] = expected
    small.street("2018-01", *month_of("2018-01", 3)).prepared()
    assert small.counts("all")["2018-03"] is None


# Places -----------------------------------------------------------------------------------


def located(small, *rows):
    small.street("2018-01", *rows).prepared()
    return small.frame("offences").set_index("crime_id")


def test_the_lsoa_decides_the_place_not_the_force(small):
    rows = located(
        small,
        row(id="ours", force="British Transport Police"),
        # The point is ours, the LSOA is not.
        row(id="theirs", lsoa=ELSEWHERE),
        *[row(lsoa=ELSEWHERE, **at(-1, offset=900)) for _ in range(2)],
        # The LSOA is ours, the point is on the other side of the boundary.
        row(id="moved", lsoa=WEST, **at(-1, offset=900)),
    )
    assert set(rows.index) == {"ours", "moved"}


def test_a_row_without_coordinates_is_placed_by_its_lsoa(small):
    rows = located(small, row(id="blank", column=1, **NOWHERE), row(id="x"))
    assert rows.loc["blank", ["lsoa", "ward"]].tolist() == [EAST, CASTLE]
    assert pd.isna(rows.loc["blank", "easting"])


def test_a_row_without_lsoa_is_placed_by_its_point(small):
    rows = located(small, row(id="blank", column=1, lsoa=""), row(id="out", lsoa="", **at(5)))
    assert rows.index.tolist() == ["blank"]
    assert rows.loc["blank", ["lsoa", "ward"]].tolist() == [EAST, CASTLE]


def test_a_row_with_neither_is_in_no_place(small):
    rows = located(small, row(id="x"), row(id="lost", lsoa="", **NOWHERE))
    assert rows.index.tolist() == ["x"]


def test_a_row_keeps_its_file_and_line(small):
    rows = located(small, row(id="x"), row(id="y"))
    assert rows["source_file"].unique().tolist() == ["street/2018-01-testshire-street.csv"]
    assert rows["source_row"].to_dict() == {"x": 2, "y": 3}


def test_mixed_lsoa_editions_become_the_edition_reported_on(small):
    """East was split in 2021; one file names both editions."""
    north, south = "E01033001", "E01033002"
    half = EASTING + 1500
    areas(small.root, "lsoas_2021.gpkg", [WEST, north, south], [
        square(0), box(EASTING + 1000, NORTHING, half, NORTHING + 1000),
        box(half, NORTHING, EASTING + 2000, NORTHING + 1000),
    ])  # fmt: skip
    small.raw["boundaries"].append(boundary("lsoa", "lsoas_2021.gpkg", "2021"))
    small.raw["lsoa_edition"] = "2011"
    small.raw["lookups"] = [
        {"file": "lookup.csv", "from_type": "lsoa", "from_edition": "2011", "from_code": "LSOA11",
         "to_type": "lsoa", "to_edition": "2021", "to_code": "LSOA21"}
    ]  # fmt: skip
    pairs = (f"{WEST},{WEST}", f"{EAST},{north}", f"{EAST},{south}")
    write(small.root, "lookup.csv", text("LSOA11,LSOA21", *pairs))
    rows = [row(id="old", column=1), row(id="new", lsoa=north, **at(1, 200)),
            row(id="newer", lsoa=south, **NOWHERE), row(id="west")]  # fmt: skip
    found = located(small, *rows)
    assert found["lsoa"].to_dict() == {"old": EAST, "new": EAST, "newer": EAST, "west": WEST}
    # And forwards, where a split code is settled by the point.
    small.raw["lsoa_edition"] = "2021"
    found = located(small, *rows)
    assert found["lsoa"][["old", "new", "newer"]].isin([north, south]).all()


# Offences and incidents -------------------------------------------------------------------

ASB = "Anti-social behaviour"


def test_incidents_are_never_in_all(small):
    small.street("2018-01", row(id="a"), row(id="", type=ASB), row(id="", type=ASB), row(
        id="b", type="Drugs")).prepared()  # fmt: skip
    assert small.counts("antisocial_behaviour") == {"2018-01": 2}
    assert small.counts("all") == {"2018-01": 2}, "one burglary, and one offence in no theme"
    assert small.frame("offences")["kind"].value_counts().to_dict() == {
        "offence": 2, "incident": 2,
    }  # fmt: skip


def test_incidents_that_no_theme_claims_are_not_offences_either(small):
    small.raw["themes"] = [t for t in small.raw["themes"] if t["street"] != [ASB]]
    small.street("2018-01", row(id="a"), row(id="", type=ASB)).prepared()
    assert small.counts("all") == {"2018-01": 1}
    assert small.frame("offences").set_index("category")["kind"][ASB] == "incident"


def with_count_table(small, *lines):
    small.raw["feeds"].append(
        {"key": "table", "layout": "counts-wide", "files": ["table.csv"], "area_type": "borough",
         "vintage": date(2018, 9, 1),
         "columns": {"area": "borough", "group": "major", "offence": "minor"}}
    )  # fmt: skip
    write(small.root, "table.csv", text("major,minor,borough,201801,201802", *lines))
    themes = {t["key"]: t for t in small.raw["themes"]}
    themes["burglary"]["counts"] = ["BURGLARY"]
    themes["robbery"]["counts"] = ["THEFT/SNATCH"]


def test_themes_that_no_count_table_knows_come_from_the_rows(small):
    with_count_table(
        small,
        "BURGLARY,HOME,Hammersmith & Fulham,10,20",
        "BURGLARY,SHOP,Hammersmith & Fulham,1,2",
        "THEFT,SNATCH,Hammersmith & Fulham,4,5",
        "THEFT,BICYCLE,Hammersmith & Fulham,100,200",
        "BURGLARY,HOME,Camden,7,8",
    )
    small.street("2018-01", row(id="a"), row(id="", type=ASB)).prepared()
    assert small.counts("burglary") == {"2018-01": 11, "2018-02": 22}
    assert small.counts("robbery") == {"2018-01": 4, "2018-02": 5}
    assert small.counts("all") == {"2018-01": 115, "2018-02": 227}
    assert small.counts("antisocial_behaviour") == {"2018-01": 1}
    camden = small.frame("counts_borough").query("area == 'E09000007' and theme == 'burglary'")
    assert camden["offences"].tolist() == [7, 8]


def test_of_two_releases_of_a_month_the_newer_counts(small):
    with_count_table(
        small, "BURGLARY,HOME,Hammersmith & Fulham,10,20", "THEFT,SNATCH,Hammersmith & Fulham,1,2"
    )
    later = dict(small.raw["feeds"][1], key="later", files=["later.csv"], vintage=date(2019, 1, 1))
    small.raw["feeds"].append(later)
    lines = ("major,minor,borough,201802", "BURGLARY,HOME,Hammersmith & Fulham,21")
    write(small.root, "later.csv", text(*lines))
    small.street("2018-01", row()).prepared()
    assert small.counts("burglary") == {"2018-01": 10, "2018-02": 21}


def test_a_theme_none_of_whose_rows_is_in_the_count_tables_is_refused(small):
    with_count_table(small, "BURGLARY,HOME,Hammersmith & Fulham,10,20")
    small.raw["themes"][0]["counts"] = ["BURGLERY/HOME"]
    with pytest.raises(InputError, match="no row 'BURGLERY/HOME'") as told:
        small.street("2018-01", row()).prepared()
    assert "did you mean 'BURGLARY/HOME'?" in told.value.do


# Once prepared ----------------------------------------------------------------------------


def test_every_row_is_accounted_for(small):
    small.street("2018-01", row(id="a"), row(id="b", month="not a month")).prepared()
    (file,) = provenance(small.assessment, small.store).to_dict("records")
    assert (file["rows_in"], file["accepted"], file["quarantined"]) == (2, 1, 1)
    assert small.frame("quarantine")["row"].tolist() == [3]


def test_two_processes_read_the_feeds_to_the_same_bytes_as_one(small):
    """The street files of two downloads stay together; the count table is read beside them."""
    with_count_table(small, "BURGLARY,HOME,Hammersmith & Fulham,10,20")
    small.street("2018-01", *month_of("2018-01", 3), row(id="x", month="not a month"))
    older = {"key": "older", "layout": "policeuk-street", "files": ["old/*.csv"],
             "vintage": date(2018, 3, 1)}  # fmt: skip
    small.raw["feeds"].append(older)
    write(small.root, "old/2018-01-testshire-street.csv", text(STREET_HEADER, row(id="a")))
    assessment = Assessment.model_validate(small.raw)
    keys = [feed.key for feed in assessment.feeds]
    stores = {workers: Store(small.out / str(workers)) for workers in (1, 2)}
    for workers, store in stores.items():
        assert ingest(assessment, small.root, store, workers=workers) == keys
        assert ingest(assessment, small.root, store, workers=workers) == []
    one, two = (
        {path.relative_to(store.folder): path.read_bytes()
         for path in sorted(store.folder.rglob("*")) if path.is_file()}
        for store in stores.values()
    )  # fmt: skip
    assert len(one) > 9 and one == two


def test_preparing_again_changes_nothing_until_a_file_does(small):
    small.street("2018-01", *month_of("2018-01", 3)).prepared()
    target = small.out / "prepared" / "offences.parquet"
    os.utime(target, (1, 1))
    small.prepared()
    assert target.stat().st_mtime == 1
    small.street("2018-01", *month_of("2018-01", 4)).prepared()
    assert small.counts("all") == {"2018-01": 4}


def test_other_weights_are_noticed(small):
    small.raw["weights"] = [{"scheme": "cchi", "file": "w.csv", "edition": "1"}]
    small.street("2018-01", row())
    for days in (5, 7):
        lines = (
            "scheme,edition,classification,category,weight",
            f"cchi,1,policeuk,Burglary,{days}",
        )
        write(small.root, "w.csv", text(*lines))
        small.prepared()
        assert small.frame("weights")["weight"].tolist() == [days]


@pytest.mark.parametrize(
    "change, what",
    [
        ({"file": "absent.csv"}, "there is no weights file absent.csv."),
        ({"edition": "2"}, "w.csv holds no cchi weights of edition '2'."),
    ],
)
def test_weights_that_are_not_there_are_refused(small, change, what):
    small.raw["weights"] = [{"scheme": "cchi", "file": "w.csv", "edition": "1"} | change]
    write(
        small.root, "w.csv", text("scheme,edition,classification,category,weight", "cchi,1,a,b,1")
    )
    with pytest.raises(InputError) as caught:
        small.street("2018-01", row()).prepared()
    assert caught.value.what == what


def test_a_failure_leaves_the_frames_of_before(small):
    small.street("2018-01", *month_of("2018-01", 3)).prepared()
    before = {p.name: p.read_bytes() for p in (small.out / "prepared").iterdir()}
    areas(small.root, "borough.gpkg", ["E09000099", "E09000098"], [square(5), square(6)])
    with pytest.raises(InputError) as caught:
        small.prepared()
    assert (
        caught.value.what == "the boundary file holds several areas, and none is the partnership."
    )
    assert {p.name: p.read_bytes() for p in (small.out / "prepared").iterdir()} == before
    assert sorted(p.name for p in small.out.iterdir()) == ["prepared", "store"]


def test_no_outline_of_the_partnership_is_refused(small):
    small.raw["boundaries"] = small.raw["boundaries"][1:]
    with pytest.raises(InputError, match="gives no outline of the partnership"):
        small.street("2018-01", row()).prepared()


def test_an_lsoa_of_an_edition_that_was_not_given_is_placed_by_its_points(small):
    """A split LSOA has new codes; without its boundary set they are in no list of ours."""
    rows = located(small, row(id="ours"), row(id="split", lsoa="E01035999"))
    assert set(rows.index) == {"ours", "split"}
    assert rows["placed"].to_dict() == {"ours": "by LSOA", "split": "by point"}


# Residents around -------------------------------------------------------------------------

NEXT_DOOR, ELSE = "E09000014", "E09000015"


def with_boroughs(small, *, wider=True):
    """A table of residents of the borough, its neighbour, and one that no boundary has."""
    lines = ["code,residents", f"{BOROUGH},2000", f"{NEXT_DOOR},3000", f"{ELSE},9000"]
    write(small.root, "people/boroughs.csv", ("\n".join(lines) + "\n").encode())
    small.raw["denominators"] = [
        {"measure": "residents", "area_type": "borough", "edition": "2011",
         "file": "people/boroughs.csv", "code": "code", "value": "residents", "source": "ONS"}
    ]  # fmt: skip
    if wider:
        areas(small.root, "around.gpkg", [BOROUGH, NEXT_DOOR], [square(0, 2), square(2)])
        small.raw["boundaries"].append(boundary("borough", "around.gpkg", "2011") | {"wider": True})
    return small.street("2018-01", row(id="x")).prepared()


def test_a_table_of_boroughs_gives_the_residents_of_those_around_too(small):
    with_boroughs(small)
    around = small.frame("residents_borough_wider").set_index("area")["residents"]
    assert around.to_dict() == {BOROUGH: 2000, NEXT_DOOR: 3000}
    assert small.frame("residents_borough")["residents"].tolist() == [2000]
    sources = small.frame("sources").set_index("frame")["source"]
    assert sources["residents_borough_wider"] == "ONS"


def test_residents_are_said_to_be_of_their_year(small):
    """Rates of another year than theirs stand above the same line."""
    with_boroughs(small)
    write(small.root, "people/boroughs.csv", f"code,Mid-2017\n{BOROUGH},2000\n".encode())
    small.raw["denominators"][0]["value"] = "Mid-{year}"
    small.prepared()
    sources = small.frame("sources").set_index("frame")["source"]
    assert sources["residents_borough"] == "ONS; figures of 2017"


def test_without_boundaries_around_there_are_none(small):
    with_boroughs(small, wider=False)
    assert not (small.out / "prepared" / "residents_borough_wider.parquet").exists()
    assert small.frame("residents_borough")["residents"].tolist() == [2000]
