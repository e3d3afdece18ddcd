"""On which channels the sender says that a person may be written to."""

import pytest

from surveys.database import Database
from surveys.event import Customer
from surveys.suppression import on_channel, suppress
from tests.cast import (
    KEYRING,
    NOW,
    column,
    customer,
    event,
    happen,
    publish,
    rows,
    send_all,
    survey,
    value,
)

LAST = "SELECT reason FROM decision ORDER BY id DESC LIMIT 1"
QUIET = {"type": "somebody.seen"}


async def test_a_person_is_written_to_on_the_channels_that_the_sender_allows(
    database: Database,
) -> None:
    await publish(database, survey(channels=["whatsapp", "sms", "email"]))
    await happen(database, event(1, customer=customer(1, channels=["email", "sms"])))
    assert [due.channel for due in await send_all(database)] == ["sms"]


async def test_what_the_sender_said_is_remembered_until_it_says_otherwise(
    database: Database,
) -> None:
    await publish(database, survey(channels=["sms"]))
    await happen(database, event(1, customer=customer(1, channels=["email"]), **QUIET))
    await happen(database, event(2, 1))
    assert await value(database, LAST) == "no_consent"
    await happen(database, event(3, customer=customer(1, channels=["email", "sms"])))
    assert await value(database, LAST) == "scheduled"
    await happen(database, event(4, customer=customer(1, channels=[])))
    assert await value(database, LAST) == "no_consent"


async def test_consent_that_ends_wins_over_a_message_that_is_not_claimed(
    database: Database,
) -> None:
    await publish(database, survey(channels=["sms", "email"]))
    await happen(database, event(1, 1))
    await happen(database, event(2, customer=customer(1, channels=["email"]), **QUIET))
    assert await send_all(database) == []
    assert [due.channel for due in await send_all(database)] == ["email"]
    first, second = await rows(database, "SELECT channel, state, error FROM message ORDER BY id")
    assert (first["channel"], first["state"]) == ("sms", "suppressed")
    assert "may not be written to by sms" in first["error"]
    assert second["state"] == "sent"


@pytest.mark.parametrize("channels", [["e mail"], "email", [1], ["email"] * 21])
def test_rubbish_is_no_list_of_channels(channels: object) -> None:
    with pytest.raises(ValueError, match="channels"):
        Customer.model_validate({"channels": channels})


async def test_an_address_may_be_closed_on_one_channel_and_for_one_survey(
    database: Database,
) -> None:
    one = await publish(database, survey("one", channels=["sms", "whatsapp"]))
    await publish(database, survey("two", channels=["sms", "whatsapp"]))
    phone = customer(1).phone or ""
    closed = [(on_channel("sms", phone), "stop", 0), (phone, "unsubscribe", one.survey_id)]
    await database.transact(lambda tx: suppress(tx, KEYRING, closed, NOW))
    await happen(database, event(1, 1))
    reasons = "SELECT reason FROM decision ORDER BY survey_id"
    assert await column(database, reasons) == ["suppressed", "scheduled"]
    sent = await send_all(database) + await send_all(database)
    assert [due.channel for due in sent] == ["whatsapp"]


async def test_a_channel_that_is_closed_after_the_decision_is_not_used(database: Database) -> None:
    await publish(database, survey(channels=["sms", "whatsapp"]))
    await happen(database, event(1, 1))
    closed = [(on_channel("sms", customer(1).phone or ""), "stop", 0)]
    await database.transact(lambda tx: suppress(tx, KEYRING, closed, NOW))
    sent = await send_all(database) + await send_all(database)
    assert [due.channel for due in sent] == ["whatsapp"]
