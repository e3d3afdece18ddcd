"""Some months of believable sample history, made by the very code that makes the real thing:
events are accepted, rules decide, messages are claimed and recorded, answers go into the ledger.
Only the clock is simulated, and nothing is really sent.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from pydantic import JsonValue

from service.demo.customers import Customer, customers
from service.demo.opinions import Opinion, opinion
from service.demo.scanner import opened
from service.engine import Engine
from surveys import answering, clicking, inbox, rollups
from surveys.answering import Answer
from surveys.clicks import KEPT
from surveys.delivery import Due, Outcome
from surveys.event import Customer as EventCustomer
from surveys.event import EventBody
from surveys.inbox import Arrival

DAYS = 120
TICKET_DAYS = 45  # for which the work on tickets is told
SOURCE = "sample"
STORES = ("Jakarta", "Bandung", "Surabaya", "Yogyakarta")
PRODUCTS = ("beans", "drinks", "equipment")
AGENTS = {"Ayu": "chat", "Bima": "chat", "Citra": "mail", "Dewi": "mail"}
REASONS = ("wrong item", "damaged", "changed mind")
Properties = dict[str, JsonValue]
ANSWERING = 0.38
BOUNCING = 0.02


@dataclass(frozen=True, slots=True)
class Day:
    """A simulated day: `ends` is when its events are taken in and its messages go out."""

    number: int
    ends: datetime


async def write(engine: Engine, seed: int = 7) -> AsyncIterator[float]:
    """Write the history day by day; yields how much of it is done, 0 to 1."""
    chance = Random(seed)
    people = customers(chance)
    today = engine.clock().replace(hour=11, minute=0, second=0, microsecond=0)
    for number in range(DAYS):
        day = Day(number, today - timedelta(days=DAYS - number))
        arrivals = [Arrival(SOURCE, body, day.ends) for body in _events(day, people, chance)]
        await inbox.accept(engine.database, arrivals)
        while await engine.intake.run(day.ends, limit=500):
            pass
        await _send_and_answer(engine, day, chance)
        yield (number + 1) / DAYS
    await engine.outbox.expire(engine.clock())
    while await rollups.fold(engine.database) + await rollups.fold_sent(engine.database):
        pass


def _events(day: Day, people: list[Customer], chance: Random) -> Iterator[EventBody]:
    weekend = day.ends.weekday() >= 5
    for count, make in (
        (14 if weekend else 10, _purchase),
        (4 if weekend else 8, _ticket),
        (2, _return),
    ):
        for n in range(chance.randint(count // 2, count + count // 2)):
            person = chance.choice(people)
            kind, properties = make(chance)
            at = day.ends - timedelta(minutes=chance.randint(5, 500))
            event = EventBody(
                id=f"{kind}-{day.number}-{n}",
                type=kind,
                occurred_at=at,
                customer=EventCustomer(**asdict(person), timezone="Asia/Jakarta"),
                properties=properties,
            )
            if kind == "ticket.resolved" and day.number >= DAYS - TICKET_DAYS:
                yield from _before(event, at, chance)
            yield event


def _before(resolved: EventBody, at: datetime, chance: Random) -> Iterator[EventBody]:
    """How the ticket began: some agents are quicker than others."""
    slow = 2 if resolved.properties["team"] == "mail" else 1
    worked = timedelta(minutes=slow * chance.lognormvariate(4.5, 0.8))
    for kind, part in (("ticket.created", 1.0), ("ticket.replied", chance.uniform(0.3, 0.9))):
        change = {"id": f"{kind}-{resolved.id}", "type": kind, "occurred_at": at - worked * part}
        yield resolved.model_copy(update=change)


def _purchase(chance: Random) -> tuple[str, Properties]:
    amount = f"{chance.randint(25, 900)}000"
    store, product = chance.choices(STORES, (5, 3, 2, 2))[0], chance.choice(PRODUCTS)
    return "purchase.completed", {"store": store, "product_line": product, "amount": amount}


def _ticket(chance: Random) -> tuple[str, Properties]:
    agent = chance.choice(list(AGENTS))
    ticket = str(chance.randint(10_000, 99_999))
    store = chance.choices(STORES, (5, 3, 2, 2))[0]
    return "ticket.resolved", {
        "ticket_id": ticket,
        "agent": agent,
        "team": AGENTS[agent],
        "store": store,
    }


def _return(chance: Random) -> tuple[str, Properties]:
    outcome, reason = chance.choice(("refunded", "exchanged")), chance.choice(REASONS)
    return "return.completed", {
        "store": chance.choice(STORES),
        "outcome": outcome,
        "reason": reason,
    }


async def _send_and_answer(engine: Engine, day: Day, chance: Random) -> None:
    sent_at = day.ends + timedelta(minutes=10)
    outbox = replace(engine.outbox, conversing=frozenset())  # nothing of the past waits for today
    while due := await outbox.claim(list(engine.channels), sent_at, 500):
        outcomes = [_outcome(one, chance) for one in due]
        await outbox.record(outcomes, sent_at)
        sent = [one.due for one in outcomes if one.state == "sent"]
        if engine.clock() - sent_at < KEPT and (scans := opened(sent, sent_at, chance)):
            await engine.database.transact(partial(clicking.keep, clicks=scans), whole=True)
        answers = [_answer(due, sent_at, day, chance) for due in sent]
        given = [a for a in answers if a is not None and a.at <= engine.clock()]
        if given:
            await answering.record(engine.database, given)


def _outcome(due: Due, chance: Random) -> Outcome:
    if chance.random() < BOUNCING:
        return Outcome(due, "failed", code="550 5.2.2", error="the mailbox is full")
    return Outcome(due, "sent", provider_id=f"<sample-{due.message_id}@example.com>")


def _answer(due: Due, sent_at: datetime, day: Day, chance: Random) -> Answer | None:
    if chance.random() > ANSWERING:
        return None
    said: Opinion = opinion(due.definition.kind, due.language, _mood(due, day), chance)
    hours = min(chance.lognormvariate(0.8, 1.1), 240)
    moment = (sent_at + timedelta(hours=hours)).astimezone(UTC)
    return Answer(due.invitation_id, said.score, moment, said.comment)


def _mood(due: Due, day: Day) -> float:
    """From -1 to 1: slowly better all year, but for a store that had a bad month, and a chat that
    is in trouble now."""
    mood = 0.15 + 0.25 * day.number / DAYS
    weeks_ago = (DAYS - day.number) / 7
    if due.segments.get("store") == "Bandung" and 4 < weeks_ago < 9:
        mood -= 0.6
    if due.segments.get("team") == "chat" and weeks_ago < 3:
        mood -= 1.2
    return mood - (0.2 if due.segments.get("agent") == "Bima" else 0)
