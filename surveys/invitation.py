"""What an invitation is made of when the rules have granted it."""

import json
from collections.abc import Mapping
from typing import Any

from surveys.catalogue import Published
from surveys.contact import Contact
from surveys.database import Row
from surveys.deciding import Ruling
from surveys.instant import to_micros
from surveys.keyring import new_token

LONGEST_SEGMENT = 200
# what ties several events to one matter, most telling first
SUBJECTS = ("ticket_id", "ticket", "conversation_id", "order_id", "order")


def invitation_row(
    event: Row,
    properties: Mapping[str, Any],
    contact: Contact,
    asked: Published,
    ruling: Ruling,
    now: int,
) -> dict[str, Any]:
    """The invitation's row; segments are frozen here, as they were at the event."""
    definition, due_at = asked.definition, ruling.situation.due_at
    return {
        "event_id": event["id"],
        "survey_id": asked.survey_id,
        "version": asked.version,
        "contact_id": contact.id,
        "token": new_token(),
        "state": "waiting",
        "subject": subject_of(properties),
        "language": definition.language_for(contact.locale),
        "channels": list(ruling.situation.channels),
        "segments": segments_of(definition.segments, properties),
        "created_at": now,
        "due_at": to_micros(due_at),
        "expires_at": to_micros(due_at + definition.expires),
    }


def message_row(
    invitation_id: int, survey_id: int, contact_id: int, channel: str, kind: str, due_at: int
) -> dict[str, Any]:
    """A message that waits to be sent; `kind`: first, fallback or reminder."""
    return {
        "invitation_id": invitation_id,
        "survey_id": survey_id,
        "contact_id": contact_id,
        "channel": channel,
        "kind": kind,
        "state": "queued",
        "due_at": due_at,
        "attempts": 0,
    }


def segments_of(names: tuple[str, ...], properties: Mapping[str, Any]) -> dict[str, str]:
    """The properties that scores can be grouped by, as text; what is missing stays out."""
    found = {name: _text(properties.get(name)) for name in names}
    return {name: text for name, text in found.items() if text}


def subject_of(properties: Mapping[str, Any]) -> str | None:
    """The ticket or order that an event is about, None when it names none."""
    for name in SUBJECTS:
        if text := _text(properties.get(name)):
            return f"{name}:{text}"[:255]
    return None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value).strip()[:LONGEST_SEGMENT]
    return "" if value is None else json.dumps(value)[:LONGEST_SEGMENT]
