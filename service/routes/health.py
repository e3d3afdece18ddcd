"""/healthz (the process answers), /readyz (the database does too), /metrics (for Prometheus)."""

import asyncio

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from service import metrics
from service.asking import engine_of
from surveys.errors import Unavailable

log = structlog.get_logger()
READY_SECONDS = 2.0


async def healthz(_: Request) -> Response:
    """Alive."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """200 when the database answers within two seconds, else 503."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            rows = await engine_of(request).database.fetch("health.queues")
    except (TimeoutError, Unavailable) as error:
        log.warning("web.not_ready", error=str(error) or "too slow")
        return JSONResponse({"ready": False, "database": "does not answer"}, 503)
    return JSONResponse({"ready": True, "waiting": {row["queue"]: row["n"] for row in rows}})


async def show_metrics(request: Request) -> Response:
    """Counters of this process, and how much waits or stays unknown in the database."""
    database = engine_of(request).database
    for row in await database.fetch("health.queues"):
        metrics.waiting.labels(row["queue"]).set(int(row["n"]))
    [unknown] = await database.fetch("health.unknown")
    metrics.unknown.set(int(unknown["n"]))
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


ROUTES = [
    Route("/healthz", healthz, methods=["GET"]),
    Route("/readyz", readyz, methods=["GET"]),
    Route("/metrics", show_metrics, methods=["GET"]),
]
