"""WooCommerce: orders that reach the status `completed`.

What is odd about it (woocommerce/includes/class-wc-webhook.php):
- There is no topic for it: `order.updated` comes with each edit, and says the status each time.
- Its delivery id is a hash of the second, so that two orders of one second share it: the order and
  the status are what makes an event here.
- It never repeats a delivery, and takes 301 and 302 for success without following them.
- When an endpoint is saved, an unsigned form `webhook_id=5` must be answered with exactly 200.
- The key is the secret after WordPress has decoded its HTML entities.
- Numbers of customers begin at 1 in each shop, and 0 is a guest.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from pydantic import JsonValue

from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.amount import major
from service.sources.parts.event import build, moment
from service.sources.parts.order import sold
from service.sources.parts.payload import Payload, read
from service.sources.parts.person import customer, full_name, named
from surveys.event import Customer, EventBody

HEADER = "x-wc-webhook-signature"
TOPIC = "x-wc-webhook-topic"
SHOP = "x-wc-webhook-source"
PING = re.compile(rb"webhook_id=\d{1,20}")
_ENTITY = re.compile("&(amp|lt|gt|quot|#0*39|#[xX]0*27|#0*34|#[xX]0*22);")

new_secret = secret_of.made
checked_secret = secret_of.strong


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """X-WC-Webhook-Signature: base64, over the body alone. A ping does nothing and needs none."""
    if PING.fullmatch(body):
        return
    offered = [headers.get(HEADER, "")]
    decoded = [_decoded(secret) for secret in secrets]
    signature.check(offered, decoded, lambda key: signature.in_base64(key, body))


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """purchase.completed; other topics and statuses are of no interest."""
    if PING.fullmatch(body):
        return []
    delivery = Payload(headers)
    read_topic = EVENTS.get(delivery.required(TOPIC))
    found = read_topic(read(body), delivery, now) if read_topic else None
    return [found] if found else []


def _order(order: Payload, delivery: Payload, now: datetime) -> EventBody | None:
    key = f"order:{order.required('id')}:completed"
    if order.required("status") != "completed":
        return None
    shop = _host(delivery.text(SHOP))
    properties: dict[str, JsonValue] = {
        "order_id": order.required("id"),
        "order": order.text("number"),
        "store": shop,
        "channel": order.text("created_via"),
        **sold(line.text("name") for line in order.each("line_items")),
        **major(order.value("total"), order.value("currency")),
    }
    at = moment(f"{order.text('date_completed_gmt')}Z", now)  # UTC without saying so
    return build(key, "purchase.completed", at, _buyer(order, shop), properties)


def _buyer(order: Payload, shop: str | None) -> Customer:
    return customer(
        id=named(shop, order.text("customer_id")) if shop else None,
        email=order.text("billing.email"),
        phone=order.text("billing.phone"),
        country=order.text("billing.country"),
        name=full_name(order.text("billing.first_name"), order.text("billing.last_name")),
    )


def _host(address: str | None) -> str | None:
    try:
        return urlsplit(address or "").hostname
    except ValueError:
        return None


def _decoded(secret: str) -> str:
    """As wp_specialchars_decode with ENT_QUOTES does, each entity once."""
    return _ENTITY.sub(lambda entity: unescape(entity[0]), secret)


EVENTS: dict[str, Callable[[Payload, Payload, datetime], EventBody | None]] = {
    "order.created": _order,
    "order.updated": _order,
}
