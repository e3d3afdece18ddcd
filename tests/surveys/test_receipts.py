from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from surveys import receipts
from surveys.database import Database
from surveys.delivery import Due, Outcome
from surveys.receipts import News
from surveys.suppression import start, stop
from tests.cast import (
    KEYRING,
    NOW,
    answer,
    claim,
    column,
    customer,
    event,
    happen,
    outbox,
    publish,
    rows,
    send_all,
    survey,
    value,
)

LATER = NOW + timedelta(minutes=1)
PHONE = "+6281234567890"
MESSAGES = "SELECT channel, kind, state FROM message ORDER BY id"
STATE = "SELECT state FROM message ORDER BY id LIMIT 1"
INVITATION = "SELECT state FROM invitation"


async def claimed(database: Database, number: int = 1, **overrides: Any) -> Due:
    """A message by SMS that is just being sent."""
    await publish(database, survey(**{"channels": ["sms", "email"], **overrides}))
    await happen(database, event(number, customer=customer(number, phone=PHONE)))
    [due] = await claim(database)
    assert due.channel == "sms"
    return due


async def sent(database: Database, number: int = 1, **overrides: Any) -> Due:
    """The same, and the provider has taken it."""
    due = await claimed(database, number, **overrides)
    await outbox(database).record([Outcome(due, "sent", provider_id="SM1")], NOW)
    return due


async def told(database: Database, due: Due, state: Any, **more: Any) -> bool:
    """Whether it changed anything that the provider says so."""
    news = News(due.message_id, due.token[:6].lower(), state, "SM1", **more)
    return await receipts.settle(outbox(database), news, LATER)


async def messages(database: Database) -> list[tuple[str, str, str]]:
    return [tuple(row.values()) for row in await rows(database, MESSAGES)]  # type: ignore[misc]


async def test_a_message_that_was_taken_is_delivered(database: Database) -> None:
    due = await sent(database)
    assert await told(database, due, "delivered")
    assert await value(database, STATE) == "delivered"
    assert await value(database, INVITATION) == "asked"


@pytest.mark.parametrize("final", ["delivered", "failed"])
async def test_no_receipt_leads_backwards(database: Database, final: str) -> None:
    due = await sent(database)
    assert await told(database, due, final)
    before = await messages(database)
    for late in ("sent", "delivered", "failed"):
        assert not await told(database, due, late)
    assert await messages(database) == before


@pytest.mark.parametrize("order", [*permutations(["sent", "sent", "delivered"])])
async def test_in_whatever_order_they_come_the_end_is_the_same(
    database: Database, order: tuple[str, ...]
) -> None:
    due = await claimed(database, reminders=[{"after": "3d"}])
    for state in order:
        await told(database, due, state)
    assert await messages(database) == [
        ("sms", "first", "delivered"),
        ("sms", "reminder", "queued"),
    ]


async def test_a_receipt_may_come_before_the_senders_own_record(database: Database) -> None:
    """The sender has then lost its claim, and everything follows once."""
    due = await claimed(database, reminders=[{"after": "3d"}])
    assert await told(database, due, "sent")
    recorded = await outbox(database).record([Outcome(due, "sent", provider_id="SM1")], LATER)
    assert recorded == [False]
    assert await messages(database) == [("sms", "first", "sent"), ("sms", "reminder", "queued")]
    assert await value(database, INVITATION) == "asked"
    [row] = await rows(database, "SELECT * FROM message WHERE kind = 'first'")
    assert (row["provider_id"], row["worker"], row["lease_until"]) == ("SM1", None, None)
    assert row["address_digest"] == KEYRING.address_digest(PHONE)


@pytest.mark.parametrize(
    ("state", "expected", "invitation"),
    [
        ("sent", [("sms", "first", "sent")], "asked"),
        ("delivered", [("sms", "first", "delivered")], "asked"),
        ("failed", [("sms", "first", "failed"), ("email", "fallback", "queued")], "waiting"),
    ],
)
async def test_an_unknown_message_is_settled(
    database: Database, state: str, expected: list[tuple[str, str, str]], invitation: str
) -> None:
    due = await claimed(database)
    await outbox(database).record([Outcome(due, "unknown", error="the line broke")], NOW)
    assert await told(database, due, state)
    assert await messages(database) == expected
    assert await value(database, INVITATION) == invitation


