"""Maps: hidden areas hatched, neighbours joined, no random id, no address, coordinates blunt."""

import html
import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from bs4 import BeautifulSoup

from cdrp_analysis import exhibits
from cdrp_analysis.errors import InputError
from cdrp_analysis.exhibits import place_findings
from cdrp_analysis.exhibits.leaflet import degrees
from cdrp_analysis.exhibits.maps import class_ranges
from cdrp_analysis.exhibits.print_maps import class_fills, rate_classes
from tests import exhibit_frames
from tests.unit.test_exhibit import images
from tests.unit.test_exhibit_tables import cells


def frame_of(shown: exhibits.Exhibit) -> str:
    """The interactive document inside an exhibit."""
    return BeautifulSoup(shown.body, "html.parser").iframe["srcdoc"]


def layer(document: str, name: str) -> dict:
    """The GeoJSON of one layer of the document."""
    found = re.search(rf"geo_json_{name}_add\((\{{.*?\}})\);", document, re.DOTALL)
    return json.loads(found[1])


def views(document: str) -> list[dict]:
    """What can be shown: texts and fills of every area."""
    return json.loads(re.search(r"views = (\[.*?\]), view = ", document)[1])


def texts(document: str) -> list[str]:
    """What is read out for each area at first."""
    return views(document)[0]["texts"]


def coordinates(document: str) -> np.ndarray:
    pairs = re.findall(r"\[(-?\d+\.\d+), (-?\d+\.\d+)\]", document)
    return np.array(pairs, dtype=str)


MAPS = {
    "rate": lambda: exhibits.rate_map(exhibit_frames.ward_rates(), exhibit_frames.wards()),
    "rate-public": lambda: exhibits.rate_map(
        exhibit_frames.protected_ward_rates(), exhibit_frames.wards(), decimals=3
    ),
    "hotspots": lambda: exhibits.hotspot_map(
        exhibit_frames.hotspot_cells(), exhibit_frames.wards()
    ),
    "bands": lambda: exhibits.band_map(
        exhibit_frames.hotspot_bands(), exhibit_frames.hexes(), exhibit_frames.wards()
    ),
    "themes": lambda: exhibits.theme_map(
        exhibit_frames.ward_theme_rates(), exhibit_frames.wards(), decimals=3
    ),
    "change": lambda: exhibits.change_map(
        exhibit_frames.ward_change(), exhibit_frames.wards(), decimals=3
    ),
}


@pytest.mark.parametrize("name", MAPS)
def test_a_map_is_the_same_every_time(name):
    """folium names its parts at random; ours have names of their own."""
    assert MAPS[name]()._repr_html_() == MAPS[name]()._repr_html_()


@pytest.mark.parametrize("name", MAPS)
def test_a_map_asks_for_nothing_from_outside(name):
    document = frame_of(MAPS[name]())
    soup = BeautifulSoup(document, "html.parser")
    assert not soup.find_all(["link", "img"]) and not soup.select("script[src]")
    assert not re.search(r"url\((?!data:|#)", re.sub(r"url\(#default#VML\)", "", document))
    assert "tile" not in json.dumps([tag.attrs for tag in soup.find_all(True)])


@pytest.mark.parametrize("name", MAPS)
def test_a_map_can_be_heard_and_used_by_keyboard(name):
    shown = MAPS[name]()
    soup = BeautifulSoup(frame_of(shown), "html.parser")
    assert soup.html["lang"] == "en-GB" and soup.title.text == shown.title
    options = [option.text for option in soup.select("#find-area option")]
    features = layer(frame_of(shown), soup.select_one(".folium-map")["id"].removeprefix("map_"))
    assert len(options) == len(features["features"]) + 1
    assert soup.select_one('[role="status"]') is not None
    assert "user-scalable" not in frame_of(shown)
    assert BeautifulSoup(shown.body, "html.parser").iframe["title"]


@pytest.mark.parametrize(("name", "decimals"), [("rate", 5), ("rate-public", 3), ("bands", 3)])
def test_no_coordinate_is_sharper_than_the_edition_allows(name, decimals):
    pairs = coordinates(frame_of(MAPS[name]()))
    assert len(pairs) > 10
    assert max(len(text.split(".")[1]) for text in pairs.ravel()) <= decimals


def test_neighbours_stay_joined_when_coordinates_are_rounded():
    areas = exhibit_frames.wards()
    rounded = degrees(areas, 3)
    apart = rounded.union_all()
    assert apart.geom_type == "Polygon" and len(apart.interiors) == 0
    whole = areas.to_crs("EPSG:4326").union_all()
    assert apart.symmetric_difference(whole).area / whole.area < 0.12


