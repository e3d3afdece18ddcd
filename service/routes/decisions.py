"""GET /v1/decisions."""

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
from surveys import decisions
from surveys.catalogue import Catalogue
from surveys.deciding import OUTCOMES, reason_codes
from surveys.decisions import Filter
from surveys.rules import rules

KNOWN = ("contact", "survey", "outcome", "rule", "reason", *WINDOW)
COLUMNS = (
    "id", "event", "event_type", "survey", "version", "outcome", "rule", "reason", "sentence",
    "inputs", "until", "decided_at", "contact.id", "contact.email", "contact.name",
)  # fmt: skip


async def list_decisions(request: Request) -> Response:
    """Newest first; JSON in pages, CSV and JSON lines as one stream of all (or of `limit`)."""
    await check_reader(request)
    engine = engine_of(request)
    wanted = await _filter(request.query_params, engine.catalogue, engine.settings.zone)
    return await listed(request, partial(decisions.page, engine.database), wanted, COLUMNS)


async def _filter(query: Mapping[str, str], catalogue: Catalogue, default_zone: ZoneInfo) -> Filter:
    check_known(query, KNOWN)
    return Filter(
        contact=query.get("contact", "").replace("\x00", "").strip() or None,
        survey_id=await survey_of(query, catalogue),
        outcome=one_of(query, "outcome", OUTCOMES),
        rule=one_of(query, "rule", ("intake", *rules())),
        reason=one_of(query, "reason", tuple(reason_codes())),
        **window_of(query, default_zone),
    )


ROUTES = [Route("/v1/decisions", list_decisions, methods=["GET"])]
