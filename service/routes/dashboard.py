"""/: the dashboard, for people who are signed in."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.asking import engine_of
from service.dashboard import dashboard_page, empty_page
from service.people_pages import html, to_login, words_of
from service.sessions import csrf_token, visitor
from service.view_in import view_of


async def show(request: Request) -> Response:
    """The view that the address asks for; strangers sign in first and come back to it."""
    user = await visitor(request)
    if user is None:
        return to_login(request)
    engine, words, csrf = engine_of(request), words_of(request), csrf_token(request)
    view = await view_of(request.query_params, words, engine, engine.clock())
    if view is None:
        return html(empty_page(words, user, csrf))
    return html(await dashboard_page(view, user, csrf, engine.settings.base_url))


ROUTES = [Route("/", show, methods=["GET"])]
