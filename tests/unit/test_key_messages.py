"""The key messages: one short sentence a table, none where a table says nothing, easily read."""

import pytest

from cdrp_analysis import exhibits
from tests import exhibit_frames_document as frames
from tests.drawn import frame


def test_each_table_gives_its_sentence():
    assert frames.messages().sentences == (
        "Robbery comes first. Next comes burglary.",
        "Robbery probably rose by 25% in a year.",
        "Robbery is what most worries you: 38% of you name it.",
        "What we should do. Light the path.",
    )


def test_a_table_that_is_not_there_leaves_its_sentence_out():
    assert len(frames.messages("recommendations", "year_on_year").sentences) == 2
    nothing = frames.messages(*frames.TABLES)
    assert nothing.text.startswith("Nothing can be said here")


def one(name, drawing):
    return exhibits.key_messages([name].__contains__, lambda _: frame(drawing)).text


@pytest.mark.parametrize(
    ("name", "drawing", "said"),
    [
        ("year_on_year", "theme | label | change_share | signal\nrob | Rob | 0.1 | not clear",
         "No kind of crime rose or fell by more than chance in the counts explains."),
        ("concentration", "unit | share_for_50\nplace | 0.0517",
         "Half of all crime took place in 5.2% of places."),
        ("horizon_scan", "item | score\nGrants end | 25\nRents rise | 9",
         "What we must get ready for: grants end."),
    ],
)  # fmt: skip
def test_what_is_said_of_each_table(name, drawing, said):
    assert one(name, drawing) == said


@pytest.mark.parametrize(
    ("q", "said"),
    [
        (0.003, "Robbery clearly rose by 25% in a year."),
        (0.17, "Robbery may have risen by 25% in a year."),
        (0.66, "No kind of crime rose or fell by more than years differ anyway."),
    ],
)
def test_a_change_is_told_as_surely_as_its_test_of_years_allows(q, said):
    made = {name: frame(frames.TABLES[name]) for name in ("year_on_year", "real_changes")}
    made["real_changes"]["q"] = q
    assert exhibits.key_messages(made.__contains__, made.__getitem__).text == said


def test_without_that_test_a_change_is_only_beyond_counting():
    assert frames.messages("priorities", "real_changes", "recommendations").sentences[0] == (
        "Robbery rose by 25% in a year, more than chance in the counts explains."
    )


def beside_peers(position, *, place=(12, 15), share=-0.10):
    """The message of 15 areas, ours at some place and with some position in the funnel."""
    rates = frame("""
        theme    | label                                | period  | of_areas
        ordinary | All offences but the sensitive kinds | 2009/10 | 15
        robbery  | Robbery                              | 2009/10 | 15
    """).assign(difference_share=[share, 0.2], rank_lower=[place[0], 1], rank_upper=[place[1], 2])
    areas = frame("theme | standing\nordinary | own\nordinary | peer").assign(
        position=[position, "high"]
    )
    made = {"peer_rates": rates, "peer_areas": areas}
    return exhibits.key_messages(made.__contains__, made.__getitem__).text


def test_more_or_less_than_the_peers_is_said_with_what_is_counted_and_when():
    counted = "in 2009/10 (all offences but the sensitive kinds)."
    assert beside_peers("low") == (
        f"For our size we had 10% less crime than places like ours {counted}"
    )
    assert beside_peers("rather high", place=(1, 3), share=0.3) == (
        f"For our size we had 30% more crime than places like ours {counted}"
    )


@pytest.mark.parametrize(
    ("position", "place"), [("as expected", (12, 15)), ("low", (7, 12)), ("not known", (7, 12))]
)
def test_what_lies_inside_the_peers_spread_is_no_difference(position, place):
    assert beside_peers(position, place=place) == (
        "For our size we had about as much crime as places like ours in 2009/10 "
        "(all offences but the sensitive kinds)."
    )


def test_nothing_is_said_of_the_peers_where_nothing_says_how_they_spread():
    assert beside_peers("not known", place=(None, None)).startswith("Nothing can be said here")


def test_the_messages_of_the_example_are_plain_or_easier_and_say_so():
    found = frames.messages()
    assert found.reading.ease >= 60
    said = exhibits.reading_sentence(found)
    assert found.reading.band in said.headline and not any(map(str.isdigit, said.text))


def test_what_a_message_holds_is_escaped():
    assert (
        "&lt;b&gt;"
        in exhibits.key_messages(
            ["recommendations"].__contains__, lambda _: frame("key | text\na | <b>")
        )._repr_html_()
    )
