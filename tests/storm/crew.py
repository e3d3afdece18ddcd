"""Workers alone: processes that send what is due in a database, and may be killed at any moment."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.demo.stage import ACCOUNT, TOKEN
from surveys.database import Database
from surveys.opening import open_database
from tests.cast import customer, event, happen, publish, rows, survey
from tests.storm.program import Program
from tests.storm.site import SECRET

BATCH = 500
NOBODY = "http://127.0.0.1:9"


@dataclass
class Crew:
    """`workers` are not started; `database` is the one that they work on."""

    database: Database
    workers: list[Program]

    async def ask(self, count: int, channel: str = "email", **overrides: Any) -> None:
        """So many customers bought something, and their messages are due."""
        await publish(self.database, survey(channels=[channel], **overrides))
        for start in range(0, count, BATCH):
            numbers = range(start, min(start + BATCH, count))
            found = [event(n, customer=customer(n, phone=number_of(n))) for n in numbers]
            await happen(self.database, *found, now=datetime.now(UTC))

    async def states(self) -> dict[str, str]:
        """What became of the message to each customer, by name."""
        sql = "SELECT c.name, m.state FROM message m JOIN contact c ON c.id = m.contact_id"
        return {row["name"]: row["state"] for row in await rows(self.database, sql)}

    async def left(self) -> int:
        """How many messages are still to be sent or being sent."""
        sql = "SELECT COUNT(*) AS n FROM message WHERE state IN ('queued', 'claimed')"
        return int((await rows(self.database, sql))[0]["n"])

    async def until_done(self, within_seconds: float) -> None:
        """Wait until every message has ended."""
        async with asyncio.timeout(within_seconds):
            while await self.left():  # noqa: ASYNC110  (the database tells nobody)
                await asyncio.sleep(0.2)


def number_of(number: int) -> str:
    """A telephone number that Twilio's stand-in plays no trick with."""
    return f"+62812{number:06d}77"


@asynccontextmanager
async def crew(
    database_url: str,
    folder: Path,
    count: int = 1,
    *,
    smtp_url: str | None = None,
    twilio_url: str | None = None,
    **settings: str,
) -> AsyncIterator[Crew]:
    """So many workers; at the end they are killed. `settings` are AFTERWORD_ variables."""
    environment = _environment(database_url, folder, smtp_url, twilio_url) | settings
    database = await open_database(database_url)
    workers = [Program(["worker"], environment, folder / f"worker-{n}.log") for n in range(count)]
    try:
        yield Crew(database, workers)
    finally:
        for worker in workers:
            await worker.kill()
        await database.close()


def _environment(
    database_url: str, folder: Path, smtp_url: str | None, twilio_url: str | None
) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AFTERWORD_")}
    mail = {"SMTP_URL": smtp_url, "MAIL_FROM": "Shop <shop@shop.example>"} if smtp_url else {}
    text = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_SMS_FROM": "+15005550006",
        "TWILIO_API_URL": twilio_url,
    }
    found = {"DATABASE_URL": database_url, "BASE_URL": NOBODY, "SECRET_KEY": SECRET, **mail}
    found |= text if twilio_url else {}
    ours = {f"AFTERWORD_{name}": value for name, value in found.items() if value}
    return kept | ours | {"TMPDIR": str(folder)}
