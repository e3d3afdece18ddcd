"""GET and POST /v1/responses, GET /v1/responses/{id}."""

import json
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service import metrics
from service.admission import caller_of
from service.asking import engine_of
from service.idempotency import key_of, response
from service.lists import Bounds, Listing, Query, where_in, window_of
from service.operations import Content, operation
from service.parameters import SURVEY, WHERE, Parameter, choice, flag, number
from service.questions_in import flag_of, number_of, one_of, zone_of
from service.responses_in import answers_of
from service.shapes import Moment, Object, Person, Shape
from service.tags_in import tag_of
from surveys import responses, telling, told, week
from surveys.catalogue import Catalogue
from surveys.database import Transaction
from surveys.errors import FieldError, InvalidInput
from surveys.idempotency import Reply
from surveys.periods import WEEKDAYS, Period
from surveys.responses import Filter, HourIn
from surveys.telling import Recorded
from surveys.told import Told


class Answered(Shape):
    """The answer to an invitation, or one that nobody was invited to give."""

    id: str
    survey: str
    version: int
    score: int
    comment: str | None
    answers: Object | None
    segments: Object
    channel: str
    language: str
    evidence: str
    answered_at: Moment
    updated_at: Moment
    tags: list[str]
    event: str | None
    contact: Person


class Before(Shape):
    """What a response was until it was changed."""

    score: int
    comment: str | None
    answers: Object | None
    evidence: str
    until: Moment


class Tagged(Shape):
    """A tag that a response has, or had `until`; by `hand` or `rule`."""

    tag: str
    by: str
    since: Moment
    until: Moment | None
    until_by: str | None


class WithHistory(Answered):
    """A response with what it was before and the tags that it has or had, oldest first."""

    history: list[Before]
    tagged: list[Tagged]


class Receipt(Shape):
    """What became of an answer that was told."""

    response: str
    status: str


TOLD = {
    "survey": "nps-after-purchase",
    "score": 9,
    "comment": "Friendly, and quick.",
    "answered_at": "2026-11-01T09:30:00+07:00",
    "customer": {"id": "c-2", "email": "budi@example.com"},
    "channel": "phone",
    "segments": {"store": "Jakarta"},
}


@operation(
    "lists",
    scope="responses",
    body=Content("One answer, or an array of up to 1,000.", Told | list[Told], example=TOLD),
    answers={
        201: Content("Recorded.", Receipt | list[Receipt]),
        200: Content("Known already.", Receipt | list[Receipt]),
    },
)
async def post_responses(request: Request) -> Response:
    """One answer that was taken elsewhere, or an array of up to 1,000: all of them or none."""
    caller = caller_of(request)
    engine = engine_of(request)
    now, body = engine.clock(), await request.body()
    said, many = told.parse(body, now)
    answers = await answers_of(engine.catalogue, said, many, caller.source, now)

    async def work(tx: Transaction) -> Reply:
        return _reply(await telling.store(tx, engine.keyring, answers), many)

    key = key_of(request, caller, body)
    if key is None:
        reply = await engine.database.transact(work, whole=True)
    else:
        reply = await engine.once.do(key, work, now)
    if not reply.replayed:
        metrics.answers.labels("told").inc(len(answers))
    return response(reply)


def _reply(recorded: Sequence[Recorded], many: bool) -> Reply:
    shown = [{"response": f"res_{one.response_id}", "status": one.status} for one in recorded]
    status = 201 if any(one.status == "recorded" for one in recorded) else 200
    return Reply(status, json.dumps(shown if many else shown[0], separators=(",", ":")))


@operation(
    "lists",
    scope="read",
    session=True,
    path={"id": "res_1"},
    answers={200: Content("The response.", WithHistory)},
)
async def get_response(request: Request) -> Response:
    """One response with what it was before."""
    found = await responses.one(engine_of(request).database, request.path_params["id"])
    return JSONResponse(found)


async def _asked(query: Query, catalogue: Catalogue, zone: ZoneInfo) -> Filter:
    survey_id, where = await where_in(query, catalogue)
    window = window_of(query, zone)
    return Filter(
        survey_id=survey_id,
        low=number_of(query, "min_score", 0, 10),
        high=number_of(query, "max_score", 0, 10),
        where=where,
        with_comment=flag_of(query, "comment") or False,
        hours=_hours(query, window, zone_of(query.get("tz"), zone)),
        tag=tag_of(query),
        search=query.get("search", ""),
        term=query.get("term", "").strip().casefold(),
        **window,
    )


def _hours(query: Query, window: Bounds, zone: ZoneInfo) -> Sequence[HourIn] | None:
    """An hour of the week."""
    day, hour = one_of(query, "weekday", WEEKDAYS), number_of(query, "hour", 0, 23)
    if day is None and hour is None:
        return None
    start, end = window["start"], window["end"]
    if day is None or hour is None or start is None or end is None:
        raise InvalidInput(
            FieldError("hour", "goes with `weekday`, `from` and `to`: send all four")
        )
    at = 24 * WEEKDAYS.index(day) + hour
    return [(*stretch, at) for stretch in week.stretches(Period(start, end), zone)]


LIST = Listing(
    name="responses",
    what="Answers that count, by when they came.",
    entry=Answered,
    filters=(
        SURVEY,
        number("min_score", "This score or higher.", 0, 10),
        number("max_score", "This score or lower.", 0, 10),
        WHERE,
        flag("comment", "1 for those with a comment."),
        Parameter("tag", "Those with this tag.", example="price"),
        Parameter("search", "Words that are all in the comment.", example="cold coffee"),
        Parameter(
            "term",
            "A term of /v1/themes that is in the comment: a word, or two that follow each other.",
            example="cold coffee",
        ),
        choice("weekday", "With `hour`, `from` and `to`: on this day of the week.", WEEKDAYS),
        number(
            "hour", "With `weekday`: in this hour of that day, as clocks in `tz` show it.", 0, 23
        ),
    ),
    asked=_asked,
    page=responses.page,
)
ROUTES = [
    LIST.route(),
    Route("/v1/responses", post_responses, methods=["POST"]),
    Route("/v1/responses/{id}", get_response, methods=["GET"]),
]
