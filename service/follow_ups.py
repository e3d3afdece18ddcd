"""The follow-up questions as a page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.asked import Asked
from surveys.kinds import kinds
from surveys.questions import Question

Answers = Mapping[str, str | Sequence[str]]
SCALE = tuple(str(point) for point in range(1, 6))  # of a scale question without options


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One question, its field in the form and what was answered so far."""

    field: str
    type: str
    text: str
    options: tuple[tuple[str, str], ...]  # value and label
    low: int
    high: int
    shown: bool
    given: tuple[str, ...]


def follow_ups(asked: Asked, score: int | None, answers: Answers) -> list[FollowUp]:
    """Every question of the survey; those that `score` does not see have `shown` False."""
    return [_follow_up(asked, question, score, answers) for question in asked.definition.questions]


def _follow_up(asked: Asked, question: Question, score: int | None, answers: Answers) -> FollowUp:
    given = answers.get(question.key, ())
    return FollowUp(
        field=f"q_{question.key}",
        type=question.type,
        text=_in_language(asked, question.text),
        options=_options(asked, question),
        low=question.scores.low,
        high=question.scores.high,
        shown=_for_everyone(asked, question) if score is None else question.shown_for(score),
        given=(given,) if isinstance(given, str) else tuple(given),
    )


def _options(asked: Asked, question: Question) -> tuple[tuple[str, str], ...]:
    if question.type == "scale" and not question.options:
        return tuple((point, point) for point in SCALE)
    labels = ((key, _in_language(asked, texts)) for key, texts in question.options.items())
    return tuple((key, label or key) for key, label in labels)


def _for_everyone(asked: Asked, question: Question) -> bool:
    kind = kinds()[asked.definition.kind]
    return question.shown_for(kind.LOW) and question.shown_for(kind.HIGH)


def _in_language(asked: Asked, texts: Mapping[str, str]) -> str:
    wanted = (asked.language, asked.definition.default_language, *texts)
    return asked.say(next((texts[language] for language in wanted if language in texts), None))
