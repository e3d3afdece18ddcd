"""The fixed cast of the tests: a survey, its customers, and what they do.

Everything goes the way that production goes: events through the inbox and the rules, messages
through the outbox, answers through the ledger. Only `rows` looks behind the scenes.

    await publish(database, survey(throttle=None))
    await happen(database, event(1))                    # invited, the message is due
    await send_all(database)                            # claimed, and recorded as sent
    await answer(database, await token(database), 9)    # a response, counted

The clock stands at NOW unless a test passes another time.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from inspect import isclass
from typing import Any

from tortoise.models import Model

from surveys import answering, models
from surveys.catalogue import Catalogue, Published
from surveys.catalogue import publish as publish_definition
from surveys.clicking import Logged, keep
from surveys.database import Database, Row, Transaction
from surveys.definition import Definition
from surveys.delivery import Due, Outcome
from surveys.event import Customer, EventBody
from surveys.inbox import Accepted, Arrival, accept
from surveys.instant import to_micros
from surveys.intake import Intake
from surveys.keyring import Keyring
from surveys.outbox import Outbox
from surveys.survey_file import parse

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)  # a Monday
REACH = {"email": "email", "sms": "phone", "whatsapp": "phone"}
KEYRING = Keyring("a secret key for tests, 32 bytes")
TABLES = [
    found.Meta.table  # type: ignore[attr-defined]  # every model of ours has it
    for name in models.NAMES
    for found in vars(import_module(f"surveys.models.{name}")).values()
    if isclass(found) and issubclass(found, Model) and found is not Model
]


def survey(key: str = "nps-after-purchase", kind: str = "nps", **overrides: Any) -> Definition:
    """A survey that asks everybody at once by email, then SMS. None drops a field."""
    found = {
        "key": key,
        "kind": kind,
        "name": "After a purchase",
        "trigger": {"on": "purchase.completed"},
        "channels": ["email", "sms"],
        "segments": ["store", "team"],
        "texts": {"en": {"question": "How was it?"}},
        **overrides,
    }
    return parse({name: value for name, value in found.items() if value is not None})


async def publish(database: Database, definition: Definition, now: datetime = NOW) -> Published:
    """Make it the live version."""
    return (await publish_definition(database, definition, now))[0]


def event(number: int, person: int | None = None, **overrides: Any) -> EventBody:
    """Purchase `number`, made by customer `person` (one of their own unless it is given)."""
    found = {
        "id": f"order-{number}",
        "type": "purchase.completed",
        "customer": customer(number if person is None else person),
        **overrides,
    }
    return EventBody.model_validate(found)


def customer(number: int, **overrides: Any) -> Customer:
    """A customer who can be reached by email and by phone, in a zone without summer time."""
    found = {
        "id": f"customer-{number}",
        "email": f"customer-{number}@example.com",
        "phone": f"+6281200{number:06d}",
        "name": f"Customer {number}",
        "timezone": "Asia/Jakarta",
        **overrides,
    }
    return Customer.model_validate(found)


async def post(database: Database, *events: EventBody, now: datetime = NOW) -> list[Accepted]:
    """Put events into the inbox, as POST /v1/events does."""
    return await accept(database, [Arrival("shop", body, now) for body in events])


def intake(
    database: Database, reach: Mapping[str, str] = REACH, default_timezone: str = "UTC"
) -> Intake:
    """The worker that puts events before the rules."""
    return Intake(database, Catalogue(database), KEYRING, reach, default_timezone)


async def note_clicks(database: Database, clicks: Sequence[Logged]) -> None:
    """Write clicks down, as a request to an answer link does."""
    await database.transact(lambda tx: keep(tx, clicks), whole=True)


async def happen(database: Database, *events: EventBody, now: datetime = NOW) -> list[int]:
    """Post events and let the rules decide about all that waits; the events' ids."""
    accepted = await post(database, *events, now=now)
    await decide_all(database, now)
    return [one.event_id for one in accepted]


async def decide_all(database: Database, now: datetime = NOW) -> None:
    """Let the rules decide about every event that is due."""
    worker = intake(database)
    while await worker.run(now):
        pass


