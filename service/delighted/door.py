"""The door for code written for Delighted: its way to sign in, its rates, its errors."""

from base64 import b64decode
from binascii import Error
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.auth import Caller
from service.engine import Engine
from service.problems import RETRY_AFTER_SECONDS, STATUS, TITLES
from surveys.errors import AfterwordError, FieldError, InvalidInput, Unavailable

BASE = "/compat/delighted/v1"
RATE_SPAN = timedelta(seconds=10)
MOST_REQUESTS = 200  # of one key within the span, in one process
TAKES = ("application/json", "application/*", "*/*")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that was let in."""

    request: Request
    engine: Engine
    caller: Caller
    now: datetime


Handle = Callable[[Visit], Awaitable[Response]]


def routes(path: str, *ways: tuple[str, str, Handle]) -> list[Route]:
    """`ways`: method, scope that the key needs, handler. The documents write `.json` at the end,
    the official clients do not."""
    return [
        Route(f"{BASE}{path}{end}", _endpoint(scope, handle), methods=[method])
        for end in (".json", "")
        for method, scope, handle in ways
    ]


def _endpoint(scope: str, handle: Handle) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return await handle(await _let_in(request, scope))
        except HTTPException as error:
            return _refusal(error.status_code, error.detail, headers=error.headers)
        except Unavailable:
            headers = {"Retry-After": RETRY_AFTER_SECONDS}
            return _refusal(503, "Nothing was changed; try again.", headers=headers)
        except AfterwordError as error:
            status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
            return _refusal(status, str(error), getattr(error, "errors", ()))

    return endpoint


async def _let_in(request: Request, scope: str) -> Visit:
    engine = engine_of(request)
    now = engine.clock()
    accepted = request.headers.get("accept", "*/*").lower()
    if not any(one in accepted for one in TAKES):
        raise HTTPException(406, "Send Accept: application/json.")
    caller = await _caller(request, scope, now)
    wait = request.app.state.delighted.begin({str(caller.key_id): MOST_REQUESTS}, now)
    if wait > 0:
        raise HTTPException(429, "Too many requests.", {"Retry-After": str(ceil(wait))})
    return Visit(request, engine, caller, now)


async def _caller(request: Request, scope: str, now: datetime) -> Caller:
    try:
        caller: Caller = await request.app.state.keys.holder(_key(request), scope, now)
    except HTTPException as error:
        if error.status_code != 401:
            raise
        remedy = "Send a key from `afterword keys create` as the user of HTTP Basic."
        raise HTTPException(401, remedy, {"WWW-Authenticate": 'Basic realm="afterword"'}) from error
    return caller


def _key(request: Request) -> str:
    """The user of HTTP Basic; the official Python client leaves out the colon after it."""
    scheme, _, packed = request.headers.get("authorization", "").partition(" ")
    try:
        text = b64decode(packed.strip()).decode("ascii") if scheme.lower() == "basic" else ""
    except (Error, ValueError):
        return ""
    return text.partition(":")[0]


def _refusal(
    status: int,
    message: str,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {"status": status, "message": message or TITLES.get(status, "Error")}
    if errors:
        body["errors"] = {one.field: [one.message] for one in errors}
    return JSONResponse(body, status, headers)


def missing(field: str, message: str) -> InvalidInput:
    """For a field that has to be there, or to be otherwise."""
    return InvalidInput(FieldError(field, message))
