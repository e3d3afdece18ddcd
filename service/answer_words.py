"""How a scale is answered in words: what a text message invites to, and what counts as a score."""

from collections.abc import Mapping

from service.asked import Asked
from service.looks import Look, look
from service.words import words_in
from surveys.definition import Definition

STARS = "★⭐🌟"


def invitation(asked: Asked) -> str:
    """Reply 0 to 10"""
    _, found = asked.words, asked.look
    first, last = found.options[0], found.options[-1]
    if found.style in ("numbers", "stars"):
        return _("Reply %(low)s to %(high)s", low=first.score, high=last.score)
    ends = {"low": first.score, "high": last.score, "best": last.word}
    return _("Reply %(low)s to %(high)s (%(high)s = %(best)s)", **ends)


def labels(definition: Definition, language: str) -> Mapping[str, int]:
    """The names of the scores in every language of the survey; `language` wins where two differ."""
    found: dict[str, int] = {}
    for tag in (language, *definition.texts):
        named = _names(_look(definition, tag))
        found = {name: score for name, score in named if _once(name, named)} | found
    return found


def _look(definition: Definition, language: str) -> Look:
    texts = definition.texts[language]
    return look(definition.kind, texts.low or "", texts.high or "", words_in(language))


def _names(found: Look) -> list[tuple[str, int]]:
    ends = [(found.low, found.options[0].score), (found.high, found.options[-1].score)]
    stars = [
        (mark * o.score, o.score) for o in found.options for mark in STARS if o.face == STARS[0]
    ]
    named = [
        (name, option.score)
        for option in found.options
        for name in {option.word, option.label, option.text, option.face} - {STARS[0]}
    ]
    return [(name, score) for name, score in (*ends, *stars, *named) if name and not name.isdigit()]


def _once(name: str, named: list[tuple[str, int]]) -> bool:
    return len({score for other, score in named if other.lower() == name.lower()}) == 1
