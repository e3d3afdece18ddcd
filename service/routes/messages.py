"""GET /v1/messages."""

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
from surveys import messages
from surveys.catalogue import Catalogue
from surveys.messages import STATES, Filter

MOST = 1000
KNOWN = ("survey", "state", "channel", "from", "to", "tz", "limit", "cursor")
COLUMNS = (
    "id", "event", "survey", "channel", "kind", "state", "code", "error", "provider_id", "attempts",
    "due_at", "started_at", "ended_at", "contact.id", "contact.email", "contact.name",
)  # fmt: skip


async def list_messages(request: Request) -> Response:
    """Newest first; JSON in pages, CSV and JSON lines as one stream of all (or of `limit`)."""
    await check_reader(request)
    engine = engine_of(request)
    wanted = await _filter(request.query_params, engine.catalogue, engine.settings.zone)
    return await listed(request, partial(messages.page, engine.database), wanted, COLUMNS)


async def _filter(query: Mapping[str, str], catalogue: Catalogue, default_zone: ZoneInfo) -> Filter:
    check_known(query, KNOWN)
    zone = zone_of(query.get("tz"), default_zone)
    survey = await catalogue.by_key(query["survey"]) if query.get("survey") else None
    return Filter(
        survey_id=survey.survey_id if survey else None,
        state=one_of(query, "state", STATES),
        channel=one_of(query, "channel", notifiers.channel_names()),
        start=moment_of("from", query["from"], zone) if query.get("from") else None,
        end=moment_of("to", query["to"], zone) if query.get("to") else None,
        before=cursors.read(query.get("cursor")),
        limit=number_of(query, "limit", 1, MOST),
    )


ROUTES = [Route("/v1/messages", list_messages, methods=["GET"])]
