"""How a scale looks to a customer: what stands on each button, under it, and what is read aloud.

Every option has the same colour and weight: a look must not push anybody to an answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from service.words import Words
from surveys.kinds import kinds


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    score: int
    face: str  # large on the button; "" when the word alone is there
    word: str  # small under it; "" when the face says it all
    label: str  # what a screen reader says
    text: str  # in a line of plain text
    said: str  # within a sentence: You chose ...


@dataclass(frozen=True, slots=True)
class Look:
    """A scale: `style` is a class in answer.css, `low` and `high` stand below its two ends."""

    style: str
    options: tuple[Option, ...]
    low: str = ""
    high: str = ""

    def option(self, score: int | None) -> Option | None:
        """The option of `score`, None when the scale has none such."""
        return next((option for option in self.options if option.score == score), None)


@lru_cache(maxsize=256)
def look(kind: str, low: str, high: str, words: Words) -> Look:
    """The look of a kind; `low` and `high` are the survey's own words for the ends, or empty.

    A kind without a look of its own is shown as numbers.
    """
    scale = kinds()[kind]
    scores = range(scale.LOW, scale.HIGH + 1)
    return LOOKS.get(kind, _numbers)(scores, low, high, words)


def _numbers(scores: range, low: str, high: str, words: Words) -> Look:
    options = (_number(score, scores[-1], words) for score in scores)
    return Look("numbers", tuple(options), low, high)


def _number(score: int, highest: int, _: Words) -> Option:
    face = str(score)
    label = _("%(score)s out of %(highest)s", score=score, highest=highest)
    return Option(score, face, "", label, face, face)


def _likelihood(scores: range, low: str, high: str, _: Words) -> Look:
    return _numbers(scores, low or _("Not at all likely"), high or _("Extremely likely"), _)


def _agreement(scores: range, low: str, high: str, _: Words) -> Look:
    return _numbers(scores, low or _("Strongly disagree"), high or _("Strongly agree"), _)


def _happiness(scores: range, low: str, high: str, _: Words) -> Look:
    said = (
        low or _("Very unhappy"),
        _("Unhappy"),
        _("Neutral"),
        _("Happy"),
        high or _("Very happy"),
    )
    options = (
        Option(score, str(score), word, f"{score}, {word}", f"{score} - {word}", _quoted(word, _))
        for score, word in zip(scores, said, strict=True)
    )
    return Look("words", tuple(options))


def _disappointment(scores: range, low: str, high: str, _: Words) -> Look:
    said = (
        low or _("Not disappointed"),
        _("Somewhat disappointed"),
        high or _("Very disappointed"),
    )
    options = (
        Option(score, "", word, word, word, _quoted(word, _))
        for score, word in zip(scores, said, strict=True)
    )
    return Look("words", tuple(options))


def _stars(scores: range, low: str, high: str, words: Words) -> Look:
    return Look("stars", tuple(_star(score, words) for score in scores), low, high)


def _star(score: int, words: Words) -> Option:
    label = words.ngettext("%(number)s star", "%(number)s stars", score)
    return Option(score, "★", str(score), label, label, label)


def _thumbs(scores: range, low: str, high: str, _: Words) -> Look:
    said = (low or _("Not good"), high or _("Good"))
    options = (
        Option(score, face, word, word, f"{face} {word}", _quoted(word, _))
        for score, face, word in zip(scores, "👎👍", said, strict=True)
    )
    return Look("thumbs", tuple(options))


def _quoted(word: str, _: Words) -> str:
    return _("“%(words)s”", words=word)


LOOKS: dict[str, Callable[[range, str, str, Words], Look]] = {
    "nps": _likelihood,
    "enps": _likelihood,
    "ces": _agreement,
    "csat": _happiness,
    "pmf": _disappointment,
    "stars": _stars,
    "thumbs": _thumbs,
}
