import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from surveys.database import Database
from surveys.delivery import Outcome
from surveys.event import EventBody
from tests.cast import (
    NOW,
    claim,
    column,
    event,
    happen,
    intake,
    outbox,
    post,
    publish,
    rows,
    survey,
    value,
)

COUNT = "SELECT COUNT(*) FROM invitation"
REASONS = "SELECT reason FROM decision ORDER BY event_id"


async def test_a_quota_counts_within_a_batch_across_batches_and_by_day(database: Database) -> None:
    await publish(database, survey(quota={"per_day": 2}))
    await publish(database, survey("other"))
    await happen(database, event(1))
    await happen(database, event(2), event(3))
    await happen(database, event(4), now=NOW + timedelta(days=1))
    of_survey = "SELECT reason FROM decision WHERE survey_id = $1 ORDER BY event_id"
    limited, free = await column(database, "SELECT id FROM survey ORDER BY id")
    assert await column(database, of_survey, limited) == [
        "scheduled",
        "scheduled",
        "quota_reached",
        "scheduled",
    ]
    assert await column(database, of_survey, free) == ["scheduled"] * 4
    assert await rows(database, "SELECT survey_id, day, taken FROM quota ORDER BY day") == [
        {"survey_id": limited, "day": "2026-11-02", "taken": 2},
        {"survey_id": limited, "day": "2026-11-03", "taken": 1},
    ]


async def test_a_message_that_goes_out_tomorrow_takes_a_place_of_tomorrow(
    database: Database,
) -> None:
    await publish(database, survey(quota={"per_day": 1}, delay="20h"))
    await happen(database, event(1), event(2))
    await publish(database, survey(quota={"per_day": 1}))
    await happen(database, event(3))
    assert await column(database, REASONS) == ["scheduled", "quota_reached", "scheduled"]


async def test_parallel_workers_never_go_beyond_a_quota(databases: list[Database]) -> None:
    await publish(databases[0], survey(quota={"per_day": 13}))
    await post(databases[0], *(event(number) for number in range(40)))
    await asyncio.gather(
        *(intake(databases[n % len(databases)]).run(NOW, limit=3) for n in range(24))
    )
    while await intake(databases[0]).run(NOW):
        pass
    assert await value(databases[0], COUNT) == 13
    assert await value(databases[0], "SELECT taken FROM quota") == 13


async def asked_again(
    database: Database, together: bool, *events: EventBody, now: datetime = NOW
) -> list[str]:
    """The reasons, when events come in one batch or one by one."""
    for batch in [events] if together else [[one] for one in events]:
        await happen(database, *batch, now=now)
    return await column(database, REASONS)


def ticket(number: int, kind: str, person: int = 1) -> EventBody:
    return event(number, person, type=f"ticket.{kind}", properties={"ticket_id": str(person)})


LIMITED: dict[str, Any] = {
    "trigger": {"on": "ticket.resolved"},
    "withdraw_on": "ticket.reopened",
    "quota": {"per_day": 1},
    "delay": "1h",
}


@pytest.mark.parametrize("together", [True, False])
async def test_what_is_taken_back_before_it_was_sent_gives_its_place_back(
    database: Database, together: bool
) -> None:
    await publish(database, survey(**LIMITED))
    found = await asked_again(
        database,
        together,
        ticket(1, "resolved"),
        ticket(2, "resolved", 2),
        ticket(3, "reopened"),
        ticket(4, "resolved", 3),
    )
    assert found == ["scheduled", "quota_reached", "withdrawn_on", "scheduled"]
    assert await value(database, "SELECT taken FROM quota") == 1


@pytest.mark.parametrize("together", [True, False])
async def test_what_gives_way_to_a_newer_one_gives_its_place_back(
    database: Database, together: bool
) -> None:
    """To those who come after: the newer one itself needs a free place."""
    throttle = {"days": 30, "when_hit": "replace"}
    await publish(database, survey(quota={"per_day": 2}, throttle=throttle, delay="1h"))
    events = [event(1), event(2, 1), event(3, 2), event(4, 3)]
    found = await asked_again(database, together, *events)
    assert found == ["scheduled", "scheduled", "scheduled", "quota_reached"]
    assert await value(database, "SELECT taken FROM quota") == 2


@pytest.mark.parametrize("state", ["claimed", "sent", "unknown"])
async def test_what_has_gone_out_or_may_have_keeps_its_place(
    database: Database, state: Any
) -> None:
    await publish(database, survey(**LIMITED))
    await happen(database, ticket(1, "resolved"))
    later = NOW + timedelta(hours=2)
    [due] = await claim(database, later)
    if state != "claimed":
        await outbox(database).record([Outcome(due, state)], later)
    await happen(database, ticket(2, "reopened"), now=later)
    assert await value(database, "SELECT state FROM invitation") == "withdrawn"
    assert await value(database, "SELECT taken FROM quota") == 1


async def test_an_invitation_from_before_the_quota_gives_nothing_back(database: Database) -> None:
    await publish(database, survey(**LIMITED | {"quota": None}))
    await happen(database, ticket(1, "resolved"))
    await publish(database, survey(**LIMITED))
    await happen(database, ticket(2, "resolved", 2))
    await happen(database, ticket(3, "reopened"))
    assert await value(database, "SELECT taken FROM quota") == 1
