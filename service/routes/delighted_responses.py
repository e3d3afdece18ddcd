"""Survey responses for code written for Delighted."""

from collections.abc import Mapping
from typing import Any, get_args

from starlette.responses import JSONResponse, Response

from service.delighted import responses
from service.delighted.door import Visit, missing, routes
from service.delighted.project import Project, project_of
from service.delighted.reading import body_of, listed_in, offset, per_page, span_in
from service.delighted.response_in import ChangeIn, ResponseIn
from service.questions_in import where_of
from service.routes.delighted_people import named
from surveys import feedback, people
from surveys.database import Row
from surveys.errors import InvalidInput, NotFound
from surveys.feedback import Order, Wanted


async def create(visit: Visit) -> Response:
    """One that was given elsewhere, in its own hour."""
    said = await body_of(visit.request, ResponseIn)
    project = await project_of(visit)
    number = await responses.record(
        visit.engine, project.survey, visit.caller.source, said, visit.now
    )
    row = await _one(visit, project, number)
    return JSONResponse(await responses.shown(visit.engine, row, False), 201)


async def list_(visit: Visit) -> Response:
    """By time, the oldest first unless told."""
    project = await project_of(visit)
    wanted = await _wanted(visit, project)
    rows = await visit.engine.database.read(lambda tx: feedback.page(tx, wanted), whole=True)
    return JSONResponse([await _shown(visit, row) for row in rows])


async def retrieve(visit: Visit) -> Response:
    """One of them."""
    row = await _one(visit, await project_of(visit), _number(visit))
    return JSONResponse(await _shown(visit, row))


async def update(visit: Visit) -> Response:
    """Another score or comment, or other properties."""
    said = await body_of(visit.request, ChangeIn)
    project = await project_of(visit)
    row = await _one(visit, project, _number(visit))
    await responses.change(visit.engine, row, said, visit.now)
    return JSONResponse(await _shown(visit, await _one(visit, project, int(row["id"]))))


async def _shown(visit: Visit, row: Row) -> dict[str, Any]:
    expanded = "person" in listed_in(visit.request.query_params, "expand")
    return await responses.shown(visit.engine, row, expanded)


async def _one(visit: Visit, project: Project, number: int) -> Row:
    wanted = Wanted(project.survey_ids, response_id=number)
    rows = await visit.engine.database.read(lambda tx: feedback.page(tx, wanted), whole=True)
    if not rows:
        raise NotFound("there is no such survey response")
    return rows[0]


def _number(visit: Visit) -> int:
    text = visit.request.path_params["id"]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


async def _wanted(visit: Visit, project: Project) -> Wanted:
    query = visit.request.query_params
    order = query.get("order") or "asc"
    if order not in get_args(Order):
        raise missing("order", f"must be one of {', '.join(get_args(Order))}")
    return Wanted(
        project.survey_ids,
        answered=span_in(query),
        updated=span_in(query, "updated_"),
        where=trend_of(query) or ("", ""),
        contact_id=await _person(visit, query),
        order=order,  # type: ignore[arg-type]  # checked above
        limit=per_page(query),
        offset=offset(query),
    )


def trend_of(query: Mapping[str, str]) -> tuple[str, str] | None:
    """A trend is a segment here."""
    try:
        return where_of(query.get("trend"))
    except InvalidInput as error:
        remedy = "write a segment and its value, such as store:Jakarta; ids of trends mean nothing"
        raise missing("trend", remedy) from error


async def _person(visit: Visit, query: Mapping[str, str]) -> int | None:
    who = query.get("person_id") or query.get("person_email")
    if not who:
        return None
    try:
        return int((await people.find(visit.engine.database, named(who)))["id"])
    except NotFound:
        return 0  # nobody has answered


ROUTES = [
    *routes("/survey_responses", ("GET", "read", list_), ("POST", "responses", create)),
    *routes("/survey_responses/{id}", ("GET", "read", retrieve), ("PUT", "responses", update)),
]
