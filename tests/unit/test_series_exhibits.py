"""What own months say of events and zones: words, tables, a chart, with hidden counts."""

from cdrp_analysis import exhibits
from tests import exhibit_frames_events as frames
from tests.unit.test_charts import svg
from tests.unit.test_exhibit_tables import cells


def test_the_familiar_method_is_told_with_its_step_and_slope():
    found = exhibits.segmented_sentence(frames.event_segmented())
    assert found.headline == "At the site: our own months alone would say more since the opening"
    assert found.figures == "+1,323 a year (90% limits +1,158 to +1,489)"
    assert "a step of +1,333 a year; the slope since is −13 a year each year" in found.detail
    unsure = exhibits.segmented_sentence(frames.event_segmented(), key="ordinary")
    assert "no clear change" in unsure.headline
    rows = cells(exhibits.segmented_table(frames.event_segmented()).body)
    assert rows[1][1:3] == ["+1,333", "+1,078 to +1,587"]


def test_its_rate_of_false_effects_stands_beside_it():
    found = exhibits.segmented_rate_sentence(frames.segmented_placebos())
    assert found.headline == (
        "A regression of the own months finds an effect in 5 of 14 areas where nothing happened"
    )
    assert exhibits.segmented_rate_sentence(frames.event_placebos()).figures == ""


def test_counts_at_the_site_show_what_is_hidden():
    shown = exhibits.site_places_table(frames.site_places())
    rows = cells(shown.body)
    assert [row[2:] for row in rows] == [
        ["35", "[z]"], ["1,255", "+1,220"], ["[c]", "[z]"], ["160", "[c]"],
    ]  # fmt: skip
    assert shown.title.endswith(
        "at the site 1,255 since and 35 in the year before; "
        "around it 160 since and [c] in the year before"
    )


def test_a_zone_is_read_by_its_limits_and_a_refusal_says_why():
    shown = exhibits.zone_series_table(frames.zone_series())
    rows = cells(shown.body)
    assert [row[-1] for row in rows] == [
        "fewer", "cannot be told from no change",
        "No figure: 5 months are known before the action and 12 since.",
    ]  # fmt: skip
    assert shown.title == (
        "Zone, while it lasted, all offences: fewer offences than its months before and the rest "
        "would give"
    )


def test_rows_of_a_zone_that_differ_are_named_beside_what_chance_gives():
    table = frames.zone_series()
    table.loc[0, ["ratio", "lower", "upper"]] = 0.99, 0.92, 1.07
    table.loc[2, ["ratio", "lower", "upper"]] = 0.55, 0.33, 0.91
    shown = exhibits.zone_series_table(table)
    assert shown.title.endswith("all offences: its months cannot be told from those before")
    assert shown.about["note"].endswith(
        "Incidents (Zone, while it lasted): fewer, 0.55 times (0.33 to 0.91). Of 3 rows with 90% "
        "limits 1 is outside, where chance alone would put about 0.3."
    )


def test_the_months_of_a_zone_are_drawn_with_the_beginning_of_the_action():
    shown = exhibits.zone_months_chart(frames.zone_months())
    assert "To be expected from before and the rest" in svg(shown)
    assert "begins after 18 months" in shown.alt
    assert [row[3] for row in cells(shown.table_html)].count("while it lasted") == 6


def test_nothing_received_is_said_so():
    for show, given in (
        (exhibits.segmented_table, frames.event_segmented()),
        (exhibits.site_places_table, frames.site_places()),
        (exhibits.zone_series_table, frames.zone_series()),
        (exhibits.zone_months_chart, frames.zone_months()),
    ):
        shown = show(given.head(0))
        assert "<img" not in shown.body and "<p>" in shown.body
    for say, given in (
        (exhibits.segmented_sentence, frames.event_segmented()),
        (exhibits.segmented_rate_sentence, frames.event_placebos()),
        (exhibits.site_places_sentence, frames.site_places()),
        (exhibits.zone_series_sentence, frames.zone_series()),
    ):
        assert not any(letter.isdigit() for letter in say(given.head(0)).text)
