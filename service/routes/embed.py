"""/embed.js and /embed/{survey}/{place}: the question within a page of a web site that the survey
allows. Browsers say truly which site a page is of; others get nothing by a lie but our limits.
"""

from functools import cache
from hashlib import sha256

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.answers_in import filled_in
from service.asking import engine_of
from service.brand import ink
from service.customer_token import contact_of
from service.door import Door, door_of, held_back, lost, nonce_for, small_form, visit_at, welcome
from service.languages import direction
from service.templating import STATIC
from surveys.errors import InvalidInput

log = structlog.get_logger()


async def script(request: Request) -> Response:
    """The script; a browser that has it is told so."""
    body, tag = _script()
    headers = {
        "ETag": tag,
        "Cache-Control": "public, max-age=3600",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    return Response(body, 200, headers, "text/javascript; charset=utf-8")


async def show(request: Request) -> Response:
    """What the script draws. Looking is no answer."""
    door = await _door(request)
    asked, look = door.asked, door.asked.look
    _ = asked.words
    comment = asked.line(asked.texts.comment) or _("Is there anything you would like to add?")
    options = [
        {"score": o.score, "face": o.face, "word": o.word, "label": o.label} for o in look.options
    ]
    words = {
        "comment": comment,
        "send": _("Send"),
        "thanks": _("Thank you!"),
        "close": _("Close"),
        "failed": _("This could not be sent. Please try again."),
    }
    said = {
        "question": asked.line(asked.texts.question),
        "style": look.style,
        "options": options,
        "low": look.low,
        "high": look.high,
        "color": asked.color,
        "ink": ink(asked.color),
        "language": asked.language,
        "direction": direction(asked.language),
        "words": words,
        "nonce": nonce_for(request, door),
    }
    return _told(request, said)


async def post(request: Request) -> Response:
    """An answer, or another one of the same visit."""
    door = await _door(request)
    if (wait := held_back(request, door)) > 0:
        return _told(request, {"recorded": False}, 429, {"Retry-After": str(int(wait) + 1)})
    form = await small_form(request)
    try:
        filled = filled_in(form, door.asked.definition)
    except InvalidInput:
        return _told(request, {"recorded": False}, 422)
    visit = visit_at(request, door, filled.nonce)
    if visit is None:
        return _told(request, {"recorded": False}, 422)
    token, engine = form.get("customer"), engine_of(request)
    contact = None
    if isinstance(token, str) and token:
        contact = await contact_of(token, engine.keyring, door.now)
        if contact is None:
            log.warning("embed.customer_unknown", survey=door.survey.definition.key)
    await welcome(request, door, visit.name, filled, contact=contact)
    nonce = nonce_for(request, door, visit)
    return _told(request, {"recorded": True, "identified": contact is not None, "nonce": nonce})


async def _door(request: Request) -> Door:
    """HTTPException 403 for a page of a site that the survey does not allow."""
    door = await door_of(request, "embed")
    if door is None:
        if (wait := lost(request)) > 0:
            raise HTTPException(429, "Too many wrong links.", {"Retry-After": str(int(wait) + 1)})
        raise HTTPException(404, "There is no such place.")
    if request.headers.get("origin", "") not in door.survey.definition.doors.origins:
        raise HTTPException(403, "The survey's doors.origins do not name this web site.")
    return door


def _told(
    request: Request, said: object, status: int = 200, more: dict[str, str] | None = None
) -> JSONResponse:
    """For the page of an allowed site to read."""
    headers = {
        "Access-Control-Allow-Origin": request.headers["origin"],
        "Vary": "Origin",
        "Cache-Control": "no-store",
    }
    return JSONResponse(said, status, headers | (more or {}))


@cache
def _script() -> tuple[str, str]:
    """The file without its indentation and comments, and its tag."""
    lines = (line.strip() for line in (STATIC / "embed.js").read_text("utf-8").splitlines())
    body = "\n".join(line for line in lines if line and not line.startswith("//"))
    return body, f'"{sha256(body.encode()).hexdigest()[:16]}"'


ROUTES = [
    Route("/embed.js", script, methods=["GET"]),
    Route("/embed/{survey}/{place}", post, methods=["POST"]),
    Route("/embed/{survey}/{place}", show, methods=["GET"]),
]
