from datetime import UTC, datetime

import pytest

from service.sources import URL, BadSignature, Unusable
from service.sources.hubspot import HEADER, TIMESTAMP, verify
from tests.service.sources.deliveries import LATER, parsed, signed, single, vectors

SECRET = "c0ffee00-1111-4222-8333-444455556666"


def test_the_address_is_signed_too() -> None:
    for vector in vectors("hubspot"):
        elsewhere = vector.headers[URL].replace("/main", "/other")
        with pytest.raises(BadSignature):
            vector.verify(headers={**vector.headers, URL: elsewhere})


@pytest.mark.parametrize("name", ["x-hubspot-signature", "x-hubspot-signature-v2"])
def test_older_signatures_without_a_time_are_not_enough(name: str) -> None:
    headers = signed("hubspot", b"[]", SECRET, LATER)
    headers[name] = headers.pop(HEADER)
    with pytest.raises(BadSignature):
        verify(b"[]", headers, [SECRET], LATER)


@pytest.mark.parametrize("time", ["", "nan", "-1", "1e12", "1793612489.123", " 1793612489123"])
@pytest.mark.parametrize("more", ["", "0", "9" * 16])
def test_it_takes_whole_milliseconds_only(time: str, more: str) -> None:
    headers = signed("hubspot", b"[]", SECRET, LATER)
    with pytest.raises(BadSignature):
        verify(b"[]", {**headers, TIMESTAMP: time + more}, [SECRET], LATER)


def test_one_delivery_holds_many_events() -> None:
    assert [event.id for event in parsed("hubspot", "subscriptions")] == [
        "ticket:9001:ticket.resolved:1793612489",
        "ticket:9002:ticket.resolved:1793612489",
        "ticket:9001:ticket.reopened:1793620000",
        "ticket:9003:ticket.created:1793612489",
        "deal:5001:purchase.completed",
        "contact:7002:contact.redact_requested:1793612489",
    ]


def test_a_retry_is_the_same_events_in_any_order() -> None:
    first, retried = parsed("hubspot", "subscriptions"), parsed("hubspot", "subscriptions_retried")
    assert sorted(event.id for event in first) == sorted(event.id for event in retried)


def test_a_subscription_knows_ids_only() -> None:
    resolved, *_, redact = parsed("hubspot", "subscriptions")
    assert resolved.customer.model_dump(exclude_none=True) == {}
    assert resolved.occurred_at == datetime(2026, 11, 2, 9, 41, 29, 123000, tzinfo=UTC)
    assert resolved.properties == {
        "ticket_id": "9001",
        "portal_id": "62515",
        "changed_by": "CRM_UI",
    }
    assert redact.customer.id == "hubspot:7002"


def test_the_new_form_of_subscriptions_numbers_the_kinds_of_things() -> None:
    assert [(event.type, event.id) for event in parsed("hubspot", "subscriptions_new_form")] == [
        ("ticket.resolved", "ticket:9004:ticket.resolved:1793612489"),
        ("ticket.created", "ticket:9005:ticket.created:1793612489"),
    ]


def test_a_workflow_brings_the_persons_address_and_names() -> None:
    event = single("hubspot", "workflow")
    assert event.id == "ticket:9001:ticket.resolved:1793612489000"
    assert event.occurred_at == datetime(2026, 11, 2, 9, 41, 29, tzinfo=UTC)
    assert event.customer.model_dump(exclude_none=True) == {
        "id": "hubspot:7001",
        "email": "ida.berg@example.com",
        "phone": "+46701234567",
        "name": "Ida Berg",
    }
    assert event.properties == {
        "ticket_id": "9001",
        "agent": "Olu Ade",
        "team": "Returns",
        "priority": "HIGH",
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nothing_in_it", "neither a JSON object nor"), ("no_object", "objectId is missing")],
)
def test_what_it_cannot_use_has_a_reason(name: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        parsed("hubspot", name)
