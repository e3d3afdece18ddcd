"""GET /v1/inbound."""

from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import notifiers
from service.asking import engine_of
from service.lists import WINDOW, listed, window_of
from service.questions_in import check_known, one_of
from service.readers import check_reader
from surveys import inbound
from surveys.inbound import Filter
from surveys.replies import OUTCOMES

KNOWN = ("outcome", "channel", *WINDOW)
COLUMNS = (
    "id", "channel", "sender", "recipient", "text", "outcome", "sentence", "received_at", "survey",
    "event", "contact.id", "contact.email", "contact.name",
)  # fmt: skip


async def list_inbound(request: Request) -> Response:
    """Newest first; JSON in pages, CSV and JSON lines as one stream of all (or of `limit`)."""
    await check_reader(request)
    engine = engine_of(request)
    wanted = _filter(request.query_params, engine.settings.zone)
    return await listed(request, partial(inbound.page, engine.database), wanted, COLUMNS)


def _filter(query: Mapping[str, str], default_zone: ZoneInfo) -> Filter:
    check_known(query, KNOWN)
    return Filter(
        outcome=one_of(query, "outcome", tuple(OUTCOMES)),
        channel=one_of(query, "channel", notifiers.channel_names()),
        **window_of(query, default_zone),
    )


ROUTES = [Route("/v1/inbound", list_inbound, methods=["GET"])]
