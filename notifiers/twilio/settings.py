"""The Twilio account, which SMS and WhatsApp share."""

from ipaddress import ip_address
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_API_URL = "https://api.twilio.com"
_CONTENT_URL = "https://content.twilio.com"


class TwilioSettings(BaseSettings):
    """`SENDER` names the field with the channel's own sender: that one set is the channel on."""

    model_config = SettingsConfigDict(
        env_prefix="AFTERWORD_", env_ignore_empty=True, frozen=True, str_strip_whitespace=True
    )
    SENDER: ClassVar[str]

    twilio_account_sid: str | None = Field(default=None, description="Twilio's AC... of yours.")
    twilio_auth_token: SecretStr | None = Field(
        default=None, description="The token beside it; during a change both."
    )
    twilio_sms_from: str | None = Field(
        default=None, description="Number, short code, name or messaging service (MG...) for SMS."
    )
    twilio_whatsapp_from: str | None = Field(
        default=None, description="Number or messaging service (MG...) for WhatsApp."
    )
    twilio_api_url: str | None = Field(
        default=None, description=f"Base URL of Twilio's API, {_API_URL} if not set."
    )

    @property
    def sender(self) -> str:
        """A number, a short code, a name, or a messaging service (MG...); "" when off."""
        value: str | None = getattr(self, self.SENDER)
        return value or ""

    @property
    def takes_replies(self) -> bool:
        """A name such as ACME, unlike a number, cannot be written to."""
        name = self.sender.removeprefix("whatsapp:")
        return name.startswith("MG") or not any(map(str.isalpha, name))

    @property
    def tokens(self) -> tuple[str, ...]:
        """Each may have signed what Twilio sends us."""
        written = self.twilio_auth_token.get_secret_value() if self.twilio_auth_token else ""
        return tuple(filter(None, map(str.strip, written.split(","))))

    @property
    def token(self) -> str:
        """The one that we show Twilio."""
        return self.tokens[0] if self.tokens else ""

    @property
    def off(self) -> bool:
        return not self.sender and not self.problems()

    @property
    def api_url(self) -> str:
        return (self.twilio_api_url or _API_URL).rstrip("/")

    def reaches(self, url: str) -> bool:
        """Whether Twilio can open an address of ours. A message that names one on this machine
        itself is refused (21609), but for a stand-in beside us."""
        return not _is_here(url) or _is_here(self.api_url)

    @property
    def content_url(self) -> str:
        """Where templates are asked for; the same place as the rest if that is another."""
        return self.api_url if self.twilio_api_url else _CONTENT_URL

    def problems(self) -> list[str]:
        account = (self.twilio_account_sid, self.twilio_auth_token)
        senders = (self.twilio_sms_from, self.twilio_whatsapp_from)
        if not any(account) and not self.sender:
            return []
        missing = [name for name in _ACCOUNT if getattr(self, name) is None]
        if self.twilio_auth_token and not self.token:
            missing.append("twilio_auth_token")
        lines = [f"AFTERWORD_{name.upper()} is missing: {_HALF}" for name in missing]
        if not any(senders):
            lines.append(f"AFTERWORD_TWILIO_SMS_FROM and AFTERWORD_{_OTHER} are missing: {_HALF}")
        if not self.api_url.startswith(("http://", "https://")):
            lines.append("AFTERWORD_TWILIO_API_URL must begin with https:// or http://")
        return lines


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.rpartition(".")[2] == "localhost"


_ACCOUNT = ("twilio_account_sid", "twilio_auth_token")
_OTHER = "TWILIO_WHATSAPP_FROM"
_HALF = "Twilio is half-configured"
