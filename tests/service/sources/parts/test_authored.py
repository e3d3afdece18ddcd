import pytest

from service.sources import Unusable
from service.sources.parts.authored import read_authored
from service.sources.parts.payload import Payload
from surveys.event import EventBody
from tests.cast import NOW


def event_of(**fields: object) -> EventBody:
    found = {"event": "ticket.resolved", "ticket_id": "5", **fields}
    return read_authored("helpdesk", Payload(found), NOW)


def test_each_change_of_a_ticket_is_an_event_of_its_own() -> None:
    assert event_of(updated_at="2026-11-02T09:41Z").id == (
        "ticket:5:ticket.resolved:2026-11-02T09:41Z"
    )
    assert event_of(event="ticket.reopened").id == "ticket:5:ticket.reopened"


def test_a_time_that_cannot_be_read_still_tells_two_changes_apart() -> None:
    first, other = event_of(updated_at="Monday, 9 o'clock"), event_of(updated_at="Monday, 10")
    assert first.id != other.id
    assert first.occurred_at is None


def test_the_requester_is_the_customer_and_no_property() -> None:
    event = event_of(
        requester_id=7,
        requester_email="ida@example.com",
        requester_name="Ida Berg",
        requester_phone="070-123 45 67",
        requester_country="SE",
        requester_locale="sv",
        requester_mood="good",
    )
    assert event.customer.model_dump(exclude_none=True) == {
        "id": "helpdesk:7",
        "email": "ida@example.com",
        "phone": "+46701234567",
        "name": "Ida Berg",
        "locale": "sv",
    }
    assert event.properties == {"ticket_id": "5"}


def test_the_operators_own_number_goes_first() -> None:
    assert event_of(requester_id=7, requester_external_id="m-1").customer.id == "m-1"


def test_other_simple_fields_are_properties() -> None:
    event = event_of(agent="Mei", vip=True, visits=3, tags=["a"], empty="")
    assert event.properties == {"ticket_id": "5", "agent": "Mei", "vip": True, "visits": 3}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"event": ""}, "event is missing"),
        ({"ticket_id": None}, "ticket_id is missing"),
        ({"event": "resolved"}, "type: write a dotted name"),
        ({"ticket_id": "5" * 300}, "id: "),
    ],
)
def test_it_says_what_is_missing(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        event_of(**fields)
