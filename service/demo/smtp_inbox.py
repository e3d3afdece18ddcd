"""The demo's mail server: whatever is mailed to whomever ends in the inbox."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy

from aiosmtpd.smtp import SMTP, Envelope, Session

from service.demo.inbox import Inbox, InboxMessage
from service.demo.smtp_server import LOOPBACK, smtp_server


@asynccontextmanager
async def smtp_inbox(
    inbox: Inbox, now: Callable[[], datetime], port: int = 0
) -> AsyncIterator[str]:
    """Gives the URL for AFTERWORD_SMTP_URL."""
    async with smtp_server(_Handler(inbox, now), port) as bound_port:
        yield f"smtp://{LOOPBACK}:{bound_port}"


class _Handler:
    def __init__(self, inbox: Inbox, now: Callable[[], datetime]) -> None:
        self._inbox = inbox
        self._now = now

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        mail = message_from_bytes(content, policy=default_policy)
        for recipient in envelope.rcpt_tos:
            self._inbox.add(
                InboxMessage(
                    channel="email",
                    to=recipient,
                    subject=str(mail["Subject"] or ""),
                    text=_part(mail, "plain"),
                    html=_part(mail, "html"),
                    received_at=self._now(),
                    sender=str(mail["From"] or ""),
                )
            )
        return "250 Into the inbox"


def _part(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    if part is None:
        return ""
    return str(part.get_content()).replace("\r\n", "\n")
