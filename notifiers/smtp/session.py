"""One connection to the relay, one mail at a time.

The three commands are sent one by one, and not by aiosmtplib's `sendmail`, because only so is it
known whether the body had been written when something failed.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from notifiers.errors import OutcomeUnknown, Refused, SendError, TryLater
from notifiers.smtp.mail import Mail
from notifiers.smtp.refusals import Step, refusal
from notifiers.smtp.relay import Relay


class SmtpSession:
    """After any exception out of `deliver` the connection may be one reply behind, a later mail
    would take an earlier one's 250 for its own: `abort` it, whatever the exception was."""

    def __init__(self, relay: Relay, smtp: SMTP) -> None:
        self._relay = relay
        self._smtp = smtp
        self.delivered = 0

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
        session = cls(relay, smtp)
        try:
            with _before_the_body("connect"):
                await smtp.connect()
                if smtp.is_ehlo_or_helo_needed:
                    await smtp.ehlo()
        except BaseException:
            session.abort()
            raise
        return session

    @property
    def is_usable(self) -> bool:
        return self._smtp.is_connected and self.delivered < self._relay.messages_per_connection

    async def deliver(self, mail: Mail) -> None:
        """Returns when the relay has taken responsibility for the mail."""
        options = self._mail_options(mail)
        with _before_the_body("mail"):
            await self._smtp.mail(mail.sender, options=options, encoding="utf-8")
        with _before_the_body("rcpt"):
            await self._smtp.rcpt(mail.recipient, encoding="utf-8")
        with _before_the_body("data"):
            reply = await self._smtp.execute_command(b"DATA")
        if reply.code != 354:
            raise refusal("data", reply.code, reply.message)
        await self._write_body(mail.content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        self.delivered += 1

    async def _write_body(self, octets: bytes) -> None:
        protocol = self._smtp.protocol
        if protocol is None:
            raise TryLater("body: the connection was lost before it was written")
        with _before_the_body("body"):
            protocol.write(octets)
        try:
            reply = await protocol.read_response(timeout=self._relay.body_timeout_seconds)
        except (SMTPException, OSError) as error:
            raise OutcomeUnknown(f"body: {error}") from error
        if not 200 <= reply.code < 300:
            raise refusal("body", reply.code, reply.message)

    def _mail_options(self, mail: Mail) -> list[str]:
        if mail.recipient.isascii() and mail.sender.isascii():
            return []
        if not self._smtp.supports_extension("smtputf8"):
            raise Refused("the relay takes no addresses outside ASCII (SMTPUTF8)")
        return ["SMTPUTF8"]

    def leave(self) -> None:
        """Says QUIT and hangs up without waiting for the goodbye."""
        protocol = self._smtp.protocol
        if protocol is not None and self._smtp.is_connected:
            protocol.write(b"QUIT\r\n")
        self._smtp.close()

    def abort(self) -> None:
        """Hangs up at once: what is still in the buffer must not go out later."""
        if self._smtp.transport is not None:
            cast(asyncio.WriteTransport, self._smtp.transport).abort()
        self._smtp.close()


@contextmanager
def _before_the_body(step: Step) -> Iterator[None]:
    """Whatever breaks here, nothing has been delivered."""
    try:
        yield
    except SMTPResponseException as error:
        raise refusal(step, error.code, error.message) from error
    except (SMTPException, OSError) as error:
        raise _broken(step, error) from error


def _broken(step: Step, error: Exception) -> SendError:
    return TryLater(f"{step}: {error}", channel_wide=step == "connect")
