"""POST /v1/events."""

import asyncio
import random
from collections import Counter
from typing import Any

import pytest

from service.auth import create_key
from tests.service.house import House, purchase

HALF_HOUR = {"timezone": "Asia/Jakarta", "locale": "id", "name": "Ani", "phone": "+628123456789"}


async def test_it_accepts_an_event_and_tells_its_id(house: House) -> None:
    answer = await house.post(purchase(1))
    assert answer.status_code == 202
    assert answer.json() == {"event": answer.json()["event"], "status": "accepted"}
    story = await house.story(answer.json()["event"])
    assert story["external_id"] == "order-1"
    assert story["customer"] == purchase(1)["customer"]


async def test_it_keeps_everything_that_an_event_says(house: House) -> None:
    said = {
        "id": 17,  # a number is as good a name as any
        "type": "ticket.resolved",
        "occurred_at": "2026-11-01T23:30:00+07:00",
        "customer": {"id": "c-1", "email": "Ani@Example.com", **HALF_HOUR},
        "properties": {
            "n": 1.5,
            "deep": [{"a": None}],
            "text": "日本 \u2028 \U0001f600",
            "yes": True,
        },
    }
    answer = await house.post(said)
    assert answer.status_code == 202
    story = await house.story(answer.json()["event"])
    assert story["external_id"] == "17"
    assert story["occurred_at"] == "2026-11-01T16:30:00+00:00"
    assert (story["customer"], story["properties"]) == (said["customer"], said["properties"])
    assert story["source"] == "shop"


async def test_it_takes_an_array_and_answers_in_its_order(house: House) -> None:
    await house.buy(2)
    answer = await house.post([purchase(3), purchase(2), purchase(1), purchase(3)])
    assert answer.status_code == 202
    statuses = [one["status"] for one in answer.json()]
    assert statuses == ["accepted", "duplicate", "accepted", "duplicate"]
    ids = [one["event"] for one in answer.json()]
    assert ids[0] == ids[3]
    assert [(await house.story(one))["external_id"] for one in ids[:3]] == [
        "order-3",
        "order-2",
        "order-1",
    ]
    again = await house.post([purchase(1), purchase(2)])
    assert (again.status_code, [one["event"] for one in again.json()]) == (200, [ids[2], ids[1]])


async def test_an_array_has_up_to_a_thousand_events(house: House) -> None:
    answer = await house.post([purchase(number) for number in range(1000)])
    assert answer.status_code == 202
    assert len({one["event"] for one in answer.json()}) == 1000
    assert (await house.stored())["event"] == 1000
    too_many = await house.post([purchase(number) for number in range(1000, 2001)])
    nothing = await house.post([])
    for refused in (too_many, nothing):
        assert refused.status_code == 422
        assert refused.json()["errors"] == [
            {"field": "body", "message": "send 1 to 1000 events at a time"}
        ]
    assert (await house.stored())["event"] == 1000


async def test_a_repeat_is_a_duplicate_however_late_it_comes(house: House) -> None:
    await house.publish()
    event_id = await house.buy(1)
    await house.mail(1)
    for later in ({"seconds": 1}, {"hours": 1}, {"days": 30}):
        house.clock.forward(**later)
        again = await house.post(purchase(1))
        assert again.status_code == 200
        assert again.json() == {"event": event_id, "status": "duplicate"}
    assert len((await house.story(event_id))["invitations"]) == 1
    assert len(house.inbox.messages()) == 1


async def test_a_repeat_with_other_content_leaves_the_first_as_it_was(house: House) -> None:
    event_id = await house.buy(1, properties={"total": 1})
    before = await conflicts(house)
    together = purchase(1, properties={"total": 3})
    for body in (purchase(1, properties={"total": 2}), [together, together]):
        assert (await house.post(body)).status_code == 200
    assert (await house.story(event_id))["properties"] == {"total": 1}
    assert await conflicts(house) == before + 3
    new = await house.post([purchase(2), purchase(2, properties={"total": 9})])
    assert [one["status"] for one in new.json()] == ["accepted", "duplicate"]
    assert await conflicts(house) == before + 4


async def conflicts(house: House) -> float:
    """How often a repeat said something else than the first."""
    for line in (await house.web.get("/metrics")).text.splitlines():
        if line.startswith('afterword_events_total{status="conflict"}'):
            return float(line.split()[-1])
    return 0.0


async def test_ids_belong_to_their_source(house: House) -> None:
    helpdesk = await create_key("desk", ["events"], "helpdesk", house.clock())
    body = purchase(1)
    first = await house.post(body)
    other = await house.web.post(
        "/v1/events", json=body, headers={"Authorization": f"Bearer {helpdesk}"}
    )
    assert (first.status_code, other.status_code) == (202, 202)
    assert first.json()["event"] != other.json()["event"]


async def test_the_same_event_a_hundred_times_at_once_asks_once(house: House) -> None:
    await house.publish()
    answers = await asyncio.gather(*(house.post(purchase(1)) for _ in range(100)))
    assert Counter(answer.status_code for answer in answers) == {202: 1, 200: 99}
    [event_id] = {answer.json()["event"] for answer in answers}
    await house.mail(1)
    assert len((await house.story(event_id))["invitations"]) == 1
    house.clock.forward(days=1)
    house.bell()
    await asyncio.sleep(0.3)
    assert len(house.inbox.messages()) == 1
    assert (await house.stored())["event"] == 1


