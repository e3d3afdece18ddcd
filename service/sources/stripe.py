"""Stripe: purchases, from Checkout, from invoices or from payment intents.

What is odd about it (docs.stripe.com/webhooks, stripe-python's `_webhook.py`):
- The key is the whole secret with its `whsec_`, as text; nothing is decoded.
- `v0` signatures belong to test mode and are never enough.
- A session can complete unpaid (bank debits); then checkout.session.async_payment_succeeded says
  when the money has come.
- One purchase may be told three times: by its session, its invoice and its payment intent. The
  intent comes first and mostly without an address, so that one without is of no interest.
- Amounts are in the smallest unit. UGX and ISK have none, but keep two places in the API.
Everything in `metadata` becomes a property: that is where store, team, agent and product come from.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue

from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.amount import minor
from service.sources.parts.event import build, moment
from service.sources.parts.payload import Payload, read
from service.sources.parts.person import customer, named
from surveys.event import Customer, EventBody

HEADER = "stripe-signature"
PLACES = {
    **dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF"], 0),
    **dict.fromkeys(["VND", "VUV", "XAF", "XOF", "XPF"], 0),
    **dict.fromkeys(["BHD", "JOD", "KWD", "OMR", "TND"], 3),
}
"""Of the currencies that do not have two (docs.stripe.com/currencies)."""
MOST_PARTS = 64
PAID = ("paid", "no_payment_required")

new_secret = secret_of.made_by_sender("Developers > Webhooks > your endpoint > Signing secret")


def checked_secret(secret: str) -> str:
    """The signing secret of the endpoint; an API key is another thing and is refused."""
    found = secret_of.strong(secret)
    if not found.startswith("whsec_"):
        raise secret_of.refused("must begin with whsec_ (an API key is another thing)")
    return found


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """Stripe-Signature: t=SECONDS,v1=HEX[,v1=HEX], over `t.body`."""
    parts = headers.get(HEADER, "").split(",", MOST_PARTS)[:MOST_PARTS]
    pairs = [part.partition("=")[::2] for part in parts]
    timestamp = next((value for name, value in pairs if name == "t"), "")
    signature.check_age(signature.seconds(timestamp), now)
    signed = f"{timestamp}.".encode() + body
    offered = [value for name, value in pairs if name == "v1"]
    signature.check(offered, secrets, lambda key: signature.in_hex(key, signed))


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """purchase.completed; other types of events are of no interest."""
    payload = read(body)
    read_object = EVENTS.get(payload.required("type"))
    found = read_object(payload.inner("data.object")) if read_object else None
    if found is None:
        return []
    key, who, properties = found
    mode: dict[str, JsonValue] = {"livemode": payload.value("livemode") is not False}
    at = moment(payload.value("created"), now)
    return [build(key, "purchase.completed", at, who, properties | mode)]


Purchase = tuple[str, Customer, dict[str, JsonValue]]


def _session(session: Payload) -> Purchase | None:
    if session.text("payment_status") not in PAID:
        return None
    own = session.text("client_reference_id")
    who = customer(
        id=own or named("stripe", _id(session, "customer")),
        email=session.text("customer_details.email") or session.text("customer_email"),
        phone=session.text("customer_details.phone"),
        name=session.text("customer_details.name"),
        locale=session.text("locale"),
    )
    key = _id(session, "payment_intent") or _id(session, "invoice") or session.required("id")
    return key, who, _properties(session, "amount_total", "session_id")


def _invoice(invoice: Payload) -> Purchase:
    who = customer(
        id=named("stripe", _id(invoice, "customer")),
        email=invoice.text("customer_email"),
        phone=invoice.text("customer_phone"),
        name=invoice.text("customer_name"),
    )
    lines = [line.text("description") for line in invoice.each("lines.data")]
    found = _properties(invoice, "amount_paid", "invoice_id")
    return invoice.required("id"), who, {"product": next(iter(lines), None)} | found


def _intent(intent: Payload) -> Purchase | None:
    who = customer(
        id=named("stripe", _id(intent, "customer")),
        email=intent.text("receipt_email"),
        phone=intent.text("shipping.phone"),
        name=intent.text("shipping.name"),
    )
    if not who.email and not who.phone:
        return None
    key = _id(intent, "invoice") or intent.required("id")
    return key, who, _properties(intent, "amount_received", "payment_intent_id")


def _properties(found: Payload, amount: str, id_name: str) -> dict[str, JsonValue]:
    currency = (found.text("currency") or "").upper()
    money = minor(found.value(amount), currency, PLACES.get(currency, 2))
    return found.inner("metadata").details() | money | {id_name: found.text("id")}


def _id(found: Payload, name: str) -> str | None:
    """Some integrations ask Stripe to expand ids into the objects themselves."""
    return found.text(name) or found.text(f"{name}.id")


EVENTS: dict[str, Callable[[Payload], Purchase | None]] = {
    "checkout.session.completed": _session,
    "checkout.session.async_payment_succeeded": _session,
    "invoice.paid": _invoice,
    "payment_intent.succeeded": _intent,
}
