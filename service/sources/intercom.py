"""Intercom: conversations and tickets.

What is odd about it (developers.intercom.com, webhook topics and models):
- SHA-1, with the client secret of the app, over the body alone.
- A signed `ping` is sent when an endpoint is saved.
- A conversation names its teammates and its customer by their ids; older versions of the API say
  `user` and `assignee` with names and addresses.
- Tickets have a state of one of four categories; topics for closing one come beside
  `ticket.state.updated`, which is the one to subscribe to.
- Assigned to "0" is assigned to nobody.
- Endpoints that answer within half a second are served first; after a week of errors, never again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue

from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.event import build, moment
from service.sources.parts.payload import Payload, read
from service.sources.parts.person import customer, named, somebody
from surveys.event import Customer, EventBody

HEADER = "x-hub-signature"
PEOPLE = ("user", "lead", "contact")

new_secret = secret_of.made_by_sender("Developer Hub > your app > Basic information")
checked_secret = secret_of.strong


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """X-Hub-Signature: sha1=HEX; no time is signed."""
    offered = [headers.get(HEADER, "")]
    signature.check(
        offered,
        secrets,
        lambda key: f"sha1={signature.in_hex(key, body, 'sha1')}",
    )


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """ticket.created, ticket.replied, ticket.resolved, ticket.reopened; a ping is nothing."""
    payload = read(body)
    happened = EVENTS.get(payload.required("topic"))
    item = payload.inner("data.item")
    kind = happened(item) if happened else None
    return [_event(kind, payload, item, now)] if kind else []


def _event(kind: str, payload: Payload, item: Payload, now: datetime) -> EventBody:
    time = item.value("updated_at") or payload.value("created_at")
    number = item.required("id")
    properties: dict[str, JsonValue] = {
        "ticket_id": item.text("ticket_id") or number,
        "agent": _agent(item),
        "team": somebody(item.text("team_assignee_id")),
        "channel": item.text("channel") or item.text("source.type"),
        "ticket_type": item.text("ticket_type.name"),
    }
    key = f"{item.text('type') or 'conversation'}:{number}:{kind}:{_when(time, payload)}"
    return build(key, kind, moment(time, now), _person(item), properties)


def _when(time: object, payload: Payload) -> str:
    return str(time) if isinstance(time, int) else payload.required("id")


def _person(item: Payload) -> Customer:
    """`external_id` is the operator's own number of the person."""
    contact = next(iter(item.each("contacts.contacts")), Payload({}))
    author = item.inner("user") if item.text("user.id") else item.inner("source.author")
    known = author if author.text("type") in PEOPLE else Payload({})
    own = contact.text("external_id") or known.text("user_id")
    return customer(
        id=own or named("intercom", contact.text("id") or known.text("id")),
        email=known.text("email"),
        name=known.text("name"),
    )


def _agent(item: Payload) -> str | None:
    """The name of whoever it is assigned to, else of the teammate who did it."""
    assigned = somebody(item.text("admin_assignee_id"))
    parts = item.each("conversation_parts.conversation_parts")
    parts += item.each("ticket_parts.ticket_parts")
    authors = [part.inner("author") for part in parts]
    team = [one for one in reversed(authors) if one.text("type") == "admin"]
    names = [one.text("name") for one in team if assigned in (None, one.text("id"))]
    return item.text("assignee.name") or next(iter(names), None) or assigned


def _always(kind: str) -> Callable[[Payload], str]:
    return lambda item: kind


def _state(ticket: Payload) -> str | None:
    """The last part says what the state was before; several states may be of one category."""
    parts = ticket.each("ticket_parts.ticket_parts")
    was_resolved = [part.text("previous_ticket_state") for part in parts[-1:]] == ["resolved"]
    is_resolved = ticket.required("ticket_state.category") == "resolved"
    if is_resolved == was_resolved:
        return None
    return "ticket.resolved" if is_resolved else "ticket.reopened"


EVENTS: dict[str, Callable[[Payload], str | None]] = {
    "conversation.user.created": _always("ticket.created"),
    "conversation.admin.replied": _always("ticket.replied"),
    "conversation.admin.closed": _always("ticket.resolved"),
    "conversation.admin.opened": _always("ticket.reopened"),
    "ticket.created": _always("ticket.created"),
    "ticket.admin.replied": _always("ticket.replied"),
    "ticket.state.updated": _state,
}
