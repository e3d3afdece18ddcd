"""/panels/{name}.csv: the figures of a panel of the dashboard, with all their digits."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.asking import engine_of
from service.numerals import exact
from service.panels import panels
from service.parts import Table
from service.people_pages import attached, to_login, words_of
from service.sessions import visitor
from service.tables import CSV, lines
from service.view_in import view_of
from surveys.errors import FieldError, InvalidInput


async def download(request: Request) -> Response:
    """The panel's table for the view that the address asks for."""
    if await visitor(request) is None:
        return to_login(request)
    name = request.path_params["name"]
    table = await _table(request, name)
    if table is None:
        raise HTTPException(404, "There is no such panel, or it has no figures in this view.")
    rows = [[exact(cell) for cell in row] for row in table.rows]
    content = lines([table.columns, *rows])
    return Response(content, 200, attached(f"{name}.csv"), CSV.media_type)


async def _table(request: Request, name: str) -> Table | None:
    engine, panel = engine_of(request), panels().get(name)
    view = await view_of(request.query_params, words_of(request), engine, engine.clock())
    if view and view.mistakes:  # a page tells them, a file cannot
        raise InvalidInput(FieldError("query", "; ".join(view.mistakes)))
    shown = await panel.show(view) if panel and view else None
    return shown.table if shown else None


ROUTES = [Route("/panels/{name}.csv", download, methods=["GET"])]
