"""An answer that was taken elsewhere, as a backend tells it."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from surveys.ambiguous import read
from surveys.answering import LONGEST_COMMENT
from surveys.errors import FieldError, InvalidInput
from surveys.event import Customer, Moment
from surveys.instant import EPOCH
from surveys.part import NAME
from surveys.survey_file import field_errors
from surveys.unkeepable import REMEDY, find_unkeepable

MOST = 1000
WRONG_COUNT = FieldError("body", f"send 1 to {MOST} answers at a time")
MOST_TOLD = 20  # mistakes
LARGEST = 10**15  # of numbers
CLOCKS_APART = timedelta(minutes=1)


def _scalar(value: Any) -> Any:
    if (isinstance(value, int) and abs(value) > LARGEST) or not isinstance(
        value, str | int | float
    ):
        raise ValueError("must be a text, a number, true or false")
    return value


def _said(value: Any) -> Any:
    return [_scalar(one) for one in value] if isinstance(value, list) else _scalar(value)


Scalar = Annotated[Any, AfterValidator(_scalar)]
Said = Annotated[Any, AfterValidator(_said)]


class Told(BaseModel):
    """One answer. Who gave it: `customer`, or the customer of `invitation` or `event`, or nobody
    that is known. `answered_at` defaults to now."""

    model_config = ConfigDict(extra="forbid")
    survey: Annotated[str, Field(min_length=1, max_length=64)]
    score: Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]
    comment: Annotated[str, Field(max_length=LONGEST_COMMENT)] | None = None
    answers: dict[str, Said] = {}
    answered_at: Moment | None = None
    customer: Customer | None = None
    invitation: Annotated[int, Field(strict=True, ge=1, lt=2**63)] | None = None
    event: Annotated[str, Field(pattern=r"^evt_[0-9]{1,18}$")] | None = None
    channel: Annotated[str, Field(max_length=32, pattern=NAME)] = "api"
    language: Annotated[str, Field(max_length=35)] | None = None
    segments: dict[str, Scalar] = {}


_one, _many = TypeAdapter(Told), TypeAdapter(Annotated[list[Told], Field(max_length=MOST)])


def parse(body: bytes, now: datetime) -> tuple[list[Told], bool]:
    """Read one answer or an array of up to 1,000; the flag tells whether it was an array.

    Unreadable for a field that is there twice, InvalidInput naming each wrong field; one wrong
    answer refuses the whole array.
    """
    try:
        said = read(body)
    except ValueError as error:
        raise InvalidInput(FieldError("body", f"Invalid JSON: {error}")) from error
    many = isinstance(said, list)
    try:
        found = _many.validate_python(said) if many else [_one.validate_python(said)]
    except ValidationError as error:
        too_many = any(one["type"] == "too_long" and not one["loc"] for one in error.errors())
        raise InvalidInput(
            *([WRONG_COUNT] if too_many else field_errors(error))[:MOST_TOLD]
        ) from error
    if not found:
        raise InvalidInput(WRONG_COUNT)
    if mistakes := [
        mistake
        for number, one in enumerate(found)
        for mistake in _mistakes(one, now, f"[{number}]." if many else "")
    ]:
        raise InvalidInput(*mistakes[:MOST_TOLD])
    return found, many


def _mistakes(one: Told, now: datetime, path: str) -> list[FieldError]:
    """What is wrong with the answer as a whole."""
    named = [name for name in ("customer", "invitation", "event") if getattr(one, name) is not None]
    found = [FieldError(f"{path}{name}", f"{named[0]} says it already") for name in named[1:]]
    if one.answered_at is not None and not EPOCH <= one.answered_at <= now + CLOCKS_APART:
        when = "before 1970" if one.answered_at < EPOCH else "in the future"
        found.append(FieldError(f"{path}answered_at", f"lies {when}; check the sender's clock"))
    if one.segments and "customer" not in named and named:
        found.append(FieldError(f"{path}segments", f"are those of the {named[0]}; leave them out"))
    if (where := find_unkeepable(one.model_dump())) is not None:
        found.append(FieldError(f"{path}{where}", REMEDY))
    return found
