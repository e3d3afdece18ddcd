"""B: whatever is sent twice happens once."""

import asyncio
import json
from typing import Any

import pytest

from service.auth import create_key
from tests.acceptance.senders import decided, invitations, open_endpoint, send_signed
from tests.cast import column, value
from tests.service.house import House, purchase
from tests.service.sources.deliveries import delivery

DAY = 24
THROTTLE = {"days": 30, "across": "all", "when_hit": "skip"}


async def conflicts(house: House) -> float:
    """What /metrics says about repeats with another content."""
    lines = (await house.web.get("/metrics")).text.splitlines()
    name = 'afterword_events_total{status="conflict"}'
    return next(float(line.split()[-1]) for line in lines if line.startswith(name))


async def test_b1_a_repeat_after_a_second_an_hour_or_a_month_is_a_duplicate(house: House) -> None:
    await house.publish()
    await open_endpoint(house, "generic")
    body = json.dumps(purchase(2)).encode()
    first = await house.buy(1)
    hooked = (await send_signed(house, "generic", body)).json()["event"]
    assert await invitations(house) == 2
    for hours in (1 / 3600, 1, 30 * DAY):
        house.clock.forward(hours=hours)
        again = await house.post(purchase(1))
        assert (again.status_code, again.json()) == (200, {"event": first, "status": "duplicate"})
        again = await send_signed(house, "generic", body)
        assert (again.status_code, again.json()) == (200, {"event": hooked, "status": "duplicate"})
    assert await invitations(house) == 2


async def test_b2_a_repeat_with_another_content_changes_nothing_and_is_counted(
    house: House,
) -> None:
    event = await house.buy(1, properties={"store": "Jakarta"})
    before = await conflicts(house)
    same = await house.post(purchase(1, properties={"store": "Jakarta"}))
    assert await conflicts(house) == before
    other = await house.post(purchase(1, properties={"store": "Bandung"}))
    for again in (same, other):
        assert (again.status_code, again.json()) == (200, {"event": event, "status": "duplicate"})
    assert await conflicts(house) == before + 1
    assert (await house.story(event))["properties"] == {"store": "Jakarta"}


async def test_b3_two_orders_of_one_second_share_a_delivery_id_and_are_two(house: House) -> None:
    await house.publish()
    await open_endpoint(house, "woocommerce")
    ids = set()
    for name in ("order_completed", "order_completed_same_second"):
        ids.add(delivery("woocommerce", name)[1]["x-wc-webhook-delivery-id"])
        assert (await send_signed(house, "woocommerce", recorded=name)).status_code == 202
    assert len(ids) == 1
    assert await invitations(house) == 2


async def test_b4_a_completed_order_that_is_edited_five_times_is_one(house: House) -> None:
    await house.publish()
    await open_endpoint(house, "woocommerce")
    answers = [
        await send_signed(house, "woocommerce", recorded=name)
        for name in ("order_completed", *["order_completed_edited"] * 4)
    ]
    assert [answer.status_code for answer in answers] == [202, 200, 200, 200, 200]
    assert await invitations(house) == 1


async def test_b5_one_payment_under_several_ids_of_shopify_is_one(house: House) -> None:
    await house.publish()
    await open_endpoint(house, "shopify")
    names = ("order_paid", "order_paid_retried", "order_paid_other_subscription")
    event_ids = [delivery("shopify", name)[1]["x-shopify-event-id"] for name in names]
    webhook_ids = [delivery("shopify", name)[1]["x-shopify-webhook-id"] for name in names]
    assert (len(set(event_ids)), len(set(webhook_ids))) >= (2, 2)
    answers = [await send_signed(house, "shopify", recorded=name) for name in names]
    assert [answer.status_code for answer in answers] == [202, 200, 200]
    assert await invitations(house) == 1


