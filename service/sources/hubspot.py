"""HubSpot: tickets and deals, from workflows with a body of ours or from app subscriptions.

Prefer a workflow (action "Send a webhook", POST, "Include request signature in header", with these
names for the properties that it sends), because subscriptions say ids only, and never a contact:

    event (a static value: ticket.resolved), ticket_id, updated_at, requester_id, requester_email,
    requester_name, requester_phone, agent, team, ...

Of subscriptions, these mean something here: `closed_date` of tickets (set: resolved, emptied:
reopened), `hs_pipeline_stage` of tickets (4 is Closed in the pipeline that every account begins
with; others have numbers of their own), `dealstage` of deals (closedwon), creation of tickets, and
contact.privacyDeletion.

What is odd about it (developers.hubspot.com, "Validating requests", "Webhooks API"):
- Method and whole address are signed too, with some characters of it percent-decoded.
- The timestamp is in milliseconds and goes last.
- One delivery is an array of up to 100 events, in no order.
- `eventId` is not unique, by their own words.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote

from pydantic import JsonValue

from service.sources import URL
from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.authored import read_authored
from service.sources.parts.event import build, moment
from service.sources.parts.payload import Payload, read_each
from service.sources.parts.person import customer, named
from surveys.event import EventBody

HEADER = "x-hubspot-signature-v3"
TIMESTAMP = "x-hubspot-request-timestamp"
CLOSED_STAGE = "4"
TYPES = {"0-1": "contact", "0-3": "deal", "0-5": "ticket"}
_DECODED = re.compile("%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)

new_secret = secret_of.made_by_sender("your app > Auth > Client secret")
checked_secret = secret_of.strong


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """X-HubSpot-Signature-v3: base64, over method, address, body and timestamp."""
    timestamp = headers.get(TIMESTAMP, "")
    signature.check_age(signature.milliseconds(timestamp), now)
    address = _DECODED.sub(lambda found: unquote(found[0]), headers.get(URL, ""))
    signed = f"POST{address}".encode("utf-8", "surrogatepass") + body + timestamp.encode()
    offered = [headers.get(HEADER, "")]
    signature.check(offered, secrets, lambda key: signature.in_base64(key, signed))


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """ticket.created, ticket.resolved, ticket.reopened, purchase.completed,
    contact.redact_requested; what else a workflow says.
    """
    return [event for payload in read_each(body) for event in _events(payload, now)]


def _events(payload: Payload, now: datetime) -> list[EventBody]:
    if payload.value("subscriptionType") is None:
        return [read_authored("hubspot", payload, now)]
    thing, _, change = payload.required("subscriptionType").partition(".")
    if thing == "object":
        thing = TYPES.get(payload.text("objectTypeId") or "", "")
    kind = _kind(thing, change, payload)
    return [_event(kind, thing, payload, now)] if kind else []


def _kind(thing: str, change: str, payload: Payload) -> str | None:
    value = payload.text("propertyValue") or ""
    if change != "propertyChange":
        return EVENTS.get((thing, change))
    if (name := payload.required("propertyName")) == "closed_date" and thing == "ticket":
        return "ticket.resolved" if value else "ticket.reopened"
    return STAGES.get((thing, name, value))


def _event(kind: str, thing: str, payload: Payload, now: datetime) -> EventBody:
    number, at = payload.required("objectId"), payload.value("occurredAt")
    second = at // 1000 if isinstance(at, int) else None
    properties: dict[str, JsonValue] = {
        f"{thing}_id": number,
        "portal_id": payload.text("portalId"),
        "changed_by": payload.text("changeSource"),
    }
    who = customer(id=named("hubspot", number) if thing == "contact" else None)
    parts = (thing, number, kind, None if thing == "deal" else second)
    key = ":".join(str(part) for part in parts if part is not None)
    return build(key, kind, moment(at, now), who, properties)


EVENTS = {
    ("ticket", "creation"): "ticket.created",
    ("contact", "privacyDeletion"): "contact.redact_requested",
}
STAGES = {
    ("ticket", "hs_pipeline_stage", CLOSED_STAGE): "ticket.resolved",
    ("deal", "dealstage", "closedwon"): "purchase.completed",
}
