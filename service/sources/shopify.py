"""Shopify: orders that are paid or fulfilled, and the three privacy topics that it insists on.

What is odd about it (shopify.dev, "Verify webhook deliveries" and "Privacy law compliance"):
- The topic comes in a header that is not signed, and so does the shop.
- Two of Shopify's pages name two different headers as the id of a delivery, and two subscriptions
  give two ids to one order: the order and the topic are what makes an event here.
- For up to an hour after a rotation it still signs with the old client secret.
- An endpoint that fails eight times in a row is deleted.
- customers/redact sometimes knows nothing but an address.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from pydantic import JsonValue

from service.sources import Unusable
from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.amount import major
from service.sources.parts.event import build, moment
from service.sources.parts.order import sold
from service.sources.parts.payload import Payload, read
from service.sources.parts.person import customer, full_name, named
from surveys.event import Customer, EventBody

HEADER = "x-shopify-hmac-sha256"
TOPIC = "x-shopify-topic"
SHOP = "x-shopify-shop-domain"
DELIVERY_IDS = ("x-shopify-event-id", "x-shopify-webhook-id")

new_secret = secret_of.made_by_sender("your app > Settings > Client secret")
checked_secret = secret_of.strong


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """X-Shopify-Hmac-SHA256: base64, over the body alone; no time is signed."""
    offered = [headers.get(HEADER, "")]
    signature.check(offered, secrets, lambda key: signature.in_base64(key, body))


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """purchase.completed, purchase.fulfilled, contact.data_requested, contact.redact_requested,
    shop.redact_requested; other topics are of no interest.
    """
    delivery = Payload(headers)
    read_topic = EVENTS.get(delivery.required(TOPIC))
    return [read_topic(read(body), delivery, now)] if read_topic else []


def _order(kind: str, order: Payload, delivery: Payload, now: datetime) -> EventBody:
    number = order.required("id")
    properties: dict[str, JsonValue] = {
        "order_id": number,
        "order": order.text("name"),
        "store": delivery.text(SHOP),
        "channel": order.text("source_name"),
        **sold(line.text("title") for line in order.each("line_items")),
        **major(order.value("total_price"), order.value("currency")),
    }
    at = moment(order.value("updated_at"), now)  # created_at may lie days before the payment
    return build(f"order:{number}:{kind}", kind, at, _buyer(order), properties)


def _buyer(order: Payload) -> Customer:
    """A guest has no `customer`; the address at the checkout may be another than the account's."""
    return customer(
        id=named("shopify", order.text("customer.id")),
        email=order.text("contact_email") or order.text("email") or order.text("customer.email"),
        phone=order.text("phone")
        or order.text("customer.phone")
        or order.text("billing_address.phone"),
        country=order.text("billing_address.country_code"),
        name=full_name(order.text("customer.first_name"), order.text("customer.last_name"))
        or order.text("billing_address.name"),
        locale=order.text("customer_locale"),
    )


def _data_requested(request: Payload, delivery: Payload, now: datetime) -> EventBody:
    key = f"customers/data_request:{request.required('data_request.id')}"
    return build(key, "contact.data_requested", None, _subject(request), _shop(request))


def _redact_requested(request: Payload, delivery: Payload, now: datetime) -> EventBody:
    who = _subject(request)
    if (subject := who.id or who.email or who.phone) is None:
        raise Unusable("customer is missing")
    key = f"customers/redact:{subject}:{_occasion(delivery)}"
    return build(key, "contact.redact_requested", None, who, _shop(request))


def _shop_redact_requested(request: Payload, delivery: Payload, now: datetime) -> EventBody:
    key = f"shop/redact:{request.required('shop_domain')}:{_occasion(delivery)}"
    return build(key, "shop.redact_requested", None, Customer(), _shop(request))


def _subject(request: Payload) -> Customer:
    return customer(
        id=named("shopify", request.text("customer.id")),
        email=request.text("customer.email"),
        phone=request.text("customer.phone"),
    )


def _occasion(delivery: Payload) -> str:
    """A person who came back may be erased twice; a repeat too many does no harm here."""
    return next((found for name in DELIVERY_IDS if (found := delivery.text(name))), "")


def _shop(request: Payload) -> dict[str, JsonValue]:
    return {"store": request.required("shop_domain"), "shop_id": request.text("shop_id")}


EVENTS: dict[str, Callable[[Payload, Payload, datetime], EventBody]] = {
    "orders/paid": partial(_order, "purchase.completed"),
    "orders/fulfilled": partial(_order, "purchase.fulfilled"),
    "customers/data_request": _data_requested,
    "customers/redact": _redact_requested,
    "shop/redact": _shop_redact_requested,
}
