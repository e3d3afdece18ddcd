"""POST /hooks/{source}/{endpoint}: foreign systems, each signed in its own way."""

from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service import metrics
from service.asking import engine_of, target_of
from service.events_in import accept_all
from service.operations import Content, operation
from service.sources import URL, BadSignature, Unusable, events_of, sources
from surveys import hooks, quarantine

log = structlog.get_logger()
REFUSED = "No such endpoint, or the signature does not fit."


WHERE = {"source": "generic", "endpoint": "shop"}


@operation(
    "hooks",
    path=WHERE,
    body=Content("What the source sends, signed in its own way.", Any),
    answers={
        202: Content("Accepted, or kept in quarantine.", Any),
        200: Content("A repeat or a ping.", Any),
    },
)
async def take(request: Request) -> Response:
    """Events of foreign systems, each in its own shape.

    202 for what is new, 200 for repeats and pings, 401 unsigned.

    Never another error for a reason of content: senders switch an endpoint off after a few.
    """
    engine = engine_of(request)
    now = engine.clock()
    source = sources().get(request.path_params["source"])
    name = (request.path_params["source"], request.path_params["endpoint"])
    endpoint = await hooks.find(*name, engine.keyring, now) if source else None
    body = await request.body()
    headers = {**request.headers, URL: engine.settings.base_url + target_of(request)}
    if source is None or endpoint is None:
        raise HTTPException(401, REFUSED)
    try:
        source.verify(body, headers, endpoint.secrets, now)
    except BadSignature as error:
        metrics.event_statuses["unsigned"].inc()
        log.info("hook.refused", endpoint=endpoint.origin, reason=str(error))
        raise HTTPException(401, REFUSED) from error
    try:
        events = events_of(name[0], body, headers, now)
    except Unusable as error:
        await quarantine.keep(endpoint.origin, str(error), headers, body, now)
        metrics.event_statuses["quarantined"].inc()
        return JSONResponse({"status": "quarantined"}, 202)
    answers = await accept_all(engine, endpoint.origin, events, now) if events else []
    status = 202 if any(answer["status"] == "accepted" for answer in answers) else 200
    return JSONResponse(answers[0] if len(answers) == 1 else answers or {"status": "ok"}, status)


@operation("hooks", path=WHERE, answers={200: Content("It may send.", media_types=())})
async def shake_hands(request: Request) -> Response:
    """Whoever asks as CloudEvents' HTTP 1.1 Web Hooks says may send: the signature decides later.

    An endpoint that does not exist answers the same, so that nobody can find out which do.
    """
    headers = {"Allow": ", ".join(METHODS)}
    if origin := request.headers.get("webhook-request-origin"):
        headers["WebHook-Allowed-Origin"] = origin
        headers["WebHook-Allowed-Rate"] = "*"
    return Response(status_code=200, headers=headers)


METHODS = {"POST": take, "OPTIONS": shake_hands}


async def answer(request: Request) -> Response:
    """Of two routes the first alone would be named in the Allow of a 405."""
    return await METHODS[request.method](request)


answer.by_method = METHODS  # type: ignore[attr-defined]  # for /openapi.json
ROUTES = [Route("/hooks/{source}/{endpoint}", answer, methods=list(METHODS))]
