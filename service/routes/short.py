"""/s/{code}: the answer page by an address that is short enough for a text message. No redirect.

64 bits of chance are few enough that guessing must be slow: who has missed often waits.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.asking import engine_of
from service.attempts import Attempts
from service.customer_pages import not_found
from service.routes import answer
from surveys import clicking

MOST = 30  # wrong codes in a quarter of an hour; a mobile network may share one address
Handler = Callable[[Request], Awaitable[Response]]


def by_code(handler: Handler) -> Handler:
    """The same handler for the invitation with this code: 404 for none, 429 after many misses."""

    async def handle(request: Request) -> Response:
        engine, missed = engine_of(request), _missed(request)
        keys = {f"address {request.client and request.client.host}": MOST}
        wait = missed.begin(keys, engine.clock())
        token = (
            await clicking.token_of(engine.database, request.path_params["code"])
            if wait <= 0
            else None
        )
        if token is None:
            return _nothing(request, wait)
        missed.take_back(keys)
        request.path_params["token"] = token
        return await handler(request)

    return handle


def _nothing(request: Request, wait: float) -> Response:
    found = not_found(request)
    if wait > 0:
        found.status_code = 429
        found.headers["Retry-After"] = str(int(wait) + 1)
    return found


def _missed(request: Request) -> Attempts:
    state = request.app.state
    if not hasattr(state, "missed"):
        state.missed = Attempts()
    found: Attempts = state.missed
    return found


ROUTES = [
    Route("/s/{code}", by_code(answer.answer), methods=["POST"]),
    Route("/s/{code}", by_code(answer.show), methods=["GET"]),
    Route("/s/{code}/{score}", by_code(answer.show), methods=["GET"]),
]
