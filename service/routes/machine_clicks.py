"""GET /v1/machine-clicks."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.operations import Content, operation
from service.parameters import SURVEY
from service.questions_in import check_known
from service.routes.scores import Counted
from service.shapes import Shape
from surveys.errors import FieldError, InvalidInput
from surveys.machines import machine_clicks


class MachineClicks(Shape):
    """`all_counted` are the figures of `people` had every click of a machine counted."""

    survey: str
    kind: str
    machine_clicks: int
    people: Counted
    all_counted: Counted


@operation(
    "scores",
    scope="read",
    session=True,
    parameters=(replace(SURVEY, required=True),),
    answers={200: Content("The last 30 days.", MachineClicks)},
)
async def get_machine_clicks(request: Request) -> Response:
    """What machines clicked on lately, and what the score would be if that had counted."""
    check_known(request.query_params, ("survey",))
    if not (key := request.query_params.get("survey")):
        raise InvalidInput(FieldError("survey", "is missing: the survey's key"))
    engine = engine_of(request)
    survey = await engine.catalogue.by_key(key)
    return JSONResponse((await machine_clicks(engine.database, survey, engine.clock())).as_dict())


ROUTES = [Route("/v1/machine-clicks", get_machine_clicks, methods=["GET"])]
