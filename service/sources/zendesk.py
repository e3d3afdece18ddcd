"""Zendesk: tickets, from triggers with a body of ours or from its own ticket events.

Prefer a trigger (Admin Center > Objects and rules > Triggers, action "Notify active webhook"):
its body can have the requester's address, which Zendesk's own events never have.

    {"event": "ticket.resolved", "ticket_id": "{{ticket.id}}",
     "updated_at": "{{ticket.updated_at_with_timestamp}}",
     "requester_id": "{{ticket.requester.id}}", "requester_email": "{{ticket.requester.email}}",
     "requester_name": "{{ticket.requester.name}}", "agent": "{{ticket.assignee.name}}",
     "team": "{{ticket.group.name}}", "store": "{{ticket.brand.name}}", "channel": "{{ticket.via}}"}

What is odd about it (developer.zendesk.com, "Verifying webhook authenticity", "Ticket events"):
- Timestamp and body are signed without anything between them; the secret is not decoded.
- Tests of a webhook that is not saved yet are signed with a secret that everybody knows.
- Placeholders are pasted into the JSON as they are: a quote in a name breaks it.
- `{{ticket.updated_at}}` is a date without a time; `..._with_timestamp` has the minute.
- A solved ticket becomes closed by itself after some days; that is not resolved again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue

from service.sources import BadSignature
from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.authored import read_authored
from service.sources.parts.event import build, moment
from service.sources.parts.payload import Payload, read
from service.sources.parts.person import customer, named, somebody
from surveys.event import EventBody

HEADER = "x-zendesk-webhook-signature"
TIMESTAMP = "x-zendesk-webhook-signature-timestamp"
PUBLIC_SECRET = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="
PREFIX = "zen:event-type:"
OPEN = ("NEW", "OPEN", "PENDING", "HOLD")

new_secret = secret_of.made_by_sender(
    "Apps and integrations > Webhooks > your webhook > Reveal secret"
)


def checked_secret(secret: str) -> str:
    """The signing secret, and never the one for tests that is in the documentation."""
    found = secret_of.strong(secret)
    if found == PUBLIC_SECRET:
        raise secret_of.refused("is the one that Zendesk publishes for tests; save the webhook")
    return found


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """X-Zendesk-Webhook-Signature: base64, over timestamp and body."""
    timestamp = headers.get(TIMESTAMP, "")
    signature.check_age(_instant(timestamp), now)
    signed = timestamp.encode() + body
    offered = [headers.get(HEADER, "")]
    signature.check(offered, secrets, lambda key: signature.in_base64(key, signed))


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """ticket.created, ticket.replied, ticket.resolved, ticket.reopened; or what a trigger says."""
    payload = read(body)
    kind = payload.text("type") or ""
    if not kind.startswith(PREFIX):
        return [read_authored("zendesk", payload, now)]
    name = EVENTS.get(kind.removeprefix(PREFIX), _of_no_interest)(payload.inner("event"))
    return [_ticket(name, payload, now)] if name else []


def _instant(timestamp: str) -> datetime:
    try:
        found = datetime.fromisoformat(timestamp)
    except ValueError as error:
        raise BadSignature("the timestamp is no time") from error
    if found.tzinfo is None or not timestamp.isascii():
        raise BadSignature("the timestamp has no zone")
    return found


def _ticket(name: str, payload: Payload, now: datetime) -> EventBody:
    ticket = payload.inner("detail")
    number, time = ticket.required("id"), payload.required("time")
    properties: dict[str, JsonValue] = {
        "ticket_id": number,
        "agent": somebody(ticket.text("assignee_id")),
        "team": somebody(ticket.text("group_id")),
        "store": ticket.text("brand_id"),
        "channel": ticket.text("via.channel"),
        "priority": ticket.text("priority"),
        "external_id": ticket.text("external_id"),
    }
    who = customer(id=named("zendesk", ticket.text("requester_id")))
    return build(f"ticket:{number}:{name}:{time}", name, moment(time, now), who, properties)


def _status(change: Payload) -> str | None:
    current, previous = change.required("current").upper(), change.text("previous") or ""
    if current == "SOLVED":
        return "ticket.resolved"
    was_done = previous.upper() in ("SOLVED", "CLOSED")
    return "ticket.reopened" if current in OPEN and was_done else None


def _comment(change: Payload) -> str | None:
    """Only what the requester can read, written by one of the team."""
    comment = change.inner("comment")
    public, staff = comment.value("is_public"), comment.value("author.is_staff")
    return "ticket.replied" if public is True and staff is True else None


def _created(change: Payload) -> str:
    return "ticket.created"


def _of_no_interest(change: Payload) -> None:
    return None


EVENTS: dict[str, Callable[[Payload], str | None]] = {
    "ticket.created": _created,
    "ticket.comment_added": _comment,
    "ticket.status_changed": _status,
}
