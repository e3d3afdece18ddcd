"""Who may read numbers: keys with the scope `read`, and whoever is signed in to the dashboard."""

from starlette.requests import Request

from service.asking import caller_of
from service.sessions import visitor


async def check_reader(request: Request) -> None:
    """HTTPException 401 or 403 for everybody else. A key that is sent is what counts."""
    if "authorization" in request.headers or await visitor(request) is None:
        await caller_of(request, "read")
