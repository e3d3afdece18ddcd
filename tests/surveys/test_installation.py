import pytest

from surveys.database import Database
from surveys.errors import Conflict
from surveys.installation import check
from surveys.keyring import Keyring
from tests.cast import KEYRING, NOW, column


async def test_a_database_belongs_to_the_key_it_was_made_with(database: Database) -> None:
    for _ in range(2):
        await check(database, KEYRING, NOW)
    with pytest.raises(Conflict, match="bring the old key back"):
        await check(database, Keyring("another secret key, just as long"), NOW)
    await check(database, KEYRING, NOW)


async def test_the_key_itself_is_not_kept(database: Database) -> None:
    await check(database, KEYRING, NOW)
    [kept] = await column(database, "SELECT key_fingerprint FROM installation")
    assert kept == KEYRING.fingerprint()
    assert len(kept) == 64
