"""/static/brand/{rrggbb}.css: a brand's colour as a sheet, since pages carry no inline style."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.brand import stylesheet


async def show(request: Request) -> Response:
    """The sheet; it never changes, so browsers may keep it for a year."""
    sheet = stylesheet(request.path_params["rrggbb"])
    if sheet is None:
        raise HTTPException(404)
    return Response(
        sheet,
        media_type="text/css",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


ROUTES = [Route("/static/brand/{rrggbb}.css", show, methods=["GET"])]
