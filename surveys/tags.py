"""Tags of responses, and the rules that put them on by the words of a comment. Pure."""

import unicodedata
from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, Field

from surveys.errors import Sentence
from surveys.one_or_many import OneOrMany
from surveys.part import Part
from surveys.questions import ScoreRange
from surveys.wording import words_of

LONGEST = 64  # characters


def _plain(text: str) -> str:
    """The same tag however it is typed."""
    tag = unicodedata.normalize("NFC", text).casefold()
    if len(tag) > LONGEST:
        raise ValueError(Sentence("must have %(longest)s characters at most", longest=LONGEST))
    return tag


def _with_words(text: str) -> str:
    if not words_of(text):
        raise ValueError(Sentence("has no word to look for"))
    return text


Tag = Annotated[str, Field(pattern=r"^[^\s\x00-\x1f\x7f/,]+$"), AfterValidator(_plain)]
Words = Annotated[str, Field(max_length=200), AfterValidator(_with_words)]


class TagRule(Part):
    """Tags comments that have all words of one of these texts, under such a score."""

    tag: Tag
    any: Annotated[tuple[Words, ...], Field(min_length=1, max_length=200), OneOrMany(str)]
    scores: ScoreRange = ScoreRange()

    def fits(self, score: int, words: Set[str]) -> bool:
        """Whether a comment of these words is tagged."""
        return self.scores.has(score) and any(_words(text) <= words for text in self.any)


def tags_for(rules: Sequence[TagRule], score: int, comment: str) -> set[str]:
    """What the rules say about a comment."""
    words = words_of(comment) if rules else frozenset[str]()
    return {rule.tag for rule in rules if rule.fits(score, words)}


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(words_of(text))
