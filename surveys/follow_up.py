"""What becomes of an unhappy answer."""

from typing import Annotated

from pydantic import Field

from surveys.duration import Duration
from surveys.part import Part


class FollowUp(Part):
    """When an answer opens a case."""

    when: Annotated[str, Field(pattern=r"^score (<=|<|>=|>|==) \d{1,2}$")]
    open_case: bool = True
    reply_within: Duration | None = None
