"""GET /v1/scores/week."""

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.operations import Content, operation
from service.questions_in import check_known, question_of
from service.routes.scores import ANSWERS
from service.shapes import Moment, Shape
from surveys import week


class Hour(Shape):
    """Answers that came in this hour of the day on this weekday; null where there are none."""

    weekday: str
    hour: int
    n: int
    score: float | None
    mean: float | None


class Week(Shape):
    """Every hour of the week, Monday at midnight first."""

    survey: str
    kind: str
    from_: Moment = Field(alias="from")
    to: Moment
    tz: str
    hours: list[Hour]


@operation(
    "scores",
    scope="read",
    session=True,
    parameters=ANSWERS,
    answers={200: Content("The hours.", Week)},
)
async def get_week(request: Request) -> Response:
    """When people answer, and how, by weekday and hour of the day in a zone."""
    engine, query = engine_of(request), request.query_params
    check_known(query, [one.name for one in ANSWERS])
    zone, smallest = engine.settings.zone, engine.settings.smallest_group
    question = await question_of(query, engine.catalogue, zone, engine.clock(), smallest)
    hours = await week.ask(engine.database, question)
    return JSONResponse(week.as_dict(question, hours))


ROUTES = [Route("/v1/scores/week", get_week, methods=["GET"])]
