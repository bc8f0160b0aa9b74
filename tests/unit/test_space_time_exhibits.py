"""Near repeats and clusters as a reader sees them: what is claimed is what the table holds."""

import pandas as pd

from cdrp_analysis import exhibits
from cdrp_analysis.measures.near_repeat import knox
from cdrp_analysis.measures.scan import permutation_scan
from tests import exhibit_frames
from tests.unit.test_exhibit import images
from tests.unit.test_exhibit_tables import cells


def test_the_grid_shows_every_ratio_and_shades_those_above_chance_only():
    shown = exhibits.near_repeat_grid(exhibit_frames.near_repeats(), events="burglaries")
    picture = images(shown.body)[0]
    for text in ("1.60", "1.22", "1.18", "1.02", "Same address", "0 to 100 m", "7 to 13"):
        assert f">{text}<" in picture
    # One patch and its key for the strongest and for the weakest shade; the middle has its key.
    strongest, middle, weakest = (picture.lower().count(f"fill: {shade.lower()}")
                                  for shade in ("#2073BC", "#6BACE6", "#AFCDE8"))  # fmt: skip
    assert (strongest, middle, weakest) == (2, 1, 2)
    assert cells(shown.table_html)[0] == [
        "Same address", "0 to 6", "80", "50.0", "1.60", "0.001", "yes",
    ]  # fmt: skip


def test_the_finding_names_what_is_above_chance_and_no_more():
    found = exhibits.near_repeat_sentence(exhibit_frames.near_repeats(), events="burglaries")
    assert found.text == (
        "Burglaries recur at the same address and up to 100 m away more often than chance allows: "
        "most at the same address, 0 to 6 days apart, where 80 pairs stand against 50.0 expected. "
        "2 of 4 bands are above chance, none more than 6 days apart."
    )


def test_no_repeat_is_said_to_be_none():
    quiet = exhibit_frames.near_repeats().assign(above_chance=False)
    assert "no more than chance allows" in exhibits.near_repeat_sentence(quiet).text
    shown = exhibits.near_repeat_grid(quiet)
    assert "#2073bc" in images(shown.body)[0].lower(), "the key stays"
    assert images(shown.body)[0].lower().count("fill: #2073bc") == 1


def test_a_band_without_a_pair_is_missing_and_not_zero():
    rows = pd.DataFrame({
        "easting": [0.0, 5000.0, 9000.0],
        "northing": 0.0,
        "day": pd.to_datetime(["2010-04-01", "2010-04-02", "2010-04-03"]),
    })  # fmt: skip
    shown = exhibits.near_repeat_grid(knox(rows, seed=1, permutations=9))
    assert "[x]" in images(shown.body)[0] and "[x]" in shown.table_html


def test_months_are_named_months_and_their_limits_printed_beneath():
    rows = pd.DataFrame({"easting": [0.0, 50, 90, 9000], "northing": 0.0,
                         "month": ["2010-01", "2010-01", "2010-02", "2010-06"]})  # fmt: skip
    table = knox(rows, times=(0, 1, 2), unit="month", seed=1, permutations=9)
    html = exhibits.near_repeat_grid(table)._repr_html_()
    assert "Months apart" in html and "Nothing can be said of days or weeks" in html


def test_a_share_within_chance_is_no_share():
    row = exhibit_frames.following()
    assert exhibits.following_sentence(row, events="burglaries").headline == (
        "About 16% of burglaries were set off by another nearby"
    )
    unclear = row.assign(share_lower=-0.02)
    assert exhibits.following_sentence(unclear).headline.startswith("No clear share")


def test_clusters_name_their_days_and_what_chance_could_make():
    shown = exhibits.cluster_table(exhibit_frames.clusters(), events="burglaries")
    assert shown.title == "Burglaries clustered beyond chance from 29 May to 4 June 2017"
    first, second = cells(shown._repr_html_())
    assert first[1:5] == ["from 29 May to 4 June 2017", "E 523,100, N 178,300", "447", "7"]
    assert second[1] == "from 31 December 2017 to 2 January 2018"
    assert (first[-1], second[-1]) == ("beyond chance", "within chance")


def test_no_cluster_is_said_to_be_none():
    quiet = exhibit_frames.clusters().assign(p=0.4)
    assert exhibits.cluster_sentence(quiet, events="burglaries").text == (
        "No cluster of burglaries in place and time stands out beyond chance."
    )
    places = pd.DataFrame({"place": ["A", "B"], "easting": [0, 9000], "northing": [0, 0]})
    events = pd.DataFrame({"place": ["A", "B"], "day": pd.to_datetime(["2010-04-01"] * 2)})
    none = permutation_scan(events, places, seed=1, replicas=9)
    assert none.empty and exhibits.cluster_table(none).title.startswith("No cluster")
