"""Finds the routes of answer links in one look-up: most of what comes in goes there."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from service.routes import answer

Handler = Callable[[Request], Awaitable[Response]]
PATH = "/r/"
FOUND: dict[tuple[str, int], Handler] = {  # by method and parts of the path
    ("GET", 1): answer.show,
    ("GET", 2): answer.show,
    ("POST", 1): answer.answer,
}


class AnswerRoutes(BaseRoute):
    """Stands before the routes of routes/answer.py, to which it leaves whatever is rare."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """A full match or none."""
        path: str = scope.get("path", "")
        if not path.startswith(PATH) or scope["type"] != "http" or scope.get("root_path"):
            return Match.NONE, {}
        parts = path[len(PATH) :].split("/")
        handler = FOUND.get((scope["method"], len(parts)))
        if handler is None or not all(parts):
            return Match.NONE, {}
        return Match.FULL, {"endpoint": handler, "path_params": dict(_named(parts))}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; errors are for the table that all routes share."""
        handler: Handler = scope["endpoint"]
        response = await handler(Request(scope, receive, send))
        await response(scope, receive, send)


def _named(parts: list[str]) -> Iterator[tuple[str, Any]]:
    return zip(("token", "score"), parts, strict=False)
