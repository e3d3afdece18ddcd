"""Which events ask a survey."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError, WithJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError

from surveys.conditions import problems
from surveys.one_or_many import OneOrMany
from surveys.part import EventTypes, Part


def _conditions(where: dict[str, Any]) -> dict[str, Any]:
    wrong = [
        InitErrorDetails(type=PydanticCustomError("condition", message), loc=path, input=None)
        for path, message in problems(where)
    ]
    if where and wrong:
        raise ValidationError.from_exception_data("where", wrong)
    return where


Where = Annotated[
    dict[str, Any],
    AfterValidator(_conditions),
    WithJsonSchema({"type": "object", "description": "Properties and what they must be."}),
]


class Past(Part):
    """What must have happened before (or, `exists: false`, must not) to the same ticket or order:
    an event of the same source that names it.
    """

    on: EventTypes
    where: Where = Field(default={})
    exists: bool = True


class Trigger(Part):
    """Which events ask this survey: a type (or several), what their properties must be, and what
    must have happened before."""

    on: EventTypes
    where: Where = Field(default={})
    earlier: Annotated[tuple[Past, ...], Field(max_length=5), OneOrMany(dict)] = ()
