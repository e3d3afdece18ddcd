"""D: processes that die, stop, have a wrong clock, or are many."""

import asyncio
import itertools
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from surveys.database import Database
from surveys.delivery import Outcome
from surveys.errors import Unavailable
from surveys.opening import sqlite_path
from surveys.outbox import LEASE
from tests.acceptance.failing import mailing, messages
from tests.cast import NOW, REACH, column, event, happen, outbox, publish, rows, run, survey, value
from tests.service.house import House
from tests.sink import Sink, opened
from tests.storm import backends, site
from tests.storm.crew import Crew, crew
from tests.storm.doom import Point, Skew
from tests.storm.program import Program
from tests.storm.site import ALWAYS

CLAIM, RECORD = "SET state = 'claimed'", "SET state = n.state"
STATE = "SELECT state FROM message"
INVITATIONS = "SELECT state FROM invitation"
HOUR = timedelta(hours=1)
_more = itertools.count(10**6)


async def ended(found: Crew, within_seconds: float = 30) -> str:
    """What becomes of the one message."""
    await found.until_done(within_seconds)
    [state] = (await found.states()).values()
    return state


@pytest.mark.parametrize(
    ("point", "state"),
    [
        (Point(CLAIM, "before"), "sent"),
        (Point(CLAIM, "after"), "sent"),  # the journal knows that it was not begun
        (Point(RECORD, "before"), "sent"),  # the journal knows that it was taken
        (Point(RECORD, "after"), "sent"),
    ],
    ids=["before the claim", "after the claim", "before the record", "after the record"],
)
async def test_d2_it_converges_wherever_the_worker_was_killed(
    database_url: str, tmp_path: Path, point: Point, state: str
) -> None:
    """Points of the inbox and the rules are in tests/storm/test_points.py."""
    async with opened(Sink()) as sink, crew(database_url, tmp_path, smtp_url=sink.url) as found:
        await found.ask(1)
        [worker] = found.workers
        worker.start(point)
        assert await worker.ended() == -9
        worker.start()
        assert await ended(found) == state
        assert len(sink.mails) == 1
        reference = await value(found.database, "SELECT provider_id FROM message")
        assert sink.count == {reference.encode(): 1}


async def test_d2_killed_between_the_body_and_the_reply_it_is_unknown_and_not_sent_again(
    database_url: str, tmp_path: Path
) -> None:
    async with opened(Sink()) as sink, crew(database_url, tmp_path, smtp_url=sink.url) as found:
        await found.ask(1)
        [worker] = found.workers
        sink.hold()
        worker.start()
        await asyncio.wait_for(sink.came.wait(), 30)
        await worker.kill()
        sink.let_go()
        worker.start()
        assert await ended(found) == "unknown"
        assert len(sink.mails) == 1


async def test_d4_a_signal_lets_what_is_under_way_end(database_url: str, tmp_path: Path) -> None:
    """100 requests and 20 mails."""
    async with (
        opened(Sink()) as sink,
        site.opened(
            database_url, tmp_path, sink.url, many=False, surveys=[ALWAYS], senders=20
        ) as found,
    ):
        [server] = found.programs
        await found.start()
        sink.hold()
        posting = backends.Backends(found, Random(1), arrays=0)
        await asyncio.gather(*(posting._once([backends.body_of(f"order-{n}")]) for n in range(30)))
        async with asyncio.timeout(30):
            while sink.holding < 20:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        names = [f"order-{number}" for number in range(100, 200)]
        requests = [asyncio.create_task(posting._once([backends.body_of(name)])) for name in names]
        await asyncio.sleep(0.05)
        began = time.monotonic()
        server.signal(signal.SIGTERM)
        await asyncio.sleep(0.2)
        sink.let_go()
        assert await server.ended() == 0
        assert time.monotonic() - began < 30
        await asyncio.gather(*requests)
        database = await site.open_database(database_url)
        stored = set(await column(database, "SELECT external_id FROM event"))
        states = await column(database, f"{STATE} WHERE state <> 'queued'")
        await database.close()
        assert posting.acknowledged.keys() <= stored
        assert len(states) >= 20
        assert set(states) == {"sent"}
        assert len(sink.mails) == len(states)


async def test_d5_a_worker_that_slept_past_its_lease_is_not_believed_any_more(
    database_url: str, tmp_path: Path
) -> None:
    """SIGSTOP while it waits for the relay's reply. Meanwhile its claim is given up."""
    async with opened(Sink()) as sink, crew(database_url, tmp_path, smtp_url=sink.url) as found:
        await found.ask(1)
        [worker] = found.workers
        sink.hold()
        worker.start()
        await asyncio.wait_for(sink.came.wait(), 30)
        await _stop_and_give_up(found, worker)
        sink.let_go()
        worker.signal(signal.SIGCONT)
        await _at_rest(found)
        assert list((await found.states()).values()) == ["unknown"]
        assert to_customer_0(sink) == 1