def outbox(
    database: Database,
    worker: str = "worker-1",
    default_timezone: str = "UTC",
    *,
    replies: bool = False,
) -> Outbox:
    """A sender; `worker` is its name in claims. `replies`: people can write back to text messages,
    so that a number is asked one question at a time."""
    conversing = frozenset({"sms", "whatsapp"} if replies else ())
    catalogue = Catalogue(database)
    return Outbox(database, catalogue, KEYRING, default_timezone, worker, REACH, conversing)


async def claim(
    database: Database,
    now: datetime = NOW,
    limit: int = 100,
    worker: str = "worker-1",
    *,
    replies: bool = False,
) -> list[Due]:
    """Claim what is due, on every channel."""
    return await outbox(database, worker, replies=replies).claim(list(REACH), now, limit)


async def send_all(database: Database, now: datetime = NOW, *, replies: bool = False) -> list[Due]:
    """Claim everything that is due and record that it was sent; what it was."""
    sender, sent = outbox(database, replies=replies), []
    while due := await sender.claim(list(REACH), now, 100):
        sent += due
        await sender.record(
            [Outcome(one, "sent", provider_id=str(one.message_id)) for one in due], now
        )
    return sent


async def invite(
    database: Database, count: int = 1, now: datetime = NOW, **overrides: Any
) -> list[str]:
    """Customers who buy something and are asked by email: their tokens. A survey must be live."""
    bodies = [event(next(_numbers), **overrides) for _ in range(count)]
    known = await happen(database, *bodies, now=now)
    await send_all(database, now)
    found = {row["event_id"]: row["token"] for row in await rows(database, INVITATIONS)}
    return [found[event_id] for event_id in known]


INVITATIONS = "SELECT id, event_id, token FROM invitation ORDER BY id"
_numbers = itertools.count(100_000)


async def answer(
    database: Database,
    token: str,
    score: int,
    at: datetime = NOW,
    **more: Any,
) -> answering.Verdict:
    """The customer with this token answers (or, if they have, changes their mind)."""
    given = answering.Answer(await invitation_of(database, token), score, at, **more)
    return (await answering.record(database, [given]))[0]


async def retract(database: Database, response_ids: Sequence[int], at: datetime = NOW) -> None:
    """Responses to invitations are found to be none, as when clicks settle again."""
    ids = list(response_ids)
    asked = "SELECT invitation_id FROM response WHERE id = $1"

    async def work(tx: Transaction) -> None:
        invitations = [int((await tx.query(asked, (one,)))[0]["invitation_id"]) for one in ids]
        _, standings = await answering.held(tx, invitations)
        for standing in standings.values():
            standing.drop(to_micros(at))
        await answering.write(tx, list(standings.values()))

    await database.transact(work, whole=True)


async def invitation_of(database: Database, token: str) -> int:
    """The id of the invitation with this token."""
    found = await rows(database, "SELECT id FROM invitation WHERE token = $1", token)
    return int(found[0]["id"])


async def rows(database: Database, sql: str, *params: Any) -> list[dict[str, Any]]:
    """What a SELECT finds."""

    async def work(tx: Transaction) -> Sequence[Row]:
        return await tx.query(sql, params)

    return [dict(row) for row in await database.read(work)]


async def value(database: Database, sql: str, *params: Any) -> Any:
    """The one value that a SELECT finds."""
    [row] = await rows(database, sql, *params)
    [found] = row.values()
    return found


async def column(database: Database, sql: str, *params: Any) -> list[Any]:
    """The one column that a SELECT finds."""
    return [next(iter(row.values())) for row in await rows(database, sql, *params)]


async def run(database: Database, sql: str, *params: Any) -> None:
    """Change something behind everybody's back."""
    await database.transact(lambda tx: tx.query(sql, params))


async def empty(database: Database, tables: Iterable[str] = TABLES) -> None:
    """Delete every row. Ids go on, so that nothing that was remembered comes true again."""

    async def work(tx: Transaction) -> None:
        for table in tables:
            await tx.query(f"DELETE FROM {table}", ())

    await database.transact(work)
