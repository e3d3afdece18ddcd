"""People for code written for Delighted."""

from urllib.parse import unquote

from starlette.responses import JSONResponse, Response

from service import cursors
from service.delighted import people as taking
from service.delighted.door import Visit, missing, routes
from service.delighted.person_in import PersonIn
from service.delighted.project import project_of
from service.delighted.reading import body_of, next_link, per_page, span_in
from surveys import address, erasing, people
from surveys.errors import NotFound
from surveys.people import Known

OK = {"ok": True}


async def create(visit: Visit) -> Response:
    """A person, and a survey for them if the rules agree."""
    said = await body_of(visit.request, PersonIn)
    project = await project_of(visit)
    told = await taking.take_in(visit.engine, project, visit.caller.source, said, visit.now)
    return JSONResponse(told)


async def list_(visit: Visit) -> Response:
    """By their ids, the next page in the Link header."""
    query = visit.request.query_params
    limit, after = per_page(query), cursors.read(query.get("cursor")) or 0
    known = (
        None,
        _address("email", query.get("email")),
        _address("phone_number", query.get("phone_number")),
    )
    rows, following = await people.page(visit.engine.database, span_in(query), known, after, limit)
    headers = next_link(visit, cursors.write(following))
    return JSONResponse([taking.shown(row) for row in rows], headers=headers)


async def delete(visit: Visit) -> Response:
    """Erase somebody; their scores stay."""
    known = named(visit.request.path_params["who"])
    await erasing.erase(visit.engine.database, known, visit.now)
    return JSONResponse(OK, 202)


async def delete_pending(visit: Visit) -> Response:
    """Take back what has not been sent yet."""
    project = await project_of(visit)
    known = named(visit.request.path_params["who"])
    await people.withdraw(visit.engine.database, known, project.survey_ids, visit.now)
    return JSONResponse(OK, 202)


def named(who: str) -> Known:
    """`email:x@example.com`, `phone_number:+62...`, an address by itself, or an id."""
    who = unquote(who)
    if who.isascii() and who.isdigit() and len(who) < 19:
        return int(who), None, None
    known = (None, address.email(who.removeprefix("email:")), address.phone(_number(who)))
    if not any(known):
        raise NotFound("there is no such person; write an id, email:ADDRESS or phone_number:+62...")
    return known


def _number(who: str) -> str:
    return who.removeprefix("phone_number:")


def _address(field: str, text: str | None) -> str | None:
    if not text:
        return None
    found = address.email(text) if field == "email" else address.phone(text)
    if found is None:
        raise missing(field, "is no address")
    return found


ROUTES = [
    *routes("/people", ("GET", "read", list_), ("POST", "events", create)),
    *routes("/people/{who:path}/survey_requests/pending", ("DELETE", "events", delete_pending)),
    *routes("/people/{who:path}", ("DELETE", "erase", delete)),
]
