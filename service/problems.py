"""Every error as application/problem+json (RFC 9457), decided in one table."""

import json
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from service.headers import EVERYWHERE
from surveys.errors import (
    AfterwordError,
    Conflict,
    FieldError,
    InvalidInput,
    NotFound,
    Unavailable,
    Unreadable,
)
from surveys.outages import is_outage

log = structlog.get_logger()
TITLES = {
    400: "This cannot be read",
    401: "No valid key or signature",
    403: "Not allowed",
    404: "Not found",
    405: "Not this method",
    408: "Too slow",
    409: "Conflict",
    413: "Too large",
    414: "Too long an address",
    415: "Not this content type",
    422: "Wrong fields",
    429: "Too many requests",
    431: "Too many headers",
    500: "A fault of ours",
    503: "Try again in a moment",
}
STATUS: dict[type[AfterwordError], int] = {
    Unreadable: 400,  # before its base
    InvalidInput: 422,
    NotFound: 404,
    Conflict: 409,
    Unavailable: 503,
}
RETRY_AFTER_SECONDS = "5"


def problem(
    status: int,
    detail: str = "",
    errors: tuple[FieldError, ...] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem body; `detail` tells what to do, `errors` name fields."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = [{"field": e.field, "message": e.message} for e in errors]
    content = json.dumps(body, ensure_ascii=True)  # whatever was sent, the answer is plain ASCII
    return Response(content, status, headers, media_type="application/problem+json")


async def on_domain_error(_: Request, error: Exception) -> Response:
    """What the domain refused."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
    if isinstance(error, InvalidInput):
        return problem(status, "Nothing was changed.", error.errors)
    if isinstance(error, Unavailable):
        log.warning("web.no_database", error=str(error))
        headers = {"Retry-After": RETRY_AFTER_SECONDS}
        return problem(503, "The database does not answer; nothing was changed.", (), headers)
    return problem(status, str(error))


async def on_database_error(request: Request, error: Exception) -> Response:
    """What the ORM let through: an outage, or a bug of ours."""
    if is_outage(error):
        return await on_domain_error(request, Unavailable(f"{type(error).__name__}: {error}"))
    return await on_bug(request, error)


async def on_http_error(_: Request, error: Exception) -> Response:
    """What a handler or the router refused."""
    if not isinstance(error, HTTPException):
        raise error
    return problem(error.status_code, error.detail, (), dict(error.headers or {}))


async def on_bug(_: Request, error: Exception) -> Response:
    """A bug: logged with its trace, told without it. Nobody else adds headers to this answer."""
    log.error("web.bug", exc_info=error)
    return problem(500, "It has been logged.", (), dict(EVERYWHERE))
