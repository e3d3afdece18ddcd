"""/lists/{name}: the lists of the API for people who are signed in, as pages and as files."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.asking import engine_of
from service.list_page import excerpt_of, list_page
from service.lists import Listing, listings
from service.people_pages import attached, html, to_login, words_of
from service.sessions import csrf_token, visitor
from service.tables import FORMS


async def show(request: Request) -> Response:
    """The rows that the address asks for."""
    user = await visitor(request)
    if user is None:
        return to_login(request)
    shown = await excerpt_of(_listing(request), request.query_params, engine_of(request))
    return html(list_page(shown, words_of(request), user, csrf_token(request)))


async def download(request: Request) -> Response:
    """All of them in one file."""
    if await visitor(request) is None:
        return to_login(request)
    listing, form = _listing(request), FORMS.get(request.path_params["ending"])
    if form is None:
        raise HTTPException(404, f"There are files ending in {', '.join(FORMS)}.")
    engine = engine_of(request)
    wanted = await listing.wanted(request.query_params, engine.catalogue, engine.settings.zone)
    headers = attached(f"{listing.name}.{form.ending}")
    return await listing.written(engine.database, wanted, form, headers)


def _listing(request: Request) -> Listing[Any]:
    found = listings().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404, f"There are lists of {', '.join(listings())}.")
    return found


ROUTES = [
    Route("/lists/{name}.{ending}", download, methods=["GET"]),
    Route("/lists/{name}", show, methods=["GET"]),
]
