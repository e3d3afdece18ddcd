"""GET /v1/operations."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.questions_in import check_known, span_of, zone_of
from service.readers import check_reader
from surveys.errors import FieldError, InvalidInput
from surveys.operations import operations
from surveys.part import NAME

KNOWN = ("from", "to", "tz", "group_by")


async def get_operations(request: Request) -> Response:
    """How tickets were worked on that were created in a span."""
    await check_reader(request)
    engine, query = engine_of(request), request.query_params
    check_known(query, KNOWN)
    now, zone = engine.clock(), zone_of(query.get("tz"), engine.settings.zone)
    group_by = query.get("group_by") or None
    if group_by and not re.fullmatch(NAME, group_by):
        raise InvalidInput(FieldError("group_by", "is a property of ticket events, such as agent"))
    span = span_of(query, zone, now)
    found = await operations(engine.database, span, group_by, now)
    start, end = (moment.astimezone(zone).isoformat() for moment in (span.start, span.end))
    return JSONResponse({"from": start, "to": end, "group_by": group_by, **found})


ROUTES = [Route("/v1/operations", get_operations, methods=["GET"])]
