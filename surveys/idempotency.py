"""A request with a key of its own, sent twice, is done once and answered twice alike.

Its answer is written in the transaction that does it, so a key is known exactly if its work is
done: there is no claim that a process could leave behind. What is refused leaves no key either.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.database import Database, Transaction
from surveys.errors import Conflict, FieldError, InvalidInput
from surveys.instant import to_micros

KEPT = timedelta(hours=24)
FIELD = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class Key:
    """`api_key_id` sent it; `digest` is of what was asked for."""

    api_key_id: int
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the sender was told; `body` is JSON."""

    status: int
    body: str
    replayed: bool = False


class Once:
    """One for each process, which knows what it is doing just now."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._running: set[tuple[int, str]] = set()

    async def do(
        self, key: Key, work: Callable[[Transaction], Awaitable[Reply]], now: datetime
    ) -> Reply:
        """The reply of `work`, or what it was when this key was sent first. `work` awaits nothing
        but its transaction.

        Conflict while the first is under way, here or in another process; InvalidInput when the
        key was sent with something else.
        """
        if (mine := (key.api_key_id, key.name)) in self._running:
            raise _under_way()
        self._running.add(mine)
        try:
            return await self._database.transact(lambda tx: _do(tx, key, work, now), whole=True)
        finally:
            self._running.discard(mine)


async def forget(database: Database, now: datetime) -> int:
    """Delete keys that are old enough; how many."""
    before = to_micros(now - KEPT)
    gone = await database.transact(lambda tx: tx.fetch("idempotency.forget", before), whole=True)
    return len(gone)


async def _do(
    tx: Transaction, key: Key, work: Callable[[Transaction], Awaitable[Reply]], now: datetime
) -> Reply:
    if not await tx.try_lock(f"idempotency:{key.api_key_id}:{key.name}"):
        raise _under_way()
    if found := await tx.fetch("idempotency.known", key.api_key_id, key.name):
        if found[0]["digest"] != key.digest:
            raise InvalidInput(FieldError(FIELD, "came with another request; take a new key"))
        return Reply(int(found[0]["status"]), found[0]["body"], replayed=True)
    reply = await work(tx)
    row = {"api_key_id": key.api_key_id, "name": key.name, "digest": key.digest}
    said = {"status": reply.status, "body": reply.body, "created_at": to_micros(now)}
    await tx.insert("idempotency_key", [row | said])
    return reply


def _under_way() -> Conflict:
    return Conflict(f"the first request with this {FIELD} is still being done; try again")
