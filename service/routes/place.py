"""/s/{survey}/{place}: the page for a counter, a receipt, a door. Nobody was asked, so nobody is
known; one visit of the page is one answer, and looking is none.
"""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.answers_in import answers_in, comment_in, filled_in, score_of
from service.customer_pages import busy, html, not_found
from service.door import Door, door_of, held_back, lost, nonce_for, small_form, visit_at, welcome
from service.pages import Answering, answer_page
from service.routes import answer, short
from service.visits import Visit
from surveys.definition import Definition
from surveys.errors import InvalidInput


async def show(request: Request) -> Response:
    """The page. A short link with a score in it has two parts as well."""
    door = await door_of(request, "place")
    if door is not None:
        return _page(request, door, FormData())
    request.path_params["code"] = request.path_params["survey"]
    request.path_params["score"] = request.path_params["place"]
    return await short.by_code(answer.show)(request)


async def post(request: Request) -> Response:
    """The form: an answer, or another one of the same visit."""
    door = await door_of(request, "place")
    if door is None:
        return busy(request, wait) if (wait := lost(request)) > 0 else not_found(request)
    form = await small_form(request)
    if "switch" in form:  # to another language, with all that was typed
        return _switched(request, door, form)
    if (wait := held_back(request, door)) > 0:
        return busy(request, wait)
    try:
        filled = filled_in(form, door.asked.definition)
    except InvalidInput:
        return _page(request, door, form, again=True)
    visit = visit_at(request, door, filled.nonce)
    # too old, not ours, or a hidden field is filled in: let the person send it once more
    if visit is None or (filled.trapped and not filled.touched):
        return _page(request, door, form, again=True)
    await welcome(request, door, visit.name, filled)
    return _page(request, door, form, visit, thanks=True)


def _switched(request: Request, door: Door, form: FormData) -> Response:
    visit = visit_at(request, door, str(form.get("nonce", "")))
    return _page(request, door, form, visit, thanks=form["switch"] == "thanks")


def _page(
    request: Request,
    door: Door,
    form: FormData,
    visit: Visit | None = None,
    *,
    thanks: bool = False,
    again: bool = False,
) -> Response:
    """The question with what a form says; thanks for it, when it was taken. `visit`: which goes on
    with this page."""
    definition, languages = door.asked.definition, door.asked.definition.texts
    page = Answering(
        action=f"{door.path}?lang={door.asked.language}",
        nonce=nonce_for(request, door, visit),
        state="thanks" if thanks else "ask",
        score=_score(form, definition),
        comment=comment_in(form),
        answers=answers_in(form, definition),
        contact=None,
        again=again,
        languages={tag: f"{door.path}?lang={tag}" for tag in languages},
    )
    return html(answer_page(door.asked, page), 422 if again else 200, door.asked.color)


def _score(form: FormData, definition: Definition) -> int | None:
    try:
        return score_of(str(form.get("score", "")), definition)
    except InvalidInput:
        return None


ROUTES = [
    Route("/s/{survey}/{place}", post, methods=["POST"]),
    Route("/s/{survey}/{place}", show, methods=["GET"]),
]
