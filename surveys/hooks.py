"""Endpoints of foreign systems, and the secrets that they sign with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from surveys import hook_secrets
from surveys.errors import Conflict, FieldError, InvalidInput, NotFound
from surveys.hook_secrets import Secret
from surveys.keyring import Keyring
from surveys.models.access import HookEndpoint

NAME = re.compile(r"(?!\.+$)[A-Za-z0-9_.-]{1,64}")  # a part of the address, where .. goes up


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`origin` scopes the ids of its events; `secrets` holds every live one."""

    origin: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An endpoint as it may be shown. `old_until`: when the last old secret ends, if one lives."""

    source: str
    name: str
    created_at: datetime
    live_secrets: int
    old_until: datetime | None


async def add(
    source: str, name: str, secrets: Sequence[str], keyring: Keyring, now: datetime
) -> None:
    """Make an endpoint; its secrets are kept encrypted. Conflict when the name is taken."""
    if NAME.fullmatch(name) is None:
        raise InvalidInput(FieldError("name", "write up to 64 letters, digits, dots or dashes"))
    sealed = keyring.seal(hook_secrets.write([Secret(one) for one in secrets]))
    try:
        await HookEndpoint.create(source=source, name=name, secrets=sealed, created_at=now)
    except IntegrityError as error:
        raise Conflict(f"there is a {source} endpoint {name!r} already") from error


async def find(source: str, name: str, keyring: Keyring, now: datetime) -> Endpoint | None:
    """The endpoint, None when there is none."""
    if (row := await _row(source, name)) is None:
        return None
    found = hook_secrets.live(hook_secrets.read(keyring.unseal(row.secrets)), now)
    return Endpoint(f"{source}:{name}", tuple(one.text for one in found))


async def rotate(
    source: str,
    name: str,
    secret: str,
    old_valid_for: timedelta,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Make `secret` the current one; the ones before it stay valid for that long.

    NotFound without such an endpoint, Conflict when it has too many live secrets, or when
    somebody else rotates at this moment.
    """
    if (row := await _row(source, name)) is None:
        raise NotFound(f"there is no {source} endpoint {name!r}")
    known = hook_secrets.read(keyring.unseal(row.secrets))
    found = hook_secrets.rotated(known, secret, old_valid_for, now)
    sealed = keyring.seal(hook_secrets.write(found))
    unchanged = HookEndpoint.filter(id=row.id, secrets=row.secrets)
    if not await unchanged.update(secrets=sealed):
        raise Conflict("the secrets of this endpoint were changed at the same time; look again")


async def remove(source: str, name: str) -> None:
    """End an endpoint; what it sent stays. NotFound when there is none."""
    if (row := await _row(source, name)) is None:
        raise NotFound(f"there is no {source} endpoint {name!r}")
    await HookEndpoint.filter(id=row.id).delete()


async def every(keyring: Keyring, now: datetime) -> list[Listed]:
    """All endpoints, by source and name."""
    rows = await HookEndpoint.all().order_by("source", "name")
    return [_listed(row, keyring, now) for row in rows]


def _listed(row: HookEndpoint, keyring: Keyring, now: datetime) -> Listed:
    found = hook_secrets.live(hook_secrets.read(keyring.unseal(row.secrets)), now)
    ends = [one.until for one in found if one.until is not None]
    return Listed(row.source, row.name, row.created_at, len(found), max(ends, default=None))


async def _row(source: str, name: str) -> HookEndpoint | None:
    """What cannot be a name is not asked for: PostgreSQL refuses some of it."""
    if NAME.fullmatch(name) is None:
        return None
    return await HookEndpoint.get_or_none(source=source, name=name)
