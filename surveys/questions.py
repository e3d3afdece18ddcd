"""Follow-up questions on the page, shown by score and by what was answered before."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from surveys.errors import Sentence

Label = Annotated[str, Field(min_length=1, max_length=300)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
SCALE = tuple(str(point) for point in range(1, 6))  # of a scale question without options


def _listed(value: Any) -> Any:
    """One option counts as a list of one, and the points of a scale may be written as numbers."""
    items = value if isinstance(value, list | tuple) else [value]
    return [str(one) if type(one) is int else one for one in items]


_OPTION = {"type": ["string", "integer"]}
Options = Annotated[
    tuple[str, ...],
    Field(min_length=1),
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [_OPTION, {"type": "array", "items": _OPTION, "minItems": 1}]}),
]
Answers = Mapping[str, str | Sequence[str]]


class ScoreRange(BaseModel):
    """Scores from `low` to `high`, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    low: int = 0
    high: int = 10

    def has(self, score: int) -> bool:
        """Whether `score` is one of them."""
        return self.low <= score <= self.high


class Question(BaseModel):
    """One question; `text` and the options' labels are per language. `when` names earlier questions
    and those of their options that bring this one up."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: Key
    type: Literal["text", "single", "multiple", "scale"]
    text: Annotated[dict[str, Label], Field(min_length=1)]
    options: dict[Key, dict[str, Label]] = {}
    scores: ScoreRange = ScoreRange()
    when: dict[Key, Options] = {}

    @model_validator(mode="after")
    def _options_where_needed(self) -> "Question":
        if self.type in ("single", "multiple") and not self.options:
            raise ValueError(Sentence("a %(type)s question needs options", type=self.type))
        return self

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen; () where people write."""
        if self.type == "text":
            return ()
        return tuple(self.options) or SCALE

    def shown_for(self, score: int) -> bool:
        """Whether an answer of `score` sees this question, whatever else it says."""
        return self.scores.has(score)

    def follows(self, answers: Answers) -> bool:
        """Whether `answers` to earlier questions bring it up."""
        return all(
            not {*options}.isdisjoint(given(answers, key)) for key, options in self.when.items()
        )


def given(answers: Answers, key: str) -> tuple[str, ...]:
    """What was answered to one question, () for nothing."""
    found = answers.get(key, ())
    return (found,) if isinstance(found, str) else tuple(found)


def applying(questions: Sequence[Question], score: int, answers: Answers) -> list[Question]:
    """Those that this score and these answers bring up. An answer to a question that does not
    apply brings up nothing."""
    found: list[Question] = []
    heard: dict[str, str | Sequence[str]] = {}
    for question in questions:
        if question.shown_for(score) and question.follows(heard):
            found.append(question)
            heard[question.key] = given(answers, question.key)
    return found
