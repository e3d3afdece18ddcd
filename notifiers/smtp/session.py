"""One connection to the relay, one mail at a time.

aiosmtplib opens it: TLS, greeting, login. The mails are handed over here, because aiosmtplib waits
for the reply to each command, where a relay that knows PIPELINING (RFC 2920) takes sender,
recipient and DATA in one round trip; and because it does not tell whether the body had been
written when something failed.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from notifiers.errors import OutcomeUnknown, Refused, SendError, TryLater
from notifiers.smtp.mail import Mail
from notifiers.smtp.refusals import Step, refusal
from notifiers.smtp.relay import Relay
from notifiers.smtp.wire import Reply, Wire

_TAKEN: dict[Step, tuple[int, ...]] = {"mail": (250,), "rcpt": (250, 251), "data": (354,)}
Commands = Mapping[Step, bytes]


class SmtpSession:
    """One connection. Where the relay knows PIPELINING, the next mail's commands go out behind a
    mail's body, before the relay has answered that: one round trip a mail instead of two."""

    def __init__(self, relay: Relay, wire: Wire, extensions: frozenset[str]) -> None:
        self._relay = relay
        self._wire = wire
        self._extensions = extensions
        self._mails = 0

    @classmethod
    async def open(cls, relay: Relay) -> "SmtpSession":
        """Connects, turns TLS on if demanded, logs in. Raises TryLater, channel-wide."""
        smtp = SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.username,
            password=relay.password,
            local_hostname=relay.helo_name(),
            timeout=relay.command_timeout_seconds,
            use_tls=relay.security == "tls",
            start_tls=relay.security == "starttls",
            cert_bundle=str(relay.ca_file) if relay.ca_file else None,
        )
        try:
            with _connecting():
                await smtp.connect()
                if smtp.is_ehlo_or_helo_needed:
                    await smtp.ehlo()
        except BaseException:
            smtp.close()
            raise
        extensions = frozenset(name.lower() for name in smtp.esmtp_extensions)
        return cls(relay, Wire(cast(asyncio.Transport, smtp.transport)), extensions)

    @property
    def is_usable(self) -> bool:
        return self._wire.broken is None and self._mails < self._relay.messages_per_connection

    @property
    def is_busy(self) -> bool:
        """Whether the relay still owes an answer."""
        return self._wire.is_awaited

    async def deliver(self, mail: Mail, pass_on: Callable[[], None]) -> None:
        """Returns when the relay has taken responsibility for the mail. Calls `pass_on` when the
        next may begin, if that is earlier.

        After anything but an orderly refusal the connection may be a reply behind, a later mail
        would take an earlier one's 250 for its own: it is closed.
        """
        envelope = self._envelope(mail)
        self._mails += 1
        try:
            refused = await self._offer(envelope) or await self._hand_over(mail, pass_on)
        except BaseException:
            self._wire.abort()
            raise
        if refused:
            raise refused

    def leave(self) -> None:
        """Says QUIT and hangs up without waiting for the goodbye."""
        with suppress(OSError):
            self._wire.ask(b"QUIT\r\n", 1, self._relay.command_timeout_seconds)
        self._wire.close()

    @property
    def _at_once(self) -> bool:
        return "pipelining" in self._extensions

    async def _offer(self, envelope: Commands) -> SendError | None:
        groups = [envelope] if self._at_once else [{step: envelope[step]} for step in envelope]
        for group in groups:
            if refused := await self._command(group):
                return refused
        return None

    async def _command(self, commands: Commands) -> SendError | None:
        """The first refusal, when the relay listens on. Raises it when the relay does not, even if
        all that is known of that is that the line broke after it."""
        replies = await self._ask(commands)
        heard = dict(zip(commands, replies, strict=False))
        refused = next((step for step in heard if heard[step].code not in _TAKEN[step]), None)
        if refused:
            error = refusal(refused, *heard[refused])
            if len(heard) < len(commands) or not await self._start_over(refused, heard):
                raise error
            return error
        if missing := next((step for step in commands if step not in heard), None):
            raise TryLater(f"{missing}: {self._wire.broken}")
        return None

    async def _ask(self, commands: Commands) -> list[Reply]:
        octets, patience = b"".join(commands.values()), self._relay.command_timeout_seconds
        try:
            return await self._wire.ask(octets, len(commands), patience)
        except OSError as error:
            raise TryLater(f"{next(iter(commands))}: {error}") from error

    async def _start_over(self, refused: Step, heard: Mapping[Step, Reply]) -> bool:
        """A relay may ask for the body although it refused the only recipient; then it gets an
        empty one, for nobody (RFC 2920, 3.1). If it refused the sender only, better none."""
        wants_body = "data" in heard and heard["data"].code == 354
        if not _is_orderly(heard[refused]) or (wants_body and refused == "mail"):
            return False
        commands = [b".\r\n", b"RSET\r\n"] if wants_body else [b"RSET\r\n"]
        patience = self._relay.command_timeout_seconds
        with suppress(OSError):
            replies = await self._wire.ask(b"".join(commands), len(commands), patience)
            return len(replies) == len(commands) and replies[-1].code == 250
        return False

    async def _hand_over(self, mail: Mail, pass_on: Callable[[], None]) -> SendError | None:
        octets = mail.content.replace(b"\r\n.", b"\r\n..") + b".\r\n"
        mail.begin()
        try:
            heard = self._wire.ask(octets, 1, self._relay.body_timeout_seconds)
        except OSError as error:
            raise TryLater(f"body: {error}") from error
        if self._at_once and self.is_usable:
            pass_on()
        for reply in await heard:
            if 200 <= reply.code < 300:
                return None
            refused = refusal("body", *reply)
            if _is_orderly(reply):
                return refused
            raise refused
        raise OutcomeUnknown(f"body: {self._wire.broken}")

    def _envelope(self, mail: Mail) -> Commands:
        options = ""
        if not (mail.recipient.isascii() and mail.sender.isascii()):
            if "smtputf8" not in self._extensions:
                raise Refused("the relay takes no addresses outside ASCII (SMTPUTF8)")
            options = " SMTPUTF8"
        return {
            "mail": f"MAIL FROM:<{mail.sender}>{options}\r\n".encode(),
            "rcpt": f"RCPT TO:<{mail.recipient}>\r\n".encode(),
            "data": b"DATA\r\n",
        }


def _is_orderly(reply: Reply) -> bool:
    """A refusal after which the relay listens on."""
    return 400 <= reply.code < 600 and reply.code != 421


@contextmanager
def _connecting() -> Iterator[None]:
    try:
        yield
    except SMTPResponseException as error:
        raise refusal("connect", error.code, error.message) from error
    except (SMTPException, OSError) as error:
        raise TryLater(f"connect: {error}", channel_wide=True) from error
