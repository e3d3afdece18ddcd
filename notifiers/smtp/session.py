"""One connection to the relay, one mail at a time.

aiosmtplib opens it: TLS, greeting, login. The mails are handed over here, because aiosmtplib waits
for the reply to each command, where a relay that knows PIPELINING (RFC 2920) takes sender,
recipient and DATA in one round trip; and because it does not tell whether the body had been
written when something failed.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from notifiers.errors import OutcomeUnknown, Refused, TryLater
from notifiers.smtp.mail import Mail
from notifiers.smtp.refusals import Step, refusal
from notifiers.smtp.relay import Relay
from notifiers.smtp.wire import Reply, Wire

_TAKEN: dict[Step, tuple[int, ...]] = {"mail": (250,), "rcpt": (250, 251), "data": (354,)}
Commands = Mapping[Step, bytes]


class SmtpSession:
    def __init__(self, relay: Relay, wire: Wire, extensions: frozenset[str]) -> None:
        self._relay = relay
        self._wire = wire
        self._extensions = extensions
        self._mails = 0
        self._in_order = True

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
        fresh = self._mails < self._relay.messages_per_connection
        return fresh and self._in_order and not self._wire.is_broken

    async def deliver(self, mail: Mail) -> None:
        """Returns when the relay has taken responsibility for the mail. After anything but an
        orderly refusal the connection may be a reply behind, a later mail would take an earlier
        one's 250 for its own: it is closed."""
        envelope = self._envelope(mail)
        self._mails += 1
        self._in_order = False
        try:
            await self._hand_over(envelope, mail.content)
        finally:
            if not self._in_order:
                self._wire.abort()

    def leave(self) -> None:
        """Says QUIT and hangs up without waiting for the goodbye."""
        if self._in_order and not self._wire.is_broken:
            self._wire.say(b"QUIT\r\n", replies=1)
        self._wire.close()

    async def _hand_over(self, envelope: Commands, content: bytes) -> None:
        at_once = "pipelining" in self._extensions
        groups = [envelope] if at_once else [{step: envelope[step]} for step in envelope]
        for group in groups:
            await self._ask(group)
        await self._write_body(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")

    async def _ask(self, commands: Commands) -> None:
        """Hears every reply; the first refusal counts, also if the line broke after it."""
        heard: dict[Step, Reply] = {}
        broken: OSError | None = None
        try:
            self._wire.say(b"".join(commands.values()), replies=len(commands))
            for step in commands:
                heard[step] = await self._wire.reply(self._relay.command_timeout_seconds)
        except OSError as error:
            broken = error
        if refused := next((s for s in heard if heard[s].code not in _TAKEN[s]), None):
            if not broken:
                await self._start_over(refused, heard)
            raise refusal(refused, *heard[refused])
        if broken:
            step = next(step for step in commands if step not in heard)
            raise TryLater(f"{step}: {broken}") from broken

    async def _start_over(self, refused: Step, heard: Mapping[Step, Reply]) -> None:
        """A relay may ask for the body although it refused the only recipient; then it gets an
        empty one, for nobody (RFC 2920, 3.1). If it refused the sender only, better none."""
        wants_body = "data" in heard and heard["data"].code == 354
        if not _is_orderly(heard[refused]) or (wants_body and refused == "mail"):
            return
        commands = [b".\r\n", b"RSET\r\n"] if wants_body else [b"RSET\r\n"]
        with suppress(OSError):
            self._wire.say(b"".join(commands), replies=len(commands))
            for _ in commands:
                reply = await self._wire.reply(self._relay.command_timeout_seconds)
            self._in_order = reply.code == 250

    async def _write_body(self, octets: bytes) -> None:
        try:
            self._wire.say(octets, replies=1)
        except OSError as error:
            raise TryLater(f"body: {error}") from error
        try:
            reply = await self._wire.reply(self._relay.body_timeout_seconds)
        except OSError as error:
            raise OutcomeUnknown(f"body: {error}") from error
        taken = 200 <= reply.code < 300
        self._in_order = taken or _is_orderly(reply)
        if not taken:
            raise refusal("body", *reply)

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
