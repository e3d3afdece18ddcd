"""Tells an outage of the database from a bug, while it is still as the driver raised it."""

import sqlite3

import asyncpg
from tortoise.exceptions import DBConnectionError, OperationalError

from surveys.errors import Unavailable
from surveys.postgres import AGAIN, OUTAGES
from surveys.sqlite import is_busy

KINDS = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.PostgresError,
    DBConnectionError,
    OperationalError,
)


def is_outage(error: Exception) -> bool:
    """Whether it is right to try again later: the database is gone, restarts or stays busy."""
    if isinstance(error, OperationalError):  # on SQLite around everything, on PostgreSQL a bug
        cause = next(iter(error.args), None)
        return isinstance(cause, sqlite3.OperationalError) and is_busy(cause)
    if isinstance(error, sqlite3.OperationalError):
        return is_busy(error)
    return isinstance(error, (*OUTAGES, *AGAIN, DBConnectionError, Unavailable))
