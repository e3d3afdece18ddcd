"""Whatever happens, in whatever order and however often: the promises of the rules hold.

Backends post events, repeat them and tie people together; workers decide alone and side by side;
messages go out, fail and are answered; the clock moves on.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine

from surveys.database import Database
from surveys.deciding import reason_codes
from surveys.delivery import Outcome, State
from surveys.event import EventBody
from surveys.instant import from_micros
from surveys.opening import open_database
from tests import cast
from tests.cast import NOW, answer, column, empty, event, intake, outbox, post, publish, rows
from tests.surveys.test_intake import everything_is_explained

QUIET = {"from": "21:00", "to": "08:00", "days": ["sun"]}
ZONES = ("Asia/Jakarta", "Europe/Berlin", "America/New_York")
SURVEYS: dict[str, dict[str, Any]] = {
    "nps": {
        "trigger": {"on": "purchase.completed"},
        "throttle": {"days": 3, "across": "survey", "when_hit": "skip"},
        "delay": "1h",
        "reminders": [{"after": "20h"}],
    },
    "csat": {
        "trigger": {"on": ["ticket.resolved"]},
        "withdraw_on": "ticket.reopened",
        "group": "support",
        "throttle": {"days": 2, "across": "group", "when_hit": "defer"},
    },
    "ces": {
        "trigger": {"on": "ticket.resolved", "earlier": {"on": "ticket.reopened"}},
        "group": "support",
        "throttle": [{"days": 1, "across": "all", "when_hit": "replace"}, {"days": 4}],
        "quota": {"per_day": 2},
        "delay": "5h",
    },
}
KINDS = ("purchase.completed", "ticket.resolved", "ticket.reopened", "something.else")
KEYS = ("id", "email", "phone")
DAY_MICROS = 86_400_000_000
COUNTED = ("waiting", "asked", "answered", "expired")


@dataclass(frozen=True, slots=True)
class World:
    """A database, seen from one process or several, and the loop that they live on."""

    runner: asyncio.Runner
    databases: list[Database]

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Three processes on PostgreSQL, one on SQLite."""
    with asyncio.Runner() as runner:
        count = 1 if database_url.startswith("sqlite") else 3
        found = [runner.run(open_database(database_url)) for _ in range(count)]
        yield World(runner, found)
        for one in found:
            runner.run(one.close())


