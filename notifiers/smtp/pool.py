"""A handful of connections to one relay, kept open between mails."""

import asyncio

from notifiers.smtp.mail import Mail
from notifiers.smtp.relay import Relay
from notifiers.smtp.session import SmtpSession


class SmtpPool:
    """Belongs to one event loop. Opens a connection when a mail finds none idle, up to
    `relay.connections`; closes it after so many mails, after so long without any, and after
    anything that went wrong on it but an orderly refusal.

    Mails take turns on a connection. A turn may be over before the mail has its answer: then the
    connection is free for the next mail, and busy all the same.
    """

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._turns = asyncio.Semaphore(relay.connections)
        self._open = 0
        self._free: dict[SmtpSession, float] = {}  # and the loop's time of its last turn
        self._sweep: asyncio.TimerHandle | None = None
        self._closed = False

    async def deliver(self, mail: Mail) -> None:
        session, over = await self._turn(), False

        def pass_on() -> None:
            nonlocal over
            over = True
            self._free[session] = asyncio.get_running_loop().time()
            self._turns.release()

        try:
            await session.deliver(mail, pass_on)
        finally:
            if not over:
                pass_on()
            self._settle(session)

    def close(self) -> None:
        """Deliveries under way still end well; their connections close after them."""
        self._closed = True
        for session in [*self._free]:
            self._settle(session)

    async def _turn(self) -> SmtpSession:
        await self._turns.acquire()
        try:
            return self._take() or await self._connect()
        except BaseException:
            self._turns.release()
            raise

    def _take(self) -> SmtpSession | None:
        """The idle one used last, so that those that nobody needs close; one that is busy only when
        there may be no more of them."""
        while self._free:
            idle = next((one for one in reversed(self._free) if not one.is_busy), None)
            if idle is None and self._open < self._relay.connections:
                return None
            session = idle or next(iter(self._free))
            if session.is_usable:
                del self._free[session]
                return session
            self._leave(session)
        return None

    async def _connect(self) -> SmtpSession:
        self._open += 1
        try:
            return await SmtpSession.open(self._relay)
        except BaseException:
            self._open -= 1
            raise

    def _settle(self, session: SmtpSession) -> None:
        """A mail has its answer, whatever it is."""
        if session not in self._free or session.is_busy:
            return
        if self._closed or not session.is_usable:
            self._leave(session)
        elif self._sweep is None:
            self._sweep_later()

    def _sweep_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._sweep = loop.call_later(self._relay.idle_seconds, self._sweep_idle)

    def _sweep_idle(self) -> None:
        self._sweep = None
        idle_since = asyncio.get_running_loop().time() - self._relay.idle_seconds
        for session, since in [*self._free.items()]:
            if since <= idle_since and not session.is_busy:
                self._leave(session)
        if self._free:
            self._sweep_later()

    def _leave(self, session: SmtpSession) -> None:
        del self._free[session]
        self._open -= 1
        session.leave()