def test_a_hidden_area_is_hatched_and_named_in_the_legend():
    shown = MAPS["rate-public"]()
    still = images(shown.body)[0]
    assert "<pattern" in still and "[c]</text>" in still
    assert "Hidden to protect" in still
    document = frame_of(shown)
    assert "Minster: [c]" in document and 'fillColor": "url(#hidden-hatch)"' in document
    assert 'id="hidden-hatch"' in document
    assert "1 area hatched" in shown.alt


def test_nothing_is_hatched_where_nothing_is_hidden():
    shown = MAPS["rate"]()
    assert "<pattern" not in images(shown.body)[0]
    assert "Hidden to protect" not in shown._repr_html_()


def test_an_area_without_a_figure_is_not_available_rather_than_nought():
    rates = exhibit_frames.ward_rates()
    rates.loc[0, ["rate", "rate_lower", "rate_upper"]] = np.nan
    shown = exhibits.rate_map(rates, exhibit_frames.wards())
    assert "Abbey: [x]" in frame_of(shown)
    assert "Not available" in images(shown.body)[0]


def test_classes_are_the_same_where_areas_are_hidden():
    """Editions are laid side by side: what one hides may not move the classes of the other."""
    rates = place_findings.without_borough(exhibit_frames.ward_rates())
    whole = images(exhibits.rate_map(rates, exhibit_frames.wards()).body)[0]
    highest = int(rates["rate"].astype(float).idxmax())
    hidden = exhibit_frames.protected(rates, ["offences", "rate"], highest)
    left = images(exhibits.rate_map(hidden, exhibit_frames.wards()).body)[0]
    classes = re.compile(r">(\d+ to under \d+|\d+ or more)<")
    assert classes.findall(left) == classes.findall(whole) != []


def test_an_area_the_table_lacks_is_drawn_as_not_available():
    rates = exhibit_frames.ward_rates().drop(index=0)
    shown = exhibits.rate_map(rates, exhibit_frames.wards())
    assert "Abbey: [x]" in frame_of(shown)
    assert len(cells(shown.table_html)) == 4


def test_a_row_that_would_vanish_from_the_map_is_refused():
    with pytest.raises(InputError, match="no boundary") as refused:
        exhibits.rate_map(exhibit_frames.ward_rates(), exhibit_frames.wards().head(3))
    assert "E05000004" in str(refused.value)


def test_few_areas_carry_their_names_and_many_the_number_of_their_class():
    assert "Castle</text>" in images(MAPS["rate"]().body)[0]
    codes = [f"E01{i:06d}" for i in range(30)]
    many = exhibit_frames.squares(codes, [f"LSOA {i}" for i in range(30)])
    rates = exhibit_frames.told(
        pd.DataFrame({"area": codes, "area_name": many["name"], "rate": np.arange(30.0)})
    )
    still = images(exhibits.rate_map(rates, many).body)[0]
    assert "LSOA 3<" not in still and "1: 0 to" in still


def test_the_public_map_holds_bands_and_nothing_else():
    shown = MAPS["bands"]()
    features = layer(frame_of(shown), "band_map")["features"]
    assert {json.dumps(feature["properties"]) for feature in features} == {"{}"}
    assert texts(frame_of(shown)) == [
        "Map area 1: low band",
        "Map area 2: low band",
        "Map area 3: medium band",
        "Map area 4: high band",
    ]
    assert {feature["geometry"]["type"] for feature in features} == {"Polygon"}
    assert "events_at_least" not in shown._repr_html_()


def test_a_band_that_is_hidden_is_hatched():
    bands = exhibit_frames.hotspot_bands()
    bands["band"] = bands["band"].mask(bands["area"] == "H002")
    shown = exhibits.band_map(bands, exhibit_frames.hexes(), exhibit_frames.wards())
    assert "Map area 2: hidden" in frame_of(shown)
    assert "<pattern" in images(shown.body)[0]


def test_hotspots_and_the_ten_densest_squares_are_listed_densest_first():
    cells_frame = exhibit_frames.hotspot_cells()
    emptiest = cells_frame["cell"] == "E524200N178000"  # not among the ten densest
    cells_frame.loc[emptiest, "hotspot"] = True
    shown = exhibits.hotspot_map(exhibit_frames.told(cells_frame), exhibit_frames.wards())
    listed = cells(shown.table_html)
    densities = [int(row[3].replace(",", "")) for row in listed]
    assert densities == sorted(densities, reverse=True) and len(listed) == 11
    marked = {row[0] for row in listed if row[-1] == "yes"}
    assert marked == set(cells_frame.loc[cells_frame["hotspot"], "cell"])
    assert frame_of(shown).count("#F46A25") >= 1


