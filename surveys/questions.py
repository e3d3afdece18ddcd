"""Follow-up questions on the page, shown by score."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Label = Annotated[str, Field(min_length=1, max_length=300)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]


class ScoreRange(BaseModel):
    """Scores from `low` to `high`, both included, for which a question is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    low: int = 0
    high: int = 10


class Question(BaseModel):
    """One question; `text` and the options' labels are per language."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: Key
    type: Literal["text", "single", "multiple", "scale"]
    text: Annotated[dict[str, Label], Field(min_length=1)]
    options: dict[Key, dict[str, Label]] = {}
    scores: ScoreRange = ScoreRange()

    @model_validator(mode="after")
    def _options_where_needed(self) -> "Question":
        if self.type in ("single", "multiple") and not self.options:
            raise ValueError(f"a {self.type} question needs options")
        return self

    def shown_for(self, score: int) -> bool:
        """Whether an answer of `score` sees this question."""
        return self.scores.low <= score <= self.scores.high
