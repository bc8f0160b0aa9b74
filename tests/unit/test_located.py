"""Rows of the force's own extract: where they lie, what they are, which release counts."""

from datetime import date

import pandas as pd
import pytest

from cdrp_analysis.assessment.areas import read_areas
from cdrp_analysis.assessment.located import themes_of, unplaced_rows
from cdrp_analysis.errors import InputError
from cdrp_analysis.settings import Assessment
from tests.drawn import frame
from tests.rawfiles import text, write, write_zip
from tests.unit.test_prepare import (
    ABBEY,
    CASTLE,
    EAST,
    EASTING,
    ELSEWHERE,
    NORTHING,
    WEST,
    Small,
    areas,
    boundary,
    square,
)

OFFENCE = ("reference", "offence_code", "recorded_on", "from_time", "easting", "northing", "lsoa",
           "location", "knife", "outcome")  # fmt: skip
INCIDENT = ("reference", "category", "started_at", "easting", "northing", "lsoa", "alcohol")
NOWHERE = {"easting": "", "northing": "", "lsoa": ""}


def place(column: int, offset: int = 500) -> dict[str, str]:
    """Whole metres of a point of a column, and the code of the LSOA there."""
    lsoa = {0: WEST, 1: EAST}.get(column, "")
    return {"easting": str(EASTING + column * 1000 + offset), "northing": str(NORTHING + 500),
            "lsoa": lsoa}  # fmt: skip


def offence(reference: str, code: str = "28", *, column: int = 0, **cells: str) -> str:
    sound = {"offence_code": code, "recorded_on": "2010-05-03", "from_time": "2010-05-02 21:30"}
    row = {"reference": f"C-{reference}1"} | sound | place(column) | cells
    return ",".join(row.get(name, "") for name in OFFENCE)


def incident(kind: str = "Noise", *, column: int = 0, **cells: str) -> str:
    row = {"category": kind, "started_at": "2010-05-04 18:00"} | place(column) | cells
    return ",".join(row.get(name, "") for name in INCIDENT)


NEWEST, BEFORE = date(2010, 10, 18), date(2010, 7, 12)


def feed(key: str, contract: str, file: str, vintage: date = NEWEST, **more: str) -> dict:
    return {"key": key, "layout": "template", "contract": contract, "files": [file],
            "vintage": vintage} | more  # fmt: skip


class Extract(Small):
    """A borough of two squares with the force's own extract instead of street files."""

    def __init__(self, root):
        super().__init__(root)
        self.raw["feeds"] = [
            feed("offences", "offences", "offences.csv", expected="2010-05..2010-05")
        ]
        self.raw["themes"] = [
            {"key": "burglary", "label": "Burglary", "codes": ["28", "30"]},
            {"key": "cars", "label": "Cars", "codes": ["37/2", "45"]},
            {"key": "taken", "label": "Taken", "codes": ["37"]},
            {"key": "disorder", "label": "Disorder", "kind": "incident", "incidents": ["Noise"]},
        ]

    def offences(self, *rows: str):
        write(self.root, "offences.csv", text(",".join(OFFENCE), *rows))
        return self

    def incidents(self, *rows: str):
        write(self.root, "incidents.csv", text(",".join(INCIDENT), *rows))
        sent = feed("incidents", "incidents", "incidents.csv", expected="2010-05..2010-05")
        self.raw["feeds"].append(sent)
        return self

    def located(self) -> pd.DataFrame:
        """By reference, without the letter and the digit that make it a pseudonym."""
        rows = self.prepared().frame("offences")
        return rows.set_index(rows["crime_id"].str[2:-1])


@pytest.fixture
def extract(tmp_path) -> Extract:
    return Extract(tmp_path)


# Themes -----------------------------------------------------------------------------------


def test_a_theme_claims_a_class_and_its_subclasses(extract):
    rows = extract.offences(
        offence("home", "28"),
        offence("shed", "28/3"),
        offence("shop", "30"),
        offence("fraud", "53"),
        offence("longer", "280"),
    ).located()
    assert rows["theme"].dropna().to_dict() == {
        "home": "burglary", "shed": "burglary", "shop": "burglary",
    }  # fmt: skip
    assert rows.loc["shed", "category"] == "28/3", "the class stays as finely as it was given"


def test_a_subclass_that_a_theme_names_goes_before_its_class(extract):
    rows = extract.offences(
        offence("whole", "37"), offence("named", "37/2"), offence("other", "37/1")
    ).located()
    assert rows["theme"].to_dict() == {"whole": "taken", "named": "cars", "other": "taken"}


