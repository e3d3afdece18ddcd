"""GET /v1/responses and /v1/responses/{id}."""

from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.lists import WINDOW, listed, survey_of, window_of
from service.questions_in import check_known, number_of, where_of
from service.readers import check_reader
from surveys import responses
from surveys.catalogue import Catalogue
from surveys.errors import FieldError, InvalidInput
from surveys.responses import Filter

KNOWN = ("survey", "min_score", "max_score", "where", "comment", *WINDOW)
COLUMNS = (
    "id", "survey", "version", "score", "comment", "answers", "segments", "channel", "language",
    "evidence", "answered_at", "updated_at", "event", "contact.id", "contact.email", "contact.name",
)  # fmt: skip


async def list_responses(request: Request) -> Response:
    """Newest first; JSON in pages, CSV and JSON lines as one stream of all (or of `limit`)."""
    await check_reader(request)
    engine = engine_of(request)
    wanted = await _filter(request.query_params, engine.catalogue, engine.settings.zone)
    return await listed(request, partial(responses.page, engine.database), wanted, COLUMNS)


async def get_response(request: Request) -> Response:
    """One response with what it was before."""
    await check_reader(request)
    found = await responses.one(engine_of(request).database, request.path_params["id"])
    return JSONResponse(found)


async def _filter(query: Mapping[str, str], catalogue: Catalogue, default_zone: ZoneInfo) -> Filter:
    check_known(query, KNOWN)
    return Filter(
        survey_id=await survey_of(query, catalogue),
        low=number_of(query, "min_score", 0, 10),
        high=number_of(query, "max_score", 0, 10),
        where=where_of(query.get("where")),
        with_comment=_flag(query, "comment"),
        **window_of(query, default_zone),
    )


def _flag(query: Mapping[str, str], name: str) -> bool:
    text = query.get(name, "").lower()
    if text not in ("", "0", "1", "false", "true", "no", "yes"):
        raise InvalidInput(FieldError(name, "must be 1 or 0"))
    return text in ("1", "true", "yes")


ROUTES = [
    Route("/v1/responses", list_responses, methods=["GET"]),
    Route("/v1/responses/{id}", get_response, methods=["GET"]),
]
