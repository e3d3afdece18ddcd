"""Autopilot for code written for Delighted: people who are asked again and again."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse, Response

from service import cursors
from service.delighted.door import Visit, missing, routes
from service.delighted.person_in import Email, Phone
from service.delighted.project import Project, project_of
from service.delighted.reading import body_of, next_link, parsed, per_page, seconds
from service.delighted.response_in import PersonId
from surveys import address, contacts, memberships, people
from surveys.database import Row, Transaction
from surveys.errors import NotFound
from surveys.instant import to_micros
from surveys.memberships import PLATFORMS
from surveys.people import Known


class Member(BaseModel):
    """Who is meant: one of the three."""

    model_config = ConfigDict(extra="ignore")
    person_id: PersonId | None = None
    person_email: Email | None = None
    person_phone_number: Phone | None = None
    properties: dict[str, Any] = {}

    @property
    def known(self) -> Known:
        """As the domain names people."""
        number = int(self.person_id) if self.person_id else None
        return number, address.email(self.person_email), address.phone(self.person_phone_number)


async def configuration(visit: Visit) -> Response:
    """Whether and how often the key's survey asks its members."""
    project, platform = await project_of(visit), _platform(visit)
    every = memberships.frequency(project.surveys, platform)
    [made] = await visit.engine.database.fetch("memberships.surveys", project.survey_ids)
    return JSONResponse({
        "platform_id": platform,
        "active": every is not None and platform in visit.engine.channels,
        "frequency": None if every is None else int(every.total_seconds()),
        "created_at": seconds(made["created_at"]),
        "updated_at": seconds(made["updated_at"]),
    })  # fmt: skip


async def list_(visit: Visit) -> Response:
    """By when they were added, the next page in the Link header."""
    project, query = await project_of(visit), visit.request.query_params
    limit, after = per_page(query), cursors.read(query.get("cursor")) or 0
    wanted = (project.event_type, _platform(visit), None, after, limit)
    rows, following = await memberships.page(visit.engine.database, *wanted)
    headers = next_link(visit, cursors.write(following))
    return JSONResponse([_shown(row) for row in rows], headers=headers)


async def add(visit: Visit) -> Response:
    """Asked for the first time now, as far as the rules agree."""
    said, project = await body_of(visit.request, Member), await project_of(visit)
    if not any(said.known):
        raise missing("person_id", "is missing; say person_id, person_email or person_phone_number")

    async def work(tx: Transaction) -> Row:
        contact_id = await _contact(tx, visit, said)
        membership = {
            "event_type": project.event_type,
            "source": visit.caller.source,
            "platform": _platform(visit),
            "contact_id": contact_id,
            "properties": said.properties,
        }
        await memberships.add(tx, membership, visit.now)
        return await _one(tx, visit, project, contact_id)

    row = await visit.engine.database.transact(work, whole=True)
    await visit.engine.wake.up("autopilot")
    return JSONResponse(_shown(row), 201)


async def remove(visit: Visit) -> Response:
    """Not asked again."""
    said, project = await body_of(visit.request, Member), await project_of(visit)

    async def work(tx: Transaction) -> Row:
        person = await people.find(tx, said.known)
        row = await _one(tx, visit, project, int(person["id"]))
        await memberships.remove(tx, project.event_type, _platform(visit), int(person["id"]))
        return row

    return JSONResponse(_shown(await visit.engine.database.transact(work, whole=True)), 202)


async def _contact(tx: Transaction, visit: Visit, said: Member) -> int:
    """Who has the id, or the address, if need be from now on."""
    number, email, phone = said.known
    if number is not None:
        return int((await people.find(tx, said.known))["id"])
    customer = {"email": email, "phone": phone}
    described = contacts.described(visit.caller.source, customer, to_micros(visit.now))
    [person] = await contacts.resolve(tx, [described], visit.engine.keyring)
    if person is None:
        raise NotFound("there is no such person")
    return person.id


async def _one(tx: Transaction, visit: Visit, project: Project, contact_id: int) -> Row:
    wanted = (project.event_type, _platform(visit), contact_id, 0, 1)
    rows, _ = await memberships.page(tx, *wanted)
    if not rows:
        raise NotFound("this person is no member")
    return rows[0]


def _platform(visit: Visit) -> str:
    platform: str = visit.request.path_params["platform"]
    if platform not in PLATFORMS:
        raise NotFound(f"there is no such platform; there are {', '.join(PLATFORMS)}")
    return platform


def _shown(row: Row) -> dict[str, Any]:
    return {
        "created_at": seconds(row["created_at"]),
        "updated_at": seconds(row["updated_at"]),
        "person": {
            "id": str(row["contact_id"]),
            "name": row["name"],
            "email": row["email"],
            "phone_number": row["phone"],
        },
        "next_survey_request": {
            "id": str(row["id"]),
            "survey_scheduled_at": seconds(row["next_at"]),
            "properties": parsed(row["properties"]),
        },
    }


ROUTES = [
    *routes("/autopilot/{platform}", ("GET", "read", configuration)),
    *routes(
        "/autopilot/{platform}/memberships",
        ("GET", "read", list_),
        ("POST", "events", add),
        ("DELETE", "events", remove),
    ),
]
