"""Takes events out of the inbox: contact, rules, decisions, invitations and first messages, all in
one transaction a batch, so that a crash leaves either nothing or everything of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import from_json

from surveys import contacts
from surveys.catalogue import Catalogue
from surveys.contact import Contact
from surveys.database import Database, Row, Transaction
from surveys.evaluation import Batch, Settings
from surveys.inbox import Arrival, store
from surveys.instant import to_micros
from surveys.keyring import Keyring
from surveys.outages import is_outage

MOST_ATTEMPTS = 5


class Spoilt(Exception):
    """A batch that could not be evaluated; `event_ids` holds the culprit."""

    def __init__(self, event_ids: Sequence[int]) -> None:
        super().__init__(f"{len(event_ids)} events could not be evaluated")
        self.event_ids = event_ids


@dataclass(frozen=True, slots=True)
class Intake:
    """`reach`: channels that are switched on and the contact field each needs."""

    database: Database
    catalogue: Catalogue
    keyring: Keyring
    reach: Mapping[str, str]
    default_timezone: str

    async def run(self, now: datetime, limit: int = 100) -> int:
        """Evaluate up to `limit` waiting events; how many there were.

        An event that cannot be evaluated is put aside and tried again later, five times in all;
        its neighbours are evaluated without it.
        """
        try:
            return await self._evaluate(now, limit, None)
        except Spoilt as spoilt:
            for event_id in spoilt.event_ids:
                await self._alone(now, event_id)
            return len(spoilt.event_ids)

    async def hear(self, tx: Transaction, arrival: Arrival) -> int:
        """Take one event in and evaluate it at once, for a caller who waits for what the rules say;
        its id."""
        [accepted] = await store(tx, [arrival])
        rows = await tx.fetch("intake.claim", to_micros(arrival.received_at), 1, accepted.event_id)
        await self._batch(tx, rows, arrival.received_at)
        return accepted.event_id

    async def _alone(self, now: datetime, event_id: int) -> None:
        try:
            await self._evaluate(now, 1, event_id)
        except Spoilt as spoilt:
            cause = spoilt.__cause__
            await self._put_aside(event_id, f"{type(cause).__name__}: {cause}"[:500], now)

    async def _evaluate(self, now: datetime, limit: int, only: int | None) -> int:
        async def work(tx: Transaction) -> int:
            rows = await tx.fetch("intake.claim", to_micros(now), limit, only)
            if not rows:
                return 0
            try:
                await self._batch(tx, rows, now)
            except Exception as error:
                if is_outage(error):
                    raise
                raise Spoilt([int(row["id"]) for row in rows]) from error
            return len(rows)

        return await self.database.transact(work, whole=True)

    async def _batch(self, tx: Transaction, rows: list[Row], now: datetime) -> None:
        # Read after the claim: a survey that was published before an event came must be there.
        live = await self.catalogue.live(tx)
        payloads = [from_json(row["payload"]) for row in rows]
        pairs = zip(rows, payloads, strict=True)
        wanted = [_customer_of(row, payload) for row, payload in pairs]
        people = await contacts.resolve(tx, wanted, self.keyring)
        batch = Batch(Settings(live, self.reach, self.default_timezone, self.keyring, now))
        await batch.prepare(tx, [person for person in people if person])
        properties = [payload.get("properties", {}) for payload in payloads]
        await batch.recall(tx, rows, properties)
        for row, found, person in zip(rows, properties, people, strict=True):
            await batch.add(tx, row, found, person)
        await batch.write(tx)

    async def _put_aside(self, event_id: int, error: str, now: datetime) -> None:
        async def work(tx: Transaction) -> None:
            later = [to_micros(now + timedelta(minutes=2**n)) for n in range(MOST_ATTEMPTS)]
            found = await tx.fetch("intake.put_aside", event_id, error, later)
            if found and int(found[0]["attempts"]) >= MOST_ATTEMPTS:
                await tx.insert("decision", [_failed(event_id, error, to_micros(now))])
                await tx.fetch("intake.done", [event_id])

        await self.database.transact(work)


def _customer_of(event: Row, payload: Mapping[str, Any]) -> Contact | None:
    """A sender whose clock runs ahead knows nothing newer than what we have received."""
    known_at = min(int(event["occurred_at"]), int(event["received_at"]))
    customer = payload.get("customer", {})
    return contacts.described(event["source"], customer, known_at, int(event["id"]))


def _failed(event_id: int, error: str, now: int) -> dict[str, object]:
    return {
        "event_id": event_id,
        "outcome": "skipped",
        "rule": "intake",
        "reason": "failed",
        "sentence": f"Could not be evaluated in {MOST_ATTEMPTS} tries: {error}",
        "inputs": {},
        "decided_at": now,
    }
