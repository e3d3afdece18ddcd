"""What a measurement left in the database, asked for behind the server's back."""

import asyncio
from typing import Any

from surveys.database import Row
from surveys.opening import open_database


def number(database_url: str, sql: str) -> int:
    """The one number that a SELECT finds, under the name n."""
    return int(rows(database_url, sql)[0]["n"])


def rows(database_url: str, sql: str, *params: Any) -> list[Row]:
    """What a SELECT finds."""

    async def ask() -> list[Row]:
        database = await open_database(database_url)
        try:
            return await database.read(lambda tx: tx.query(sql, params))
        finally:
            await database.close()

    return asyncio.run(ask())
