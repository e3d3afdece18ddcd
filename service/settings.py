"""Settings from the environment, prefix AFTERWORD_. Read once, when a process starts; channels own
theirs (notifiers/). Everything that is missing or wrong is told in one error.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

import notifiers
from notifiers.channel import ChannelSettings
from service.links import ORIGIN
from surveys.errors import AfterwordError, InvalidInput
from surveys.opening import sqlite_path

PREFIX = "AFTERWORD_"
SHORTEST_SECRET = 32
DOMAIN = re.compile(
    r"(?=.{1,180}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}"
)


class WrongSettings(AfterwordError):
    """The environment cannot be used; `problems` names every variable and the remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """What the service itself needs. Units are in the names."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, str_strip_whitespace=True
    )

    database_url: str = Field(
        default="sqlite://var/afterword.db",
        description="sqlite://path or postgres://user:password@host:port/name",
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000", description="Where customers reach this service; in links."
    )
    secret_key: SecretStr = Field(
        description="At least 32 characters of chance. Must stay the same for the database's life."
    )
    timezone: str = Field(
        default="UTC", description="IANA zone of customers whose own zone is not known."
    )
    settle_seconds: float = Field(
        default=600,
        ge=0,
        le=86400,
        description="How long a one-click answer waits before it counts.",
    )
    smallest_group: int = Field(
        default=1,
        ge=1,
        le=1000,
        description="Groups of fewer answers are told together as `other`.",
    )
    link_origins: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(), description="Where thanks may send people on to, https://host each."
    )
    bounce_domain: str | None = Field(
        default=None, description="Mails that come back go to addresses of their own there."
    )
    senders: int = Field(default=8, ge=1, le=1000, description="Messages sent at the same time.")
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            sqlite_path(value)
        except InvalidInput as error:
            raise ValueError(error.errors[0].message) from error
        try:  # never with the value in it: it holds a password
            parts = urlsplit(value)
            wrong = bool(parts.fragment) or (parts.port is None and ":" in _place(parts.netloc))
        except ValueError:
            wrong = True
        if wrong and not value.startswith("sqlite"):
            raise ValueError(HOW_TO_QUOTE) from None
        return value

    @field_validator("base_url")
    @classmethod
    def _whole_url(cls, value: str) -> str:
        parts = urlsplit(value)
        odd = parts.query or parts.fragment or parts.username or not value.isprintable()
        if parts.scheme not in ("http", "https") or not parts.hostname or odd or " " in value:
            raise ValueError("write a whole URL such as https://feedback.example.com")
        if parts.path.strip("/"):
            raise ValueError("must not have a path; give Afterword a host name of its own")
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"must have at least {SHORTEST_SECRET} characters; {HOW_TO_MAKE_ONE}")
        return value

    @field_validator("link_origins", mode="before")
    @classmethod
    def _origins(cls, value: object) -> object:
        found = re.split(r"[\s,]+", value.strip()) if isinstance(value, str) else value
        if isinstance(found, list) and (odd := [one for one in found if not ORIGIN.fullmatch(one)]):
            raise ValueError(
                f"{odd[0]!r} is no origin; write https://reviews.example.com, in lower case and "
                "without a path, several with commas"
            )
        return found

    @field_validator("bounce_domain")
    @classmethod
    def _domain(cls, value: str | None) -> str | None:
        if value is not None and not DOMAIN.fullmatch(value):
            raise ValueError("write a domain such as bounces.example.com")
        return value and value.lower()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is not an IANA time zone such as Asia/Jakarta")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """`timezone` as a zone."""
        return ZoneInfo(self.timezone)

    @property
    def secure(self) -> bool:
        """Whether customers come by https, so that cookies may be marked so."""
        return self.base_url.startswith("https://")


HOW_TO_QUOTE = (
    "cannot be read; in user and password write / @ : # ? [ ] as %2F %40 %3A %23 %3F %5B %5D"
)


def _place(netloc: str) -> str:
    """Host and port, without the brackets of an IPv6 address."""
    return netloc.rpartition("@")[2].rpartition("]")[2]


HOW_TO_MAKE_ONE = "make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"


@dataclass(frozen=True, slots=True)
class Configuration:
    """The service's settings and those of every channel that there is."""

    settings: Settings
    channels: Mapping[str, ChannelSettings]


def read() -> Configuration:
    """Read the environment; WrongSettings names everything that is missing or wrong."""
    problems: list[str] = []
    settings: Settings | None = None
    try:
        settings = Settings()  # type: ignore[call-arg]  # secret_key comes from the environment
    except ValidationError as error:
        problems += [_sentence(finding) for finding in error.errors()]
    channels: dict[str, ChannelSettings] = {}
    for name in notifiers.channel_names():
        try:
            channels[name] = notifiers.settings_of(name)
        except ValidationError as error:
            problems += [_sentence(finding) for finding in error.errors()]
    problems += notifiers.problems_of(channels)
    if problems or settings is None:
        raise WrongSettings(list(dict.fromkeys(problems)))
    return Configuration(settings, channels)


def _sentence(finding: object) -> str:
    found = dict(finding)  # type: ignore[call-overload]  # a TypedDict of pydantic's
    variable = PREFIX + str(found["loc"][0]).upper()
    if found["type"] == "missing":
        remedy = f"; {HOW_TO_MAKE_ONE}" if variable.endswith("SECRET_KEY") else ""
        return f"{variable} is missing{remedy}"
    return f"{variable}: {str(found['msg']).removeprefix('Value error, ')}"
