"""/s/{code}: the answer page by an address that is short enough for a text message. No redirect.

A thousand guesses a second find one of ten million open codes in half a century, so who has missed
often is told to stop, and people who share his network are not kept out.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.asking import engine_of
from service.clicks_in import network_of
from service.customer_pages import not_found
from service.routes import answer
from surveys import clicking

MOST = 30  # wrong codes of one network in a quarter of an hour; many people may share one
Handler = Callable[[Request], Awaitable[Response]]


def by_code(handler: Handler) -> Handler:
    """The same handler for the invitation with this code; 404 for none, 429 after many misses. A
    right code opens its page however many wrong ones came from the same network."""

    async def handle(request: Request) -> Response:
        engine = engine_of(request)
        token = await clicking.token_of(engine.database, request.path_params["code"])
        if token is None:
            key = f"network {network_of(request)}"
            return _nothing(
                request, request.app.state.wrong_codes.begin({key: MOST}, engine.clock())
            )
        request.path_params["token"] = token
        return await handler(request)

    return handle


def _nothing(request: Request, wait: float) -> Response:
    found = not_found(request)
    if wait > 0:
        found.status_code = 429
        found.headers["Retry-After"] = str(int(wait) + 1)
    return found


ROUTES = [
    Route("/s/{code}", by_code(answer.answer), methods=["POST"]),
    Route("/s/{code}", by_code(answer.show), methods=["GET"]),
    Route("/s/{code}/{score}", by_code(answer.show), methods=["GET"]),
]
