"""One event after another under a definition that may never have been live, by the rules' own
`decide()`. Nothing is written but what the simulation itself must remember.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

from surveys import address
from surveys.database import Row
from surveys.deciding import Ruling, decide
from surveys.instant import from_micros, to_micros
from surveys.invitation import subject_of
from surveys.simulation.memory import Known
from surveys.simulation.pages import Page
from surveys.simulation.plan import Plan
from surveys.simulation.would_be import Invited, really, simulated
from surveys.situation import Person, Situation

Closed = Mapping[str, frozenset[int]]  # address -> surveys that it is closed to, 0 for all

_email = lru_cache(maxsize=4096)(address.email)
_phone = lru_cache(maxsize=4096)(address.phone)


@dataclass(frozen=True, slots=True)
class Heard:
    """An event with the person as it was known at that moment. `decided`: what was really said."""

    event: Row
    properties: Mapping[str, Any]
    person: Person | None
    known: Known
    decided: Sequence[Row]
    before: Sequence[Invited]

    @property
    def at(self) -> int:
        """When it came."""
        return int(self.event["received_at"])


@dataclass(frozen=True, slots=True)
class Judged:
    """What the definition would have made of an event."""

    outcome: str
    reason: str
    ruling: Ruling | None = None


def hear(page: Page, known: Mapping[int, Known], plan: Plan) -> Iterator[Heard]:
    """The events as the rules got them, without those that they have not seen yet.

    Contacts learn from their events, batch by batch, as the intake has them learn: before the
    first event of a batch is decided about. So pages must be heard in order.
    """
    seen = (event for event in page.events if int(event["id"]) in page.decided)
    for _, batch in groupby(seen, lambda event: page.decided[int(event["id"])][0]["decided_at"]):
        told = [(event, json.loads(event["payload"])) for event in batch]
        for event, payload in told:
            contact_id = page.people.get(int(event["id"]))
            if contact_id is not None:
                now = page.contacts.get(contact_id)
                customer, occurred_at = payload.get("customer", {}), int(event["occurred_at"])
                _learn(known[contact_id], customer, occurred_at, now)
        for event, payload in told:
            yield _heard(page, event, payload.get("properties", {}), known, plan)


def _heard(
    page: Page,
    event: Row,
    properties: Mapping[str, Any],
    known: Mapping[int, Known],
    plan: Plan,
) -> Heard:
    decided = page.decided[int(event["id"])]
    own = [row for row in decided if row["survey_id"] == plan.survey_id]
    contact_id = page.people.get(int(event["id"]))
    if contact_id is None:
        return Heard(event, properties, None, Known(), own, ())
    one = known[contact_id]
    place = int(own[-1]["id"]) if own else int(decided[-1]["id"]) + 1
    invited = page.invited.get(contact_id, ())
    before = [really(row, place) for row in invited if int(row["decision_id"]) < place]
    person = Person(contact_id, one.email, one.phone, one.timezone)
    return Heard(event, properties, person, one, own, before)


def _learn(one: Known, customer: Mapping[str, Any], occurred_at: int, now: Row | None) -> None:
    email: str | None = now["email"] if now else None
    phone: str | None = now["phone"] if now else None
    if now is not None and not one.updated_at and int(now["created_at"]) < occurred_at:
        # known from before the simulated time; what it was then is not stored, so as it is now
        one.learn(email, phone, now["timezone"], int(now["created_at"]))
    said_email, said_phone = customer.get("email"), customer.get("phone")
    one.learn(  # to normalise an address takes longer than all the rules
        email if said_email and said_email == email else _email(said_email),
        phone if said_phone and said_phone == phone else _phone(said_phone),
        customer.get("timezone") or None,
        occurred_at,
    )


class Trial:
    """The definition at work."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        throttle = plan.definition.throttle
        self._span = timedelta(days=throttle.days + 1) if throttle else timedelta(0)

    def judge(self, heard: Heard, closed: Closed) -> list[Judged]:
        """What would be said about the event; nothing when the survey does not listen to it."""
        definition, event_type = self._plan.definition, heard.event["type"]
        found = []
        if definition.withdraw_on == event_type:
            self._withdraw(heard)
            found.append(Judged("skipped", "withdrawn_on"))
        if event_type in definition.trigger.on:
            ruling = decide(self._situation(heard, closed))
            found.append(Judged(ruling.outcome, ruling.reason, ruling))
            if ruling.outcome != "skipped":
                self._grant(heard, ruling)
        return found

    def _situation(self, heard: Heard, closed: Closed) -> Situation:
        event, plan, at = heard.event, self._plan, from_micros(heard.at)
        return Situation(
            definition=plan.definition,
            event_key=f"{event['source']}/{event['external_id']}",
            event_type=event["type"],
            occurred_at=from_micros(int(event["occurred_at"])),
            properties=heard.properties,
            contact=heard.person or Person(0),
            reach=plan.reach,
            suppressed=self._suppressed(heard.person, closed) if closed else frozenset(),
            earlier=tuple(one.earlier(heard.at) for one in _standing(heard)),
            default_timezone=plan.default_timezone,
            now=at,
            due_at=at,
            channels=plan.definition.channels,
        )

    def _suppressed(self, person: Person | None, closed: Closed) -> frozenset[str]:
        surveys = {0, self._plan.survey_id}
        return frozenset(
            name
            for name in ("email", "phone")
            if person and surveys & closed.get(getattr(person, name) or "", frozenset())
        )

    def _withdraw(self, heard: Heard) -> None:
        """Take back what nobody would have answered."""
        subject, key = subject_of(heard.properties), self._plan.definition.key
        taken = {
            one.number
            for one in _standing(heard)
            if one.survey_key == key and one.is_open(heard.at, subject)
        }
        _take_back(heard.known, taken)

    def _grant(self, heard: Heard, ruling: Ruling) -> None:
        known, definition = heard.known, self._plan.definition
        _take_back(known, set(ruling.situation.withdrawn))
        due = to_micros(ruling.situation.due_at)
        real = next((row for row in heard.decided if row["due_at"] is not None), None)
        one = simulated(
            -int(heard.event["id"]),
            definition.key,
            due,
            real,
            expires=to_micros(ruling.situation.due_at + definition.expires),
            subject=subject_of(heard.properties) if definition.withdraw_on else None,
        )
        kept = [old for old in known.invited if self._still_counts(old, heard.at)]
        known.invited = [*kept, one]
        known.asked += 1

    def _still_counts(self, old: Invited, at: int) -> bool:
        """Neither in the way of another question, nor open so that it could be taken back."""
        recent = max(old.due, old.sent or 0) > at - self._span // timedelta(microseconds=1)
        return recent or (self._plan.definition.withdraw_on is not None and old.expires > at)


def _standing(heard: Heard) -> list[Invited]:
    """Every invitation that the contact has had, but for those that were taken back."""
    return [
        *(one for one in heard.before if one.number not in heard.known.taken),
        *heard.known.invited,
    ]


def _take_back(known: Known, numbers: set[int]) -> None:
    known.invited = [one for one in known.invited if one.number not in numbers]
    known.taken += [number for number in numbers if number >= 0]
