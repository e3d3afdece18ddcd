"""One connection to the relay, one mail at a time or, with PIPELINING, two.

aiosmtplib opens it: TLS, greeting, login. The mails are handed over here, because aiosmtplib waits
for the reply to each command, where a relay that knows PIPELINING (RFC 2920) takes sender,
recipient and DATA in one round trip; and because it does not tell whether the body had been
written when something failed.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from notifiers.errors import OutcomeUnknown, Refused, SendError, TryLater
from notifiers.smtp.delivery import Delivery
from notifiers.smtp.mail import Mail
from notifiers.smtp.refusals import Step, refusal
from notifiers.smtp.relay import Relay
from notifiers.smtp.wire import Reply, Wire

_TAKEN: dict[Step, tuple[int, ...]] = {"mail": (250,), "rcpt": (250, 251), "data": (354,)}
Commands = Mapping[Step, bytes]


class SmtpSession:
    """One connection. Where the relay knows PIPELINING, the next mail's commands go out behind a
    mail's body, before the relay has answered that: one round trip a mail instead of two.

    `moved_on` is called whenever the turn of a mail is over, which may be before its answer, and
    when it has its answer.
    """

    def __init__(
        self, relay: Relay, wire: Wire, extensions: frozenset[str], moved_on: "MovedOn"
    ) -> None:
        self._relay = relay
        self._wire = wire
        self._at_once = "pipelining" in extensions
        self._takes_utf8 = "smtputf8" in extensions
        self._moved_on = moved_on
        self._mails = 0
        self._turn: Delivery | None = None

    @classmethod
    async def open(cls, relay: Relay, moved_on: "MovedOn") -> "SmtpSession":
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
        return cls(relay, Wire(cast(asyncio.Transport, smtp.transport)), extensions, moved_on)

    @property
    def is_usable(self) -> bool:
        return self._wire.broken is None and self._mails < self._relay.messages_per_connection

    @property
    def is_taken(self) -> bool:
        """Whether it is a mail's turn."""
        return self._turn is not None

    @property
    def is_busy(self) -> bool:
        """Whether the relay still owes an answer."""
        return self._wire.is_awaited

    def begin(self, delivery: Delivery) -> None:
        """It is this mail's turn.

        After anything but an orderly refusal the connection may be a reply behind, a later mail
        would take an earlier one's 250 for its own: it is closed.
        """
        self._turn, delivery.stop = delivery, self._wire.abort
        try:
            envelope = self._envelope(delivery.mail)
        except Refused as refused:
            asyncio.get_running_loop().call_soon(self._end, delivery, refused)
            return
        self._mails += 1
        groups = [envelope] if self._at_once else [{step: envelope[step]} for step in envelope]
        self._offer(delivery, groups)

    def leave(self) -> None:
        """Says QUIT and hangs up without waiting for the goodbye."""
        with suppress(OSError):
            patience = self._relay.command_timeout_seconds
            self._wire.ask(b"QUIT\r\n", 1, patience, lambda goodbye: None)
        self._wire.close()

    def _offer(self, delivery: Delivery, groups: Sequence[Commands]) -> None:
        commands, rest = groups[0], groups[1:]

        def heard(replies: list[Reply]) -> None:
            for step, reply in zip(commands, replies, strict=False):
                if reply.code not in _TAKEN[step]:
                    self._refuse(delivery, step, commands, replies)
                    return
            if len(replies) < len(commands):
                self._fail(delivery, TryLater(f"{[*commands][len(replies)]}: {self._wire.broken}"))
            elif rest:
                self._offer(delivery, rest)
            else:
                self._hand_over(delivery)

        try:
            octets, patience = b"".join(commands.values()), self._relay.command_timeout_seconds
            self._wire.ask(octets, len(commands), patience, heard)
        except OSError as error:
            self._fail(delivery, TryLater(f"{next(iter(commands))}: {error}"))

    def _refuse(
        self, delivery: Delivery, refused: Step, commands: Commands, replies: Sequence[Reply]
    ) -> None:
        """After the first refusal the relay may listen on. If it does not, even if all that is
        known of that is that the line broke after it, the refusal is what counts."""
        heard = dict(zip(commands, replies, strict=False))
        error = refusal(refused, *heard[refused])
        if len(heard) < len(commands) or not _is_orderly(heard[refused]):
            self._fail(delivery, error)
        else:
            self._start_over(delivery, error, refused, wants_body=_wants_body(heard))

    def _start_over(
        self, delivery: Delivery, error: SendError, refused: Step, *, wants_body: bool
    ) -> None:
        """A relay may ask for the body although it refused the only recipient; then it gets an
        empty one, for nobody (RFC 2920, 3.1). If it refused the sender only, better none."""
        if wants_body and refused == "mail":
            self._fail(delivery, error)
            return
        commands = [b".\r\n", b"RSET\r\n"] if wants_body else [b"RSET\r\n"]

        def heard(replies: list[Reply]) -> None:
            begun_anew = len(replies) == len(commands) and replies[-1].code == 250
            (self._end if begun_anew else self._fail)(delivery, error)

        try:
            patience = self._relay.command_timeout_seconds
            self._wire.ask(b"".join(commands), len(commands), patience, heard)
        except OSError:
            self._fail(delivery, error)

    def _hand_over(self, delivery: Delivery) -> None:
        def heard(replies: list[Reply]) -> None:
            self._answer(delivery, replies)

        try:
            delivery.mail.begin()
            patience = self._relay.body_timeout_seconds
            self._wire.ask(delivery.mail.octets, 1, patience, heard)
        except OSError as error:
            self._fail(delivery, TryLater(f"body: {error}"))
            return
        except Exception as bug:  # of `begin`
            self._fail(delivery, bug)
            return
        if self._at_once and self.is_usable:
            self._turn = None
            self._moved_on(self)

    def _answer(self, delivery: Delivery, replies: Sequence[Reply]) -> None:
        if not replies:
            self._fail(delivery, OutcomeUnknown(f"body: {self._wire.broken}"))
        elif 200 <= replies[0].code < 300:
            self._end(delivery)
        else:
            ends = self._end if _is_orderly(replies[0]) else self._fail
            ends(delivery, refusal("body", *replies[0]))

    def _fail(self, delivery: Delivery, error: Exception) -> None:
        self._wire.abort()
        self._end(delivery, error)

    def _end(self, delivery: Delivery, error: Exception | None = None) -> None:
        delivery.end(error)
        if self._turn is delivery:
            self._turn = None
        self._moved_on(self)

    def _envelope(self, mail: Mail) -> Commands:
        options = ""
        if not (mail.recipient.isascii() and mail.sender.isascii()):
            if not self._takes_utf8:
                raise Refused("the relay takes no addresses outside ASCII (SMTPUTF8)")
            options = " SMTPUTF8"
        return {
            "mail": f"MAIL FROM:<{mail.sender}>{options}\r\n".encode(),
            "rcpt": f"RCPT TO:<{mail.recipient}>\r\n".encode(),
            "data": b"DATA\r\n",
        }


MovedOn = Callable[[SmtpSession], None]


def _wants_body(heard: Mapping[Step, Reply]) -> bool:
    return "data" in heard and heard["data"].code == 354


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
