"""Reads tags out of requests."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from surveys.ambiguous import refuse_ambiguous
from surveys.errors import FieldError, InvalidInput
from surveys.survey_file import field_errors
from surveys.tags import Tag

MOST = 50
MOST_TOLD = 20  # mistakes
Tags = Annotated[set[Tag], Field(max_length=MOST)]
_tag = TypeAdapter(Tag)


class Retag(BaseModel):
    """What is to be changed about the tags of a response."""

    model_config = ConfigDict(extra="forbid")
    add: Tags = set()
    remove: Tags = set()


def retag_of(body: bytes) -> Retag:
    """The change that a body asks for; InvalidInput names each wrong field."""
    refuse_ambiguous(body)
    try:
        found = Retag.model_validate_json(body)
    except ValidationError as error:
        raise InvalidInput(*field_errors(error)[:MOST_TOLD]) from error
    if not found.add and not found.remove:
        raise InvalidInput(FieldError("add", "is missing: tags to add here, or to `remove`"))
    if both := sorted(found.add & found.remove):
        raise InvalidInput(FieldError("remove", f"has {both[0]!r}, which `add` has as well"))
    return found


def tag_of(query: Mapping[str, str]) -> str:
    """The tag that a list is asked for, "" for none."""
    if not (text := query.get("tag", "")):
        return ""
    try:
        return _tag.validate_python(text)
    except ValidationError as error:
        remedy = "write one tag: up to 64 characters, without spaces, commas and slashes"
        raise InvalidInput(FieldError("tag", remedy)) from error
