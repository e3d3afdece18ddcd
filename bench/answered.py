"""Deployments that a year of answers up to now lies in."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import bulk, bulk_postgres
from bench.deployment import Deployment, Postgres, deploy
from bench.deployment import on_sqlite as new
from surveys.instant import to_micros
from surveys.opening import sqlite_path

LENGTH = timedelta(days=365)


@contextmanager
def on_sqlite(folder: Path, size: int) -> Iterator[Deployment]:
    """A folder of its own, gone at the end."""
    deployment = new(folder)
    path = sqlite_path(deployment.database_url)
    if path is None:
        raise RuntimeError(f"{deployment.database_url} is no file")
    with _told(size):
        bulk.fill(path, size, *_year())
    try:
        yield deployment
    finally:
        shutil.rmtree(folder)


def on_postgres(server: Postgres, size: int) -> Deployment:
    """A database of its own."""
    deployment = deploy(server.create(f"answered{size}"))
    with _told(size):
        asyncio.run(bulk_postgres.fill(deployment.database_url, size, *_year()))
    return deployment


def _year() -> tuple[int, int]:
    now = datetime.now(UTC)
    return to_micros(now - LENGTH), to_micros(now)


@contextmanager
def _told(size: int) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"    {size:,} responses made in {time.monotonic() - began:.0f} s", flush=True)
