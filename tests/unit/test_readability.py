"""Flesch's formula against his constants, syllables against a dictionary."""

import pytest

from cdrp_analysis.errors import InputError
from cdrp_analysis.measures.readability import Reading, reading, syllables

# Syllables as divided in the Concise Oxford Dictionary.
WORDS = {
    "crime": 1, "crimes": 1, "rate": 1, "the": 1, "robbed": 1, "asked": 1, "stated": 2,
    "table": 2, "people": 2, "burglary": 3, "robbery": 3, "violence": 2, "offence": 2,
    "anti": 2, "social": 2, "behaviour": 3, "resident": 3, "residents": 3, "places": 2,
    "priority": 4, "partnership": 3, "theft": 1, "houses": 2, "recorded": 3,
}  # fmt: skip


def test_syllables_are_right_for_nine_words_in_ten_and_never_off_by_two():
    off = {word: syllables(word) - count for word, count in WORDS.items()}
    assert all(abs(gap) <= 1 for gap in off.values())
    assert sum(gap != 0 for gap in off.values()) <= len(WORDS) // 10, off


def test_the_formula_is_flesch_s():
    """His yardstick: 206.835 - 1.015 x 14 - 84.6 x 1.39 = 75.0 for a slick of the 1940s."""
    assert Reading(1, 100, 139).ease == pytest.approx(206.835 - 101.5 - 117.594)
    assert Reading(100, 1400, 1946).ease == pytest.approx(75.03, abs=0.01)


@pytest.mark.parametrize(
    ("ease", "band"),
    [
        (95, "very easy"),
        (60.0, "plain English"),
        (59.9, "fairly difficult"),
        (10, "very difficult"),
    ],
)
def test_a_band_begins_at_its_limit(ease, band):
    needed = (206.835 - 1.015 * 10 - ease) / 84.6 * 10
    assert Reading(1, 10, needed - 1e-9).band == band


def test_numbers_and_sentences_are_counted_as_they_are_read():
    found = reading("Crime fell 7.5% to 22,599. It rose? No!")
    assert (found.sentences, found.words) == (3, 8)


def test_long_words_and_sentences_are_harder():
    easy = reading("The police came. They were quick.")
    hard = reading("Constabulary representatives subsequently attended expeditiously.")
    assert easy.ease > 80 > 0 > hard.ease


def test_a_text_without_words_is_refused():
    with pytest.raises(InputError, match="no word"):
        reading(" … ")
