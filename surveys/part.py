"""What the parts of a survey definition share: their base, and names."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from surveys.errors import Sentence
from surveys.one_or_many import OneOrMany

Language = Annotated[str, Field(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
NAME = r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$"
Name = Annotated[str, Field(pattern=NAME)]


def _dotted(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+", value) is None:
        raise ValueError(Sentence("write a dotted name such as ticket.resolved"))
    return value


EventType = Annotated[str, Field(max_length=255), AfterValidator(_dotted)]
EventTypes = Annotated[tuple[EventType, ...], Field(min_length=1), OneOrMany(str)]


class Part(BaseModel):
    """Base of every part of a definition: frozen, and a misspelt field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)
