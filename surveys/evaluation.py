"""One batch of events under the rules: what is known before, what is written after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from surveys.asked import Asked
from surveys.catalogue import Published
from surveys.contact import Contact
from surveys.database import Row, Transaction
from surveys.deciding import Ruling, decide
from surveys.instant import from_micros, to_micros
from surveys.invitation import invitation_row, message_row, subject_of
from surveys.keyring import Keyring
from surveys.past import Past
from surveys.quotas import Quotas
from surveys.situation import Earlier, Person, Situation
from surveys.suppression import closing, on_contact

PERSON = "contact"  # closed: so is everything


@dataclass(frozen=True, slots=True)
class Settings:
    """What does not change during a batch."""

    live: Sequence[Published]
    reach: Mapping[str, str]
    default_timezone: str
    keyring: Keyring
    now: datetime


class Batch:
    """Use: prepare, add each event in order, write."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._asked = Asked(settings.live, settings.reach)
        self._suppressed: set[tuple[str, int]] = set()
        self._decisions: list[dict[str, Any]] = []
        self._granted: list[dict[str, Any]] = []  # invitation rows; their number is -1 - index
        self._occurred: dict[int, int] = {}  # when what led to a granted one happened
        self._withdrawn: list[int] = []
        self._done: list[int] = []
        self._past = Past(settings.live)
        self._quotas = Quotas(settings.live, settings.default_timezone)

    async def prepare(self, tx: Transaction, people: Sequence[Contact]) -> None:
        """Read the history and the suppressions of everybody in the batch."""
        await self._asked.recall(tx, people, self._settings.now)
        known = [found for person in people for found in self._digests(person).values()]
        digests = set(chain.from_iterable(known))
        rows = await tx.fetch("evaluation.suppressed", list(digests)) if digests else []
        self._suppressed = {(row["address_digest"], int(row["survey_id"])) for row in rows}
        await self._quotas.recall(tx, self._settings.now)

    async def recall(
        self, tx: Transaction, events: Sequence[Row], properties: Sequence[Mapping[str, Any]]
    ) -> None:
        """Read what happened before, for surveys that ask for it. Call it after prepare."""
        await self._past.recall(tx, events, properties)

    async def add(
        self, tx: Transaction, event: Row, properties: Mapping[str, Any], person: Contact | None
    ) -> None:
        """Decide about one event under every survey that listens to its type."""
        heard = False
        for survey in self._settings.live:
            if survey.definition.withdraw_on == event["type"]:
                heard = True
                await self._withdraw(tx, event, properties, person, survey)
            if event["type"] in survey.definition.trigger.on:
                heard = True
                before = len(self._withdrawn)
                self._ask(event, properties, person, survey)
                await self._free_places(tx, self._withdrawn[before:])
        if not heard:
            sentence = f"No survey listens for {event['type']}."
            self._note(event, None, person, ("skipped", "trigger", "no_survey", sentence), {}, None)
        self._past.note(event, properties)
        self._done.append(int(event["id"]))

    def _ask(
        self, event: Row, properties: Mapping[str, Any], person: Contact | None, survey: Published
    ) -> None:
        ruling = decide(self._situation(event, properties, person, survey))
        said = (ruling.outcome, ruling.rule, ruling.reason, ruling.sentence)
        self._note(event, survey, person, said, ruling.inputs, ruling.until)
        if ruling.outcome != "skipped" and person is not None:
            self._grant(event, properties, person, survey, ruling)

    def _grant(
        self,
        event: Row,
        properties: Mapping[str, Any],
        person: Contact,
        survey: Published,
        ruling: Ruling,
    ) -> None:
        now = to_micros(self._settings.now)
        row = invitation_row(event, properties, person, survey, ruling, now)
        self._granted.append(row)
        self._occurred[row["event_id"]] = int(event["occurred_at"])
        for number in ruling.situation.withdrawn:
            self._take_back(number)
        self._asked.drop(ruling.situation.withdrawn)
        number = -len(self._granted)
        definition, due_at = survey.definition, ruling.situation.due_at
        one = Earlier(number, definition.key, "waiting", due_at, definition.group)
        self._asked.add(person, one, ruling.situation.channels[0])
        self._quotas.take(survey.survey_id, due_at)

    def _situation(
        self, event: Row, properties: Mapping[str, Any], person: Contact | None, survey: Published
    ) -> Situation:
        return Situation(
            definition=survey.definition,
            event_key=f"{event['source']}/{event['external_id']}",
            event_type=event["type"],
            occurred_at=from_micros(int(event["occurred_at"])),
            properties=properties,
            contact=Person(person.id, person.email, person.phone, person.timezone, person.allowed)
            if person
            else Person(0),
            reach=self._settings.reach,
            suppressed=self._closed(person, survey.survey_id),
            earlier=self._asked.of(person) if person else (),
            default_timezone=self._settings.default_timezone,
            now=self._settings.now,
            due_at=self._settings.now,
            channels=survey.definition.channels,
            taken=self._quotas.of(survey.survey_id),
            past=self._past.of(event, properties),
        )

    def _closed(self, person: Contact | None, survey_id: int) -> frozenset[str]:
        if person is None or not self._suppressed:
            return frozenset()
        digests = self._digests(person)
        closed = frozenset(
            name
            for name, found in digests.items()
            if any({(one, 0), (one, survey_id)} & self._suppressed for one in found)
        )
        return frozenset(digests) if PERSON in closed else closed

    def _digests(self, person: Contact) -> dict[str, list[str]]:
        """Of the person, of their addresses, by field, and on each channel, by its name."""
        used = closing(person.email, person.phone, self._settings.reach)
        used[PERSON] = (on_contact(person.id),)
        digest = self._settings.keyring.address_digest
        return {name: [digest(one) for one in found] for name, found in used.items()}

    async def _withdraw(
        self,
        tx: Transaction,
        event: Row,
        properties: Mapping[str, Any],
        person: Contact | None,
        survey: Published,
    ) -> None:
        """Take back what nobody has answered: in the database and earlier in this batch."""
        taken = await self._open(tx, event, properties, person, survey) if person else set()
        before = len(self._withdrawn)
        for number in taken:
            self._take_back(number)
        await self._free_places(tx, self._withdrawn[before:])
        self._asked.drop(taken)  # they are not in the way of the next question any more
        sentence = f"{event['type']} withdraws unanswered invitations: {len(taken)} taken back."
        said = ("skipped", "trigger", "withdrawn_on", sentence)
        self._note(event, survey, person, said, {"withdrawn": len(taken)}, None)

    async def _open(
        self,
        tx: Transaction,
        event: Row,
        properties: Mapping[str, Any],
        person: Contact,
        survey: Published,
    ) -> set[int]:
        """Those because of something that happened before; senders reorder events."""
        subject, until = subject_of(properties), int(event["occurred_at"])
        rows = await tx.fetch("evaluation.open", person.id, survey.survey_id, subject, until)
        stored = {int(row["id"]) for row in rows} - set(self._withdrawn)
        return stored | {
            -1 - index
            for index, row in enumerate(self._granted)
            if self._occurred[row["event_id"]] <= until
            and _is_open(row, person.id, survey.survey_id, subject)
        }

    def _take_back(self, number: int) -> None:
        if number >= 0:
            self._withdrawn.append(number)
            return
        row = self._granted[-1 - number]
        row["state"] = "withdrawn"
        self._give_back(row)

    async def _free_places(self, tx: Transaction, numbers: Sequence[int]) -> None:
        """Of stored invitations that have just been taken back."""
        for row in await tx.fetch("evaluation.unsent", numbers) if numbers else ():
            self._give_back(row)

    def _give_back(self, row: Mapping[str, Any]) -> None:
        due_at = from_micros(int(row["due_at"]))
        self._quotas.give_back(int(row["survey_id"]), int(row["version"]), due_at)

    def _note(
        self,
        event: Row,
        survey: Published | None,
        person: Contact | None,
        said: tuple[str, str, str, str],
        inputs: Mapping[str, Any],
        until: datetime | None,
    ) -> None:
        outcome, rule, reason, sentence = said
        self._decisions.append(
            {
                "event_id": event["id"],
                "survey_id": survey.survey_id if survey else None,
                "version": survey.version if survey else None,
                "contact_id": person.id if person else None,
                "outcome": outcome,
                "rule": rule,
                "reason": reason,
                "sentence": sentence,
                "inputs": inputs,
                "until": to_micros(until) if until else None,
                "decided_at": to_micros(self._settings.now),
            }
        )

    async def write(self, tx: Transaction) -> None:
        """Put everything down; an invitation that exists already is not made, nor sent, again."""
        by_pair = {(row["event_id"], row["survey_id"]): row for row in self._granted}
        written = await tx.insert(
            "invitation",
            self._granted,
            "ON CONFLICT (event_id, survey_id) DO NOTHING RETURNING id, event_id, survey_id, state",
        )
        messages = []
        for new in written:
            row = by_pair[new["event_id"], new["survey_id"]]
            first = (new["id"], row["survey_id"], row["contact_id"], row["channels"][0])
            messages.append(message_row(*first, "first", row["due_at"]))
        await tx.insert("message", messages)
        withdrawn = [*self._withdrawn, *(n["id"] for n in written if n["state"] == "withdrawn")]
        if withdrawn:
            await tx.fetch("evaluation.withdraw", withdrawn)
            now = to_micros(self._settings.now)
            await tx.fetch("evaluation.withdraw_messages", withdrawn, now)
        await self._past.write(tx)
        await self._quotas.write(tx)
        ids = {(new["event_id"], new["survey_id"]): int(new["id"]) for new in written}
        await tx.insert("decision", [self._told(one, ids) for one in self._decisions])
        await tx.fetch("intake.done", self._done)

    def _told(self, decision: dict[str, Any], ids: Mapping[tuple[int, int], int]) -> dict[str, Any]:
        """With the id of an invitation that had only a number of ours when it was decided."""
        number = decision["inputs"].get("invitation", 0)
        if number >= 0:
            return decision
        row = self._granted[-1 - number]
        named = {"invitation": ids.get((row["event_id"], row["survey_id"]))}
        return decision | {"inputs": {**decision["inputs"], **named}}


def _is_open(row: Mapping[str, Any], contact_id: int, survey_id: int, subject: str | None) -> bool:
    return (
        row["state"] == "waiting"
        and (row["contact_id"], row["survey_id"]) == (contact_id, survey_id)
        and (subject is None or row["subject"] == subject)
    )
