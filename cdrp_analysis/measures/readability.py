"""How easily a text reads: Flesch's reading ease."""

import re
from dataclasses import dataclass

from cdrp_analysis.errors import InputError

# Flesch's own bands, from the easiest.
BANDS = (
    (90.0, "very easy"),
    (80.0, "easy"),
    (70.0, "fairly easy"),
    (60.0, "plain English"),
    (50.0, "fairly difficult"),
    (30.0, "difficult"),
)
_HARDEST = "very difficult"
_SENTENCE = re.compile(r"[.!?](?=\s|$)")
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)?|\d[\d,./]*%?")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Reading:
    """Counts of a text, and its ease: 0 very difficult to about 100 very easy."""

    sentences: int
    words: int
    syllables: int

    @property
    def ease(self) -> float:
        """206.835 less 1.015 words per sentence less 84.6 syllables per word."""
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words

    @property
    def band(self) -> str:
        """The name of the band in which the ease lies."""
        return next((name for limit, name in BANDS if self.ease >= limit), _HARDEST)


def reading(text: str) -> Reading:
    """
    Sentences, words and syllables of an English text, with its reading ease.

    A number counts as one word of one syllable, as readers take it in at a glance. Syllables are
    counted by rule (runs of vowels, less a silent e): right for about nine words in ten, and off
    by one for the rest.

    Raises
    ------
    InputError
        If the text has no word.

    References
    ----------
    Flesch, R. (1948). A new readability yardstick. Journal of Applied Psychology 32, 221-233.

    Examples
    --------
    >>> found = reading("The cat sat on the mat.")
    >>> found.words, found.syllables, round(found.ease, 1), found.band
    (6, 6, 116.1, 'very easy')
    """
    words = _WORD.findall(text)
    if not words:
        raise InputError(
            "the text has no word.", where="measures.readability", do="give a text to read"
        )
    return Reading(
        max(1, len(_SENTENCE.findall(text))), len(words), sum(syllables(word) for word in words)
    )


def syllables(word: str) -> int:
    """
    Syllables of a word, by rule.

    Examples
    --------
    >>> [syllables(word) for word in ("crime", "burglary", "table", "people", "28%")]
    [1, 3, 2, 2, 1]
    """
    plain = re.sub(r"['\u2019].*", "", word.lower())
    if not plain.isalpha():
        return 1
    count = len(_VOWELS.findall(plain))
    silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouycszgxh]es$", plain)
    return max(1, count - bool(silent))
