"""Those who get the messages of a slaughter, and count them by customer."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from unittest.mock import patch

from service.demo import twilio_stand_in as stand_in
from service.demo.inbox import Inbox, InboxMessage
from service.demo.server import running
from service.demo.stage import ACCOUNT, TOKEN
from tests.sink import Sink, opened
from tests.storm.crew import number_of

CUSTOMER = re.compile(rb"customer-(\d+)@example\.com")
NUMBER = re.compile(number_of(0).replace("+", r"\+").replace("000000", r"(\d{6})"))
Urls = dict[str, str]


class Relay(Sink):
    """Keeps no mails."""

    def __init__(self, received: Counter[str]) -> None:
        super().__init__(thin=True)
        self.received = received

    def take(self, recipients: tuple[bytes, ...], content: bytes) -> None:
        super().take(recipients, content)
        for recipient in recipients:
            found = CUSTOMER.fullmatch(recipient)
            assert found is not None
            self.received[f"Customer {int(found[1])}"] += 1


class Phones(Inbox):
    """Keeps no texts."""

    def __init__(self, received: Counter[str]) -> None:
        super().__init__(0)
        self.received = received

    def add(self, message: InboxMessage) -> None:
        found = NUMBER.fullmatch(message.to)
        assert found is not None
        self.received[f"Customer {int(found[1])}"] += 1


@asynccontextmanager
async def receiving(channel: str, received: Counter[str]) -> AsyncIterator[Urls]:
    """A relay or Twilio's stand-in, and the settings of `crew` that lead there."""
    if channel == "email":
        async with opened(Relay(received)) as sink:
            yield {"smtp_url": f"{sink.url}?connections=10"}
            assert sink.count.total() == len(sink.count) == len(received)  # each Message-ID once
    else:
        app = stand_in.twilio_stand_in(Phones(received), ACCOUNT, TOKEN, lambda: datetime.now(UTC))
        with patch.object(stand_in, "_tell", _nobody):  # the workers have no web that would listen
            async with running(app) as url:
                yield {"twilio_url": url}


async def _nobody(*_: object) -> None:
    """Hears what becomes of messages."""
