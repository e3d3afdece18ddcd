from datetime import timedelta

from surveys.database import Database
from surveys.suppression import REASONS, suppress, unsubscribe
from tests.cast import KEYRING, NOW, customer, invitation_of, invite, publish, rows, survey, value

COUNT = "SELECT COUNT(*) FROM suppression"


async def test_unsubscribing_closes_every_address_and_keeps_none(database: Database) -> None:
    await publish(database, survey())
    [token] = await invite(database, customer=customer(1))
    assert await unsubscribe(database, KEYRING, await invitation_of(database, token), NOW)
    found = await rows(database, "SELECT address_digest, survey_id, reason FROM suppression")
    assert {row["address_digest"] for row in found} == {
        KEYRING.address_digest("customer-1@example.com"),
        KEYRING.address_digest("+6281200000001"),
    }
    assert {(row["survey_id"], row["reason"]) for row in found} == {(0, "unsubscribe")}
    assert all("example" not in str(row) for row in found)


async def test_unsubscribing_again_changes_nothing(database: Database) -> None:
    await publish(database, survey())
    [token] = await invite(database)
    number = await invitation_of(database, token)
    for days in range(3):
        assert await unsubscribe(database, KEYRING, number, NOW + timedelta(days=days))
    assert await value(database, COUNT) == 2


async def test_an_unknown_invitation_unsubscribes_nobody(database: Database) -> None:
    assert not await unsubscribe(database, KEYRING, 4711, NOW)
    assert await value(database, COUNT) == 0


async def test_an_address_may_be_closed_for_more_than_one_reason(database: Database) -> None:
    entries = [("ann@example.com", reason, 0) for reason in REASONS] * 2
    await database.transact(lambda tx: suppress(tx, KEYRING, entries, NOW))
    assert await value(database, COUNT) == 2
