"""Where mail is handed in: AFTERWORD_SMTP_URL, read."""

import socket
from datetime import date
from typing import Annotated, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, FilePath, ValidationError

from notifiers.lane import Lane

Security = Literal["none", "starttls", "tls"]
Seconds = Annotated[float, Field(gt=0, le=3600)]
Rate = Annotated[float, Field(ge=0.001, le=1_000_000)]

_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_FROM_THE_URL = {"host", "port", "security", "username", "password"}


class Relay(BaseModel):
    """`security` is a demand: with "starttls" a relay that does not offer it gets no mail.

    `command_timeout_seconds` holds for connecting and for each command, `body_timeout_seconds` for
    the answer to the final dot: RFC 5321 asks for ten minutes there, because whoever gives up
    earlier does not know whether the mail was taken. `ca_file` names the certificates (PEM) to
    trust instead of the system's. `helo` is the name we give ourselves, "" for the host's. The
    rates are those of its `Lane`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    port: int
    security: Security = "none"
    username: str | None = None
    password: str | None = Field(default=None, repr=False)
    connections: int = Field(default=4, gt=0, le=100)
    command_timeout_seconds: Seconds = 30
    body_timeout_seconds: Seconds = 300
    messages_per_connection: int = Field(default=100, gt=0)
    idle_seconds: Seconds = 20
    helo: str = Field(default="", pattern=r"^[A-Za-z0-9.:\[\]-]*$")
    ca_file: FilePath | None = None
    per_second: Rate | None = None
    domain_per_minute: Rate | None = None
    warm_up: date | None = None
    warm_up_per_hour: int = Field(default=50, gt=0, le=1_000_000)

    @classmethod
    def parse(cls, url: str) -> "Relay":
        """Reads `smtp[s|+starttls]://user:password@host:port?connections=4&...`; the options are
        the fields above by name. Raises ValueError with a text for the operator, without the
        password."""
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES:
            raise ValueError("must begin with smtp://, smtps:// or smtp+starttls://")
        port = _port(parts)
        if not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("must look like smtp://user:password@host:port")
        security, default_port = _SCHEMES[parts.scheme]
        values = {
            **_options(parts.query),
            "host": parts.hostname,
            "port": port or default_port,
            "security": security,
            "username": None if parts.username is None else unquote(parts.username),
            "password": None if parts.password is None else unquote(parts.password),
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ValueError(_first_problem(error)) from None

    @property
    def lane(self) -> Lane:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return Lane(
            f"{host}:{self.port}",
            self.per_second,
            self.domain_per_minute,
            self.warm_up,
            self.warm_up_per_hour,
        )

    def helo_name(self) -> str:
        """Not `socket.getfqdn()`: that asks the DNS, which takes seconds where it is broken."""
        return self.helo or socket.gethostname() or "localhost"


def relays_of(urls: str) -> list[Relay]:
    """Reads several with white space between them. Raises ValueError as above, for all of them."""
    relays, problems = [], []
    for number, url in enumerate(urls.split() or [""], 1):
        try:
            relays.append(Relay.parse(url))
        except ValueError as error:
            problems.append(f"{error}" if len(urls.split()) < 2 else f"{error} (relay {number})")
    names = [relay.lane.name for relay in relays]
    problems += sorted({f"names {name} twice" for name in names if names.count(name) > 1})
    if problems:
        raise ValueError("; it ".join(problems))
    return relays


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    known = set(Relay.model_fields) - _FROM_THE_URL
    for name in options:
        if name not in known:
            raise ValueError(f"has an unknown option {name}; known are {', '.join(sorted(known))}")
    if "warm_up_per_hour" in options and "warm_up" not in options:
        raise ValueError("has warm_up_per_hour without warm_up, the day on which it begins")
    return options


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:  # whose text may hold a piece of a password with an unescaped slash
        raise ValueError("has a bad port (write / @ : in a password as %2F %40 %3A)") from None


def _first_problem(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    return f"has a bad {first['loc'][0]}: {first['msg']}"
