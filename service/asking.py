"""What handlers take from a request."""

from typing import cast

from starlette.requests import Request

from service.auth import Caller, Keys
from service.engine import Engine


def engine_of(request: Request) -> Engine:
    """The process's engine."""
    return cast(Engine, request.app.state.engine)


def target_of(request: Request) -> str:
    """Path and query as they were sent, nothing decoded."""
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    return (path + b"?" + query if query else path).decode("latin-1")


async def caller_of(request: Request, scope: str) -> Caller:
    """Who asks, when their key has the scope; HTTPException 401 or 403 otherwise."""
    keys = cast(Keys, request.app.state.keys)
    return await keys.caller(request, scope, engine_of(request).clock())
