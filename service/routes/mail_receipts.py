"""POST /receipts/email, a mail that came back; POST /receipts/{provider}/{endpoint}, what those who
send our mail tell.

Whoever may speak is answered 200, whatever it was: a sender that is refused tries again for days.
"""

import asyncio
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notifiers.notice import Fate
from notifiers.smtp import reports
from service import fates, metrics
from service.asking import engine_of
from service.engine import Engine
from service.operations import Content, operation
from service.providers import Confirm, NoAnswer, Provider, providers
from service.providers.parts import amazon
from service.shapes import Object
from service.sources import BadSignature, Unusable
from surveys import hooks

log = structlog.get_logger()
REFUSED = "No such endpoint, or the signature does not fit."


@operation(
    "receipts",
    scope="receipts",
    body=Content("The mail.", media_types=("message/rfc822",)),
    answers={200: Content("What it was.", Object)},
)
async def take_mail(request: Request) -> Response:
    """A mail that came back, or a complaint."""
    mail = await request.body()
    try:
        fate = await asyncio.to_thread(reports.read, mail)
    except reports.Unreadable as error:
        return _unreadable(str(error))
    return JSONResponse({"status": await fates.settle(engine_of(request), fate)})


@operation(
    "receipts",
    path={"provider": "postmark", "endpoint": "main"},
    body=Content("What the provider posts, signed in its own way.", Any),
    answers={200: Content("What it was.", Object)},
)
async def take(request: Request) -> Response:
    """What mail providers tell of mails.

    401 unsigned, 503 while a signature cannot be checked."""
    engine, body = engine_of(request), await request.body()
    name, endpoint = request.path_params["provider"], request.path_params["endpoint"]
    try:
        provider = await _verified(request, name, endpoint, body)
        happened = provider.parse(body)
        answers = [await _heed(engine, one) for one in happened]
    except BadSignature as error:
        metrics.receipts.labels("unsigned").inc()
        log.info("receipt.refused", reason=str(error))
        raise HTTPException(401, REFUSED) from error
    except NoAnswer as error:
        raise HTTPException(503, f"Try again in a moment. {error}") from error
    except Unusable as error:
        return _unreadable(str(error))
    return JSONResponse({"status": answers[0] if len(answers) == 1 else "ok"})


async def _verified(request: Request, name: str, endpoint: str, body: bytes) -> Provider:
    engine, provider = engine_of(request), providers().get(name)
    now = engine.clock()
    found = await hooks.find(name, endpoint, engine.keyring, now) if provider else None
    if provider is None or found is None:
        raise BadSignature("no such endpoint")
    await provider.verify(body, request.headers, found.secrets, now)
    return provider


async def _heed(engine: Engine, happened: Fate | Confirm) -> str:
    if isinstance(happened, Fate):
        return await fates.settle(engine, happened)
    await amazon.fetch(happened.url)
    log.info("receipt.confirmed")
    return "confirmed"


def _unreadable(reason: str) -> Response:
    metrics.receipts.labels("unreadable").inc()
    log.info("receipt.unreadable", reason=reason)
    return JSONResponse({"status": "unreadable"})


ROUTES = [
    Route("/receipts/email", take_mail, methods=["POST"]),
    Route("/receipts/{provider}/{endpoint}", take, methods=["POST"]),
]
