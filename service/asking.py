"""What handlers take from a request."""

from typing import cast

from starlette.requests import Request

from service.engine import Engine
from service.limits import BODY


def engine_of(request: Request) -> Engine:
    """The process's engine."""
    return cast(Engine, request.scope["app"].state.engine)


def target_of(request: Request) -> str:
    """Path and query as they were sent, nothing decoded."""
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope["query_string"]
    return (path + b"?" + query if query else path).decode("latin-1")


def header_of(request: Request, name: bytes) -> str:
    """The first header of this name, in small letters; "" without one. Starlette's own way builds
    an object for each look."""
    for one, value in request.scope["headers"]:
        if one == name:
            return str(value, "latin-1")
    return ""


async def body_of(request: Request) -> bytes:
    """The body, which limits.py has read already."""
    body: bytes | None = request.scope.get(BODY)
    return await request.body() if body is None else body
