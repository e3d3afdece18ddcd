"""CloudEvents 1.0 over HTTP, binary and structured, with `customer` and `properties` as the data.

What is odd about it (cloudevents/spec, HTTP 1.1 Web Hooks for Event Delivery):
- Nothing is signed: the sender shows a token, `Authorization: Bearer SECRET`. The profile also
  allows it in the address, where logs would keep it; we do not.
- An event is known by `source` and `id` together.
- Batches are for receivers that have asked for them; we do not.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from service.cloudevents import unwrap
from service.sources import BadSignature, Unusable
from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.payload import check_bounds
from surveys.errors import InvalidInput
from surveys.event import EventBody
from surveys.event import parse as parse_events

new_secret = secret_of.made
checked_secret = secret_of.strong


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """The secret itself, as a bearer token."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise BadSignature("a bearer token is needed")
    signature.check_shown([token.strip()], secrets)


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """The type of the event is the type here: any dotted name."""
    check_bounds(body)
    if body.lstrip()[:1] == b"[":
        raise Unusable("the body is no JSON object; batches are for receivers that asked for them")
    try:
        found = unwrap(body, headers)
        if found is body:  # neither of the two modes
            raise Unusable("no CloudEvent: it has neither ce- headers nor the structured type")
        return parse_events(found, now)[0]
    except InvalidInput as error:
        raise Unusable(str(error)) from error
