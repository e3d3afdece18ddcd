from datetime import UTC, datetime

import pytest

from service.sources import BadSignature, Unusable
from service.sources.woocommerce import parse, verify
from tests.service.sources.deliveries import LATER, delivery, parsed, signed, single


def test_a_completed_order_is_a_purchase() -> None:
    event = single("woocommerce", "order_completed")
    assert (event.id, event.type) == ("order:727:completed", "purchase.completed")
    assert event.occurred_at == datetime(2026, 11, 2, 9, 58, 1, tzinfo=UTC)
    assert event.customer.model_dump(exclude_none=True) == {
        "id": "roti.example:26",
        "email": "giulia.conti@example.com",
        "phone": "+393471234567",
        "name": "Giulia Conti",
    }
    assert event.properties == {
        "order_id": "727",
        "order": "727",
        "store": "roti.example",
        "channel": "checkout",
        "product": "Focaccia",
        "products": ["Focaccia", "Panettone"],
        "amount": "29.35",
        "currency": "EUR",
    }


def test_later_edits_of_the_order_are_the_same_event() -> None:
    edited = single("woocommerce", "order_completed_edited")
    assert edited.id == single("woocommerce", "order_completed").id


def test_two_orders_of_one_second_are_two_events_although_their_delivery_id_is_one() -> None:
    first, other = (
        delivery("woocommerce", name) for name in ("order_completed", "order_completed_same_second")
    )
    name = "x-wc-webhook-delivery-id"
    assert first[1][name] == other[1][name]
    assert single("woocommerce", "order_completed_same_second").id == "order:728:completed"


def test_customer_0_is_a_guest() -> None:
    guest = single("woocommerce", "order_completed_same_second").customer
    assert guest.model_dump(exclude_none=True) == {"email": "marco@example.com", "name": "Marco"}


def test_an_order_that_is_made_completed_counts() -> None:
    assert single("woocommerce", "order_created_completed").properties["channel"] == "admin"


@pytest.mark.parametrize("name", ["order_processing", "action"])
def test_other_statuses_and_topics_are_of_no_interest(name: str) -> None:
    assert parsed("woocommerce", name) == []


def test_its_ping_is_not_signed_and_does_nothing() -> None:
    body, headers = delivery("woocommerce", "ping")
    verify(body, headers, ["secret"], LATER)
    assert parse(body, headers, LATER) == []


ALMOST_PINGS = [b"webhook_id=", b"webhook_id=5&x=1", b"webhook_id=5\n", b"x&webhook_id=5"]
ALMOST_PINGS += [b"webhook_id=x", b"webhook_id=" + b"5" * 21, b"webhook_id=\xd9\xa5"]


@pytest.mark.parametrize("body", ALMOST_PINGS)
def test_nothing_else_gets_in_unsigned(body: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(body, {}, ["secret"], LATER)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("a&amp;b &lt;c&gt; &quot;d&quot; &#039;e&#039;", "a&b <c> \"d\" 'e'"),
        ("&amp;lt;", "&lt;"),  # each entity once
        ("&#x27;&#39;&#34;&#x22;", "''\"\""),
        ("&copy;&nbsp;&#65;", "&copy;&nbsp;&#65;"),
    ],
)
def test_its_key_is_the_secret_without_html(typed: str, key: str) -> None:
    verify(b"{}", signed("woocommerce", b"{}", key, LATER), [typed], LATER)


def test_what_it_cannot_use_has_a_reason() -> None:
    with pytest.raises(Unusable, match="status is missing"):
        parsed("woocommerce", "no_status")
    with pytest.raises(Unusable, match="x-wc-webhook-topic is missing"):
        parse(b"{}", {}, LATER)


def test_a_shop_with_an_odd_address_is_a_shop_without_a_name() -> None:
    event = single("woocommerce", "odd_source")
    assert "store" not in event.properties
    assert event.customer.id is None
    assert event.occurred_at is None
    assert event.properties["amount"] is None
