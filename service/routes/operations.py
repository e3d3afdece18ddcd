"""GET /v1/operations."""

import re

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.operations import Content, operation
from service.parameters import SPAN, Parameter
from service.questions_in import check_known, span_of, zone_of
from service.shapes import Moment, Shape
from surveys.errors import FieldError, InvalidInput
from surveys.operations import operations
from surveys.part import NAME

PARAMETERS = (
    *SPAN,
    Parameter("group_by", "A property of ticket events: agent or team.", example="agent"),
)


class WorkTimes(Shape):
    """After how long half of the tickets, and nine tenths, had come so far."""

    median_seconds: float | None
    p90_seconds: float | None


class Work(Shape):
    """How some tickets were worked on."""

    tickets: int
    replied: int
    resolved: int
    reopened: int
    first_response: WorkTimes
    resolution: WorkTimes
    resolution_rate: float | None
    reopen_rate: float | None


class WorkGroup(Work):
    """Those of one agent or team; null for tickets that name none."""

    group: str | None


class Operations(Shape):
    """The largest group first."""

    from_: Moment = Field(alias="from")
    to: Moment
    group_by: str | None
    groups: list[WorkGroup]
    total: Work


@operation(
    "scores",
    scope="read",
    session=True,
    parameters=PARAMETERS,
    answers={200: Content("The figures.", Operations)},
)
async def get_operations(request: Request) -> Response:
    """How tickets were worked on that were created in a span."""
    engine, query = engine_of(request), request.query_params
    check_known(query, [one.name for one in PARAMETERS])
    now, zone = engine.clock(), zone_of(query.get("tz"), engine.settings.zone)
    group_by = query.get("group_by") or None
    if group_by and not re.fullmatch(NAME, group_by):
        raise InvalidInput(FieldError("group_by", "is a property of ticket events, such as agent"))
    span = span_of(query, zone, now)
    found = await operations(engine.database, span, group_by)
    start, end = (moment.astimezone(zone).isoformat() for moment in (span.start, span.end))
    return JSONResponse({"from": start, "to": end, "group_by": group_by, **found})


ROUTES = [Route("/v1/operations", get_operations, methods=["GET"])]
