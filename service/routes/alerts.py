"""GET /v1/alerts, GET /v1/alerts/{id}."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.lists import WINDOW, listed, survey_of, window_of
from service.questions_in import check_known
from service.readers import check_reader
from surveys import alerts
from surveys.alerts import Filter

KNOWN = ("survey", *WINDOW)
COLUMNS = (
    "id", "survey", "property", "value", "since", "opened_at", "difference", "before.score",
    "before.n", "after.score", "after.n",
)  # fmt: skip


async def list_alerts(request: Request) -> Response:
    """Newest first; JSON in pages, CSV and JSON lines as one stream of all (or of `limit`)."""
    await check_reader(request)
    engine, query = engine_of(request), request.query_params
    check_known(query, KNOWN)
    window = window_of(query, engine.settings.zone)
    wanted = Filter(survey_id=await survey_of(query, engine.catalogue), **window)
    return await listed(request, partial(alerts.page, engine.database), wanted, COLUMNS)


async def get_alert(request: Request) -> Response:
    """One of them, with the comments behind it."""
    await check_reader(request)
    engine = engine_of(request)
    name = request.path_params["id"]
    return JSONResponse(await alerts.one(engine.database, engine.catalogue, name))


ROUTES = [
    Route("/v1/alerts", list_alerts, methods=["GET"]),
    Route("/v1/alerts/{id}", get_alert, methods=["GET"]),
]
