"""Who may call an operation of the API, and whose key it was."""

from typing import cast

from starlette.requests import Request

from service.asking import engine_of
from service.auth import Caller, Keys
from service.sessions import visitor

CALLER = "afterword.caller"  # in the scope of a request that was let in


async def admit(request: Request, scope: str, session: bool) -> None:
    """HTTPException 401 or 403 unless there is a key with the scope or, with `session`, somebody is
    signed in to the dashboard. A key that is sent is what counts."""
    if session and "authorization" not in request.headers and await visitor(request):
        return
    keys = cast(Keys, request.app.state.keys)
    request.scope[CALLER] = await keys.caller(request, scope, engine_of(request).clock())


def caller_of(request: Request) -> Caller:
    """Whose key it was, for operations that need one."""
    return cast(Caller, request.scope[CALLER])
