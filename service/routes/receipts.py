"""POST /receipts/{channel}: what providers tell about messages, and what customers write back."""

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notifiers.notice import Delivery, Hearing, Notice, Reply, Unsigned
from service import metrics, policy, references
from service.answers_in import clean
from service.asking import engine_of, target_of
from service.engine import Engine
from service.operations import Content, operation
from surveys import receipts
from surveys.address import phone
from surveys.answering import LONGEST_COMMENT
from surveys.replies import Said

log = structlog.get_logger()
LONGEST_NUMBER, LONGEST_ID = 64, 255
XML = ("text/xml",)
NO_REPLY = "<Response/>"  # to a customer's message, in TwiML


@operation(
    "receipts",
    path={"channel": "sms"},
    body=Content("What Twilio posts.", media_types=("application/x-www-form-urlencoded",)),
    answers={204: Content("Noted.", media_types=()), 200: Content("Noted.", media_types=XML)},
)
async def take(request: Request) -> Response:
    """What becomes of messages, and what people write back.

    403 for whatever the provider has not signed, 204 or an empty reply for the rest."""
    engine = engine_of(request)
    notice = _heard(engine, request, await request.body())
    if isinstance(notice, Delivery):
        await _settle(engine, request.path_params["channel"], notice)
        return Response(status_code=204)
    if isinstance(notice, Reply):
        await _take(engine, notice)
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


async def _settle(engine: Engine, channel: str, said: Delivery) -> None:
    news = _news(said)
    settled = news is not None and await receipts.settle(engine.outbox, news, engine.clock())
    metrics.receipts.labels(said.state if settled else "ignored").inc()
    if settled and said.state == "failed":
        await engine.wake.up("send")
        if said.by_policy:
            policy.warn(channel, said.code, said.reason)


def _news(said: Delivery) -> receipts.News | None:
    """None for a message that is not ours."""
    if (found := references.read(said.reference)) is None:
        return None
    message_id, token = found
    told = (said.provider_id, said.code, said.reason, said.address_is_bad)
    return receipts.News(message_id, token, said.state, *told, only_here=said.only_here)


async def _take(engine: Engine, reply: Reply) -> None:
    said = Said(
        reply.channel,
        _sender(reply.sender),
        clean(reply.recipient, LONGEST_NUMBER),
        clean(reply.text, LONGEST_COMMENT),
        engine.clock(),
        clean(reply.provider_id, LONGEST_ID),
        clean(reply.replies_to, LONGEST_ID),
        clean(reply.button, LONGEST_ID),
        reply.wish,
    )
    outcome = await engine.replies.take(said)
    metrics.receipts.labels(outcome or "ignored").inc()
    if outcome in ("answered", "changed", "commented"):
        await engine.wake.up("fold")


def _sender(raw: str) -> str:
    """As contacts have it. What nobody could be written to at is kept: it may hold a wish."""
    return phone(raw) or clean(raw, LONGEST_NUMBER)


ROUTES = [Route("/receipts/{channel}", take, methods=["POST"])]
