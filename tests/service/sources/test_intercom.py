from datetime import UTC, datetime

import pytest

from service.sources import Unusable
from tests.service.sources.deliveries import content, parsed, reparsed, single


def test_its_ping_does_nothing() -> None:
    assert parsed("intercom", "ping") == []


def test_a_closed_conversation_is_a_resolved_ticket() -> None:
    event = single("intercom", "conversation_closed")
    assert event.id == "conversation:215472629300001:ticket.resolved:1793612489"
    assert event.occurred_at == datetime(2026, 11, 2, 9, 41, 29, tzinfo=UTC)
    assert event.customer.model_dump(exclude_none=True) == {
        "id": "member-4711",
        "email": "nina.petrova@example.com",
        "name": "Nina Petrova",
    }
    assert event.properties == {
        "ticket_id": "215472629300001",
        "agent": "Joao Silva",
        "team": "9680998",
        "channel": "conversation",
    }


def test_two_subscriptions_to_one_closing_are_one_event() -> None:
    first = single("intercom", "conversation_closed")
    assert single("intercom", "conversation_closed_twice_subscribed") == first


def test_each_closing_is_an_event_of_its_own() -> None:
    first, again = (
        single("intercom", name) for name in ("conversation_closed", "conversation_closed_again")
    )
    assert first.id != again.id


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("conversation_started", "ticket.created"),
        ("conversation_replied", "ticket.replied"),
        ("conversation_reopened", "ticket.reopened"),
        ("ticket_resolved", "ticket.resolved"),
        ("ticket_reopened", "ticket.reopened"),
    ],
)
def test_it_tells_what_happened(name: str, kind: str) -> None:
    assert single("intercom", name).type == kind


@pytest.mark.parametrize(
    "name", ["ticket_moved_on", "ticket_resolved_otherwise", "company_created"]
)
def test_the_rest_is_of_no_interest(name: str) -> None:
    assert parsed("intercom", name) == []


def test_older_versions_of_the_api_name_people() -> None:
    event = single("intercom", "conversation_closed_old_api")
    assert event.customer.model_dump(exclude_none=True) == {
        "id": "75067020-1204-495c-8edc-abb7d88bdd43",
        "email": "ivo.marek@example.com",
        "name": "Ivo Marek",
    }
    assert event.properties["agent"] == "Carla Diaz"


def test_who_has_no_number_of_the_operators_has_intercoms() -> None:
    event = single("intercom", "ticket_resolved")
    assert event.customer.model_dump(exclude_none=True) == {"id": "intercom:6963aa02"}
    assert event.properties == {
        "ticket_id": "66040342",
        "agent": "Joao Silva",
        "channel": "messenger",
        "ticket_type": "Returns",
    }


def test_an_assignee_who_wrote_nothing_is_known_by_number() -> None:
    changed = content("intercom", "conversation_closed")
    changed["data"]["item"]["admin_assignee_id"] = 77
    [event] = reparsed("intercom", "conversation_closed", changed)
    assert event.properties["agent"] == "77"


def test_unassigned_it_is_whoever_closed_it() -> None:
    changed = content("intercom", "conversation_closed")
    changed["data"]["item"]["admin_assignee_id"] = "0"
    [event] = reparsed("intercom", "conversation_closed", changed)
    assert event.properties["agent"] == "Joao Silva"


def test_without_a_time_the_notification_is_the_event() -> None:
    changed = content("intercom", "conversation_closed")
    changed["data"]["item"]["updated_at"] = None
    changed["created_at"] = None
    [event] = reparsed("intercom", "conversation_closed", changed)
    assert event.id.endswith(":notif_2bc4bf3a-0064-4fb0-9e17-dc44d91bcb9b")
    assert event.occurred_at is None


def test_a_notification_about_nothing_is_unusable() -> None:
    with pytest.raises(Unusable, match="id is missing"):
        parsed("intercom", "no_item")
