from datetime import datetime, timedelta

import pytest

from surveys.database import Database
from surveys.delivery import Outcome
from surveys.suppression import REASONS, on_contact, suppress, unsubscribe
from tests.cast import (
    KEYRING,
    NOW,
    claim,
    customer,
    event,
    happen,
    invitation_of,
    invite,
    outbox,
    publish,
    rows,
    survey,
    value,
)

COUNT = "SELECT COUNT(*) FROM suppression"


async def test_unsubscribing_closes_every_address_and_keeps_none(database: Database) -> None:
    await publish(database, survey())
    [token] = await invite(database, customer=customer(1))
    assert await unsubscribe(database, KEYRING, await invitation_of(database, token), NOW)
    found = await rows(database, "SELECT address_digest, survey_id, reason FROM suppression")
    assert {row["address_digest"] for row in found} == {
        KEYRING.address_digest("customer-1@example.com"),
        KEYRING.address_digest("+6281200000001"),
        KEYRING.address_digest(on_contact(await value(database, "SELECT id FROM contact"))),
    }
    assert {(row["survey_id"], row["reason"]) for row in found} == {(0, "unsubscribe")}
    assert all("example" not in str(row) for row in found)


async def test_unsubscribing_again_changes_nothing(database: Database) -> None:
    await publish(database, survey())
    [token] = await invite(database)
    number = await invitation_of(database, token)
    for days in range(3):
        assert await unsubscribe(database, KEYRING, number, NOW + timedelta(days=days))
    assert await value(database, COUNT) == 3


async def test_an_unknown_invitation_unsubscribes_nobody(database: Database) -> None:
    assert not await unsubscribe(database, KEYRING, 4711, NOW)
    assert await value(database, COUNT) == 0


async def test_an_address_may_be_closed_for_more_than_one_reason(database: Database) -> None:
    entries = [("ann@example.com", reason, 0) for reason in REASONS] * 2
    await database.transact(lambda tx: suppress(tx, KEYRING, entries, NOW))
    assert await value(database, COUNT) == len(REASONS)


OLD, NEW = "old@example.com", "new@example.com"
LAST = "SELECT reason FROM decision ORDER BY id DESC LIMIT 1"


async def unsubscribe_by(database: Database, token: str, now: datetime = NOW) -> None:
    assert await unsubscribe(database, KEYRING, await invitation_of(database, token), now)


async def test_the_address_that_the_mail_went_to_stays_closed_when_the_contact_has_another(
    database: Database,
) -> None:
    await publish(database, survey(channels=["email"]))
    [token] = await invite(database, customer={"id": "ann", "email": OLD})
    await happen(database, event(2, customer={"id": "ann", "email": NEW}, type="a.move"))
    await unsubscribe_by(database, token)
    await happen(database, event(3, customer={"email": OLD}))
    assert await value(database, LAST) == "suppressed"


async def test_a_waiting_message_does_not_go_to_the_address_that_comes_after_unsubscribing(
    database: Database,
) -> None:
    await publish(database, survey(channels=["email"], reminders=[{"after": "2d"}]))
    [token] = await invite(database, customer={"id": "ann", "email": OLD})
    await unsubscribe_by(database, token)
    await happen(database, event(2, customer={"id": "ann", "email": NEW}, type="a.move"))
    assert await claim(database, NOW + timedelta(days=2)) == []
    [_, reminder] = await rows(database, "SELECT state FROM message ORDER BY id")
    assert reminder["state"] == "suppressed"


async def test_whoever_unsubscribed_is_not_asked_at_a_new_address(database: Database) -> None:
    await publish(database, survey(channels=["email", "sms"]))
    [token] = await invite(database, customer={"id": "ann", "email": OLD})
    await unsubscribe_by(database, token)
    await happen(
        database, event(2, customer={"id": "ann", "email": NEW, "phone": "+6281200000001"})
    )
    assert await value(database, LAST) == "suppressed"


async def test_a_person_may_be_closed_to_one_survey_only(database: Database) -> None:
    live = await publish(database, survey())
    await publish(database, survey("other"))
    await happen(database, event(1, 1, type="a.move"))
    ann = on_contact(await value(database, "SELECT id FROM contact"))
    entries = [(ann, "unsubscribe", live.survey_id)]
    await database.transact(lambda tx: suppress(tx, KEYRING, entries, NOW))
    [event_id] = await happen(database, event(2, 1))
    found = await rows(
        database, "SELECT survey_id, reason FROM decision WHERE event_id = $1", event_id
    )
    assert {row["survey_id"] == live.survey_id: row["reason"] for row in found} == {
        True: "suppressed",
        False: "scheduled",
    }


async def test_a_merge_keeps_the_person_unsubscribed_at_every_later_address(
    database: Database,
) -> None:
    await publish(database, survey(channels=["email"]))
    await happen(database, event(1, customer={"id": "ann"}, type="a.move"))
    [token] = await invite(database, customer={"email": OLD})
    await unsubscribe_by(database, token)
    await happen(database, event(2, customer={"id": "ann", "email": OLD}, type="a.move"))
    await happen(database, event(3, customer={"id": "ann", "email": NEW}))
    assert await value(database, LAST) == "suppressed"


async def test_a_merge_keeps_a_number_closed_that_was_written_otherwise(
    database: Database,
) -> None:
    await publish(database, survey(channels=["email", "sms"]))
    [token] = await invite(database, customer={"phone": "+541123456789"})
    await unsubscribe_by(database, token)
    await happen(database, event(2, customer={"id": "ann"}, type="a.move"))
    both = {"id": "ann", "phone": "+5491123456789", "email": NEW}
    await happen(database, event(3, customer={"email": NEW, "phone": "+5491123456789"}))
    await happen(database, event(4, customer=both, type="a.move"))
    await happen(database, event(5, customer={"id": "ann", "email": "third@example.com"}))
    assert await value(database, LAST) == "suppressed"


async def test_a_message_whose_outcome_is_unknown_has_its_address_closed_too(
    database: Database,
) -> None:
    await publish(database, survey(channels=["email"]))
    await happen(database, event(1, customer={"id": "ann", "email": OLD}))
    [due] = await claim(database)
    await outbox(database).record([Outcome(due, "unknown")], NOW)
    await happen(database, event(2, customer={"id": "ann", "email": NEW}, type="a.move"))
    await unsubscribe_by(database, due.token)
    await happen(database, event(3, customer={"email": OLD}))
    assert await value(database, LAST) == "suppressed"


WAYS = [
    ("+541123456789", "+5491123456789"),
    ("+553196883193", "+5531996883193"),
]


@pytest.mark.parametrize("phones", [*WAYS, *(tuple(reversed(ways)) for ways in WAYS)])
async def test_a_number_is_closed_in_every_form_of_it(
    database: Database, phones: tuple[str, str]
) -> None:
    await publish(database, survey(channels=["sms"]))
    first, other = phones
    [token] = await invite(database, customer=customer(1, phone=first))
    await happen(database, event(2, customer=customer(2, phone=other)))
    await unsubscribe(database, KEYRING, await invitation_of(database, token), NOW)
    assert await claim(database) == []
    await happen(database, event(3, customer=customer(3, phone=other)))
    assert await value(database, LAST) == "suppressed"
