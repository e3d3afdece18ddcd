"""A relay and Twilio's stand-in at the far end of lines that break."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from notifiers import email, sms
from notifiers.twilio.channel import TwilioChannel
from service.demo.inbox import Inbox
from service.demo.server import running
from service.demo.stage import ACCOUNT, TOKEN
from service.demo.twilio_stand_in import twilio_stand_in
from tests.cast import rows
from tests.proxy import Line, line_to
from tests.service.house import House
from tests.sink import Sink, opened

SHORT_SECONDS = 4.0  # for what never comes; whatever comes does so earlier, also on a busy machine
LONG_SECONDS = 20.0
MESSAGES = """
SELECT m.id, m.state, m.attempts, m.code, m.error, m.channel, m.kind, m.due_at, c.name, c.email
FROM message AS m JOIN contact AS c ON c.id = m.contact_id
ORDER BY m.id
"""


@dataclass
class Post:
    """The house writes to `sink`, through `line`."""

    house: House
    sink: Sink
    line: Line

    async def settled(self, count: int = 1) -> list[dict[str, Any]]:
        """See below."""
        return await settled(self.house, count)


async def settled(house: House, count: int = 1) -> list[dict[str, Any]]:
    """All messages, when something has become of so many and none of them is under way."""

    async def found() -> list[dict[str, Any]] | None:
        everything = await messages(house)
        met = [one for one in everything if one["attempts"] or one["error"]]
        return everything if len([m for m in met if m["state"] != "claimed"]) >= count else None

    result: list[dict[str, Any]] = await house.until(found)
    return result


async def messages(house: House) -> list[dict[str, Any]]:
    """Every message, oldest first."""
    return await rows(house.engine.database, MESSAGES)


@asynccontextmanager
async def mailing(
    house: House,
    sink: Sink | None = None,
    patience_seconds: float = LONG_SECONDS,
    scheme: str = "smtp",
) -> AsyncIterator[Post]:
    """Mails of the house go to a relay through a line."""
    limits = "&".join(f"{step}_timeout_seconds={patience_seconds}" for step in ("command", "body"))
    async with AsyncExitStack() as stack:
        relay = await stack.enter_async_context(opened(sink or Sink()))
        line = await stack.enter_async_context(line_to(urlsplit(relay.url).port or 0))
        found = urlsplit(relay.url)._replace(
            netloc=f"127.0.0.1:{line.port}", query=limits, scheme=scheme
        )
        settings = email.Settings(smtp_url=SecretStr(found.geturl()), mail_from="shop@example.com")
        await house.engine.channels["email"].close()
        house.engine.channels["email"] = email.open_channel(settings, house.clock)
        yield Post(house, relay, line)


@dataclass
class Phone:
    """SMS of the house go to Twilio's stand-in, through `line`; `inbox` has what it took."""

    inbox: Inbox
    line: Line


@asynccontextmanager
async def texting(house: House, patience_seconds: float = LONG_SECONDS) -> AsyncIterator[Phone]:
    """For a house with telephones."""
    inbox = Inbox()
    app = twilio_stand_in(inbox, ACCOUNT, TOKEN, lambda: datetime.now(UTC))
    async with running(app) as url, line_to(urlsplit(url).port or 0) as line:
        settings = sms.Settings(
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=SecretStr(TOKEN),
            twilio_sms_from="+15005550006",
            twilio_api_url=f"http://127.0.0.1:{line.port}",
        )
        await house.engine.channels["sms"].close()
        house.engine.channels["sms"] = TwilioChannel(settings, total_seconds=patience_seconds)
        yield Phone(inbox, line)
