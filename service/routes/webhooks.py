"""GET /v1/webhooks."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.lists import Listed
from service.operations import Content, operation
from service.shapes import Moment, Shape
from surveys import webhooks
from surveys.database import Row
from surveys.story import plain


class Webhook(Shape):
    """Who is told of answers; `trouble` is the newest error."""

    id: int
    url: str
    shape: str
    survey: str | None
    state: str
    created_at: Moment
    ended_at: Moment | None
    why_ended: str | None
    waiting: int
    delivered: int
    failed: int
    trouble: str | None


@operation("hooks", scope="hooks", answers={200: Content("All of them.", Listed[Webhook])})
async def list_webhooks(request: Request) -> Response:
    """Who is told of answers, and what became of it in the last month; no secrets."""
    rows = await webhooks.listed(engine_of(request).database)
    return JSONResponse({"data": [_shown(row) for row in rows], "next": None})


def _shown(row: Row) -> dict[str, Any]:
    found = plain(row)
    return {**found, "state": "ended" if found["ended_at"] else "live"}


ROUTES = [Route("/v1/webhooks", list_webhooks, methods=["GET"])]
