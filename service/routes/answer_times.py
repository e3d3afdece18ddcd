"""GET /v1/answer-times."""

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.operations import Content, operation
from service.questions_in import check_known, question_of
from service.routes.scores import ANSWERS
from service.shapes import Moment, Shape
from surveys.answer_times import answer_times


class AnswerTimes(Shape):
    """After how long half of `n` people, and nine tenths, had answered."""

    survey: str
    from_: Moment = Field(alias="from")
    to: Moment
    n: int
    median_seconds: float | None
    p90_seconds: float | None


@operation(
    "scores",
    scope="read",
    session=True,
    parameters=ANSWERS,
    answers={200: Content("The times.", AnswerTimes)},
)
async def get_answer_times(request: Request) -> Response:
    """How long people took to answer what was sent in a span."""
    engine, query = engine_of(request), request.query_params
    check_known(query, [one.name for one in ANSWERS])
    zone, smallest = engine.settings.zone, engine.settings.smallest_group
    question = await question_of(query, engine.catalogue, zone, engine.clock(), smallest)
    found = await answer_times(engine.database, question)
    span = {
        name: moment.astimezone(question.zone).isoformat()
        for name, moment in (("from", question.span.start), ("to", question.span.end))
    }
    return JSONResponse({"survey": question.survey.definition.key, **span, **found.as_dict()})


ROUTES = [Route("/v1/answer-times", get_answer_times, methods=["GET"])]
