"""Takes in a person to ask: the contact, an event about them, and what the rules say."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from service.delighted.door import missing
from service.delighted.person_in import PersonIn
from service.delighted.project import Project
from service.delighted.reading import moment_of, seconds
from service.engine import Engine
from surveys import address, contacts, people
from surveys.database import Row, Transaction
from surveys.errors import NotFound
from surveys.event import Customer, EventBody
from surveys.inbox import Arrival
from surveys.instant import to_micros


async def take_in(
    engine: Engine, project: Project, source: str, said: PersonIn, now: datetime
) -> dict[str, Any]:
    """Ask them, if the rules agree; what POST /people answers."""

    async def work(tx: Transaction) -> dict[str, Any]:
        contact_id = await _meet(tx, engine, source, said, now)
        if said.last_sent_at is not None:
            asked_at = min(moment_of("last_sent_at", said.last_sent_at), now)
            await people.seed(tx, contact_id, source, project.survey_ids, asked_at, now)
        due_at = await _ask(tx, engine, project, source, said, now) if said.send else None
        [person] = await tx.fetch("people.find", contact_id, None, None)
        return _created(person, said, due_at)

    told = await engine.database.transact(work, whole=True)
    if said.send:
        await engine.wake.up("send")
    return told


async def _meet(tx: Transaction, engine: Engine, source: str, said: PersonIn, now: datetime) -> int:
    """The contact, with the addresses that they have from now on."""
    email, phone = address.email(said.email_update), address.phone(said.phone_number_update)
    if email or phone:
        known = (None, address.email(said.email), address.phone(said.phone_number))
        if not await people.move(tx, known, email, phone):
            field = "email_update" if email else "phone_number_update"
            raise missing(field, "is the address of another person")
    described = contacts.described(source, said.customer(), to_micros(now))
    [contact] = await contacts.resolve(tx, [described], engine.keyring)
    if contact is None:
        raise NotFound("there is no such person")
    return contact.id


async def _ask(
    tx: Transaction, engine: Engine, project: Project, source: str, said: PersonIn, now: datetime
) -> int | None:
    """When the survey goes out, None when the rules say no."""
    customer, properties = Customer.model_validate(said.customer()), said.event_properties()
    body = EventBody(
        id=uuid4().hex, type=project.event_type, customer=customer, properties=properties
    )
    event_id = await engine.intake.hear(tx, Arrival(source, body, now))
    [found] = await tx.fetch("people.invited", event_id)
    return found["due_at"]  # type: ignore[no-any-return]  # an integer or nothing


def _created(person: Row, said: PersonIn, due_at: int | None) -> dict[str, Any]:
    phone = {"phone_number": person["phone"]} if person["phone"] else {}
    return {
        "id": str(person["id"]),
        "email": person["email"],
        **phone,
        "name": person["name"],
        "survey_scheduled_at": seconds(due_at),
        "properties": said.properties,
    }


def shown(person: Row) -> dict[str, Any]:
    """As GET /people shows them."""
    times = ("created_at", "last_sent_at", "last_responded_at", "next_survey_scheduled_at")
    return {
        "id": str(person["id"]),
        "name": person["name"],
        "email": person["email"],
        "phone_number": person["phone"],
        **{name: seconds(person[name]) for name in times},
    }