async def test_arrays_of_the_same_events_in_any_order_at_once_all_succeed(house: House) -> None:
    """On PostgreSQL they wait for each other's rows, in opposite orders."""
    chance, bodies = random.Random(1), [purchase(number) for number in range(60)]
    arrays = [chance.sample(bodies, len(bodies)) for _ in range(24)]
    answers = await asyncio.gather(*(house.post(array) for array in arrays))
    assert {answer.status_code for answer in answers} <= {200, 202}
    accepted = [one for a in answers for one in a.json() if one["status"] == "accepted"]
    assert len(accepted) == len(bodies) == (await house.stored())["event"]


async def test_events_of_an_array_happen_in_its_order(house: House) -> None:
    """Whatever their ids are: a ticket that was reopened last is open."""
    await house.publish(
        kind="csat", trigger={"on": "ticket.resolved"}, withdraw_on="ticket.reopened", delay="1h"
    )
    ticket = {"properties": {"ticket_id": "17"}}
    array = [
        purchase(3, 1, type="ticket.resolved", **ticket),
        purchase(2, 1, type="ticket.reopened", **ticket),
        purchase(9, 1, type="ticket.resolved", **ticket),
        purchase(1, 1, type="ticket.reopened", **ticket),
    ]
    answer = await house.post(array)
    stories = [await house.story(one["event"]) for one in answer.json()]
    assert [one["state"] for story in stories for one in story["invitations"]] == [
        "withdrawn",
        "withdrawn",
    ]


def wrong(**changes: Any) -> dict[str, Any]:
    """A purchase with these fields."""
    return purchase(1, **changes)


def with_customer(**changes: Any) -> dict[str, Any]:
    """A purchase of this customer."""
    return purchase(1, customer=changes)


WRONG = [
    (None, "body"),
    (True, "body"),
    (17, "body"),
    ("x", "body"),
    ({}, "id"),
    ([None], "[0]"),
    ([[purchase(1)]], "[0]"),
    ([purchase(2), {"id": "x"}], "[1].type"),
    (wrong(id=""), "id"),
    (wrong(id="x" * 256), "id"),
    (wrong(id=None), "id"),
    (wrong(id=True), "id"),
    (wrong(id=1.5), "id"),
    (wrong(id=["a"]), "id"),
    (wrong(id="a\x00b"), "id"),
    (wrong(type="purchase"), "type"),
    (wrong(type="purchase completed"), "type"),
    (wrong(type="a." + "b" * 260), "type"),
    (wrong(type=7), "type"),
    (wrong(occurred_at="yesterday"), "occurred_at"),
    (wrong(occurred_at="2026-11-01T10:00:00"), "occurred_at"),
    (wrong(occurred_at="0000-01-01T00:00:00Z"), "occurred_at"),
    (wrong(occurred_at="0001-01-01T00:00:00+14:00"), "occurred_at"),
    (wrong(occurred_at="9999-12-31T23:59:59-12:00"), "occurred_at"),
    (wrong(occurred_at="2026-11-04T10:00:00Z"), "occurred_at"),
    (wrong(occurred_at=1614265330), "occurred_at"),
    (wrong(occurred_at="1614265330"), "occurred_at"),
    (wrong(occurred_at=10**20), "occurred_at"),
    (wrong(occurred_at={}), "occurred_at"),
    (wrong(customer=[]), "customer"),
    (wrong(customer="Ani"), "customer"),
    (with_customer(email=7), "customer.email"),
    (with_customer(email="x" * 321), "customer.email"),
    (with_customer(phone=628123456789), "customer.phone"),
    (with_customer(name="x" * 201), "customer.name"),
    (with_customer(name="a\x00b"), "customer.name"),
    (with_customer(locale="x" * 36), "customer.locale"),
    (with_customer(timezone="x" * 65), "customer.timezone"),
    (with_customer(role="admin"), "customer.role"),
    (wrong(properties=[]), "properties"),
    (wrong(properties={"a": {"b": ["\x00"]}}), "properties.a.b[0]"),
    (wrong(properties={"a\x00": 1}), "properties"),
    (wrong(score=11), "score"),
    (wrong(account_id=1), "account_id"),
]


async def test_it_names_the_wrong_field_and_stores_nothing(house: House) -> None:
    before = await house.stored()
    for body, field in WRONG:
        answer = await house.post(body)
        assert answer.status_code == 422, (body, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        said = answer.json()
        assert said["status"] == 422
        assert (said["type"], bool(said["title"]), bool(said["detail"])) == (
            "about:blank",
            True,
            True,
        )
        assert said["errors"][0]["field"] == field, (body, said)
        assert said["errors"][0]["message"]
    assert await house.stored() == before


@pytest.mark.parametrize(
    "customer",
    [
        {"email": "a@b, evil@example.com"},
        {"email": "a@example.com\r\nBcc: evil@example.com"},
        {"email": "a" * 250 + "@example.com"},
        {"email": "no at sign"},
        {"phone": "+"},
        {"phone": "+" + "1" * 39},
        {"phone": "+" + "".join(chr(0xFF10 + int(digit)) for digit in "628123456789")},
        {"phone": "08123456789"},
        {"id": "only-an-id"},
        {},
    ],
)
async def test_a_customer_who_cannot_be_reached_is_told_as_the_reason(
    house: House, customer: dict[str, str]
) -> None:
    await house.publish()
    event_id = await house.buy(1, customer=customer)
    story = await house.story(event_id)
    assert [(one["outcome"], one["reason"]) for one in story["decisions"]] == [
        ("skipped", "no_contact")
    ]
    assert "no usable email" in story["decisions"][0]["sentence"]
    assert story["invitations"] == []
    assert house.inbox.messages() == []
