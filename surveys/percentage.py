"""A share such as 12.5%."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from surveys.errors import Sentence


def _percent(value: Any) -> Any:
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?)\s*%", value)):
        return float(match[1])
    raise ValueError(Sentence("write a percentage: 100%, 25% or 0.5%"))


Percentage = Annotated[
    float,
    BeforeValidator(_percent),
    Field(ge=0, le=100),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}(\.\d{1,4})?\s*%$"}),
    PlainSerializer(lambda share: f"{share:g}%", return_type=str),
]
