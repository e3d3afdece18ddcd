"""The queue of messages: claim, then record what became of each.

A message is claimed and committed before its first byte goes out. A claim that outlives its lease
is `unknown`: it may have been sent, so it is never sent again; later proof settles it.

    queued -> claimed -> sent
       ^         |----> queued again (temporary, certainly not delivered)
       |         |----> failed (for good: the next channel's message is queued)
       |         `----> unknown (the outcome cannot be known)
       `-- withdrawn, expired, suppressed: decided at the claim, nothing is sent

Receipts of the provider go on from there, see receipts.py.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from surveys import conversations
from surveys.address import one_number, same_number
from surveys.catalogue import Catalogue
from surveys.database import Database, Row, Transaction
from surveys.delivery import Due, Outcome, after_failure, due_of, first_reminders, retry_at
from surveys.instant import to_micros
from surveys.keyring import Keyring
from surveys.suppression import close, on_channel, on_contact

LEASE = timedelta(
    minutes=15
)  # longer than any one send: 30 s a command, 300 s for the body's reply

Closed = set[tuple[str, int]]
"""Addresses with the survey that may not use them, 0 for all."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """`worker` names this process in its claims; a record by anybody else changes nothing.

    `reach`: the contact field that each channel needs; a channel that is not there needs them all.
    `conversing`: channels on which people can write back.
    """

    database: Database
    catalogue: Catalogue
    keyring: Keyring
    default_timezone: str
    worker: str
    reach: Mapping[str, str] = field(default_factory=dict)
    conversing: frozenset[str] = frozenset()

    async def claim(self, channels: Sequence[str], now: datetime, limit: int) -> list[Due]:
        """Claim up to `limit` due messages on `channels`; those to be sent come back.

        Commits before it returns. Messages whose invitation is answered, withdrawn or expired, or
        whose address was suppressed meanwhile, are ended here and do not come back; nor do those
        that have come into the quiet hours, which wait for their end, and those to a number that
        another question still waits at.
        """
        moment, lease = to_micros(now), to_micros(now + LEASE)
        claimed = await self.database.transact(
            lambda tx: tx.fetch("outbox.claim", moment, lease, self.worker, limit, list(channels)),
            whole=True,
        )
        due = await self.details([int(row["id"]) for row in claimed]) if claimed else []
        obstacles = [one.obstacle(now, self.default_timezone) for one in due]
        free = [one for one, obstacle in zip(due, obstacles, strict=True) if obstacle is None]
        begun, waiting = await self._begin(free, now)
        ended = [*filter(None, obstacles), *waiting]
        if ended:
            await self.record(ended, now)
        return begun

    async def _begin(self, due: Sequence[Due], now: datetime) -> tuple[list[Due], list[Outcome]]:
        """A conversation with each message that people can reply to; those that must wait until
        another one is over."""
        wanted = [self._conversation(one) for one in due]
        heard = await conversations.begin(self.database, [one for one in wanted if one], now)
        begun, waiting = [], []
        for one, conversation in zip(due, wanted, strict=True):
            if conversation is None:
                begun.append(one)
            elif conversation in heard:
                begun.append(replace(one, heard_at=heard[conversation]))
            else:
                waiting.append(conversations.waiting(one, now))
        return begun, waiting

    def _conversation(self, due: Due) -> conversations.Conversation | None:
        address = self._address(due)
        if due.channel not in self.conversing or not address:
            return None
        return due.channel, self.keyring.address_digest(one_number(address)), due.invitation_id

    def _address(self, due: Due) -> str | None:
        address: str | None = getattr(due, self.reach.get(due.channel, ""), None)
        return address

    async def details(self, message_ids: Sequence[int]) -> list[Due]:
        """What there is to know of messages. Read when the claim is committed, so that an
        unsubscribe that was earlier is seen."""

        async def work(tx: Transaction) -> tuple[list[Row], Closed]:
            rows = await tx.fetch("outbox.details", message_ids)
            digest = self.keyring.address_digest
            used = {digest(address): address for row in rows for address in self._used(row)}
            found = await tx.fetch("evaluation.suppressed", list(used))
            return rows, {(used[row["address_digest"]], int(row["survey_id"])) for row in found}

        rows, closed = await self.database.read(work, whole=True)
        versions = {(int(row["survey_id"]), int(row["version"])) for row in rows}
        await self.catalogue.remember(versions)
        surveys = {one: await self.catalogue.version(*one) for one in versions}
        return [
            due_of(row, surveys[row["survey_id"], row["version"]], self._closed(row, closed))
            for row in rows
        ]

    async def record(self, outcomes: Sequence[Outcome], now: datetime) -> list[bool]:
        """Write down outcomes in one transaction; False where the claim was no longer ours."""

        final = [outcome.final(now, self.default_timezone) for outcome in outcomes]

        async def work(tx: Transaction) -> set[int]:
            rows = [self._row(outcome, now) for outcome in final]
            written = await tx.fetch_with("outbox.record", rows, self.worker)
            ours = {int(row["id"]) for row in written}
            await self.follow(tx, [o for o in final if o.due.message_id in ours], now)
            return ours

        ours = await self.database.transact(work, whole=True)
        return [outcome.due.message_id in ours for outcome in outcomes]

    async def reap(
        self, now: datetime, *, alone: bool = False, under_way: Collection[int] = ()
    ) -> int:
        """Messages whose worker is gone become `unknown`; how many.

        `alone`: no other process can hold a claim (SQLite at start), so none is waited for.
        `under_way`: what this process is sending, whatever a clock that was set says of the lease.
        """

        async def work(tx: Transaction) -> int:
            rows = await tx.fetch("outbox.reap", to_micros(now), alone, list(under_way))
            await _settle(tx, [int(row["invitation_id"]) for row in rows], now)
            return len(rows)

        return await self.database.transact(work)

    async def expire(self, now: datetime) -> int:
        """Invitations that stayed open too long are over; how many."""

        async def work(tx: Transaction) -> int:
            over = [int(row["id"]) for row in await tx.fetch("outbox.expire", to_micros(now))]
            if over:
                await tx.fetch("outbox.stranded", over)
            return len(over)

        return await self.database.transact(work)

    async def follow(self, tx: Transaction, outcomes: Sequence[Outcome], now: datetime) -> None:
        """What an outcome brings about: the invitation's state, a fallback, reminders."""
        sent = [o.due.invitation_id for o in outcomes if o.state == "sent"]
        if sent:
            await tx.fetch("outbox.asked", sent, to_micros(now))
        await _settle(tx, [o.due.invitation_id for o in outcomes if o.state == "unknown"], now)
        digest = self.keyring.address_digest
        bad = [(digest(o.bad_address), o.due.contact_id) for o in outcomes if o.bad_address]
        await close(tx, [(one, "bad_address", 0, whose) for one, whose in bad], now)
        failed = (self._conversation(o.due) for o in outcomes if o.state == "failed")
        await conversations.end(tx, [one for one in failed if one is not None])
        messages: list[dict[str, Any]] = []
        stranded = []
        for outcome in outcomes:
            if outcome.state == "sent":
                messages += first_reminders(outcome.due, now, self.default_timezone)
            elif outcome.state in ("failed", "suppressed"):
                fallback = after_failure(outcome.due, now, self.default_timezone)
                messages += fallback
                stranded += [] if fallback else [outcome.due.invitation_id]
        await tx.insert("message", messages)
        if stranded:
            await tx.fetch("outbox.stranded", stranded)

    def _row(self, outcome: Outcome, now: datetime) -> dict[str, Any]:
        again = outcome.state == "queued"
        due_at = retry_at(outcome, now, self.default_timezone) if again else None
        return {
            "id": outcome.due.message_id,
            "attempts": outcome.due.attempts,
            "untried": int(again and outcome.until is not None),
            "state": outcome.state,
            "due_at": to_micros(due_at) if due_at else None,
            "ended_at": None if again else to_micros(now),
            "address_digest": self.reached(outcome),
            "provider_id": outcome.provider_id,
            "code": outcome.code,
            "error": outcome.error,
        }

    def reached(self, outcome: Outcome) -> str | None:
        """Digest of the address that the message went, or may have gone, to."""
        return self.address_of(outcome.due) if outcome.state in ("sent", "unknown") else None

    def address_of(self, due: Due) -> str | None:
        """Digest of where it goes, as far as is known now."""
        address = self._address(due)
        return self.keyring.address_digest(address) if address else None

    def here(self, due: Due, digest: str) -> str | None:
        """Digest of the address with this digest on this channel only; None if the contact has
        another one now."""
        address = self._address(due)
        if not address or self.keyring.address_digest(address) != digest:
            return None
        return self.keyring.address_digest(on_channel(due.channel, address))

    def _closed(self, row: Row, closed: Closed) -> frozenset[str]:
        surveys = (0, int(row["survey_id"]))
        used = self._used(row) if closed else []
        return frozenset(a for a in used if any((a, survey) in closed for survey in surveys))

    def _used(self, row: Row) -> list[str]:
        """The contact, the address that the message goes to in every way to write it, and what
        stands for it on this channel only; a bad one of another channel is no obstacle."""
        needed = self.reach.get(row["channel"])
        known = (row[name] for name in ([needed] if needed else ("email", "phone")))
        found = [way for address in known if address for way in same_number(address)]
        closed = (on_channel(row["channel"], address) for address in found)
        return [on_contact(int(row["contact_id"])), *found, *closed]


async def _settle(tx: Transaction, invitations: Sequence[int], now: datetime) -> None:
    """A click may have come before anybody said that the outcome is unknown."""
    if invitations and (proven := await tx.fetch("outbox.proven", list(invitations))):
        arrived = [int(row["invitation_id"]) for row in proven]
        await tx.fetch("outbox.asked", arrived, to_micros(now))
