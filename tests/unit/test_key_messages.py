"""The key messages: one short sentence a table, none where a table says nothing, easily read."""

import pytest

from cdrp_analysis import exhibits
from tests import exhibit_frames_document as frames
from tests.drawn import frame


def test_each_table_gives_its_sentence():
    assert frames.messages().sentences == (
        "Robbery comes first. Next comes burglary.",
        "Robbery rose by 25% in a year.",
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
         "No kind of crime clearly rose or fell in a year."),
        ("peer_rates", "theme | difference_share\nall | 0.001",
         "For our size we have as much crime as places like ours."),
        ("peer_rates", "theme | difference_share\nall | -0.10\nrobbery | 0.2",
         "For our size we have 10% less crime than places like ours."),
        ("concentration", "unit | share_for_50\nplace | 0.0517",
         "Half of all crime took place in 5.2% of places."),
        ("horizon_scan", "item | score\nGrants end | 25\nRents rise | 9",
         "What we must get ready for: grants end."),
    ],
)  # fmt: skip
def test_what_is_said_of_each_table(name, drawing, said):
    assert one(name, drawing) == said


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
