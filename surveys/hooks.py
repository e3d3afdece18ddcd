"""Endpoints of foreign systems, and what they sent that could not be used."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from surveys.errors import Conflict, FieldError, InvalidInput
from surveys.keyring import Keyring
from surveys.models import HookEndpoint, Quarantine

NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")  # a part of the address


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`origin` scopes the ids of its events; `secrets` holds every live one."""

    origin: str
    secrets: tuple[str, ...]


async def add(
    source: str, name: str, secrets: Sequence[str], keyring: Keyring, now: datetime
) -> None:
    """Make an endpoint; its secrets are kept encrypted. Conflict when the name is taken."""
    if NAME.fullmatch(name) is None:
        raise InvalidInput(FieldError("name", "write up to 64 letters, digits, dots or dashes"))
    if await HookEndpoint.exists(source=source, name=name):
        raise Conflict(f"there is a {source} endpoint {name!r} already")
    sealed = keyring.seal(json.dumps(list(secrets)))
    await HookEndpoint.create(source=source, name=name, secrets=sealed, created_at=now)


async def find(source: str, name: str, keyring: Keyring) -> Endpoint | None:
    """The endpoint, None when there is none."""
    if NAME.fullmatch(name) is None:
        return None
    row = await HookEndpoint.get_or_none(source=source, name=name)
    if row is None:
        return None
    return Endpoint(f"{source}:{name}", tuple(json.loads(keyring.unseal(row.secrets))))


async def quarantine(
    origin: str, reason: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> None:
    """Keep a delivery that was signed but cannot be used, byte for byte."""
    kept = {name: value.replace("\x00", "") for name, value in headers.items()}
    await Quarantine.create(
        origin=origin, reason=reason.replace("\x00", ""), headers=kept, body=body, received_at=now
    )
