"""GET /v1/inbound."""

from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import notifiers
from service import cursors
from service.asking import engine_of
from service.lists import listed
from service.questions_in import check_known, moment_of, number_of, one_of, zone_of
from service.readers import check_reader
from surveys import inbound
from surveys.inbound import Filter
from surveys.replies import OUTCOMES

MOST = 1000
KNOWN = ("outcome", "channel", "from", "to", "tz", "limit", "cursor")
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
    zone = zone_of(query.get("tz"), default_zone)
    return Filter(
        outcome=one_of(query, "outcome", tuple(OUTCOMES)),
        channel=one_of(query, "channel", notifiers.channel_names()),
        start=moment_of("from", query["from"], zone) if query.get("from") else None,
        end=moment_of("to", query["to"], zone) if query.get("to") else None,
        before=cursors.read(query.get("cursor")),
        limit=number_of(query, "limit", 1, MOST),
    )


ROUTES = [Route("/v1/inbound", list_inbound, methods=["GET"])]
