"""Maps of surfaces: few shapes for many cells, classes that add up, no chance taken for change."""

import numpy as np
import pytest

from cdrp_analysis import exhibits
from tests import exhibit_frames
from tests import exhibit_frames_density as drawn
from tests.unit.test_exhibit_maps import frame_of, texts
from tests.unit.test_place_exhibits import rows

WARDS = exhibit_frames.wards()
SURFACE = drawn.density_surface()


def percents(shown, column):
    return [float(row[column].rstrip("%")) for row in rows(shown)]


def test_the_surface_is_drawn_by_class_and_the_classes_are_the_whole():
    shown = exhibits.density_surface_map(SURFACE, WARDS)
    assert shown.title == "Density of offences is highest in Abbey in 2017/18"
    assert percents(shown, 1) == pytest.approx([95.3, 0, 1.6, 1.6, 1.6], abs=0.06)
    assert sum(percents(shown, 2)) == pytest.approx(100, abs=0.3)
    assert percents(shown, 2)[-1] == pytest.approx(100 * 400 / (400 + 90 + 40 + 610), abs=0.06)
    # Three classes of one cell and the rest: four shapes, not sixty-four.
    assert len(texts(frame_of(shown))) == 4
    assert "8 times it or more: 1.6% of the area with 35.1% of offences" in texts(frame_of(shown))


def test_harm_is_highest_elsewhere_and_stands_beside_where_offences_are():
    found = str(exhibits.density_surface_sentence(SURFACE, WARDS, value="harm"))
    assert found.startswith("Harm is highest in Quay & Dock in 2017/18: 6,000 days of harm per km²")
    assert "Of the 10% of the area with most harm," in found
    offences = str(exhibits.density_surface_sentence(SURFACE, WARDS))
    assert "400 offences per km², 22.5 times the mean" in offences
    assert "523,100 east, 178,100 north" in offences


def test_without_weights_the_map_of_harm_says_so():
    bare = drawn.density_surface(weighed=False)
    shown = exhibits.density_surface_map(bare, WARDS, value="harm")
    assert shown.title == "No days of harm can be placed on the map in 2017/18"


def test_clear_changes_are_outlined_and_their_areas_named():
    change = drawn.density_change()
    shown = exhibits.density_change_map(change, WARDS)
    assert shown.title == (
        "Density clearly rose on 6.2% and fell on 3.1% of the area in 2017/18 against 2016/17"
    )
    assert "largest clear rise is in Abbey: 100 to 260 offences per km²" in shown.alt
    assert "largest clear fall is in Quay & Dock: 100 to 40" in shown.alt
    assert [row[0] for row in rows(shown)] == [
        "Fell to half or less", "Fell by a fifth or more", "Changed by less",
        "Rose by a quarter or more", "Rose to twice as much or more", "Too few offences to say",
    ]  # fmt: skip
    assert percents(shown, 1) == pytest.approx(
        [100 * n / 64 for n in (2, 0, 46, 8, 4, 4)], abs=0.06
    )
    assert percents(shown, 2) == pytest.approx([100 * n / 64 for n in (2, 0, 0, 0, 4, 0)], abs=0.06)
    outlined = [text for text in texts(frame_of(shown)) if ", clear;" in text]
    assert len(outlined) == 2


def test_what_is_shaded_without_being_clear_is_said_to_be_chance():
    found = exhibits.density_change_sentence(drawn.density_change(clear=False), WARDS)
    assert found.headline == "Density clearly changed nowhere in 2017/18 against 2016/17"
    assert "may be chance" in found.detail
    shown = exhibits.density_change_map(drawn.density_change(clear=False), WARDS)
    assert not any(", clear;" in text for text in texts(frame_of(shown)))


def test_a_change_from_nothing_is_the_strongest_class_and_no_period_before_is_said():
    change = drawn.density_change()
    change.loc[20, ["before", "ratio"]] = [0.0, np.inf]
    assert percents(exhibits.density_change_map(change, WARDS), 1)[4] == pytest.approx(7.8)
    none = change.head(0)
    assert exhibits.density_change_map(none, WARDS).title == (
        "Densities cannot be compared: no complete period lies before"
    )


def test_bandwidths_stand_beside_the_one_used():
    title = exhibits.bandwidth_table(drawn.bandwidths(), 300).title
    assert title == (
        "Densities are smoothed over 300 m; Scott’s rule would choose 729 m and likelihood "
        "cross-validation would choose 150 m"
    )
