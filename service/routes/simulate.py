"""POST /v1/surveys/{key}/simulate."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.engine import Engine
from service.operations import Content, operation
from service.parameters import SPAN
from service.questions_in import check_known, moment_of, zone_of
from service.routes.surveys import DRAFT, KEY, definition_in
from service.shapes import Object
from service.simulating import as_dict
from surveys.definition import Definition
from surveys.errors import Conflict, FieldError, InvalidInput
from surveys.simulation import count_events, simulate
from surveys.simulation.plan import Plan, plan_of
from surveys.simulation.tally import Tally

MOST_EVENTS = 100_000  # some 20 seconds; proxies give up after 60
_running = asyncio.Semaphore(1)


@operation(
    "surveys",
    scope="surveys",
    path=KEY,
    parameters=SPAN,
    body=DRAFT,
    answers={200: Content("Each number beside the real one.", Object)},
)
async def post_simulate(request: Request) -> Response:
    """Who would have been asked if the survey had been like the one in the body? Changes nothing.

    Runs in slices of some milliseconds between other requests, one simulation at a time.
    """
    engine = engine_of(request)
    plan = await _plan(request, engine, await definition_in(request))
    return JSONResponse(as_dict(plan, await bounded(engine, plan)))


async def bounded(engine: Engine, plan: Plan) -> Tally:
    """One simulation at a time; InvalidInput when it would take too long, Conflict while another
    runs."""
    if await count_events(engine.database, plan, MOST_EVENTS + 1) > MOST_EVENTS:
        remedy = f"there are more than {MOST_EVENTS} events in this time; choose a shorter one, or "
        raise InvalidInput(FieldError("from", remedy + "use the command `afterword simulate`"))
    if _running.locked():
        raise Conflict("another simulation is running; try again when it is done")
    async with _running:
        return await simulate(engine.database, engine.keyring, plan)


async def _plan(request: Request, engine: Engine, definition: Definition) -> Plan:
    query = request.query_params
    check_known(query, [one.name for one in SPAN])
    zone = zone_of(query.get("tz"), engine.settings.zone)
    span = (
        moment_of("from", query["from"], zone) if query.get("from") else None,
        moment_of("to", query["to"], zone) if query.get("to") else engine.clock(),
    )
    reach = engine.intake.reach
    return await plan_of(engine.database, definition, span, reach, engine.settings.timezone)


ROUTES = [Route("/v1/surveys/{key}/simulate", post_simulate, methods=["POST"])]
