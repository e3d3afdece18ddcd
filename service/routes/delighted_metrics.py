"""Metrics for code written for Delighted: the figures of /v1/scores under its names."""

from datetime import timedelta

from starlette.responses import JSONResponse, Response

from service.delighted.door import Visit, missing, routes
from service.delighted.metrics import in_whole_numbers
from service.delighted.project import project_of
from service.delighted.reading import listed_in, moment_in
from service.questions_in import EARLIEST, question_of
from service.routes.delighted_responses import trend_of
from surveys import feedback
from surveys.instant import from_micros
from surveys.report import as_dict
from surveys.scores import ask

DAYS = 30  # up to the newest response, when the caller names no time
SECOND = timedelta(seconds=1)


async def metrics(visit: Visit) -> Response:
    """Of all answers from one second to the other, both included."""
    engine, query = visit.engine, visit.request.query_params
    if other := sorted({*listed_in(query, "groups")} - {"core"}):
        raise missing("groups", f"{other[0]!r} is not there; leave it out, or send core")
    trend = trend_of(query)
    survey = (await project_of(visit)).survey
    since, until = moment_in(query, "since"), moment_in(query, "until")
    newest = await feedback.latest(engine.database, survey.survey_id)
    end = from_micros(newest) if newest is not None else visit.now
    start = (until or end) - timedelta(days=DAYS)
    asked = {
        "survey": survey.definition.key,
        "from": max(since or start, EARLIEST).isoformat(),
        "to": ((until or end) + SECOND).isoformat(),
        "interval": "none",
        "tz": "UTC",
    }
    where = {"where": ":".join(trend)} if trend else {}
    question = await question_of(asked | where, engine.catalogue, engine.settings.zone, visit.now)
    report = as_dict(await ask(engine.database, question), visit.now)
    return JSONResponse(in_whole_numbers(report["kind"], report["total"]))


ROUTES = routes("/metrics", ("GET", "read", metrics))