async def test_after_a_failure_the_next_channel_is_tried_and_nobody_is_reminded_of_nothing(
    database: Database,
) -> None:
    due = await sent(database, reminders=[{"after": "3d"}])
    assert await told(database, due, "failed", code="30007", error="filtered")
    assert await messages(database) == [
        ("sms", "first", "failed"),
        ("sms", "reminder", "withdrawn"),
        ("email", "fallback", "queued"),
    ]
    [row] = await rows(database, "SELECT code, error FROM message WHERE kind = 'first'")
    assert (row["code"], row["error"]) == ("30007", "filtered")
    [fallback] = await send_all(database, LATER)
    assert fallback.channel == "email"


async def test_an_invitation_that_reached_nobody_has_failed_and_counts_as_not_delivered(
    database: Database,
) -> None:
    due = await sent(database, channels=["sms"])
    assert await told(database, due, "failed")
    [row] = await rows(database, "SELECT state, sent_at, folded FROM invitation")
    assert row["state"] == "failed"
    assert row["sent_at"] is not None
    assert not row["folded"]


async def test_a_reminder_that_fails_takes_nothing_back(database: Database) -> None:
    first = await sent(database, channels=["sms"], reminders=[{"after": "3d"}])
    await told(database, first, "delivered")
    [reminder] = await send_all(database, NOW + timedelta(days=4))
    assert await told(database, reminder, "failed")
    assert await value(database, INVITATION) == "asked"


async def test_an_answer_stays_an_answer(database: Database) -> None:
    due = await sent(database, channels=["sms"])
    await answer(database, due.token, 9)
    assert await told(database, due, "failed")
    assert await value(database, INVITATION) == "answered"


async def test_a_bad_number_is_not_written_to_again(database: Database) -> None:
    due = await sent(database, channels=["sms"])
    await told(database, due, "failed", address_is_bad=True)
    assert await column(database, "SELECT reason FROM suppression") == ["bad_address"]
    await happen(database, event(2, customer=customer(2, phone=PHONE)))
    said = await column(database, "SELECT reason FROM decision ORDER BY id")
    assert said[-1] == "suppressed"


async def test_a_number_that_is_bad_on_one_channel_is_asked_on_the_next(
    database: Database,
) -> None:
    due = await sent(database, channels=["sms", "whatsapp"])
    assert await told(database, due, "failed", address_is_bad=True, only_here=True)
    assert [one.channel for one in await send_all(database, LATER)] == ["whatsapp"]
    await happen(database, event(2, customer=customer(2, phone=PHONE)))
    assert [one.channel for one in await send_all(database, LATER)] == ["whatsapp"]


async def test_a_number_that_the_contact_had_before_is_closed_everywhere(
    database: Database,
) -> None:
    due = await sent(database, channels=["sms", "whatsapp"])
    await happen(database, event(2, customer=customer(1, phone="+6281234567891")))
    await send_all(database, LATER)
    assert await told(database, due, "failed", address_is_bad=True, only_here=True)
    await happen(database, event(3, customer=customer(3, phone=PHONE)))
    assert (await column(database, "SELECT reason FROM decision ORDER BY id"))[-1] == "suppressed"


async def test_news_of_another_message_or_another_database_change_nothing(
    database: Database,
) -> None:
    due = await sent(database)
    for news in (
        News(due.message_id + 1, due.token[:6].lower(), "delivered"),
        News(due.message_id, "zzzzzz", "delivered"),
    ):
        assert not await receipts.settle(outbox(database), news, LATER)
    assert await value(database, STATE) == "sent"


async def test_a_message_that_was_never_sent_stays_so(database: Database) -> None:
    due = await claimed(database)
    await outbox(database).record([Outcome(due, "queued", error="busy")], NOW)
    assert not await told(database, due, "delivered")
    assert await value(database, STATE) == "queued"


async def test_stop_holds_on_its_channel_until_start(database: Database) -> None:
    await publish(database, survey(channels=["sms", "email"]))
    await happen(database, event(1, customer=customer(1, phone=PHONE)))
    await database.transact(lambda tx: stop(tx, KEYRING, "sms", PHONE, NOW))
    await database.transact(lambda tx: stop(tx, KEYRING, "sms", PHONE, LATER))
    assert await send_all(database, LATER) == []  # it had waited already, and goes the next way
    assert [one.channel for one in await send_all(database, LATER)] == ["email"]
    await database.transact(lambda tx: start(tx, KEYRING, "whatsapp", PHONE))
    await happen(database, event(2, customer=customer(2, phone=PHONE)))
    assert [one.channel for one in await send_all(database, LATER)] == ["email"]
    await database.transact(lambda tx: start(tx, KEYRING, "sms", PHONE))
    await happen(database, event(3, customer=customer(3, phone=PHONE)))
    assert [one.channel for one in await send_all(database, LATER)] == ["sms"]