def test_a_class_is_not_claimed_by_a_theme_that_names_one_subclass_of_it(extract):
    extract.raw["themes"] = [t for t in extract.raw["themes"] if t["key"] != "taken"]
    rows = extract.offences(offence("whole", "37"), offence("named", "37/2")).located()
    assert rows["theme"].dropna().to_dict() == {"named": "cars"}


def test_themes_claim_rows_of_their_own_kind_only(extract):
    """An offence class that happens to be worded as an incident is no incident, nor the reverse."""
    assessment = Assessment.model_validate(extract.raw)
    rows = frame("""
        kind     | category
        offence  | 28
        incident | 28
        offence  | Noise
        incident | Noise
        incident | Fire
    """)
    theme = themes_of(rows, assessment)
    assert theme.fillna("none").tolist() == ["burglary", "none", "none", "disorder", "none"]
    assert theme.index.equals(rows.index)


# Offences and incidents -------------------------------------------------------------------


def test_incidents_are_kept_apart_from_offences(extract):
    extract.offences(offence("a"), offence("b", "53"))
    extract.incidents(incident(), incident(column=1), incident("Highway disruption")).prepared()
    rows = extract.frame("offences")
    kinds = rows.groupby(["feed", "kind"]).size()
    assert kinds.to_dict() == {("offences", "offence"): 2, ("incidents", "incident"): 3}
    assert rows.loc[rows["kind"] == "incident", "theme"].fillna("none").tolist() == [
        "disorder", "disorder", "none",
    ]  # fmt: skip
    assert extract.counts("all") == {"2010-05": 2}, "offences, in a theme or in none"
    assert extract.counts("burglary") == {"2010-05": 1}
    assert extract.counts("disorder") == {"2010-05": 2}


def test_incidents_alike_in_every_cell_are_all_kept(extract):
    extract.offences(offence("a")).incidents(*[incident()] * 3).prepared()
    assert extract.counts("disorder") == {"2010-05": 3}


def test_flags_and_times_of_the_extract_go_with_the_row(extract):
    extract.offences(offence("a", knife="yes"), offence("b", knife="no"), offence("c"))
    rows = extract.incidents(incident(reference="I-late1", alcohol="yes")).located()
    assert rows["knife"].to_dict() == {"a": True, "b": False, "c": None, "late": None}
    assert rows.loc["a", "from_time"] == pd.Timestamp("2010-05-02 21:30")
    assert rows.loc["late", "started_at"] == pd.Timestamp("2010-05-04 18:00")
    assert rows.loc["late", "alcohol"]


def test_the_day_of_recording_decides_the_month(extract):
    extract.offences(offence("a", from_time="2010-04-30 23:00", recorded_on="2010-05-01"))
    assert extract.located()["month"].to_dict() == {"a": "2010-05"}


def test_street_files_beside_an_extract_are_not_counted_again(extract):
    extract.raw["feeds"].append(
        {"key": "street", "layout": "policeuk-street", "files": ["street/*.csv"],
         "vintage": date(2018, 9, 1)}
    )  # fmt: skip
    extract.street("2018-01", "").offences(offence("a")).prepared()
    assert extract.frame("offences")["feed"].tolist() == ["offences"]


# Places -----------------------------------------------------------------------------------


def test_a_row_without_lsoa_is_placed_by_its_point(extract):
    rows = extract.offences(
        offence("coded", column=1),
        offence("point", column=1, lsoa=""),
        offence("edge", column=2, lsoa="", easting=str(EASTING + 2020)),
    ).located()
    assert rows["placed"].to_dict() == {"coded": "by LSOA", "point": "by point", "edge": "by point"}
    assert set(rows["lsoa"]) == {EAST}
    assert set(rows["ward"]) == {CASTLE}


def test_a_row_without_coordinates_is_placed_by_its_lsoa(extract):
    rows = extract.offences(offence("a", easting="", northing="")).located()
    assert rows.loc["a", ["lsoa", "ward", "placed"]].tolist() == [WEST, ABBEY, "by LSOA"]
    assert rows[["easting", "longitude"]].isna().all(axis=None)


def test_places_are_in_metres_and_in_degrees(extract):
    row = extract.offences(offence("a")).located().loc["a"]
    assert (row["easting"], row["northing"]) == (EASTING + 500, NORTHING + 500)
    assert row["longitude"] == pytest.approx(-0.2225, abs=1e-3)
    assert row["latitude"] == pytest.approx(51.4914, abs=1e-3)


