"""E-mail, handed to an SMTP relay."""

from collections.abc import Sequence

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from notifiers.channel import Channel, Clock, ContactField
from notifiers.outgoing import Outgoing, Receipt
from notifiers.smtp.dkim import sign
from notifiers.smtp.mail import compose
from notifiers.smtp.mailbox import Mailbox
from notifiers.smtp.pool import SmtpPool
from notifiers.smtp.relay import Relay, relays_of
from notifiers.smtp.signing_key import SigningKey

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

    dkim_keys: str = Field(
        default="",
        description="To sign mail: SELECTOR._domainkey.acme.com=/path/to/key.pem, with commas.",
    )

    @property
    def off(self) -> bool:
        return self.smtp_url is None and self.mail_from is None

    def problems(self) -> list[str]:
        if self.off:
            return []
        return [*self._relay_problems(), *self._sender_problems(), *self._key_problems()]

    def relays(self) -> list[Relay]:
        if self.smtp_url is None:
            raise ValueError("is missing: e-mail is half-configured")
        return relays_of(self.smtp_url.get_secret_value())

    def sender(self) -> Mailbox:
        if self.mail_from is None:
            raise ValueError("is missing: e-mail is half-configured")
        return Mailbox.parse(self.mail_from)

    def signing_keys(self) -> tuple[SigningKey, ...]:
        return tuple(map(SigningKey.parse, self._written_keys()))

    def _written_keys(self) -> list[str]:
        return [one.strip() for one in self.dkim_keys.split(",") if one.strip()]

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

    def _key_problems(self) -> list[str]:
        problems, names = [], set()
        for written in self._written_keys():
            try:
                key = SigningKey.parse(written)
                problems += [f"names {key.record_name} twice"] if key.record_name in names else []
                names.add(key.record_name)
            except ValueError as error:
                problems.append(str(error))
        return [f"AFTERWORD_DKIM_KEYS {one}" for one in problems]


class EmailChannel:
    begins = True

    def __init__(
        self,
        relays: Sequence[Relay],
        default_sender: Mailbox,
        now: Clock,
        keys: Sequence[SigningKey] = (),
    ) -> None:
        self.lanes = tuple(relay.lane for relay in relays)
        self._pools = {relay.lane.name: SmtpPool(relay) for relay in relays}
        self._keys = keys
        self._default_sender = default_sender
        self._now = now

    async def send(self, outgoing: Outgoing) -> Receipt:
        now = self._now()
        mail = sign(compose(outgoing, self._default_sender, now), self._keys, now)
        await self._pools[outgoing.lane or self.lanes[0].name].deliver(mail)
        return Receipt(mail.message_id)

    async def close(self) -> None:
        for pool in self._pools.values():
            pool.close()


def open_channel(settings: Settings, now: Clock) -> Channel:
    return EmailChannel(settings.relays(), settings.sender(), now, settings.signing_keys())
