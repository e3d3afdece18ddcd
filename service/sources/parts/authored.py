"""Bodies that an operator writes into a rule of a help desk, with placeholders of the help desk.

    {"event": "ticket.resolved", "ticket_id": "...", "updated_at": "...",
     "requester_email": "...", "agent": "...", "team": "...", "store": "...", "channel": "..."}

`event` and `ticket_id` are needed, and one of the `requester_...` fields to reach anybody; of the
others, every text, number, true and false becomes a property. With `updated_at` each change of the
ticket is an event of its own; without, a ticket is resolved (reopened, ...) once for all time.

Help desks fill the placeholders in without a thought for JSON: a quote in a name makes a body that
nobody can read, and it lands in quarantine.
"""

from datetime import datetime

from service.sources.parts.event import build, moment
from service.sources.parts.payload import Payload
from service.sources.parts.person import customer, named
from surveys.event import Customer, EventBody

PERSONAL = "requester_"


def read_authored(sender: str, payload: Payload, now: datetime) -> EventBody:
    """The event of such a body; Unusable says what is missing."""
    kind, ticket = payload.required("event"), payload.required("ticket_id")
    changed = payload.text("updated_at")
    properties = {
        name: value
        for name, value in payload.details().items()
        if name not in ("event", "updated_at") and not name.startswith(PERSONAL)
    }
    key = ":".join(part for part in ("ticket", ticket, kind, changed) if part)
    at = moment(changed, now)
    return build(key, kind, at, _requester(sender, payload), properties | {"ticket_id": ticket})


def _requester(sender: str, payload: Payload) -> Customer:
    """`requester_external_id` is the operator's own number of the person, and goes first."""
    own = payload.text("requester_external_id")
    return customer(
        id=own or named(sender, payload.text("requester_id")),
        email=payload.text("requester_email"),
        phone=payload.text("requester_phone"),
        country=payload.text("requester_country"),
        name=payload.text("requester_name"),
        locale=payload.text("requester_locale"),
    )
