"""Takes over people and responses from Delighted, each once, however often it is run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from service.answers_in import score_of
from service.delighted.responses import KEPT, walk_in
from surveys import contacts, feedback, people, telling
from surveys.catalogue import Published
from surveys.contact import Contact
from surveys.database import Database, Transaction
from surveys.errors import InvalidInput
from surveys.instant import to_micros
from surveys.keyring import Keyring
from surveys.suppression import close, on_contact

SOURCE = "delighted"
CHANNEL = "delighted"
BATCH = 500


@dataclass(frozen=True, slots=True)
class Given:
    """A response as Delighted had it. `place` names it in complaints."""

    place: str
    id: str
    at: datetime
    score: int
    comment: str | None
    person: Mapping[str, Any]  # email, phone, name
    person_properties: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)  # tags, notes, additional_answers


@dataclass(frozen=True, slots=True)
class Met:
    """A person as Delighted had them; `closed`: why they are not to be written to."""

    place: str
    person: Mapping[str, Any]
    last_sent_at: datetime | None = None
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bad:
    """What cannot be used."""

    place: str
    message: str


@dataclass(slots=True)
class Moved:
    """How many there were. `known`: responses that were there already."""

    responses: int = 0
    known: int = 0
    people: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class Mover:
    """Where they go."""

    database: Database
    keyring: Keyring
    survey: Published
    now: datetime

    async def take(self, found: Sequence[Given | Met | Bad], moved: Moved) -> list[Bad]:
        """Write a batch in one transaction, of several responses with one id the last; what of it
        cannot be used."""
        bad = [one if isinstance(one, Bad) else self._flaw(one) for one in found]
        good = [one for one, flaw in zip(found, bad, strict=True) if flaw is None]
        given = list({one.id: one for one in good if isinstance(one, Given)}.values())
        met = [one for one in good if isinstance(one, Met)]

        async def work(tx: Transaction) -> int:
            known = await tx.fetch("walk_ins.responses", [visit_of(one) for one in given])
            await self._record(tx, given)
            await self._meet(tx, met)
            return len(known)

        known = await self.database.transact(work, whole=True) if good else 0
        moved.known += known
        moved.responses += len(given) - known
        moved.people += len(met)
        flaws = [one for one in bad if one is not None]
        moved.bad += len(flaws)
        return flaws

    def _flaw(self, one: Given | Met) -> Bad | None:
        if isinstance(one, Met) and self._described(one.person, self.now) is None:
            return Bad(one.place, "email: there is neither an email nor a phone number to use")
        if isinstance(one, Given):
            if one.at > self.now:
                return Bad(one.place, "created_at: lies in the future")
            try:
                score_of(str(one.score), self.survey.definition)
            except InvalidInput as error:
                return Bad(one.place, str(error))
        return None

    async def _record(self, tx: Transaction, given: Sequence[Given]) -> None:
        walk_ins = [
            walk_in(self.survey, SOURCE, one.person, one, one.at, self.now, visit_of(one), CHANNEL)
            for one in given
        ]
        recorded = await telling.store(tx, self.keyring, walk_ins) if walk_ins else []
        told = {
            response.response_id: {
                **one.person_properties,
                **({KEPT: one.kept} if one.kept else {}),
            }
            for one, response in zip(given, recorded, strict=True)
        }
        await feedback.keep(tx, told)

    async def _meet(self, tx: Transaction, met: Sequence[Met]) -> None:
        described = [self._described(one.person, one.last_sent_at or self.now) for one in met]
        found = await contacts.resolve(tx, described, self.keyring) if met else []
        for one, person in zip(met, found, strict=True):
            if person is None:
                continue
            if one.last_sent_at is not None:
                ids = [self.survey.survey_id]
                await people.seed(tx, person.id, SOURCE, ids, one.last_sent_at, self.now)
            if one.closed:
                await self._close(tx, person, one)

    async def _close(self, tx: Transaction, person: Contact, one: Met) -> None:
        """Who unsubscribed is closed as a person, a bad address only as an address."""
        digest = self.keyring.address_digest
        for reason in one.closed:
            whole = (on_contact(person.id),) if reason == "unsubscribe" else ()
            known = (*whole, person.email, person.phone)
            entries = [(digest(address), reason, 0, person.id) for address in known if address]
            await close(tx, entries, self.now)

    def _described(self, person: Mapping[str, Any], at: datetime) -> Contact | None:
        return contacts.described(SOURCE, dict(person), to_micros(min(at, self.now)))


def visit_of(one: Given) -> str:
    """What makes it the same response when it comes again."""
    return sha256(f"delighted:{one.id}".encode()).hexdigest()
