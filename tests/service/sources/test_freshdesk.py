import base64
from datetime import UTC, datetime

import pytest

from service.sources import BadSignature, Unusable
from service.sources.freshdesk import verify
from tests.service.sources.deliveries import LATER, parsed, single

SECRET = "a secret in a rule of Freshdesk"


def show(**headers: str) -> None:
    verify(b"{}", headers, [SECRET], LATER)


def basic(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
@pytest.mark.parametrize("user", ["", "freshdesk", "api key"])
def test_the_secret_may_be_the_password(scheme: str, user: str) -> None:
    show(authorization=f"{scheme} {basic(f'{user}:{SECRET}')}")


WRONG = ["Basic", "Basic ", "Basic !!", "Basic /w==", f"Basic {SECRET}", f"Bearer {SECRET}", SECRET]
WRONG += [f"Basic {basic(text)}" for text in (SECRET, f"{SECRET}:", "a:b")]


@pytest.mark.parametrize("authorization", WRONG)
def test_nothing_else_opens(authorization: str) -> None:
    with pytest.raises(BadSignature):
        show(authorization=authorization)


def test_a_password_may_hold_a_colon() -> None:
    verify(b"", {"authorization": f"Basic {basic('u:a:b')}"}, ["a:b"], LATER)


def test_a_rule_says_what_happened_and_to_whom() -> None:
    event = single("freshdesk", "resolved")
    assert event.id == "ticket:1187:ticket.resolved:2026-11-02 09:30:12 UTC"
    assert event.occurred_at == datetime(2026, 11, 2, 9, 30, 12, tzinfo=UTC)
    assert event.customer.model_dump(exclude_none=True) == {
        "email": "lars.holm@example.com",
        "name": "Lars Holm",
    }
    assert event.properties == {
        "ticket_id": "1187",
        "agent": "Mei Lin",
        "team": "Repairs",
        "store": "Kopi Kita Support",
        "channel": "Portal",
    }


def test_a_retry_is_the_same_event_and_the_next_time_another() -> None:
    first = single("freshdesk", "resolved")
    assert single("freshdesk", "resolved_retried") == first
    assert single("freshdesk", "resolved_again").id != first.id
    assert single("freshdesk", "reopened").type == "ticket.reopened"


def test_without_a_time_a_ticket_is_resolved_once() -> None:
    event = single("freshdesk", "without_time")
    assert (event.id, event.occurred_at) == ("ticket:1187:ticket.resolved", None)


def test_further_fields_are_properties() -> None:
    properties = single("freshdesk", "without_time").properties
    assert (properties["vip"], properties["visits"], properties["spent"]) == (True, 3, "12.5")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("simple_resolved", "ticket.resolved"),
        ("simple_resolved_without_trigger", "ticket.resolved"),
        ("simple_reopened", "ticket.reopened"),
        ("simple_created", "ticket.created"),
        ("simple_replied", "ticket.replied"),
    ],
)
def test_simple_content_says_it_by_the_change(name: str, kind: str) -> None:
    event = single("freshdesk", name)
    assert (event.type, event.id) == (kind, f"ticket:1187:{kind}")
    assert event.customer.model_dump(exclude_none=True) == {
        "email": "lars.holm@example.com",
        "name": "Lars Holm",
        "phone": "+4712345678",
    }
    assert event.properties["agent"] == "Mei Lin"
    assert event.properties["team"] == "Repairs"


def test_what_was_written_in_the_ticket_is_not_kept() -> None:
    kept = str(single("freshdesk", "simple_resolved").model_dump())
    assert "Please help" not in kept
    assert "Grinder is dead" not in kept
    assert "Done" not in kept


@pytest.mark.parametrize("name", ["simple_closed", "simple_private_note"])
def test_the_rest_is_of_no_interest(name: str) -> None:
    assert parsed("freshdesk", name) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("broken_by_a_quote", "not JSON"),
        ("simple_without_anything", "triggered_event is missing"),
    ],
)
def test_what_it_cannot_use_has_a_reason(name: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        parsed("freshdesk", name)
