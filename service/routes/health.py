"""/healthz (the process answers), /readyz (the database does too), /metrics (for Prometheus)."""

import asyncio
from collections.abc import Iterator, Mapping

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from notifiers.lane import lanes_of
from service import metrics
from service.asking import engine_of
from service.engine import Engine
from service.operations import Content, operation
from service.shapes import Object, Shape
from surveys import standings
from surveys.breaker import Standing
from surveys.errors import Unavailable

log = structlog.get_logger()
READY_SECONDS = 2.0


class Ready(Shape):
    """How much waits in each queue, and which ways out are in trouble."""

    ready: bool
    waiting: dict[str, int]
    troubles: list[str]


@operation("operation", answers={200: Content("ok", media_types=("text/plain",))})
async def healthz(_: Request) -> Response:
    """Alive."""
    return PlainTextResponse("ok\n")


@operation(
    "operation",
    answers={200: Content("Ready.", Ready), 503: Content("The database does not answer.", Object)},
)
async def readyz(request: Request) -> Response:
    """200 when the database answers within two seconds, else 503."""
    engine = engine_of(request)
    try:
        async with asyncio.timeout(READY_SECONDS):
            rows = await engine.database.fetch("health.queues")
            found = await standings.read(engine.database)
    except (TimeoutError, Unavailable) as error:
        log.warning("web.not_ready", error=str(error) or "too slow")
        return JSONResponse({"ready": False, "database": "does not answer"}, 503)
    waiting = {row["queue"]: row["n"] for row in rows}
    return JSONResponse(
        {"ready": True, "waiting": waiting, "troubles": [*_troubles(engine, found)]}
    )


def _troubles(engine: Engine, found: Mapping[str, Standing]) -> Iterator[str]:
    """For strangers: neither the relay's name nor its words, which may name an account."""
    for name, channel in engine.channels.items():
        for number, lane in enumerate(lanes_of(name, channel), 1):
            one = found.get(lane.name)
            if one and one.trouble(engine.clock()):
                yield f"lane {number} of {name} is {'paused' if one.pauses else 'slowed'}"


@operation("operation", answers={200: Content("For Prometheus.", media_types=("text/plain",))})
async def show_metrics(request: Request) -> Response:
    """Counters of this process, what waits or stays unknown, and how the lanes stand."""
    engine = engine_of(request)
    for row in await engine.database.fetch("health.queues"):
        metrics.waiting.labels(row["queue"]).set(int(row["n"]))
    [unknown] = await engine.database.fetch("health.unknown")
    metrics.unknown.set(int(unknown["n"]))
    known = await standings.read(engine.database)
    for name, channel in engine.channels.items():
        for lane in lanes_of(name, channel):
            standing = known.get(lane.name) or Standing(lane.name)
            metrics.lanes_paused.labels(lane.name).set(bool(standing.pauses))
            metrics.lanes_share.labels(lane.name).set(standing.share_at(engine.clock()))
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


ROUTES = [
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
    Route("/metrics", show_metrics, methods=["GET"]),
]
