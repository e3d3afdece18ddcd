"""Stored events as the rules got them, each with the person as it was known at that moment."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from pydantic_core import from_json

from surveys import address
from surveys.contact import allowed_of, channels_text
from surveys.database import Database
from surveys.invitation import subject_of
from surveys.simulation.memory import Known, Said
from surveys.simulation.pages import Decision, Event, Page
from surveys.simulation.plan import Plan
from surveys.simulation.would_be import Invited, really
from surveys.situation import Person

Met = tuple[Said, int]  # a contact's details as they are stored, and when it was made
Told = tuple[Event, Sequence[Decision], Mapping[str, Any]]  # an event, its decisions, its payload

_email = lru_cache(maxsize=4096)(address.email)
_phone = lru_cache(maxsize=4096)(address.phone)


class Heard(NamedTuple):
    """An event with the person as it was known at that moment. `decided`: what was really said."""

    event: Event
    at: int  # when it came
    properties: Mapping[str, Any]
    person: Person | None
    known: Known
    decided: Sequence[Decision]
    before: Sequence[Invited]

    @property
    def subject(self) -> str | None:
        """The ticket or order that it is about."""
        return subject_of(self.properties)


async def meet(database: Database, known: Mapping[int, Known]) -> dict[int, Met]:
    """What is stored now of those whom the simulation has not met before."""
    new = sorted(number for number, one in known.items() if not one.updated_at)
    rows = await database.fetch("simulation.contacts", new) if new else []
    return {
        int(row["id"]): (Said(*(row[name] for name in Said._fields)), int(row["created_at"]))
        for row in rows
    }


def hear(
    page: Page, known: Mapping[int, Known], stored: Mapping[int, Met], plan: Plan
) -> Iterator[Heard]:
    """The events as the rules got them, without those that they have not seen yet.

    Contacts learn from their events, batch by batch, as the intake has them learn: before the
    first event of a batch is decided about. So pages must be heard in order. `stored`: of those who
    are new.
    """
    decided_of = page.decided.get
    seen = [(event, decided) for event in page.events if (decided := decided_of(event.id))]
    for _, batch in groupby(seen, lambda one: one[1][0].decided_at):
        told = [(event, decided, from_json(event.payload)) for event, decided in batch]
        _learn(page, told, known, stored)
        for event, decided, payload in told:
            yield _heard(page, event, decided, payload.get("properties", {}), known, plan)


def _heard(
    page: Page,
    event: Event,
    decided: Sequence[Decision],
    properties: Mapping[str, Any],
    known: Mapping[int, Known],
    plan: Plan,
) -> Heard:
    own, at = [row for row in decided if row.survey_id == plan.survey_id], event.received_at
    contact_id = page.people.get(event.id)
    if contact_id is None:
        return Heard(event, at, properties, None, Known(), own, ())
    one = known[contact_id]
    before: Sequence[Invited] = ()
    if invited := page.invited.get(contact_id):
        place = own[-1].id if own else decided[-1].id + 1
        before = [really(row, place) for row in invited if row["decision_id"] < place]
    said = one.said
    person = Person(contact_id, said.email, said.phone, said.timezone, allowed_of(said.channels))
    return Heard(event, at, properties, person, one, own, before)


def _learn(
    page: Page, told: Sequence[Told], known: Mapping[int, Known], stored: Mapping[int, Met]
) -> None:
    for event, _, payload in told:
        contact_id = page.people.get(event.id)
        if contact_id is None:
            continue
        one, met = known[contact_id], stored.get(contact_id)
        occurred_at = min(event.occurred_at, event.received_at)
        if met and not one.updated_at and met[1] < occurred_at:
            # known from before the simulated time; what it was then is not stored, so as it is now
            one.learn(*met)
        one.learn(_said(payload.get("customer", {}), met[0] if met else one.said), occurred_at)


def _said(customer: Mapping[str, Any], known: Said) -> Said:
    said = customer.get
    email, phone = said("email"), said("phone")
    return Said(  # to normalise an address takes longer than all the rules
        email if email == known.email else _email(email),
        phone if phone == known.phone else _phone(phone),
        said("name"),
        said("locale"),
        said("timezone"),
        channels_text(said("channels")),
    )
