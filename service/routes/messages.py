"""GET /v1/messages."""

from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import notifiers
from service.asking import engine_of
from service.lists import WINDOW, listed, survey_of, window_of
from service.questions_in import check_known, one_of
from service.readers import check_reader
from surveys import messages
from surveys.catalogue import Catalogue
from surveys.messages import STATES, Filter

KNOWN = ("survey", "state", "channel", *WINDOW)
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
    return Filter(
        survey_id=await survey_of(query, catalogue),
        state=one_of(query, "state", STATES),
        channel=one_of(query, "channel", notifiers.channel_names()),
        **window_of(query, default_zone),
    )


ROUTES = [Route("/v1/messages", list_messages, methods=["GET"])]
