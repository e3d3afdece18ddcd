"""Stored events as the rules got them, each with the person as it was known at that moment."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from surveys import address
from surveys.contact import allowed_of, channels_text
from surveys.database import Row
from surveys.invitation import subject_of
from surveys.simulation.memory import Known
from surveys.simulation.pages import Page
from surveys.simulation.plan import Plan
from surveys.simulation.would_be import Invited, really
from surveys.situation import Person

Told = tuple[Row, Mapping[str, Any]]  # an event and its payload

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
    def subject(self) -> str | None:
        """The ticket or order that it is about."""
        return subject_of(self.properties)

    @property
    def at(self) -> int:
        """When it came."""
        return int(self.event["received_at"])


def hear(page: Page, known: Mapping[int, Known], plan: Plan) -> Iterator[Heard]:
    """The events as the rules got them, without those that they have not seen yet.

    Contacts learn from their events, batch by batch, as the intake has them learn: before the
    first event of a batch is decided about. So pages must be heard in order.
    """
    seen = (event for event in page.events if int(event["id"]) in page.decided)
    for _, batch in groupby(seen, lambda event: page.decided[int(event["id"])][0]["decided_at"]):
        told = [(event, json.loads(event["payload"])) for event in batch]
        _learn(page, told, known)
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
    person = Person(contact_id, one.email, one.phone, one.timezone, allowed_of(one.channels))
    return Heard(event, properties, person, one, own, before)


def _learn(page: Page, told: Sequence[Told], known: Mapping[int, Known]) -> None:
    for event, payload in told:
        contact_id = page.people.get(int(event["id"]))
        if contact_id is None:
            continue
        one, now = known[contact_id], page.contacts.get(contact_id)
        occurred_at = min(int(event["occurred_at"]), int(event["received_at"]))
        if now is not None and not one.updated_at and int(now["created_at"]) < occurred_at:
            # known from before the simulated time; what it was then is not stored, so as it is now
            one.learn(now, int(now["created_at"]))
        one.learn(_said(payload.get("customer", {}), now), occurred_at)


def _said(customer: Mapping[str, Any], now: Row | None) -> dict[str, str | None]:
    email: str | None = now["email"] if now else None
    phone: str | None = now["phone"] if now else None
    said_email, said_phone = customer.get("email"), customer.get("phone")
    return {  # to normalise an address takes longer than all the rules
        "email": email if said_email and said_email == email else _email(said_email),
        "phone": phone if said_phone and said_phone == phone else _phone(said_phone),
        "name": customer.get("name"),
        "locale": customer.get("locale"),
        "timezone": customer.get("timezone"),
        "channels": channels_text(customer.get("channels")),
    }
