"""/u/{token}: a page with one button, and one click for mail clients (RFC 8058).

Mail clients post List-Unsubscribe=One-Click without cookies and follow no redirects; a GET never
unsubscribes, because gateways fetch every link.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.asking import engine_of
from service.customer_pages import html, language_of, not_found
from service.forms import form_of
from service.pages import unsubscribe_page
from surveys import suppression


async def show(request: Request) -> Response:
    """The button."""
    return await _button(request)


async def unsubscribe(request: Request) -> Response:
    """Done, as often as it is asked for; wins over every message not claimed yet."""
    engine, token = engine_of(request), request.path_params["token"]
    form = await form_of(request)
    if form.get("unused"):  # a hidden field: a machine that submits forms fills it in, or a browser
        return await _button(request, again=True)
    invitation = engine.keyring.invitation_of(token)
    if invitation is None or not await suppression.unsubscribe(
        engine.database, engine.keyring, invitation, engine.clock()
    ):
        return not_found(request)
    return await _page(request, invitation, done=True)


async def _button(request: Request, *, again: bool = False) -> Response:
    invitation = engine_of(request).keyring.invitation_of(request.path_params["token"])
    if invitation is None:
        return not_found(request)
    return await _page(request, invitation, done=False, again=again)


async def _page(request: Request, invitation: int, *, done: bool, again: bool = False) -> Response:
    locale = await suppression.locale_of(engine_of(request).database, invitation)
    language, action = language_of(request, locale), f"/u/{request.path_params['token']}"
    if "lang" in request.query_params:  # a language that was chosen stays chosen
        action += f"?lang={language}"
    return html(unsubscribe_page(language, done=done, action=action, again=again))


ROUTES = [
    Route("/u/{token}", unsubscribe, methods=["POST"]),
    Route("/u/{token}", show, methods=["GET"]),
]