def test_rows_of_a_neighbour_are_left_out(extract):
    areas(extract.root, "around.gpkg", [WEST, EAST, ELSEWHERE],
          [square(0), square(1), square(2)])  # fmt: skip
    wider = boundary("lsoa", "around.gpkg", "2011") | {"wider": True}
    extract.raw["boundaries"].append(wider)
    rows = extract.offences(
        offence("ours"),
        offence("coded", column=2, lsoa=ELSEWHERE),
        # Just across, where outlines leave it in doubt; but its code is known to be another's.
        offence("across", column=2, lsoa=ELSEWHERE, easting=str(EASTING + 2005)),
        offence("point", column=2, lsoa=""),
    ).located()
    assert rows.index.tolist() == ["ours"]
    assert extract.counts("all") == {"2010-05": 1}


def test_an_extract_of_another_partnership_is_refused(extract):
    extract.offences(offence("a", column=7), offence("b", **NOWHERE))
    with pytest.raises(InputError, match=r"no row of the feeds .* lies in the partnership"):
        extract.prepared()


def test_a_row_without_any_place_is_known_but_lies_in_no_area(extract):
    extract.offences(offence("a"), offence("lost", **NOWHERE), offence("out", column=5))
    extract.incidents(incident(**NOWHERE), incident("Highway disruption", **NOWHERE))
    assert extract.located().index.dropna().tolist() == ["a"]
    events = extract.assessment.event_feeds()
    rows = unplaced_rows(extract.assessment, extract.store, events)
    assert rows["kind"].tolist() == ["offence", "incident", "incident"]
    assert rows["theme"].fillna("none").tolist() == ["burglary", "disorder", "none"]
    assert set(rows["placed"]) == {"not placed"}
    assert rows["crime_id"].dropna().tolist() == ["C-lost1"]


def test_where_every_row_has_a_place_none_is_without(extract):
    extract.offences(offence("a"), offence("out", column=5)).prepared()
    rows = unplaced_rows(extract.assessment, extract.store, extract.assessment.event_feeds())
    assert rows.empty
    assert {"kind", "month", "theme"} <= set(rows)


def test_an_extract_that_says_no_expected_months_is_counted_all_the_same(extract):
    extract.incidents(incident()).offences(offence("a"), offence("b"))
    for sent in extract.raw["feeds"]:
        del sent["expected"]
    extract.prepared()
    assert extract.counts("all") == {"2010-05": 2}
    assert extract.counts("disorder") == {"2010-05": 1}


def test_nor_does_another_feed_with_months_of_its_own_stop_it(extract):
    del extract.raw["feeds"][0]["expected"]
    extract.raw["feeds"].append(
        {"key": "street", "layout": "policeuk-street", "files": ["street/*.csv"],
         "vintage": date(2018, 9, 1)}
    )  # fmt: skip
    extract.street("2018-01", "").offences(offence("a")).prepared()
    assert extract.counts("all") == {"2010-05": 1}


# Releases ---------------------------------------------------------------------------------


def test_a_replaced_release_is_ignored(extract):
    earlier = [
        offence("a", outcome="Under investigation"),
        offence("withdrawn"),
        offence("older", recorded_on="2010-04-20", from_time="2010-04-20 10:00"),
    ]
    members = {"2010-07-12/offences.csv": text(",".join(OFFENCE), *earlier)}
    write_zip(extract.root / "earlier.zip", members)
    april = {"expected": "2010-04..2010-04"}
    extract.raw["feeds"].append(feed("before", "offences", "earlier.zip", BEFORE, **april))
    rows = extract.offences(offence("a", outcome="Charged"), offence("new")).located()
    assert rows.groupby("feed").groups.keys() == {"offences", "before"}
    assert set(rows.index[rows["feed"] == "offences"]) == {"a", "new"}
    assert rows.index[rows["feed"] == "before"].tolist() == ["older"], "no newer release holds it"
    assert rows.loc["a", "outcome"] == "Charged"
    assert extract.counts("all") == {"2010-04": 1, "2010-05": 2}


def test_a_release_of_which_nothing_is_left_stops_nothing(extract):
    write(extract.root, "before.csv", text(",".join(OFFENCE), offence("a"), offence("b")))
    extract.raw["feeds"].insert(0, feed("before", "offences", "before.csv", BEFORE))
    rows = extract.offences(offence("a")).located()
    assert rows[["feed"]].to_dict() == {"feed": {"a": "offences"}}
    assert extract.store.read("before").empty
    revised = extract.frame("revisions").set_index("feed").loc["before"]
    assert (revised["rows_removed"], revised["rows_added"]) == (1, 0)


def test_the_areas_are_those_of_the_assessment_file(extract):
    """The two squares of these tests tile the borough: what is drawn here is what is read."""
    extract.offences(offence("a")).prepared()
    found = read_areas(extract.assessment, extract.root)
    assert sorted(found["lsoa"]["code"]) == [WEST, EAST]
    assert found["borough"].union_all().equals(found["lsoa"].union_all())
