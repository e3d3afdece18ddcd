"""GET /v1/scores/compare."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.operations import Content, operation
from service.parameters import Parameter
from service.questions_in import moment_of, question_of
from service.routes.scores import PARAMETERS, Stretch
from service.shapes import Shape
from surveys.comparison import compared
from surveys.errors import FieldError, InvalidInput
from surveys.periods import Period
from surveys.scores import Question

AGAINST = ("against_from", "against_to")
OTHER = (
    Parameter(AGAINST[0], "Where another span begins, to compare each group with itself there."),
    Parameter(AGAINST[1], "Where that span ends."),
)


class Comparison(Shape):
    """Two sides by their places, and one less the other."""

    one: int
    other: int
    difference: float
    low: float
    high: float
    p: float
    p_adjusted: float
    significant: bool


class Comparisons(Shape):
    """The sides with their figures, and how they differ."""

    survey: str
    kind: str
    definition: str
    tz: str
    correction: str
    level: float
    sides: list[Stretch]
    comparisons: list[Comparison]


@operation(
    "scores",
    scope="read",
    session=True,
    parameters=(*PARAMETERS, *OTHER),
    answers={200: Content("The comparisons.", Comparisons)},
)
async def get_comparison(request: Request) -> Response:
    """Which groups or periods differ by more than chance."""
    engine, query = engine_of(request), request.query_params
    question = await question_of(
        query,
        engine.catalogue,
        engine.settings.zone,
        engine.clock(),
        engine.settings.smallest_group,
        more=AGAINST,
    )
    against = _against({name: query.get(name, "") for name in AGAINST}, question)
    return JSONResponse(await compared(engine.database, question, against))


def _against(asked: dict[str, str], question: Question) -> Period | None:
    if not any(asked.values()):
        return None
    for name, text in asked.items():
        if not text:
            raise InvalidInput(FieldError(name, "is missing: the other span has both ends"))
    return Period(*(moment_of(name, text, question.zone) for name, text in asked.items()))


ROUTES = [Route("/v1/scores/compare", get_comparison, methods=["GET"])]
