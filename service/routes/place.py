"""/s/{survey}/{place}: the page for a counter, a receipt, a door. Nobody was asked, so nobody is
known; one visit of the page is one answer, and looking is none.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.answers_in import Filled, filled_in
from service.customer_pages import busy, html, not_found
from service.door import Door, door_of, held_back, lost, nonce_for, small_form, visit_at, welcome
from service.pages import Answering, answer_page
from service.routes import answer, short
from service.visits import Visit
from surveys.errors import InvalidInput


async def show(request: Request) -> Response:
    """The page. A short link with a score in it has two parts as well."""
    door = await door_of(request, "place")
    if door is not None:
        return _page(request, door, None, None)
    request.path_params["code"] = request.path_params["survey"]
    request.path_params["score"] = request.path_params["place"]
    return await short.by_code(answer.show)(request)


async def post(request: Request) -> Response:
    """The form: an answer, or another one of the same visit."""
    door = await door_of(request, "place")
    if door is None:
        return busy(request, wait) if (wait := lost(request)) > 0 else not_found(request)
    if (wait := held_back(request, door)) > 0:
        return busy(request, wait)
    form = await small_form(request)
    try:
        filled = filled_in(form, door.asked.definition)
    except InvalidInput:
        return _page(request, door, None, None, 422)
    visit = visit_at(request, door, filled.nonce)
    if visit is None:  # too old, or not ours: let the person send it once more
        return _page(request, door, filled, None, 422)
    await welcome(request, door, visit.name, filled)
    return _page(request, door, filled, visit)


def _page(
    request: Request, door: Door, filled: Filled | None, visit: Visit | None, status: int = 200
) -> Response:
    """The question; with what was `filled` in, or thanks for it when it was taken of a `visit`."""
    page = Answering(
        action=f"{door.path}?lang={door.asked.language}",
        nonce=nonce_for(request, door, visit),
        state="thanks" if visit else "ask",
        score=filled.score if filled else None,
        comment=(filled and filled.comment) or "",
        answers=(filled and filled.answers) or {},
        languages={tag: f"{door.path}?lang={tag}" for tag in door.asked.definition.texts},
    )
    return html(answer_page(door.asked, page), status)


ROUTES = [
    Route("/s/{survey}/{place}", post, methods=["POST"]),
    Route("/s/{survey}/{place}", show, methods=["GET"]),
]
