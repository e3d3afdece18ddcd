"""POST /receipts/{channel}: what providers tell about messages, and what customers write back."""

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notifiers.notice import Delivery, Hearing, Notice, Unsigned, Wish
from service import metrics, references
from service.asking import engine_of, target_of
from service.engine import Engine
from surveys import receipts, suppression
from surveys.address import phone

log = structlog.get_logger()
NO_REPLY = "<Response/>"  # to a customer's message, in TwiML


async def take(request: Request) -> Response:
    """403 for whatever the provider has not signed, 204 or an empty reply for the rest."""
    engine = engine_of(request)
    notice = _heard(engine, request, await request.body())
    if isinstance(notice, Delivery):
        await _settle(engine, notice)
        return Response(status_code=204)
    if isinstance(notice, Wish):
        await _heed(engine, notice)
    return Response(NO_REPLY, media_type="text/xml")


def _heard(engine: Engine, request: Request, body: bytes) -> Notice | None:
    name = request.path_params["channel"]
    channel = engine.channels.get(name)
    try:
        if not isinstance(channel, Hearing):
            raise Unsigned("no such channel")
        return channel.hear(engine.settings.base_url + target_of(request), request.headers, body)
    except Unsigned as error:
        metrics.receipts.labels("unsigned").inc()
        log.info("receipt.refused", reason=str(error))
        raise HTTPException(403, "No such channel, or the signature does not fit.") from error


async def _settle(engine: Engine, said: Delivery) -> None:
    news = _news(said)
    settled = news is not None and await receipts.settle(engine.outbox, news, engine.clock())
    metrics.receipts.labels(said.state if settled else "ignored").inc()
    if settled and said.state == "failed":
        await engine.wake.up("send")


def _news(said: Delivery) -> receipts.News | None:
    """None for a message that is not ours."""
    if (found := references.read(said.reference)) is None:
        return None
    message_id, token = found
    bad = phone(said.bad_address)
    return receipts.News(
        message_id, token, said.state, said.provider_id, said.code, said.reason, bad
    )


async def _heed(engine: Engine, wish: Wish) -> None:
    metrics.receipts.labels("stop" if wish.stop else "start").inc()
    if (number := phone(wish.address)) is not None:
        at = (engine.database, engine.keyring, wish.channel, number)
        await (suppression.stop(*at, engine.clock()) if wish.stop else suppression.start(*at))


ROUTES = [Route("/receipts/{channel}", take, methods=["POST"])]
