"""E: what happens at the same time. E1 to E6 are told by tests/surveys and tests/storm."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from surveys.database import Database
from surveys.delivery import Due
from surveys.outbox import Outbox
from tests.cast import NOW, column, event, intake, post, publish, survey
from tests.service.house import House, purchase, unsubscribe_path

PEOPLE = 24
THROTTLE = {"days": 30, "across": "all", "when_hit": "skip"}


async def test_e7_nobody_is_written_to_after_their_unsubscribing_was_confirmed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One-click unsubscribes (RFC 8058) race the claims of everybody's reminder."""
    gone: set[str] = set()
    late: list[str] = []
    claim = Outbox.claim

    async def watched(
        outbox: Outbox, channels: Sequence[str], now: datetime, limit: int
    ) -> list[Due]:
        before = set(gone)
        due = await claim(outbox, channels, now, min(limit, 2))
        late.extend(one.email or "" for one in due if one.email in before)
        return due

    await house.publish(reminders=[{"after": "1d"}])
    await house.post([purchase(number) for number in range(PEOPLE)])
    mails = await house.mails(PEOPLE)
    await house.quiet()
    monkeypatch.setattr(Outbox, "claim", watched)

    async def leave(mail: Any) -> None:
        answer = await house.web.post(
            unsubscribe_path(mail), data={"List-Unsubscribe": "One-Click"}
        )
        assert answer.status_code == 200
        gone.add(mail.to)

    await leave(mails[0])
    house.clock.forward(days=1)
    house.bell()
    for mail in mails[1:]:
        await leave(mail)

    async def over() -> bool | None:
        waiting = "SELECT COUNT(*) FROM message WHERE state IN ('queued', 'claimed')"
        return await house.count(waiting) == 0 or None

    await house.until(over)
    states = await column(house.engine.database, "SELECT state FROM message WHERE kind <> 'first'")
    assert late == []
    assert len(states) == PEOPLE
    assert set(states) <= {"sent", "suppressed", "withdrawn"}
    assert set(states) != {"sent"}


async def test_e8_of_five_surveys_that_would_ask_somebody_at_once_one_does(
    databases: list[Database],
) -> None:
    first = databases[0]
    for number in range(5):
        trigger = {"on": f"shop.visited{number}"}
        await publish(first, survey(f"visit-{number}", trigger=trigger, throttle=THROTTLE))
    for person in range(6):
        events = [event(10 * person + n, person, type=f"shop.visited{n}") for n in range(5)]
        await asyncio.gather(
            *(post(databases[number % len(databases)], body) for number, body in enumerate(events))
        )

    async def decide(number: int) -> None:
        worker = intake(databases[number % len(databases)])
        while await worker.run(NOW, limit=3):
            pass

    await asyncio.gather(*(decide(number) for number in range(8)))
    asked = await column(first, "SELECT contact_id FROM message")
    assert len(asked) == len(set(asked)) == 6
    reasons = await column(first, "SELECT reason FROM decision WHERE outcome = 'skipped'")
    assert reasons == ["throttled"] * 24
