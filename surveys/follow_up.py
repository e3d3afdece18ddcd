"""What becomes of an answer that a person should look at."""

import operator
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from surveys.duration import Duration
from surveys.errors import Sentence
from surveys.part import Part

Reason = Literal["asked", "score"]
COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
}


class FollowUp(Part):
    """When an answer opens a case: for its score, or because the customer wants to be contacted."""

    when: Annotated[str, Field(pattern=r"^score (<=|<|>=|>|==) \d{1,2}$")] | None = None
    open_case: bool = True
    ask_contact: bool = False
    reply_within: Duration | None = None

    @model_validator(mode="after")
    def _says_when(self) -> "FollowUp":
        if self.when is None and not self.ask_contact:
            raise ValueError(
                Sentence('says never; write when: "score <= 2", ask_contact: true, or both')
            )
        return self

    def reason(self, score: int, wants_contact: bool) -> Reason | None:
        """Why an answer opens a case, None when it opens none."""
        if wants_contact and self.ask_contact:
            return "asked"
        return "score" if self.open_case and self.hit_by(score) else None

    def hit_by(self, score: int) -> bool:
        """Whether `when` is true of a score."""
        if self.when is None:
            return False
        _, comparison, bound = self.when.split()
        return COMPARISONS[comparison](score, int(bound))
