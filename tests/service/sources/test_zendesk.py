from datetime import UTC, datetime

import pytest

from service.sources import BadSignature, Unusable
from service.sources.zendesk import HEADER, PUBLIC_SECRET, TIMESTAMP, checked_secret, verify
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

SECRET = "c2VjcmV0LW9mLWEtd2ViaG9vay10aGF0LWlzLXNhdmVk"


def test_the_public_secret_is_never_one_of_ours() -> None:
    with pytest.raises(InvalidInput, match="publishes for tests"):
        checked_secret(f" {PUBLIC_SECRET} ")
    [vector] = vectors("zendesk")
    assert vector.secret == PUBLIC_SECRET
    with pytest.raises(BadSignature):
        vector.verify(secrets=[SECRET])


def test_the_body_may_be_empty() -> None:
    verify(b"", signed("zendesk", b"", SECRET, LATER), [SECRET], LATER)


ODD_TIMES = ["", "nan", "1793612489", "2026-11-10", "2026-11-10T08:00:00", " 2026-11-10T08:00:00Z"]
ODD_TIMES += ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]
ODD_TIMES += ["\uff12026-11-10T08:00:00Z"]


@pytest.mark.parametrize("timestamp", ODD_TIMES)
def test_it_takes_times_with_a_zone_only(timestamp: str) -> None:
    headers = signed("zendesk", b"{}", SECRET, LATER)
    with pytest.raises(BadSignature):
        verify(b"{}", {**headers, TIMESTAMP: timestamp}, [SECRET], LATER)
    assert HEADER in headers


def test_a_solved_ticket_is_resolved() -> None:
    event = single("zendesk", "solved")
    assert event.id == "ticket:5158:ticket.resolved:2026-11-02T09:41:07Z"
    assert event.occurred_at == datetime(2026, 11, 2, 9, 41, 7, tzinfo=UTC)
    assert event.customer.model_dump(exclude_none=True) == {"id": "zendesk:8447388090500"}
    assert event.properties == {
        "ticket_id": "5158",
        "agent": "8447388090494",
        "team": "8447320466430",
        "store": "8447346621310",
        "channel": "email",
        "priority": "HIGH",
    }


def test_each_time_it_is_solved_is_an_event_of_its_own_and_a_retry_is_none() -> None:
    first, retried = single("zendesk", "solved"), single("zendesk", "solved_retried")
    again = single("zendesk", "solved_again")
    assert first == retried
    assert (again.type, again.id != first.id) == ("ticket.resolved", True)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("reopened", "ticket.reopened"),
        ("created", "ticket.created"),
        ("comment_public", "ticket.replied"),
        ("trigger_solved", "ticket.resolved"),
    ],
)
def test_it_tells_what_happened(name: str, kind: str) -> None:
    assert single("zendesk", name).type == kind


@pytest.mark.parametrize(
    "name", ["closed_by_itself", "on_hold", "comment_internal", "priority_changed"]
)
def test_the_rest_is_of_no_interest(name: str) -> None:
    assert parsed("zendesk", name) == []


def test_nobody_is_not_an_agent() -> None:
    properties = single("zendesk", "created").properties
    assert "agent" not in properties
    assert "team" not in properties


def test_a_comment_by_the_requester_is_no_reply() -> None:
    changed = content("zendesk", "comment_public")
    changed["event"]["comment"]["author"]["is_staff"] = False
    assert reparsed("zendesk", "comment_public", changed) == []


def test_a_trigger_brings_the_requesters_address_and_names() -> None:
    event = single("zendesk", "trigger_solved")
    assert event.id == "ticket:5158:ticket.resolved:2026-11-02T09:41Z"
    assert event.occurred_at == datetime(2026, 11, 2, 9, 41, tzinfo=UTC)
    assert event.customer.model_dump(exclude_none=True) == {
        "id": "zendesk:8447388090500",
        "email": "amina.yusuf@example.com",
        "phone": "+2348031234567",
        "name": "Amina Yusuf",
        "locale": "en-GB",
    }
    assert event.properties == {
        "ticket_id": "5158",
        "agent": "Priya Nair",
        "team": "Grinders",
        "store": "Lagos",
        "channel": "email",
    }


def test_the_operators_own_number_of_the_requester_goes_first() -> None:
    event = single("zendesk", "trigger_solved_again")
    assert event.customer.id == "member-17"
    assert event.id != single("zendesk", "trigger_solved").id


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("trigger_broken_by_a_quote", "not JSON: Expecting ',' delimiter"),
        ("trigger_without_event", "event is missing"),
    ],
)
def test_what_it_cannot_use_has_a_reason(name: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        parsed("zendesk", name)


def test_a_change_of_status_without_a_status_is_unusable() -> None:
    changed = content("zendesk", "solved")
    changed["event"] = {}
    with pytest.raises(Unusable, match="current is missing"):
        reparsed("zendesk", "solved", changed)
