"""The throttle counts mailboxes too: two contacts may share one."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from surveys.database import Database
from surveys.delivery import Outcome
from tests.cast import (
    NOW,
    claim,
    column,
    decide_all,
    event,
    happen,
    intake,
    outbox,
    post,
    publish,
    send_all,
    survey,
)

MAIL, PHONE = "fam@example.com", "+6281200000009"
ANN: dict[str, Any] = {"id": "1", "email": MAIL}
BOB: dict[str, Any] = {"id": "2", "email": MAIL}
REASONS = "SELECT reason FROM decision ORDER BY event_id"
DAYS = {"days": 30, "across": "all"}


@pytest.mark.parametrize("together", [True, False])
async def test_two_people_with_one_mailbox_get_one_mail(database: Database, together: bool) -> None:
    await publish(database, survey(throttle=DAYS))
    events = [event(1, customer=ANN), event(2, customer=BOB), event(3, customer={"email": MAIL})]
    for batch in [events] if together else [[one] for one in events]:
        await happen(database, *batch)
    assert await column(database, REASONS) == ["scheduled", "throttled", "throttled"]
    assert len(await send_all(database)) == 1


async def test_the_address_need_not_be_said_again(database: Database) -> None:
    await publish(database, survey(throttle=DAYS))
    people = [event(n, customer=one, type="a.visit") for n, one in enumerate((ANN, BOB))]
    await happen(database, *people)
    await happen(database, event(3, customer={"id": "1"}))
    await send_all(database)
    await happen(database, event(4, customer={"id": "2"}), now=NOW + timedelta(days=29))
    await happen(database, event(5, customer={"id": "2"}), now=NOW + timedelta(days=31))
    assert (await column(database, REASONS))[2:] == ["scheduled", "throttled", "scheduled"]


async def test_a_shared_telephone_counts_for_what_goes_there(database: Database) -> None:
    await publish(database, survey(channels=["sms"], throttle=DAYS))
    for number in (1, 2):
        person = {"id": str(number), "email": f"{number}@example.com", "phone": PHONE}
        await happen(database, event(number, customer=person))
    assert await column(database, REASONS) == ["scheduled", "throttled"]


async def test_a_shared_telephone_is_no_obstacle_to_mail(database: Database) -> None:
    """Shops put one and the same number where a customer gives none."""
    await publish(database, survey(throttle=DAYS))
    for number in (1, 2):
        person = {"id": str(number), "email": f"{number}@example.com", "phone": PHONE}
        await happen(database, event(number, customer=person))
    assert await column(database, REASONS) == ["scheduled", "scheduled"]


async def test_a_fallback_counts_where_it_went_and_what_failed_does_not(
    database: Database,
) -> None:
    await publish(database, survey(channels=["email", "sms"], throttle=DAYS))
    await happen(database, event(1, customer=ANN | {"phone": PHONE}))
    [mail] = await claim(database)
    await outbox(database).record([Outcome(mail, "failed")], NOW)
    await send_all(database)
    by_phone = {"id": "3", "email": "carol@example.com", "phone": PHONE}
    await happen(database, event(2, customer=BOB), event(3, customer=by_phone))
    assert await column(database, REASONS) == ["scheduled", "scheduled", "throttled"]


async def test_what_was_taken_back_is_not_in_the_way_of_the_other(database: Database) -> None:
    taking_back = {"trigger": {"on": "ticket.resolved"}, "withdraw_on": "ticket.reopened"}
    await publish(database, survey(delay="1h", throttle=DAYS, **taking_back))
    kinds = ("ticket.resolved", "ticket.reopened", "ticket.resolved")
    people = (ANN, ANN, BOB)
    pairs = enumerate(zip(kinds, people, strict=True))
    await happen(database, *(event(n, customer=one, type=kind) for n, (kind, one) in pairs))
    assert await column(database, REASONS) == ["scheduled", "withdrawn_on", "scheduled"]


async def test_parallel_workers_write_to_a_mailbox_once(databases: list[Database]) -> None:
    database = databases[0]
    await publish(database, survey(throttle=DAYS))
    ids = [str(number) for number in range(8)]
    for number, one in enumerate(ids):
        person = {"id": one, "email": MAIL}
        await happen(database, event(number, customer=person, type="a.visit"))
    await post(database, *(event(100 + n, customer={"id": one}) for n, one in enumerate(ids)))
    await asyncio.gather(*(intake(one).run(NOW, limit=1) for one in databases))
    await decide_all(database)
    assert (await column(database, REASONS)).count("scheduled") == 1
