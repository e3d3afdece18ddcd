"""GET /v1/cases."""

from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.asking import engine_of
from service.lists import WINDOW, listed, survey_of, window_of
from service.questions_in import check_known, one_of
from service.readers import check_reader
from surveys import cases
from surveys.cases import REASONS, STATES, Filter
from surveys.catalogue import Catalogue

KNOWN = ("survey", "reason", "state", *WINDOW)
COLUMNS = (
    "id", "response", "survey", "score", "comment", "reason", "state", "opened_at", "event",
    "contact.id", "contact.email", "contact.phone", "contact.name",
)  # fmt: skip


async def list_cases(request: Request) -> Response:
    """Newest first; JSON in pages, CSV and JSON lines as one stream of all (or of `limit`)."""
    await check_reader(request)
    engine = engine_of(request)
    wanted = await _filter(request.query_params, engine.catalogue, engine.settings.zone)
    return await listed(request, partial(cases.page, engine.database), wanted, COLUMNS)


async def _filter(query: Mapping[str, str], catalogue: Catalogue, default_zone: ZoneInfo) -> Filter:
    check_known(query, KNOWN)
    return Filter(
        survey_id=await survey_of(query, catalogue),
        reason=one_of(query, "reason", REASONS),
        state=one_of(query, "state", STATES),
        **window_of(query, default_zone),
    )


ROUTES = [Route("/v1/cases", list_cases, methods=["GET"])]
