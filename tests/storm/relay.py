"""The mail relay of the storm: it lives in the test, so it survives every kill, and it counts."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from random import Random
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from service.demo.smtp_server import smtp_server

TOKEN = re.compile(r"/r/([A-Za-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Mail:
    """What has come. `reference` is its Message-ID, `token` that of its answer link."""

    reference: str
    recipient: str
    subject: str
    token: str


@dataclass
class Relay:
    """Takes every mail after up to `slow_seconds`; with a chance of `breaking` it takes the mail
    and breaks the line instead of saying so, which leaves the sender in the dark."""

    chance: Random
    slow_seconds: float = 0.03
    breaking: float = 0.0
    mails: list[Mail] = field(default_factory=list)
    new: asyncio.Queue[Mail] = field(default_factory=asyncio.Queue)
    broken: int = 0
    waiting: asyncio.Event = field(default_factory=asyncio.Event)  # set while a sender waits

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """aiosmtpd's hook: the final dot has come. From here on the mail counts as received."""
        self.waiting.set()
        try:
            content = message_from_bytes(envelope.original_content or b"", policy=default_policy)
            for recipient in envelope.rcpt_tos:
                mail = _read(content, recipient)
                self.mails.append(mail)
                self.new.put_nowait(mail)
            await asyncio.sleep(self.chance.random() * self.slow_seconds)
        finally:
            self.waiting.clear()
        if self.chance.random() < self.breaking:
            self.broken += 1
            cast(asyncio.Transport, server.transport).abort()
        return "250 Taken"


def _read(content: EmailMessage, recipient: str) -> Mail:
    part = content.get_body(("plain",))
    found = TOKEN.search(str(part.get_content())) if part else None
    token = found[1] if found else ""
    return Mail(str(content["Message-ID"]), recipient, str(content["Subject"]), token)


@asynccontextmanager
async def opened(relay: Relay) -> AsyncIterator[str]:
    """Serve it; the URL for AFTERWORD_SMTP_URL."""
    async with smtp_server(relay) as port:
        yield f"smtp://127.0.0.1:{port}"
