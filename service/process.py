"""What every command needs: a loop to run on, and a database that is up to date."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any

import uvloop

from surveys.errors import Conflict
from surveys.opening import migrate, pending, sqlite_path

SWITCH_SECONDS = 0.0005


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on uvloop.

    The database's threads hand their results to the loop; with Python's default of 5 ms each hand
    over waits that long for a busy loop, several times a transaction.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


async def prepare(database_url: str) -> None:
    """SQLite is brought up to date by whoever opens it; PostgreSQL by `afterword migrate` only,
    since other processes may be at work on it. Conflict when that has not been done."""
    if sqlite_path(database_url):
        await migrate(database_url)
    elif missing := await pending(database_url):
        raise Conflict(f"the database lacks {', '.join(missing)}; run `afterword migrate` first")
