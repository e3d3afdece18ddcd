"""GET /v1/quarantine: deliveries that were signed but could not be used."""

from collections.abc import Mapping
from datetime import UTC
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service import cursors
from service.asking import engine_of
from service.lists import Listed
from service.operations import Content, operation
from service.parameters import PAGE, Parameter, number
from service.questions_in import check_known, moment_of
from service.shapes import Moment, Shape
from surveys import quarantine
from surveys.errors import FieldError, InvalidInput
from surveys.quarantine import Filter

MOST = 100


class Delivery(Shape):
    """A delivery as it came; `cut` says whether there is more of the body."""

    id: str
    source: str
    endpoint: str
    reason: str
    received_at: Moment
    headers: dict[str, str]
    body: str
    body_bytes: int
    cut: bool


PARAMETERS = (
    Parameter("source", "Of this source.", example="generic"),
    Parameter("endpoint", "Of endpoints with this name.", example="shop"),
    Parameter("since", "From this moment on: a date or an RFC 3339 time.", example="2026-11-01"),
    number("limit", "How many; 20 if left out.", 1, MOST),
    PAGE[-1],
)


@operation(
    "hooks",
    scope="hooks",
    parameters=PARAMETERS,
    answers={200: Content("A page.", Listed[Delivery])},
)
async def list_quarantine(request: Request) -> Response:
    """Newest first, with the reason and what was sent."""
    engine, query = engine_of(request), request.query_params
    wanted = _filter(query, engine.settings.zone)
    found, following = await quarantine.page(engine.database, wanted, _limit(query))
    return JSONResponse({"data": found, "next": cursors.write(following)})


def _filter(query: Mapping[str, str], zone: ZoneInfo) -> Filter:
    check_known(query, [one.name for one in PARAMETERS])
    return Filter(
        source=_name(query, "source"),
        endpoint=_name(query, "endpoint"),
        since=moment_of("since", query["since"], zone).astimezone(UTC)
        if query.get("since")
        else None,
        before=cursors.read(query.get("cursor")),
    )


def _name(query: Mapping[str, str], name: str) -> str | None:
    return query.get(name, "").replace("\x00", "\ufffd") or None


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("limit") or str(quarantine.PAGE_SHOWN)
    if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST:
        return int(text)
    raise InvalidInput(FieldError("limit", f"must be a whole number from 1 to {MOST}"))


ROUTES = [Route("/v1/quarantine", list_quarantine, methods=["GET"])]
