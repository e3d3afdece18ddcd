"""GET and POST /v1/events, GET /v1/events/{id}."""

import json
from functools import partial
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service import cloudevents
from service.admission import caller_of
from service.asking import engine_of
from service.events_in import accept_all, accept_once, event_number
from service.idempotency import key_of, response
from service.lists import Listing, Query, window_of
from service.operations import Content, operation
from service.parameters import Parameter
from service.shapes import Moment, Object, Shape
from surveys.catalogue import Catalogue
from surveys.errors import NotFound
from surveys.event import EventBody, parse
from surveys.events import Filter, page
from surveys.idempotency import Reply
from surveys.story import story_of

CLOUDEVENTS_BATCH = "application/cloudevents-batch+json"
JSON = ("", "application/json", "text/json", "application/x-www-form-urlencoded")


class Event(Shape):
    """What a backend said happened, as it said it; `external_id` is the backend's own id."""

    id: str
    source: str
    external_id: str
    type: str
    occurred_at: Moment
    received_at: Moment
    customer: Object
    properties: Object


class Story(Event):
    """The same with what became of it."""

    state: str
    decisions: list[Object]
    invitations: list[Object]


class Accepted(Shape):
    """The event's id with us, and whether it is new."""

    event: str
    status: str


PURCHASE = {
    "id": "order-2",
    "type": "purchase.completed",
    "occurred_at": "2026-11-01T09:30:00+07:00",
    "customer": {"id": "c-2", "email": "budi@example.com", "name": "Budi", "locale": "id-ID"},
    "properties": {"store": "Jakarta", "product_line": "beans"},
}


@operation(
    "events",
    scope="events",
    body=Content(
        "One event, or an array of up to 1,000.", EventBody | list[EventBody], example=PURCHASE
    ),
    answers={
        202: Content("On disk.", Accepted | list[Accepted]),
        200: Content("Known already.", Accepted | list[Accepted]),
    },
)
async def post_events(request: Request) -> Response:
    """One event, an array of up to 1,000, or a CloudEvent; 202 only when it is on disk."""
    caller = caller_of(request)
    engine = engine_of(request)
    now = engine.clock()
    _check_type(request.headers.get("content-type", ""))
    body = cloudevents.unwrap(await request.body(), request.headers)
    events, many = parse(body, now)
    if (key := key_of(request, caller, body)) is not None:
        told = partial(_reply, many=many)
        return response(await accept_once(engine, key, caller.source, events, now, told))
    return response(_reply(await accept_all(engine, caller.source, events, now), many))


@operation(
    "events", scope="events", path={"id": "evt_1"}, answers={200: Content("The story.", Story)}
)
async def get_event(request: Request) -> Response:
    """What became of an event: decisions with reasons, invitations, messages. A key without the
    scope `read` sees the events of its own source only."""
    caller = caller_of(request)
    story = await story_of(engine_of(request).database, event_number(request.path_params["id"]))
    if story["source"] != caller.source and "read" not in caller.scopes:
        raise NotFound("there is no such event")
    return JSONResponse(story)


def _reply(answers: list[dict[str, str]], many: bool) -> Reply:
    status = 202 if any(answer["status"] == "accepted" for answer in answers) else 200
    return Reply(status, json.dumps(answers if many else answers[0], separators=(",", ":")))


def _check_type(header: str) -> None:
    """HTTPException 415 for a body that says it is something else than JSON. curl and urllib call
    every body a form unless they are told otherwise, so that is no reason to refuse one.
    """
    said = header.partition(";")[0].strip().lower()
    if said not in JSON and (said == CLOUDEVENTS_BATCH or not said.endswith("+json")):
        raise HTTPException(415, "Send application/json, or one CloudEvent at a time.")


async def _asked(query: Query, _: Catalogue, zone: ZoneInfo) -> Filter:
    return Filter(
        source=_text(query, "source"), type=_text(query, "type"), **window_of(query, zone)
    )


def _text(query: Query, name: str) -> str | None:
    return query.get(name, "").replace("\x00", "\ufffd") or None


LIST = Listing(
    name="events",
    what="Events, by when they came in.",
    entry=Event,
    filters=(
        Parameter("source", "Of the key that posted them, or SOURCE/NAME of a hook's endpoint."),
        Parameter("type", "Such as purchase.completed."),
    ),
    asked=_asked,
    page=page,
)
ROUTES = [
    LIST.route(),
    Route("/v1/events", post_events, methods=["POST"]),
    Route("/v1/events/{id}", get_event, methods=["GET"]),
]
