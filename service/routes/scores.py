"""GET /v1/scores. Who asks again with the answer's ETag gets 304 until something has changed."""

from dataclasses import fields

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.etags import etag_of, is_known
from service.questions_in import question_of
from service.readers import check_reader
from surveys.report import as_dict
from surveys.scores import Question, ask, pulse


async def get_scores(request: Request) -> Response:
    """Scores over time; every number is computed from counts on one snapshot."""
    await check_reader(request)
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