def test_cells_are_cut_at_the_boundary():
    cells_frame = exhibit_frames.hotspot_cells()
    outside = cells_frame.assign(easting=cells_frame["easting"] + 1200)
    shown = exhibits.hotspot_map(exhibit_frames.told(outside), exhibit_frames.wards())
    assert len(layer(frame_of(shown), "hotspot_map")["features"]) == 4  # one column of four


def test_hostile_names_cannot_leave_their_place():
    areas = exhibit_frames.wards()
    nasty = "</script><script>alert(1)</script>{{7*7}}{% raw %}"
    areas.loc[0, "name"] = nasty
    rates = exhibit_frames.ward_rates()
    rates.loc[1, "area_name"] = nasty  # the highest: it becomes the title
    shown = exhibits.rate_map(rates, areas)
    document = frame_of(shown)
    assert "alert(1)</script>" not in document
    assert texts(document)[0].startswith(nasty)
    assert f"<title>{html.escape(nasty)}" in document
    assert "<script>alert" not in shown._repr_html_()


class TestClasses:
    @pytest.mark.parametrize(
        ("borough", "edges"),
        [
            (58.9, [0, 20, 40, 60, 80, np.inf]),
            (7.1, [0, 2, 4, 6, 8, np.inf]),
            (0.4, [0, 0.2, 0.4, 0.6, 0.8, np.inf]),
        ],
    )
    def test_edges_are_round_and_the_borough_stands_between_them(self, borough, edges):
        assert rate_classes(borough, 999.0) == pytest.approx(edges)

    @pytest.mark.parametrize("change", [0.85, 0.95, 1.05, 1.3])
    def test_next_years_map_has_the_same_classes(self, change):
        assert rate_classes(58.9 * change, 150.0) == rate_classes(58.9, 103.9)

    def test_classes_do_not_depend_on_which_areas_are_shown(self):
        assert rate_classes(58.9, 20.0) == rate_classes(58.9, 400.0)

    def test_without_the_boroughs_rate_the_highest_takes_its_place(self):
        assert rate_classes(np.nan, 58.9) == rate_classes(58.9, 58.9)

    @pytest.mark.parametrize("nothing", [np.nan, 0.0])
    def test_no_rate_at_all_is_one_class(self, nothing):
        assert rate_classes(nothing, nothing) == [0.0, np.inf]

    def test_limits_of_classes_are_printed_without_needless_decimals(self):
        assert class_ranges([0, 0.2, 0.4, np.inf]) == [
            "0.0 to under 0.2",
            "0.2 to under 0.4",
            "0.4 or more",
        ]
        assert class_ranges([0, 1000, np.inf]) == ["0 to under 1,000", "1,000 or more"]

    def test_a_ward_on_an_edge_is_in_the_class_that_begins_there(self):
        rates = exhibit_frames.ward_rates()
        rates["rate"] = [20.0, 19.9, 80.0, 79.9, 58.9]
        document = frame_of(exhibits.rate_map(rates, exhibit_frames.wards()))
        fills = views(document)[0]["fills"]
        assert fills == [class_fills(5)[i] for i in (1, 0, 4, 3)]

    @pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
    def test_fills_darken(self, count):
        fills = class_fills(count)
        assert len(set(fills)) == count
        grey = [sum(int(fill[i : i + 2], 16) for i in (1, 3, 5)) for fill in fills]
        assert grey == sorted(grey, reverse=True)


def test_areas_with_a_hole_keep_it():
    """A ward around another: the inner one must not be painted over."""
    inner = shapely.box(523300, 178300, 523500, 178500)
    areas = exhibit_frames.wards().head(2)
    outer = shapely.box(523000, 178000, 523800, 178800) - inner
    areas = areas.assign(geometry=[outer, inner])
    rates = exhibit_frames.ward_rates().head(2)
    still = images(exhibits.rate_map(rates, areas).body)[0]
    ring = re.search(r'id="patch_2">\n<path d="([^"]+)"', still)[1]
    assert ring.count("M") == 2


def test_roads_are_drawn_between_the_squares_and_the_ward_outlines():
    areas = exhibit_frames.wards()
    west, south, east, north = areas.total_bounds
    roads = gpd.GeoDataFrame(
        geometry=[shapely.LineString([(west, south), (east, north)])], crs=27700
    )
    squares = exhibit_frames.hotspot_cells()
    plain, crossed = (exhibits.hotspot_map(squares, areas, roads=r) for r in (None, roads))
    assert "hotspot_map_roads" in crossed.body and "hotspot_map_roads" not in plain.body
    assert crossed.table.equals(plain.table)
