"""The follow-up questions as a page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.asked import Asked
from surveys.kinds import kinds
from surveys.questions import Answers, Question, applying, given


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One question, its field in the form and what was answered so far."""

    field: str
    type: str
    text: str
    options: tuple[tuple[str, str], ...]  # value and label
    low: int
    high: int
    when: str  # for the script: "key option option,key option"
    shown: bool
    given: tuple[str, ...]


def follow_ups(asked: Asked, score: int | None, answers: Answers) -> list[FollowUp]:
    """Every question of the survey; those that `score` and `answers` do not bring up have `shown`
    False. Before there is a score, those are shown that every score brings up."""
    questions, kind = asked.definition.questions, kinds()[asked.definition.kind]
    scores = (kind.LOW, kind.HIGH) if score is None else (score,)
    shown = [{one.key for one in applying(questions, each, answers)} for each in scores]
    keys = set.intersection(*shown)
    return [_follow_up(asked, one, one.key in keys, answers) for one in questions]


def _follow_up(asked: Asked, question: Question, shown: bool, answers: Answers) -> FollowUp:
    return FollowUp(
        field=f"q_{question.key}",
        type=question.type,
        text=_in_language(asked, question.text),
        options=_options(asked, question),
        low=question.scores.low,
        high=question.scores.high,
        when=",".join(" ".join((key, *options)) for key, options in question.when.items()),
        shown=shown,
        given=given(answers, question.key),
    )


def _options(asked: Asked, question: Question) -> tuple[tuple[str, str], ...]:
    labels = question.options
    return tuple((one, _in_language(asked, labels.get(one, {})) or one) for one in question.choices)


def _in_language(asked: Asked, texts: Mapping[str, str]) -> str:
    wanted = (asked.language, asked.definition.default_language, *texts)
    return asked.say(next((texts[language] for language in wanted if language in texts), None))
