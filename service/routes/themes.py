"""GET /v1/themes."""

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.operations import Content, operation
from service.questions_in import check_known, question_of
from service.routes.scores import ANSWERS
from service.shapes import Moment, Shape
from surveys.complaints import complaints


class Theme(Shape):
    """A term, and in how many comments under the worst scores and under others it is."""

    term: str
    low: int
    others: int
    p: float
    p_adjusted: float
    significant: bool


class Themes(Shape):
    """The clearest first."""

    survey: str
    from_: Moment = Field(alias="from")
    to: Moment
    comments: int
    low_comments: int
    correction: str
    themes: list[Theme]


@operation(
    "scores",
    scope="read",
    session=True,
    parameters=ANSWERS,
    answers={200: Content("The themes.", Themes)},
)
async def get_themes(request: Request) -> Response:
    """What unhappy people write about more than others do."""
    engine, query = engine_of(request), request.query_params
    check_known(query, [one.name for one in ANSWERS])
    zone, smallest = engine.settings.zone, engine.settings.smallest_group
    question = await question_of(query, engine.catalogue, zone, engine.clock(), smallest)
    found = await complaints(engine.database, question)
    return JSONResponse(found.as_dict(question))


ROUTES = [Route("/v1/themes", get_themes, methods=["GET"])]