@pytest.mark.parametrize(
    ("withdraw_on", "states"),
    [("ticket.reopened", ["withdrawn", "waiting"]), (None, ["waiting"])],
)
async def test_b6_a_ticket_that_is_resolved_twice_is_asked_about_once(
    house: House, withdraw_on: str | None, states: list[str]
) -> None:
    """As design.md has it: `withdraw_on` takes the unanswered question back, and the next resolve
    asks again; without it the throttle lets nobody be asked twice within its days."""
    rule = {"throttle": THROTTLE, "delay": "2d", "withdraw_on": withdraw_on}
    await house.publish(trigger={"on": "ticket.resolved"}, **rule)
    for number, kind in enumerate(["resolved", "reopened", "resolved"]):
        ticket = {"type": f"ticket.{kind}", "properties": {"ticket_id": "5158"}}
        await house.buy(number, person=1, **ticket)
        await decided(house)
        house.clock.forward(hours=1)
    found = await column(house.engine.database, "SELECT state FROM invitation ORDER BY id")
    assert found == states
    house.clock.forward(days=3)
    await house.mail(1)
    await house.quiet()
    assert len(house.inbox.messages()) == 1


async def test_b7_a_request_with_a_key_that_is_sent_twice_is_answered_twice_alike(
    house: House,
) -> None:
    """Without the header the repeat would be a `duplicate`, see B1."""
    key = {"Idempotency-Key": "k"}
    structured = {**key, "Content-Type": "application/cloudevents+json"}
    cloudevent = {"specversion": "1.0", "id": "7", "source": "/shop", "type": "a.b", "data": {}}
    binary = {"ce-specversion": "1.0", "ce-id": "8", "ce-source": "/shop", "ce-type": "a.b"}
    requests: list[tuple[dict[str, str], Any]] = [
        (key, purchase(1)),
        ({"Idempotency-Key": "many"}, [purchase(1), purchase(2)]),
        ({**structured, "Idempotency-Key": "structured"}, cloudevent),
        ({**binary, "Idempotency-Key": "binary"}, {}),
    ]
    for headers, body in requests:
        first = await house.api.post("/v1/events", json=body, headers=headers)
        again = await house.api.post("/v1/events", json=body, headers=headers)
        assert first.status_code == again.status_code == 202
        assert first.content == again.content
        assert first.headers["content-type"] == again.headers["content-type"]
        assert "idempotent-replayed" not in first.headers
        assert again.headers["idempotent-replayed"] == "true"
    assert (await house.stored())["event"] == 4
    await house.story(first.json()["event"])  # the rules hear of it


async def test_b7_a_key_is_known_for_a_day(house: House) -> None:
    key = {"Idempotency-Key": "k"}
    for hours, status, replayed in ((0, 202, None), (23, 202, "true"), (2, 200, None)):
        house.clock.forward(hours=hours)

        async def tidied(gone: bool = hours == 2) -> bool | None:
            left = await house.count("SELECT COUNT(*) FROM idempotency_key")
            return True if not (gone and left) else None

        await house.until(tidied)
        again = await house.api.post("/v1/events", json=purchase(1), headers=key)
        assert again.status_code == status
        assert again.headers.get("idempotent-replayed") == replayed


async def test_b8_the_same_key_with_something_else_is_refused(house: House) -> None:
    """Also while it is used for the first time: one of twenty at once is done, the others hear 409
    or the same answer. "No key where one is required" has no use here: the id of an event is its
    natural key, so none is ever required."""
    key = {"Idempotency-Key": "k"}
    answers = await asyncio.gather(
        *(house.api.post("/v1/events", json=purchase(1), headers=key) for _ in range(20))
    )
    assert {answer.status_code for answer in answers} <= {202, 409}
    done = [answer for answer in answers if answer.status_code == 202]
    assert len({answer.content for answer in done}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in done) == 1
    other = await house.api.post("/v1/events", json=purchase(2), headers=key)
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert (await house.stored())["event"] == 1


