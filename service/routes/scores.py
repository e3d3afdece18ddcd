"""GET /v1/scores."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.questions_in import question_of
from service.readers import check_reader
from surveys.report import as_dict
from surveys.scores import ask


async def get_scores(request: Request) -> Response:
    """Scores over time; every number is computed from counts on one snapshot."""
    await check_reader(request)
    engine = engine_of(request)
    now, settings = engine.clock(), engine.settings
    question = await question_of(
        request.query_params, engine.catalogue, settings.zone, now, settings.smallest_group
    )
    return JSONResponse(as_dict(await ask(engine.database, question), now))


ROUTES = [Route("/v1/scores", get_scores, methods=["GET"])]
