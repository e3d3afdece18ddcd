"""Senders of every kind, and what they find out."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from service.sources import URL
from surveys import hooks
from tests.cast import rows
from tests.service.house import House
from tests.service.sources.deliveries import Headers, Vector, delivery, signed, vectors

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8G"
PUBLIC = "https://feedback.example.com"  # which HubSpot signs
READ = {
    "cloudevents": "binary",
    "freshdesk": "resolved",
    "generic": "one_event",
    "github": "closed",
    "hubspot": "workflow",
    "intercom": "conversation_closed",
    "shopify": "order_paid",
    "stripe": "checkout_paid",
    "woocommerce": "order_completed",
    "zendesk": "solved",
}
"""A delivery of each source that has an event."""


async def open_endpoint(house: House, source: str, *secrets: str, name: str = "main") -> None:
    """An endpoint, and the public address that it is known by."""
    house.engine.settings = house.engine.settings.model_copy(update={"base_url": PUBLIC})
    await hooks.add(source, name, secrets or (SECRET,), house.engine.keyring, house.clock())


async def send(
    house: House,
    source: str,
    body: bytes,
    headers: Mapping[str, str | bytes],
    name: str = "main",
) -> httpx.Response:
    """A delivery as a stranger sends it. Header text that HTTP cannot say goes as UTF-8."""
    sent = {
        key: value.encode() if isinstance(value, str) else value
        for key, value in headers.items()
        if key != URL
    }
    query = urlsplit(str(headers.get(URL, ""))).query
    path = f"/hooks/{source}/{name}" + (f"?{query}" if query else "")
    return await house.web.post(path, content=body, headers=sent)  # type: ignore[arg-type]


async def send_signed(
    house: House,
    source: str,
    body: bytes | None = None,
    *,
    secret: str = SECRET,
    recorded: str = "",
    name: str = "main",
) -> httpx.Response:
    """A recorded delivery, perhaps with another body, signed now."""
    original, headers = delivery(source, recorded or READ[source])
    content = original if body is None else body
    return await send(house, source, content, headers | proof(house, source, content, secret), name)


def proof(house: House, source: str, body: bytes, secret: str = SECRET) -> Headers:
    """The headers that sign it now."""
    return signed(source, body, secret, house.clock())


def of_source(source: str) -> list[Vector]:
    """Its published vectors."""
    return vectors(source)


async def kept(house: House) -> list[bytes]:
    """The bodies in quarantine, in the order they came."""
    found = await rows(house.engine.database, "SELECT body FROM quarantine ORDER BY id")
    return [bytes(row["body"]) for row in found]


async def decided(house: House) -> None:
    """Wait until the rules have seen every event."""

    async def empty() -> bool | None:
        return True if await house.count("SELECT COUNT(*) FROM inbox") == 0 else None

    await house.until(empty)


async def invitations(house: House) -> int:
    """How many there are, once every event has been decided about."""
    await decided(house)
    return await house.count("SELECT COUNT(*) FROM invitation")
