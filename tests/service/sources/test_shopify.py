import json
from datetime import UTC, datetime

import pytest

from service.sources import Unusable
from service.sources.shopify import parse
from tests.service.sources.deliveries import LATER, content, delivery, parsed, reparsed, single


def test_a_paid_order_is_a_purchase() -> None:
    event = single("shopify", "order_paid")
    assert (event.id, event.type) == (
        "order:820982911946154508:purchase.completed",
        "purchase.completed",
    )
    assert event.occurred_at == datetime(2026, 11, 2, 9, 12, 40, tzinfo=UTC)  # when it was paid
    assert event.customer.model_dump(exclude_none=True) == {
        "id": "shopify:115310627314723954",
        "email": "ratna.wijaya@example.com",
        "phone": "+6281234567890",  # written as in Indonesia
        "name": "Ratna Wijaya",
        "locale": "id-ID",
    }
    assert event.properties == {
        "order_id": "820982911946154508",
        "order": "#1001",
        "store": "kopi-kita.myshopify.com",
        "channel": "web",
        "product": "Kopi Gayo 250 g",
        "products": ["Kopi Gayo 250 g", "Filter V60"],
        "amount": "245000.00",
        "currency": "IDR",
    }


@pytest.mark.parametrize("name", ["order_paid_retried", "order_paid_other_subscription"])
def test_two_deliveries_of_one_payment_are_one_event(name: str) -> None:
    assert single("shopify", name).id == single("shopify", "order_paid").id


def test_paid_and_fulfilled_are_two() -> None:
    event = single("shopify", "order_fulfilled")
    assert event.type == "purchase.fulfilled"
    assert event.id != single("shopify", "order_paid").id


def test_a_guest_is_known_by_what_they_wrote() -> None:
    event = single("shopify", "order_paid_by_guest")
    assert event.customer.model_dump(exclude_none=True) == {
        "phone": "+15125550142",
        "name": "Tom Okafor",
        "locale": "en",
    }


def test_an_amount_with_a_comma_is_not_guessed() -> None:
    properties = single("shopify", "order_paid_by_guest").properties
    assert (properties["amount"], properties["currency"]) == (None, "USD")
    assert properties["warnings"] == ["amount cannot be read"]


def test_a_request_for_data_is_an_event_of_its_own() -> None:
    event = single("shopify", "customer_data_request")
    assert (event.id, event.type) == ("customers/data_request:9999", "contact.data_requested")
    assert event.customer.id == "shopify:191167"
    assert event.properties == {"store": "kopi-kita.myshopify.com", "shop_id": "954889"}


def test_a_request_to_erase_names_whom() -> None:
    event = single("shopify", "customer_redact")
    assert event.type == "contact.redact_requested"
    assert event.customer.model_dump(exclude_none=True) == {
        "id": "shopify:191167",
        "email": "ratna.wijaya@example.com",
        "phone": "+6281234567890",
    }
    by_address = single("shopify", "customer_redact_address_only")
    assert by_address.customer.model_dump(exclude_none=True) == {
        "email": "ratna.wijaya@example.com"
    }


def test_a_request_to_erase_comes_again_for_who_came_back() -> None:
    body, headers = delivery("shopify", "customer_redact")
    [first] = parse(body, headers, LATER)
    [retried] = parse(body, {**headers, "x-shopify-webhook-id": "another"}, LATER)
    [a_year_later] = parse(body, {**headers, "x-shopify-event-id": "another"}, LATER)
    assert first.id == retried.id != a_year_later.id


def test_a_shop_can_be_erased_as_a_whole() -> None:
    event = single("shopify", "shop_redact")
    assert event.type == "shop.redact_requested"
    assert event.customer.model_dump(exclude_none=True) == {}


def test_other_topics_are_of_no_interest() -> None:
    assert parsed("shopify", "product_updated") == []


@pytest.mark.parametrize(
    ("name", "reason"), [("redact_nobody", "customer is missing"), ("as_xml", "not JSON")]
)
def test_what_it_cannot_use_has_a_reason(name: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        parsed("shopify", name)


def test_a_delivery_without_a_topic_is_unusable() -> None:
    with pytest.raises(Unusable, match="x-shopify-topic is missing"):
        parse(json.dumps({}).encode(), {}, LATER)


def test_products_are_counted_no_further_than_fifty() -> None:
    changed = content("shopify", "order_paid")
    changed["line_items"] = [{"title": f"Cup {number}"} for number in range(60)]
    [event] = reparsed("shopify", "order_paid", changed)
    assert event.properties["products"] == [f"Cup {number}" for number in range(50)]
