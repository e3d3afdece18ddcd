"""An event as a backend posts it: the one shape that every source is turned into."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    TypeAdapter,
    ValidationError,
)

from surveys.ambiguous import read
from surveys.errors import FieldError, InvalidInput
from surveys.instant import EPOCH, HOW_TO_WRITE_TIMES
from surveys.part import EventType, Name
from surveys.survey_file import field_errors
from surveys.unkeepable import REMEDY, find_unkeepable

MOST_EVENTS = 1000
WRONG_COUNT = FieldError("body", f"send 1 to {MOST_EVENTS} events at a time")
MOST_EXAMINED = 200  # objects in an array of which each event's mistakes are told
MOST_MISTAKES = 1000
AHEAD = timedelta(days=1)  # how far a sender's clock may run before ours


NUMBER = re.compile(r"[-+]?[\d.]+")  # pydantic would take it for seconds since 1970


def _text_id(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _not_a_number(value: Any) -> Any:
    if isinstance(value, int | float) or (isinstance(value, str) and NUMBER.fullmatch(value)):
        raise ValueError(HOW_TO_WRITE_TIMES)
    return value


# The inner constraints are checked by pydantic's core; outside they would be called one by one.
_Short = Annotated[str, Field(min_length=1, max_length=255)]
Id = Annotated[_Short, BeforeValidator(_text_id)]
Moment = Annotated[AwareDatetime, BeforeValidator(_not_a_number)]


class Customer(BaseModel):
    """Who it happened to. An address that cannot be used is kept here and skipped by the rules."""

    model_config = ConfigDict(extra="forbid")
    id: Id | None = None
    email: Annotated[str, Field(max_length=320)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    name: Annotated[str, Field(max_length=200)] | None = None
    locale: Annotated[str, Field(max_length=35)] | None = None
    timezone: Annotated[str, Field(max_length=64)] | None = None
    channels: Annotated[list[Name], Field(max_length=20)] | None = None  # that may be used


class EventBody(BaseModel):
    """What a backend says happened. `id` is unique per source; `occurred_at` defaults to now."""

    model_config = ConfigDict(extra="forbid")
    id: Id
    type: EventType
    occurred_at: Moment | None = None
    customer: Customer = Customer()
    properties: dict[str, Any] = {}  # as JSON has it; JsonValue would look at each value in Python


_one = TypeAdapter(EventBody)
_few = TypeAdapter(Annotated[list[EventBody], Field(max_length=MOST_EVENTS)])
_many = TypeAdapter(Annotated[list[EventBody], FailFast(), Field(max_length=MOST_EVENTS)])


def parse(body: bytes, now: datetime) -> tuple[list[EventBody], bool]:
    """Read one event or an array of up to 1,000; the flag tells whether it was an array.

    Raises Unreadable for a field that is there twice, InvalidInput naming each wrong field, in a
    long array those of the first wrong event; one wrong event refuses the whole array.
    """
    said = _read(body)
    many = isinstance(said, list)
    try:
        events = _array(said, body) if many else [_one.validate_python(said)]
    except ValidationError as error:
        raise InvalidInput(*_mistakes(error)) from error
    if not events:
        raise InvalidInput(WRONG_COUNT)
    suspect = NUL in body or b"NaN" in body or b"Infinity" in body or HUGE.search(body) is not None
    for number, event in enumerate(events):
        check(event, now, f"[{number}]" if many else "", suspect=suspect)
    return events, many


def _read(body: bytes) -> Any:
    try:
        return read(body)
    except ValueError as error:
        raise InvalidInput(FieldError("body", f"Invalid JSON: {error}")) from error


def _array(said: list[Any], body: bytes) -> list[EventBody]:
    """Of a long one only the first wrong event is looked for: twenty mistakes are told at most."""
    return (_many if body.count(b"{") > MOST_EXAMINED else _few).validate_python(said)


def _mistakes(error: ValidationError) -> list[FieldError]:
    if error.error_count() > MOST_MISTAKES:
        return [FieldError("body", f"has {error.error_count()} mistakes; too many to name")]
    if any(one["type"] == "too_long" and not one["loc"] for one in error.errors()):
        return [WRONG_COUNT]
    return field_errors(error)[:20]


def check(event: EventBody, now: datetime, path: str = "", *, suspect: bool = True) -> None:
    """InvalidInput for a time that cannot be and, in a `suspect` event, for what no database keeps;
    `path` names the event in an array."""
    if event.occurred_at is not None and not EPOCH <= event.occurred_at <= now + AHEAD:
        name = f"{path}.occurred_at" if path else "occurred_at"
        when = "before 1970" if event.occurred_at < EPOCH else "in the future"
        raise InvalidInput(FieldError(name, f"lies {when}; check the sender's clock"))
    if suspect and (where := find_unkeepable(event.model_dump(), path)) is not None:
        raise InvalidInput(FieldError(where, REMEDY))


# A first sieve over the raw bytes, so that honest bodies are not walked through. Infinity can be
# written with an exponent of three digits, or with fewer after hundreds of digits. One pattern for
# all of it would cost as much as the parsing.
NUL = b"\\u0000"
HUGE = re.compile(rb"[0-9](?:[eE]\+?[0-9]{3}|[0-9]{199})")
