"""A handful of connections to one relay, kept open between mails."""

import asyncio

from notifiers.smtp.mail import Mail
from notifiers.smtp.relay import Relay
from notifiers.smtp.session import SmtpSession


class SmtpPool:
    """Belongs to one event loop. Opens a connection when a mail finds none free, up to
    `relay.connections`; closes it after so many mails, after so long without any, and after
    anything that went wrong on it but an orderly refusal."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._slots = asyncio.Semaphore(relay.connections)
        self._idle: dict[SmtpSession, asyncio.TimerHandle] = {}
        self._closed = False

    async def deliver(self, mail: Mail) -> None:
        async with self._slots:
            session = self._take_idle() or await SmtpSession.open(self._relay)
            try:
                await session.deliver(mail)
            finally:
                self._keep(session)

    def close(self) -> None:
        """Deliveries under way still end well; their connections close after them."""
        self._closed = True
        while self._idle:
            self._leave(next(iter(self._idle)))

    def _take_idle(self) -> SmtpSession | None:
        while self._idle:
            session, timer = self._idle.popitem()
            timer.cancel()
            if session.is_usable:
                return session
        return None

    def _keep(self, session: SmtpSession) -> None:
        loop = asyncio.get_running_loop()
        self._idle[session] = loop.call_later(self._relay.idle_seconds, self._leave, session)
        if self._closed or not session.is_usable:
            self._leave(session)

    def _leave(self, session: SmtpSession) -> None:
        self._idle.pop(session).cancel()
        session.leave()
