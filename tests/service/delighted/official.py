"""The official client, as it is, in a thread beside the running service."""

import asyncio
import warnings
from collections.abc import Callable
from typing import Any

from service.auth import create_key
from tests.service.house import House

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # that its maker is closing
    import delighted

SCOPES = ["events", "read", "responses", "erase"]
BUDI = "budi@example.com"
JSON = {"Accept": "application/json"}


async def official(house: House, scopes: list[str] = SCOPES, source: str = "shop") -> Any:
    """A client of a new key, and a survey that listens."""
    key = await create_key("delighted", scopes, source, house.clock())
    return delighted.Client(api_key=key, api_base_url=f"{house.url}/compat/delighted/v1/")


async def open_project(house: House, **overrides: Any) -> Any:
    """A survey that listens, and a client."""
    await house.publish(**{"trigger": {"on": "delighted.person"}, **overrides})
    return await official(house)


async def call(do: Callable[..., Any], *args: Any, **params: Any) -> Any:
    """What the client gives."""
    return await asyncio.to_thread(do, *args, **params)


def by(client: Any) -> dict[str, Any]:
    """How another program sends the same key."""
    return {"auth": (client.api_key, ""), "headers": JSON}
