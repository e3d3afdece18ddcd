"""API keys: `aw_` and 40 characters of chance, shown once, kept as SHA-256, limited by scopes."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request

from surveys.database import Database
from surveys.errors import FieldError, InvalidInput
from surveys.keyring import ALPHABET, digest
from surveys.models.access import ApiKey

SCOPES = {
    "events": "post events and read what became of them",
    "read": "read scores, survey definitions and all lists",
    "surveys": "publish survey definitions",
    "hooks": "make endpoints for foreign systems and read the quarantine",
    "receipts": "hand over mails that have come back",
    "responses": "record answers that were taken elsewhere",
    "erase": "erase people and all that tells who they are",
}
PREFIX_LENGTH = 10
CACHE = timedelta(seconds=10)  # how long a revoked key may still work


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds a key."""

    key_id: int
    source: str
    scopes: frozenset[str]


async def create_key(name: str, scopes: list[str], source: str, now: datetime) -> str:
    """Make a key and return it: this is the only time that anybody sees it.

    `source` scopes the ids of the events that are posted with it: keys of one backend share it.
    """
    if wrong := sorted(set(scopes) - SCOPES.keys()):
        known = ", ".join(SCOPES)
        raise InvalidInput(FieldError("scope", f"{', '.join(wrong)}: the scopes are {known}"))
    key = "aw_" + "".join(secrets.choice(ALPHABET) for _ in range(40))
    await ApiKey.create(
        name=name,
        source=source,
        prefix=key[:PREFIX_LENGTH],
        digest=digest(key),
        scopes=sorted(set(scopes)),
        created_at=now,
    )
    return key


class Keys:
    """Looks keys up by their hash and remembers them for a few seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[datetime, Caller | None]] = {}

    async def caller(self, request: Request, scope: str, now: datetime) -> Caller:
        """Who asks; HTTPException 401 without a live key, 403 when it lacks the scope."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return await self.holder(key.strip() if scheme.lower() == "bearer" else "", scope, now)

    async def holder(self, key: str, scope: str, now: datetime) -> Caller:
        """The same for a key that came in another way."""
        found = await self._find(key, now) if key else None
        if found is None:
            remedy = "Send Authorization: Bearer and a key from `afterword keys create`."
            raise HTTPException(401, remedy, {"WWW-Authenticate": "Bearer"})
        if scope not in found.scopes:
            raise HTTPException(403, f"This key lacks the scope {scope!r}.")
        return found

    async def _find(self, key: str, now: datetime) -> Caller | None:
        hashed = digest(key)
        until, caller = self._known.get(hashed, (now, None))
        if until <= now:
            caller = await self._look_up(hashed, now)
            if len(self._known) > 10_000:  # somebody is guessing
                self._known.clear()
            self._known[hashed] = (now + CACHE, caller)
        return caller

    async def _look_up(self, hashed: str, now: datetime) -> Caller | None:
        found = await ApiKey.get_or_none(digest=hashed, revoked_at=None)
        if found is None:
            return None
        await ApiKey.filter(id=found.id).update(last_used_at=now)
        return Caller(found.id, found.source, frozenset(found.scopes))
