"""Short commands: the database without web, worker or channels, beside a running server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from service import process
from service.clock import utc_now
from service.settings import Settings, read
from surveys import installation
from surveys.database import Database
from surveys.keyring import Keyring
from surveys.opening import close_orm, open_database, open_orm


@dataclass(frozen=True, slots=True)
class Desk:
    """What a short command works with."""

    settings: Settings
    database: Database
    keyring: Keyring


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    """Open, checked and up to date; closed at the end."""
    settings = read().settings
    await process.prepare(settings.database_url)
    database = await open_database(settings.database_url)
    try:
        keyring = Keyring(settings.secret_key.get_secret_value())
        await installation.check(database, keyring, utc_now())
        await open_orm(settings.database_url)
        yield Desk(settings, database, keyring)
    finally:
        await close_orm()
        await database.close()
