"""E-mail, handed to an SMTP relay."""

from collections.abc import Sequence

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from notifiers.channel import Channel, Clock, ContactField
from notifiers.outgoing import Outgoing, Receipt
from notifiers.smtp.mail import compose
from notifiers.smtp.mailbox import Mailbox
from notifiers.smtp.pool import SmtpPool
from notifiers.smtp.relay import Relay, relays_of

CONTACT_FIELD: ContactField = "email"


class Settings(BaseSettings):
    """`smtp_url` is secret because it may hold the password; `Relay` documents its options."""

    model_config = SettingsConfigDict(
        env_prefix="AFTERWORD_", env_ignore_empty=True, frozen=True, str_strip_whitespace=True
    )

    smtp_url: SecretStr | None = Field(
        default=None,
        description="smtp://, smtp+starttls:// or smtps://user:password@host:port of the relay; "
        "of several, with white space between them, the one to prefer comes first.",
    )
    mail_from: str | None = Field(
        default=None, description='The usual sender, such as "Acme" <survey@acme.com>.'
    )

    @property
    def off(self) -> bool:
        return self.smtp_url is None and self.mail_from is None

    def problems(self) -> list[str]:
        if self.off:
            return []
        return [*self._relay_problems(), *self._sender_problems()]

    def relays(self) -> list[Relay]:
        if self.smtp_url is None:
            raise ValueError("is missing: e-mail is half-configured")
        return relays_of(self.smtp_url.get_secret_value())

    def sender(self) -> Mailbox:
        if self.mail_from is None:
            raise ValueError("is missing: e-mail is half-configured")
        return Mailbox.parse(self.mail_from)

    def _relay_problems(self) -> list[str]:
        try:
            self.relays()
        except ValueError as error:
            return [f"AFTERWORD_SMTP_URL {error}"]
        return []

    def _sender_problems(self) -> list[str]:
        try:
            self.sender()
        except ValueError as error:
            return [f"AFTERWORD_MAIL_FROM {error}"]
        return []


class EmailChannel:
    def __init__(self, relays: Sequence[Relay], default_sender: Mailbox, now: Clock) -> None:
        self.lanes = tuple(relay.lane for relay in relays)
        self._pools = {relay.lane.name: SmtpPool(relay) for relay in relays}
        self._default_sender = default_sender
        self._now = now

    async def send(self, outgoing: Outgoing) -> Receipt:
        mail = compose(outgoing, self._default_sender, self._now())
        await self._pools[outgoing.lane or self.lanes[0].name].deliver(mail)
        return Receipt(mail.message_id)

    async def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


def open_channel(settings: Settings, now: Clock) -> Channel:
    return EmailChannel(settings.relays(), settings.sender(), now)
