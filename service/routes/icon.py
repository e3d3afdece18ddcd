"""/favicon.ico: browsers ask for it on every page that names no icon, as customers' pages do."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def nothing(_: Request) -> Response:
    """A page in a brand's name shows no icon of ours; asked for once a day at most."""
    return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})


ROUTES = [Route("/favicon.ico", nothing, methods=["GET"])]
