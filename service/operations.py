"""What /openapi.json tells about a handler, written beside it: `@operation(...)`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from service.parameters import Parameter

Handler = TypeVar("Handler", bound=Callable[..., Any])
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
    """Attach what there is to tell."""

    def attach(handler: Handler) -> Handler:
        handler.operation = Operation(tag, **told)  # type: ignore[attr-defined]  # read below
        return handler

    return attach


def handler_of(endpoint: Any, method: str) -> Any:
    """Who answers this method."""
    return getattr(endpoint, "by_method", {}).get(method, endpoint)


def operation_of(handler: Any) -> Operation | None:
    """What was attached, None for a handler that says nothing about itself: a page for people."""
    found: Operation | None = getattr(handler, "operation", None)
    return found
