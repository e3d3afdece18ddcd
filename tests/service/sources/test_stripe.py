import json
from datetime import UTC, datetime

import pytest

from service.sources import BadSignature, Unusable
from service.sources.stripe import HEADER, checked_secret, verify
from surveys.errors import InvalidInput
from tests.service.sources.deliveries import (
    LATER,
    content,
    parsed,
    reparsed,
    signed,
    single,
    vectors,
)

SECRET = "whsec_test_secret"
BODY = json.dumps({"id": "evt_1"}).encode()


def offer(**changed: str) -> None:
    """The header with its parts changed: `t`, `v1`, `v0`."""
    header = signed("stripe", BODY, SECRET, LATER)[HEADER]
    parts = dict(part.split("=") for part in header.split(",")) | changed
    value = ",".join(f"{name}={part}" for name, part in parts.items() if part)
    verify(BODY, {HEADER: value}, [SECRET], LATER)


def test_its_key_is_the_secret_as_it_stands() -> None:
    [vector] = vectors("stripe")
    vector.verify()
    with pytest.raises(BadSignature):
        vector.verify(secrets=[vector.secret.removeprefix("whsec_")])


def test_a_signature_for_test_mode_is_not_enough() -> None:
    offer()
    valid = signed("stripe", BODY, SECRET, LATER)[HEADER].split(",")[1].removeprefix("v1=")
    with pytest.raises(BadSignature):
        offer(v1="", v0=valid)


def test_several_signatures_are_how_it_rotates() -> None:
    header = signed("stripe", BODY, SECRET, LATER)[HEADER]
    verify(BODY, {HEADER: header.replace(",v1=", f",v1={'0' * 64},v1=")}, [SECRET], LATER)


@pytest.mark.parametrize("t", ["", "nan", "-1", "1e9", "1614265330.9", " 1614265330", "²"])
def test_it_takes_whole_seconds_only(t: str) -> None:
    with pytest.raises(BadSignature):
        offer(t=t)


def test_it_refuses_an_api_key() -> None:
    with pytest.raises(InvalidInput, match="whsec_"):
        checked_secret("sk_live_4eC39HqLyjWDarjtT1zdp7dc")


def test_a_paid_session_is_a_purchase() -> None:
    event = single("stripe", "checkout_paid")
    assert (event.id, event.type) == ("pi_Kopi0001", "purchase.completed")
    assert event.occurred_at == datetime(2026, 11, 2, 9, 50, tzinfo=UTC)
    assert event.customer.model_dump(exclude={"channels"}) == {
        "id": "stripe:cus_Kopi0001",
        "email": "sanne.devries@example.com",
        "phone": "+31612345678",
        "name": "Sanne de Vries",
        "locale": "nl",
        "timezone": None,
    }


def test_its_metadata_says_where_and_who() -> None:
    assert single("stripe", "checkout_paid").properties == {
        "store": "Utrecht",
        "team": "online",
        "order_id": "6735",
        "gift": "no",
        "amount": "45.99",
        "currency": "EUR",
        "session_id": "cs_live_a1Kopi0001",
        "livemode": True,
    }


def test_metadata_cannot_pretend_an_amount() -> None:
    changed = content("stripe", "checkout_paid")
    changed["data"]["object"]["metadata"] = {"amount": "1000000", "livemode": "maybe"}
    [event] = reparsed("stripe", "checkout_paid", changed)
    assert (event.properties["amount"], event.properties["livemode"]) == ("45.99", True)


def test_a_repeat_is_the_same_event() -> None:
    assert parsed("stripe", "checkout_paid_again") == parsed("stripe", "checkout_paid")


def test_an_unpaid_session_waits_for_the_money() -> None:
    assert parsed("stripe", "checkout_unpaid") == []
    event = single("stripe", "checkout_money_came_later")
    assert (event.id, event.customer.email) == ("pi_Kopi0002", "jonas.weber@example.com")
    assert event.occurred_at == datetime(2026, 11, 5, 9, 50, tzinfo=UTC)


def test_the_operators_own_reference_names_the_customer() -> None:
    event = single("stripe", "checkout_free")
    assert event.customer.id == "member-88"
    assert event.properties["amount"] == "0.00"
    assert event.customer.locale is None  # auto


def test_yen_have_no_places_and_dinars_three() -> None:
    assert single("stripe", "checkout_in_yen").properties["amount"] == "1980"
    assert single("stripe", "checkout_in_yen").id == "pi_Kopi0005"  # an expanded payment intent
    assert single("stripe", "invoice_paid").properties["amount"] == "1.250"


@pytest.mark.parametrize("currency", ["ugx", "isk", "usd", "huf", "twd"])
def test_shillings_and_kronur_keep_two_places(currency: str) -> None:
    changed = content("stripe", "checkout_paid")
    changed["data"]["object"] |= {"currency": currency, "amount_total": 500}
    [event] = reparsed("stripe", "checkout_paid", changed)
    assert event.properties["amount"] == "5.00"


def test_session_and_invoice_of_a_subscription_are_one_purchase() -> None:
    started, invoice = single("stripe", "subscription_started"), single("stripe", "invoice_paid")
    assert started.id == invoice.id == "in_Kopi0006"
    assert invoice.customer.email == "omar.haddad@example.com"
    assert str(invoice.properties["product"]).endswith("Monthly beans (at KD 1.250 / month)")


def test_a_payment_intent_with_an_address_is_a_purchase() -> None:
    event = single("stripe", "intent_succeeded")
    assert (event.id, event.customer.email) == ("pi_Kopi0008", "dana.cole@example.com")
    assert event.properties["agent"] == "Priya"


def test_a_payment_intent_without_one_leaves_the_purchase_to_its_session() -> None:
    assert parsed("stripe", "intent_of_a_checkout") == []


def test_other_types_are_of_no_interest() -> None:
    assert parsed("stripe", "customer_created") == []


def test_what_cannot_be_read_of_an_amount_is_said() -> None:
    event = single("stripe", "amount_unreadable")
    assert event.properties["amount"] is None
    assert event.properties["currency"] is None
    assert event.properties["warnings"] == ["amount cannot be read", "currency cannot be read"]


def test_an_event_without_a_type_is_unusable() -> None:
    with pytest.raises(Unusable, match="type is missing"):
        parsed("stripe", "no_type")