async def test_d5_a_worker_that_slept_before_it_began_sends_what_nobody_else_may(
    database_url: str, tmp_path: Path
) -> None:
    """SIGSTOP right after the claim. The claim is given up, not handed on: so one mail at most."""
    many = sqlite_path(database_url) is None
    async with opened(Sink()) as sink, crew(database_url, tmp_path, 2, smtp_url=sink.url) as found:
        await found.ask(1)
        sleeper, other = found.workers
        sleeper.start(Point(CLAIM, "after", signal.SIGSTOP))
        async with asyncio.timeout(30):
            while await column(found.database, STATE) != ["claimed"]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await _give_up(found)
        if many:
            other.start()
            assert await other.ready()
            await _at_rest(found)
            assert to_customer_0(sink) == 0
        sink.came.clear()
        sleeper.signal(signal.SIGCONT)
        await asyncio.wait_for(sink.came.wait(), 30)
        await _at_rest(found)
        assert list((await found.states()).values()) == ["unknown"]
        assert to_customer_0(sink) == 1


def to_customer_0(sink: Sink) -> int:
    return [one.recipients for one in sink.mails].count((b"customer-0@example.com",))


async def _give_up(found: Crew) -> None:
    """A quarter of an hour later, somebody else tidies up."""
    later = datetime.now(UTC) + LEASE + timedelta(minutes=1)
    assert await outbox(found.database, "somebody else").reap(later) == 1


async def _stop_and_give_up(found: Crew, worker: Program) -> None:
    """Not within a transaction, which would lock everybody out of SQLite."""
    for _ in range(10):
        worker.signal(signal.SIGSTOP)
        try:
            await _give_up(found)
        except Unavailable:
            worker.signal(signal.SIGCONT)
            await asyncio.sleep(0.1)  # it needs some time to get on
        else:
            return
    raise TimeoutError("the worker is never out of its transactions")


async def _at_rest(found: Crew) -> None:
    """Messages that come after are sent: whoever works has done what it had."""
    await happen(found.database, event(next(_more)), now=datetime.now(UTC))
    async with asyncio.timeout(30):
        while "sent" not in (await found.states()).values():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await run(found.database, "DELETE FROM message WHERE state = 'sent'")


@pytest.mark.parametrize("step", [HOUR, -HOUR])
async def test_d17_a_clock_that_steps_in_the_middle_of_a_send_changes_nothing(
    house: House, step: timedelta
) -> None:
    await house.publish()
    async with mailing(house) as post:
        post.sink.hold()
        await house.buy(1)
        await asyncio.wait_for(post.sink.came.wait(), 30)
        house.clock.now += step
        await house.worker.tidy()
        assert await column(house.engine.database, STATE) == ["claimed"]
        post.sink.let_go()
        await house.quiet()
        assert [one["state"] for one in await messages(house)] == ["sent"]
        assert len(post.sink.mails) == 1


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_d17_a_worker_with_a_wrong_clock_sends_nothing_early_and_takes_nothing_away(
    database_url: str, tmp_path: Path, ahead: timedelta
) -> None:
    """On SQLite there is one process, and its clock is the only one."""
    async with opened(Sink()) as sink, crew(database_url, tmp_path, smtp_url=sink.url) as found:
        now = datetime.now(UTC)
        await found.ask(1, delay="30m")
        await publish(found.database, survey())
        await happen(found.database, event(7), now=now)
        lease = int((now + LEASE).timestamp() * 1e6)
        others = "UPDATE message SET state = 'claimed', worker = 'other', lease_until = $1"
        await run(found.database, f"{others} WHERE due_at <= $2", lease, int(now.timestamp() * 1e6))
        await happen(found.database, event(8), now=now)
        over = "UPDATE invitation SET expires_at = 1 WHERE contact_id = $1"
        await run(found.database, over, await _contact(found, "Customer 7"))
        [worker] = found.workers
        worker.start(Skew(ahead))
        await asyncio.wait_for(sink.came.wait(), 30)
        async with asyncio.timeout(30):  # until it has tidied up
            while "expired" not in await column(found.database, INVITATIONS):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        worker.signal(signal.SIGTERM)
        assert await worker.ended() == 0
        states = await found.states()
        assert states == {"Customer 0": "queued", "Customer 7": "claimed", "Customer 8": "sent"}
        assert len(sink.mails) == 1


async def _contact(found: Crew, name: str) -> int:
    return int(await value(found.database, "SELECT id FROM contact WHERE name = $1", name))


async def test_d18_however_many_work_each_thing_is_done_once(databases: list[Database]) -> None:
    """Eight workers send, remind, give up and expire side by side."""
    first = databases[0]
    await publish(first, survey(channels=["email"], reminders=[{"after": "2d"}, {"after": "5d"}]))
    await happen(first, *(event(number) for number in range(60)))
    sent: list[int] = []

    async def work(number: int, now: datetime) -> None:
        sender = outbox(databases[number % len(databases)], f"worker-{number}")
        while due := await sender.claim(list(REACH), now, 4):
            await sender.reap(now)
            await sender.expire(now)
            sent.extend(one.message_id for one in due)
            assert all(await sender.record([Outcome(one, "sent") for one in due], now))

    for days in (0, 2, 5):
        now = NOW + timedelta(days=days)
        await asyncio.gather(*(work(number, now) for number in range(8)))
    assert len(sent) == len(set(sent))
    per_invitation = (
        "SELECT i.id, COUNT(*) AS n, COUNT(DISTINCT m.due_at) AS moments FROM message m "
        "JOIN invitation i ON i.id = m.invitation_id WHERE m.state = 'sent' GROUP BY i.id"
    )
    found: list[dict[str, Any]] = await rows(first, per_invitation)
    assert len(found) == 60
    assert {(row["n"], row["moments"]) for row in found} == {(3, 3)}
