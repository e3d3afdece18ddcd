"""What is left of somebody who was erased."""

from datetime import datetime
from typing import Literal

import pytest

from surveys import memberships
from surveys.catalogue import Catalogue
from surveys.database import Database
from surveys.erasing import erase
from surveys.replies import Replies, Said
from tests.cast import KEYRING, NOW, column, event, happen, rows

MOBILE, OLD_FORM, OTHER = "+525512345678", "+5215512345678", "+6281234567890"
BY_ID = {"id": "ann", "phone": MOBILE}
BY_EMAIL = {"email": "ann@example.com"}
BOTH = {"id": "ann", "email": "ann@example.com"}


async def say(
    database: Database, sender: str, wish: Literal["stop", "start", "help"] | None = None
) -> None:
    replies = Replies(database, Catalogue(database), KEYRING, lambda *_: {})
    await replies.take(Said("sms", sender, "+1500", f"I am {sender}", NOW, wish=wish))


@pytest.mark.parametrize("wish", [None, "stop", "start", "help"])
async def test_texts_about_no_question_go_in_whatever_form_the_number_came(
    database: Database, wish: Literal["stop", "start", "help"] | None
) -> None:
    await happen(database, event(1, customer=BY_ID))
    for sender in (MOBILE, OLD_FORM, OTHER):
        await say(database, sender, wish)
    await erase(database, (None, None, MOBILE), NOW)
    kept = await rows(database, "SELECT sender, text FROM inbound ORDER BY id")
    assert [one["sender"] for one in kept] == ["", "", OTHER]
    assert [one["text"] for one in kept] == ["", "", f"I am {OTHER}"]


async def test_nobody_is_asked_again_under_a_contact_that_was_merged_into_them(
    database: Database,
) -> None:
    await happen(database, event(1, customer=BY_EMAIL))
    await happen(database, event(2, customer=BY_ID))
    await happen(database, event(3))
    for contact_id in await column(database, "SELECT id FROM contact ORDER BY id"):
        await join(database, contact_id, NOW)
    await happen(database, event(4, customer=BOTH))
    [stranger] = await column(database, "SELECT id FROM contact WHERE name = 'Customer 3'")
    await erase(database, (None, "ann@example.com", None), NOW)
    assert await column(database, "SELECT contact_id FROM membership") == [stranger]


async def join(database: Database, contact_id: int, now: datetime) -> None:
    made = {
        "event_type": "delighted.person",
        "source": "api",
        "platform": "email",
        "contact_id": contact_id,
        "properties": {},
    }
    await database.transact(lambda tx: memberships.add(tx, made, now))
