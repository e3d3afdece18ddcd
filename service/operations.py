"""Who may call a handler and what /openapi.json tells about it: `@operation(...)` beside it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service.admission import admit
from service.parameters import Parameter

Handler = Callable[[Request], Awaitable[Response]]
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Content:
    """What goes in or comes out. `shape` is a type that pydantic knows and, like `example`, that of
    the first media type."""

    what: str
    shape: Any = None
    media_types: Sequence[str] = (JSON,)
    example: Any = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address. `scope`: what the key needs, None for anybody; `session`: who is
    signed in to the dashboard may, too. The handler's docstring is the description."""

    tag: str
    answers: Mapping[int, Content] = field(default_factory=dict)
    scope: str | None = None
    session: bool = False
    parameters: Sequence[Parameter] = ()
    body: Content | None = None
    path: Mapping[str, str] = field(default_factory=dict)  # examples of what the address names
    problems: Sequence[str] = ()  # media types in which it refuses, beside problem+json


def operation(tag: str, **told: Any) -> Callable[[Handler], Handler]:
    """Let in only those whom it names, and attach what there is to tell."""

    def attach(handler: Handler) -> Handler:
        described = Operation(tag, **told)
        found = handler if described.scope is None else _guarded(handler, described)
        found.operation = described  # type: ignore[attr-defined]  # read below
        return found

    return attach


def _guarded(handler: Handler, described: Operation) -> Handler:
    scope, session = described.scope or "", described.session

    @wraps(handler)
    async def admitted(request: Request) -> Response:
        await admit(request, scope, session)
        return await handler(request)

    return admitted


def handler_of(endpoint: Any, method: str) -> Any:
    """Who answers this method."""
    return getattr(endpoint, "by_method", {}).get(method, endpoint)


def operation_of(handler: Any) -> Operation | None:
    """What was attached, None for a handler that says nothing about itself: a page for people."""
    found: Operation | None = getattr(handler, "operation", None)
    return found
