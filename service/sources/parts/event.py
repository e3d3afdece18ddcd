"""Makes an event of ours out of the pieces that a source has read."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import JsonValue, ValidationError

from service.sources import Unusable
from surveys.event import AHEAD, Customer, EventBody
from surveys.instant import EPOCH
from surveys.survey_file import field_errors

_SINCE_1970 = re.compile(r"\d{10}|\d{13}", re.ASCII)
_RUBY_ZONE = re.compile(r" (?:UTC|([+-]\d{4}))$")
MUST_SHOW = ("amount", "currency")
"""Properties that are kept as null when they could not be read."""


def build(
    key: str,
    kind: str,
    at: datetime | None,
    customer: Customer,
    properties: Mapping[str, JsonValue],
) -> EventBody:
    """The event `key` of type `kind`; Unusable when the pieces do not make one."""
    known = {
        name: value for name, value in properties.items() if value is not None or name in MUST_SHOW
    }
    try:
        return EventBody(id=key, type=kind, occurred_at=at, customer=customer, properties=known)
    except ValidationError as error:
        reasons = "; ".join(f"{one.field}: {one.message}" for one in field_errors(error))
        raise Unusable(reasons) from error


def moment(value: object, now: datetime) -> datetime | None:
    """From RFC 3339 text, what Ruby prints, or seconds or milliseconds since 1970.

    None for what is no time, has no zone, or lies before 1970 or more than a day ahead: the time
    of arrival takes its place.
    """
    try:
        found = _read(value)
    except (ValueError, OverflowError, OSError):
        return None
    if found is None or found.tzinfo is None or not EPOCH <= found <= now + AHEAD:
        return None
    return found.astimezone(UTC)


def _read(value: object) -> datetime | None:
    if isinstance(value, str) and _SINCE_1970.fullmatch(value):
        value = int(value)
    if isinstance(value, str):
        return datetime.fromisoformat(_RUBY_ZONE.sub(lambda zone: zone[1] or "Z", value))
    if isinstance(value, int) and not isinstance(value, bool):
        milliseconds = value if value >= 10**11 else value * 1000
        return EPOCH + timedelta(milliseconds=milliseconds)
    return None
