"""`python -m surveys.drift`: fails when the models say more than the migrations do."""

import asyncio
import sys

from tortoise import Tortoise
from tortoise.migrations.autodetector import MigrationAutodetector

from surveys.models import TORTOISE


async def drift() -> list[str]:
    """What `tortoise makemigrations` would write, in words; empty when all is well."""
    await Tortoise.init(config=TORTOISE, init_connections=False)
    try:
        apps = Tortoise.apps
        if apps is None:
            raise RuntimeError("Tortoise has no apps after init")
        return [
            str(change) for change in await MigrationAutodetector(apps, TORTOISE["apps"]).changes()
        ]
    finally:
        await Tortoise.close_connections()


if __name__ == "__main__":
    found = asyncio.run(drift())
    sys.exit("the models have changed; write a migration: " + ", ".join(found) if found else 0)
