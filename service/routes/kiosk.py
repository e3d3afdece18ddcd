"""/kiosk/{survey}/{place}: a screen with one question. Its page stays open for many people, so each
tap has a turn of its own; a page without script is a visit for each.
"""

from datetime import datetime, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.answers_in import filled_in
from service.customer_pages import busy, not_found
from service.door import (
    TURN,
    Door,
    door_of,
    held_back,
    junk_held_back,
    lost,
    nonce_for,
    small_form,
    visit_at,
    welcome,
)
from service.kiosk_page import kiosk_page
from service.languages import choose
from service.visits import LONGEST_VISIT, Visit
from surveys.errors import InvalidInput


async def show(request: Request) -> Response:
    """The question. Looking is no answer."""
    door = await door_of(request, "kiosk")
    return _lost(request) if door is None else _page(request, door, "ask")


async def post(request: Request) -> Response:
    """A tap; in JSON for the page's script, which asks for that."""
    door = await door_of(request, "kiosk")
    if door is None:
        return _lost(request)
    form = await small_form(request)
    scripted = "application/json" in request.headers.get("accept", "")
    try:
        filled = filled_in(form, door.asked.definition)
    except InvalidInput:
        return _again(request, door, scripted)
    visit = visit_at(request, door, filled.nonce, LONGEST_VISIT)
    turn = _text(form, "turn")
    if visit is None or (turn and not TURN.fullmatch(turn)):
        return _again(request, door, scripted)
    if (wait := held_back(request, door)) > 0:
        return busy(request, wait)
    name = f"{visit.name}-{turn}" if turn else visit.name
    await welcome(request, door, name, filled, at=_moment(form, visit, door.now))
    if scripted:
        return JSONResponse({"recorded": True, "nonce": nonce_for(request, door)})
    return _page(request, door, "thanks")


def _page(request: Request, door: Door, state: str) -> Response:
    tags = tuple(door.asked.definition.texts)
    first = choose(None, request.headers.get("accept-language"), tags)
    nonce = nonce_for(request, door)
    return kiosk_page(door.asked, door.path, nonce, state, first)  # type: ignore[arg-type]


def _again(request: Request, door: Door, scripted: bool) -> Response:
    """Nothing was stored."""
    if (wait := junk_held_back(request, door)) > 0:
        return busy(request, wait)
    if scripted:
        return JSONResponse({"recorded": False}, 422)
    page = _page(request, door, "ask")
    page.status_code = 422
    return page


def _lost(request: Request) -> Response:
    return busy(request, wait) if (wait := lost(request)) > 0 else not_found(request)


def _moment(form: FormData, visit: Visit, now: datetime) -> datetime:
    """When it was tapped: a line that was down may have held it up since, but not for longer than
    the page was open."""
    waited = _text(form, "waited_ms")
    if not (waited.isascii() and waited.isdigit() and len(waited) < 12):
        return now
    return max(now - timedelta(milliseconds=int(waited)), visit.loaded_at)


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


ROUTES = [
    Route("/kiosk/{survey}/{place}", post, methods=["POST"]),
    Route("/kiosk/{survey}/{place}", show, methods=["GET"]),
]
