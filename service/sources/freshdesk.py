"""Freshdesk: tickets, from automation rules (Admin > Automations, action "Trigger webhook").

Encoding JSON, content Advanced, and as the body:

    {"event": "ticket.resolved", "ticket_id": "{{ticket.id}}",
     "updated_at": "{{ticket.modified_on}}", "requester_email": "{{ticket.requester.email}}",
     "requester_name": "{{ticket.requester.name}}", "agent": "{{ticket.agent.name}}",
     "team": "{{ticket.group.name}}", "store": "{{ticket.portal_name}}",
     "channel": "{{ticket.source}}"}

Content Simple works too, if ticket id, status, triggered event and the requester's email are
ticked: then the change of status says what happened.

What is odd about it (Freshdesk's solution articles on webhooks; fixtures of zulip's integration):
- It signs nothing. The secret goes into the rule: as the password of "Requires authentication", or
  as the custom header `X-Afterword-Secret`.
- Deliveries have no id, and come again after 5, 30 and 60 minutes.
- `triggered_event` looks like JSON, but has no quotes: {status:{from:2,to:4}}.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from service.sources import Unusable
from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.authored import read_authored
from service.sources.parts.basic import password
from service.sources.parts.payload import Payload, read
from surveys.event import EventBody

HEADER = "x-afterword-secret"
RESOLVED, CLOSED = "4", "5"
_CHANGE = re.compile(r"\{status:\{from:(\d+),to:(\d+)\}\}")
ACTIONS = {
    "{ticket_action:created}": "ticket.created",
    "{reply_sent:sent}": "ticket.replied",
}
NAMES = {
    "ticket_agent_name": "agent",
    "ticket_group_name": "team",
    "ticket_portal_name": "store",
    "ticket_source": "channel",
    "ticket_requester_email": "requester_email",
    "ticket_requester_name": "requester_name",
    "ticket_requester_phone": "requester_phone",
}
NEVER_KEPT = ("description", "comment", "subject")

new_secret = secret_of.made
checked_secret = secret_of.strong


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """The secret itself, in the custom header or as the password of Basic (any user name)."""
    offered = [headers.get(HEADER, ""), password(headers.get("authorization", ""))]
    signature.check_shown(offered, secrets)


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """What the rule says; in simple content ticket.created, .replied, .resolved, .reopened."""
    payload = read(body)
    if not isinstance(payload.value("freshdesk_webhook"), Mapping):
        return [read_authored("freshdesk", payload, now)]
    found = _simple(payload.inner("freshdesk_webhook"))
    return [read_authored("freshdesk", found, now)] if found else []


def _simple(content: Payload) -> Payload | None:
    event = _happened(content)
    if event is None:
        return None
    named = {NAMES.get(name, name): value for name, value in content.details().items()}
    kept = {
        name: value
        for name, value in named.items()
        if name != "triggered_event" and not any(word in name for word in NEVER_KEPT)
    }
    return Payload(kept | {"event": event})


def _happened(content: Payload) -> str | None:
    trigger = (content.text("triggered_event") or "").replace(" ", "")
    if not trigger and content.text("ticket_status") == "Resolved":
        return "ticket.resolved"
    if not trigger:
        raise Unusable("triggered_event is missing")
    if (change := _CHANGE.fullmatch(trigger)) is None:
        return ACTIONS.get(trigger)
    before, after = change.groups()
    if after == RESOLVED:
        return "ticket.resolved"
    return "ticket.reopened" if before in (RESOLVED, CLOSED) and after != CLOSED else None