class Lifecycle(RuleBasedStateMachine):
    """Each rule is something that may happen next."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.database = world, world.databases[0]
        self.now, self.posted = NOW, [event(0, 0, type="something.else")]

    @initialize()
    def begin(self) -> None:
        async def work() -> None:
            await empty(self.database)
            for key, more in SURVEYS.items():
                await publish(self.database, cast.survey(key, quiet_hours=QUIET, **more))

        self.world.run(work())

    @rule(
        kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=3),
        person=st.integers(0, 2),
        keys=st.sets(st.sampled_from(KEYS), min_size=1),
        hours_ago=st.integers(0, 30),
        ticket=st.integers(1, 2),
    )
    def something_happens(
        self, kinds: list[str], person: int, keys: set[str], hours_ago: int, ticket: int
    ) -> None:
        known = cast.customer(person, timezone=ZONES[person]).model_dump(exclude_none=True)
        customer = {k: v for k, v in known.items() if k in keys or k not in KEYS}
        at = (self.now - timedelta(hours=hours_ago)).isoformat()
        properties = {"ticket_id": f"{person}-{ticket}"}
        bodies = [
            event(
                len(self.posted) + number,
                type=kind,
                customer=customer,
                occurred_at=at,
                properties=properties,
            )
            for number, kind in enumerate(kinds)
        ]
        self.posted += bodies
        self.world.run(post(self.database, *bodies, now=self.now))

    @rule(which=st.integers(0, 1000))
    def something_is_said_again(self, which: int) -> None:
        body: EventBody = self.posted[which % len(self.posted)]
        self.world.run(post(self.database, body, now=self.now))

    @rule()
    def a_worker_decides(self) -> None:
        self.world.run(cast.decide_all(self.database, self.now))

    @rule(limit=st.integers(1, 3))
    def workers_decide_side_by_side(self, limit: int) -> None:
        async def work() -> None:
            workers = [intake(one) for one in self.world.databases for _ in range(2)]
            await asyncio.gather(*(one.run(self.now, limit=limit) for one in workers))

        self.world.run(work())

    @rule(hours=st.sampled_from([1, 3, 7, 12, 24, 49, 100]))
    def time_goes_by(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(state=st.sampled_from(["sent", "sent", "sent", "failed", "queued", "unknown"]))
    def messages_go_out(self, state: State) -> None:
        async def work() -> None:
            sender = outbox(self.database)
            due = await sender.claim(list(cast.REACH), self.now, 100)
            await sender.record([Outcome(one, state, error="as drawn") for one in due], self.now)

        self.world.run(work())

    @rule()
    def somebody_answers(self) -> None:
        async def work() -> None:
            asked = "SELECT token FROM invitation WHERE state = 'asked' ORDER BY id LIMIT 1"
            for token in await column(self.database, asked):
                await answer(self.database, token, 1, self.now)

        self.world.run(work())

    @rule()
    def what_is_over_expires(self) -> None:
        self.world.run(outbox(self.database).expire(self.now))

    @invariant()
    def nothing_is_due_or_sent_in_the_quiet_hours(self) -> None:
        messages = self.world.run(rows(self.database, MESSAGES))
        for one in messages:
            zone = ZoneInfo(one["timezone"])
            assert not _is_quiet(from_micros(one["due_at"]).astimezone(zone)), one
            if one["state"] == "sent":
                assert not _is_quiet(from_micros(one["started_at"]).astimezone(zone)), one

    @invariant()
    def every_throttle_is_kept(self) -> None:
        invitations = self.world.run(rows(self.database, INVITATIONS))
        for later, one in enumerate(invitations):
            for other in invitations[:later]:
                if _same_person(one, other) and one["counted"] and other["counted"]:
                    assert _far_enough(one, other), (one, other)

    @invariant()
    def no_quota_is_exceeded(self) -> None:
        per_day = (
            "SELECT COUNT(*) AS n FROM invitation i JOIN survey s ON s.id = i.survey_id"
            " WHERE s.key = 'ces' GROUP BY i.due_at / 86400000000"
        )
        assert all(n <= 2 for n in self.world.run(column(self.database, per_day)))

    @invariant()
    def nobody_is_lost_in_a_merge(self) -> None:
        lost = (
            "SELECT COUNT(*) FROM {} t JOIN contact c ON c.id = t.contact_id WHERE merged_into > 0"
        )
        for table in ("invitation", "message", "decision", "response"):
            assert self.world.run(cast.value(self.database, lost.format(table))) == 0, table

    def teardown(self) -> None:
        async def work() -> None:
            await cast.decide_all(self.database, self.now)
            await everything_is_explained(self.database)
            ids = await column(self.database, "SELECT external_id FROM event ORDER BY id")
            assert len(ids) == len(set(ids))
            skipped = "SELECT DISTINCT reason FROM decision WHERE outcome = 'skipped'"
            assert set(await column(self.database, skipped)) <= set(reason_codes())

        self.world.run(work())


MESSAGES = """
SELECT m.id, m.kind, m.state, m.due_at, m.started_at, c.timezone
FROM message m JOIN contact c ON c.id = m.contact_id
"""
INVITATIONS = f"""
SELECT i.id, s.key, i.contact_id, i.created_at, i.due_at, i.sent_at, e.payload,
    i.state IN {COUNTED} AS counted
FROM invitation i JOIN survey s ON s.id = i.survey_id JOIN event e ON e.id = i.event_id
ORDER BY i.id
"""


def _is_quiet(local: datetime) -> bool:
    return local.weekday() == 6 or not 8 <= local.hour < 21


def _same_person(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Both events gave the id, so that nobody could take them for two people at the time."""
    return one["contact_id"] == other["contact_id"] and all(
        '"id":"customer-' in found["payload"].replace(" ", "") for found in (one, other)
    )


def _far_enough(one: dict[str, Any], other: dict[str, Any]) -> bool:
    asked = other["due_at"]
    if other["sent_at"] is not None and other["sent_at"] <= one["created_at"]:
        asked = other["sent_at"]
    throttles = SURVEYS[one["key"]]["throttle"]
    for throttle in throttles if isinstance(throttles, list) else [throttles]:
        scope = throttle.get("across", "survey")
        together = one["key"] == other["key"] or scope == "all"
        if scope == "group":
            together |= SURVEYS[one["key"]]["group"] == SURVEYS[other["key"]].get("group")
        gap = abs(one["due_at"] - asked)
        if together and gap < throttle["days"] * DAY_MICROS:
            return False
    return True


def test_the_promises_hold_whatever_happens(world: World) -> None:
    bounds = settings(max_examples=20, stateful_step_count=25, deadline=None)
    run_machine(lambda: Lifecycle(world), settings=bounds)
