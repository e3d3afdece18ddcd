"""GET /v1/decisions."""

from collections.abc import Mapping
from functools import partial
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service import cursors
from service.asking import engine_of
from service.lists import listed
from service.questions_in import check_known, moment_of, number_of, one_of, zone_of
from service.readers import check_reader
from surveys import decisions
from surveys.catalogue import Catalogue
from surveys.deciding import OUTCOMES, reason_codes
from surveys.decisions import Filter
from surveys.rules import rules

MOST = 1000
KNOWN = (
    "contact", "survey", "outcome", "rule", "reason", "from", "to", "tz", "limit", "cursor"
)  # fmt: skip
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
    zone = zone_of(query.get("tz"), default_zone)
    survey = await catalogue.by_key(query["survey"]) if query.get("survey") else None
    return Filter(
        contact=query.get("contact", "").replace("\x00", "").strip() or None,
        survey_id=survey.survey_id if survey else None,
        outcome=one_of(query, "outcome", OUTCOMES),
        rule=one_of(query, "rule", ("intake", *rules())),
        reason=one_of(query, "reason", tuple(reason_codes())),
        start=moment_of("from", query["from"], zone) if query.get("from") else None,
        end=moment_of("to", query["to"], zone) if query.get("to") else None,
        before=cursors.read(query.get("cursor")),
        limit=number_of(query, "limit", 1, MOST),
    )


ROUTES = [Route("/v1/decisions", list_decisions, methods=["GET"])]