async def test_b8_the_same_key_while_the_first_is_running_is_a_conflict(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()
    transact = house.engine.database.transact

    async def slow(work: Any, **how: Any) -> Any:
        if house.engine.once._running:  # the worker has transactions, too
            reached.set()
            await go_on.wait()
        return await transact(work, **how)

    monkeypatch.setattr(house.engine.database, "transact", slow)
    key = {"Idempotency-Key": "k"}
    first = asyncio.create_task(house.api.post("/v1/events", json=purchase(1), headers=key))
    await reached.wait()
    again = await house.api.post("/v1/events", json=purchase(1), headers=key)
    assert (again.status_code, again.json()["title"]) == (409, "Conflict")
    go_on.set()
    assert (await first).status_code == 202


async def test_b8_a_key_that_cannot_be_one_is_refused(house: House) -> None:
    for key in ("", "x" * 256):
        headers = {"Idempotency-Key": key}
        answer = await house.api.post("/v1/events", json=purchase(1), headers=headers)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    assert (await house.api.post("/v1/events", json=purchase(1), headers=twice)).status_code == 400
    assert (await house.stored())["event"] == 0
    longest = {"Idempotency-Key": "x" * 255}
    answer = await house.api.post("/v1/events", json=purchase(1), headers=longest)
    assert answer.status_code == 202


async def test_b8_what_is_refused_leaves_its_key_free(house: House) -> None:
    key = {"Idempotency-Key": "k"}
    wrong = await house.api.post("/v1/events", json={"id": 1}, headers=key)
    right = await house.api.post("/v1/events", json=purchase(1), headers=key)
    assert (wrong.status_code, right.status_code) == (422, 202)


async def test_b8_one_id_with_two_contents_or_at_the_same_time_is_one_event(house: House) -> None:
    """Without a key the first content stays, and twenty at once are one. An event without an id, or
    with one of 256 characters, is refused."""
    answers = await asyncio.gather(
        *(house.post(purchase(1, properties={"number": n})) for n in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [202]
    assert len({answer.json()["event"] for answer in answers}) == 1
    assert (await house.stored())["event"] == 1
    wrong: list[dict[str, Any]] = [purchase(1, id="x" * 256), {"type": "purchase.completed"}]
    for body in wrong:
        answer = await house.post(body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "id")


async def test_b9_the_same_key_of_another_sender_is_another_key(house: House) -> None:
    other = await create_key("desk", ["events"], "desk", house.clock())
    events = set()
    for bearer in (house.key, other):
        headers = {"Idempotency-Key": "k", "Authorization": f"Bearer {bearer}"}
        answer = await house.web.post("/v1/events", json=purchase(1), headers=headers)
        assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
        events.add(answer.json()["event"])
    assert len(events) == 2


async def test_b9_the_same_id_from_another_sender_is_another_event(house: House) -> None:
    """Tenants are endpoints and keys with a source of their own here."""
    await house.buy(1)
    body = json.dumps(purchase(1)).encode()
    events = set()
    for name in ("one", "two"):
        await open_endpoint(house, "generic", name=name)
        answer = await send_signed(house, "generic", body, name=name)
        assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
        events.add(answer.json()["event"])
    assert len(events) == 2
    assert (await house.stored())["event"] == 3


async def test_b10_events_in_the_wrong_order_leave_what_happened_last(house: House) -> None:
    await house.publish(trigger={"on": "ticket.resolved"})

    async def happen(kind: str, hour: int, name: str) -> None:
        customer = {"id": "customer-1", "email": "customer-1@example.com", "name": name}
        moment = f"2026-11-02T{hour:02}:00:00Z"
        body = {"id": kind, "type": kind, "occurred_at": moment, "customer": customer}
        assert (await house.post(body)).status_code == 202
        await decided(house)

    await happen("ticket.resolved", 9, "Ani Wijaya")
    await happen("ticket.created", 8, "Ani")
    assert await value(house.engine.database, "SELECT name FROM contact") == "Ani Wijaya"
    assert await invitations(house) == 1
