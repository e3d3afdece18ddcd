"""A handful of connections to one relay, kept open between mails."""

import asyncio
from collections import deque

from notifiers.smtp.delivery import Delivery
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
        self._waiting: deque[Delivery] = deque()
        self._open = 0
        self._free: dict[SmtpSession, float] = {}  # and the loop's time of its last turn
        self._sweep: asyncio.TimerHandle | None = None
        self._closed = False

    async def deliver(self, mail: Mail) -> None:
        """Returns when the relay has taken responsibility for the mail."""
        delivery = Delivery(mail)
        self._waiting.append(delivery)
        self._hand_out()
        try:
            await delivery.told
        except asyncio.CancelledError:
            if delivery in self._waiting:
                self._waiting.remove(delivery)
            elif delivery.told.cancelled():
                delivery.stop()
            raise

    def close(self) -> None:
        """Deliveries under way still end well; their connections close after them."""
        self._closed = True
        for session in [*self._free]:
            self._moved_on(session)

    def _hand_out(self) -> None:
        """Begin with those that wait, as far as there are connections."""
        while self._waiting:
            if session := self._take():
                session.begin(self._waiting.popleft())
            elif self._open < self._relay.connections:
                self._open += 1
                delivery = self._waiting.popleft()
                delivery.stop = asyncio.create_task(self._connect(delivery)).cancel
            else:
                return

    def _take(self) -> SmtpSession | None:
        """The idle one used last, so that those that nobody needs close; one that is busy only when
        there may be no more of them."""
        while self._free:
            idle = next((one for one in reversed(self._free) if not one.is_busy), None)
            if idle is None and self._open < self._relay.connections:
                return None
            session = idle or next(iter(self._free))
            del self._free[session]
            if session.is_usable:
                return session
            if not session.is_busy:  # one that is hears of its end, and then leaves
                self._leave(session)
        return None

    async def _connect(self, delivery: Delivery) -> None:
        """For one mail: if nobody can be reached, it hears why."""
        try:
            session = await SmtpSession.open(self._relay, self._moved_on)
        except BaseException as error:
            self._open -= 1
            delivery.end(error)
            self._hand_out()
        else:
            session.begin(delivery)

    def _moved_on(self, session: SmtpSession) -> None:
        if session.is_taken:
            return
        over = self._closed and not self._waiting
        if session.is_usable and not over:
            self._free.setdefault(session, asyncio.get_running_loop().time())
            self._hand_out()
            self._sweep = self._sweep or self._sweep_later()
        elif not session.is_busy:
            self._leave(session)
            self._hand_out()

    def _sweep_later(self) -> asyncio.TimerHandle:
        loop = asyncio.get_running_loop()
        return loop.call_later(self._relay.idle_seconds, self._sweep_idle)

    def _sweep_idle(self) -> None:
        self._sweep = None
        idle_since = asyncio.get_running_loop().time() - self._relay.idle_seconds
        for session, since in [*self._free.items()]:
            if since <= idle_since and not session.is_busy:
                self._leave(session)
        if self._free:
            self._sweep = self._sweep_later()

    def _leave(self, session: SmtpSession) -> None:
        self._free.pop(session, None)
        self._open -= 1
        session.leave()
