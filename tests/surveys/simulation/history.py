"""Some weeks in which much happens, made the way that production makes it, and its simulation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from surveys import answering
from surveys.database import Database
from surveys.definition import Definition
from surveys.delivery import Outcome
from surveys.event import EventBody
from surveys.instant import from_micros, to_micros
from surveys.simulation import judgements, simulate
from surveys.simulation.memory import Memory
from surveys.simulation.plan import Plan, plan_of
from surveys.simulation.tally import Tally
from tests.cast import (
    KEYRING,
    NOW,
    REACH,
    customer,
    decide_all,
    outbox,
    post,
    publish,
    rows,
    survey,
    value,
)

PEOPLE = 8
TYPES = ("purchase.completed", "ticket.resolved", "ticket.reopened", "profile.changed")
END = NOW + timedelta(days=400)
ZONES = ("Asia/Tokyo", "America/Lima")
NEXT = "SELECT MIN(due_at) FROM message WHERE state = 'queued'"
DECIDED = """
SELECT d.event_id, d.outcome, d.reason, d.rule, d.sentence, d.until
FROM decision AS d JOIN survey AS s ON s.id = d.survey_id JOIN event AS e ON e.id = d.event_id
WHERE s.key = $1 ORDER BY d.id
"""
UNSAID = ("withdrawn_on", "withdrawn_since")  # of several events it may name any
SURVEYS: tuple[dict[str, Any], ...] = (
    {"key": "a", "throttle": {"days": 6}, "sample": "80%"},
    {
        "key": "b",
        "trigger": {
            "on": ["purchase.completed", "ticket.resolved"],
            "where": {"store": ["A", "B"]},
        },
        "delay": "3h",
        "throttle": {"days": 4, "across": "all"},
        "quiet_hours": {"from": "21:00", "to": "08:00"},
    },
    {
        "key": "c",
        "trigger": {"on": "ticket.resolved"},
        "withdraw_on": "ticket.reopened",
        "throttle": {"days": 5, "when_hit": "defer"},
        "expires": "9d",
        "delay": "1d",
    },
    {
        "key": "d",
        "trigger": {"on": "ticket.resolved"},
        "throttle": {"days": 3, "when_hit": "replace"},
        "delay": "2d",
        "channels": ["sms", "email"],
    },
    {
        "key": "g",
        "trigger": {
            "on": "ticket.resolved",
            "earlier": {"on": "profile.changed", "where": {"store": ["A", "B"]}},
        },
    },
)
GROUP: tuple[dict[str, Any], ...] = (
    {
        "key": "e",
        "trigger": {"on": ["purchase.completed", "profile.changed"]},
        "group": "shop",
        "throttle": [
            {"days": 5, "when_hit": "defer"},
            {"days": 3, "across": "group"},
            {"days": 1, "across": "all"},
        ],
        "quiet_hours": {"from": "22:00", "to": "07:00", "days": ["sat", "sun"]},
        "delay": "6h",
    },
    {
        "key": "f",
        "trigger": {"on": "purchase.completed"},
        "group": "shop",
        "throttle": {"days": 2, "across": "group"},
        "quota": {"per_day": 1},
        "channels": ["whatsapp", "email"],
    },
    {
        "key": "h",
        "trigger": {"on": ["purchase.completed", "ticket.resolved"]},
        "quota": {"per_day": 1},
        "channels": ["sms"],
    },
)


async def live(
    database: Database, overrides: Sequence[dict[str, Any]] = SURVEYS
) -> list[Definition]:
    """The surveys of the history, published."""
    found = [survey(**one) for one in overrides]
    for definition in found:
        await publish(database, definition)
    return found


async def weeks(
    database: Database, seed: int, steps: int = 60, *, punctual: bool = False
) -> datetime:
    """So many steps, hours apart: events come in one by one and several at once, messages go out
    or fail, people answer, invitations expire. When the last step was.

    `punctual`: every message goes out when it is due, and nobody moves to another time zone.
    """
    chance, now, count = Random(seed), NOW, 0
    for _ in range(steps):
        now += timedelta(hours=chance.randint(1, 20), seconds=chance.randint(1, 3000))
        while punctual and (due := await value(database, NEXT)) and from_micros(due) <= now:
            await _send(database, chance, from_micros(due))
        bodies = []
        for _ in range(chance.choice((1, 1, 1, 2, 5))):
            count += 1
            bodies.append(_event(count, chance, now, moving=not punctual))
        await post(database, *bodies, now=now)
        await decide_all(database, now)
        if chance.random() < 0.7 and not punctual:
            await _send(database, chance, now + timedelta(minutes=5))
        if chance.random() < 0.3:
            await _answer(database, chance, now + timedelta(minutes=9))
        await outbox(database).expire(now + timedelta(minutes=10))
    return now


def _event(number: int, chance: Random, now: datetime, *, moving: bool) -> EventBody:
    person = chance.randrange(PEOPLE)
    at_home = ZONES[person % len(ZONES)]
    said = customer(
        person,
        email=chance.choice(
            (f"customer-{person}@example.com", f" Customer-{person}@Example.com", None)
        ),
        phone=chance.choice((None, f"+62 812 0000 {person:04}", "12")),
        timezone=chance.choice((None, *ZONES)) if moving else at_home,
        channels=chance.choice((None, None, ["email"], ["sms", "email"])),
    )
    late = timedelta(minutes=chance.choice((0, 5, 60 * 30, 60 * 24 * 40)))
    return EventBody.model_validate(
        {
            "id": f"{chance.random()}-{number}",  # stored in another order than it came in
            "type": chance.choice(TYPES),
            "occurred_at": now - late,
            "customer": said if chance.random() < 0.95 else {},
            "properties": {"store": chance.choice("ABC"), "ticket_id": chance.randrange(3)},
        }
    )


async def _send(database: Database, chance: Random, now: datetime) -> None:
    sender = outbox(database)
    while due := await sender.claim(list(REACH), now, 100):
        outcomes = [
            Outcome(one, "sent", provider_id=str(one.message_id))
            if chance.random() < 0.8
            else Outcome(one, "failed", error="the mailbox is full")
            for one in due
        ]
        await sender.record(outcomes, now)


async def _answer(database: Database, chance: Random, now: datetime) -> None:
    asked = await rows(database, "SELECT id FROM invitation WHERE state = 'asked' ORDER BY id")
    if asked:
        given = answering.Answer(int(chance.choice(asked)["id"]), chance.randint(0, 10), now)
        await answering.record(database, [given])


async def plan(
    database: Database, definition: Definition, start: datetime | None = None, end: datetime = END
) -> Plan:
    """As the command makes it."""
    return await plan_of(database, definition, (start, end), REACH, "UTC")


async def tally(database: Database, definition: Definition, **span: datetime) -> Tally:
    """The whole simulation."""
    return await simulate(database, KEYRING, await plan(database, definition, **span))


async def simulated(
    database: Database, definition: Definition, start: datetime | None = None, shares: int = 1
) -> list[tuple[Any, ...]]:
    """What the definition would have said: event, outcome, reason, and from the rules all else."""
    found: list[tuple[Any, ...]] = []
    wanted = await plan(database, definition, start)
    for share in range(shares):
        with Memory() as memory:
            part = replace(wanted, share=share, shares=shares)
            decided = judgements(database, KEYRING, part, memory)
            pairs = [pair async for some in decided for pair in some]
            for heard, judged in pairs:
                for one in judged:
                    said = (
                        (one.ruling.rule, one.ruling.sentence, one.ruling.until)
                        if one.ruling and one.reason not in UNSAID
                        else ()
                    )
                    found.append((heard.event.id, one.outcome, one.reason, *said))
    return found


async def really(
    database: Database, definition: Definition, start: datetime | None = None
) -> list[tuple[Any, ...]]:
    """What was said, in the same form."""
    since = DECIDED.replace("ORDER", "AND e.received_at >= $2 ORDER")
    found = await rows(database, since, definition.key, to_micros(start) if start else 0)
    return [
        (row["event_id"], row["outcome"], row["reason"])
        + (
            (row["rule"], row["sentence"], from_micros(row["until"]) if row["until"] else None)
            if row["reason"] not in UNSAID
            else ()
        )
        for row in found
    ]
