"""Themes beside the borough and the map of change: what is said, what is hidden, what is chosen."""

import pytest

from cdrp_analysis import exhibits
from cdrp_analysis.exhibits.print_maps import HATCH, class_fills
from cdrp_analysis.exhibits.theme_maps import TIMES_BOROUGH
from tests import exhibit_frames
from tests.unit.test_exhibit import images
from tests.unit.test_exhibit_maps import frame_of, views

FILLS = class_fills(5)


def theme_map() -> exhibits.Exhibit:
    return exhibits.theme_map(exhibit_frames.ward_theme_rates(), exhibit_frames.wards())


def test_every_theme_can_be_chosen_and_all_offences_come_first():
    document = frame_of(theme_map())
    assert '<option value="0">All offences</option><option value="1">Burglary</option>' in document
    assert [len(view["texts"]) for view in views(document)] == [4, 4]


def test_a_theme_is_shaded_by_how_many_times_the_boroughs_rate_it_is():
    everything, burglary = views(frame_of(theme_map()))
    assert everything["fills"] == [FILLS[2], FILLS[3], FILLS[1], FILLS[2]]
    assert burglary["fills"] == [FILLS[0], FILLS[4], HATCH, FILLS[1]]


@pytest.mark.parametrize(("place", "edge"), list(enumerate(TIMES_BOROUGH)))
def test_a_class_begins_at_its_edge(place, edge):
    rates = exhibit_frames.ward_theme_rates()
    rates.loc[rates["area"] == "E05000001", "times_borough"] = edge
    rates.loc[rates["area"] == "E05000002", "times_borough"] = edge - 0.001
    first = views(frame_of(exhibits.theme_map(rates, exhibit_frames.wards())))[0]
    assert first["fills"][:2] == [FILLS[place + 1], FILLS[place]]


def test_a_hidden_count_is_hatched_in_both_maps_and_said():
    shown = theme_map()
    assert "Minster, burglary: [c]" in views(frame_of(shown))[1]["texts"]
    assert "<pattern" in images(shown.body)[0] and "Hidden to protect" in shown._repr_html_()


def test_the_title_names_only_wards_whose_limits_lie_above_the_borough():
    assert "Burglary stands out most, in Castle" in theme_map().title
    rates = exhibit_frames.ward_theme_rates()
    castle = rates["area"].eq("E05000002") & rates["theme"].eq("burglary")
    rates.loc[castle, "rate_lower"] = 8.3  # the borough's own rate: no longer above it
    found = exhibits.theme_map_sentence(rates)
    assert found.headline.startswith("No theme's rate is clearly above the borough's")


def test_a_ward_with_a_clear_change_is_coloured_and_marked_by_an_arrow():
    shown = exhibits.change_map(exhibit_frames.ward_change(), exhibit_frames.wards())
    still = images(shown.body)[0]
    assert "▲ +30%" in still and "▼ −27%" in still and "+1%" in still
    assert "rose in 1 and fell in 1 of 4 wards" in shown.title
    assert "Abbey: +30%, up" in views(frame_of(shown))[0]["texts"]


def test_a_hidden_change_is_neither_a_rise_nor_no_change():
    change = exhibit_frames.ward_change()
    change["change_share_symbol"] = ""
    later = change["area"].eq("E05000001") & change["period"].eq("2017/18")
    change.loc[later, "change_share_symbol"] = "[c]"
    shown = exhibits.change_map(change, exhibit_frames.wards())
    first = views(frame_of(shown))[0]
    assert first["fills"][0] == HATCH and first["texts"][0] == "Abbey: [c]"
    assert "fell in 1 of 3 wards" in shown.title and "Abbey" not in shown.alt


def test_one_period_alone_gives_no_change():
    change = exhibit_frames.ward_change()
    alone = change[change["period"] == "2017/18"]
    found = exhibits.change_map_sentence(alone)
    assert "Nothing can be said" in found.headline
