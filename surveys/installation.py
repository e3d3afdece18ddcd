"""Ties a database to its SECRET_KEY, so that a changed key is noticed before it does harm: with
another key no suppression would match and every unsubscribed person would be written to again.
"""

from datetime import datetime

from surveys.database import Database, Transaction
from surveys.errors import Conflict
from surveys.instant import to_micros
from surveys.keyring import Keyring


async def check(database: Database, keyring: Keyring, now: datetime) -> None:
    """Remember the key at the first start; Conflict when it is another one later."""

    async def work(tx: Transaction) -> str:
        row = {"id": 1, "key_fingerprint": keyring.fingerprint(), "created_at": to_micros(now)}
        await tx.insert("installation", [row], "ON CONFLICT DO NOTHING")
        return str((await tx.fetch("installation.fingerprint"))[0]["key_fingerprint"])

    if await database.transact(work) != keyring.fingerprint():
        raise Conflict(
            "AFTERWORD_SECRET_KEY is not the one that this database was made with; "
            "bring the old key back"
        )
