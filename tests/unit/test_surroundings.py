"""What readers can lay beside the tables: overlapping layers, bands, and parts of periods."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from cdrp_analysis import settings
from cdrp_analysis.assessment import licensed
from cdrp_analysis.assessment.surroundings import beside
from cdrp_analysis.disclosure.earlier import CELLS, Earlier
from cdrp_analysis.disclosure.relations import Cell, Partition
from cdrp_analysis.periods import Period

THEMES = pd.DataFrame(
    [("burglary", "Burglary", "offence", False), ("hate", "Hate crime", "offence", True)],
    columns=["theme", "label", "kind", "sensitive"],
)
YEAR, BEFORE = Period.parse("2010/11"), Period.parse("2009/10")
H1, H2 = "April to September 2010", "October 2010 to March 2011"
WARDS = {"W1": box(0, 0, 1000, 1000), "W2": box(1000, 0, 2000, 1000)}
LSOAS = {"L1": box(0, 0, 1500, 1000), "L2": box(1500, 0, 2000, 1000)}


def outlines(shapes: dict, **columns) -> gpd.GeoDataFrame:
    codes = list(shapes)
    made = {"code": codes, "name": codes, **columns}
    return gpd.GeoDataFrame(made, geometry=list(shapes.values()), crs="EPSG:27700")


def rows(*events: tuple) -> pd.DataFrame:
    """Offences from (how many, easting, month, theme); their areas from where they are."""
    listed = [event[1:] for event in events for _ in range(event[0])]
    made = pd.DataFrame(listed, columns=["easting", "month", "theme"])
    return made.assign(
        northing=500.0,
        kind="offence",
        ward=np.where(made["easting"] < 1000, "W1", "W2"),
        lsoa=np.where(made["easting"] < 1500, "L1", "L2"),
    )


class Small:
    """Two wards and two LSOAs in a strip of ground, as far as ``beside`` asks of a run."""

    borough, whole = "B", ("B", "Borough")
    themes, current, compared = THEMES, YEAR, [BEFORE, YEAR]
    known_months, period = YEAR.months(), YEAR
    usable_months = frozenset(BEFORE.months() + YEAR.months())
    assessment = SimpleNamespace(
        themes=list(THEMES.rename(columns={"theme": "key"}).itertuples()),
        disclosure=settings.Disclosure(),
    )
    boundary = box(0, 0, 2000, 1000)

    def __init__(self, events: pd.DataFrame, *, lsoas=LSOAS, tables=None, hexes=None):
        self.events, self.tables = events, tables or {}
        self.shapes = {"ward": outlines(WARDS), "lsoa": outlines(lsoas), "hexes": hexes}

    def offences(self, period=None):
        months = self.usable_months if period is None else period.months()
        return self.events[self.events["month"].isin(months)]

    points = offences

    def areas(self, kind):
        return self.shapes[kind]

    def has(self, name):
        return name in self.tables

    def table(self, name):
        return self.tables[name]


EVENTS = rows(
    (3, 500.0, "2010-04", "burglary"),
    (2, 1200.0, "2010-10", "burglary"),
    (4, 1700.0, "2010-10", "hate"),
    (1, 1700.0, "2009-05", "burglary"),
)


def parts(partitions, total) -> list[tuple[str, ...]]:
    return [partition.parts for partition in partitions if partition.total == total]


# Layers of areas ----------------------------------------------------------------------


def test_wards_and_lsoas_fall_into_the_ground_they_share():
    """W1 lies in L1, which holds half of W2 as well: three pieces with 3, 2 and 4 offences."""
    hierarchy, known = beside(Small(EVENTS))
    counted = {cell.area: n for cell, n in known.fragments.items()}
    assert sorted(counted.values()) == [2, 3, 4]
    assert all((cell.offence, cell.period) == ("all", "2010/11") for cell in known.fragments)

    def held(total):
        return sorted(counted[part] for part in parts(hierarchy.area, total)[-1])

    assert {total: held(total) for total in ("W1", "W2", "L1", "L2")} == {
        "W1": [3], "W2": [2, 4], "L1": [2, 3], "L2": [4],
    }  # fmt: skip
    assert parts(hierarchy.area, "B") == [("W1", "W2")]
    assert hierarchy.top_areas() == {"B"}
    assert hierarchy.offence == (Partition("all", ("burglary", "hate", "other")),)


def test_slivers_between_outlines_are_no_ground_and_empty_ground_is():
    """Half a square metre between two drawings of one border; ground without any offence."""
    shifted = {"L1": box(0, 0, 999.9995, 1000), "L2": box(999.9995, 0, 2000, 1000)}
    events = rows((3, 500.0, "2010-04", "burglary"))
    hierarchy, known = beside(Small(events, lsoas=shifted))
    assert sorted(known.fragments.values()) == [0, 3]
    assert parts(hierarchy.area, "W1") == parts(hierarchy.area, "L1")
    assert parts(hierarchy.area, "W2") == parts(hierarchy.area, "L2")


def test_an_offence_placed_in_a_ward_and_in_no_lsoa_is_a_piece_of_the_ward():
    events = EVENTS.assign(lsoa=EVENTS["lsoa"].where(EVENTS["easting"] != 500.0))
    hierarchy, known = beside(Small(events))
    counted = {cell.area: n for cell, n in known.fragments.items()}
    (pieces,) = parts(hierarchy.area, "W1")
    assert sorted(counted[piece] for piece in pieces) == [0, 3]
    assert sum(counted[piece] for piece in parts(hierarchy.area, "L1")[0]) == 2


def test_bands_of_the_map_tell_the_range_of_their_groups():
    groups = pd.DataFrame(
        [(f"g{i}", f"c{i}", 5, 20) for i in range(3)],
        columns=["area", "cells", "medium_from", "high_from"],
    )
    bands = pd.DataFrame({"area": ["g0", "g1", "g2"], "band": ["low", "medium", "high"]})
    strip = {f"g{i}": box(i * 700, 0, (i + 1) * 700, 1000) for i in range(3)}
    tables = {"band_groups": groups, "hotspot_bands": bands}
    hierarchy, known = beside(Small(EVENTS, tables=tables, hexes=outlines(strip)))
    assert {cell.area: told for cell, told in known.bands.items()} == {
        "c0": (0, 4), "c1": (5, 19), "c2": (20, np.inf),
    }  # fmt: skip
    counted = {cell.area: n for cell, n in known.fragments.items()}
    inside = {f"c{i}": sum(counted[p] for p in parts(hierarchy.area, f"c{i}")[0]) for i in range(3)}
    assert inside == {"c0": 3, "c1": 2, "c2": 4}


# Parts of periods ---------------------------------------------------------------------


def register(*periods: str) -> Earlier:
    given = [("street", "W1", "all", label, 3, 3.0, 3.0, False, False) for label in periods]
    return Earlier("the last one", pd.DataFrame(given, columns=CELLS))


def test_without_earlier_releases_only_months_make_up_the_period():
    hierarchy, known = beside(Small(EVENTS))
    assert hierarchy.period == (Partition("2010/11", tuple(YEAR.months())),)
    assert {cell.period for cell in known.fragments} == {"2010/11"}
    assert known.now == {}


def test_half_a_year_published_before_cuts_the_year_in_two():
    hierarchy, known = beside(Small(EVENTS), [register(H1)])
    assert parts(hierarchy.period, "2010/11") == [(H1, H2), tuple(YEAR.months())]
    assert parts(hierarchy.period, H1) == [tuple(YEAR.months()[:6])]
    assert parts(hierarchy.period, H2) == [tuple(YEAR.months()[6:])]
    assert parts(hierarchy.period, "2009/10") == []

    def count(area, period, offence="all"):
        return known.fragments[Cell("street", area, offence, period)]

    assert [count("W1", H1), count("W2", H1), count("W2", H2)] == [3, 0, 6]
    assert [count("B", H1), count("B", H2), count("W2", H2, "burglary")] == [3, 6, 2]
    # No table of small areas shows a sensitive theme, so no part of one ties anything.
    assert not [cell for cell in known.fragments if cell.offence == "hate"]
    assert known.now[Cell("street", "W1", "all", H1)] == 3


def test_periods_that_only_a_partner_told_of_are_not_counted_for_offences():
    """No table of offences has them: they would be small counts that no reader asks for."""
    cell = ("calls", "W1", "all", H1, 3, 3.0, 3.0, False, False)
    calls = Earlier("the last one", pd.DataFrame([cell], columns=CELLS))
    hierarchy, known = beside(Small(EVENTS), [calls])
    assert parts(hierarchy.period, "2010/11") == [tuple(YEAR.months())]
    assert H1 not in {c.period for c in {**known.fragments, **known.now}}


def test_ground_is_counted_in_the_half_published_before_and_in_the_half_that_is_left():
    """Of an LSOA too its half subtracted from its year is a count that can be worked out."""
    hierarchy, known = beside(Small(EVENTS), [register(H1)])
    areas = {
        half: {c.area: n for c, n in known.fragments.items() if c[2:] == ("all", half)}
        for half in (H1, H2)
    }
    assert [areas[half][lsoa] for half in (H1, H2) for lsoa in ("L1", "L2")] == [3, 0, 2, 4]
    for area, each in {"W2": (0, 6), "L1": (3, 2)}.items():
        pieces = parts(hierarchy.area, area)[-1]
        assert [sum(areas[half][p] for p in pieces) for half in (H1, H2)] == list(each)


def test_a_period_within_another_is_subtracted_from_it_whole():
    hierarchy, _ = beside(Small(EVENTS), [register("April to June 2010"), register(H1)])
    assert parts(hierarchy.period, "2010/11") == [
        ("April to June 2010", "July to September 2010", H2), (H1, H2), tuple(YEAR.months()),
    ]  # fmt: skip


def test_periods_that_overlap_are_cut_at_one_anothers_ends():
    """April to September and January to June cut 2010/11 in three, and 2009/10 in two."""
    hierarchy, _ = beside(Small(EVENTS), [register(H1), register("January to June 2010")])
    assert parts(hierarchy.period, "2010/11")[0] == (
        "April to June 2010", "July to September 2010", H2,
    )  # fmt: skip
    assert parts(hierarchy.period, H1)[0] == ("April to June 2010", "July to September 2010")
    assert parts(hierarchy.period, "January to June 2010") == [
        ("January to March 2010", "April to June 2010")
    ]
    assert parts(hierarchy.period, "2009/10") == [
        ("April to December 2009", "January to March 2010")
    ]


@pytest.mark.parametrize("label", ["2008/09", "2010/11 (9 of 12 months)"])
def test_periods_that_the_rows_cannot_make_up_are_counted_nowhere(label):
    hierarchy, known = beside(Small(EVENTS), [register(label)])
    assert hierarchy.period == (Partition("2010/11", tuple(YEAR.months())),)
    assert label not in {cell.period for cell in known.now}


def test_months_published_before_are_counted_again_by_ward():
    _, known = beside(Small(EVENTS), [register("2010-04", "2010-10", "1999-01")])
    assert {cell.period for cell in known.now} == {"2010-04", "2010-10"}
    assert known.now[Cell("street", "W2", "all", "2010-10")] == 6
    assert known.now[Cell("street", "B", "all", "2010-04")] == 3


# Rings around licensed premises ---------------------------------------------------------


def test_rings_and_wards_fall_into_the_ground_they_share(monkeypatch):
    """What is published of rings and of wards is tied by the pieces in which both overlap."""
    pieces = [("W1", "ring 0 to 50 m"), ("W1", "ring farther away"), ("W2", "ring farther away")]
    counted = {(*piece, "2010/11"): n for piece, n in zip(pieces, (2, 9, 4), strict=True)}
    monkeypatch.setattr(licensed, "pieces", lambda evidence: (pieces, counted))
    told = {"premises_rings": pd.DataFrame({"area": ["ring 0 to 50 m"]}),
            "premises_areas": pd.DataFrame({"area": ["W1"]})}  # fmt: skip
    hierarchy, known = beside(Small(EVENTS, tables=told))
    numbers = {cell: n for cell, n in known.fragments.items() if cell.offence == "violence"}
    assert sorted(numbers.values()) == [2, 4, 9]
    assert all(cell.numbered for cell in numbers)
    by_area = {cell.area: n for cell, n in numbers.items()}

    def held(total):
        return sorted(part for own in parts(hierarchy.area, total) for part in own)

    assert [by_area[one] for one in held("W1") if one in by_area] == [2, 9]
    assert [by_area[one] for one in held("ring farther away") if one in by_area] == [9, 4]
    assert tuple(licensed.rings.ring_codes()) in parts(hierarchy.area, "B")
    assert hierarchy.top_areas() == {"B"}
    assert parts(hierarchy.period, "2010/11")[-1] == (
        "nights out, 2010/11", "other hours, 2010/11"
    )  # fmt: skip


def test_without_rings_nothing_is_asked_of_premises(monkeypatch):
    monkeypatch.setattr(licensed, "pieces", None)
    none = {"premises_rings": pd.DataFrame(columns=["area"])}
    hierarchy, known = beside(Small(EVENTS, tables=none))
    assert {cell.offence for cell in known.fragments} == {"all"}
    assert parts(hierarchy.area, "B") == [("W1", "W2")]
