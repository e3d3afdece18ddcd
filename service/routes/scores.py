"""GET /v1/scores. Who asks again with the answer's ETag gets 304 until something has changed."""

from dataclasses import fields, replace
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.etags import etag_of, is_known
from service.operations import Content, operation
from service.parameters import SPAN, SURVEY, Parameter, choice
from service.questions_in import question_of
from service.shapes import Moment, Shape
from surveys.periods import Interval
from surveys.report import as_dict
from surveys.scores import Question, Rate, ask, pulse


class Counted(Shape):
    """The figures of some answers; null where there are none. `counts` are by score."""

    n: int
    score: float | None
    low: float | None
    high: float | None
    mean: float | None
    few: bool
    counts: dict[str, int]


class Stretch(Counted):
    """The same of a time, and of a group if it is grouped; by two segments it has two values."""

    start: Moment
    end: Moment
    group: Any


class Total(Stretch):
    """The whole span, with how the answers were given and how many were asked."""

    evidence: dict[str, int] | None
    sent: int | None
    delivered: int | None
    answered: int | None
    response_rate: float | None
    rate: str
    folded: int


class Previous(Stretch):
    """The span of the same length just before."""

    difference: float | None
    significant: bool | None


class Scores(Shape):
    """A score over time. `as_of` asks for these very scores again."""

    survey: str
    kind: str
    definition: str
    mean_definition: str
    interval: str
    week_start: str
    tz: str
    as_of: Moment
    series: list[Stretch]
    total: Total
    previous: Previous


WHERE = Parameter(
    "where",
    "PROPERTY:VALUE: a segment of the survey, or channel, language or version. Up to ten times.",
    example="store:Jakarta",
)
ANSWERS = (replace(SURVEY, required=True), *SPAN, WHERE)
PARAMETERS = (
    *ANSWERS,
    choice("interval", "The length of each period; a day if left out.", get_args(Interval)),
    Parameter("week_start", "A day, or a locale whose first day is taken.", example="sunday"),
    Parameter("group_by", "One of the survey's segments, or two with a comma.", example="store"),
    choice("rate", "What response_rate is a share of.", get_args(Rate)),
    Parameter("as_of", "The scores that this request would have given at this moment."),
)


@operation(
    "scores",
    scope="read",
    session=True,
    parameters=PARAMETERS,
    answers={
        200: Content("The scores.", Scores),
        304: Content("`If-None-Match` has the ETag of this answer.", media_types=()),
    },
)
async def get_scores(request: Request) -> Response:
    """Scores over time; every number is computed from counts on one snapshot."""
    engine = engine_of(request)
    now, settings = engine.clock(), engine.settings
    question = await question_of(
        request.query_params, engine.catalogue, settings.zone, now, settings.smallest_group
    )
    etag = etag_of(*_asked(question), *await pulse(engine.database, question))
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if is_known(request, etag):
        return Response(None, 304, headers)
    return JSONResponse(as_dict(await ask(engine.database, question), now), headers=headers)


def _asked(question: Question) -> list[object]:
    """All of the question; a survey says another thing only in another version."""
    more = [getattr(question, one.name) for one in fields(question) if one.name != "survey"]
    return [question.survey.survey_id, question.survey.version, *more]


ROUTES = [Route("/v1/scores", get_scores, methods=["GET"])]
