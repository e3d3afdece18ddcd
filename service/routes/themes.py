"""GET /v1/themes."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.questions_in import check_known, question_of
from service.readers import check_reader
from surveys.complaints import complaints

KNOWN = ("survey", "from", "to", "tz", "where")


async def get_themes(request: Request) -> Response:
    """What unhappy people write about more than others do."""
    await check_reader(request)
    engine, query = engine_of(request), request.query_params
    check_known(query, KNOWN)
    zone, smallest = engine.settings.zone, engine.settings.smallest_group
    question = await question_of(query, engine.catalogue, zone, engine.clock(), smallest)
    found = await complaints(engine.database, question)
    return JSONResponse(found.as_dict(question))


ROUTES = [Route("/v1/themes", get_themes, methods=["GET"])]
