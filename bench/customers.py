"""Customers who have been asked: made by the very code that asks them, only nothing is sent."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

from bench.deployment import SECRET_KEY
from bench.store import rows
from surveys import answering, clicking, rollups
from surveys.answering import Answer
from surveys.catalogue import Catalogue
from surveys.clicking import Logged
from surveys.database import Database
from surveys.delivery import Outcome
from surveys.event import Customer, EventBody
from surveys.evidence import BARE, Click
from surveys.inbox import Arrival, accept
from surveys.intake import Intake
from surveys.keyring import Keyring
from surveys.opening import open_database
from surveys.outbox import Outbox

STORES = ("Jakarta", "Bandung", "Surabaya", "Yogyakarta", "Medan", "Makassar", "Bali", "Solo")
PRODUCTS = ("beans", "drinks", "equipment")
BATCH = 500
BOUGHT, SENT = timedelta(hours=3), timedelta(hours=1)  # ago
BROWSER = {
    "user-agent": "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126 Mobile",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "accept-language": "id-ID,id;q=0.9",
    "method": "GET",
    "network": "203.0.113.0/24",
}


def invite(database_url: str, count: int, now: datetime) -> list[str]:
    """So many customers buy something, are asked and get their message: the tokens of the links."""
    asyncio.run(_invite(database_url, count, now))
    return [row["token"] for row in rows(database_url, "SELECT token FROM invitation ORDER BY id")]


def ask(database_url: str, numbers: range, now: datetime) -> None:
    """Customers with these numbers bought something, and their messages are due."""
    asyncio.run(_ask(database_url, numbers, now))


def answer_all(database_url: str, now: datetime) -> None:
    """Whoever has not answered yet opens the link and does."""
    left = "SELECT id FROM invitation WHERE state = 'asked' ORDER BY id"
    asyncio.run(_answer(database_url, [int(row["id"]) for row in rows(database_url, left)], now))


async def _invite(database_url: str, count: int, now: datetime) -> None:
    async with _opened(database_url) as database:
        intake = _intake(database)
        outbox = Outbox(database, intake.catalogue, intake.keyring, "UTC", "bench")
        for start in range(0, count, BATCH):
            await _buy(intake, range(start, min(start + BATCH, count)), now)
            due = await outbox.claim(["email"], now - SENT, BATCH)
            sent = [Outcome(d, "sent", provider_id=f"<{d.token}@example.com>") for d in due]
            await outbox.record(sent, now - SENT)


async def _ask(database_url: str, numbers: range, now: datetime) -> None:
    async with _opened(database_url) as database:
        intake = _intake(database)
        for start in range(numbers.start, numbers.stop, BATCH):
            await _buy(intake, range(start, min(start + BATCH, numbers.stop)), now)


def _intake(database: Database) -> Intake:
    return Intake(database, Catalogue(database), Keyring(SECRET_KEY), {"email": "email"}, "UTC")


async def _buy(intake: Intake, numbers: range, now: datetime) -> None:
    await accept(intake.database, [Arrival("shop", _purchase(n), now - BOUGHT) for n in numbers])
    await intake.run(now - BOUGHT, limit=BATCH)


async def _answer(database_url: str, invitations: Sequence[int], now: datetime) -> None:
    async with _opened(database_url) as database:
        for start in range(0, len(invitations), BATCH):
            batch = invitations[start : start + BATCH]
            clicks = [_opened_link(i, now) for i in batch]
            await database.transact(partial(clicking.keep, clicks=clicks))
            await answering.record(database, [_said(i, now) for i in batch])
        while await rollups.fold(database):
            pass


def _purchase(number: int) -> EventBody:
    return EventBody(
        id=f"order-{number:07d}",
        type="purchase.completed",
        customer=Customer(
            id=f"customer-{number:07d}",
            email=f"customer-{number:07d}@example.com",
            phone=f"+62812{number:07d}",
            name="Ani Wijaya",
            locale="id-ID",
            timezone="Asia/Jakarta",
        ),
        properties={
            "store": STORES[number % len(STORES)],
            "product_line": PRODUCTS[number % len(PRODUCTS)],
            "amount": "125000",
        },
    )


def _opened_link(invitation_id: int, now: datetime) -> Logged:
    click = Click("open", invitation_id % 11, BARE, _visit(invitation_id), now)
    return Logged(invitation_id, click, BROWSER)


def _said(invitation_id: int, now: datetime) -> Answer:
    return Answer(
        invitation_id,
        invitation_id % 11,
        now,
        comment="It was good, thank you" if invitation_id % 3 == 0 else None,
        visit=_visit(invitation_id),
        request={**BROWSER, "method": "POST"},
    )


def _visit(invitation_id: int) -> str:
    return f"{invitation_id:016x}"


@asynccontextmanager
async def _opened(database_url: str) -> AsyncIterator[Database]:
    database = await open_database(database_url)
    try:
        yield database
    finally:
        await database.close()
